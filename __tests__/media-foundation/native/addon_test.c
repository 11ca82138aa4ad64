/* The addon's own parts, on Linux: threads, events and their order, callbacks, relays, stubs, calls, and every end. */
#include "check.h"
#include "fake.h"

int failures = 0;
#define N(number) numberValue((double)(number))
#define AT(address) numberValue((double)(uintptr_t)(address))

/* --------------------------------------------------------------------------------------------- one environment a test */
enum { CAPACITY = 8 };
static uint32_t eventWords[CAPACITY * EVENT_WORDS];
static uint64_t words[SHARED_WORDS];
static Environment *environment;
typedef struct { uint32_t kind, token, status; uint64_t value; } Told;
static struct { Told events[100000]; uint32_t count, deliveries; } told;
static uint64_t (*javaScript)(const uint64_t *arguments, uint64_t slot);

/* What JavaScript does first in the next delivery. */
static void (*insideDelivery)(void);

static void deliver(double count) {
  void (*inside)(void) = insideDelivery;
  insideDelivery = NULL;
  if (inside) inside();
  CHECK(count > 0 && count <= CAPACITY);
  told.deliveries++;
  for (uint32_t i = 0; i < (uint32_t)count; i++) {
    const uint32_t *at = eventWords + EVENT_WORDS * i;
    told.events[told.count++] = (Told){at[0], at[1], at[4], at[2] | (uint64_t)at[3] << 32};
  }
}
static void serve(double unused) {
  (void)unused;
  uint64_t arguments[WORDS_MAX];
  memcpy(arguments, words + SERVED_WORDS, sizeof arguments);
  uint64_t value = javaScript(arguments, words[SERVED_SLOT]);
  words[SERVED_ANSWER] = value;
}
static void begin(BOOL isWorker) {
  memset(words, 0, sizeof words), memset(&told, 0, sizeof told);
  fillHost();
  environment = makeEnvironment();
  openFake(openEnvironment, environment, deliver, serve, eventWords, CAPACITY * EVENT_WORDS, words, isWorker);
}
static BOOL isLast(uint32_t kind, uint32_t token) {
  return told.count > 0 && told.events[told.count - 1].kind == kind && told.events[told.count - 1].token == token;
}
static void collectNow(void) { ADDON(collect, loop.deliver); }

/* ------------------------------------------------------------------------------------------------ a result, a callback */
typedef struct {
  const IMFAsyncResultVtbl *vtable;
  OVERLAPPED overlapped;
  void *callback;
  LONG references;
  HRESULT status;
} Result;
static ULONG STDMETHODCALLTYPE addRefResult(IMFAsyncResult *self) { return (ULONG)InterlockedIncrement(&((Result *)self)->references); }
static ULONG STDMETHODCALLTYPE releaseResult(IMFAsyncResult *self) { return (ULONG)InterlockedDecrement(&((Result *)self)->references); }
static HRESULT STDMETHODCALLTYPE getStatus(IMFAsyncResult *self) { return ((Result *)self)->status; }
static const IMFAsyncResultVtbl resultVtable = {NULL, addRefResult, releaseResult, NULL, getStatus};
static Result newResult(void *callback) { return (Result){.vtable = &resultVtable, .callback = callback, .references = 1, .status = 7}; }
#define AS_RESULT(one) ((IMFAsyncResult *)(void *)&(one))
static LONG referencesOf(Result *result) { return __atomic_load_n(&result->references, __ATOMIC_SEQ_CST); }

static IMFAsyncCallback *callbackFrom(double address) { return (IMFAsyncCallback *)(uintptr_t)address; }

/* ------------------------------------------------------------------------------------------------------------ threads */
static struct { SRWLOCK lock; CONDITION_VARIABLE change; int count; } met;
static void meet(void *context) {
  int all = *(int *)context;
  AcquireSRWLockExclusive(&met.lock);
  if (++met.count == all) pthread_cond_broadcast(&met.change.condition);
  while (met.count < all) SleepConditionVariableSRW(&met.change, &met.lock, INFINITE, 0);
  ReleaseSRWLockExclusive(&met.lock);
}
static LONG jobsDone;
static void count(void *context) { (void)context, InterlockedIncrement(&jobsDone); }
static void waitFor(const LONG *number, LONG value) { while (__atomic_load_n(number, __ATOMIC_SEQ_CST) != value) sched_yield(); }

static void jobsThatWaitForEachOtherAllRunAtOnce(void) {
  static Job jobs[64];
  int all = 65;
  met.count = 0;
  for (int i = 0; i < 64; i++) {
    jobs[i] = (Job){NULL, meet, &all};
    CHECK(startJob(&jobs[i]));
  }
  meet(&all);
  CHECK(threadsStarted == 64);
}
static void idleThreadsAreUsedAgainAndEnd(void) {
  static Job jobs[10000];
  LONG before = threadsStarted;
  jobsDone = 0;
  for (int i = 0; i < 10000; i++) jobs[i] = (Job){NULL, count, NULL}, startJob(&jobs[i]);
  waitFor(&jobsDone, 10000);
  CHECK(threadsStarted - before < 10000);
  __atomic_store_n(&timeIsOver, TRUE, __ATOMIC_SEQ_CST);
  /* Each wakes, finds nothing or its job, and gives up when it would wait again. */
  static Job last[4096];
  LONG rounds = 0;
  while (__atomic_load_n(&threadsRunning, __ATOMIC_SEQ_CST) > 0 && rounds < 4096) {
    jobsDone = 0, last[rounds] = (Job){NULL, count, NULL};
    startJob(&last[rounds++]);
    waitFor(&jobsDone, 1);
    sched_yield();
  }
  waitFor(&threadsRunning, 0);
  __atomic_store_n(&timeIsOver, FALSE, __ATOMIC_SEQ_CST);
}

/* ------------------------------------------------------------------------------------------------------------- events */
static void *invokeMany(void *context) {
  IMFAsyncCallback *callback = context;
  static Result results[4][5000];
  static LONG next;
  LONG mine = InterlockedIncrement(&next) - 1;
  for (int i = 0; i < 5000; i++) {
    results[mine % 4][i] = newResult(callback);
    IMFAsyncCallback_Invoke(callback, AS_RESULT(results[mine % 4][i]));
  }
  return NULL;
}
static void invocationsOfManyThreadsAllComeEachThreadsInOrder(void) {
  begin(FALSE);
  IMFAsyncCallback *callbacks[4];
  pthread_t threads[4];
  for (uint32_t i = 0; i < 4; i++) {
    callbacks[i] = callbackFrom(ADDON(createCallback, N(i), N(FALSE), N(0), N(0)));
    pthread_create(&threads[i], NULL, invokeMany, callbacks[i]);
  }
  while (told.count < 20000) turn();
  for (int i = 0; i < 4; i++) pthread_join(threads[i], NULL);
  uint64_t last[4] = {0};
  for (uint32_t i = 0; i < told.count; i++) {
    const Told *one = &told.events[i];
    CHECK(one->kind == INVOKED && one->status == 7 && one->value > last[one->token]);
    last[one->token] = one->value;
    CHECK(referencesOf((Result *)(uintptr_t)one->value) == 1);
  }
  CHECK(told.count == 20000 && loop.wakeUps <= 20000);
  for (int i = 0; i < 4; i++) CHECK(IMFAsyncCallback_Release(callbacks[i]) == 0);
  collectNow();
  CHECK(told.count == 20004 && isLast(DIED, 3));
  closeLoop();
}
static void aDeathWakesOnlyWhereNobodyCollects(void) {
  begin(FALSE);
  IMFAsyncCallback *first = callbackFrom(ADDON(createCallback, N(1), N(FALSE), N(0), N(0)));
  IMFAsyncCallback *second = callbackFrom(ADDON(createCallback, N(2), N(FALSE), N(0), N(0)));
  IMFAsyncCallback_Release(first);
  CHECK(isWoken());
  turn();
  CHECK(isLast(DIED, 1));
  IMFAsyncCallback_Release(second);
  CHECK(!isWoken());
  CHECK(ADDON(addReference, AT(second)) == 0); /* dead, and still readable */
  collectNow();
  CHECK(isLast(DIED, 2));
  closeLoop();
}

/* ------------------------------------------------------------------------------------------------- callbacks, relays */
static const GUID unknownIid = {0, 0, 0, {0xC0, 0, 0, 0, 0, 0, 0, 0x46}};
static const GUID callbackIid = {0xA27003CF, 0x2354, 0x4F2A, {0x8D, 0x6A, 0xAB, 0x7C, 0xFF, 0x15, 0x43, 0x7E}};
static const GUID otherIid = {1, 2, 3, {4}};

static void aCallbackAnswersToItsInterfacesAndParameters(void) {
  begin(FALSE);
  IMFAsyncCallback *plain = callbackFrom(ADDON(createCallback, N(1), N(FALSE), N(0), N(0)));
  IMFAsyncCallback *full = callbackFrom(ADDON(createCallback, N(2), N(TRUE), N(3), N(4)));
  DWORD flags = 9, queue = 9;
  CHECK(IMFAsyncCallback_GetParameters(plain, &flags, &queue) == E_NOTIMPL);
  CHECK(IMFAsyncCallback_GetParameters(full, &flags, &queue) == S_OK && flags == 3 && queue == 4);
  CHECK(IMFAsyncCallback_GetParameters(full, NULL, &queue) == E_POINTER);
  void *out = &failures;
  CHECK(full->lpVtbl->QueryInterface(full, &otherIid, &out) == E_NOINTERFACE && out == NULL);
  CHECK(full->lpVtbl->QueryInterface(full, &callbackIid, NULL) == E_POINTER);
  CHECK(full->lpVtbl->QueryInterface(full, &callbackIid, &out) == S_OK && out == full);
  CHECK(full->lpVtbl->QueryInterface(full, &unknownIid, &out) == S_OK && out == full);
  CHECK(IMFAsyncCallback_Invoke(full, NULL) == E_POINTER);
  CHECK(IMFAsyncCallback_Release(full) == 2 && IMFAsyncCallback_Release(full) == 1 && IMFAsyncCallback_Release(full) == 0);
  IMFAsyncCallback_Release(plain);
  turn();
  closeLoop();
}
static void aPooledCallbackComesBackAfterItsInvocationAndDiesWithoutOne(void) {
  begin(FALSE);
  IMFAsyncCallback *callback = callbackFrom(ADDON(createPooledCallback, N(5)));
  for (int i = 0; i < 3; i++) {
    Result result = newResult(callback);
    IMFAsyncCallback_AddRef(callback); /* Begin takes its own, and JavaScript gives its own back */
    IMFAsyncCallback_Release(callback);
    IMFAsyncCallback_Invoke(callback, AS_RESULT(result));
    IMFAsyncCallback_Release(callback);
    CHECK(ADDON(takeCallbacks, NULL) == 0); /* JavaScript has not been told */
    turn();
    CHECK(isLast(INVOKED, 5) && result.references == 1);
    CHECK(ADDON(takeCallbacks, NULL) == 1 && ((uint32_t *)(words + TOKENS_TAKEN))[0] == 5);
  }
  IMFAsyncCallback_Release(callback);
  collectNow();
  CHECK(isLast(DIED, 5));
  closeLoop();
}
static void aSecondInvocationNeedsMemoryOfItsOwn(void) {
  begin(FALSE);
  IMFAsyncCallback *callback = callbackFrom(ADDON(createCallback, N(6), N(FALSE), N(0), N(0)));
  Result results[3] = {newResult(callback), newResult(callback), newResult(callback)};
  for (int i = 0; i < 3; i++) IMFAsyncCallback_Invoke(callback, AS_RESULT(results[i]));
  turn();
  for (int i = 0; i < 3; i++) CHECK(told.events[i].value == (uint64_t)(uintptr_t)&results[i] && results[i].references == 1);
  IMFAsyncCallback_Release(callback);
  collectNow();
  CHECK(told.count == 4 && isLast(DIED, 6));
  closeLoop();
}
static IMFAsyncCallback *later;
static Result lateResult;
static void runTheLoopInside(void) {
  IMFAsyncCallback_Invoke(later, AS_RESULT(lateResult));
  loop.call((napi_env)&loop, loop.deliver, loop.context, NULL);
  collectNow();
  CHECK(told.count == 0 && told.deliveries == 0 && lateResult.references == 2);
  loop.call((napi_env)&loop, loop.deliver, loop.context, NULL);
  CHECK(told.deliveries == 0);
}
static void aLoopThatRunsInsideADeliveryOverwritesNoEvent(void) {
  begin(FALSE);
  IMFAsyncCallback *callback = callbackFrom(ADDON(createCallback, N(6), N(FALSE), N(0), N(0)));
  later = callbackFrom(ADDON(createCallback, N(7), N(FALSE), N(0), N(0)));
  lateResult = newResult(later);
  Result results[2] = {newResult(callback), newResult(callback)};
  for (int i = 0; i < 2; i++) IMFAsyncCallback_Invoke(callback, AS_RESULT(results[i]));
  insideDelivery = runTheLoopInside;
  turn();
  for (uint32_t i = 0; i < 2; i++) CHECK(told.events[i].token == 6 && told.events[i].value == (uint64_t)(uintptr_t)&results[i]);
  CHECK(told.count == 3 && isLast(INVOKED, 7)); /* the one that came meanwhile comes after */
  IMFAsyncCallback_Release(callback), IMFAsyncCallback_Release(later);
  collectNow();
  closeLoop();
}
static void takeTheWakeUpInside(void) {
  IMFAsyncCallback_Invoke(later, AS_RESULT(lateResult));
  turn();
  CHECK(told.deliveries == 0 && !isWoken());
}
static void aLoopThatRunsInsideACollectionTakesNoWakeUpFromIt(void) {
  begin(FALSE);
  IMFAsyncCallback *callback = callbackFrom(ADDON(createCallback, N(6), N(FALSE), N(0), N(0)));
  later = callbackFrom(ADDON(createCallback, N(7), N(FALSE), N(0), N(0)));
  lateResult = newResult(later);
  Result result = newResult(callback);
  IMFAsyncCallback_Invoke(callback, AS_RESULT(result));
  insideDelivery = takeTheWakeUpInside;
  collectNow();
  CHECK(isLast(INVOKED, 6) && isWoken());
  if (isWoken()) turn();
  CHECK(told.count == 2 && isLast(INVOKED, 7));
  IMFAsyncCallback_Release(callback), IMFAsyncCallback_Release(later);
  collectNow();
  closeLoop();
}
static void aRelayForwardsAndIsFoundByItsResult(void) {
  begin(FALSE);
  IMFAsyncCallback *other = callbackFrom(ADDON(createCallback, N(7), N(TRUE), N(1), N(2)));
  IMFAsyncCallback *relay = callbackFrom(ADDON(createRelay, N(8), AT(other)));
  Result result = newResult(relay), foreign = newResult(other), none = newResult(NULL);
  CHECK(ADDON(relayOf, AT(&result)) == 8 && ADDON(relayOf, AT(&foreign)) == 0xFFFFFFFF && ADDON(relayOf, AT(&none)) == 0xFFFFFFFF);
  DWORD flags, queue;
  CHECK(IMFAsyncCallback_GetParameters(relay, &flags, &queue) == S_OK && flags == 1 && queue == 2);
  IMFAsyncCallback_Release(other); /* the relay holds it */
  CHECK(IMFAsyncCallback_Invoke(relay, AS_RESULT(result)) == S_OK);
  turn();
  CHECK(isLast(INVOKED, 7) && told.events[0].value == (uint64_t)(uintptr_t)&result);
  IMFAsyncCallback_Release(relay);
  collectNow();
  CHECK(told.count == 3 && told.events[1].token + told.events[2].token == 15);
  closeLoop();
}

/* --------------------------------------------------------------------------------------------------- objects, stubs */
typedef CALLED uint32_t TakesFloats(void *self, float a, double b, void **out, uint64_t c, uint64_t d);
static const GUID ownIids[] = {{0xA, 0, 0, {0}}, {0xB, 0, 0, {0}}};
static void *createOne(uint32_t token, double *kind) {
  const uint32_t methods[] = {1 << 2 | 1 << 4, 6, 1 << 3, 0xC00D3E85, /* slot 3 */ 0, 1, 0, 0 /* slot 4 */};
  *kind = ADDON(createKind, arrayValue(napi_uint32_array, (void *)(uintptr_t)methods, 8), arrayValue(napi_uint8_array, (void *)(uintptr_t)ownIids, sizeof ownIids));
  return (void *)(uintptr_t)ADDON(createObject, N(token), N(*kind));
}
static TakesFloats *slotOf(void *object, int slot) { return (*(TakesFloats ***)object)[slot]; }
static uint64_t answerSum(const uint64_t *arguments, uint64_t slot) {
  float a; double b;
  memcpy(&a, &arguments[1], 4), memcpy(&b, &arguments[2], 8);
  CHECK(slot == 3 || slot == 4);
  if (slot == 4) return 44;
  *(void **)(uintptr_t)arguments[3] = &failures;
  return (uint64_t)(a + b) + arguments[4] + arguments[5];
}
static struct { void *object, *out; uint32_t answer; LONG isDone; } elsewhere;
static void *callElsewhere(void *unused) {
  elsewhere.out = &elsewhere;
  elsewhere.answer = slotOf(elsewhere.object, 3)(elsewhere.object, 1.5f, 2.5, &elsewhere.out, 10, 20);
  InterlockedExchange(&elsewhere.isDone, TRUE);
  return unused;
}
static void aMethodRunsOnJavaScriptsThreadWhoeverCalls(void) {
  begin(FALSE);
  double kind;
  void *out, *object = createOne(9, &kind);
  javaScript = answerSum;
  CHECK(slotOf(object, 3)(object, 1.5f, 2.5, &out, 1, 2) == 7 && out == &failures);
  CHECK(slotOf(object, 4)(object, 0, 0, NULL, 0, 0) == 44);
  elsewhere.object = object, elsewhere.isDone = FALSE;
  pthread_t thread;
  pthread_create(&thread, NULL, callElsewhere, NULL);
  turn();
  pthread_join(thread, NULL);
  CHECK(elsewhere.answer == 34 && elsewhere.out == &failures && told.deliveries == 0);
  loop.isTerminated = TRUE; /* JavaScript cannot run any more */
  CHECK(slotOf(object, 3)(object, 1, 2, &out, 1, 2) == 0xC00D3E85 && out == NULL);
  loop.isTerminated = FALSE;
  IUnknown_Release((IUnknown *)object);
  turn();
  CHECK(isLast(DIED, 9));
  deallocate((void *)(uintptr_t)kind);
  closeLoop();
}
static void aMethodThatHasNoStackIsRefusedAndLeavesNoException(void) {
  begin(FALSE);
  double kind;
  void *out = &failures, *object = createOne(9, &kind);
  javaScript = answerSum;
  loop.isStackFull = TRUE;
  CHECK(slotOf(object, 3)(object, 1, 2, &out, 1, 2) == 0xC00D3E85 && out == NULL);
  loop.isStackFull = FALSE;
  CHECK(slotOf(object, 4)(object, 0, 0, NULL, 0, 0) == 44 && !loop.hasThrown);
  IUnknown_Release((IUnknown *)object);
  turn();
  deallocate((void *)(uintptr_t)kind);
  closeLoop();
}
static void anObjectHasOneIdentityAndTheInterfacesOfItsFaces(void) {
  begin(FALSE);
  double kind;
  IUnknown *first = createOne(9, &kind);
  const GUID laterIid = {0xC, 0, 0, {0}};
  double laterKind = ADDON(createKind, arrayValue(napi_uint32_array, (void *)&kind, 0), arrayValue(napi_uint8_array, (void *)(uintptr_t)&laterIid, sizeof laterIid));
  void *out;
  CHECK(first->lpVtbl->QueryInterface(first, &laterIid, &out) == E_NOINTERFACE);
  IUnknown *second = (IUnknown *)(uintptr_t)ADDON(addFace, AT(first), N(laterKind));
  CHECK(first->lpVtbl->QueryInterface(first, &laterIid, &out) == S_OK && out == second);
  CHECK(second->lpVtbl->QueryInterface(second, &unknownIid, &out) == S_OK && out == first);
  CHECK(second->lpVtbl->QueryInterface(second, &ownIids[1], &out) == S_OK && out == first);
  CHECK(second->lpVtbl->QueryInterface(second, &otherIid, &out) == E_NOINTERFACE && out == NULL);
  CHECK(IUnknown_AddRef(second) == 5);
  for (int i = 0; i < 5; i++) IUnknown_Release(first);
  turn();
  deallocate((void *)(uintptr_t)kind), deallocate((void *)(uintptr_t)laterKind);
  static uint32_t tooMany[4 * STUB_COUNT];
  CHECK(ADDON(createKind, arrayValue(napi_uint32_array, tooMany, 4 * STUB_COUNT), arrayValue(napi_uint8_array, tooMany, 0)) == 0);
  closeLoop();
}
static void threadsThatWaitForJavaScriptAreRefusedWhenItGoes(BOOL isWorker) {
  begin(isWorker);
  double kind;
  void *object = createOne(9, &kind);
  elsewhere.object = object, elsewhere.isDone = FALSE;
  pthread_t thread;
  pthread_create(&thread, NULL, callElsewhere, NULL);
  while (!isWoken()) sched_yield(); /* it has asked */
  holdEnvironment(environment);
  closeLoop();
  pthread_join(thread, NULL);
  CHECK(elsewhere.answer == 0xC00D3E85 && elsewhere.out == NULL);
  callElsewhere(NULL); /* and so is who asks later, on whatever thread */
  CHECK(elsewhere.answer == 0xC00D3E85 && elsewhere.out == NULL);
  IUnknown_Release((IUnknown *)object);
  deallocate((void *)(uintptr_t)kind);
  waitFor(&environment->references, 1);
  dropEnvironment(environment);
}

/* -------------------------------------------------------------------------------------------------------------- calls */
static LONG mayReturn, referencesInside;
static CALLED uint64_t waits(Result *result, uint64_t number) {
  waitFor(&mayReturn, TRUE);
  referencesInside = referencesOf(result);
  return number + 1;
}
static void aCallOnAnotherThreadHoldsItsReferencesUntilItHasReturned(void) {
  begin(FALSE);
  Result result = newResult(NULL);
  mayReturn = FALSE;
  words[0] = (uint64_t)(uintptr_t)&result, words[1] = 0xFFFFFFFFFF, words[CALL_TARGET] = (uint64_t)(uintptr_t)waits;
  ADDON(callLater, N(3), N(FALSE), N(1 | 4), N(0)); /* word 2 is null: no reference */
  CHECK(referencesOf(&result) == 2 && told.count == 0);
  InterlockedExchange(&mayReturn, TRUE);
  turn();
  CHECK(isLast(RETURNED, 3) && told.events[0].value == 0x10000000000 && referencesInside == 2 && referencesOf(&result) == 1);
  closeLoop();
}
static CALLED double half(double number) { return number / 2; }
static void aCallAtOnceGivesItsAnswer(void) {
  begin(FALSE);
  double number = 5;
  memcpy(words, &number, 8);
  words[CALL_TARGET] = (uint64_t)(uintptr_t)half, words[CALL_KINDS] = 1ull << 63 | FLOAT_WORD;
  ADDON(callFunction, NULL);
  memcpy(&number, &words[CALL_ANSWER], 8);
  CHECK(number == 2.5);
  Result result = newResult(NULL);
  words[0] = (uint64_t)(uintptr_t)&result, words[CALL_TARGET] = 4, words[CALL_KINDS] = 0;
  ADDON(callMethod, NULL);
  CHECK(words[CALL_ANSWER] == 7);
  CHECK(ADDON(addRef, AT(&result)) == 2 && ADDON(release, AT(&result)) == 1);
  closeLoop();
}

static CALLED uint64_t countOf(Result *result) { return (uint64_t)referencesOf(result); }
static void aCallReleasesTheCallbackThatItWasLentWhenItHasReturned(void) {
  begin(FALSE);
  Result lent = newResult(NULL);
  words[0] = (uint64_t)(uintptr_t)&lent, words[CALL_KINDS] = 0;
  words[CALL_TARGET] = (uint64_t)(uintptr_t)countOf;
  for (int i = 0; i < 2; i++) {
    lent.references = 2, words[CALL_LENT] = (uint64_t)(uintptr_t)&lent;
    if (i == 0) ADDON(callFunction, NULL);
    else ADDON(callServing, N(FALSE));
    CHECK(words[CALL_ANSWER] == 2 && referencesOf(&lent) == 1);
  }
  lent.references = 2, words[CALL_TARGET] = 4;
  ADDON(callMethod, NULL);
  CHECK(words[CALL_ANSWER] == 7 && referencesOf(&lent) == 1);
  closeLoop();
}
static uint64_t blocks[2][SEEN_WORDS];
static CALLED uint64_t fill(uint64_t *block, uint64_t first) {
  for (uint64_t i = 0; i < SEEN_WORDS; i++) block[i] = first + i;
  return first;
}
static void putFill(uint64_t *block, uint64_t first, uint64_t *seen) {
  words[0] = (uint64_t)(uintptr_t)block, words[1] = first, words[CALL_KINDS] = 0, words[CALL_LENT] = 0;
  words[CALL_TARGET] = (uint64_t)(uintptr_t)fill, words[CALL_SEEN] = (uint64_t)(uintptr_t)seen;
}
static BOOL hasSeen(uint64_t *block, uint64_t first) {
  BOOL isAll = words[CALL_SEEN] == (uint64_t)(uintptr_t)block;
  for (uint64_t i = 0; i < SEEN_WORDS; i++) isAll = isAll && words[SEEN + i] == first + i;
  return isAll;
}
/* As native code that calls JavaScript, which calls native code. */
static CALLED uint64_t fillBothInside(uint64_t *block, uint64_t first) {
  putFill(blocks[1], 70, blocks[1]);
  ADDON(callFunction, NULL);
  CHECK(hasSeen(blocks[1], 70));
  return fill(block, first);
}
static void aCallBringsTheBlockThatIsWantedAsItIsWhenItHasReturned(void) {
  begin(FALSE);
  putFill(blocks[0], 10, blocks[0]);
  ADDON(callFunction, NULL);
  CHECK(words[CALL_ANSWER] == 10 && hasSeen(blocks[0], 10));
  putFill(blocks[0], 20, NULL);
  ADDON(callFunction, NULL);
  CHECK(words[CALL_ANSWER] == 20 && words[CALL_SEEN] == 0 && words[SEEN] == 10);
  putFill(blocks[0], 30, blocks[0]), words[CALL_THREAD] = 0;
  ADDON(callServing, N(FALSE));
  CHECK(words[CALL_ANSWER] == 30 && hasSeen(blocks[0], 30));
  putFill(blocks[0], 40, blocks[0]), words[CALL_TARGET] = (uint64_t)(uintptr_t)fillBothInside;
  ADDON(callFunction, NULL);
  CHECK(words[CALL_ANSWER] == 40 && hasSeen(blocks[0], 40));
  Result result = newResult(NULL);
  words[0] = (uint64_t)(uintptr_t)&result, words[CALL_TARGET] = 4, words[CALL_SEEN] = (uint64_t)(uintptr_t)blocks[1];
  ADDON(callMethod, NULL);
  CHECK(words[CALL_ANSWER] == 7 && hasSeen(blocks[1], 70));
  closeLoop();
}

/* ------------------------------------------------------------------- calls that JavaScript waits for, and serves others */
typedef struct { SRWLOCK lock; LONG isHeld; BOOL isLate; uint32_t answer; pthread_t holder; } Resource;
static Resource resources[2];
static void *asked;
/* Asks JavaScript while it has the lock. Late: when JavaScript has begun to wait for it. */
static void *askWithLock(void *context) {
  Resource *its = context;
  AcquireSRWLockExclusive(&its->lock);
  InterlockedExchange(&its->isHeld, TRUE);
  if (its->isLate) {
    waitFor(&environment->isServing, TRUE);
    for (int i = 0; i < 10; i++) sched_yield();
  }
  its->answer = slotOf(asked, 3)(asked, 0, 0, NULL, (uint64_t)(its - resources), 0);
  ReleaseSRWLockExclusive(&its->lock);
  return NULL;
}
static void hold(Resource *its) {
  its->isHeld = FALSE, its->answer = 0;
  pthread_create(&its->holder, NULL, askWithLock, its);
  waitFor(&its->isHeld, TRUE);
}
static CALLED uint32_t takeLock(Resource *its) {
  AcquireSRWLockExclusive(&its->lock);
  ReleaseSRWLockExclusive(&its->lock);
  return 0xC00D0001;
}
static void takeAndServe(Resource *its) {
  words[0] = (uint64_t)(uintptr_t)its, words[CALL_TARGET] = (uint64_t)(uintptr_t)takeLock, words[CALL_KINDS] = 0;
  words[CALL_THREAD] = 0;
  ADDON(callServing, N(FALSE));
  CHECK((uint32_t)words[CALL_ANSWER] == 0xC00D0001);
}
static void joinHolder(Resource *its, uint32_t answer) {
  pthread_join(its->holder, NULL);
  CHECK(its->answer == answer);
}
/* No call is under way: the event loop serves the holder. */
static void askByTheLoop(Resource *its) {
  while (isWoken()) turn(); /* for what calls have served before the loop came to it */
  hold(its);
  while (!isWoken()) sched_yield();
  turn();
  joinHolder(its, 44);
}
static uint64_t answer44(const uint64_t *arguments, uint64_t slot) { return (void)arguments, (void)slot, 44; }
/* For the first resource: another thread takes the second, and the method wants it as well. */
static uint64_t answerByCalling(const uint64_t *arguments, uint64_t slot) {
  CHECK(slot == 3 && told.count == 0);
  if (arguments[4] == 1) return 44;
  hold(&resources[1]);
  takeAndServe(&resources[1]);
  joinHolder(&resources[1], 44);
  return 44;
}
static CALLED uint64_t ownThread(void) { return GetCurrentThreadId(); }
/* Calls on a thread; 0: any. The one that has made the call, or 0. */
static DWORD callOn(DWORD thread) {
  words[CALL_TARGET] = (uint64_t)(uintptr_t)ownThread, words[CALL_KINDS] = 0, words[CALL_ANSWER] = 0;
  words[CALL_THREAD] = thread;
  ADDON(callServing, N(FALSE));
  CHECK(words[CALL_ANSWER] == words[CALL_THREAD]);
  return (DWORD)words[CALL_ANSWER];
}
static DWORD worker, waiting, before;
/* A method that the event loop serves: the worker is free for what must be its own. */
static uint64_t answerOnBothThreads(const uint64_t *arguments, uint64_t slot) {
  waiting = callOn(0);
  CHECK(waiting && waiting != worker && callOn(waiting) == waiting && callOn(worker) == worker);
  CHECK(before == 0 || callOn(before) == 0);
  CHECK(callOn(0) == waiting);
  return answer44(arguments, slot);
}
/* One that is served while the worker waits for the thread that has called it. */
static uint64_t answerOnTheOneThatWaits(const uint64_t *arguments, uint64_t slot) {
  waiting = callOn(0);
  CHECK(waiting && waiting != worker && callOn(waiting) == waiting && callOn(worker) == 0);
  return answer44(arguments, slot);
}
/* The lock lets its own thread in again, as a CRITICAL_SECTION does. */
static CALLED uint32_t takeLockAgain(Resource *its) {
  CHECK(pthread_equal(pthread_self(), its->holder));
  return 0xC00D0002;
}
static uint64_t answerByCallingBack(const uint64_t *arguments, uint64_t slot) {
  for (int i = 0; i < 3; i++) {
    words[0] = (uint64_t)(uintptr_t)&resources[arguments[4]], words[CALL_TARGET] = (uint64_t)(uintptr_t)takeLockAgain;
    words[CALL_THREAD] = 0;
    ADDON(callServing, N(FALSE));
    CHECK((uint32_t)words[CALL_ANSWER] == 0xC00D0002);
    if (arguments[4] == 0 && i == 1) hold(&resources[1]), takeAndServe(&resources[1]), joinHolder(&resources[1], 44);
  }
  return answer44(arguments, slot);
}
static IMFAsyncCallback *toldOf;
static Result toldResults[6];
static void invokeToldOf(int first, int count) {
  for (int i = first; i < first + count; i++) toldResults[i] = newResult(toldOf), IMFAsyncCallback_Invoke(toldOf, AS_RESULT(toldResults[i]));
}
static uint64_t answerAfterInvocations(const uint64_t *arguments, uint64_t slot) {
  invokeToldOf(4, 2);
  return answer44(arguments, slot);
}
static double beginServing(uint64_t (*method)(const uint64_t *arguments, uint64_t slot)) {
  double kind;
  begin(FALSE);
  asked = createOne(9, &kind), javaScript = method;
  toldOf = callbackFrom(ADDON(createCallback, N(5), N(FALSE), N(0), N(0)));
  return kind;
}
static void endServing(double kind) {
  IMFAsyncCallback_Release(toldOf);
  IUnknown_Release((IUnknown *)asked);
  collectNow();
  CHECK(told.count >= 2 && told.events[told.count - 1].kind == DIED && told.events[told.count - 2].kind == DIED);
  deallocate((void *)(uintptr_t)kind);
  closeLoop();
}

static void aCallThatWantsALockReturnsAlthoughItsHolderAsksJavaScript(void) {
  double kind = beginServing(answer44);
  for (int i = 0; i < 200; i++) {
    resources[0].isLate = i % 2;
    hold(&resources[0]);
    takeAndServe(&resources[0]);
    joinHolder(&resources[0], 44);
  }
  resources[0].isLate = FALSE;
  takeAndServe(&resources[0]); /* the lock is free */
  CHECK(told.count == 0);
  endServing(kind);
}
static void aCallOfAMethodRunsOnTheThreadThatWaitsForTheMethod(void) {
  double kind = beginServing(answerByCallingBack);
  for (int i = 0; i < 50; i++) {
    resources[0].isLate = i % 2;
    hold(&resources[0]);
    takeAndServe(&resources[0]);
    joinHolder(&resources[0], 44);
  }
  resources[0].isLate = FALSE;
  askByTheLoop(&resources[0]);
  takeAndServe(&resources[0]); /* from now on no thread waits for a method: it runs on one of ours */
  endServing(kind);
}
static void callsThatServeRunOnOneThreadAndOnTheWantedOneWhereThatCan(void) {
  double kind = beginServing(answerOnBothThreads);
  LONG started = threadsStarted;
  worker = callOn(0);
  CHECK(worker && worker != GetCurrentThreadId() && threadsStarted == started + 1);
  for (int i = 0; i < 100; i++) CHECK(callOn(i % 2 ? worker : 0) == worker);
  CHECK(threadsStarted == started + 1 && callOn(GetCurrentThreadId()) == 0);
  for (int i = 0; i < 20; i++) {
    askByTheLoop(&resources[0]);
    before = waiting; /* and it has gone on */
    CHECK(callOn(before) == 0 && callOn(0) == worker);
  }
  javaScript = answerOnTheOneThatWaits;
  hold(&resources[0]);
  takeAndServe(&resources[0]);
  joinHolder(&resources[0], 44);
  endServing(kind);
}
static void callsThatServeNest(void) {
  double kind = beginServing(answerByCalling);
  hold(&resources[0]);
  takeAndServe(&resources[0]);
  joinHolder(&resources[0], 44);
  endServing(kind);
}
static void eventsThatAServingCallFindsComeAfterItInTheirOrder(void) {
  double kind = beginServing(answerAfterInvocations);
  invokeToldOf(0, 2);
  hold(&resources[0]);
  while (QueryDepthSList(&environment->events) < 3) sched_yield(); /* the request is posted */
  invokeToldOf(2, 2);
  takeAndServe(&resources[0]);
  joinHolder(&resources[0], 44);
  CHECK(told.count == 0);
  while (told.count < 6) turn();
  for (uint32_t i = 0; i < 6; i++) CHECK(told.events[i].kind == INVOKED && told.events[i].value == (uint64_t)(uintptr_t)&toldResults[i]);
  endServing(kind);
}
static void takeInsideDelivery(void) { takeAndServe(&resources[0]); }
static void aCallInsideADeliveryServesWhatIsBehindInIt(void) {
  double kind = beginServing(answer44);
  invokeToldOf(0, 1);
  hold(&resources[0]);
  while (QueryDepthSList(&environment->events) < 2) sched_yield();
  insideDelivery = takeInsideDelivery;
  turn();
  joinHolder(&resources[0], 44);
  CHECK(told.count == 1 && isLast(INVOKED, 5));
  endServing(kind);
}
static void aCallThatServesRefusesWhereJavaScriptIsTerminated(void) {
  double kind = beginServing(answer44);
  loop.isTerminated = TRUE;
  hold(&resources[0]);
  takeAndServe(&resources[0]);
  joinHolder(&resources[0], 0xC00D3E85);
  loop.isTerminated = FALSE;
  endServing(kind);
}

/* --------------------------------------------------------------------------------------------------------------- ends */
static void aWorkerThatGoesGivesBackAllThatItHolds(void) {
  begin(TRUE);
  double ledger[4] = {0};
  Result held = newResult(NULL), undelivered, late;
  ledger[2] = (double)(uintptr_t)&held;
  InterlockedIncrement(&held.references);
  ADDON(keepLedger, arrayValue(napi_float64_array, ledger, 4));
  IMFAsyncCallback *callback = callbackFrom(ADDON(createCallback, N(1), N(FALSE), N(0), N(0)));
  IMFAsyncCallback *pooled = callbackFrom(ADDON(createPooledCallback, N(2)));
  Result first = newResult(pooled);
  IMFAsyncCallback_Invoke(pooled, AS_RESULT(first));
  IMFAsyncCallback_Release(pooled);
  turn(); /* it is idle */
  undelivered = newResult(callback), late = newResult(callback);
  IMFAsyncCallback_Invoke(callback, AS_RESULT(undelivered));
  holdEnvironment(environment);
  closeLoop();
  waitFor(&held.references, 1);
  waitFor(&undelivered.references, 1);
  CHECK(IMFAsyncCallback_Invoke(callback, AS_RESULT(late)) == S_OK && referencesOf(&late) == 1);
  CHECK(IMFAsyncCallback_Release(callback) == 0);
  waitFor(&environment->references, 1);
  dropEnvironment(environment);
}
/* Hands a reference out, when the worker has gone. */
static CALLED uint32_t handOut(Result *result, Result **out, uint32_t answer) {
  waitFor(&mayReturn, TRUE);
  InterlockedIncrement(&result->references);
  return *out = result, answer;
}
static void aCallOfAWorkerThatHasGoneGivesBackWhatItHasHandedOut(void) {
  static const struct { BOOL isWorker; uint32_t answer; LONG left; } cases[] = {{TRUE, S_OK, 1}, {TRUE, 0x80004005, 2}, {FALSE, S_OK, 2}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    begin(cases[i].isWorker);
    Result result = newResult(NULL), **out = (Result **)(uintptr_t)ADDON(allocateMemory, N(8), N(TRUE));
    mayReturn = FALSE;
    words[0] = (uint64_t)(uintptr_t)&result, words[1] = (uint64_t)(uintptr_t)out, words[2] = cases[i].answer;
    words[CALL_TARGET] = (uint64_t)(uintptr_t)handOut;
    ADDON(callLater, N(3), N(FALSE), N(0), N(2 | 8)); /* word 3 is null */
    holdEnvironment(environment);
    closeLoop();
    waitFor(&environment->references, 2);
    InterlockedExchange(&mayReturn, TRUE);
    waitFor(&environment->references, 1); /* the call is over */
    CHECK(referencesOf(&result) == cases[i].left);
    if (!cases[i].isWorker) ADDON(freeMemory, AT(out));
    dropEnvironment(environment);
  }
}
static void memoryOfAWorkerLivesUntilNativeCodeHasLetGoOfItsCallbacks(void) {
  begin(TRUE);
  double address = ADDON(allocateMemory, N(100), N(TRUE));
  ADDON(freeMemory, N(ADDON(allocateMemory, N(1), N(FALSE))));
  ADDON(allocateMemory, N(0), N(FALSE));
  CHECK(blocksInHeaps == 2);
  IMFAsyncCallback *callback = callbackFrom(ADDON(createCallback, N(1), N(FALSE), N(0), N(0)));
  Result result = newResult(callback);
  holdEnvironment(environment);
  closeLoop();
  waitFor(&environment->references, 2);
  dropEnvironment(environment);
  memset((void *)(uintptr_t)address, 1, 100); /* the operation goes on */
  CHECK(IMFAsyncCallback_Invoke(callback, AS_RESULT(result)) == S_OK && blocksInHeaps == 2);
  IMFAsyncCallback_Release(callback);
  CHECK(blocksInHeaps == 0);
}
static void memoryOfAnOperationOfAWorkerIsFreedWhenThatIsOver(void) {
  begin(TRUE);
  static double transfers[2][1024];
  enum { FIRST = 1020, TOLD = FIRST, ENDED, UNTOLD, LATE, DROPPED, HELD };
  for (int page = 0; page < 2; page++) ADDON(keepTransfers, arrayValue(napi_float64_array, transfers[page], 1024));
  IMFAsyncCallback *callbacks[6];
  Result results[6];
  for (uint32_t token = FIRST; token <= HELD; token++) {
    callbacks[token - FIRST] = callbackFrom(ADDON(createCallback, N(token), N(FALSE), N(0), N(0)));
    results[token - FIRST] = newResult(callbacks[token - FIRST]);
    transfers[token / 1024][token % 1024] = ADDON(allocateMemory, N(10), N(TRUE));
  }
  CHECK(blocksInHeaps == 6);
#define INVOKE(token) IMFAsyncCallback_Invoke(callbacks[token - FIRST], AS_RESULT(results[token - FIRST]))
#define TRANSFER(token) transfers[token / 1024][token % 1024]
  INVOKE(TOLD), INVOKE(ENDED);
  double ended = TRANSFER(ENDED);
  turn();
  CHECK(TRANSFER(TOLD) < 0 && TRANSFER(ENDED) == -ended && TRANSFER(UNTOLD) > 0);
  ADDON(freeMemory, N(ended)), TRANSFER(ENDED) = 0;
  INVOKE(UNTOLD);
  LONG held = environment->references;
  holdEnvironment(environment);
  closeLoop();
  waitFor(&environment->references, held); /* the worker's own has gone: all is released */
  CHECK(blocksInHeaps == 3);
  INVOKE(LATE);
  CHECK(blocksInHeaps == 2);
  IMFAsyncCallback_Release(callbacks[DROPPED - FIRST]);
  CHECK(blocksInHeaps == 1);
  dropEnvironment(environment);
  for (uint32_t token = FIRST; token <= HELD; token++)
    if (token != DROPPED) IMFAsyncCallback_Release(callbacks[token - FIRST]);
  CHECK(blocksInHeaps == 0);
}
static void theMainThreadLeavesAllAsItIs(void) {
  begin(FALSE);
  double ledger[1];
  Result held = newResult(NULL);
  ledger[0] = (double)(uintptr_t)&held;
  ADDON(keepLedger, arrayValue(napi_float64_array, ledger, 1));
  ADDON(allocateMemory, N(100), N(TRUE));
  closeLoop();
  CHECK(held.references == 1 && blocksInHeaps == 1);
}
static void countsAreCheckedAgainstTheirMemory(void) {
  begin(FALSE);
  uint16_t from[4] = {1, 2, 3, 4}, to[4] = {0};
  ADDON(readMemory, arrayValue(napi_uint16_array, to, 4), AT(from), N(6));
  CHECK(to[2] == 3 && to[3] == 0 && loop.thrown == 0);
  ADDON(readMemory, arrayValue(napi_uint16_array, to, 4), AT(from), N(9));
  ADDON(writeMemory, AT(to), arrayValue(napi_uint8_array, from, 4), N(5));
  ADDON(writeMemory, AT(to), arrayValue(napi_uint8_array, from, 4), N(-1));
  CHECK(loop.thrown == 3 && to[3] == 0);
  CHECK(ADDON(allocateMemory, N(-1), N(TRUE)) == 0 && ADDON(allocateMemory, N(0x1p60), N(TRUE)) == 0);
  words[CALL_ANSWER] = 0x1122334455667788;
  for (int size = 1; size <= 8; size *= 2) {
    uint64_t target = 0;
    ADDON(store, AT(&target), N(size));
    CHECK(target == (size == 8 ? words[CALL_ANSWER] : words[CALL_ANSWER] & ((1ull << 8 * size) - 1)));
  }
  closeLoop();
}

int main(void) {
  jobsThatWaitForEachOtherAllRunAtOnce();
  idleThreadsAreUsedAgainAndEnd();
  invocationsOfManyThreadsAllComeEachThreadsInOrder();
  aDeathWakesOnlyWhereNobodyCollects();
  aCallbackAnswersToItsInterfacesAndParameters();
  aPooledCallbackComesBackAfterItsInvocationAndDiesWithoutOne();
  aSecondInvocationNeedsMemoryOfItsOwn();
  aLoopThatRunsInsideADeliveryOverwritesNoEvent();
  aLoopThatRunsInsideACollectionTakesNoWakeUpFromIt();
  aRelayForwardsAndIsFoundByItsResult();
  aMethodRunsOnJavaScriptsThreadWhoeverCalls();
  aMethodThatHasNoStackIsRefusedAndLeavesNoException();
  anObjectHasOneIdentityAndTheInterfacesOfItsFaces();
  threadsThatWaitForJavaScriptAreRefusedWhenItGoes(TRUE);
  threadsThatWaitForJavaScriptAreRefusedWhenItGoes(FALSE);
  aCallOnAnotherThreadHoldsItsReferencesUntilItHasReturned();
  aCallAtOnceGivesItsAnswer();
  aCallReleasesTheCallbackThatItWasLentWhenItHasReturned();
  aCallBringsTheBlockThatIsWantedAsItIsWhenItHasReturned();
  aCallThatWantsALockReturnsAlthoughItsHolderAsksJavaScript();
  callsThatServeRunOnOneThreadAndOnTheWantedOneWhereThatCan();
  callsThatServeNest();
  aCallOfAMethodRunsOnTheThreadThatWaitsForTheMethod();
  eventsThatAServingCallFindsComeAfterItInTheirOrder();
  aCallInsideADeliveryServesWhatIsBehindInIt();
  aCallThatServesRefusesWhereJavaScriptIsTerminated();
  aWorkerThatGoesGivesBackAllThatItHolds();
  aCallOfAWorkerThatHasGoneGivesBackWhatItHasHandedOut();
  memoryOfAWorkerLivesUntilNativeCodeHasLetGoOfItsCallbacks();
  memoryOfAnOperationOfAWorkerIsFreedWhenThatIsOver();
  theMainThreadLeavesAllAsItIs();
  countsAreCheckedAgainstTheirMemory();
  forgetValues();
  CLOSE;
}
