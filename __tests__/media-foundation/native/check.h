/* The smallest test frame: each check that fails is told with its line, and the program ends with their number. */
#ifndef CHECK_H
#define CHECK_H
#include <stdio.h>

extern int failures;
#define CHECK(condition)                                                                                               \
  do {                                                                                                                 \
    if (!(condition)) failures++, fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);                      \
  } while (0)
#define CLOSE                                                                                                          \
  do {                                                                                                                 \
    if (failures == 0) puts("closed");                                                                                 \
    return failures != 0;                                                                                              \
  } while (0)
#endif
