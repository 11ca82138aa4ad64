/*
 * COM objects of ours. IUnknown is answered here, on whatever thread asks, and never waits for JavaScript.
 *
 *     create ── reference 1, JavaScript's ──▶ lent, passed on, kept ──▶ the last Release ──▶ DIED is told ──▶ freed
 */
#include "addon.h"

static void writeDeath(const Event *event, uint32_t *words) { words[0] = DIED, words[1] = ((const Object *)event)->token; }
static void forgetObject(Event *event) { freeObject((Object *)event); }
static const EventSort death = {FALSE, writeDeath, NULL, forgetObject, forgetObject};

void initialize(Object *object, Environment *environment, uint32_t token, Face *first) {
  object->death.sort = &death;
  object->environment = environment, object->token = token, object->references = 1;
  object->first = first;
  holdEnvironment(environment);
}
/* JavaScript's thread adds faces while others look for one. */
static Face *nextFace(const Face *face) { return __atomic_load_n(&face->next, __ATOMIC_ACQUIRE); }
void freeObject(Object *object) {
  freeTransfer(object->environment, object->token);
  dropEnvironment(object->environment);
  for (Face *face = object->first->next, *next; face; face = next) { /* the first is in the memory of the object */
    next = face->next;
    deallocate(face);
  }
  deallocate(object);
}
void die(Object *object) { post(object->environment, &object->death); }
BOOL takeReference(Object *object) {
  if (InterlockedIncrement(&object->references) > 1) return TRUE;
  InterlockedDecrement(&object->references); /* its death is on the way to JavaScript */
  return FALSE;
}

static const GUID unknownIid = {0, 0, 0, {0xC0, 0, 0, 0, 0, 0, 0, 0x46}};
static const GUID agileIid = /* any thread may use it, without a proxy */
    {0x94EA2B94, 0xE9CC, 0x49E0, {0xC0, 0xFF, 0xEE, 0x64, 0xCA, 0x8F, 0x5B, 0x90}};

HRESULT STDMETHODCALLTYPE objectQueryInterface(Face *face, const GUID *iid, void **out) {
  if (out == NULL) return E_POINTER;
  const Object *object = face->object;
  Face *found = IsEqualGUID(iid, &unknownIid) || IsEqualGUID(iid, &agileIid) ? object->first : NULL; /* one identity */
  for (Face *one = object->first; one && found == NULL; one = nextFace(one))
    for (uint32_t k = 0; k < one->kind->iidCount; k++)
      if (IsEqualGUID(iid, &one->kind->iids[k])) found = one;
  *out = found;
  return found == NULL ? E_NOINTERFACE : (objectAddRef(face), S_OK);
}
ULONG STDMETHODCALLTYPE objectAddRef(Face *face) { return (ULONG)InterlockedIncrement(&face->object->references); }
ULONG STDMETHODCALLTYPE objectRelease(Face *face) {
  Object *object = face->object;
  LONG left = InterlockedDecrement(&object->references);
  if (left == 0) die(object);
  return (ULONG)left;
}

/* createKind(methods, iids): for an interface whose methods from slot 3 on are JavaScript's: four words each, those of
   MethodFacts; 16 bytes an IID. Its address, or 0 where it has too many methods. */
napi_value createKind(napi_env env, napi_callback_info info) {
  ARGUMENTS(2);
  napi_typedarray_type type;
  size_t words = 0, bytes = 0;
  void *facts = NULL, *iids = NULL;
  napi.get_typedarray_info(env, argv[0], &type, &words, &facts, NULL, NULL);
  napi.get_typedarray_info(env, argv[1], &type, &bytes, &iids, NULL, NULL);
  uint32_t own = (uint32_t)(words / 4), count = own + 3, iidCount = (uint32_t)(bytes / sizeof(GUID));
  if (words / 4 + 3 >= STUB_COUNT) return addressTo(env, NULL);
  Kind *kind = allocate(sizeof *kind + count * sizeof(MethodFacts) + count * sizeof(Method) + iidCount * sizeof(GUID));
  if (kind == NULL) return throwOutOfMemory(env);
  Method *vtable = (Method *)(kind + 1);
  MethodFacts *methods = (MethodFacts *)(void *)(vtable + count);
  GUID *guids = (GUID *)(void *)(methods + count);
  vtable[0] = METHOD(objectQueryInterface), vtable[1] = METHOD(objectAddRef), vtable[2] = METHOD(objectRelease);
  for (uint32_t slot = 3; slot < count; slot++) {
    const uint32_t *fact = (const uint32_t *)facts + 4 * (slot - 3);
    vtable[slot] = stubOf(slot);
    methods[slot] = (MethodFacts){fact[0], fact[1], fact[2], fact[3]};
  }
  for (uint32_t i = 0; i < iidCount; i++) guids[i] = ((const GUID *)iids)[i];
  kind->vtable = vtable, kind->methods = methods, kind->methodCount = count, kind->iids = guids, kind->iidCount = iidCount;
  return addressTo(env, kind);
}
static Face faceOf(Object *object, const Kind *kind) { return (Face){kind->vtable, object, kind, NULL}; }
/* createObject(token, kind): a COM object with one face, and one reference. Its address, which is that of the face. */
napi_value createObject(napi_env env, napi_callback_info info) {
  ARGUMENTS(2);
  Object *object = environment->words ? allocate(sizeof *object + sizeof(Face)) : NULL;
  if (object == NULL) return throwOutOfMemory(env);
  Face *first = (Face *)(object + 1);
  initialize(object, environment, integerFrom(env, argv[0]), first);
  *first = faceOf(object, addressFrom(env, argv[1]));
  return addressTo(env, first);
}
/* addFace(address, kind): one more for the living object with this face, which the caller holds. The address of the new one. */
napi_value addFace(napi_env env, napi_callback_info info) {
  ARGUMENTS(2);
  Face *last = addressFrom(env, argv[0]), *face = allocate(sizeof *face);
  if (face == NULL) return throwOutOfMemory(env);
  *face = faceOf(last->object, addressFrom(env, argv[1]));
  while (last->next) last = last->next;
  __atomic_store_n(&last->next, face, __ATOMIC_RELEASE);
  return addressTo(env, face);
}
/* addReference(address): false where this object of ours has died already. */
napi_value addReference(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  napi_value value = NULL;
  const Face *face = addressFrom(env, argv[0]);
  return napi.get_boolean(env, takeReference(face->object), &value), value;
}
