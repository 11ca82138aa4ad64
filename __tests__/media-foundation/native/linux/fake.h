/* What tests see of the host that stands in for Node-API: see host.c. */
#ifndef FAKE_H
#define FAKE_H
#include "addon.h"

typedef struct Value {
  struct Value *before;
  double number;
  napi_typedarray_type type;
  void *data;
  size_t length;
  void (*function)(double argument);
} Value;
typedef struct {
  SRWLOCK lock;
  CONDITION_VARIABLE woken;
  int due, wakeUps, thrown;
  BOOL isRef, isTerminated, isStackFull, hasThrown; /* hasThrown: an exception is pending */
  napi_value deliver;
  napi_threadsafe_function_call_js call;
  void (*hook)(void *);
  void *context;
} Loop;
extern Loop loop;
extern BOOL timeIsOver;
extern LONG threadsRunning, threadsStarted, blocksInHeaps;

napi_value numberValue(double number);
napi_value arrayValue(napi_typedarray_type type, void *data, size_t length);
napi_value functionValue(void (*function)(double));
double numberOf(napi_value value);
void forgetValues(void);
/* Calls a function of the addon as JavaScript does; what it gives, as a number. */
double callAddon(JavaScriptFunction *function, Environment *environment, size_t argc, const napi_value *argv);
#define ADDON(function, ...)                                                                                           \
  callAddon(function, environment, sizeof((napi_value[]){__VA_ARGS__}) / sizeof(napi_value), (napi_value[]){__VA_ARGS__})
/* Makes the functions of Node-API those of this host. */
void fillHost(void);
/* Opens an environment, by the addon's `open`. */
void openFake(JavaScriptFunction *open, Environment *environment, void (*deliver)(double), void (*serve)(double), uint32_t *events, size_t eventCount,
              uint64_t *words, BOOL isWorker);
/* Waits for a wake-up, and runs what it is for. */
void turn(void);
BOOL isWoken(void);
/* The environment goes. */
void closeLoop(void);
#endif
