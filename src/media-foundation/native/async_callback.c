/*
 * COM objects for JavaScript whose native side never waits for JavaScript. Windows x64 and arm64, any host of Node-API.
 *
 *   open(deliver, words)                once an environment. deliver(count) finds its events in words, a Uint32Array: token,
 *                                       status, result (low, high); a result of 0: the object of this token has died
 *   create(token, flags, queue)         -> an IMFAsyncCallback; no flags, or -1: its GetParameters is E_NOTIMPL
 *   create(token, -1, 0, ...kinds)      -> an object with a face for each Kind; the next face follows 24 bytes on
 *   addRef(address)                     -> false where the object has died already
 *   collect(deliver)                    delivers what waits: JavaScript calls it some time after every deliver, see post
 *   keepAlive(boolean)                  whether the event loop waits for events
 *
 * A new object has one reference, JavaScript's. What has died stays readable until JavaScript has been told: see addRef.
 */
#define WIN32_LEAN_AND_MEAN
#define COBJMACROS
#include <windows.h>
#include <objbase.h>
#include <mfobjects.h>
#define NAPI_VERSION 8
#define NAPI_EXTERN /* nothing is imported from the host: see findHost */
#include <node_api.h>

#define HOST_FUNCTIONS(X)                                                                                              \
  X(add_env_cleanup_hook) X(call_function) X(call_threadsafe_function) X(create_double) X(create_function)             \
  X(create_reference) X(create_string_utf8) X(create_threadsafe_function) X(create_uint32) X(get_boolean)              \
  X(get_cb_info) X(get_typedarray_info) X(get_undefined) X(get_value_bool) X(get_value_double) X(get_value_int32)      \
  X(get_value_uint32) X(ref_threadsafe_function) X(release_threadsafe_function) X(set_named_property) X(throw_error)   \
  X(unref_threadsafe_function)
#define DECLARE(name) __typeof__(napi_##name) *name;
static struct { HOST_FUNCTIONS(DECLARE) } napi;

typedef struct Object Object; typedef void (*Method)(void);
#define METHOD(function) ((Method)(function))

/* One object may speak interfaces that are not each other's base: a face, with a vtable, for each. JavaScript makes the
   kinds, for ever, as native code may hold an object for as long as it likes. */
typedef struct { const Method *vtable; const GUID *iids; uint64_t iidCount; } Kind;
typedef struct { const Method *volatile vtable; Object *object; const Kind *kind; } Face;
typedef struct Event { SLIST_ENTRY link; Object *object; IMFAsyncResult *result; } Event;
typedef struct Environment {
  SLIST_HEADER events;                     /* newest first */
  SRWLOCK gate;                            /* shared: posting; exclusive: closing */
  BOOL closed;
  volatile LONG draining, due, collecting; /* due: an event that is told at once; collecting: collect() will be called */
  LONG references;                         /* the environment's own, and one of each object */
  napi_threadsafe_function wake;
  uint32_t *words, capacity;               /* the Uint32Array, and how many events it takes */
  Object *objects;                         /* JS thread: all that live, to be muted when the environment goes */
} Environment;
struct Object {
  Event event;             /* the first invocation outstanding, or the death: no allocation for these */
  Environment *environment;
  Object *next, *previous;
  LONG references, eventTaken;
  uint32_t token, flags, queue, faceCount;
  Face faces[];
};

/* 16-byte aligned, as SLIST wants it. */
static void *allocate(size_t size) { return HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, size); }
static void deallocate(void *memory) { HeapFree(GetProcessHeap(), 0, memory); }
static Object *objectOf(void *face) { return ((Face *)face)->object; }

/* Any thread: from here to mutedVtable. The event loop is woken once for all that comes before it has got round to it. A
   death waits for collect(), where that will come: waking costs more than an operation. False: the JS thread is gone. */
static BOOL post(Environment *environment, Event *event) {
  AcquireSRWLockShared(&environment->gate);
  BOOL open = !environment->closed, now = event->result != NULL;
  if (open) InterlockedPushEntrySList(&environment->events, &event->link);
  /* Whoever drains or collects looks again after having said that he does not: nothing falls between. */
  if (open && (now || !environment->collecting) && !InterlockedExchange(&environment->due, TRUE) && !environment->draining)
    napi.call_threadsafe_function(environment->wake, NULL, napi_tsfn_nonblocking);
  ReleaseSRWLockShared(&environment->gate);
  return open;
}
static void freeObject(Object *object) {
  Environment *environment = object->environment;
  if (InterlockedDecrement(&environment->references) == 0) deallocate(environment);
  deallocate(object);
}
static ULONG STDMETHODCALLTYPE AddRef(void *face) { return (ULONG)InterlockedIncrement(&objectOf(face)->references); }
static ULONG STDMETHODCALLTYPE Release(void *face) {
  Object *object = objectOf(face);
  ULONG left = (ULONG)InterlockedDecrement(&object->references);
  /* Invocations hold references: with the last one gone the embedded event is free to carry the news. */
  if (left == 0) {
    object->event.object = object, object->event.result = NULL;
    if (!post(object->environment, &object->event)) freeObject(object);
  }
  return left;
}
static const GUID unknownIid = {0, 0, 0, {0xC0, 0, 0, 0, 0, 0, 0, 0x46}};
static const GUID agileIid = /* any thread may use it, without a proxy */
    {0x94EA2B94, 0xE9CC, 0x49E0, {0xC0, 0xFF, 0xEE, 0x64, 0xCA, 0x8F, 0x5B, 0x90}};
static const GUID callbackIid = {0xA27003CF, 0x2354, 0x4F2A, {0x8D, 0x6A, 0xAB, 0x7C, 0xFF, 0x15, 0x43, 0x7E}};

static HRESULT STDMETHODCALLTYPE QueryInterface(void *face, const GUID *iid, void **out) {
  if (out == NULL) return E_POINTER;
  Object *object = objectOf(face);
  *out = IsEqualGUID(iid, &unknownIid) || IsEqualGUID(iid, &agileIid) ? &object->faces[0] : NULL; /* one identity */
  for (uint32_t i = 0; i < object->faceCount && *out == NULL; i++)
    for (uint64_t k = 0; k < object->faces[i].kind->iidCount; k++)
      if (IsEqualGUID(iid, &object->faces[i].kind->iids[k])) *out = &object->faces[i];
  return *out == NULL ? E_NOINTERFACE : (AddRef(face), S_OK);
}
static HRESULT STDMETHODCALLTYPE GetParameters(void *face, DWORD *flags, DWORD *queue) {
  Object *object = objectOf(face);
  if (object->flags == (uint32_t)-1) return E_NOTIMPL;
  return *flags = object->flags, *queue = object->queue, S_OK;
}

/* An event is over: what it held is let go. A death is told on the JS thread alone. */
static void finish(Event *event) {
  Object *object = event->object;
  if (event->result == NULL) {
    if (object->previous) object->previous->next = object->next;
    else object->environment->objects = object->next;
    if (object->next) object->next->previous = object->previous;
    freeObject(object);
    return;
  }
  IMFAsyncResult_Release(event->result);
  if (event == &object->event) InterlockedExchange(&object->eventTaken, FALSE);
  else deallocate(event);
  Release(&object->faces[0]);
}
static HRESULT STDMETHODCALLTYPE Invoke(void *face, IMFAsyncResult *result) {
  if (result == NULL) return E_POINTER;
  Object *object = objectOf(face);
  BOOL embedded = InterlockedExchange(&object->eventTaken, TRUE) == FALSE;
  Event *event = embedded ? &object->event : allocate(sizeof *event);
  if (event == NULL) return E_OUTOFMEMORY;
  event->object = object, event->result = result;
  AddRef(face);
  IMFAsyncResult_AddRef(result);
  if (!post(object->environment, event)) finish(event); /* nobody is left to be told */
  return S_OK;
}

#define IUNKNOWN METHOD(QueryInterface), METHOD(AddRef), METHOD(Release)
static const Method callbackVtable[] = {IUNKNOWN, METHOD(GetParameters), METHOD(Invoke)};
static const Kind callbackKind = {callbackVtable, &callbackIid, 1};

/* What the methods of JavaScript objects become when their environment has gone, while native code still holds them.
   The callers of both architectures clean up after themselves, so one function does for all signatures. */
static HRESULT STDMETHODCALLTYPE gone(void) { return (HRESULT)0xC00D3E85; /* MF_E_SHUTDOWN */ }
#define EIGHT METHOD(gone), METHOD(gone), METHOD(gone), METHOD(gone), METHOD(gone), METHOD(gone), METHOD(gone), METHOD(gone)
static const Method mutedVtable[] = {IUNKNOWN, EIGHT, EIGHT, EIGHT, EIGHT, EIGHT, EIGHT, EIGHT, EIGHT};

/* JS thread: from here on. */
static void write(uint32_t *words, const Event *event) {
  IMFAsyncResult *result = event->result;
  words[0] = event->object->token;
  words[1] = result ? (uint32_t)IMFAsyncResult_GetStatus(result) : 0;
  words[2] = (uint32_t)(uintptr_t)result;
  words[3] = (uint32_t)((uint64_t)(uintptr_t)result >> 32);
}
static void takeList(napi_env env, napi_value deliver, Environment *environment) {
  napi_value undefined, count; Event *first = NULL;
  for (SLIST_ENTRY *entry = InterlockedFlushSList(&environment->events), *older; entry; entry = older) {
    older = entry->Next; /* oldest first, from here on */
    entry->Next = (SLIST_ENTRY *)first;
    first = (Event *)entry;
  }
  napi.get_undefined(env, &undefined);
  while (first) {
    uint32_t n = 0;
    for (Event *event = first; event && n < environment->capacity; event = (Event *)event->link.Next)
      write(&environment->words[4 * n++], event);
    napi.create_uint32(env, n, &count);
    InterlockedExchange(&environment->collecting, TRUE);
    napi.call_function(env, undefined, deliver, 1, &count, NULL); /* never throws: JavaScript sees to it */
    for (Event *next; n > 0; n--, first = next) {
      next = (Event *)first->link.Next;
      finish(first);
    }
  }
}
static void drain(napi_env env, napi_value deliver, void *context, void *data) {
  Environment *environment = context;
  if ((void)data, env == NULL) return; /* the environment is being torn down */
  InterlockedExchange(&environment->draining, TRUE), InterlockedExchange(&environment->due, FALSE);
  for (int i = 0; i < 2; i++) takeList(env, deliver, environment); /* then the deaths that the first brought about */
  InterlockedExchange(&environment->draining, FALSE); /* what came since is for another turn: the loop does other things */
  if (environment->due) napi.call_threadsafe_function(environment->wake, NULL, napi_tsfn_nonblocking);
}

/* What is undelivered stays as it is: to release it could call into JavaScript. */
static void closeEnvironment(void *context) {
  Environment *environment = context;
  AcquireSRWLockExclusive(&environment->gate); /* no object goes while they are muted */
  environment->closed = TRUE;
  for (Object *object = environment->objects; object; object = object->next)
    for (uint32_t i = 0; i < object->faceCount; i++)
      if (object->faces[i].vtable != callbackVtable) object->faces[i].vtable = mutedVtable;
  ReleaseSRWLockExclusive(&environment->gate);
  napi.release_threadsafe_function(environment->wake, napi_tsfn_abort);
  if (InterlockedDecrement(&environment->references) == 0) deallocate(environment);
}

#define ARGUMENTS(count)                                                                                               \
  Environment *environment;                                                                                            \
  size_t argc = (count);                                                                                               \
  napi_value argv[count];                                                                                              \
  napi.get_cb_info(env, info, &argc, argv, NULL, (void **)&environment)

static void *address(napi_env env, napi_value value) {
  double bits = 0;
  return napi.get_value_double(env, value, &bits), (void *)(uintptr_t)bits;
}
static napi_value open(napi_env env, napi_callback_info info) {
  ARGUMENTS(2);
  napi_typedarray_type type; size_t length; void *words; napi_ref kept; napi_value name;
  if (environment->words || napi.get_typedarray_info(env, argv[1], &type, &length, &words, NULL, NULL) != napi_ok ||
      type != napi_uint32_array || length < 4 || napi.create_reference(env, argv[1], 1, &kept) != napi_ok ||
      napi.create_string_utf8(env, "IMFAsyncCallback", NAPI_AUTO_LENGTH, &name) != napi_ok ||
      napi.create_threadsafe_function(env, argv[0], NULL, name, 0, 1, NULL, NULL, environment, drain,
                                      &environment->wake) != napi_ok)
    return napi.throw_error(env, NULL, "open: expected a function and a Uint32Array, once"), NULL;
  environment->words = words, environment->capacity = (uint32_t)(length / 4);
  napi.unref_threadsafe_function(env, environment->wake);
  /* Later hooks run first: this one before Node's own, which would free the threadsafe function. */
  napi.add_env_cleanup_hook(env, closeEnvironment, environment);
  return NULL;
}
static napi_value create(napi_env env, napi_callback_info info) {
  ARGUMENTS(16);
  uint32_t faceCount = argc <= 3 ? 1 : (uint32_t)(argc < 16 ? argc : 16) - 3;
  int32_t flags = -1;
  Object *object = environment->words ? allocate(sizeof *object + faceCount * sizeof(Face)) : NULL;
  if (object == NULL) return napi.throw_error(env, NULL, "create: not open, or out of memory"), NULL;
  napi.get_value_uint32(env, argv[0], &object->token);
  if (argc > 1) napi.get_value_int32(env, argv[1], &flags);
  if (argc > 2) napi.get_value_uint32(env, argv[2], &object->queue);
  object->flags = (uint32_t)flags, object->faceCount = faceCount;
  object->environment = environment, object->references = 1;
  for (uint32_t i = 0; i < faceCount; i++) {
    const Kind *kind = argc <= 3 ? &callbackKind : address(env, argv[3 + i]);
    object->faces[i] = (Face){kind->vtable, object, kind};
  }
  if ((object->next = environment->objects) != NULL) object->next->previous = object;
  environment->objects = object;
  InterlockedIncrement(&environment->references);
  napi_value face = NULL;
  return napi.create_double(env, (double)(uintptr_t)&object->faces[0], &face), face;
}
static napi_value addRef(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  napi_value alive = NULL;
  Object *object = objectOf(address(env, argv[0]));
  BOOL dead = InterlockedIncrement(&object->references) == 1; /* its death is on its way to JavaScript */
  if (dead) InterlockedDecrement(&object->references);
  return napi.get_boolean(env, !dead, &alive), alive;
}
static napi_value collect(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  return InterlockedExchange(&environment->collecting, FALSE), takeList(env, argv[0], environment), NULL;
}
static napi_value keepAlive(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  bool wanted = false;
  napi.get_value_bool(env, argv[0], &wanted);
  return (wanted ? napi.ref_threadsafe_function : napi.unref_threadsafe_function)(env, environment->wake), NULL;
}

/* Node-API comes from the executable, whatever its name (node, Electron, bun, deno), or from a DLL of the host. Looking
   it up needs neither an import library nor a delay-load hook. */
static BOOL findHost(void) {
  const WCHAR *const names[] = {NULL, L"libnode.dll", L"node.dll"};
  for (int i = 0; i < 3; i++) {
    HMODULE host = GetModuleHandleW(names[i]);
    if (host == NULL || GetProcAddress(host, "napi_create_threadsafe_function") == NULL) continue;
#define FIND(name) &&(napi.name = (__typeof__(napi.name))(void (*)(void))GetProcAddress(host, "napi_" #name)) != NULL
    return TRUE HOST_FUNCTIONS(FIND);
  }
  return FALSE;
}

/* The entry point of the DLL itself: it has no C run-time. */
BOOL WINAPI DllMain(HINSTANCE instance, DWORD reason, LPVOID reserved);
BOOL WINAPI DllMain(HINSTANCE instance, DWORD reason, LPVOID reserved) {
  return (void)instance, (void)reason, (void)reserved, TRUE;
}

NAPI_MODULE_INIT() {
  HMODULE pinned;
  if (!findHost()) return exports; /* without Node-API nothing can be thrown: JavaScript sees that there is no open() */
  /* A DLL that a worker thread alone has loaded would go with it, and leave native code with dangling vtables. */
  GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_PIN | GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS,
                     (LPCWSTR)(const void *)&callbackKind, &pinned);
  Environment *environment = allocate(sizeof *environment);
  if (environment != NULL) InitializeSListHead(&environment->events), environment->references = 1;
  const char *const names[] = {"open", "create", "addRef", "collect", "keepAlive"};
  napi_value value, (*const calls[])(napi_env, napi_callback_info) = {open, create, addRef, collect, keepAlive};
  for (size_t i = 0; i < 5 && environment != NULL; i++)
    if (napi.create_function(env, names[i], NAPI_AUTO_LENGTH, calls[i], environment, &value) == napi_ok)
      napi.set_named_property(env, exports, names[i], value);
  return exports;
}
