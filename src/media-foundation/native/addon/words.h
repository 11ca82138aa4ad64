/*
 * Calls of functions whose signatures are known at run time alone. An argument is a word of 64 bits, in the order of the
 * parameters; a structure of 9 to 16 bytes by value takes two words.
 *
 *     JavaScript ──words──▶ callWords ──registers, stack──▶ a native function
 *     native code ──registers, stack──▶ gatherWords ──words──▶ JavaScript
 *
 * Where a word goes is told by its kind, two bits each. x64 counts positions: the first four arguments are in registers of
 * both sorts, and a structure of more than 8 bytes is a pointer to it. arm64 counts integers and floats apart, and a
 * structure of up to 16 bytes lies in two registers for integers, one of four floats in four for floats.
 */
#ifndef WORDS_H
#define WORDS_H
#include <stdbool.h>
#include <stdint.h>

enum { WORDS_MAX = 16 };
/* A word (an integer, a pointer, a structure of up to 8 bytes), a float or double, a structure of 9 to 16 bytes (a GUID), a
   structure of four floats. The word after that of a structure is its second half: its own kind is not looked at. */
enum { PLAIN_WORD, FLOAT_WORD, STRUCTURE, FOUR_FLOATS };

/* How the methods of COM are called. Tests on Linux call by the same convention. */
#if defined(__x86_64__)
#define CALLED __attribute__((ms_abi))
#else
#define CALLED
#endif

typedef void (*Function)(void);

static inline uint32_t kindOf(uint32_t kinds, uint32_t at) { return kinds >> (2 * at) & 3; }

/* Calls a function with all words: what a function has no parameters for, it does not look at. The answer are the bits of
   what it returns; isFloat: a float or a double. */
uint64_t callWords(Function function, const uint64_t words[WORDS_MAX], uint32_t kinds, bool isFloat);

/* What a stub has saved of its caller's: see stubs-x64.S and stubs-arm64.S. */
typedef struct {
  const uint64_t *integers, *floats, *stack;
} Registers;
#if defined(__x86_64__)
#define SAVED(integers, floats) {(integers), (floats), (integers) + 4}
#else
#define SAVED(integers, floats) {(integers), (floats), (floats) + 8}
#endif

/* The words of a call that has come: so many, of these kinds. */
void gatherWords(const Registers *registers, uint64_t words[WORDS_MAX], uint32_t count, uint32_t kinds);
#endif
