/* The addon as it is compiled for Windows on arm64: threads, atomics and the end. Calls and stubs are tested by words_test.c. */
#include "check.h"
#include "image.h"

int failures = 0;
#define N(number) numberValue((double)(number))

static uint32_t eventWords[64 * EVENT_WORDS];
static uint64_t shared[SHARED_WORDS];
static struct { uint32_t kind, token, status; uint64_t value; } last;
static LONG told[3];

static void deliver(double count) {
  for (uint32_t i = 0; i < (uint32_t)count; i++) {
    const uint32_t *at = eventWords + EVENT_WORDS * i;
    last.kind = at[0], last.token = at[1], last.status = at[4], last.value = at[2] | (uint64_t)at[3] << 32;
    told[at[0]]++;
  }
}
static LONG served;
static void serve(double unused) {
  (void)unused, served++;
  shared[SERVED_ANSWER] = shared[SERVED_WORDS + 1] + 1;
}

static DWORD callersThread;
static int32_t sum(int32_t a, double b, int64_t c) {
  callersThread = GetCurrentThreadId();
  return (int32_t)(a + b + (double)c);
}
static void callsOnOtherThreadsAllReturn(void) {
  for (int i = 1; i <= 100; i++) {
    double b = i;
    shared[0] = 7, memcpy(&shared[1], &b, 8), shared[2] = (uint64_t)-3;
    shared[CALL_TARGET] = (uint64_t)(uintptr_t)sum, shared[CALL_KINDS] = FLOAT_WORD << 2;
    LONG before = told[RETURNED];
    IMAGE("callLater", N(i), N(FALSE), N(0), N(0));
    while (told[RETURNED] == before) turn();
    CHECK(last.kind == RETURNED && last.token == (uint32_t)i && (int32_t)last.value == 4 + i && callersThread != GetCurrentThreadId());
  }
}

typedef struct { const IMFAsyncResultVtbl *vtable; OVERLAPPED overlapped; void *callback; LONG references; } Result;
static ULONG addRefResult(IMFAsyncResult *self) { return (ULONG)InterlockedIncrement(&((Result *)self)->references); }
static ULONG releaseResult(IMFAsyncResult *self) { return (ULONG)InterlockedDecrement(&((Result *)self)->references); }
static HRESULT getStatus(IMFAsyncResult *self) { return (void)self, 7; }
static const IMFAsyncResultVtbl resultVtable = {NULL, addRefResult, releaseResult, NULL, getStatus};
enum { INVOCATIONS = 2000, INVOKERS = 4 };
static Result results[INVOKERS][INVOCATIONS];
static IMFAsyncCallback *callback;
static void *invokeMany(void *context) {
  for (int i = 0; i < INVOCATIONS; i++) IMFAsyncCallback_Invoke(callback, (IMFAsyncResult *)(void *)&((Result *)context)[i]);
  return NULL;
}
static void invocationsOfManyThreadsAllComeAndNothingIsKept(void) {
  callback = (IMFAsyncCallback *)(uintptr_t)IMAGE("createCallback", N(9), N(FALSE), N(0), N(0));
  pthread_t threads[INVOKERS];
  for (int i = 0; i < INVOKERS; i++) {
    for (int k = 0; k < INVOCATIONS; k++) results[i][k] = (Result){.vtable = &resultVtable, .references = 1};
    pthread_create(&threads[i], NULL, invokeMany, results[i]);
  }
  while (told[INVOKED] < INVOKERS * INVOCATIONS) turn();
  for (int i = 0; i < INVOKERS; i++) pthread_join(threads[i], NULL);
  for (int i = 0; i < INVOKERS; i++)
    for (int k = 0; k < INVOCATIONS; k++) CHECK(results[i][k].references == 1);
  CHECK(last.status == 7 && IMFAsyncCallback_AddRef(callback) == 2 && IMFAsyncCallback_Release(callback) == 1);
  CHECK(IMFAsyncCallback_Release(callback) == 0);
  IMAGE("collect", loop.deliver);
  CHECK(last.kind == DIED && last.token == 9);
}

typedef uint32_t Method1(void *self, uint32_t number);
static struct { void *object; uint32_t answer; } elsewhere;
static void *callElsewhere(void *unused) {
  elsewhere.answer = (*(Method1 ***)elsewhere.object)[3](elsewhere.object, 41);
  return unused;
}
static void aMethodThatAnotherThreadCallsRunsHereAndIsRefusedAfterTheEnd(void) {
  const uint32_t facts[] = {0, 2, 0, 0xC00D3E85};
  double kind = IMAGE("createKind", arrayValue(napi_uint32_array, (void *)(uintptr_t)facts, 4), arrayValue(napi_uint8_array, eventWords, 0));
  elsewhere.object = (void *)(uintptr_t)IMAGE("createObject", N(1), N(kind));
  pthread_t thread;
  pthread_create(&thread, NULL, callElsewhere, NULL);
  while (served == 0) turn(); /* a wake-up of before may be due */
  pthread_join(thread, NULL);
  CHECK(elsewhere.answer == 42);
  closeLoop();
  pthread_create(&thread, NULL, callElsewhere, NULL);
  pthread_join(thread, NULL);
  CHECK(elsewhere.answer == 0xC00D3E85);
}

int main(int argc, char **argv) {
  if (argc < 2) return 2;
  loadImage(argv[1]);
  openImage(deliver, serve, eventWords, 64 * EVENT_WORDS, shared, FALSE);
  callsOnOtherThreadsAllReturn();
  invocationsOfManyThreadsAllComeAndNothingIsKept();
  aMethodThatAnotherThreadCallsRunsHereAndIsRefusedAfterTheEnd();
  CLOSE;
}
