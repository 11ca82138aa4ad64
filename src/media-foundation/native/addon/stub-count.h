/* How many methods an interface that JavaScript implements may have, and how many bytes a stub takes. For C and assembly. */
#define STUB_COUNT 128
#if defined(__x86_64__)
#define STUB_SIZE 16
#else
#define STUB_SIZE 8
#endif
