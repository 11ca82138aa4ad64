/* The addon as it is compiled for Windows on arm64, in a process of Linux: its own bytes run, and what they import is here. */
#ifndef IMAGE_H
#define IMAGE_H
#include "fake.h"

/* Loads the file, and lets it register its functions. Ends the process where that cannot be. */
void loadImage(const char *path);
/* Opens the environment of the image. */
void openImage(void (*deliver)(double), void (*serve)(double), uint32_t *events, size_t eventCount, uint64_t *words, BOOL isWorker);
/* Calls a function of the image by its name, as JavaScript does; what it gives, as a number. */
double callImage(const char *name, size_t argc, const napi_value *argv);
#define IMAGE(name, ...)                                                                                               \
  callImage(name, sizeof((napi_value[]){__VA_ARGS__}) / sizeof(napi_value), (napi_value[]){__VA_ARGS__})
#endif
