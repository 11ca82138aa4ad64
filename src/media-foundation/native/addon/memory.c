/*
 * Native memory, texts, and the functions of Windows by name. JavaScript gets no view on native memory: what native code
 * frees or changes cannot be touched by mistake, and hosts that forbid such views (Electron) work as well.
 */
#include "addon.h"

/* Of kernel32: the headers make it a function of the C run-time, which we do without. */
#undef RtlMoveMemory
WINBASEAPI void WINAPI RtlMoveMemory(void *target, const void *source, SIZE_T size);

void *allocate(size_t size) { return HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, size); }
void deallocate(void *memory) { HeapFree(GetProcessHeap(), 0, memory); }

/* allocateMemory(size, isZeroed): the address, or 0. What is not freed goes with the environment. */
napi_value allocateMemory(napi_env env, napi_callback_info info) {
  ARGUMENTS(2);
  double size = 0;
  bool isZeroed = true;
  napi.get_value_double(env, argv[0], &size);
  napi.get_value_bool(env, argv[1], &isZeroed);
  if (!(size >= 0 && size < 0x1p47)) return addressTo(env, NULL);
  return addressTo(env, HeapAlloc(environment->heap, isZeroed ? HEAP_ZERO_MEMORY : 0, (size_t)size));
}
napi_value freeMemory(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  return HeapFree(environment->heap, 0, addressFrom(env, argv[0])), NULL;
}

/* tellMemory(change): by how many bytes the native memory has grown that objects of JavaScript keep alive. V8 collects
   garbage the earlier. */
napi_value tellMemory(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  double change = 0;
  int64_t total;
  napi.get_value_double(env, argv[0], &change);
  return napi.adjust_external_memory(env, (int64_t)change, &total), NULL;
}

/* The first bytes of a typed array, so many; NULL, and an exception, where it has not so many. */
static void *bytesOf(napi_env env, napi_value array, napi_value count, size_t *size) {
  static const uint8_t sizes[] = {1, 1, 1, 2, 2, 4, 4, 4, 8, 8, 8};
  napi_typedarray_type type = napi_uint8_array;
  size_t length = 0;
  void *data = NULL;
  double wanted = -1;
  napi.get_typedarray_info(env, array, &type, &length, &data, NULL, NULL);
  napi.get_value_double(env, count, &wanted);
  if (!(wanted >= 0 && wanted <= (double)length * ((size_t)type < sizeof sizes ? sizes[type] : 0)))
    return napi.throw_range_error(env, NULL, "begin-end: a count is larger than its memory"), NULL;
  return *size = (size_t)wanted, data;
}
/* readMemory(bytes, address, count): copies from native memory into an array. */
napi_value readMemory(napi_env env, napi_callback_info info) {
  ARGUMENTS(3);
  size_t size = 0;
  void *bytes = bytesOf(env, argv[0], argv[2], &size);
  return size > 0 ? (RtlMoveMemory(bytes, addressFrom(env, argv[1]), size), NULL) : NULL;
}
/* writeMemory(address, bytes, count): copies from an array into native memory. */
napi_value writeMemory(napi_env env, napi_callback_info info) {
  ARGUMENTS(3);
  size_t size = 0;
  const void *bytes = bytesOf(env, argv[1], argv[2], &size);
  return size > 0 ? (RtlMoveMemory(addressFrom(env, argv[0]), bytes, size), NULL) : NULL;
}
/* load(address): the address that is kept there. */
napi_value load(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  return addressTo(env, *(void **)addressFrom(env, argv[0]));
}
/* store(address, size): writes 1, 2, 4 or 8 bytes, those of the word of answers. */
napi_value store(napi_env env, napi_callback_info info) {
  ARGUMENTS(2);
  void *target = addressFrom(env, argv[0]);
  uint64_t word = environment->words[CALL_ANSWER];
  switch (integerFrom(env, argv[1])) {
    case 1: *(uint8_t *)target = (uint8_t)word; break;
    case 2: *(uint16_t *)target = (uint16_t)word; break;
    case 4: *(uint32_t *)target = (uint32_t)word; break;
    default: *(uint64_t *)target = word;
  }
  return NULL;
}
/* addressOf(array): of memory that JavaScript keeps, and never detaches. */
napi_value addressOf(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  napi_typedarray_type type;
  size_t length;
  void *data = NULL;
  napi.get_typedarray_info(env, argv[0], &type, &length, &data, NULL, NULL);
  return addressTo(env, data);
}
/* readText(address): the UTF-16 up to the first zero. */
napi_value readText(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  const char16_t *text = addressFrom(env, argv[0]);
  napi_value value = NULL;
  size_t length = 0;
  while (text[length] != 0) length++;
  return napi.create_string_utf16(env, text, length, &value), value;
}
/* writeText(address, text, units): writes UTF-16 with a zero at its end into memory of so many units. */
napi_value writeText(napi_env env, napi_callback_info info) {
  ARGUMENTS(3);
  napi.get_value_string_utf16(env, argv[1], addressFrom(env, argv[0]), integerFrom(env, argv[2]), NULL);
  return NULL;
}
/* find(dll, name): the address of a function, or 0; without a name, of the DLL. It is loaded from the system's own folder
   and from nowhere else, and for good: one that a worker alone has loaded would go with it, while threads run in it. */
napi_value find(napi_env env, napi_callback_info info) {
  ARGUMENTS(2);
  enum { LONGEST = 256 };
  WCHAR dll[LONGEST];
  char name[LONGEST];
  size_t dllLength, nameLength;
  HMODULE module = NULL;
  if (napi.get_value_string_utf16(env, argv[0], (char16_t *)dll, LONGEST, &dllLength) == napi_ok &&
      napi.get_value_string_utf8(env, argv[1], name, LONGEST, &nameLength) == napi_ok &&
      dllLength < LONGEST - 1 && nameLength < LONGEST - 1) /* what is longer was cut, and may name another one */
    module = LoadLibraryExW(dll, NULL, LOAD_LIBRARY_SEARCH_SYSTEM32);
  if (module == NULL) return addressTo(env, NULL);
  HMODULE pinned;
  GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_PIN | GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS, (LPCWSTR)(void *)module, &pinned);
  return addressTo(env, name[0] == 0 ? (void *)module : (void *)(uintptr_t)GetProcAddress(module, name));
}
