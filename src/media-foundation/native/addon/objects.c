/*
 * COM objects of ours. IUnknown is answered here, on whatever thread asks, and never waits for JavaScript.
 *
 *     create ── reference 1, JavaScript's ──▶ lent, passed on, kept ──▶ the last Release ──▶ DIED is told ──▶ freed
 */
#include "addon.h"

static void writeDeath(const Event *event, uint32_t *words) { words[0] = DIED, words[1] = ((const Object *)event)->token; }
static void forgetObject(Event *event) { freeObject((Object *)event); }
static const EventSort death = {FALSE, writeDeath, NULL, forgetObject, forgetObject};

void initialize(Object *object, Environment *environment, uint32_t token, Face *faces, uint32_t faceCount) {
  object->death.sort = &death;
  object->environment = environment, object->token = token, object->references = 1;
  object->faces = faces, object->faceCount = faceCount;
  holdEnvironment(environment);
}
void freeObject(Object *object) {
  dropEnvironment(object->environment);
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
  Face *found = IsEqualGUID(iid, &unknownIid) || IsEqualGUID(iid, &agileIid) ? &object->faces[0] : NULL; /* one identity */
  for (uint32_t i = 0; i < object->faceCount && found == NULL; i++)
    for (uint32_t k = 0; k < object->faces[i].kind->iidCount; k++)
      if (IsEqualGUID(iid, &object->faces[i].kind->iids[k])) found = &object->faces[i];
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
enum { FACES_MAX = 14 };
/* createObject(token, ...kinds): a COM object with a face for each kind, and one reference. Its address: that of its first
   face; the next one follows after the size of a face. */
napi_value createObject(napi_env env, napi_callback_info info) {
  ARGUMENTS(1 + FACES_MAX);
  uint32_t faceCount = argc < 1 + FACES_MAX ? (uint32_t)argc - 1 : FACES_MAX;
  Object *object = environment->words ? allocate(sizeof *object + faceCount * sizeof(Face)) : NULL;
  if (object == NULL) return throwOutOfMemory(env);
  Face *faces = (Face *)(object + 1);
  initialize(object, environment, integerFrom(env, argv[0]), faces, faceCount);
  for (uint32_t i = 0; i < faceCount; i++) {
    const Kind *kind = addressFrom(env, argv[1 + i]);
    faces[i] = (Face){kind->vtable, object, kind};
  }
  return addressTo(env, faces);
}
/* addReference(address): false where this object of ours has died already. */
napi_value addReference(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  napi_value value = NULL;
  const Face *face = addressFrom(env, argv[0]);
  return napi.get_boolean(env, takeReference(face->object), &value), value;
}
