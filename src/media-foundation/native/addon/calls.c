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

/* What would cost JavaScript a call of its own behind each call: read before the call, done after it. */
typedef struct {
  uint64_t lent, seen;
} Errands;
static Errands errandsOf(const uint64_t *shared) { return (Errands){shared[CALL_LENT], shared[CALL_SEEN]}; }
static napi_value answerWith(uint64_t *shared, Errands errands, uint64_t answer) {
  /* Whoever has begun an operation with a callback holds it from there on: ours goes. */
  if (errands.lent) IMFAsyncCallback_Release((IMFAsyncCallback *)(uintptr_t)errands.lent);
  if (errands.seen)
    for (int i = 0; i < SEEN_WORDS; i++) shared[SEEN + i] = ((const uint64_t *)(uintptr_t)errands.seen)[i];
  shared[CALL_SEEN] = errands.seen; /* calls inside this one have had errands of their own */
  shared[CALL_ANSWER] = answer;
  return NULL;
}

/* callFunction(): the function whose address is the target. */
napi_value callFunction(napi_env env, napi_callback_info info) {
  ENVIRONMENT;
  uint64_t *words = environment->words;
  const Errands errands = errandsOf(words);
  return answerWith(words, errands, callTarget((Function)(uintptr_t)words[CALL_TARGET], words));
}
/* callMethod(): the method in the slot that is the target, of the object in word 0. */
napi_value callMethod(napi_env env, napi_callback_info info) {
  ENVIRONMENT;
  uint64_t *words = environment->words;
  const Errands errands = errandsOf(words);
  return answerWith(words, errands, callTarget(methodAt(words[0], words[CALL_TARGET]), words));
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
  uint64_t *shared = environment->words, words[CALL_THREAD + 1];
  const Errands errands = errandsOf(shared);
  for (uint32_t i = 0; i <= CALL_THREAD; i++) words[i] = shared[i];
  bool isMethod = false;
  napi.get_value_bool(env, argv[0], &isMethod);
  Served call = {.environment = environment, .words = words};
  call.job.run = runServed, call.job.context = &call;
  call.function = isMethod ? methodAt(words[0], words[CALL_TARGET]) : (Function)(uintptr_t)words[CALL_TARGET];
  DWORD thread = serveDuring(environment, &call, (DWORD)words[CALL_THREAD]);
  shared[CALL_THREAD] = thread;
  return answerWith(shared, errands, call.answer);
}

typedef struct {
  Event event;
  Job job;
  Environment *environment;
  Function function;
  uint64_t answer, words[WORDS_MAX], kinds;
  uint32_t token;
  uint32_t references, referencesOut; /* which words are interfaces, held for the length of the call; where ones are handed out */
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
static void eachReference(const Call *call, BOOL isTaken) {
  for (uint32_t i = 0; i < WORDS_MAX; i++) {
    if (!(call->references >> i & 1)) continue;
    IUnknown *object = (IUnknown *)(uintptr_t)call->words[i];
    if (isTaken) IUnknown_AddRef(object);
    else IUnknown_Release(object);
  }
}
/* The worker has gone, and will not take what the call has handed out. */
static void abandonCall(Event *event) {
  Call *call = (Call *)event;
  BOOL isTaken = call->environment->releasesAll && (HRESULT)call->answer >= 0;
  for (uint32_t i = 0; isTaken && i < WORDS_MAX; i++) {
    IUnknown *object = call->referencesOut >> i & 1 ? *(IUnknown **)(uintptr_t)call->words[i] : NULL;
    if (object) IUnknown_Release(object);
  }
  freeCall(event);
}
static const EventSort returned = {TRUE, writeReturn, NULL, freeCall, abandonCall};

static void runCall(void *context) {
  Call *call = context;
  call->answer = callWords(call->function, call->words, (uint32_t)call->kinds, (call->kinds & floatAnswer) != 0);
  /* Here, not on JavaScript's thread: the last Release may wait for JavaScript. */
  eachReference(call, FALSE);
  post(call->environment, &call->event);
}
/* callLater(token, isMethod, references, referencesOut): the same on another thread. A bit of references for each word that
   is an interface: it is held until the call has returned. One of referencesOut for each word that points to where the call
   hands one out. */
napi_value callLater(napi_env env, napi_callback_info info) {
  ARGUMENTS(4);
  Call *call = environment->words ? allocate(sizeof *call) : NULL;
  if (call == NULL) return throwOutOfMemory(env);
  const uint64_t *words = environment->words;
  bool isMethod = false;
  napi.get_value_bool(env, argv[1], &isMethod);
  call->job.run = runCall, call->job.context = call;
  call->event.sort = &returned, call->environment = environment;
  call->token = integerFrom(env, argv[0]), call->kinds = words[CALL_KINDS];
  call->references = integerFrom(env, argv[2]), call->referencesOut = integerFrom(env, argv[3]);
  call->function =
      isMethod ? methodAt(words[0], words[CALL_TARGET]) : (Function)(uintptr_t)words[CALL_TARGET];
  for (uint32_t i = 0; i < WORDS_MAX; i++) {
    call->words[i] = words[i];
    if (words[i] == 0) call->references &= ~(1u << i), call->referencesOut &= ~(1u << i);
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
