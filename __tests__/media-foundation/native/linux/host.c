/* A host that stands in for Node-API: values are pointers to these, and the event loop is turned by hand. */
#include "fake.h"
#include "check.h"

Host napi;
Loop loop;
static _Thread_local struct { napi_value argv[16]; size_t argc; void *data; } current;
static Value *kept; /* each value points to the one before it */

static napi_value keep(Value value) {
  Value *one = malloc(sizeof *one);
  *one = value, one->before = kept, kept = one;
  return (napi_value)one;
}
napi_value numberValue(double number) { return keep((Value){.number = number}); }
napi_value arrayValue(napi_typedarray_type type, void *data, size_t length) { return keep((Value){.type = type, .data = data, .length = length}); }
napi_value functionValue(void (*function)(double)) { return keep((Value){.function = function}); }
double numberOf(napi_value value) { return value ? ((Value *)value)->number : 0; }
void forgetValues(void) {
  for (Value *one; (one = kept);) kept = one->before, free(one);
}

double callAddon(JavaScriptFunction *function, Environment *environment, size_t argc, const napi_value *argv) {
  memcpy(current.argv, argv, argc * sizeof *argv);
  current.argc = argc, current.data = environment;
  return numberOf(function((napi_env)&loop, NULL));
}

static napi_status get_cb_info(napi_env env, napi_callback_info info, size_t *argc, napi_value *argv, napi_value *self, void **data) {
  (void)env, (void)info, (void)self;
  if (argv) for (size_t i = 0; i < *argc; i++) argv[i] = i < current.argc ? current.argv[i] : NULL;
  if (argc) *argc = current.argc;
  return *data = current.data, napi_ok;
}
static napi_status get_value_double(napi_env env, napi_value value, double *number) { return (void)env, value ? (*number = numberOf(value), napi_ok) : napi_number_expected; }
static napi_status get_value_uint32(napi_env env, napi_value value, uint32_t *number) { return (void)env, value ? (*number = (uint32_t)numberOf(value), napi_ok) : napi_number_expected; }
static napi_status get_value_bool(napi_env env, napi_value value, bool *truth) { return (void)env, value ? (*truth = numberOf(value) != 0, napi_ok) : napi_boolean_expected; }
static napi_status create_double(napi_env env, double number, napi_value *value) { return (void)env, *value = numberValue(number), napi_ok; }
static napi_status create_uint32(napi_env env, uint32_t number, napi_value *value) { return (void)env, *value = numberValue(number), napi_ok; }
static napi_status get_boolean(napi_env env, bool truth, napi_value *value) { return (void)env, *value = numberValue(truth), napi_ok; }
static napi_status get_undefined(napi_env env, napi_value *value) { return (void)env, *value = NULL, napi_ok; }
static napi_status create_string_utf8(napi_env env, const char *text, size_t length, napi_value *value) { return (void)env, (void)text, (void)length, *value = numberValue(0), napi_ok; }
static napi_status get_typedarray_info(napi_env env, napi_value array, napi_typedarray_type *type, size_t *length, void **data, napi_value *buffer, size_t *offset) {
  (void)env, (void)buffer, (void)offset;
  const Value *value = (const Value *)array;
  return *type = value->type, *length = value->length, *data = value->data, napi_ok;
}
static napi_status create_reference(napi_env env, napi_value value, uint32_t count, napi_ref *reference) { return (void)env, (void)count, *reference = (napi_ref)value, napi_ok; }
static napi_status get_reference_value(napi_env env, napi_ref reference, napi_value *value) { return (void)env, *value = (napi_value)reference, napi_ok; }
static napi_status open_handle_scope(napi_env env, napi_handle_scope *scope) { return (void)env, (void)scope, napi_ok; }
static napi_status close_handle_scope(napi_env env, napi_handle_scope scope) { return (void)env, (void)scope, napi_ok; }
static napi_status call_function(napi_env env, napi_value self, napi_value function, size_t argc, const napi_value *argv, napi_value *result) {
  (void)env, (void)self, (void)result;
  if (loop.isStackFull) loop.hasThrown = TRUE;
  if (loop.isTerminated || loop.hasThrown) return napi_pending_exception;
  ((Value *)function)->function(argc > 0 ? numberOf(argv[0]) : 0);
  return napi_ok;
}
static napi_status get_and_clear_last_exception(napi_env env, napi_value *exception) { return (void)env, *exception = NULL, loop.hasThrown = FALSE, napi_ok; }
static napi_status throw_error(napi_env env, const char *code, const char *message) { return (void)env, (void)code, (void)message, loop.thrown++, napi_ok; }
static napi_status add_env_cleanup_hook(napi_env env, void (*hook)(void *), void *context) { return (void)env, loop.hook = hook, loop.context = context, napi_ok; }
static napi_status create_threadsafe_function(napi_env env, napi_value function, napi_value resource, napi_value name, size_t size, size_t threads, void *data,
                                              napi_finalize finalize, void *context, napi_threadsafe_function_call_js call, napi_threadsafe_function *result) {
  (void)env, (void)resource, (void)name, (void)size, (void)threads, (void)data, (void)finalize;
  loop.deliver = function, loop.call = call, loop.context = context;
  return *result = (napi_threadsafe_function)&loop, napi_ok;
}
static napi_status call_threadsafe_function(napi_threadsafe_function function, void *data, napi_threadsafe_function_call_mode mode) {
  (void)function, (void)data, (void)mode;
  AcquireSRWLockExclusive(&loop.lock);
  loop.wakeUps++, loop.due++;
  WakeConditionVariable(&loop.woken);
  ReleaseSRWLockExclusive(&loop.lock);
  return napi_ok;
}
static napi_status ref(napi_env env, napi_threadsafe_function function) { return (void)env, (void)function, loop.isRef = TRUE, napi_ok; }
static napi_status unref(napi_env env, napi_threadsafe_function function) { return (void)env, (void)function, loop.isRef = FALSE, napi_ok; }
static napi_status release_threadsafe_function(napi_threadsafe_function function, napi_threadsafe_function_release_mode mode) { return (void)function, (void)mode, napi_ok; }

void turn(void) {
  AcquireSRWLockExclusive(&loop.lock);
  while (loop.due == 0) SleepConditionVariableSRW(&loop.woken, &loop.lock, INFINITE, 0);
  loop.due--;
  ReleaseSRWLockExclusive(&loop.lock);
  loop.call((napi_env)&loop, loop.deliver, loop.context, NULL);
}
BOOL isWoken(void) {
  AcquireSRWLockExclusive(&loop.lock);
  BOOL isDue = loop.due > 0;
  ReleaseSRWLockExclusive(&loop.lock);
  return isDue;
}
void closeLoop(void) { loop.hook(loop.context); }

void fillHost(void) {
  napi = (Host){.get_cb_info = get_cb_info, .get_value_double = get_value_double, .get_value_uint32 = get_value_uint32, .get_value_bool = get_value_bool,
                .create_double = create_double, .create_uint32 = create_uint32, .get_boolean = get_boolean, .get_undefined = get_undefined,
                .create_string_utf8 = create_string_utf8, .get_typedarray_info = get_typedarray_info, .create_reference = create_reference,
                .get_reference_value = get_reference_value, .open_handle_scope = open_handle_scope, .close_handle_scope = close_handle_scope,
                .call_function = call_function, .get_and_clear_last_exception = get_and_clear_last_exception, .throw_error = throw_error, .throw_range_error = throw_error, .add_env_cleanup_hook = add_env_cleanup_hook,
                .create_threadsafe_function = create_threadsafe_function, .call_threadsafe_function = call_threadsafe_function,
                .ref_threadsafe_function = ref, .unref_threadsafe_function = unref, .release_threadsafe_function = release_threadsafe_function};
}
void openFake(JavaScriptFunction *open, Environment *environment, void (*deliver)(double), void (*serve)(double), uint32_t *events, size_t eventCount,
              uint64_t *words, BOOL isWorker) {
  memset(&loop, 0, sizeof loop);
  const napi_value argv[] = {functionValue(deliver), functionValue(serve), arrayValue(napi_uint32_array, events, eventCount),
                             arrayValue(napi_float64_array, words, SHARED_WORDS), numberValue(isWorker)};
  callAddon(open, environment, 5, argv);
  CHECK(loop.thrown == 0);
}
