/*
 * What the files of the addon share. Each knows those below it:
 *
 *     module                                 what JavaScript gets
 *     calls                                  JavaScript → native code
 *     stubs   callbacks   memory             native code → JavaScript, IMFAsyncCallback
 *     objects                                COM objects: faces, reference counts, identity
 *     environment                            one a thread of JavaScript: what is to be told to it
 *     threads   words   host                 threads for calls that wait, calling conventions, Node-API
 */
#ifndef ADDON_H
#define ADDON_H
#define WIN32_LEAN_AND_MEAN
#define COBJMACROS
#include <windows.h>
#include <objbase.h>
#include <mfobjects.h>
#include "host.h"
#include "revision.h"
#include "stub-count.h"
#include "words.h"

/* ----------------------------------------------------------------------------------------------------- memory.c */
/* Zeroed, and aligned to 16 bytes, as SLIST wants it; NULL where there is none. */
void *allocate(size_t size);
void deallocate(void *memory);

/* ---------------------------------------------------------------------------------------------------- threads.c */
typedef struct Job Job;
struct Job {
  Job *next;
  void (*run)(void *context);
  void *context;
};
/* Runs a job on a thread of its own: no job waits for another one. FALSE where no thread can be made. */
BOOL startJob(Job *job);
/* A thread that waits, and does jobs meanwhile, one after the other. */
typedef struct {
  Job *job;
  BOOL isOver;
  CONDITION_VARIABLE news; /* a job, or the end */
} Waiter;
/* This thread waits, until it is over and there is no job any more. */
void workUntilOver(Waiter *waiter);
void giveWaiter(Waiter *waiter, Job *job);
/* From here on, the waiter may be gone. */
void endWaiter(Waiter *waiter);
/* A thread of ours that does nothing else, and is gone when it is over. NULL where no thread can be made. */
typedef struct {
  Waiter waiter;
  DWORD thread;
} Worker;
Worker *startWorker(void);

/* ------------------------------------------------------------------------------------------------ environment.c */
typedef struct Environment Environment;
typedef struct Event Event;
typedef struct Request Request;
/* What becomes of events of one sort. */
typedef struct {
  BOOL isUrgent;                                /* the event loop is woken for it; if not, it waits for collect() */
  void (*write)(const Event *event, uint32_t *words); /* what JavaScript is told: kind, token and so on; NULL: serve */
  void (*serve)(Event *event);                  /* JS thread: does all that there is to do */
  void (*finish)(Event *event);                 /* JS thread: JavaScript has been told */
  void (*abandon)(Event *event);                /* any thread: JavaScript is gone, and never will be told */
} EventSort;
struct Event {
  SLIST_ENTRY link;
  const EventSort *sort;
};
/* The kinds of events, for JavaScript. */
enum { DIED, INVOKED, RETURNED };
enum { EVENT_WORDS = 6 }; /* kind, token, value (low, high), status, unused */

/* What JavaScript and C show each other, as indices of 64-bit words. Each side has words of its own for arguments, what is
   called, and the answer, as calls nest: they are read before, and written after, anything else can be called. */
enum {
  CALL_TARGET = 16, /* the address of a function, or the slot of a method of the object in word 0 */
  CALL_KINDS = 17,  /* the kinds of the words; the highest bit: it returns a float */
  CALL_ANSWER = 18,
  CALL_LENT = 19, /* a callback of ours that is lent to the call, and released when it has returned; 0: none */
  CALL_THREAD = 20, /* of callServing: the id of the thread that must make the call; 0: any. Then, which one made it; 0: none */
  CALL_SEEN = 21,   /* memory of ours whose first SEEN_WORDS are wanted as they are when the call has returned; 0: none. See SEEN */
  SERVED_WORDS = 32,
  SERVED_SLOT = 48,
  SERVED_ANSWER = 49,
  TOKENS_TAKEN = 64, /* 32-bit tokens, two a word */
  TOKENS_MAX = 256,
  SEEN = TOKENS_TAKEN + TOKENS_MAX / 2,
  SEEN_WORDS = 8,
  SHARED_WORDS = SEEN + SEEN_WORDS
};

/* In one order with all Interlocked functions, on arm64 too, where a plain read may be early. */
static inline BOOL isSet(const LONG *flag) { return __atomic_load_n(flag, __ATOMIC_SEQ_CST) != 0; }

typedef struct Ledger Ledger;
typedef struct {
  Event *first, *last;
} EventQueue;
struct Environment {
  SLIST_HEADER events; /* newest first */
  SLIST_HEADER idle;   /* callbacks that only the pool holds, since another thread let go of them: see callbacks.c */
  SRWLOCK gate;        /* shared: posting; exclusive: closing */
  BOOL isClosed;
  BOOL releasesAll; /* JavaScript's references are given back when it goes: in a worker, as the process goes on */
  BOOL isDelivering;
  SLIST_ENTRY *idleHere; /* JavaScript's thread alone: those that it has let go of itself, as most are */
  uint32_t idleHereCount;
  EventQueue delivered, kept; /* JavaScript's thread alone: what is being delivered, and what came before all that is posted */
  BOOL isAsked; /* while it serves: there is a request */
  CONDITION_VARIABLE reasonToServe;
  LONG isDraining, isDue, isCollecting; /* due: an urgent event; collecting: collect() will be called. See isSet */
  LONG isServing;                       /* it waits, in serveUntil */
  Request *served; /* JavaScript's thread alone: the method that it runs for another thread; NULL: none */
  Worker *worker;  /* JavaScript's thread alone: makes its calls while it serves; NULL: not yet */
  BOOL isWorking;  /* the worker makes one */
  LONG references;                               /* the environment's own, and one of each object and call */
  DWORD thread;                                  /* JavaScript's */
  napi_env env;
  napi_threadsafe_function wake;
  napi_ref serve; /* what JavaScript runs for a method of one of its objects */
  uint32_t *eventWords, capacity;
  uint64_t *words; /* see CALL_TARGET */
  Ledger *ledgers;
  HANDLE heap; /* of all memory that JavaScript allocates */
  double **transferPages; /* JavaScript's thread alone: see keepTransfers */
  size_t transferPageCount;
  void **transfers; /* once a worker is gone: the memory of each operation that is under way, by the token of its callback */
  size_t transferCount;
};
/* Tells an event, or abandons it where JavaScript is gone. */
void post(Environment *environment, Event *event);
/* JavaScript's thread waits for a call of its own on another thread, and runs its methods for all that wait for it. */
void serveUntil(Environment *environment, const BOOL *isDone);
/* The call is over. From here on, isDone may be gone. */
void stopServing(Environment *environment, BOOL *isDone);
/* Keeps an object for reuse. FALSE where JavaScript is gone, or so many are kept already. */
BOOL keepIdle(Environment *environment, SLIST_ENTRY *entry);
/* JS thread: one of those; NULL: none is left. */
SLIST_ENTRY *takeIdle(Environment *environment);
/* JS thread: JavaScript is told that the operation of a callback is over. */
void markTransfer(Environment *environment, uint32_t token);
/* The operation of a callback is over: frees its memory, where JavaScript is gone and has left it. */
void freeTransfer(Environment *environment, uint32_t token);
void holdEnvironment(Environment *environment);
void dropEnvironment(Environment *environment);
Environment *makeEnvironment(void);

/* ---------------------------------------------------------------------------------------------------- objects.c */
typedef struct Object Object;
typedef void (*Method)(void);
#define METHOD(function) ((Method)(function))

/* What JavaScript's objects are to native code, for ever, as it may hold one for as long as it likes. A face is what a COM
   pointer points to. An object that speaks interfaces that are not each other's base has a face for each; more are added
   as it is handed out by more interfaces. */
typedef struct {
  uint32_t kinds, count; /* of its words */
  uint32_t outs;         /* which words point to references that come out: null, where the call is refused */
  uint32_t refusal;      /* the answer where JavaScript is gone */
} MethodFacts;
typedef struct {
  const Method *vtable;
  const GUID *iids;
  uint32_t iidCount, methodCount;
  const MethodFacts *methods; /* by slot */
} Kind;
typedef struct Face Face;
struct Face {
  const Method *vtable;
  Object *object;
  const Kind *kind;
  Face *next; /* of the same object: see nextFace */
};
struct Object {
  Event death;
  Environment *environment;
  LONG references;
  uint32_t token;
  Face *first; /* its identity */
};
/* The part of an object that all have: one reference, for JavaScript. */
void initialize(Object *object, Environment *environment, uint32_t token, Face *first);
/* The last reference has gone. JavaScript is told, and until then the object stays readable: see takeReference. */
void die(Object *object);
/* FALSE where the object has died: JavaScript has not been told yet. */
BOOL takeReference(Object *object);
void freeObject(Object *object);

HRESULT STDMETHODCALLTYPE objectQueryInterface(Face *face, const GUID *iid, void **out);
ULONG STDMETHODCALLTYPE objectAddRef(Face *face);
ULONG STDMETHODCALLTYPE objectRelease(Face *face);

/* ----------------------------------------------------------------- what module.c makes functions of JavaScript of */
#define ARGUMENTS(count)                                                                                               \
  Environment *environment;                                                                                            \
  size_t argc = (count);                                                                                               \
  napi_value argv[count];                                                                                              \
  napi.get_cb_info(env, info, &argc, argv, NULL, (void **)&environment)
#define ENVIRONMENT                                                                                                    \
  Environment *environment;                                                                                            \
  napi.get_cb_info(env, info, NULL, NULL, NULL, (void **)&environment)

typedef napi_value JavaScriptFunction(napi_env env, napi_callback_info info);
JavaScriptFunction openEnvironment, keepLedger, keepTransfers, collect, keepAlive;             /* environment.c */
JavaScriptFunction createObject, createKind, addFace, addReference;                                    /* objects.c */
JavaScriptFunction createCallback, createPooledCallback, takeCallbacks, createRelay, relayOf;  /* callbacks.c */
Method stubOf(uint32_t slot);
JavaScriptFunction stubAddress; /* stubs.c */
/* JS thread: runs a job on the thread that waits for the method which is being served, where that is the wanted one; 0: it
   is, whichever. Its id; 0: no thread waits, or another one. */
DWORD giveJob(Environment *environment, Job *job, DWORD wanted);
JavaScriptFunction callFunction, callMethod, callServing, callLater, addRef, release; /* calls.c */
JavaScriptFunction find, allocateMemory, freeMemory, tellMemory, readMemory, writeMemory, load, store, addressOf, readText,
    writeText; /* memory.c */

/* Numbers of JavaScript hold addresses of user space exactly: those have 47 bits. */
static inline void *addressFrom(napi_env env, napi_value value) {
  double bits = 0;
  return napi.get_value_double(env, value, &bits), (void *)(uintptr_t)bits;
}
static inline napi_value addressTo(napi_env env, const void *address) {
  napi_value value = NULL;
  return napi.create_double(env, (double)(uintptr_t)address, &value), value;
}
static inline uint32_t integerFrom(napi_env env, napi_value value) {
  uint32_t number = 0;
  return napi.get_value_uint32(env, value, &number), number;
}
static inline napi_value throwOutOfMemory(napi_env env) {
  return napi.throw_error(env, NULL, "begin-end: the addon is not open, or there is no memory"), NULL;
}
#endif
