/* walk(numbers): writes the blocks and bytes in use, those of the process's heap first, to a Float64Array. For Node. */
#include "heap.h"
#define NAPI_EXTERN /* nothing is imported: see below */
#include <node_api.h>

#define FUNCTION(name) ((__typeof__(name) *)(void *)GetProcAddress(GetModuleHandleW(NULL), #name))

static napi_value walk(napi_env env, napi_callback_info info) {
  napi_value array;
  napi_typedarray_type type;
  size_t argc = 1, length = 0;
  void *data = NULL;
  FUNCTION(napi_get_cb_info)(env, info, &argc, &array, NULL, NULL);
  if (FUNCTION(napi_get_typedarray_info)(env, array, &type, &length, &data, NULL, NULL) != napi_ok || length < 4) return NULL;
  *(Heaps *)data = walkHeaps();
  return NULL;
}

NAPI_MODULE_INIT() {
  napi_value function = NULL;
  FUNCTION(napi_create_function)(env, "walk", NAPI_AUTO_LENGTH, walk, NULL, &function);
  FUNCTION(napi_set_named_property)(env, exports, "walk", function);
  return exports;
}
