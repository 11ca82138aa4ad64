#include "words.h"

static inline double asDouble(uint64_t word) {
  union {
    uint64_t word;
    double number;
  } both = {word};
  return both.number;
}
static inline uint64_t asWord(double number) {
  union {
    double number;
    uint64_t word;
  } both = {number};
  return both.word;
}

#if defined(__x86_64__)
enum { REGISTERS = 4 };

/* A float that follows the dots goes in both sorts of registers, so it does not matter which of them is read. What comes
   before the dots goes in one: there are two prototypes. */
#define CALL(RESULT, FIRST, first)                                                                                     \
  ((RESULT(CALLED *)(FIRST, ...))function)(first, asDouble(w[1]), asDouble(w[2]), asDouble(w[3]), w[4], w[5], w[6],    \
                                           w[7], w[8], w[9], w[10], w[11], w[12], w[13], w[14], w[15])

static uint64_t callPositions(Function function, const uint64_t *w, uint32_t kinds, bool isFloat) {
  bool floatFirst = kindOf(kinds, 0) == FLOAT_WORD;
  if (isFloat) return asWord(floatFirst ? CALL(double, double, asDouble(w[0])) : CALL(double, uint64_t, w[0]));
  return floatFirst ? CALL(uint64_t, double, asDouble(w[0])) : CALL(uint64_t, uint64_t, w[0]);
}

uint64_t callWords(Function function, const uint64_t words[WORDS_MAX], uint32_t kinds, bool isFloat) {
  if ((kinds & 0xAAAAAAAA) == 0) return callPositions(function, words, kinds, isFloat); /* no structure */
  uint64_t copy[WORDS_MAX], positions[WORDS_MAX];
  uint32_t position = 0;
  bool floatFirst = kindOf(kinds, 0) == FLOAT_WORD;
  for (uint32_t i = 0; i < WORDS_MAX; i++) positions[i] = 0;
  for (uint32_t i = 0; i < WORDS_MAX; i++) {
    copy[i] = words[i];
    if (kindOf(kinds, i) < STRUCTURE || i + 1 == WORDS_MAX) {
      positions[position++] = words[i];
      continue;
    }
    copy[i + 1] = words[i + 1]; /* the callee may write to its argument: to a copy */
    positions[position++] = (uint64_t)(uintptr_t)&copy[i];
    i++;
  }
  return callPositions(function, positions, floatFirst ? FLOAT_WORD : PLAIN_WORD, isFloat);
}

void gatherWords(const Registers *registers, uint64_t words[WORDS_MAX], uint32_t count, uint32_t kinds) {
  uint32_t position = 0;
  for (uint32_t i = 0; i < count && i < WORDS_MAX; i++, position++) {
    uint32_t kind = kindOf(kinds, i);
    uint64_t word = position < REGISTERS ? registers->integers[position] : registers->stack[position - REGISTERS];
    words[i] = kind == FLOAT_WORD && position < REGISTERS ? registers->floats[position] : word;
    if (kind < STRUCTURE || i + 1 == WORDS_MAX) continue;
    const uint64_t *structure = (const uint64_t *)(uintptr_t)word;
    words[i] = structure[0], words[i + 1] = structure[1];
    i++;
  }
}

#elif defined(__aarch64__)
enum { REGISTERS = 8, STACK_MAX = WORDS_MAX - REGISTERS + 2 };

/* Where the next argument goes. A structure lies in registers as a whole or not at all; after one that did not fit, no
   register of its sort is used any more. */
typedef struct {
  uint32_t integers, floats, stack;
} Next;
typedef enum { IN_INTEGERS, IN_FLOATS, ON_STACK } Place;

static Place placeOf(Next *next, uint32_t kind) {
  static const uint32_t sizes[] = {1, 1, 2, 4};
  bool isFloat = kind == FLOAT_WORD || kind == FOUR_FLOATS;
  uint32_t *used = isFloat ? &next->floats : &next->integers;
  if (*used + sizes[kind] <= REGISTERS) return isFloat ? IN_FLOATS : IN_INTEGERS;
  *used = REGISTERS;
  return ON_STACK;
}

uint64_t callWords(Function function, const uint64_t words[WORDS_MAX], uint32_t kinds, bool isFloat) {
  uint64_t x[REGISTERS] = {0}, d[REGISTERS] = {0}, s[STACK_MAX] = {0};
  Next next = {0, 0, 0};
  for (uint32_t i = 0; i < WORDS_MAX; i++) {
    uint32_t kind = kindOf(kinds, i);
    bool isPair = kind >= STRUCTURE && i + 1 < WORDS_MAX;
    uint64_t first = words[i], second = isPair ? words[i + 1] : 0;
    switch (placeOf(&next, isPair ? kind : kind & FLOAT_WORD)) {
      case IN_INTEGERS:
        x[next.integers++] = first;
        if (isPair) x[next.integers++] = second;
        break;
      case IN_FLOATS:
        if (!isPair) {
          d[next.floats++] = first;
          break;
        }
        d[next.floats++] = first & 0xFFFFFFFF, d[next.floats++] = first >> 32;
        d[next.floats++] = second & 0xFFFFFFFF, d[next.floats++] = second >> 32;
        break;
      case ON_STACK:
        if (next.stack < STACK_MAX) s[next.stack++] = first;
        if (isPair && next.stack < STACK_MAX) s[next.stack++] = second;
    }
    if (isPair) i++;
  }
#define CALL(RESULT)                                                                                                   \
  ((RESULT(*)(uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, double, double, double,  \
              double, double, double, double, double, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t,      \
              uint64_t, uint64_t, uint64_t, uint64_t))function)(                                                       \
      x[0], x[1], x[2], x[3], x[4], x[5], x[6], x[7], asDouble(d[0]), asDouble(d[1]), asDouble(d[2]), asDouble(d[3]),  \
      asDouble(d[4]), asDouble(d[5]), asDouble(d[6]), asDouble(d[7]), s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7],  \
      s[8], s[9])
  return isFloat ? asWord(CALL(double)) : CALL(uint64_t);
}

void gatherWords(const Registers *registers, uint64_t words[WORDS_MAX], uint32_t count, uint32_t kinds) {
  Next next = {0, 0, 0};
  for (uint32_t i = 0; i < count && i < WORDS_MAX; i++) {
    uint32_t kind = kindOf(kinds, i);
    bool isPair = kind >= STRUCTURE && i + 1 < WORDS_MAX;
    const uint64_t *floats;
    switch (placeOf(&next, isPair ? kind : kind & FLOAT_WORD)) {
      case IN_INTEGERS:
        words[i] = registers->integers[next.integers++];
        if (isPair) words[i + 1] = registers->integers[next.integers++];
        break;
      case IN_FLOATS:
        floats = registers->floats + next.floats;
        next.floats += isPair ? 4 : 1;
        words[i] = floats[0];
        if (isPair) {
          words[i] = (floats[0] & 0xFFFFFFFF) | floats[1] << 32;
          words[i + 1] = (floats[2] & 0xFFFFFFFF) | floats[3] << 32;
        }
        break;
      case ON_STACK:
        words[i] = registers->stack[next.stack++];
        if (isPair) words[i + 1] = registers->stack[next.stack++];
    }
    if (isPair) i++;
  }
}
#else
#error "x64 and arm64 alone"
#endif
