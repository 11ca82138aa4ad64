#include "image.h"
#include "tested.h"

Served served;
static struct {
  uint32_t count;
} method;
static uint32_t eventWords[EVENT_WORDS];
static uint64_t shared[SHARED_WORDS];

static void deliver(double count) { (void)count; }
static void serve(double unused) {
  (void)unused;
  memcpy(served.words, shared + SERVED_WORDS, 8 * method.count);
  served.slot = (uint32_t)shared[SERVED_SLOT], shared[SERVED_ANSWER] = served.answer;
}

void openTested(const char *path) {
  loadImage(path);
  openImage(deliver, serve, eventWords, EVENT_WORDS, shared, FALSE);
}
uint64_t callTested(Function function, const uint64_t words[WORDS_MAX], uint32_t kinds, bool isFloat) {
  memcpy(shared, words, 8 * WORDS_MAX);
  shared[CALL_TARGET] = (uint64_t)(uintptr_t)function, shared[CALL_KINDS] = kinds | (uint64_t)isFloat << 63;
  IMAGE("callFunction", NULL);
  return shared[CALL_ANSWER];
}
Function testedStub(uint32_t slot, uint32_t count, uint32_t kinds, void **self) {
  uint32_t methods[4 * STUB_COUNT] = {0}, *facts = methods + 4 * (slot - 3);
  facts[0] = kinds, facts[1] = method.count = count;
  double kind = IMAGE("createKind", arrayValue(napi_uint32_array, methods, 4 * (slot - 2)), arrayValue(napi_uint8_array, methods, 0));
  *self = (void *)(uintptr_t)IMAGE("createObject", numberValue(0), numberValue(kind));
  return (*(Function **)*self)[slot];
}
