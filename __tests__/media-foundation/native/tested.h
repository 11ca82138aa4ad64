/*
 * What words_test.c tests:
 *
 *     sources.c   words.c and the stubs, compiled for Linux
 *     image.c     the addon as it is compiled for Windows on arm64, loaded from its file
 */
#ifndef TESTED_H
#define TESTED_H
#include "words.h"

/* path: of the file, where there is one. */
void openTested(const char *path);
uint64_t callTested(Function function, const uint64_t words[WORDS_MAX], uint32_t kinds, bool isFloat);
/* The stub of a slot from 3 on, for a method with so many parameters of these kinds. Its first argument must be self. */
Function testedStub(uint32_t slot, uint32_t count, uint32_t kinds, void **self);
/* What the stub was called with last, and what it answers. */
typedef struct {
  uint32_t slot;
  uint64_t words[WORDS_MAX], answer;
} Served;
extern Served served;
#endif
