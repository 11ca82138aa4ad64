/*
 * What Wine's mfplat.dll does not do, without this library: each case of expectedFailures.json as a C program would have it.
 *
 *   inC.exe NAME     {"fails":"how"} or {"holds":true}, one line of JSON; a crash is told with the DLL that it is in
 */
#define COBJMACROS
#include <initguid.h>
#include <windows.h>
#include <mfapi.h>
#include <mferror.h>
#include <mfidl.h>
#include <mfreadwrite.h>
#include <stdarg.h>
#include <stdio.h>

/* The headers lack these. */
STDAPI MFCreateCollection(IMFCollection **collection);
STDAPI MFCreateMFByteStreamOnStream(IStream *stream, IMFByteStream **byteStream);

/* ------------------------------------------------------------------------------------------------------------ outcomes */
enum { PATIENCE = 3000, SAID_MAX = 200 };
static char said[SAID_MAX];

/* How a case fails; NULL, where it holds. */
typedef const char *Outcome;
static Outcome fails(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(said, SAID_MAX, format, arguments);
  va_end(arguments);
  return said;
}
static void say(Outcome outcome) {
  if (outcome) printf("{\"fails\":\"%s\"}\n", outcome);
  else printf("{\"holds\":true}\n");
  fflush(stdout);
}
#define MUST(call)                                                                                                     \
  do {                                                                                                                 \
    HRESULT code = (call);                                                                                             \
    if (FAILED(code)) {                                                                                                \
      fprintf(stderr, "%s:%d: %s is 0x%08lX\n", __FILE__, __LINE__, #call, code);                                      \
      exit(1);                                                                                                         \
    }                                                                                                                  \
  } while (0)

/* A crash of Wine's own is an outcome; one in here is none. */
static LONG WINAPI crashed(EXCEPTION_POINTERS *facts) {
  HMODULE module;
  WCHAR path[MAX_PATH];
  BYTE *at = facts->ExceptionRecord->ExceptionAddress;
  if (!GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT, (LPCWSTR)at, &module) ||
      module == GetModuleHandleW(NULL))
    exit(1);
  GetModuleFileNameW(module, path, MAX_PATH);
  say(fails("it crashes in %ls at 0x%llX", wcsrchr(path, L'\\') + 1, (unsigned long long)(at - (BYTE *)module)));
  TerminateProcess(GetCurrentProcess(), 0);
  return EXCEPTION_EXECUTE_HANDLER;
}

/* ------------------------------------------------------------------------------------------------- objects of this program */
static const BYTE content[1000] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
static BYTE bytes[2 * sizeof content];

typedef struct {
  IMFAsyncCallback com;
  HANDLE invoked;
  LONG count;
  BOOL hadBytes;
  IMFAsyncResult *result;
} Callback;
static HRESULT WINAPI callbackQueryInterface(IMFAsyncCallback *com, REFIID iid, void **out) {
  *out = IsEqualGUID(iid, &IID_IMFAsyncCallback) || IsEqualGUID(iid, &IID_IUnknown) ? com : NULL;
  return *out ? S_OK : E_NOINTERFACE;
}
static ULONG WINAPI callbackAddRef(IMFAsyncCallback *com) { return (void)com, 2; }
static ULONG WINAPI callbackRelease(IMFAsyncCallback *com) { return (void)com, 1; }
static HRESULT WINAPI callbackGetParameters(IMFAsyncCallback *com, DWORD *flags, DWORD *queue) { return (void)com, (void)flags, (void)queue, E_NOTIMPL; }
static HRESULT WINAPI callbackInvoke(IMFAsyncCallback *com, IMFAsyncResult *result) {
  Callback *callback = (Callback *)com;
  IMFAsyncResult_AddRef(result);
  callback->result = result, callback->hadBytes = memcmp(bytes, content, sizeof content) == 0;
  InterlockedIncrement(&callback->count);
  return SetEvent(callback->invoked), S_OK;
}
static IMFAsyncCallbackVtbl callbackVtable = {callbackQueryInterface, callbackAddRef, callbackRelease, callbackGetParameters, callbackInvoke};
static Callback callback = {.com = {&callbackVtable}};
static BOOL isInvoked(void) { return WaitForSingleObject(callback.invoked, PATIENCE) == WAIT_OBJECT_0; }

/* Objects of any interface, whose own methods are E_NOTIMPL but for those here. */
static HRESULT WINAPI anyQueryInterface(IUnknown *self, REFIID iid, void **out) { return (void)iid, *out = self, S_OK; }
static HRESULT WINAPI ownQueryInterface(IUnknown *self, REFIID iid, void **out) {
  *out = IsEqualGUID(iid, &IID_IMFMediaSink) || IsEqualGUID(iid, &IID_IUnknown) ? self : NULL;
  return *out ? S_OK : E_NOINTERFACE;
}
static ULONG WINAPI anyAddRef(IUnknown *self) { return (void)self, 2; }
static HRESULT WINAPI notImplemented(void) { return E_NOTIMPL; }
static HRESULT WINAPI none(IMFMediaSink *self, DWORD *count) { return (void)self, *count = 0, S_OK; }
static HRESULT WINAPI one(IMFTopology *self, WORD *count) { return (void)self, *count = 1, S_OK; }
static HRESULT WINAPI theNode(IMFTopology *self, WORD index, IMFTopologyNode **node) {
  return (void)self, index == 0 ? MFCreateTopologyNode(MF_TOPOLOGY_TEE_NODE, node) : MF_E_INVALIDINDEX;
}
static void *foreignVtable[64], *sinkVtable[64];
static struct { void **vtable; } foreign = {foreignVtable}, sink = {sinkVtable};
static void makeObjects(void) {
  for (int i = 0; i < 64; i++) foreignVtable[i] = sinkVtable[i] = (void *)(ULONG_PTR)notImplemented;
  for (int i = 1; i < 3; i++) foreignVtable[i] = sinkVtable[i] = (void *)(ULONG_PTR)anyAddRef;
  foreignVtable[0] = (void *)(ULONG_PTR)anyQueryInterface, sinkVtable[0] = (void *)(ULONG_PTR)ownQueryInterface;
  sinkVtable[6] = (void *)(ULONG_PTR)none;    /* IMFMediaSink::GetStreamSinkCount */
  foreignVtable[36] = (void *)(ULONG_PTR)one; /* IMFTopology::GetNodeCount, GetNode */
  foreignVtable[37] = (void *)(ULONG_PTR)theNode;
}

/* ------------------------------------------------------------------------------------------------- starting up and locks */
static void start(void) { MUST(MFStartup(MF_VERSION, 0)); }
static BOOL isUp(void) {
  DWORD queue;
  return SUCCEEDED(MFAllocateWorkQueue(&queue)) && SUCCEEDED(MFUnlockWorkQueue(queue));
}
static int lockCount(void) {
  int count = 0;
  for (; count < 50 && isUp(); count++) MFUnlockPlatform();
  for (int i = 0; i < count; i++) MFLockPlatform();
  return count;
}
static Outcome expectLocks(int expected) {
  int count = lockCount();
  return count == expected ? NULL : fails("%d locks instead of %d", count, expected);
}
static IMFAsyncResult *createResult(void) {
  IMFAsyncResult *result;
  MUST(MFCreateAsyncResult(NULL, &callback.com, NULL, &result));
  return result;
}

static Outcome resultBeforeStart(void) {
  IMFAsyncResult_Release(createResult());
  start();
  return expectLocks(1);
}
static Outcome lockWithoutStart(void) {
  MUST(MFLockPlatform());
  return isUp() ? fails("a lock starts the platform") : NULL;
}
static Outcome secondStart(void) {
  start(), start();
  return expectLocks(1);
}
static Outcome shutdownWithLock(void) {
  start();
  MUST(MFLockPlatform());
  MUST(MFShutdown());
  return isUp() ? fails("a lock keeps the platform up") : NULL;
}
static Outcome lockOverRestart(void) {
  start();
  IMFAsyncResult_Release(createResult());
  MUST(MFLockPlatform());
  MUST(MFShutdown());
  start();
  return expectLocks(2);
}
static Outcome scheduledOverShutdown(void) {
  MFWORKITEM_KEY key;
  start();
  MUST(MFScheduleWorkItemEx(createResult(), -50, &key));
  MUST(MFShutdown());
  HRESULT code = MFCancelWorkItem(key);
  return code == MF_E_SHUTDOWN ? NULL : fails("MFCancelWorkItem is 0x%08lX", code);
}

/* ---------------------------------------------------------------------------------------------------------- work queues */
static Outcome putOn(DWORD queue) {
  start();
  HRESULT code = MFPutWorkItem(queue, &callback.com, NULL);
  if (FAILED(code)) return fails("MFPutWorkItem is 0x%08lX", code);
  return isInvoked() ? NULL : fails("the item does not run");
}
static Outcome queue0(void) { return putOn(0); }
static Outcome queueFFFF(void) { return putOn(0xFFFF); }
static Outcome queue4000(void) { return putOn(0x4000); }
static Outcome itemsAtLastUnlock(void) {
  DWORD queue;
  start();
  MUST(MFAllocateWorkQueue(&queue));
  for (int i = 0; i < 2; i++) MUST(MFPutWorkItem(queue, &callback.com, NULL));
  MUST(MFUnlockWorkQueue(queue));
  Sleep(PATIENCE);
  return callback.count == 2 ? NULL : fails("%ld of 2 items have run", callback.count);
}
static Outcome serialQueueUnlocked(void) {
  DWORD queue;
  start();
  MUST(MFAllocateSerialWorkQueue(MFASYNC_CALLBACK_QUEUE_STANDARD, &queue));
  for (int i = 0; i < 1000; i++) MUST(MFPutWorkItem(queue, &callback.com, NULL));
  MUST(MFUnlockWorkQueue(queue));
  Sleep(PATIENCE);
  LONG before = callback.count;
  MUST(MFPutWorkItem(MFASYNC_CALLBACK_QUEUE_STANDARD, &callback.com, NULL));
  Sleep(PATIENCE);
  return callback.count > before ? NULL : fails("after that, no item of the standard queue runs");
}

/* --------------------------------------------------------------------------------------------------------------- files */
static WCHAR path[MAX_PATH];
static void writeFile(void) {
  WCHAR folder[MAX_PATH];
  DWORD written;
  GetTempPathW(MAX_PATH, folder), GetTempFileNameW(folder, L"inC", 0, path);
  HANDLE file = CreateFileW(path, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
  WriteFile(file, content, sizeof content, &written, NULL), CloseHandle(file);
}
static IMFByteStream *openFile(MF_FILE_ACCESSMODE access) {
  IMFByteStream *stream;
  start(), writeFile();
  MUST(MFCreateFile(access, MF_OPENMODE_FAIL_IF_NOT_EXIST, MF_FILEFLAGS_NONE, path, &stream));
  return stream;
}
static Outcome closeOf(IMFByteStream *stream) {
  HRESULT code = IMFByteStream_Close(stream);
  IMFByteStream_Release(stream), DeleteFileW(path);
  return code == S_OK ? NULL : fails("IMFByteStream::Close is 0x%08lX", code);
}
static Outcome fileCreatedAndClosed(void) {
  IMFByteStream *stream;
  IUnknown *cookie;
  start(), writeFile();
  MUST(MFBeginCreateFile(MF_ACCESSMODE_READ, MF_OPENMODE_FAIL_IF_NOT_EXIST, MF_FILEFLAGS_NONE, path, &callback.com, NULL, &cookie));
  if (!isInvoked()) return fails("the callback does not come");
  MUST(MFEndCreateFile(callback.result, &stream));
  return closeOf(stream);
}
static Outcome fileReadAndClosed(void) {
  ULONG count = 0;
  IMFByteStream *stream = openFile(MF_ACCESSMODE_READ);
  MUST(IMFByteStream_BeginRead(stream, bytes, sizeof bytes, &callback.com, NULL));
  if (!isInvoked() || !callback.hadBytes) return fails("the bytes are not there in Invoke");
  MUST(IMFByteStream_EndRead(stream, callback.result, &count));
  if (count != sizeof content) return fails("%lu bytes have been read", count);
  return closeOf(stream);
}
static Outcome fileClosed(void) { return closeOf(openFile(MF_ACCESSMODE_READ)); }
static Outcome missingFile(void) {
  IMFByteStream *stream;
  IUnknown *cookie;
  start();
  MUST(MFBeginCreateFile(MF_ACCESSMODE_READ, MF_OPENMODE_FAIL_IF_NOT_EXIST, MF_FILEFLAGS_NONE, L"C:\\missing", &callback.com, NULL, &cookie));
  if (!isInvoked()) return fails("the callback does not come");
  HRESULT code = MFEndCreateFile(callback.result, &stream);
  return code == HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND) ? NULL : fails("MFEndCreateFile is 0x%08lX", code);
}
static Outcome writeTo(IMFByteStream *stream) {
  ULONG count = 0;
  MUST(IMFByteStream_BeginWrite(stream, content, sizeof content, &callback.com, NULL));
  if (!isInvoked()) return fails("BeginWrite never ends");
  MUST(IMFByteStream_EndWrite(stream, callback.result, &count));
  return count == sizeof content ? NULL : fails("%lu bytes have been written", count);
}
static Outcome writeToFile(void) { return writeTo(openFile(MF_ACCESSMODE_READWRITE)); }
static Outcome writeToStream(void) {
  IStream *memory;
  IMFByteStream *stream;
  start();
  MUST(CreateStreamOnHGlobal(NULL, TRUE, &memory));
  MUST(MFCreateMFByteStreamOnStream(memory, &stream));
  return writeTo(stream);
}

/* ------------------------------------------------------------------------------------------------------------- the rest */
static IMFSinkWriter *createWriter(void) {
  IMFSinkWriter *writer;
  start();
  MUST(MFCreateSinkWriterFromMediaSink((IMFMediaSink *)(void *)&sink, NULL, &writer));
  return writer;
}
static Outcome writerInputType(void) {
  IMFMediaType *type;
  IMFSinkWriter *writer = createWriter();
  MUST(MFCreateMediaType(&type));
  HRESULT code = IMFSinkWriter_SetInputMediaType(writer, 0, type, NULL);
  return code == E_NOTIMPL ? fails("IMFSinkWriter::SetInputMediaType is E_NOTIMPL") : NULL;
}
static Outcome writerFinalize(void) {
  HRESULT code = IMFSinkWriter_Finalize(createWriter());
  return code == E_NOTIMPL ? fails("IMFSinkWriter::Finalize is E_NOTIMPL") : NULL;
}
static Outcome foreignTopology(void) {
  IMFTopology *topology;
  start();
  MUST(MFCreateTopology(&topology));
  return IMFTopology_CloneFrom(topology, (IMFTopology *)(void *)&foreign), NULL;
}
static Outcome foreignTopologyOfSession(void) {
  IMFMediaSession *session;
  start();
  MUST(MFCreateMediaSession(NULL, &session));
  MUST(IMFMediaSession_SetTopology(session, 0, (IMFTopology *)(void *)&foreign));
  Sleep(PATIENCE); /* a thread of the session crashes */
  return NULL;
}
static Outcome collectionIndex(void) {
  IMFCollection *collection;
  start();
  MUST(MFCreateCollection(&collection));
  return IMFCollection_InsertElementAt(collection, 0xFFFFFFFF, (IUnknown *)collection), NULL;
}
static IMFTopologyNode *createNode(void) {
  IMFTopologyNode *node;
  start();
  MUST(MFCreateTopologyNode(MF_TOPOLOGY_TRANSFORM_NODE, &node));
  return node;
}
static Outcome nodeOutput(void) {
  IMFTopologyNode *node = createNode();
  return IMFTopologyNode_ConnectOutput(node, 0xFFFFFFFF, node, 0), NULL;
}
static Outcome nodeInput(void) {
  IMFTopologyNode *node = createNode();
  return IMFTopologyNode_ConnectOutput(node, 0, node, 0xFFFFFFFF), NULL;
}
static Outcome nodeOutputType(void) {
  IMFMediaType *type;
  IMFTopologyNode *node = createNode();
  MUST(MFCreateMediaType(&type));
  return IMFTopologyNode_SetOutputPrefType(node, 0xFFFFFFFF, type), NULL;
}
static Outcome nodeInputType(void) {
  IMFMediaType *type;
  IMFTopologyNode *node = createNode();
  MUST(MFCreateMediaType(&type));
  return IMFTopologyNode_SetInputPrefType(node, 0xFFFFFFFF, type), NULL;
}

static const struct {
  const char *name;
  Outcome (*run)(void);
} cases[] = {
    {"resultBeforeStart", resultBeforeStart},
    {"lockWithoutStart", lockWithoutStart},
    {"secondStart", secondStart},
    {"shutdownWithLock", shutdownWithLock},
    {"lockOverRestart", lockOverRestart},
    {"scheduledOverShutdown", scheduledOverShutdown},
    {"queue0", queue0},
    {"queueFFFF", queueFFFF},
    {"queue4000", queue4000},
    {"itemsAtLastUnlock", itemsAtLastUnlock},
    {"serialQueueUnlocked", serialQueueUnlocked},
    {"fileCreatedAndClosed", fileCreatedAndClosed},
    {"fileReadAndClosed", fileReadAndClosed},
    {"fileClosed", fileClosed},
    {"missingFile", missingFile},
    {"writeToFile", writeToFile},
    {"writeToStream", writeToStream},
    {"writerInputType", writerInputType},
    {"writerFinalize", writerFinalize},
    {"foreignTopology", foreignTopology},
    {"foreignTopologyOfSession", foreignTopologyOfSession},
    {"collectionIndex", collectionIndex},
    {"nodeOutput", nodeOutput},
    {"nodeInput", nodeInput},
    {"nodeOutputType", nodeOutputType},
    {"nodeInputType", nodeInputType},
};

int main(int argc, char **argv) {
  SetUnhandledExceptionFilter(crashed);
  makeObjects();
  callback.invoked = CreateEventW(NULL, FALSE, FALSE, NULL);
  for (size_t i = 0; i < sizeof cases / sizeof *cases && argc > 1; i++)
    if (strcmp(cases[i].name, argv[1]) == 0) {
      say(cases[i].run());
      TerminateProcess(GetCurrentProcess(), 0); /* whatever state Wine is in */
    }
  fprintf(stderr, "inC.exe: no case of that name\n");
  return 1;
}
