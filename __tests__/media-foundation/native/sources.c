#include "stub-count.h"
#include "tested.h"

Served served;
static struct {
  uint32_t count, kinds;
} method;

void openTested(const char *path) { (void)path; }
uint64_t callTested(Function function, const uint64_t words[WORDS_MAX], uint32_t kinds, bool isFloat) {
  return callWords(function, words, kinds, isFloat);
}

CALLED uint64_t serveStub(uint32_t slot, const uint64_t *integers, const uint64_t *floats);
CALLED uint64_t serveStub(uint32_t slot, const uint64_t *integers, const uint64_t *floats) {
  const Registers registers = SAVED(integers, floats);
  gatherWords(&registers, served.words, method.count, method.kinds);
  served.slot = slot;
  return served.answer;
}
extern const char stubEntries[];
Function testedStub(uint32_t slot, uint32_t count, uint32_t kinds, void **self) {
  method.count = count, method.kinds = kinds, *self = &served;
  return (Function)(uintptr_t)(stubEntries + slot * STUB_SIZE);
}
