/* Node-API, by name from the program that has loaded us. Tests on Linux fill the table themselves. */
#ifndef HOST_H
#define HOST_H
#define NAPI_VERSION 8
#define NAPI_EXTERN /* nothing is imported */
#include <node_api.h>

#define HOST_FUNCTIONS(X)                                                                                              \
  X(add_env_cleanup_hook)                                                                                              \
  X(adjust_external_memory)                                                                                            \
  X(call_function)                                                                                                     \
  X(call_threadsafe_function)                                                                                          \
  X(close_handle_scope)                                                                                                \
  X(create_double)                                                                                                     \
  X(create_function)                                                                                                   \
  X(create_reference)                                                                                                  \
  X(create_string_utf16)                                                                                               \
  X(create_string_utf8)                                                                                                \
  X(create_threadsafe_function)                                                                                        \
  X(create_uint32)                                                                                                     \
  X(get_and_clear_last_exception)                                                                                      \
  X(get_boolean)                                                                                                       \
  X(get_cb_info)                                                                                                       \
  X(get_reference_value)                                                                                               \
  X(get_typedarray_info)                                                                                               \
  X(get_undefined)                                                                                                     \
  X(get_value_bool)                                                                                                    \
  X(get_value_double)                                                                                                  \
  X(get_value_int32)                                                                                                   \
  X(get_value_string_utf16)                                                                                            \
  X(get_value_string_utf8)                                                                                             \
  X(get_value_uint32)                                                                                                  \
  X(open_handle_scope)                                                                                                 \
  X(ref_threadsafe_function)                                                                                           \
  X(release_threadsafe_function)                                                                                       \
  X(set_named_property)                                                                                                \
  X(throw_error)                                                                                                       \
  X(throw_range_error)                                                                                                 \
  X(unref_threadsafe_function)
#define DECLARE(name) __typeof__(napi_##name) *name;
typedef struct {
  HOST_FUNCTIONS(DECLARE)
} Host;
#undef DECLARE
extern Host napi;

/* False where the program has no Node-API, or lacks a function. */
_Bool findHost(void);
#endif
