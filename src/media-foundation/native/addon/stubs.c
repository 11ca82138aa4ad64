/*
 * The methods of JavaScript's objects.
 *
 *     on JavaScript's thread      runs at once
 *     on any other                is put on the list of events, and the thread waits until JavaScript has run it
 *     JavaScript is gone          is refused: MF_E_SHUTDOWN, and null where references come out
 *
 * What waits may have locks that let it in again, as in C. So a call that the method makes, and that JavaScript's thread
 * waits for, is made by the thread that waits: see giveJob.
 *
 * Each slot has one stub, for all interfaces: an interface costs no code, and nothing is built at run time. The entries are
 * in assembly, as C cannot see which registers an argument came in: stubs-x64.S, stubs-arm64.S.
 */
#include "addon.h"

extern const char stubEntries[];
Method stubOf(uint32_t slot) { return (Method)(uintptr_t)(stubEntries + slot * STUB_SIZE); }
/* The last stub is that of functions that get an object of JavaScript's alone: MFPERIODICCALLBACK. */
static const MethodFacts plainFunction = {PLAIN_WORD, 1, 0, 0};

struct Request {
  Event event;
  const MethodFacts *facts;
  const uint64_t *words;
  uint64_t answer;
  uint32_t slot;
  DWORD thread; /* the one that waits */
  Waiter waiter; /* until there is an answer: then the request is gone */
};

static Environment *environmentOf(const uint64_t *words) { return ((const Face *)(uintptr_t)words[0])->object->environment; }

static uint64_t refuse(const MethodFacts *facts, const uint64_t *words) {
  for (uint32_t i = 1; i < facts->count && i < WORDS_MAX; i++)
    if ((facts->outs >> i & 1) && words[i]) *(void **)(uintptr_t)words[i] = NULL;
  return facts->refusal;
}
/* JS thread. */
static uint64_t serveHere(Environment *environment, uint32_t slot, const MethodFacts *facts, const uint64_t *words) {
  napi_env env = environment->env;
  napi_handle_scope scope;
  napi_value function, undefined;
  if (environment->isClosed || napi.open_handle_scope(env, &scope) != napi_ok) return refuse(facts, words);
  uint64_t *shared = environment->words;
  for (uint32_t i = 0; i < facts->count && i < WORDS_MAX; i++) shared[SERVED_WORDS + i] = words[i];
  shared[SERVED_SLOT] = slot;
  BOOL ok = napi.get_reference_value(env, environment->serve, &function) == napi_ok &&
            napi.get_undefined(env, &undefined) == napi_ok &&
            napi.call_function(env, undefined, function, 0, NULL, NULL) == napi_ok;
  uint64_t answer = shared[SERVED_ANSWER];
  /* Not ok: JavaScript is being terminated, or its stack is full. An exception that stayed would be thrown by the call of
     JavaScript's that native code is in, which may have succeeded, and native code could call no other method meanwhile. */
  if (!ok) napi.get_and_clear_last_exception(env, &undefined);
  napi.close_handle_scope(env, scope);
  return ok ? answer : refuse(facts, words);
}
static void answer(Request *request, uint64_t value) {
  request->answer = value;
  endWaiter(&request->waiter);
}
static void serveRequest(Event *event) {
  Request *request = (Request *)event;
  Environment *environment = environmentOf(request->words);
  Request *outer = environment->served;
  environment->served = request;
  uint64_t value = serveHere(environment, request->slot, request->facts, request->words);
  environment->served = outer;
  answer(request, value);
}
static void refuseRequest(Event *event) {
  Request *request = (Request *)event;
  answer(request, refuse(request->facts, request->words));
}
DWORD giveJob(Environment *environment, Job *job, DWORD wanted) {
  Request *request = environment->served;
  if (request == NULL || (wanted && wanted != request->thread)) return 0;
  DWORD thread = request->thread;
  giveWaiter(&request->waiter, job);
  return thread;
}
static const EventSort requestSort = {TRUE, NULL, serveRequest, NULL, refuseRequest};

/* Where all stubs lead. */
CALLED uint64_t serveStub(uint32_t slot, const uint64_t *integers, const uint64_t *floats);
CALLED uint64_t serveStub(uint32_t slot, const uint64_t *integers, const uint64_t *floats) {
  const Registers registers = SAVED(integers, floats);
  const Face *face = (const Face *)(uintptr_t)integers[0];
  const MethodFacts *facts = slot < face->kind->methodCount ? &face->kind->methods[slot] : &plainFunction;
  Environment *environment = face->object->environment;
  uint64_t words[WORDS_MAX];
  gatherWords(&registers, words, facts->count, facts->kinds);
  if (GetCurrentThreadId() == environment->thread && !environment->isClosed)
    return serveHere(environment, slot, facts, words);
  Request request = {.event = {.sort = &requestSort}, .facts = facts, .words = words, .slot = slot};
  request.thread = GetCurrentThreadId();
  post(environment, &request.event);
  workUntilOver(&request.waiter);
  return request.answer;
}

/* stubAddress(): of the stub of functions that get an object of JavaScript's alone. Its slot is STUB_COUNT - 1. */
napi_value stubAddress(napi_env env, napi_callback_info info) {
  (void)info;
  return addressTo(env, stubEntries + (STUB_COUNT - 1) * STUB_SIZE);
}
