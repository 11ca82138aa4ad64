/* The part of windows.h that the addon uses, on Linux: for its tests alone. Objects of COM are called as on Windows. */
#ifndef WINDOWS_H
#define WINDOWS_H
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <uchar.h>

#if defined(__x86_64__)
#define STDMETHODCALLTYPE __attribute__((ms_abi))
#else
#define STDMETHODCALLTYPE
#endif
#define WINAPI
#define WINBASEAPI
typedef int BOOL;
typedef int32_t LONG, HRESULT;
typedef uint32_t ULONG, DWORD;
typedef size_t SIZE_T;
typedef void *HANDLE, *HMODULE;
typedef char16_t WCHAR;
typedef const WCHAR *LPCWSTR;
typedef struct { uint32_t Data1; uint16_t Data2, Data3; uint8_t Data4[8]; } GUID;
typedef struct { uint64_t Internal, InternalHigh, Pointer; HANDLE hEvent; } OVERLAPPED;
enum { FALSE, TRUE };
enum { HEAP_ZERO_MEMORY = 8, STACK_SIZE_PARAM_IS_A_RESERVATION = 0x10000, LOAD_LIBRARY_SEARCH_SYSTEM32 = 0x800 };
enum { GET_MODULE_HANDLE_EX_FLAG_PIN = 1, GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS = 4 };
#define INFINITE 0xFFFFFFFF
#define S_OK ((HRESULT)0)
#define E_NOTIMPL ((HRESULT)0x80004001)
#define E_NOINTERFACE ((HRESULT)0x80004002)
#define E_POINTER ((HRESULT)0x80004003)
#define E_OUTOFMEMORY ((HRESULT)0x8007000E)
#define IsEqualGUID(a, b) (memcmp((a), (b), sizeof(GUID)) == 0)

/* Locks: shared is exclusive here, which makes nothing of ours wrong. All begin as zeros. */
typedef struct { pthread_mutex_t mutex; } SRWLOCK;
typedef struct { pthread_cond_t condition; } CONDITION_VARIABLE;
#define AcquireSRWLockShared AcquireSRWLockExclusive
#define ReleaseSRWLockShared ReleaseSRWLockExclusive
void AcquireSRWLockExclusive(SRWLOCK *lock);
void ReleaseSRWLockExclusive(SRWLOCK *lock);
BOOL SleepConditionVariableSRW(CONDITION_VARIABLE *variable, SRWLOCK *lock, DWORD milliseconds, ULONG flags);
void WakeConditionVariable(CONDITION_VARIABLE *variable);

typedef struct SLIST_ENTRY { _Alignas(16) struct SLIST_ENTRY *Next; } SLIST_ENTRY;
typedef struct { SRWLOCK lock; SLIST_ENTRY *first; uint16_t depth; } SLIST_HEADER;
void InitializeSListHead(SLIST_HEADER *list);
SLIST_ENTRY *InterlockedPushEntrySList(SLIST_HEADER *list, SLIST_ENTRY *entry);
SLIST_ENTRY *InterlockedPopEntrySList(SLIST_HEADER *list);
SLIST_ENTRY *InterlockedFlushSList(SLIST_HEADER *list);
uint16_t QueryDepthSList(SLIST_HEADER *list);
#define InterlockedIncrement(number) __atomic_add_fetch((number), 1, __ATOMIC_SEQ_CST)
#define InterlockedDecrement(number) __atomic_sub_fetch((number), 1, __ATOMIC_SEQ_CST)
#define InterlockedExchange(number, value) __atomic_exchange_n((number), (value), __ATOMIC_SEQ_CST)

HANDLE CreateThread(void *attributes, SIZE_T stack, DWORD (*run)(void *), void *argument, DWORD flags, DWORD *id);
BOOL CloseHandle(HANDLE handle);
DWORD GetCurrentThreadId(void);
HANDLE GetProcessHeap(void);
HANDLE HeapCreate(DWORD options, SIZE_T initial, SIZE_T maximum);
BOOL HeapDestroy(HANDLE heap);
void *HeapAlloc(HANDLE heap, DWORD flags, SIZE_T size);
BOOL HeapFree(HANDLE heap, DWORD flags, void *memory);
HMODULE LoadLibraryExW(LPCWSTR name, HANDLE file, DWORD flags);
BOOL GetModuleHandleExW(DWORD flags, LPCWSTR name, HMODULE *module);
void *GetProcAddress(HMODULE module, const char *name);
#endif
