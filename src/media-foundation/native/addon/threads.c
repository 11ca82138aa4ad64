/*
 *     startJob ──▶ any thread that is free         calls that wait
 *     giveWorker ──▶ one thread, always the same   calls that may leave a lock behind, which is this thread's
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

/* ------------------------------------------------------------------------------------------------------- a worker */
struct Worker {
  Job *job;
  BOOL isOver;
  DWORD thread;
  CONDITION_VARIABLE news; /* a job, or the end */
};
/* One for all, as a worker is gone when its thread has seen that it is over. */
static SRWLOCK workers;

static DWORD WINAPI workAlone(void *context) {
  Worker *worker = context;
  AcquireSRWLockExclusive(&workers);
  while (worker->job || !worker->isOver) {
    Job *job = worker->job;
    if (job == NULL) {
      SleepConditionVariableSRW(&worker->news, &workers, INFINITE, 0);
      continue;
    }
    worker->job = NULL;
    ReleaseSRWLockExclusive(&workers);
    job->run(job->context); /* and the job is gone */
    AcquireSRWLockExclusive(&workers);
  }
  ReleaseSRWLockExclusive(&workers);
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
DWORD threadOf(const Worker *worker) { return worker->thread; }
void giveWorker(Worker *worker, Job *job) {
  AcquireSRWLockExclusive(&workers);
  worker->job = job;
  WakeConditionVariable(&worker->news);
  ReleaseSRWLockExclusive(&workers);
}
void endWorker(Worker *worker) {
  AcquireSRWLockExclusive(&workers);
  worker->isOver = TRUE;
  WakeConditionVariable(&worker->news);
  ReleaseSRWLockExclusive(&workers);
}
