/*
 * What is to be told to a thread of JavaScript, and its end.
 *
 *     any thread ── post ──▶ events ──▶ one wake-up of the event loop ──▶ drain ──▶ deliver(count), in their order
 *                                   └── deaths wait for collect(), where that will come: waking costs more than an operation
 *     JavaScript waits for a call ──▶ serveUntil: requests alone, at once; the rest is kept for the event loop
 *     the environment goes ──▶ closed: what was posted and what will be is abandoned, on a thread of ours
 */
#include "addon.h"

struct Ledger {
  Ledger *next;
  const double *addresses;
  size_t count;
};

Environment *makeEnvironment(void) {
  Environment *environment = allocate(sizeof *environment);
  if (environment == NULL) return NULL;
  if ((environment->heap = HeapCreate(0, 0, 0)) == NULL) return deallocate(environment), NULL;
  InitializeSListHead(&environment->events), InitializeSListHead(&environment->idle);
  environment->references = 1;
  return environment;
}
void holdEnvironment(Environment *environment) { InterlockedIncrement(&environment->references); }
void dropEnvironment(Environment *environment) {
  if (InterlockedDecrement(&environment->references) > 0) return;
  for (Ledger *ledger = environment->ledgers, *next; ledger; ledger = next) {
    next = ledger->next;
    deallocate(ledger);
  }
  /* What JavaScript has not freed: nothing reads or writes it any more, as each callback of ours and each call holds the
     environment. At the end of the process all is left as it is. */
  if (environment->releasesAll) HeapDestroy(environment->heap);
  if (environment->transferPages) deallocate(environment->transferPages);
  if (environment->transfers) deallocate(environment->transfers);
  deallocate(environment);
}

/*
 * The memory of operations, by the token of their callback. JavaScript notes the address there, and 0 once it is free; the
 * addon makes it negative as it tells JavaScript of the Invoke, from which on native code does not use the memory. When a worker
 * goes, that of operations which are over is freed at once, that of others with their Invoke, or with their callback.
 */
enum { TRANSFERS_PER_PAGE = 1024 };
void markTransfer(Environment *environment, uint32_t token) {
  if (token / TRANSFERS_PER_PAGE >= environment->transferPageCount) return;
  double *transfer = &environment->transferPages[token / TRANSFERS_PER_PAGE][token % TRANSFERS_PER_PAGE];
  if (*transfer > 0) *transfer = -*transfer;
}
void freeTransfer(Environment *environment, uint32_t token) {
  if (token >= environment->transferCount) return;
  void *memory = __atomic_exchange_n(&environment->transfers[token], NULL, __ATOMIC_SEQ_CST);
  if (memory) HeapFree(environment->heap, 0, memory);
}
/* JS thread, and JavaScript is gone. */
static void takeTransfers(Environment *environment) {
  size_t count = environment->transferPageCount * TRANSFERS_PER_PAGE;
  if ((environment->transfers = allocate(count * sizeof(void *))) == NULL) return;
  for (size_t token = 0; token < count; token++) {
    double transfer = environment->transferPages[token / TRANSFERS_PER_PAGE][token % TRANSFERS_PER_PAGE];
    if (transfer < 0) HeapFree(environment->heap, 0, (void *)(uintptr_t)-transfer);
    else environment->transfers[token] = (void *)(uintptr_t)transfer;
  }
  environment->transferCount = count;
}

/* One for all environments, as what it guards may be gone once it is free. */
static SRWLOCK waits;
static void wakeServer(Environment *environment, BOOL *reason) {
  AcquireSRWLockExclusive(&waits);
  *reason = TRUE;
  WakeConditionVariable(&environment->reasonToServe);
  ReleaseSRWLockExclusive(&waits);
}

void post(Environment *environment, Event *event) {
  AcquireSRWLockShared(&environment->gate);
  BOOL isClosed = environment->isClosed, isUrgent = event->sort->isUrgent, isRequest = event->sort->write == NULL;
  if (!isClosed) {
    InterlockedPushEntrySList(&environment->events, &event->link); /* from here on it may be gone */
    /* Who drains or collects looks again after having said that it does not: nothing falls between. */
    if ((isUrgent || !isSet(&environment->isCollecting)) && !InterlockedExchange(&environment->isDue, TRUE) &&
        !isSet(&environment->isDraining))
      napi.call_threadsafe_function(environment->wake, NULL, napi_tsfn_nonblocking);
    if (isRequest && isSet(&environment->isServing)) wakeServer(environment, &environment->isAsked);
  }
  ReleaseSRWLockShared(&environment->gate);
  if (isClosed) event->sort->abandon(event);
}
enum { IDLE_MAX = 16384 }; /* in each of the two lists: what is more is freed */
BOOL keepIdle(Environment *environment, SLIST_ENTRY *entry) {
  /* JavaScript's thread closes the environment itself: on that one nothing can come between. */
  if (GetCurrentThreadId() == environment->thread) {
    if (environment->isClosed || environment->idleHereCount >= IDLE_MAX) return FALSE;
    environment->idleHereCount++;
    entry->Next = environment->idleHere, environment->idleHere = entry;
    return TRUE;
  }
  AcquireSRWLockShared(&environment->gate);
  BOOL isKept = !environment->isClosed && QueryDepthSList(&environment->idle) < IDLE_MAX;
  if (isKept) InterlockedPushEntrySList(&environment->idle, entry);
  ReleaseSRWLockShared(&environment->gate);
  return isKept;
}
SLIST_ENTRY *takeIdle(Environment *environment) {
  if (environment->idleHere == NULL)
    for (SLIST_ENTRY *entry = InterlockedFlushSList(&environment->idle), *following; entry; entry = following) {
      following = entry->Next;
      entry->Next = environment->idleHere, environment->idleHere = entry;
      environment->idleHereCount++;
    }
  SLIST_ENTRY *entry = environment->idleHere;
  if (entry) environment->idleHere = entry->Next, environment->idleHereCount--;
  return entry;
}

/* JS thread: from here to closeEnvironment. */
static Event *next(const Event *event) { return (Event *)(void *)event->link.Next; }
static void append(EventQueue *queue, Event *first) {
  if (first == NULL) return;
  if (queue->last) queue->last->link.Next = &first->link;
  else queue->first = first;
  for (queue->last = first; next(queue->last);) queue->last = next(queue->last);
}
static void append1(EventQueue *queue, Event *event) {
  event->link.Next = NULL;
  append(queue, event);
}
static Event *pop(EventQueue *queue) {
  Event *event = queue->first;
  if (event && (queue->first = next(event)) == NULL) queue->last = NULL;
  return event;
}
/* All that was posted, oldest first. */
static Event *takePosted(Environment *environment) {
  Event *first = NULL;
  for (SLIST_ENTRY *entry = InterlockedFlushSList(&environment->events), *older; entry; entry = older) {
    older = entry->Next;
    entry->Next = (SLIST_ENTRY *)(void *)first;
    first = (Event *)(void *)entry;
  }
  return first;
}
/* The first one of a queue behind which a thread waits for JavaScript. */
static Event *popRequest(EventQueue *queue) {
  EventQueue others = {NULL, NULL};
  Event *request = NULL;
  for (Event *event; request == NULL && (event = pop(queue)) != NULL;)
    if (event->sort->write == NULL) request = event;
    else append1(&others, event);
  append(&others, queue->first);
  *queue = others;
  return request;
}

static void deliverEvents(napi_env env, napi_value deliver, Environment *environment) {
  napi_value undefined, count;
  append(&environment->kept, takePosted(environment));
  /* What is kept meanwhile is for another delivery: the loop has other things to do. */
  environment->delivered = environment->kept, environment->kept = (EventQueue){NULL, NULL};
  for (Event *event; (event = environment->delivered.first) != NULL;) {
    if (event->sort->write == NULL) { /* a thread waits for JavaScript */
      pop(&environment->delivered);   /* before it is served: then it is gone */
      event->sort->serve(event);
      continue;
    }
    EventQueue told = {NULL, NULL};
    uint32_t n = 0;
    for (; event && event->sort->write && n < environment->capacity; event = environment->delivered.first) {
      event->sort->write(event, &environment->eventWords[EVENT_WORDS * n++]);
      append1(&told, pop(&environment->delivered));
    }
    InterlockedExchange(&environment->isCollecting, TRUE);
    /* JavaScript throws nothing here. It fails where it is being terminated, and then nobody is to be told. */
    if (napi.get_undefined(env, &undefined) == napi_ok && napi.create_uint32(env, n, &count) == napi_ok)
      napi.call_function(env, undefined, deliver, 1, &count, NULL);
    while ((event = pop(&told)) != NULL) event->sort->finish(event);
  }
}
static void drain(napi_env env, napi_value deliver, void *context, void *data) {
  Environment *environment = context;
  /* No environment any more; or a program of its own event loop (Electron's dialogues) runs it inside a delivery. */
  if ((void)data, env == NULL || environment->isDelivering) return;
  environment->isDelivering = TRUE;
  InterlockedExchange(&environment->isDraining, TRUE), InterlockedExchange(&environment->isDue, FALSE);
  for (int i = 0; i < 2; i++) deliverEvents(env, deliver, environment); /* and the deaths that the first brought about */
  InterlockedExchange(&environment->isDraining, FALSE);
  environment->isDelivering = FALSE;
  /* What has come since is for another turn: the loop has other things to do. */
  if (isSet(&environment->isDue)) napi.call_threadsafe_function(environment->wake, NULL, napi_tsfn_nonblocking);
}
napi_value collect(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  InterlockedExchange(&environment->isCollecting, FALSE);
  if (environment->isDelivering) return NULL;
  environment->isDelivering = TRUE;
  deliverEvents(env, argv[0], environment);
  environment->isDelivering = FALSE;
  /* A loop that ran inside has taken the wake-up, and has delivered nothing. */
  if (isSet(&environment->isDue)) napi.call_threadsafe_function(environment->wake, NULL, napi_tsfn_nonblocking);
  return NULL;
}

void serveUntil(Environment *environment, const BOOL *isDone) {
  LONG wasServing = InterlockedExchange(&environment->isServing, TRUE);
  for (BOOL isOver = FALSE; !isOver;) {
    append(&environment->kept, takePosted(environment));
    Event *request = popRequest(&environment->delivered);
    if (request == NULL) request = popRequest(&environment->kept);
    if (request) {
      request->sort->serve(request);
      continue;
    }
    AcquireSRWLockExclusive(&waits);
    while (!*isDone && !environment->isAsked) SleepConditionVariableSRW(&environment->reasonToServe, &waits, INFINITE, 0);
    environment->isAsked = FALSE, isOver = *isDone;
    ReleaseSRWLockExclusive(&waits);
  }
  InterlockedExchange(&environment->isServing, wasServing);
}
void stopServing(Environment *environment, BOOL *isDone) { wakeServer(environment, isDone); }

/* ------------------------------------------------------------------------------------------------------- its end */
/* What is released when a worker goes. On a thread of ours, as the last Release of an object may take long. */
typedef struct {
  Job job;
  Environment *environment;
  Event *events;
  size_t count;
  IUnknown *objects[];
} Closing;

static void abandonAll(Event *events) {
  for (Event *event = events, *following; event; event = following) {
    following = next(event);
    event->sort->abandon(event);
  }
}
static void runClosing(void *context) {
  Closing *closing = context;
  abandonAll(closing->events);
  for (size_t i = 0; i < closing->count; i++) IUnknown_Release(closing->objects[i]);
  /* JavaScript's thread is done with them. An object begins with the event of its death, that with its link. */
  for (SLIST_ENTRY *entry; (entry = takeIdle(closing->environment)) != NULL;) freeObject((Object *)(void *)entry);
  dropEnvironment(closing->environment);
  deallocate(closing);
}

/* Threads that wait for JavaScript are told at once. */
static Event *refuseRequests(Event *events) {
  Event *others = NULL, **last = &others;
  for (Event *event = events, *following; event; event = following) {
    following = next(event);
    if (event->sort->write == NULL) {
      event->sort->abandon(event);
      continue;
    }
    event->link.Next = NULL;
    *last = event, last = (Event **)(void *)&event->link.Next;
  }
  return others;
}
static void closeEnvironment(void *context) {
  Environment *environment = context;
  if (environment->releasesAll) takeTransfers(environment); /* before anything is abandoned */
  AcquireSRWLockExclusive(&environment->gate);
  environment->isClosed = TRUE;
  ReleaseSRWLockExclusive(&environment->gate);
  append(&environment->delivered, environment->kept.first);
  append(&environment->delivered, takePosted(environment));
  Event *events = refuseRequests(environment->delivered.first);
  napi.release_threadsafe_function(environment->wake, napi_tsfn_abort);
  if (environment->worker) endWaiter(&environment->worker->waiter);
  size_t count = 0;
  for (Ledger *ledger = environment->ledgers; ledger; ledger = ledger->next) count += ledger->count;
  /* At the end of the process all is left as it is: Windows takes it back, and nothing can go wrong on the way. */
  Closing *closing = environment->releasesAll ? allocate(sizeof *closing + count * sizeof(IUnknown *)) : NULL;
  if (closing == NULL) {
    dropEnvironment(environment);
    return;
  }
  closing->job.run = runClosing, closing->job.context = closing;
  closing->environment = environment, closing->events = events;
  for (Ledger *ledger = environment->ledgers; ledger; ledger = ledger->next)
    for (size_t i = 0; i < ledger->count; i++)
      if (ledger->addresses[i] > 0)
        closing->objects[closing->count++] = (IUnknown *)(uintptr_t)ledger->addresses[i];
  if (!startJob(&closing->job)) runClosing(closing);
}

/* ----------------------------------------------------------------------------------------- functions of JavaScript */
/* The memory of a typed array that is never detached, for as long as the environment is. */
static void *keepArray(napi_env env, napi_value array, napi_typedarray_type type, size_t minimum, size_t *length) {
  napi_typedarray_type actual;
  napi_ref kept;
  void *data;
  if (napi.get_typedarray_info(env, array, &actual, length, &data, NULL, NULL) != napi_ok || actual != type ||
      *length < minimum || napi.create_reference(env, array, 1, &kept) != napi_ok)
    return NULL;
  return data;
}
/* open(deliver, serve, eventWords, words, isWorker), once an environment. deliver(count) finds events in eventWords, a
   Uint32Array; serve() finds a call in words, a Float64Array: see the indices in addon.h. */
napi_value openEnvironment(napi_env env, napi_callback_info info) {
  ARGUMENTS(5);
  size_t eventCount, length;
  napi_value name;
  bool isWorker;
  if (argc < 5 || environment->words ||
      (environment->eventWords = keepArray(env, argv[2], napi_uint32_array, EVENT_WORDS, &eventCount)) == NULL ||
      (environment->words = keepArray(env, argv[3], napi_float64_array, SHARED_WORDS, &length)) == NULL ||
      napi.get_value_bool(env, argv[4], &isWorker) != napi_ok ||
      napi.create_reference(env, argv[1], 1, &environment->serve) != napi_ok ||
      napi.create_string_utf8(env, "begin-end", NAPI_AUTO_LENGTH, &name) != napi_ok ||
      napi.create_threadsafe_function(env, argv[0], NULL, name, 0, 1, NULL, NULL, environment, drain,
                                      &environment->wake) != napi_ok)
    return napi.throw_error(env, NULL, "open: expected two functions, two arrays and a boolean, once"), NULL;
  environment->capacity = (uint32_t)(eventCount / EVENT_WORDS), environment->releasesAll = isWorker;
  environment->env = env, environment->thread = GetCurrentThreadId();
  napi.unref_threadsafe_function(env, environment->wake);
  /* Later hooks run first: this one before Node's own, which would free the threadsafe function. */
  napi.add_env_cleanup_hook(env, closeEnvironment, environment);
  return NULL;
}
/* keepLedger(addresses): a Float64Array in which JavaScript notes the references that it holds; 0 is none. They are released
   when it goes before the process does. */
napi_value keepLedger(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  Ledger *ledger = allocate(sizeof *ledger);
  if (ledger == NULL) return throwOutOfMemory(env);
  ledger->addresses = keepArray(env, argv[0], napi_float64_array, 0, &ledger->count);
  ledger->next = environment->ledgers, environment->ledgers = ledger;
  if (ledger->addresses == NULL) ledger->count = 0;
  return NULL;
}
/* keepTransfers(addresses): a Float64Array in which JavaScript notes the memory of operations, by the token of their callback:
   those after the tokens of the arrays before. */
napi_value keepTransfers(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  size_t count = environment->transferPageCount, length;
  double *page = keepArray(env, argv[0], napi_float64_array, TRANSFERS_PER_PAGE, &length);
  double **pages = page ? allocate((count + 1) * sizeof *pages) : NULL;
  if (pages == NULL) return throwOutOfMemory(env);
  for (size_t i = 0; i < count; i++) pages[i] = environment->transferPages[i];
  pages[count] = page;
  if (count > 0) deallocate(environment->transferPages);
  environment->transferPages = pages, environment->transferPageCount = count + 1;
  return NULL;
}
/* keepAlive(boolean): whether the event loop waits for events. */
napi_value keepAlive(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  bool wanted = false;
  napi.get_value_bool(env, argv[0], &wanted);
  return (wanted ? napi.ref_threadsafe_function : napi.unref_threadsafe_function)(env, environment->wake), NULL;
}
