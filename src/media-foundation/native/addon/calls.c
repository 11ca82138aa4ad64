/*
 * Calls of JavaScript's. Arguments, what is called, and the answer are in the shared words: see addon.h.
 *
 *     callFunction, callMethod    at once, on JavaScript's thread
 *     callServing                 on another thread, while JavaScript's waits, and serves the threads that wait for it: on the
 *                                 one that has called the method of JavaScript which makes the call, or on the environment's
 *                                 own, always the same: a lock that one call takes, another one gives back
 *     callLater                   on a thread of ours; RETURNED tells when it is over
 */
#include "addon.h"

static const uint64_t floatAnswer = 1ull << 63;

static uint64_t callTarget(Function function, const uint64_t *words) {
  return callWords(function, words, (uint32_t)words[CALL_KINDS], (words[CALL_KINDS] & floatAnswer) != 0);
}
static Function methodAt(uint64_t object, uint64_t slot) { return (*(Function *const *)(uintptr_t)object)[slot]; }

/* Whoever has begun an operation with a callback holds it from there on: ours goes here, which costs JavaScript no call. */
static napi_value answerWith(uint64_t *shared, uint64_t lent, uint64_t answer) {
  if (lent) IMFAsyncCallback_Release((IMFAsyncCallback *)(uintptr_t)lent);
  shared[CALL_ANSWER] = answer;
  return NULL;
}

/* callFunction(): the function whose address is the target. */
napi_value callFunction(napi_env env, napi_callback_info info) {
  ENVIRONMENT;
  uint64_t *words = environment->words, lent = words[CALL_LENT];
  return answerWith(words, lent, callTarget((Function)(uintptr_t)words[CALL_TARGET], words));
}
/* callMethod(): the method in the slot that is the target, of the object in word 0. */
napi_value callMethod(napi_env env, napi_callback_info info) {
  ENVIRONMENT;
  uint64_t *words = environment->words, lent = words[CALL_LENT];
  return answerWith(words, lent, callTarget(methodAt(words[0], words[CALL_TARGET]), words));
}

typedef struct {
  Job job;
  Environment *environment;
  Function function;
  const uint64_t *words;
  uint64_t answer;
  BOOL isDone;
} Served;
static void runServed(void *context) {
  Served *call = context;
  call->answer = callTarget(call->function, call->words);
  stopServing(call->environment, &call->isDone);
}
/* JS thread: has a call made, and serves until it has returned. The id of the thread that makes it; 0: the wanted one cannot,
   as it does something else, or has gone on. */
static DWORD serveDuring(Environment *environment, Served *call, DWORD wanted) {
  DWORD thread = giveJob(environment, &call->job, wanted);
  if (thread) {
    serveUntil(environment, &call->isDone);
    return thread;
  }
  if (environment->worker == NULL) environment->worker = startWorker();
  Worker *worker = environment->isWorking ? NULL : environment->worker;
  thread = worker ? worker->thread : GetCurrentThreadId();
  if (wanted && wanted != thread) return 0;
  if (worker) {
    environment->isWorking = TRUE;
    giveWaiter(&worker->waiter, &call->job);
    serveUntil(environment, &call->isDone);
    environment->isWorking = FALSE;
  } else call->answer = callTarget(call->function, call->words);
  return thread;
}
/* callServing(isMethod): for a call that may wait for a lock, or for a thread, while a thread that has it waits for
   JavaScript. On JavaScript's thread alone the two would wait for each other for ever. That thread itself can take the lock
   again, and no other: what its method calls, it calls. */
napi_value callServing(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  uint64_t *shared = environment->words, lent = shared[CALL_LENT], words[CALL_THREAD + 1];
  for (uint32_t i = 0; i <= CALL_THREAD; i++) words[i] = shared[i];
  bool isMethod = false;
  napi.get_value_bool(env, argv[0], &isMethod);
  Served call = {.environment = environment, .words = words};
  call.job.run = runServed, call.job.context = &call;
  call.function = isMethod ? methodAt(words[0], words[CALL_TARGET]) : (Function)(uintptr_t)words[CALL_TARGET];
  DWORD thread = serveDuring(environment, &call, (DWORD)words[CALL_THREAD]);
  shared[CALL_THREAD] = thread;
  return answerWith(shared, lent, call.answer);
}

typedef struct {
  Event event;
  Job job;
  Environment *environment;
  Function function;
  uint64_t answer, words[WORDS_MAX], kinds;
  uint32_t token, references; /* references: which words are interfaces, held for the length of the call */
} Call;

static void writeReturn(const Event *event, uint32_t *words) {
  const Call *call = (const Call *)event;
  words[0] = RETURNED, words[1] = call->token;
  words[2] = (uint32_t)call->answer, words[3] = (uint32_t)(call->answer >> 32);
}
static void freeCall(Event *event) {
  Call *call = (Call *)event;
  dropEnvironment(call->environment);
  deallocate(call);
}
static const EventSort returned = {TRUE, writeReturn, NULL, freeCall, freeCall};

static void eachReference(const Call *call, BOOL isTaken) {
  for (uint32_t i = 0; i < WORDS_MAX; i++) {
    if (!(call->references >> i & 1)) continue;
    IUnknown *object = (IUnknown *)(uintptr_t)call->words[i];
    if (isTaken) IUnknown_AddRef(object);
    else IUnknown_Release(object);
  }
}
static void runCall(void *context) {
  Call *call = context;
  call->answer = callWords(call->function, call->words, (uint32_t)call->kinds, (call->kinds & floatAnswer) != 0);
  /* Here, not on JavaScript's thread: the last Release may wait for JavaScript. */
  eachReference(call, FALSE);
  post(call->environment, &call->event);
}
/* callLater(token, isMethod, references): the same on another thread. A bit of references for each word that is an
   interface: it is held until the call has returned. */
napi_value callLater(napi_env env, napi_callback_info info) {
  ARGUMENTS(3);
  Call *call = environment->words ? allocate(sizeof *call) : NULL;
  if (call == NULL) return throwOutOfMemory(env);
  const uint64_t *words = environment->words;
  bool isMethod = false;
  napi.get_value_bool(env, argv[1], &isMethod);
  call->job.run = runCall, call->job.context = call;
  call->event.sort = &returned, call->environment = environment;
  call->token = integerFrom(env, argv[0]), call->references = integerFrom(env, argv[2]), call->kinds = words[CALL_KINDS];
  call->function =
      isMethod ? methodAt(words[0], words[CALL_TARGET]) : (Function)(uintptr_t)words[CALL_TARGET];
  for (uint32_t i = 0; i < WORDS_MAX; i++) {
    call->words[i] = words[i];
    if (words[i] == 0) call->references &= ~(1u << i);
  }
  holdEnvironment(environment);
  eachReference(call, TRUE);
  if (startJob(&call->job)) return NULL;
  eachReference(call, FALSE);
  freeCall(&call->event);
  return napi.throw_error(env, NULL, "begin-end: no thread can be started"), NULL;
}

/* addRef(address), release(address): of any COM object. The count that it gives. */
napi_value addRef(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  napi_value value = NULL;
  return napi.create_uint32(env, IUnknown_AddRef((IUnknown *)addressFrom(env, argv[0])), &value), value;
}
napi_value release(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  napi_value value = NULL;
  return napi.create_uint32(env, IUnknown_Release((IUnknown *)addressFrom(env, argv[0])), &value), value;
}
