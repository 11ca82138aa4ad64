/*
 * The floor: what the operations of bench.mjs cost a C program. Prints one line of JSON, microseconds an operation.
 *
 *   floor.exe FILE
 *
 * Every operation does what the bridge's does: Begin with a callback, Invoke on a work-queue thread, End in Invoke, and a
 * main thread that hears of it.
 */
#define COBJMACROS
#include <initguid.h>
#include <windows.h>
#include <mfapi.h>
#include <mfidl.h>
#include <stdio.h>

enum { AT_ONCE = 10000, ONE_BY_ONE = 1000, BYTES = 16, ROUNDS = 7 };

typedef struct {
  IMFAsyncCallback com;
  LONG references;
  IMFByteStream *stream; /* NULL for work items */
  BYTE bytes[BYTES];
} Operation;

static HANDLE done;
static LONG outstanding, wrong;

static HRESULT WINAPI QueryInterface(IMFAsyncCallback *com, REFIID iid, void **out) {
  *out = IsEqualGUID(iid, &IID_IMFAsyncCallback) || IsEqualGUID(iid, &IID_IUnknown) ? com : NULL;
  if (*out == NULL) return E_NOINTERFACE;
  IMFAsyncCallback_AddRef(com);
  return S_OK;
}
static ULONG WINAPI AddRef(IMFAsyncCallback *com) { return InterlockedIncrement(&((Operation *)com)->references); }
static ULONG WINAPI Release(IMFAsyncCallback *com) {
  ULONG left = InterlockedDecrement(&((Operation *)com)->references);
  if (left == 0) HeapFree(GetProcessHeap(), 0, com);
  return left;
}
static HRESULT WINAPI GetParameters(IMFAsyncCallback *com, DWORD *flags, DWORD *queue) {
  (void)com, (void)flags, (void)queue;
  return E_NOTIMPL;
}
static HRESULT WINAPI Invoke(IMFAsyncCallback *com, IMFAsyncResult *result) {
  Operation *operation = (Operation *)com;
  ULONG count = 0;
  if (operation->stream && (FAILED(IMFByteStream_EndRead(operation->stream, result, &count)) || count != BYTES))
    InterlockedIncrement(&wrong);
  if (InterlockedDecrement(&outstanding) == 0) SetEvent(done);
  return S_OK;
}
static IMFAsyncCallbackVtbl vtable = {QueryInterface, AddRef, Release, GetParameters, Invoke};

static void begin(IMFByteStream *stream) {
  Operation *operation = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, sizeof *operation);
  operation->com.lpVtbl = &vtable;
  operation->references = 1;
  operation->stream = stream;
  HRESULT hr = stream ? IMFByteStream_BeginRead(stream, operation->bytes, BYTES, &operation->com, NULL)
                      : MFPutWorkItem(MFASYNC_CALLBACK_QUEUE_STANDARD, &operation->com, NULL);
  if (FAILED(hr)) InterlockedIncrement(&wrong);
  IMFAsyncCallback_Release(&operation->com);
}

static double run(IMFByteStream *stream, int count, int atOnce) {
  LARGE_INTEGER frequency, start, end;
  if (stream) IMFByteStream_SetCurrentPosition(stream, 0);
  QueryPerformanceFrequency(&frequency);
  QueryPerformanceCounter(&start);
  for (int i = 0; i < count; i += atOnce) {
    outstanding = atOnce;
    for (int k = 0; k < atOnce; k++) begin(stream);
    WaitForSingleObject(done, INFINITE);
  }
  QueryPerformanceCounter(&end);
  return (double)(end.QuadPart - start.QuadPart) * 1e6 / (double)frequency.QuadPart / count;
}

static int ascending(const void *a, const void *b) {
  double difference = *(const double *)a - *(const double *)b;
  return difference < 0 ? -1 : difference > 0;
}

static double median(IMFByteStream *stream, int count, int atOnce) {
  double rounds[ROUNDS];
  run(stream, count, atOnce);
  for (int i = 0; i < ROUNDS; i++) rounds[i] = run(stream, count, atOnce);
  qsort(rounds, ROUNDS, sizeof *rounds, ascending);
  return rounds[ROUNDS / 2];
}

int wmain(int argc, WCHAR **argv) {
  IMFByteStream *stream;
  if (argc < 2 || FAILED(MFStartup(MF_VERSION, 0)) || FAILED(MFCreateFile(MF_ACCESSMODE_READ, MF_OPENMODE_FAIL_IF_NOT_EXIST, MF_FILEFLAGS_NONE, argv[1], &stream)))
    return 1;
  done = CreateEventW(NULL, FALSE, FALSE, NULL);
  double readsAtOnce = median(stream, AT_ONCE, AT_ONCE), reads = median(stream, ONE_BY_ONE, 1);
  double itemsAtOnce = median(NULL, AT_ONCE, AT_ONCE), items = median(NULL, ONE_BY_ONE, 1);
  printf("{\"readsAtOnce\":%.3f,\"reads\":%.3f,\"itemsAtOnce\":%.3f,\"items\":%.3f,\"wrong\":%ld}\n", readsAtOnce, reads,
         itemsAtOnce, items, wrong);
  return 0;
}
