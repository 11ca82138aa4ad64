/* The blocks of all heaps of the process that are in use. Wine's DLLs have a heap of their own, besides that of the process. */
#ifndef HEAP_H
#define HEAP_H
#include <windows.h>

typedef struct {
  double blocks, bytes;
} InUse;
typedef struct {
  InUse process, others;
} Heaps;

static Heaps walkHeaps(void) {
  Heaps all = {{0, 0}, {0, 0}};
  HANDLE heaps[64];
  DWORD count = GetProcessHeaps(64, heaps);
  for (DWORD i = 0; i < count && i < 64; i++) {
    InUse *in = heaps[i] == GetProcessHeap() ? &all.process : &all.others;
    PROCESS_HEAP_ENTRY entry = {.lpData = NULL};
    HeapLock(heaps[i]);
    while (HeapWalk(heaps[i], &entry))
      if (entry.wFlags & PROCESS_HEAP_ENTRY_BUSY) in->blocks++, in->bytes += entry.cbData;
    HeapUnlock(heaps[i]);
  }
  return all;
}
#endif
