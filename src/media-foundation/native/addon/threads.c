/*
 *     startJob ──▶ any thread that is free         calls that wait
 *     giveWaiter ──▶ one thread that waits         calls that may leave a lock behind, which is that thread's
 *
 * Threads for calls that wait: a job runs on one that is idle, or on a new one. So none waits behind another, and as many
 * wait at once as there are. Nothing of the program's own is taken up by them, as the threads of libuv would be. An idle
 * thread ends after a while; at the end of the process nothing waits for any.
 *
 * The addon is never unloaded (see module.c), so a thread may run for as long as it likes.
 */
#include "addon.h"

enum { IDLE_MILLISECONDS = 5000, STACK_BYTES = 1 << 20 };

static struct {
  SRWLOCK lock;
  CONDITION_VARIABLE wake;
  Job *first, *last;
  uint32_t queued, available; /* available: threads that will look at the queue next, idle or about to start */
} pool;

static DWORD WINAPI work(void *unused) {
  (void)unused;
  AcquireSRWLockExclusive(&pool.lock);
  for (;;) {
    while (pool.first == NULL)
      if (!SleepConditionVariableSRW(&pool.wake, &pool.lock, IDLE_MILLISECONDS, 0) && pool.first == NULL) {
        pool.available--;
        ReleaseSRWLockExclusive(&pool.lock);
        return 0;
      }
    Job *job = pool.first;
    if ((pool.first = job->next) == NULL) pool.last = NULL;
    pool.queued--, pool.available--;
    ReleaseSRWLockExclusive(&pool.lock);
    job->run(job->context); /* and the job is gone */
    AcquireSRWLockExclusive(&pool.lock);
    pool.available++;
  }
}

BOOL startJob(Job *job) {
  BOOL ok = TRUE;
  AcquireSRWLockExclusive(&pool.lock);
  if (pool.queued + 1 > pool.available) {
    HANDLE thread = CreateThread(NULL, STACK_BYTES, work, NULL, STACK_SIZE_PARAM_IS_A_RESERVATION, NULL);
    if ((ok = thread != NULL)) pool.available++, CloseHandle(thread);
  }
  if (ok) {
    job->next = NULL;
    pool.queued++;
    *(pool.last ? &pool.last->next : &pool.first) = job;
    pool.last = job;
    WakeConditionVariable(&pool.wake);
  }
  ReleaseSRWLockExclusive(&pool.lock);
  return ok;
}

/* ------------------------------------------------------------------------------------- threads that wait, and a worker */
/* One for all, as what waits is gone when its thread has seen that it is over: nothing of it is touched after that. */
static SRWLOCK waiting;

void workUntilOver(Waiter *waiter) {
  AcquireSRWLockExclusive(&waiting);
  while (waiter->job || !waiter->isOver) {
    Job *job = waiter->job;
    if (job == NULL) {
      SleepConditionVariableSRW(&waiter->news, &waiting, INFINITE, 0);
      continue;
    }
    waiter->job = NULL;
    ReleaseSRWLockExclusive(&waiting);
    job->run(job->context); /* and the job is gone */
    AcquireSRWLockExclusive(&waiting);
  }
  ReleaseSRWLockExclusive(&waiting);
}
void giveWaiter(Waiter *waiter, Job *job) {
  AcquireSRWLockExclusive(&waiting);
  waiter->job = job;
  WakeConditionVariable(&waiter->news);
  ReleaseSRWLockExclusive(&waiting);
}
void endWaiter(Waiter *waiter) {
  AcquireSRWLockExclusive(&waiting);
  waiter->isOver = TRUE;
  WakeConditionVariable(&waiter->news);
  ReleaseSRWLockExclusive(&waiting);
}

static DWORD WINAPI workAlone(void *worker) {
  workUntilOver(&((Worker *)worker)->waiter);
  deallocate(worker);
  return 0;
}
Worker *startWorker(void) {
  Worker *worker = allocate(sizeof *worker);
  if (worker == NULL) return NULL;
  HANDLE thread = CreateThread(NULL, STACK_BYTES, workAlone, worker, STACK_SIZE_PARAM_IS_A_RESERVATION, &worker->thread);
  if (thread == NULL) return deallocate(worker), NULL;
  CloseHandle(thread);
  return worker;
}
