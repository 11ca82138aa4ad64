/* Words against what the compiler makes of real signatures, in both directions; for x64 and for arm64. Whose words: see
   tested.h. */
#include "check.h"
#include "stub-count.h"
#include "tested.h"
#include <string.h>

int failures = 0;

typedef struct { uint32_t a; uint16_t b, c; uint8_t d[8]; } Guid;
typedef struct { float left, top, right, bottom; } Rect;
typedef struct { int32_t x, y; } Size;

static uint64_t bits(double number) { uint64_t word; memcpy(&word, &number, 8); return word; }
static uint64_t bitsF(float number) { uint32_t word; memcpy(&word, &number, 4); return word | 0xDEAD000000000000; }
static double number(uint64_t word) { double both; memcpy(&both, &word, 8); return both; }
static float numberF(uint64_t word) { float both; memcpy(&both, &word, 4); return both; }
static uint32_t kinds(const char *letters) {
  uint32_t all = 0;
  for (uint32_t i = 0; letters[i]; i++) all |= (uint32_t)(strchr("wfsq", letters[i]) - "wfsq") << (2 * i);
  return all;
}
static const Guid guid = {0x01020304, 0x0506, 0x0708, {9, 10, 11, 12, 13, 14, 15, 16}};
static const Rect rect = {1.5f, -2.5f, 3.5f, -4.5f};
#define TWO(value) ((const uint64_t *)(const void *)memcpy((uint64_t[2]){0}, &(value), 16))

/* ------------------------------------------------------------------------------- functions with real signatures */
static CALLED uint64_t integers(void *self, int8_t a, uint16_t b, int32_t c, uint64_t d, int64_t e, uint32_t f, uint8_t g,
                                int64_t h, int16_t i, uint64_t j, int32_t k, uint64_t l, uint64_t m, uint64_t n, uint64_t o) {
  CHECK(self == &failures && a == -1 && b == 2 && c == -3 && d == 4 && e == -5 && f == 6 && g == 7 && h == -8);
  CHECK(i == -9 && j == 10 && k == -11 && l == 12 && m == 13 && n == 14 && o == UINT64_MAX);
  return 0x1122334455667788;
}
static CALLED uint32_t floats(void *self, float a, double b, int c, float d, double e, double f, float g, double h, double i,
                              float j, double k) {
  CHECK(self == &failures && a == 1.5f && b == 2.5 && c == 3 && d == 4.5f && e == 5.5 && f == 6.5 && g == 7.5f);
  CHECK(h == 8.5 && i == 9.5 && j == 10.5f && k == 11.5);
  return 0xC00D3E85;
}
static CALLED double doubleOf(double a, int b) { return a * b; }
static CALLED float floatOf(float a, void *b) { return b == &failures ? a / 2 : 0; }
static CALLED double noArguments(void *self) { return self == &failures ? -0.25 : 0; }
static CALLED int structures(void *self, Guid a, Size b, Rect c, Guid d, Guid e, Guid f) {
  CHECK(self == &failures && memcmp(&a, &guid, 16) == 0 && b.x == -7 && b.y == 8 && memcmp(&c, &rect, 16) == 0);
  CHECK(memcmp(&d, &guid, 16) == 0 && memcmp(&e, &guid, 16) == 0 && memcmp(&f, &guid, 16) == 0);
  memset(&a, 0xFF, 16); /* an argument is the callee's own */
  return -1;
}
static CALLED int rects(void *self, float a, Rect b, double c, Rect d, double e, Guid f, int g) {
  CHECK(self == &failures && a == 0.5f && memcmp(&b, &rect, 16) == 0 && c == 1.25 && memcmp(&d, &rect, 16) == 0);
  CHECK(e == 2.25 && memcmp(&f, &guid, 16) == 0 && g == 9);
  return 5;
}

static const uint64_t integerWords[WORDS_MAX] = {0, (uint64_t)-1, 2, (uint64_t)-3, 4, (uint64_t)-5, 6, 7, (uint64_t)-8,
                                                 (uint64_t)-9, 10, (uint64_t)-11, 12, 13, 14, UINT64_MAX};
static void fill(uint64_t words[WORDS_MAX], const uint64_t *from, uint32_t count) {
  memset(words, 0xAB, 8 * WORDS_MAX);
  memcpy(words, from, 8 * count);
  words[0] = (uint64_t)(uintptr_t)&failures;
}

/* Functions go by as pointers without a signature, as vtables have them. */
#define AT(function) ((Function)(function))

static void calls(void) {
  uint64_t words[WORDS_MAX];
  fill(words, integerWords, WORDS_MAX);
  CHECK(callTested(AT(integers), words, 0, false) == 0x1122334455667788);

  const uint64_t mixed[] = {0, bitsF(1.5f), bits(2.5), 3, bitsF(4.5f), bits(5.5), bits(6.5), bitsF(7.5f), bits(8.5), bits(9.5), bitsF(10.5f), bits(11.5)};
  fill(words, mixed, 12);
  CHECK((uint32_t)callTested(AT(floats), words, kinds("wffwffffffff"), false) == 0xC00D3E85);

  uint64_t first[WORDS_MAX] = {bits(-1.5), 4};
  CHECK(number(callTested(AT(doubleOf), first, kinds("fw"), true)) == -6);
  uint64_t single[WORDS_MAX] = {bitsF(3), (uint64_t)(uintptr_t)&failures};
  CHECK(numberF(callTested(AT(floatOf), single, kinds("fw"), true)) == 1.5f);
  fill(words, integerWords, 1);
  CHECK(number(callTested(AT(noArguments), words, 0, true)) == -0.25);

  const Size size = {-7, 8};
  uint64_t sizeWord;
  memcpy(&sizeWord, &size, 8);
  const uint64_t *g = TWO(guid), *r = TWO(rect);
  const uint64_t structured[] = {0, g[0], g[1], sizeWord, r[0], r[1], g[0], g[1], g[0], g[1], g[0], g[1]};
  fill(words, structured, 12);
  CHECK((int32_t)callTested(AT(structures), words, kinds("wswwqwswswsw"), false) == -1);
  CHECK(words[1] == g[0]);
  const uint64_t two[] = {0, bitsF(0.5f), r[0], r[1], bits(1.25), r[0], r[1], bits(2.25), g[0], g[1], 9};
  fill(words, two, 11);
  CHECK((int32_t)callTested(AT(rects), words, kinds("wfqwfqwfsww"), false) == 5);
}

/* ------------------------------------------------------------------------------------------- stubs, called as such */
static void *self;
static Function stub(uint32_t slot, const char *letters, uint64_t answer) {
  memset(&served, 0, sizeof served);
  served.answer = answer;
  return testedStub(slot, (uint32_t)strlen(letters), kinds(letters), &self);
}

static void stubs(void) {
  Function function = stub(3, "wwwwwwwwwwwwwwww", 42);
  CHECK(((CALLED uint64_t(*)(uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t,
                             uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t))function)(
            (uint64_t)(uintptr_t)self, (uint64_t)-1, 2, (uint64_t)-3, 4, (uint64_t)-5, 6, 7, (uint64_t)-8, (uint64_t)-9, 10, (uint64_t)-11, 12, 13, 14, UINT64_MAX) == 42);
  CHECK(memcmp(served.words + 1, integerWords + 1, sizeof integerWords - 8) == 0 && served.slot == 3);
  CHECK(served.words[0] == (uint64_t)(uintptr_t)self);

  function = stub(STUB_COUNT - 2, "wffwffffffff", bits(0.125));
  CHECK(((CALLED double(*)(void *, float, double, int, float, double, double, float, double, double, float, double))function)(
            self, 1.5f, 2.5, 3, 4.5f, 5.5, 6.5, 7.5f, 8.5, 9.5, 10.5f, 11.5) == 0.125);
  CHECK(served.slot == STUB_COUNT - 2 && served.words[0] == (uint64_t)(uintptr_t)self && numberF(served.words[1]) == 1.5f);
  CHECK(number(served.words[2]) == 2.5 && (uint32_t)served.words[3] == 3 && numberF(served.words[4]) == 4.5f && number(served.words[5]) == 5.5);
  CHECK(number(served.words[6]) == 6.5 && numberF(served.words[7]) == 7.5f && number(served.words[8]) == 8.5 && number(served.words[9]) == 9.5);
  CHECK(numberF(served.words[10]) == 10.5f && number(served.words[11]) == 11.5);

  function = stub(4, "wswwqwswswsw", 7);
  CHECK(((CALLED int(*)(void *, Guid, Size, Rect, Guid, Guid, Guid))function)(self, guid, (Size){-7, 8}, rect, guid, guid, guid) == 7);
  const uint64_t *g = TWO(guid), *r = TWO(rect);
  CHECK(served.words[1] == g[0] && served.words[2] == g[1] && served.words[3] == 0x8FFFFFFF9 && served.words[4] == r[0] && served.words[5] == r[1]);
  CHECK(served.words[6] == g[0] && served.words[7] == g[1] && served.words[8] == g[0] && served.words[9] == g[1] && served.words[10] == g[0] && served.words[11] == g[1]);

  function = stub(64, "wfqwfqwfsww", 0);
  ((CALLED int(*)(void *, float, Rect, double, Rect, double, Guid, int))function)(self, 0.5f, rect, 1.25, rect, 2.25, guid, 9);
  CHECK(numberF(served.words[1]) == 0.5f && served.words[2] == r[0] && served.words[3] == r[1] && number(served.words[4]) == 1.25);
  CHECK(served.words[5] == r[0] && served.words[6] == r[1] && number(served.words[7]) == 2.25 && served.words[8] == g[0] && served.words[9] == g[1] && (uint32_t)served.words[10] == 9);

  function = stub(5, "w", 0xFFFFFFFF80004001);
  CHECK(((CALLED int32_t(*)(void *))function)(self) == (int32_t)0x80004001);
}

int main(int argc, char **argv) {
  openTested(argc > 1 ? argv[1] : NULL);
  calls();
  stubs();
  CLOSE;
}
