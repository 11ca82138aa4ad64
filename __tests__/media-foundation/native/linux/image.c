#include "image.h"
#include <fcntl.h>
#include <stdio.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static _Noreturn void giveUp(const char *what) {
  fprintf(stderr, "image: %s\n", what);
  exit(1);
}

/* ------------------------------------------------------------------- what it imports: of the size that Windows has */
typedef struct { uint64_t word; } Small;
static void lock(Small *lock) { while (__atomic_exchange_n(&lock->word, 1, __ATOMIC_ACQUIRE) != 0) sched_yield(); }
static void unlock(Small *lock) { __atomic_store_n(&lock->word, 0, __ATOMIC_RELEASE); }
static BOOL sleepOn(Small *variable, Small *held, DWORD milliseconds, ULONG flags) {
  (void)flags;
  uint64_t before = __atomic_load_n(&variable->word, __ATOMIC_SEQ_CST);
  unlock(held);
  /* Nothing here waits in vain but idle threads: those end with the process. */
  while (__atomic_load_n(&variable->word, __ATOMIC_SEQ_CST) == before) sched_yield();
  lock(held);
  return (void)milliseconds, TRUE;
}
static void wake(Small *variable) { __atomic_add_fetch(&variable->word, 1, __ATOMIC_SEQ_CST); }

typedef struct { SLIST_ENTRY *first; uint32_t lock, depth; } List;
_Static_assert(sizeof(List) == 16, "an SLIST_HEADER has 16 bytes");
static List *held(List *list) {
  while (__atomic_exchange_n(&list->lock, 1, __ATOMIC_ACQUIRE) != 0) sched_yield();
  return list;
}
static void let(List *list) { __atomic_store_n(&list->lock, 0, __ATOMIC_RELEASE); }
static void clearList(List *list) { memset(list, 0, sizeof *list); }
static SLIST_ENTRY *push(List *list, SLIST_ENTRY *entry) {
  SLIST_ENTRY *before = held(list)->first;
  entry->Next = before, list->first = entry, list->depth++;
  return let(list), before;
}
static SLIST_ENTRY *pop(List *list) {
  SLIST_ENTRY *first = held(list)->first;
  if (first) list->first = first->Next, list->depth--;
  return let(list), first;
}
static SLIST_ENTRY *flush(List *list) {
  SLIST_ENTRY *first = held(list)->first;
  list->first = NULL, list->depth = 0;
  return let(list), first;
}
static uint16_t depth(List *list) {
  uint16_t count = (uint16_t)held(list)->depth;
  return let(list), count;
}

typedef struct { DWORD (*run)(void *); void *argument; } Start;
static void *begin(void *argument) {
  Start start = *(Start *)argument;
  free(argument);
  start.run(start.argument);
  return NULL;
}
static HANDLE thread(void *attributes, SIZE_T stack, DWORD (*run)(void *), void *argument, DWORD flags, DWORD *id) {
  (void)attributes, (void)stack, (void)flags, (void)id;
  pthread_t made;
  Start *start = malloc(sizeof *start);
  *start = (Start){run, argument};
  if (pthread_create(&made, NULL, begin, start) != 0) giveUp("no thread");
  pthread_detach(made);
  return start;
}
static DWORD threadId(void) { return (DWORD)syscall(SYS_gettid); }
static BOOL closeHandle(HANDLE handle) { return (void)handle, TRUE; }
static HANDLE processHeap(void) { return NULL; }
static void *heapAlloc(HANDLE heap, DWORD flags, SIZE_T size) { return (void)heap, flags & HEAP_ZERO_MEMORY ? calloc(1, size) : malloc(size); }
static BOOL heapFree(HANDLE heap, DWORD flags, void *memory) { return (void)heap, (void)flags, free(memory), TRUE; }
static HANDLE heapCreate(DWORD options, SIZE_T initial, SIZE_T maximum) { return (void)options, (void)initial, (void)maximum, &napi; }
static BOOL heapDestroy(HANDLE heap) { return (void)heap, TRUE; }
static void move(void *target, const void *source, SIZE_T size) { memmove(target, source, size); }
static HMODULE program(LPCWSTR name) { return name == NULL ? &napi : NULL; }
static BOOL pin(DWORD flags, LPCWSTR address, HMODULE *module) { return (void)flags, (void)address, *module = NULL, TRUE; }
static HMODULE library(LPCWSTR name, HANDLE file, DWORD flags) { return (void)name, (void)file, (void)flags, NULL; }
static void *ofNodeApi(HMODULE module, const char *name);

#define AT(function) ((void *)(uintptr_t)(function))
static void *import(const char *name) {
  const struct { const char *name; void *function; } all[] = {
      {"AcquireSRWLockExclusive", AT(lock)}, {"AcquireSRWLockShared", AT(lock)}, {"ReleaseSRWLockExclusive", AT(unlock)},
      {"ReleaseSRWLockShared", AT(unlock)}, {"SleepConditionVariableSRW", AT(sleepOn)}, {"WakeConditionVariable", AT(wake)},
      {"InitializeSListHead", AT(clearList)}, {"InterlockedPushEntrySList", AT(push)}, {"InterlockedPopEntrySList", AT(pop)},
      {"InterlockedFlushSList", AT(flush)}, {"QueryDepthSList", AT(depth)}, {"CreateThread", AT(thread)},
      {"GetCurrentThreadId", AT(threadId)}, {"CloseHandle", AT(closeHandle)}, {"GetProcessHeap", AT(processHeap)},
      {"HeapAlloc", AT(heapAlloc)}, {"HeapFree", AT(heapFree)}, {"HeapCreate", AT(heapCreate)},
      {"HeapDestroy", AT(heapDestroy)}, {"RtlMoveMemory", AT(move)}, {"GetModuleHandleW", AT(program)},
      {"GetModuleHandleExW", AT(pin)}, {"LoadLibraryExW", AT(library)}, {"GetProcAddress", AT(ofNodeApi)}};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++)
    if (strcmp(all[i].name, name) == 0) return all[i].function;
  giveUp(name);
}

/* ------------------------------------------------------------------------------------------------------- Node-API */
static struct { const char *name; JavaScriptFunction *function; void *data; } functions[64];
static size_t functionCount;
static napi_status createFunction(napi_env env, const char *name, size_t length, napi_callback function, void *data, napi_value *value) {
  (void)env, (void)length;
  if (functionCount == sizeof functions / sizeof *functions) giveUp("too many functions");
  functions[functionCount].name = name, functions[functionCount].function = function, functions[functionCount++].data = data;
  return *value = NULL, napi_ok;
}
static napi_status setProperty(napi_env env, napi_value object, const char *name, napi_value value) { return (void)env, (void)object, (void)name, (void)value, napi_ok; }
static _Noreturn void unexpected(void) { giveUp("it calls a function of Node-API that is not here"); }
static void *ofNodeApi(HMODULE module, const char *name) {
  (void)module;
#define IS(one)                                                                                                        \
  if (strcmp(name, "napi_" #one) == 0) return napi.one ? AT(napi.one) : AT(unexpected);
  HOST_FUNCTIONS(IS)
#undef IS
  return NULL;
}

/* --------------------------------------------------------------------------------------------------------- the file */
static char *image;
static uint32_t at32(size_t at) { uint32_t word; memcpy(&word, image + at, 4); return word; }
static uint64_t at64(size_t at) { uint64_t word; memcpy(&word, image + at, 8); return word; }
static void put64(size_t at, uint64_t word) { memcpy(image + at, &word, 8); }

void loadImage(const char *path) {
  struct stat facts;
  int file = open(path, O_RDONLY);
  if (file < 0 || fstat(file, &facts) != 0) giveUp("the file cannot be read");
  const char *bytes = mmap(NULL, (size_t)facts.st_size, PROT_READ, MAP_PRIVATE, file, 0);
  uint32_t header, size, headerSize;
  memcpy(&header, bytes + 0x3C, 4), memcpy(&size, bytes + header + 0x50, 4), memcpy(&headerSize, bytes + header + 0x54, 4);
  image = mmap(NULL, size, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (bytes == MAP_FAILED || image == MAP_FAILED) giveUp("no memory");
  memcpy(image, bytes, headerSize);
  uint32_t sections = at32(header + 4) >> 16, optional = header + 24, table = optional + (at32(header + 20) & 0xFFFF);
  if ((at32(header + 4) & 0xFFFF) != 0xAA64) giveUp("the file is not for arm64");
  for (uint32_t i = 0; i < sections; i++) {
    uint32_t section = table + 40 * i;
    memcpy(image + at32(section + 12), bytes + at32(section + 20), at32(section + 16));
  }
  uint32_t exports = at32(optional + 112), imports = at32(optional + 120), moves = at32(optional + 152), end = moves + at32(optional + 156);
  uint64_t difference = (uint64_t)(uintptr_t)image - at64(optional + 24);
  for (uint32_t block = moves; block < end; block += at32(block + 4))
    for (uint32_t entry = block + 8; entry < block + at32(block + 4); entry += 2) {
      uint32_t kind = at32(entry) >> 12 & 15, where = at32(block) + (at32(entry) & 0xFFF);
      if (kind == 10) put64(where, at64(where) + difference);
      else if (kind != 0) giveUp("an unknown relocation");
    }
  for (uint32_t one = imports; at32(one + 12) != 0; one += 20)
    for (uint32_t names = at32(one), slots = at32(one + 16); at64(names) != 0; names += 8, slots += 8)
      put64(slots, (uint64_t)(uintptr_t)import(image + at32(names) + 2));
  __builtin___clear_cache(image, image + size);
  fillHost();
  napi.create_function = createFunction, napi.set_named_property = setProperty;
  for (uint32_t i = 0; i < at32(exports + 24); i++) {
    if (strcmp(image + at32(at32(exports + 32) + 4 * i), "napi_register_module_v1") != 0) continue;
    uint32_t names = at32(exports + 36) + 2 * i, function = at32(at32(exports + 28) + 4 * (at32(names) & 0xFFFF));
    ((napi_value(*)(napi_env, napi_value))(uintptr_t)(image + function))((napi_env)&loop, NULL);
  }
  if (functionCount == 0) giveUp("it has registered no function");
}

static size_t indexOf(const char *name) {
  for (size_t i = 0; i < functionCount; i++)
    if (strcmp(functions[i].name, name) == 0) return i;
  giveUp(name);
}
double callImage(const char *name, size_t argc, const napi_value *argv) {
  size_t at = indexOf(name);
  return callAddon(functions[at].function, functions[at].data, argc, argv);
}
void openImage(void (*deliver)(double), void (*serve)(double), uint32_t *events, size_t eventCount, uint64_t *words, BOOL isWorker) {
  size_t at = indexOf("open");
  openFake(functions[at].function, functions[at].data, deliver, serve, events, eventCount, words, isWorker);
}
