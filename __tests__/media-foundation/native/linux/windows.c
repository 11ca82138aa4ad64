#include "windows.h"
#include <semaphore.h>
#include <sys/syscall.h>
#include <unistd.h>

/* So that tests need not wait: with it, a thread that waits for so long gives up at once. */
BOOL timeIsOver;
LONG threadsRunning, threadsStarted;

void AcquireSRWLockExclusive(SRWLOCK *lock) { pthread_mutex_lock(&lock->mutex); }
void ReleaseSRWLockExclusive(SRWLOCK *lock) { pthread_mutex_unlock(&lock->mutex); }
BOOL SleepConditionVariableSRW(CONDITION_VARIABLE *variable, SRWLOCK *lock, DWORD milliseconds, ULONG flags) {
  (void)flags;
  if (milliseconds != INFINITE && __atomic_load_n(&timeIsOver, __ATOMIC_SEQ_CST)) return FALSE;
  return pthread_cond_wait(&variable->condition, &lock->mutex) == 0;
}
void WakeConditionVariable(CONDITION_VARIABLE *variable) { pthread_cond_signal(&variable->condition); }

void InitializeSListHead(SLIST_HEADER *list) { memset(list, 0, sizeof *list); }
SLIST_ENTRY *InterlockedPushEntrySList(SLIST_HEADER *list, SLIST_ENTRY *entry) {
  AcquireSRWLockExclusive(&list->lock);
  SLIST_ENTRY *before = list->first;
  entry->Next = before, list->first = entry, list->depth++;
  ReleaseSRWLockExclusive(&list->lock);
  return before;
}
SLIST_ENTRY *InterlockedPopEntrySList(SLIST_HEADER *list) {
  AcquireSRWLockExclusive(&list->lock);
  SLIST_ENTRY *first = list->first;
  if (first) list->first = first->Next, list->depth--;
  ReleaseSRWLockExclusive(&list->lock);
  return first;
}
SLIST_ENTRY *InterlockedFlushSList(SLIST_HEADER *list) {
  AcquireSRWLockExclusive(&list->lock);
  SLIST_ENTRY *first = list->first;
  list->first = NULL, list->depth = 0;
  ReleaseSRWLockExclusive(&list->lock);
  return first;
}
uint16_t QueryDepthSList(SLIST_HEADER *list) {
  AcquireSRWLockExclusive(&list->lock);
  uint16_t depth = list->depth;
  ReleaseSRWLockExclusive(&list->lock);
  return depth;
}

typedef struct { DWORD (*run)(void *); void *argument; DWORD *id; sem_t *isKnown; } Start;
static void *start(void *argument) {
  Start its = *(Start *)argument;
  free(argument);
  if (its.id) *its.id = GetCurrentThreadId();
  sem_post(its.isKnown);
  its.run(its.argument);
  InterlockedDecrement(&threadsRunning);
  return NULL;
}
HANDLE CreateThread(void *attributes, SIZE_T stack, DWORD (*run)(void *), void *argument, DWORD flags, DWORD *id) {
  (void)attributes, (void)stack, (void)flags;
  pthread_t thread;
  sem_t isKnown;
  Start *its = malloc(sizeof *its);
  *its = (Start){run, argument, id, &isKnown};
  sem_init(&isKnown, 0, 0);
  InterlockedIncrement(&threadsRunning), InterlockedIncrement(&threadsStarted);
  if (pthread_create(&thread, NULL, start, its) != 0) return NULL;
  pthread_detach(thread);
  while (sem_wait(&isKnown) != 0) {}
  sem_destroy(&isKnown);
  return its;
}
BOOL CloseHandle(HANDLE handle) { return (void)handle, TRUE; }
DWORD GetCurrentThreadId(void) { return (DWORD)syscall(SYS_gettid); }

/* The process has no heap of ours; the others know their blocks, which go with them. */
typedef struct Block { _Alignas(16) struct Block *next; } Block;
typedef struct Heap { Block *blocks; struct Heap *next; } Heap;
static struct { SRWLOCK lock; Heap *first; } heaps; /* one that is not destroyed is no leak */
LONG blocksInHeaps;

HANDLE GetProcessHeap(void) { return NULL; }
HANDLE HeapCreate(DWORD options, SIZE_T initial, SIZE_T maximum) {
  (void)options, (void)initial, (void)maximum;
  Heap *heap = calloc(1, sizeof *heap);
  AcquireSRWLockExclusive(&heaps.lock);
  heap->next = heaps.first, heaps.first = heap;
  ReleaseSRWLockExclusive(&heaps.lock);
  return heap;
}
BOOL HeapDestroy(HANDLE handle) {
  Heap *heap = handle, **at = &heaps.first;
  AcquireSRWLockExclusive(&heaps.lock);
  while (*at != heap) at = &(*at)->next;
  *at = heap->next;
  ReleaseSRWLockExclusive(&heaps.lock);
  while (heap->blocks) HeapFree(heap, 0, heap->blocks + 1);
  free(heap);
  return TRUE;
}
void *HeapAlloc(HANDLE handle, DWORD flags, SIZE_T size) {
  Heap *heap = handle;
  size_t whole = heap ? sizeof(Block) + size : size;
  Block *block = flags & HEAP_ZERO_MEMORY ? calloc(1, whole) : malloc(whole);
  if (heap == NULL || block == NULL) return block;
  InterlockedIncrement(&blocksInHeaps);
  block->next = heap->blocks, heap->blocks = block;
  return block + 1;
}
BOOL HeapFree(HANDLE handle, DWORD flags, void *memory) {
  Heap *heap = handle;
  Block *block = heap ? (Block *)memory - 1 : memory;
  (void)flags;
  if (heap) {
    Block **at = &heap->blocks;
    while (*at != block) at = &(*at)->next;
    *at = block->next;
    InterlockedDecrement(&blocksInHeaps);
  }
  free(block);
  return TRUE;
}
HMODULE LoadLibraryExW(LPCWSTR name, HANDLE file, DWORD flags) { return (void)name, (void)file, (void)flags, NULL; }
BOOL GetModuleHandleExW(DWORD flags, LPCWSTR name, HMODULE *module) { return (void)flags, (void)name, *module = NULL, FALSE; }
void *GetProcAddress(HMODULE module, const char *name) { return (void)module, (void)name, NULL; }
void RtlMoveMemory(void *target, const void *source, SIZE_T size);
void RtlMoveMemory(void *target, const void *source, SIZE_T size) { memmove(target, source, size); }
