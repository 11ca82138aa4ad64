/*
 * IMFAsyncCallback of JavaScript: agile, and Invoke never waits. It takes its references and returns; JavaScript is told
 * by INVOKED.
 *
 *     pooled    used again when only the pool holds it: an operation costs no object
 *     relay     a callback of ours in front of somebody else's, for the life of the memory that an operation works on. It
 *               needs no JavaScript: Invoke runs the other's, on the same thread, with the same result
 */
#include "addon.h"

typedef struct Callback Callback;
typedef struct {
  Event event;
  Callback *callback;
  IMFAsyncResult *result;
} Invocation;
struct Callback {
  Object object;
  Face face;
  Invocation first; /* the first one outstanding needs no memory of its own */
  LONG isFirstTaken;
  BOOL hasParameters, isPooled, isInvoked; /* invoked: since it was taken from the pool */
  uint32_t flags, queue;
};

static const GUID callbackIid = {0xA27003CF, 0x2354, 0x4F2A, {0x8D, 0x6A, 0xAB, 0x7C, 0xFF, 0x15, 0x43, 0x7E}};

static Callback *callbackOf(const Face *face) { return (Callback *)face->object; }

static ULONG STDMETHODCALLTYPE callbackRelease(Face *face) {
  Object *object = face->object;
  Callback *callback = callbackOf(face);
  BOOL isPooled = callback->isPooled;
  LONG left = InterlockedDecrement(&object->references);
  if (left == 1 && isPooled) {
    /* Nobody else has it any more, so nobody can take another reference. One that was dropped without an Invoke dies, as
       any other, so that JavaScript hears of it. */
    Environment *environment = object->environment;
    if (callback->isInvoked && keepIdle(environment, &object->death.link)) return 1;
    left = InterlockedDecrement(&object->references);
  }
  if (left == 0) die(object);
  return (ULONG)left;
}

static void writeInvocation(const Event *event, uint32_t *words) {
  const Invocation *invocation = (const Invocation *)event;
  uint64_t address = (uint64_t)(uintptr_t)invocation->result;
  const Object *object = &invocation->callback->object;
  markTransfer(object->environment, object->token);
  words[0] = INVOKED, words[1] = object->token;
  words[2] = (uint32_t)address, words[3] = (uint32_t)(address >> 32);
  words[4] = (uint32_t)IMFAsyncResult_GetStatus(invocation->result);
}
static void finishInvocation(Event *event) {
  Invocation *invocation = (Invocation *)event;
  Callback *callback = invocation->callback;
  IMFAsyncResult_Release(invocation->result);
  if (invocation == &callback->first) InterlockedExchange(&callback->isFirstTaken, FALSE);
  else deallocate(invocation);
  callbackRelease(&callback->face);
}
static void abandonInvocation(Event *event) {
  const Object *object = &((const Invocation *)event)->callback->object;
  freeTransfer(object->environment, object->token);
  finishInvocation(event);
}
static const EventSort invocationSort = {TRUE, writeInvocation, NULL, finishInvocation, abandonInvocation};

static HRESULT STDMETHODCALLTYPE callbackGetParameters(Face *face, DWORD *flags, DWORD *queue) {
  const Callback *callback = callbackOf(face);
  if (!callback->hasParameters) return E_NOTIMPL;
  if (flags == NULL || queue == NULL) return E_POINTER;
  return *flags = callback->flags, *queue = callback->queue, S_OK;
}
static HRESULT STDMETHODCALLTYPE callbackInvoke(Face *face, IMFAsyncResult *result) {
  if (result == NULL) return E_POINTER;
  Callback *callback = callbackOf(face);
  BOOL isFirst = InterlockedExchange(&callback->isFirstTaken, TRUE) == FALSE;
  Invocation *invocation = isFirst ? &callback->first : allocate(sizeof *invocation);
  if (invocation == NULL) return E_OUTOFMEMORY;
  invocation->event.sort = &invocationSort, invocation->callback = callback, invocation->result = result;
  callback->isInvoked = TRUE;
  objectAddRef(face);
  IMFAsyncResult_AddRef(result);
  post(callback->object.environment, &invocation->event);
  return S_OK;
}
static const Method callbackVtable[] = {METHOD(objectQueryInterface), METHOD(objectAddRef), METHOD(callbackRelease),
                                        METHOD(callbackGetParameters), METHOD(callbackInvoke)};
static const Kind callbackKind = {callbackVtable, &callbackIid, 1, 0, NULL};

/* -------------------------------------------------------------------------------------------------------- relays */
typedef struct {
  Object object;
  Face face;
  IMFAsyncCallback *other;
} Relay;

static IMFAsyncCallback *otherOf(const Face *face) { return ((Relay *)face->object)->other; }
static ULONG STDMETHODCALLTYPE relayRelease(Face *face) {
  Object *object = face->object;
  IMFAsyncCallback *other = otherOf(face);
  LONG left = InterlockedDecrement(&object->references);
  if (left == 0) {
    die(object);
    IMFAsyncCallback_Release(other);
  }
  return (ULONG)left;
}
static HRESULT STDMETHODCALLTYPE relayGetParameters(Face *face, DWORD *flags, DWORD *queue) {
  return IMFAsyncCallback_GetParameters(otherOf(face), flags, queue);
}
static HRESULT STDMETHODCALLTYPE relayInvoke(Face *face, IMFAsyncResult *result) {
  return IMFAsyncCallback_Invoke(otherOf(face), result);
}
static const Method relayVtable[] = {METHOD(objectQueryInterface), METHOD(objectAddRef), METHOD(relayRelease),
                                     METHOD(relayGetParameters), METHOD(relayInvoke)};
static const Kind relayKind = {relayVtable, &callbackIid, 1, 0, NULL};

/* ----------------------------------------------------------------------------------------- functions of JavaScript */
static napi_value makeCallback(napi_env env, Environment *environment, uint32_t token, Callback **made) {
  Callback *callback = environment->words ? allocate(sizeof *callback) : NULL;
  *made = callback;
  if (callback == NULL) return throwOutOfMemory(env);
  callback->face = (Face){callbackVtable, &callback->object, &callbackKind, NULL};
  initialize(&callback->object, environment, token, &callback->face);
  return addressTo(env, &callback->face);
}
/* createCallback(token, hasParameters, flags, queue): its address. It has one reference. */
napi_value createCallback(napi_env env, napi_callback_info info) {
  ARGUMENTS(4);
  Callback *callback;
  napi_value address = makeCallback(env, environment, integerFrom(env, argv[0]), &callback);
  bool hasParameters = false;
  if (callback == NULL) return NULL;
  napi.get_value_bool(env, argv[1], &hasParameters);
  callback->hasParameters = hasParameters;
  callback->flags = integerFrom(env, argv[2]), callback->queue = integerFrom(env, argv[3]);
  return address;
}
/* createPooledCallback(token): one without parameters. Of its two references one is the caller's, one the pool's. */
napi_value createPooledCallback(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  Callback *callback;
  napi_value address = makeCallback(env, environment, integerFrom(env, argv[0]), &callback);
  if (callback == NULL) return NULL;
  callback->isPooled = TRUE, callback->object.references = 2;
  return address;
}
/* takeCallbacks(): how many idle ones are taken out of the pool. Each has a reference for the caller; their tokens are in
   the shared words. */
napi_value takeCallbacks(napi_env env, napi_callback_info info) {
  ENVIRONMENT;
  napi_value value = NULL;
  uint32_t count = 0, *tokens = (uint32_t *)(environment->words + TOKENS_TAKEN);
  for (SLIST_ENTRY *entry; count < TOKENS_MAX && (entry = takeIdle(environment)) != NULL;) {
    Callback *callback = (Callback *)(void *)entry;
    callback->object.references = 2, callback->isInvoked = FALSE;
    tokens[count++] = callback->object.token;
  }
  return napi.create_uint32(env, count, &value), value;
}
/* createRelay(token, callback): its address. It has one reference, and holds the other callback for as long as it lives. */
napi_value createRelay(napi_env env, napi_callback_info info) {
  ARGUMENTS(2);
  Relay *relay = environment->words ? allocate(sizeof *relay) : NULL;
  if (relay == NULL) return throwOutOfMemory(env);
  relay->other = addressFrom(env, argv[1]);
  IMFAsyncCallback_AddRef(relay->other);
  relay->face = (Face){relayVtable, &relay->object, &relayKind, NULL};
  initialize(&relay->object, environment, integerFrom(env, argv[0]), &relay->face);
  return addressTo(env, &relay->face);
}
/* What every implementation of IMFAsyncResult begins with: MFASYNCRESULT of mfapi.h. */
typedef struct {
  IMFAsyncResult result;
  OVERLAPPED overlapped;
  const Face *callback;
} AsyncResult;
/* relayOf(result): the token of the relay that a result was made for, or 2^32 - 1 where that is another callback. */
napi_value relayOf(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  const Face *face = ((const AsyncResult *)addressFrom(env, argv[0]))->callback;
  BOOL isRelay = face && face->vtable == relayVtable && face->object->environment == environment;
  napi_value value = NULL;
  return napi.create_uint32(env, isRelay ? face->object->token : 0xFFFFFFFF, &value), value;
}
