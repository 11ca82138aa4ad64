import { getEventListeners } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pDefer from 'p-defer';
import {
  byteStreamFrom,
  callbackDropped,
  E_FAIL,
  fromBeginEnd,
  iterateBeginEnd,
  MFCreateAsyncResult,
  readableStreamOf,
  setLostCallbackDetection,
  setMisuseHandler,
  toBeginEnd,
  whenEnded,
  writableStreamOf,
  type AbortPolicy,
  type IMFAsyncCallback,
  type IMFAsyncResult,
} from '../../src/index.js';
import { createEmbeddedPlatform, MF_VERSION, MFASYNC_CALLBACK_QUEUE_STANDARD } from '../../src/platform/index.js';
import { fileOf } from '../support/files.js';
import { collectGarbage, collectNow } from '../support/garbage.js';
import { mediaEvent } from '../support/mediaEvents.js';
import { allJobs } from '../support/promises.js';

// The third law, as a table: once an operation of any kind has ended in any way, nothing of it can be reached but through
// what the user holds. Each cell runs one operation, and gives back what its user keeps: the promise, the adapter, the
// platform. All that the operation was given, and made, is seen weakly. One collection serves all cells. What of one operation
// its kept promise, callback or result holds is in adapters/retention.test.ts.

/** What an operation was given and has made. */
class Seen {
  readonly #references = new Map<string, WeakRef<object>>();
  /** What stays, because its operation is not over. */
  stays: string[] = [];

  see<T extends object>(name: string, object: T): T {
    this.#references.set(name, new WeakRef(object));
    return object;
  }

  get count(): number {
    return this.#references.size;
  }

  held(): string[] {
    return Array.from(this.#references.keys()).filter((name) => this.#references.get(name)?.deref() !== undefined);
  }
}

/** Gives back what the user keeps. */
type Cell = (seen: Seen) => Promise<object>;

/** Made out here: an error holds the frames, with `this`, of the functions that it was made in, until its stack is read. */
const broken = new Error('broken');
const throwBroken = (): never => {
  throw broken;
};
broken.stack?.at(0);

/** Waits for a promise. An error that the library made lets its frames go once its stack is read. */
async function outcomeOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    return await promise;
  } catch (error) {
    return (error as Partial<Error> | null)?.stack;
  }
}

interface PairMoves {
  readonly invoke: () => void;
  readonly abort: () => void;
  readonly callback: IMFAsyncCallback;
}

interface PairWay {
  readonly onBegin?: (callback: IMFAsyncCallback) => unknown;
  readonly onEnd?: () => never;
  readonly status?: number;
  readonly onAbort?: AbortPolicy;
  readonly isAborted?: boolean;
  /** Invoke never comes. */
  readonly isPending?: boolean;
  readonly act?: (moves: PairMoves) => unknown;
}

const invoked = ({ invoke }: PairMoves): void => invoke();

const pairWays: Record<string, PairWay> = {
  'a value': { act: invoked },
  'End throws': { act: invoked, onEnd: throwBroken },
  'the status says failure': { act: invoked, status: E_FAIL },
  'Begin throws': { onBegin: throwBroken },
  'Begin returns a failure': { onBegin: () => E_FAIL },
  'an abort before Begin': { isAborted: true },
  "an abort with 'wait', and a value": { onAbort: 'wait', act: ({ abort, invoke }) => [abort(), invoke()] },
  "an abort with 'wait', and End throws": {
    onAbort: 'wait',
    onEnd: throwBroken,
    act: ({ abort, invoke }) => [abort(), invoke()],
  },
  "an abort with 'abandon', and Invoke comes late": {
    onAbort: 'abandon',
    act: ({ abort, invoke }) => [abort(), invoke()],
  },
  "an abort with 'abandon', and Invoke never comes": {
    onAbort: 'abandon',
    isPending: true,
    act: ({ abort }) => abort(),
  },
  'an abort that comes too late': { act: ({ abort, invoke }) => [invoke(), abort()] },
  'Invoke comes twice': { act: ({ invoke }) => [invoke(), invoke()] },
  'the platform drops the callback': { act: ({ callback }) => callback[callbackDropped]?.(broken) },
};

interface PairKind {
  readonly withSignal?: boolean;
  readonly withWhenEnded?: boolean;
  readonly withDetection?: boolean;
  readonly isDropped?: boolean;
}

/**
 * One operation of `fromBeginEnd`, whose user keeps the promise, the adapted function and the signal. The callback is
 * looked at where the promise is not kept: with it stays the emptied record by which `whenEnded` knows it, and that record
 * is the callback.
 */
const pairCell =
  (kind: PairKind, way: PairWay): Cell =>
  async (seen) => {
    const see = seen.see.bind(seen);
    const controller = new AbortController();
    const { signal } = controller;
    const moves: { result?: IMFAsyncResult; callback?: IMFAsyncCallback } = {};
    const read = fromBeginEnd(
      (_bytes: Uint8Array, callback: IMFAsyncCallback, state: unknown) => {
        moves.callback = kind.isDropped ? see('callback', callback) : callback;
        moves.result = see('result', MFCreateAsyncResult(see('value', {}), null, state) as IMFAsyncResult);
        if (way.status !== undefined) moves.result.SetStatus(way.status);
        return way.onBegin?.(callback) ?? see('cookie', {});
      },
      (result): string => (way.onEnd === undefined ? typeof result.GetObject() : way.onEnd()),
      { cancel: () => {}, onAbort: way.onAbort },
    );
    const operate = async (): Promise<object[]> => {
      const self = see('this', {});
      const bytes = see('buffer', new Uint8Array(4));
      if (way.isAborted) controller.abort(broken);
      setLostCallbackDetection(kind.withDetection === true);
      const promise = kind.withSignal ? read.call(self, bytes, { signal }) : read.call(self, bytes);
      setLostCallbackDetection(false);
      const ended = kind.withWhenEnded ? outcomeOf(whenEnded(promise)) : undefined;
      way.act?.({
        invoke: () => moves.callback?.Invoke(moves.result as IMFAsyncResult),
        abort: () => (kind.withSignal ? controller.abort(broken) : promise.cancel(broken)),
        callback: moves.callback as IMFAsyncCallback,
      });
      await outcomeOf(promise);
      await ended;
      // In an array: an async function would wait for the promise itself.
      return [promise];
    };
    const kept = await operate();
    // Invoke may come late for all that the operation knows: then End needs its `this`. Detection would notice that it cannot.
    if (way.isPending && !kind.isDropped && !kind.withDetection) seen.stays = ['this', 'cookie'];
    // From now on Begin's side holds neither.
    delete moves.callback;
    delete moves.result;
    await allJobs();
    await allJobs();
    expect(getEventListeners(signal, 'abort')).toStrictEqual([]);
    return [read, controller, ...(kind.isDropped ? [] : kept)];
  };

const pairKinds: Record<string, PairKind> = {
  'fromBeginEnd, plain': {},
  'fromBeginEnd, with a signal': { withSignal: true },
  'fromBeginEnd, with whenEnded': { withWhenEnded: true },
  'fromBeginEnd, with detection': { withDetection: true, withSignal: true },
  'fromBeginEnd, whose promise is dropped': { withSignal: true, isDropped: true },
};

/** Without a signal nothing can be aborted before Begin. Where Invoke never comes, `whenEnded` of a kept promise waits, and stays. */
const hasPairCell = (kind: PairKind, way: PairWay): boolean =>
  (kind.withSignal === true || !way.isAborted) && !(kind.withWhenEnded && way.isPending);

interface FunctionMoves {
  readonly resolve: (value: object) => void;
  readonly reject: (error: unknown) => void;
  readonly result: () => IMFAsyncResult;
  readonly end: () => void;
  readonly cancel: () => void;
}

interface FunctionWay {
  readonly throws?: boolean;
  readonly withoutCallback?: boolean;
  readonly act: (moves: FunctionMoves, value: object) => unknown;
}

const functionWays: Record<string, FunctionWay> = {
  'a value': { act: ({ resolve }, value) => resolve(value) },
  'a value, without a callback': { withoutCallback: true, act: ({ resolve }, value) => resolve(value) },
  'End throws': { act: ({ reject }) => reject(broken) },
  'the function throws inside Begin': { throws: true, act: () => {} },
  'the status says failure': {
    async act({ resolve, result }, value) {
      resolve(value);
      await allJobs();
      result().SetStatus(E_FAIL);
    },
  },
  'a Cancel, and a late value': { act: ({ cancel, resolve }, value) => [cancel(), resolve(value)] },
  'a Cancel, and a late rejection': { act: ({ cancel, reject }) => [cancel(), reject(broken)] },
  'a Cancel that comes too late': {
    async act({ resolve, cancel }, value) {
      resolve(value);
      await allJobs();
      cancel();
    },
  },
};

const platform = createEmbeddedPlatform();
platform.MFStartup(MF_VERSION);

/** One operation of `toBeginEnd`, whose user keeps the trio. */
const functionCell =
  (options: { passSignal?: boolean; platform?: typeof platform }, way: FunctionWay): Cell =>
  async (seen) => {
    const see = seen.see.bind(seen);
    const kept: object[] = [];
    const operate = async (trio: ReturnType<typeof makeTrio>): Promise<void> => {
      const deferred = pDefer<object>();
      const value = see('value', {});
      const bytes = see('buffer', new Uint8Array(4));
      const work = { start: () => (way.throws ? throwBroken() : see('promise', deferred.promise)) };
      const callback = see('callback', { Invoke() {} });
      const result = see(
        'result',
        trio.begin(see('work', work), bytes, way.withoutCallback ? null : callback, see('state', {})),
      );
      await way.act(
        {
          resolve: deferred.resolve,
          reject: deferred.reject,
          result: () => result,
          end: () => trio.end(result),
          cancel: () => trio.cancel(result),
        },
        value,
      );
      await allJobs();
      await allJobs();
      try {
        trio.end(result);
      } catch (error) {
        void (error as Partial<Error>).stack;
      }
    };
    const trio = makeTrio(options);
    kept.push(trio);
    await operate(trio);
    return kept;
  };

interface Work {
  start(): Promise<object>;
}

const run = (work: Work, _bytes: Uint8Array): Promise<object> => work.start();

const makeTrio = (options: { passSignal?: boolean; platform?: typeof platform }) => {
  return options.passSignal
    ? toBeginEnd((work: Work, bytes: Uint8Array, _options?: { signal: AbortSignal }) => run(work, bytes), {
        passSignal: true,
      })
    : toBeginEnd(run, { platform: options.platform });
};

const functionKinds = {
  'toBeginEnd, plain': {},
  'toBeginEnd with passSignal': { passSignal: true },
  'toBeginEnd on a platform': { platform },
};

/** Both adapters, one over the other: the user keeps the adapted function and the signal. */
const composedCell =
  (act: (moves: { resolve: (value: object) => void; abort: () => void }, value: object) => unknown): Cell =>
  async (seen) => {
    const see = seen.see.bind(seen);
    const adapted = fromBeginEnd(toBeginEnd((work: Work, _bytes: Uint8Array) => work.start()));
    const controller = new AbortController();
    const operate = async (): Promise<void> => {
      const deferred = pDefer<object>();
      const value = see('value', {});
      const work = { start: () => see('inner promise', deferred.promise) };
      const bytes = see('buffer', new Uint8Array(4));
      const promise = see('promise', adapted(see('work', work), bytes, { signal: controller.signal }));
      act({ resolve: deferred.resolve, abort: () => controller.abort(broken) }, value);
      await outcomeOf(promise);
      await outcomeOf(whenEnded(promise));
      await allJobs();
    };
    await operate();
    expect(getEventListeners(controller.signal, 'abort')).toStrictEqual([]);
    return [adapted, controller];
  };

interface IterationMoves {
  readonly invoke: () => void;
  readonly abort: () => void;
  readonly iterator: AsyncIterableIterator<object>;
}

/** An iteration, which its user has left, and keeps. One that goes on keeps what it yielded last, as generators do. */
const iterationCell =
  (act: (moves: IterationMoves) => unknown, onEnd: (value: object) => object = (value) => value): Cell =>
  async (seen) => {
    const see = seen.see.bind(seen);
    const controller = new AbortController();
    const calls: { callback: IMFAsyncCallback; result: IMFAsyncResult; value: object }[] = [];
    const iterator = iterateBeginEnd(
      (callback: IMFAsyncCallback, state: unknown) => {
        const result = MFCreateAsyncResult(null, null, state) as IMFAsyncResult;
        calls.push({ callback: see('callback', callback), result: see('result', result), value: see('value', {}) });
      },
      () => onEnd(calls.at(-1)?.value as object),
      { signal: controller.signal, dispose: () => {} },
    );
    const next = outcomeOf(iterator.next());
    const invoke = (): void => {
      const call = calls.at(-1);
      call?.callback.Invoke(call.result);
    };
    await act({ invoke, abort: () => controller.abort(broken), iterator });
    await next;
    await outcomeOf(iterator.return?.() as Promise<unknown>);
    calls.length = 0;
    await allJobs();
    expect(getEventListeners(controller.signal, 'abort')).toStrictEqual([]);
    return [iterator, controller];
  };

/**
 * What a Web stream is over, with its reads and writes completed by hand. A Web stream keeps its last read, to wait for it when
 * it is cancelled, and with that the emptied callback, which therefore is not looked at.
 */
function slowStream(seen: Seen) {
  const pending: { callback: IMFAsyncCallback; result: IMFAsyncResult }[] = [];
  const begin = (bytes: Uint8Array, _count: number, callback: IMFAsyncCallback, state: unknown): void => {
    seen.see('buffer', bytes);
    const result = seen.see('result', MFCreateAsyncResult(null, null, state) as IMFAsyncResult);
    pending.push({ callback, result });
  };
  return {
    stream: { BeginRead: begin, BeginWrite: begin, EndRead: () => 0, EndWrite: () => 4, Close: () => {} },
    invoke: () => pending.splice(0).forEach(({ callback, result }) => callback.Invoke(result)),
  };
}

type SlowStream = ReturnType<typeof slowStream>;

/** A readable stream, which its user keeps with its signal. */
const readableCell =
  (
    act: (moves: { slow: SlowStream; abort: () => void; cancel: () => Promise<void> }) => unknown,
    onEnd = () => 0,
  ): Cell =>
  async (seen) => {
    const slow = slowStream(seen);
    slow.stream.EndRead = onEnd;
    const controller = new AbortController();
    const readable = readableStreamOf(slow.stream as never, { signal: controller.signal, chunkSize: 4 });
    const reader = readable.getReader();
    const reading = outcomeOf(reader.read());
    await allJobs();
    await act({ slow, abort: () => controller.abort(broken), cancel: () => reader.cancel(broken) });
    await reading;
    await allJobs();
    expect(getEventListeners(controller.signal, 'abort')).toStrictEqual([]);
    return [readable, controller];
  };

/** A writable stream, which its user keeps. */
const writableCell =
  (act: (moves: { slow: SlowStream; abort: () => Promise<void> }) => unknown, onEnd = () => 4): Cell =>
  async (seen) => {
    const slow = slowStream(seen);
    slow.stream.EndWrite = onEnd;
    const writable = writableStreamOf(slow.stream as never);
    const writer = writable.getWriter();
    writer.closed.catch(() => {});
    const writing = outcomeOf(writer.write(seen.see('chunk', new Uint8Array(4))));
    await allJobs();
    await act({ slow, abort: () => writer.abort(broken) });
    await writing;
    await allJobs();
    return [writable];
  };

/** A byte stream over bytes, which its user keeps. */
const byteStreamCell =
  (act: (stream: ReturnType<typeof byteStreamFrom>) => unknown): Cell =>
  async (seen) => {
    const stream = byteStreamFrom(new Uint8Array(8));
    const operate = async (): Promise<void> => {
      const invocation = pDefer<IMFAsyncResult>();
      const callback = seen.see('callback', { Invoke: invocation.resolve });
      stream.BeginRead(seen.see('buffer', new Uint8Array(4)), 4, callback, seen.see('state', {}));
      act(stream);
      const result = seen.see('result', await invocation.promise);
      try {
        stream.EndRead(result);
      } catch (error) {
        void (error as Error).stack;
      }
    };
    await operate();
    return [stream];
  };

type PlatformMoves = { own: typeof platform; callback: IMFAsyncCallback; result: IMFAsyncResult; state: object };

/** Something on a platform of its own, which the user keeps, and what `act` gives as `keeps`. */
const platformCell =
  (act: (moves: PlatformMoves, seen: Seen) => unknown): Cell =>
  async (seen) => {
    const own = createEmbeddedPlatform();
    own.MFStartup(MF_VERSION);
    const operate = async (): Promise<unknown> => {
      const callback = seen.see('callback', { Invoke() {} });
      const state = seen.see('state', {});
      const result = seen.see('result', own.MFCreateAsyncResult(null, callback, state));
      return (Object(await act({ own, callback, result, state }, seen)) as { keeps?: unknown }).keeps;
    };
    const kept = await operate();
    await allJobs();
    return [own, kept];
  };

const queue = MFASYNC_CALLBACK_QUEUE_STANDARD;
const never = new Promise<void>(() => {});
const quietSignal = new AbortController().signal;

const cells: Record<string, Record<string, Cell>> = {
  ...Object.fromEntries(
    Object.entries(pairKinds).map(([kind, how]) => [
      kind,
      Object.fromEntries(
        Object.entries(pairWays)
          .filter(([, way]) => hasPairCell(how, way))
          .map(([name, way]) => [name, pairCell(how, way)]),
      ),
    ]),
  ),
  ...Object.fromEntries(
    Object.entries(functionKinds).map(([kind, options]) => [
      kind,
      Object.fromEntries(Object.entries(functionWays).map(([name, way]) => [name, functionCell(options, way)])),
    ]),
  ),
  'both adapters': {
    'a value': composedCell(({ resolve }, value) => resolve(value)),
    'an abort, and a late value': composedCell(({ abort, resolve }, value) => [abort(), resolve(value)]),
    'an abort that comes too late': composedCell(({ abort, resolve }, value) => [resolve(value), abort()]),
  },
  iterateBeginEnd: {
    'a value': iterationCell(({ invoke }) => invoke()),
    'End throws': iterationCell(({ invoke }) => invoke(), throwBroken),
    'an abort while an operation runs': iterationCell(({ abort, invoke }) => [abort(), invoke()]),
    'left while an operation runs': iterationCell(({ iterator, invoke }) => {
      void iterator.return?.();
      invoke();
    }),
  },
  readableStreamOf: {
    'the end': readableCell(({ slow }) => slow.invoke()),
    'a read fails': readableCell(({ slow }) => slow.invoke(), throwBroken),
    'an abort while a read runs': readableCell(({ slow, abort }) => [abort(), slow.invoke()]),
    'cancelled while a read runs': readableCell(({ slow, cancel }) => [void cancel(), slow.invoke()]),
  },
  writableStreamOf: {
    'a write': writableCell(({ slow }) => slow.invoke()),
    'a write fails': writableCell(({ slow }) => slow.invoke(), throwBroken),
    'aborted while a write runs': writableCell(({ slow, abort }) => [void abort().catch(() => {}), slow.invoke()]),
  },
  byteStreamFrom: {
    'a value': byteStreamCell(() => {}),
    'closed while a read runs': byteStreamCell((stream) => stream.Close()),
  },
  'a work item': {
    'it runs': platformCell(({ own, result }) => own.MFPutWorkItemEx(queue, result)),
    'shut down': platformCell(({ own, result }) => [own.MFPutWorkItemEx(queue, result), own.MFShutdown()]),
  },
  'a scheduled item': {
    'it runs': platformCell(async ({ own, result }) => {
      const ran = pDefer<void>();
      own.MFScheduleWorkItemEx(result, -1);
      own.MFScheduleWorkItem({ Invoke: () => ran.resolve() }, null, -1);
      await ran.promise;
    }),
    cancelled: platformCell(({ own, result }) => own.MFCancelWorkItem(own.MFScheduleWorkItemEx(result, -60_000))),
    'shut down': platformCell(({ own, result }) => [own.MFScheduleWorkItemEx(result, -60_000), own.MFShutdown()]),
  },
  'a waiting item': {
    'it runs': platformCell(({ own, result }) => own.MFPutWaitingWorkItem(Promise.resolve(), 0, result)),
    'cancelled, and its signal is kept': platformCell(({ own, result }) => {
      own.MFCancelWorkItem(own.MFPutWaitingWorkItem(quietSignal, 0, result));
    }),
    'shut down, and its signal is kept': platformCell(({ own, result }) => {
      own.MFPutWaitingWorkItem(quietSignal, 0, result);
      own.MFShutdown();
    }),
    'cancelled, and its promise is kept': platformCell(({ own, result }) =>
      own.MFCancelWorkItem(own.MFPutWaitingWorkItem(never, 0, result)),
    ),
    'shut down, and its promise is kept': platformCell(({ own, result }) => [
      own.MFPutWaitingWorkItem(never, 0, result),
      own.MFShutdown(),
    ]),
  },
  'a periodic callback': {
    removed: platformCell(({ own, state }, seen) => {
      own.MFRemovePeriodicCallback(
        own.MFAddPeriodicCallback(
          seen.see('function', () => {}),
          state,
        ),
      );
    }),
    'shut down': platformCell(({ own, state }, seen) => [
      own.MFAddPeriodicCallback(
        seen.see('function', () => {}),
        state,
      ),
      own.MFShutdown(),
    ]),
  },
  'an event queue': {
    'an event comes': platformCell(async ({ own, state }, seen) => {
      const events = seen.see('queue', own.MFCreateEventQueue());
      const invocation = pDefer<IMFAsyncResult>();
      events.BeginGetEvent(seen.see('subscriber', { Invoke: invocation.resolve }), state);
      events.QueueEvent(seen.see('event', mediaEvent('event')));
      events.EndGetEvent(await invocation.promise);
    }),
    'shut down while a subscriber waits': platformCell(({ own, callback, state }, seen) => {
      const events = seen.see('queue', own.MFCreateEventQueue());
      events.BeginGetEvent(callback, state);
      events.Shutdown();
    }),
    'shut down while a subscriber waits, and kept': platformCell(({ own, callback, state }) => {
      const events = own.MFCreateEventQueue();
      events.BeginGetEvent(callback, state);
      events.Shutdown();
      return { keeps: events };
    }),
    'dropped while a subscriber waits': platformCell(({ own, callback, state }, seen) => {
      seen.see('queue', own.MFCreateEventQueue()).BeginGetEvent(callback, state);
    }),
  },
  'a file': {
    'it is opened': platformCell(async ({ own }, seen) => {
      const promise = seen.see(
        'promise',
        fromBeginEnd(own.MFBeginCreateFile, own.MFEndCreateFile)(1, 0, 0, fileOf('text')),
      );
      seen.see('stream', await promise).Close();
    }),
    'it is missing': platformCell(async ({ own }, seen) => {
      const promise = fromBeginEnd(own.MFBeginCreateFile, own.MFEndCreateFile)(1, 0, 0, `${fileOf('text')}.missing`);
      await outcomeOf(seen.see('promise', promise));
    }),
    cancelled: platformCell(async ({ own }, seen) => {
      const create = fromBeginEnd(own.MFBeginCreateFile, own.MFEndCreateFile, { cancel: own.MFCancelCreateFile });
      const promise = seen.see('promise', create(1, 0, 0, fileOf('text')));
      promise.cancel(broken);
      await outcomeOf(promise);
      await whenEnded(promise);
    }),
  },
};

const outcomes = new Map<Cell, { seen: Seen; kept: object }>();

beforeAll(async () => {
  // First, for where this cannot be done there is nothing to look at.
  collectNow();
  setMisuseHandler(() => {});
  for (const cell of Object.values(cells).flatMap((ways) => Object.values(ways))) {
    const seen = new Seen();
    outcomes.set(cell, { seen, kept: await cell(seen) });
  }
  await collectGarbage();
}, 60_000);

afterAll(() => {
  setMisuseHandler(undefined);
  platform[Symbol.dispose]();
});

describe.each(Object.keys(cells))('%s', (kind) => {
  test.each(Object.keys(cells[kind] ?? {}))('%s: nothing is held but by its user', (way) => {
    const { seen, kept } = outcomes.get(cells[kind]?.[way] as Cell) as { seen: Seen; kept: object };
    expect(seen.count).toBeGreaterThan(0);
    expect(seen.held()).toStrictEqual(seen.stays);
    expect(kept).toBeDefined();
  });
});

test('a signal that items have waited for, cancelled or shut down, has no listener', () => {
  expect(getEventListeners(quietSignal, 'abort')).toStrictEqual([]);
});
