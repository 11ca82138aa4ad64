/*
 * What operations of mfplat.dll leave in the heaps, from C: the measure of operations.mjs, which does the same from JavaScript.
 *
 *   operations.exe KIND COUNT ROUNDS FILE
 *
 * Prints one line of JSON: what is in use before the first round, and after each round of COUNT operations.
 */
#define COBJMACROS
#include <initguid.h>
#include <windows.h>
#include <mfapi.h>
#include <mfidl.h>
#include <mfreadwrite.h>
#include <stdio.h>
#include <wchar.h>
#include "heap.h"

enum { BYTES = 100, SETTLE_MILLISECONDS = 150, ADDON_CALLBACK_BYTES = 176 };

#define CHECK(call)                                                                                                    \
  do {                                                                                                                 \
    HRESULT failed = (call);                                                                                           \
    if (FAILED(failed)) fprintf(stderr, "%d: %08lx\n", __LINE__, (unsigned long)failed), ExitProcess(1);               \
  } while (0)

static HANDLE done;
static const GUID noType;
static BYTE bytes[BYTES];

/* ------------------------------------------------------------------------------------------- a callback an operation */
/* As large as one of the addon's, so that the bytes of what Wine never releases can be compared. */
typedef struct {
  IMFAsyncCallback com;
  LONG references;
  BYTE room[ADDON_CALLBACK_BYTES - sizeof(IMFAsyncCallback) - sizeof(LONG)];
} Callback;

static void (*end)(IMFAsyncResult *result);
static HRESULT WINAPI callbackQuery(IMFAsyncCallback *com, REFIID iid, void **out) {
  BOOL isMine = IsEqualGUID(iid, &IID_IMFAsyncCallback) || IsEqualGUID(iid, &IID_IUnknown);
  *out = isMine ? com : NULL;
  return isMine ? (IMFAsyncCallback_AddRef(com), S_OK) : E_NOINTERFACE;
}
static ULONG WINAPI callbackAddRef(IMFAsyncCallback *com) { return InterlockedIncrement(&((Callback *)com)->references); }
static ULONG WINAPI callbackRelease(IMFAsyncCallback *com) {
  ULONG left = InterlockedDecrement(&((Callback *)com)->references);
  if (left == 0) HeapFree(GetProcessHeap(), 0, com);
  return left;
}
static HRESULT WINAPI callbackParameters(IMFAsyncCallback *com, DWORD *flags, DWORD *queue) {
  return (void)com, (void)flags, (void)queue, E_NOTIMPL;
}
static HRESULT WINAPI callbackInvoke(IMFAsyncCallback *com, IMFAsyncResult *result) {
  (void)com;
  if (end) end(result);
  SetEvent(done);
  return S_OK;
}
static IMFAsyncCallbackVtbl callbackVtable = {callbackQuery, callbackAddRef, callbackRelease, callbackParameters, callbackInvoke};
static IMFAsyncCallback *newCallback(void) {
  Callback *callback = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, sizeof *callback);
  callback->com.lpVtbl = &callbackVtable, callback->references = 1;
  return &callback->com;
}
static void wait(IMFAsyncCallback *callback) {
  WaitForSingleObject(done, INFINITE);
  IMFAsyncCallback_Release(callback);
}

/* --------------------------------------------------------------------------------------------------------- reads */
static IMFByteStream *stream;
static void endRead(IMFAsyncResult *result) {
  ULONG count = 0;
  CHECK(IMFByteStream_EndRead(stream, result, &count));
}
static void beginRead(void) {
  end = endRead;
  CHECK(IMFByteStream_SetCurrentPosition(stream, 0));
  IMFAsyncCallback *callback = newCallback();
  CHECK(IMFByteStream_BeginRead(stream, bytes, BYTES, callback, NULL));
  wait(callback);
}
static void openFile(const WCHAR *file) {
  CHECK(MFCreateFile(MF_ACCESSMODE_READ, MF_OPENMODE_FAIL_IF_NOT_EXIST, MF_FILEFLAGS_NONE, file, &stream));
}
static void wrap(IMFByteStream *inner) { CHECK(MFCreateMFByteStreamWrapper(inner, &stream)); }
static void openDecorated(const WCHAR *file) {
  openFile(file);
  wrap(stream), wrap(stream);
}

/* A byte stream of this program: its reads complete by a result that it makes. */
static HRESULT WINAPI ownQuery(IMFByteStream *com, REFIID iid, void **out) {
  BOOL isMine = IsEqualGUID(iid, &IID_IMFByteStream) || IsEqualGUID(iid, &IID_IUnknown);
  *out = isMine ? com : NULL;
  return isMine ? S_OK : E_NOINTERFACE;
}
static ULONG WINAPI ownCount(IMFByteStream *com) { return (void)com, 1; }
static HRESULT WINAPI ownSetPosition(IMFByteStream *com, QWORD position) { return (void)com, (void)position, S_OK; }
static HRESULT WINAPI ownBeginRead(IMFByteStream *com, BYTE *data, ULONG size, IMFAsyncCallback *given, IUnknown *state) {
  IMFAsyncResult *result;
  (void)data, (void)size;
  CHECK(MFCreateAsyncResult((IUnknown *)com, given, state, &result));
  CHECK(MFInvokeCallback(result));
  IMFAsyncResult_Release(result);
  return S_OK;
}
static HRESULT WINAPI ownEndRead(IMFByteStream *com, IMFAsyncResult *result, ULONG *count) {
  return (void)com, (void)result, *count = BYTES, S_OK;
}
static IMFByteStreamVtbl ownVtable = {.QueryInterface = ownQuery, .AddRef = ownCount, .Release = ownCount, .SetCurrentPosition = ownSetPosition,
                                      .BeginRead = ownBeginRead, .EndRead = ownEndRead};
static IMFByteStream own = {&ownVtable};
static void openServed(const WCHAR *file) { (void)file, wrap(&own); }

/* -------------------------------------------------------------------------------------------------- items, events */
static void putItem(void) {
  IMFAsyncCallback *callback = newCallback();
  end = NULL;
  CHECK(MFPutWorkItem(MFASYNC_CALLBACK_QUEUE_STANDARD, callback, NULL));
  wait(callback);
}
static void schedule(void) {
  IMFAsyncCallback *callback = newCallback();
  end = NULL;
  CHECK(MFScheduleWorkItem(callback, NULL, -1, NULL));
  wait(callback);
}
static void scheduleAndCancel(void) {
  IMFAsyncCallback *callback = newCallback();
  MFWORKITEM_KEY key;
  CHECK(MFScheduleWorkItem(callback, NULL, -60000, &key));
  CHECK(MFCancelWorkItem(key));
  IMFAsyncCallback_Release(callback);
}
static void putWaiting(void) {
  IMFAsyncCallback *callback = newCallback();
  IMFAsyncResult *result;
  HANDLE event = CreateEventW(NULL, TRUE, TRUE, NULL);
  end = NULL;
  CHECK(MFCreateAsyncResult(NULL, callback, NULL, &result));
  CHECK(MFPutWaitingWorkItem(event, 0, result, NULL));
  wait(callback);
  IMFAsyncResult_Release(result);
  CloseHandle(event);
}
static IMFMediaEventQueue *events;
static void endEvent(IMFAsyncResult *result) {
  IMFMediaEvent *event;
  CHECK(IMFMediaEventQueue_EndGetEvent(events, result, &event));
  IMFMediaEvent_Release(event);
}
static void openEvents(const WCHAR *file) {
  (void)file;
  CHECK(MFCreateEventQueue(&events));
}
static void getEvent(void) {
  IMFAsyncCallback *callback = newCallback();
  end = endEvent;
  CHECK(IMFMediaEventQueue_BeginGetEvent(events, callback, NULL));
  CHECK(IMFMediaEventQueue_QueueEventParamVar(events, 1, &noType, S_OK, NULL));
  wait(callback);
}

/* --------------------------------------------------------------------------------------------------------- samples */
static void makeSample(void) {
  IMFSample *sample;
  IMFMediaBuffer *buffer;
  CHECK(MFCreateMemoryBuffer(1000, &buffer));
  CHECK(MFCreateSample(&sample));
  CHECK(IMFSample_AddBuffer(sample, buffer));
  IMFMediaBuffer_Release(buffer);
  IMFSample_Release(sample);
}
static IMFSourceReader *reader;
static void openReader(const WCHAR *file) {
  openFile(file);
  CHECK(MFCreateSourceReaderFromByteStream(stream, NULL, &reader));
}
static void readSample(void) {
  IMFSample *sample = NULL;
  DWORD index, flags;
  LONGLONG time;
  CHECK(IMFSourceReader_ReadSample(reader, (DWORD)MF_SOURCE_READER_ANY_STREAM, 0, &index, &flags, &time, &sample));
  if (sample == NULL) fprintf(stderr, "the file is too short\n"), ExitProcess(1);
  IMFSample_Release(sample);
}

/* ------------------------------------------------------------------------------- a scheme handler, and what opens URLs */
/* The headers of mingw lack it. */
typedef struct Handler Handler;
typedef struct {
  HRESULT(WINAPI *QueryInterface)(Handler *com, REFIID iid, void **out);
  ULONG(WINAPI *AddRef)(Handler *com);
  ULONG(WINAPI *Release)(Handler *com);
  HRESULT(WINAPI *BeginCreateObject)
  (Handler *com, const WCHAR *url, DWORD flags, IPropertyStore *properties, IUnknown **cookie, IMFAsyncCallback *given, IUnknown *state);
  HRESULT(WINAPI *EndCreateObject)(Handler *com, IMFAsyncResult *result, MF_OBJECT_TYPE *type, IUnknown **object);
  HRESULT(WINAPI *CancelObjectCreation)(Handler *com, IUnknown *cookie);
} HandlerVtbl;
struct Handler {
  const HandlerVtbl *lpVtbl;
};
HRESULT WINAPI MFRegisterLocalSchemeHandler(const WCHAR *scheme, IMFActivate *activate);
static const GUID handlerIid = {0x6d4c7b74, 0x52a0, 0x4bb7, {0xb0, 0xdb, 0x55, 0xf2, 0x9f, 0x47, 0xa6, 0x68}};

static HRESULT WINAPI handlerQuery(Handler *com, REFIID iid, void **out) {
  BOOL isMine = IsEqualGUID(iid, &handlerIid) || IsEqualGUID(iid, &IID_IUnknown);
  *out = isMine ? com : NULL;
  return isMine ? S_OK : E_NOINTERFACE;
}
static ULONG WINAPI handlerCount(Handler *com) { return (void)com, 1; }
static HRESULT WINAPI handlerBegin(Handler *com, const WCHAR *url, DWORD flags, IPropertyStore *properties, IUnknown **cookie,
                                   IMFAsyncCallback *given, IUnknown *state) {
  IMFAsyncResult *result;
  (void)url, (void)flags, (void)properties;
  CHECK(MFCreateAsyncResult((IUnknown *)com, given, state, &result));
  if (cookie) *cookie = (IUnknown *)result, IUnknown_AddRef(*cookie);
  CHECK(MFInvokeCallback(result));
  IMFAsyncResult_Release(result);
  return S_OK;
}
static HRESULT WINAPI handlerEnd(Handler *com, IMFAsyncResult *result, MF_OBJECT_TYPE *type, IUnknown **object) {
  return (void)com, (void)result, *type = MF_OBJECT_BYTESTREAM, *object = (IUnknown *)&own, S_OK;
}
static HRESULT WINAPI handlerCancel(Handler *com, IUnknown *cookie) { return (void)com, (void)cookie, E_NOTIMPL; }
static const HandlerVtbl handlerVtable = {handlerQuery, handlerCount, handlerCount, handlerBegin, handlerEnd, handlerCancel};
static Handler handler = {&handlerVtable};

static HRESULT WINAPI activateQuery(IMFActivate *com, REFIID iid, void **out) {
  BOOL isMine = IsEqualGUID(iid, &IID_IMFActivate) || IsEqualGUID(iid, &IID_IUnknown);
  *out = isMine ? com : NULL;
  return isMine ? S_OK : E_NOINTERFACE;
}
static ULONG WINAPI activateCount(IMFActivate *com) { return (void)com, 1; }
static HRESULT WINAPI activateObject(IMFActivate *com, REFIID iid, void **out) { return (void)com, (void)iid, *out = &handler, S_OK; }
static IMFActivateVtbl activateVtable = {.QueryInterface = activateQuery, .AddRef = activateCount, .Release = activateCount, .ActivateObject = activateObject};
static IMFActivate activate = {&activateVtable};
static IMFSourceResolver *resolver;

static void endOpen(IMFAsyncResult *result) {
  MF_OBJECT_TYPE type;
  IUnknown *object;
  CHECK(IMFSourceResolver_EndCreateObjectFromURL(resolver, result, &type, &object));
  IUnknown_Release(object);
}
static void openResolver(const WCHAR *file) {
  (void)file;
  CHECK(MFRegisterLocalSchemeHandler(L"leaks:", &activate));
  CHECK(MFCreateSourceResolver(&resolver));
}
static void openUrl(void) {
  IMFAsyncCallback *callback = newCallback();
  IUnknown *cookie;
  end = endOpen;
  CHECK(IMFSourceResolver_BeginCreateObjectFromURL(resolver, L"leaks://x", MF_RESOLUTION_BYTESTREAM, NULL, &cookie, callback, NULL));
  wait(callback);
  IUnknown_Release(cookie);
}

/* ---------------------------------------------------------------------------------------------------------------- main */
static void nothing(void) {}
static const struct {
  const WCHAR *name;
  void (*open)(const WCHAR *file);
  void (*run)(void);
} kinds[] = {
    {L"nothing", NULL, nothing},
    {L"reads", openFile, beginRead},
    {L"decorated", openDecorated, beginRead},
    {L"served", openServed, beginRead},
    {L"items", NULL, putItem},
    {L"scheduled", NULL, schedule},
    {L"cancelled", NULL, scheduleAndCancel},
    {L"waiting", NULL, putWaiting},
    {L"events", openEvents, getEvent},
    {L"samples", NULL, makeSample},
    {L"reader", openReader, readSample},
    {L"urls", openResolver, openUrl},
};

int wmain(int argc, WCHAR **argv) {
  if (argc < 5 || FAILED(MFStartup(MF_VERSION, 0))) return 1;
  done = CreateEventW(NULL, FALSE, FALSE, NULL);
  int count = _wtoi(argv[2]), rounds = _wtoi(argv[3]);
  for (size_t kind = 0; kind < sizeof kinds / sizeof *kinds; kind++) {
    if (wcscmp(kinds[kind].name, argv[1]) != 0) continue;
    if (kinds[kind].open) kinds[kind].open(argv[4]);
    for (int i = 0; i < count; i++) kinds[kind].run();
    printf("[");
    for (int round = 0; round <= rounds; round++) {
      for (int i = 0; i < count && round > 0; i++) kinds[kind].run();
      Sleep(SETTLE_MILLISECONDS);
      Heaps now = walkHeaps();
      printf("%s[%.0f,%.0f,%.0f,%.0f]", round > 0 ? "," : "", now.process.blocks, now.process.bytes, now.others.blocks, now.others.bytes);
    }
    printf("]\n");
    return 0;
  }
  return 1;
}
