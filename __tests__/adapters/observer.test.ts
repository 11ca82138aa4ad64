import { AsyncLocalStorage } from 'node:async_hooks';
import diagnostics from 'node:diagnostics_channel';
import { inspect } from 'node:util';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import pDefer from 'p-defer';
import * as library from '../../src/index.js';
import {
  callbackDropped,
  E_ABORT,
  E_FAIL,
  E_INVALIDARG,
  fromBeginEnd,
  HResultError,
  MFCreateAsyncResult,
  setLostCallbackDetection,
  setMisuseHandler,
  setOperationObserver,
  toBeginEnd,
  type AsyncResultPlatform,
  type IMFAsyncCallback,
  type IMFAsyncResult,
  type MisuseReport,
  type ObservedOperation,
  type OperationObserver,
} from '../../src/index.js';
import { ManualPair } from '../../src/testing/index.js';
import { adaptedPair } from '../support/adaptedPair.js';
import { collectGarbage, collectNow } from '../support/garbage.js';
import { allJobs, uncaughtBy } from '../support/promises.js';

type Told = [event: string, operation: ObservedOperation];

const names = ['start', 'end', 'asyncStart', 'asyncEnd', 'error', 'cancel', 'late'] as const;
const broken = new Error('broken');

const channelOf = (event: string): string =>
  event === 'misuse'
    ? 'begin-end:misuse'
    : event === 'cancel' || event === 'late'
      ? `begin-end:operation:${event}`
      : `tracing:begin-end:operation:${event}`;

/** What was subscribed in a test, to be undone after it. */
const undo: (() => void)[] = [];

afterEach(() => {
  setOperationObserver(undefined);
  setMisuseHandler(undefined);
  setLostCallbackDetection(false);
  for (const each of undo.splice(0)) each();
});

function subscribe(event: string, listener: (message: never) => void): () => void {
  const onMessage = (message: unknown): void => listener(message as never);
  diagnostics.subscribe(channelOf(event), onMessage);
  const unsubscribe = (): void => void diagnostics.unsubscribe(channelOf(event), onMessage);
  undo.push(unsubscribe);
  return unsubscribe;
}

/** An observer that writes down each event, with what the operation was then. */
function observerInto(told: Told[]): OperationObserver {
  return Object.fromEntries(
    names.map((event) => [event, (operation: ObservedOperation) => void told.push([event, { ...operation }])]),
  );
}

const ways: [string, () => Told[]][] = [
  [
    'setOperationObserver',
    () => {
      const told: Told[] = [];
      setOperationObserver(observerInto(told));
      return told;
    },
  ],
  [
    'diagnostics_channel',
    () => {
      const told: Told[] = [];
      for (const [event, listener] of Object.entries(observerInto(told))) subscribe(event, listener);
      return told;
    },
  ],
];

const eventsOf = (told: Told[]): string[] => told.map(([event]) => event);
const last = (told: Told[]): ObservedOperation | undefined => told.at(-1)?.[1];

describe.each(ways)('fromBeginEnd, seen through %s', (_, watch) => {
  test('a value, from Begin to End, is told in order', async () => {
    const told = watch();
    const { pair, read } = adaptedPair();
    const promise = read(1, 'a');
    expect(eventsOf(told)).toStrictEqual(['start', 'end']);
    pair.last.complete('value');
    expect(eventsOf(told)).toStrictEqual(['start', 'end', 'asyncStart', 'asyncEnd']);
    await expect(promise).resolves.toBe('value');
    const common = { id: expect.any(Number), name: 'BeginRead', direction: 'fromBeginEnd', args: [1, 'a'] };
    expect(told.map(([, operation]) => operation)).toStrictEqual([
      ...Array.from({ length: 3 }, () => ({ ...common, result: undefined })),
      { ...common, result: 'value' },
    ]);
  });

  test('a value, from a Begin that invokes at once, is told before Begin has returned', async () => {
    const told = watch();
    await adaptedPair({}, (operation) => operation.complete('value')).read();
    expect(eventsOf(told)).toStrictEqual(['start', 'asyncStart', 'asyncEnd', 'end']);
  });

  test('call options, behind the arguments, are none of the arguments', async () => {
    const told = watch();
    const { pair, read } = adaptedPair();
    const promise = read(1, { signal: new AbortController().signal });
    pair.last.complete();
    await promise;
    expect(last(told)?.args).toStrictEqual([1]);
  });

  test('an error of End is told, and then the end', async () => {
    const told = watch();
    const { pair, read } = adaptedPair();
    const promise = read();
    pair.last.fail(broken);
    expect(eventsOf(told)).toStrictEqual(['start', 'end', 'asyncStart', 'error', 'asyncEnd']);
    await expect(promise).rejects.toBe(broken);
    expect(last(told)).toMatchObject({ error: broken, result: undefined });
  });

  test('a status that is a failure is the error, although End has given a value', async () => {
    const told = watch();
    const { pair, read } = adaptedPair();
    const promise = read();
    pair.last.result.SetStatus(E_FAIL);
    pair.last.complete('value');
    expect(eventsOf(told)).toStrictEqual(['start', 'end', 'asyncStart', 'error', 'asyncEnd']);
    await expect(promise).rejects.toBe(last(told)?.error);
    expect(last(told)).toMatchObject({ error: { hresult: E_FAIL }, result: undefined });
  });

  test.each<[string, () => unknown, object]>([
    [
      'throws',
      () => {
        throw broken;
      },
      broken,
    ],
    ['returns a failure', () => E_FAIL, { hresult: E_FAIL, operation: 'BeginRead' }],
    ['rejects', () => Promise.reject(broken), broken],
  ])('a Begin that %s is told as an error, and the end, without a callback', async (_how, onBegin, error) => {
    const told = watch();
    const { read } = adaptedPair({}, onBegin);
    await expect(read()).rejects.toMatchObject(error);
    expect(eventsOf(told)).toStrictEqual(['start', 'end', 'error', 'asyncEnd']);
    expect(last(told)?.error).toMatchObject(error);
  });

  test('a callback, invoked after Begin has failed, is no event', async () => {
    const told = watch();
    setMisuseHandler(() => {});
    const { pair, read } = adaptedPair({}, () => E_FAIL);
    await read().catch(() => {});
    pair.last.complete();
    expect(eventsOf(told)).toStrictEqual(['start', 'end', 'error', 'asyncEnd']);
  });

  test('a Begin that fails after it has invoked changes no outcome', async () => {
    const told = watch();
    setMisuseHandler(() => {});
    const { read } = adaptedPair({}, (operation) => {
      operation.complete('value');
      throw broken;
    });
    await expect(read()).resolves.toBe('value');
    expect(eventsOf(told)).toStrictEqual(['start', 'asyncStart', 'asyncEnd', 'end']);
    expect(last(told)).toMatchObject({ result: 'value' });
  });

  test('a second Invoke is no event', async () => {
    const told = watch();
    setMisuseHandler(() => {});
    const { pair, read } = adaptedPair();
    const promise = read();
    pair.last.complete();
    pair.last.complete();
    await promise;
    expect(eventsOf(told)).toStrictEqual(['start', 'end', 'asyncStart', 'asyncEnd']);
  });

  test('a signal that is aborted before begins nothing, and nothing is told', async () => {
    const told = watch();
    const { read } = adaptedPair();
    await expect(read({ signal: AbortSignal.abort('stop') })).rejects.toBe('stop');
    expect(told).toStrictEqual([]);
  });

  test('an abort that is waited for is told with its reason, and the error is that of End', async () => {
    const told = watch();
    const { pair, read } = adaptedPair({ cancel: () => pair.last.fail(E_ABORT) });
    const promise = read();
    promise.cancel('stop');
    expect(eventsOf(told)).toStrictEqual(['start', 'end', 'cancel', 'asyncStart', 'error', 'asyncEnd']);
    await expect(promise).rejects.toBe('stop');
    expect(last(told)).toMatchObject({ reason: 'stop', error: { hresult: E_ABORT } });
    expect(last(told)).not.toHaveProperty('late');
  });

  test('a value after an abort that is waited for is the result, and not late', async () => {
    const told = watch();
    const { pair, read } = adaptedPair({ cancel: () => {} });
    const promise = read();
    promise.cancel('stop');
    pair.last.complete('value');
    await expect(promise).resolves.toBe('value');
    expect(eventsOf(told)).toStrictEqual(['start', 'end', 'cancel', 'asyncStart', 'asyncEnd']);
  });

  test('an abort by the signal, of an abandoned operation, leaves a late value', async () => {
    const told = watch();
    const { pair, read } = adaptedPair({ onAbort: 'abandon' });
    const controller = new AbortController();
    const promise = read({ signal: controller.signal });
    controller.abort('stop');
    await expect(promise).rejects.toBe('stop');
    expect(eventsOf(told)).toStrictEqual(['start', 'end', 'cancel']);
    pair.last.complete('value');
    expect(eventsOf(told)).toStrictEqual(['start', 'end', 'cancel', 'asyncStart', 'late', 'asyncEnd']);
    expect(last(told)).toMatchObject({ reason: 'stop', late: true, result: 'value' });
  });

  test('a late failure is told as an error, as late, and as the end', async () => {
    const told = watch();
    const { pair, read } = adaptedPair();
    const promise = read();
    promise.cancel('stop');
    await expect(promise).rejects.toBe('stop');
    pair.last.fail(broken);
    expect(eventsOf(told)).toStrictEqual(['start', 'end', 'cancel', 'asyncStart', 'error', 'late', 'asyncEnd']);
    expect(last(told)).toMatchObject({ late: true, error: broken });
  });

  test('a callback that a platform drops is told as an error, and the end', async () => {
    const told = watch();
    const { pair, read } = adaptedPair();
    const promise = read();
    pair.last.callback?.[callbackDropped]?.(broken);
    await expect(promise).rejects.toBe(broken);
    expect(eventsOf(told)).toStrictEqual(['start', 'end', 'error', 'asyncEnd']);
  });

  test('a callback that garbage collection finds lost is told as an error, and the end', async () => {
    // First: where this cannot be done nothing begins, of which a later test would hear.
    collectNow();
    setMisuseHandler(() => {});
    setLostCallbackDetection(true);
    const told = watch();
    const promise = fromBeginEnd(
      (_callback: IMFAsyncCallback, _state: unknown) => {},
      () => {},
    )();
    promise.catch(() => {});
    await collectGarbage();
    await expect(promise).rejects.toThrow('dropped its callback');
    expect(eventsOf(told)).toStrictEqual(['start', 'end', 'error', 'asyncEnd']);
  });

  test('an End that gives a promise is over when that is settled', async () => {
    const told = watch();
    const { pair, read } = adaptedPair();
    const promise = read();
    const { promise: pending, resolve } = pDefer<string>();
    pair.last.complete(pending);
    await allJobs();
    expect(eventsOf(told)).toStrictEqual(['start', 'end', 'asyncStart']);
    resolve('value');
    await expect(promise).resolves.toBe('value');
    await allJobs();
    expect(eventsOf(told)).toStrictEqual(['start', 'end', 'asyncStart', 'asyncEnd']);
    expect(last(told)?.result).toBe('value');
  });

  test('an End whose promise rejects has failed', async () => {
    const told = watch();
    const { pair, read } = adaptedPair();
    const promise = read();
    pair.last.complete(Promise.reject(broken));
    await expect(promise).rejects.toBe(broken);
    await allJobs();
    expect(eventsOf(told)).toStrictEqual(['start', 'end', 'asyncStart', 'error', 'asyncEnd']);
  });

  test('an object from End that only says that it is a promise is the result', async () => {
    const told = watch();
    const { pair, read } = adaptedPair();
    const claimant = {
      [Symbol.toStringTag]: 'Promise',
      // oxlint-disable-next-line unicorn/no-thenable -- so that it looks like one
      then: (resolve: (value: string) => void) => resolve('value'),
    };
    const promise = read();
    pair.last.complete(claimant);
    expect(eventsOf(told)).toStrictEqual(['start', 'end', 'asyncStart', 'asyncEnd']);
    expect(last(told)?.result).toBe(claimant);
    await expect(promise).resolves.toBe('value');
  });

  test('a status that is the promise of a failure is waited for', async () => {
    const told = watch();
    const read = fromBeginEnd(
      (callback: IMFAsyncCallback, _state: unknown) =>
        callback.Invoke({ GetStatus: () => Promise.resolve(E_FAIL) } as never),
      () => 'value',
    );
    await expect(read()).rejects.toMatchObject({ hresult: E_FAIL });
    await allJobs();
    expect(eventsOf(told)).toStrictEqual(['start', 'asyncStart', 'end', 'error', 'asyncEnd']);
  });

  test('a thenable from End, which may be a query that is not sent yet, is left alone', async () => {
    const told = watch();
    const { pair, read } = adaptedPair();
    let asked = 0;
    const query = {
      // oxlint-disable-next-line unicorn/no-thenable -- as database clients have it
      then: (resolve: (value: string) => void) => {
        asked += 1;
        resolve('row');
      },
    };
    const promise = read();
    pair.last.complete(query);
    await expect(promise).resolves.toBe('row');
    expect(asked).toBe(1);
    expect(last(told)?.result).toBe(query);
  });

  test('Begin, End and the cancel action have the `this` and the arguments that they have unobserved', async () => {
    watch();
    const seen: unknown[] = [];
    const api = {
      read: fromBeginEnd(
        function begin(this: unknown, a: number, callback: IMFAsyncCallback, state: unknown) {
          seen.push(this, a, state);
          queueMicrotask(() => callback.Invoke(MFCreateAsyncResult(null, callback, state)));
          return 'cookie';
        },
        function end(this: unknown) {
          seen.push(this);
        },
        {
          state: 'state',
          cancel(this: unknown, cookie: string) {
            seen.push(this, cookie);
          },
        },
      ),
    };
    const promise = api.read(1);
    promise.cancel();
    await promise;
    expect(seen).toStrictEqual([api, 1, 'state', api, 'cookie', api]);
  });

  test('a callback, looked at, shows nothing and leads to nothing of the library', () => {
    watch();
    const { pair, read } = adaptedPair({}, () => 'secret');
    void read('secret');
    const callback = pair.last.callback as IMFAsyncCallback;
    expect(inspect(callback, { showHidden: true, depth: 9, getters: true })).not.toMatch(/secret|static|reporter/);
    expect(Reflect.ownKeys(callback)).toStrictEqual([]);
    expect(callback.constructor).toBeUndefined();
    expect(() => callback.GetParameters?.()).toThrow(TypeError);
  });

  test('the pair of an object, which is bound, stays bound', async () => {
    const told = watch();
    const pair = new ManualPair({ onBegin: (operation) => operation.complete('value') });
    const stream = { BeginRead: pair.begin, EndRead: pair.end };
    const read = fromBeginEnd(stream, 'Read');
    await expect(read()).resolves.toBe('value');
    expect(pair.last.thisValue).toBe(stream);
    expect(told).toHaveLength(4);
  });
});

/** Observes `toBeginEnd(fn)`, whose callback notes that it was invoked. */
function begun(told: Told[], fn: (...args: never[]) => unknown, options: object = {}) {
  const { begin, end, cancel } = toBeginEnd(fn as (...args: unknown[]) => unknown, { name: 'BeginRead', ...options });
  const callback = (): void => void told.push(['Invoke', {} as ObservedOperation]);
  return { begin: (...args: unknown[]) => begin(...args, callback, null), end, cancel };
}

describe.each(ways)('toBeginEnd, seen through %s', (_, watch) => {
  test('a value, from Begin to Invoke, is told in order', async () => {
    const told = watch();
    const { begin, end } = begun(told, async (a: number, b: number) => a + b);
    const result = begin(1, 2);
    expect(eventsOf(told)).toStrictEqual(['start', 'end']);
    await allJobs();
    expect(eventsOf(told)).toStrictEqual(['start', 'end', 'asyncStart', 'Invoke', 'asyncEnd']);
    expect(last(told)).toStrictEqual({
      id: expect.any(Number),
      name: 'BeginRead',
      direction: 'toBeginEnd',
      args: [1, 2],
      result: 3,
    });
    expect(end(result)).toBe(3);
    expect(told).toHaveLength(5);
  });

  test.each<[string, () => unknown]>([
    ['rejects', () => Promise.reject(broken)],
    [
      'throws',
      () => {
        throw broken;
      },
    ],
  ])('a function that %s is told as an error before the callback', async (_how, fn) => {
    const told = watch();
    const { begin, end } = begun(told, fn);
    const result = begin();
    await allJobs();
    expect(eventsOf(told)).toStrictEqual(['start', 'end', 'error', 'asyncStart', 'Invoke', 'asyncEnd']);
    expect(last(told)?.error).toBe(broken);
    expect(last(told)?.result).toBeUndefined();
    expect(() => end(result)).toThrow(broken);
  });

  test('without a callback, the end is told once there is an outcome', async () => {
    const told = watch();
    const { begin, end } = toBeginEnd(async () => 'value');
    const result = begin(null, null);
    await allJobs();
    expect(eventsOf(told)).toStrictEqual(['start', 'end', 'asyncEnd']);
    expect(end(result)).toBe('value');
  });

  test('a callback that is none is a TypeError, and nothing is told', () => {
    const told = watch();
    const { begin } = toBeginEnd(async () => 'value');
    expect(() => begin(1 as never, null)).toThrow(TypeError);
    expect(told).toStrictEqual([]);
  });

  test('a Cancel that cannot stop the function is told, then E_ABORT, and its value when it comes', async () => {
    const told = watch();
    const { promise, resolve } = pDefer<string>();
    const { begin, end, cancel } = begun(told, () => promise);
    const result = begin();
    cancel(result);
    await allJobs();
    expect(eventsOf(told)).toStrictEqual(['start', 'end', 'cancel', 'error', 'asyncStart', 'Invoke', 'asyncEnd']);
    expect(last(told)).toMatchObject({ error: { hresult: E_ABORT } });
    expect(() => end(result)).toThrow(HResultError);
    resolve('value');
    await allJobs();
    expect(eventsOf(told).at(-1)).toBe('late');
    expect(last(told)).toMatchObject({ late: true, result: 'value' });
  });

  test('a function that fails after a Cancel is told as late', async () => {
    const told = watch();
    const { promise, reject } = pDefer<string>();
    const { begin, cancel } = begun(told, () => promise);
    cancel(begin());
    await allJobs();
    reject(broken);
    await allJobs();
    expect(eventsOf(told).slice(-2)).toStrictEqual(['asyncEnd', 'late']);
    expect(last(told)).toMatchObject({ late: true, error: broken });
  });

  test('a value that comes between Cancel and Invoke is told once as late', async () => {
    const told = watch();
    const { begin, cancel } = begun(told, async () => 'value');
    cancel(begin());
    await allJobs();
    expect(eventsOf(told)).toStrictEqual([
      'start',
      'end',
      'cancel',
      'error',
      'asyncStart',
      'Invoke',
      'late',
      'asyncEnd',
    ]);
  });

  test('a Cancel that stops the function is told, and what the function says to it', async () => {
    const told = watch();
    const { begin, cancel } = begun(
      told,
      ({ signal }: { signal: AbortSignal }) =>
        new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(broken))),
      { passSignal: true },
    );
    cancel(begin());
    await allJobs();
    expect(eventsOf(told)).toStrictEqual(['start', 'end', 'cancel', 'error', 'asyncStart', 'Invoke', 'asyncEnd']);
    expect(last(told)).toMatchObject({ args: [], error: broken });
  });

  test('a Cancel after completion is no event', async () => {
    const told = watch();
    const { begin, cancel } = begun(told, async () => 'value');
    const result = begin();
    await allJobs();
    cancel(result);
    expect(eventsOf(told)).not.toContain('cancel');
  });

  test('End and Cancel of a pair, given the result of another, refuse it', async () => {
    watch();
    const one = toBeginEnd(async () => 1);
    const other = toBeginEnd(async () => 2);
    const result = one.begin(null, null);
    expect(() => other.cancel(result)).toThrow(expect.objectContaining({ hresult: E_INVALIDARG }));
    await allJobs();
    expect(() => other.end(result)).toThrow(expect.objectContaining({ hresult: E_INVALIDARG }));
    expect(one.end(result)).toBe(1);
  });

  test('the function has the `this` that it has unobserved', async () => {
    watch();
    const selves: unknown[] = [];
    const api = toBeginEnd(function read(this: unknown) {
      selves.push(this);
    });
    const object = { BeginRead: api.begin };
    const { begin } = api;
    api.begin(null, null);
    begin(null, null);
    object.BeginRead(null, null);
    expect(selves).toStrictEqual([undefined, undefined, object]);
  });

  test('on a platform, the callback is told when the platform invokes it', async () => {
    const told = watch();
    const queue: IMFAsyncResult[] = [];
    const parameters: unknown[] = [];
    const callback: IMFAsyncCallback = {
      GetParameters: () => ({ flags: 1, queue: 2 }),
      Invoke: () => void told.push(['Invoke', {} as ObservedOperation]),
    };
    const callbacks: IMFAsyncCallback[] = [];
    const platform = {
      MFCreateAsyncResult(object: unknown, given: IMFAsyncCallback | null, state: unknown) {
        callbacks.push(given as IMFAsyncCallback);
        return MFCreateAsyncResult(object, given, state);
      },
      MFInvokeCallback: (result: IMFAsyncResult) => void queue.push(result),
    };
    const { begin, end } = toBeginEnd(async () => 'value', { platform });
    const result = begin(callback, null);
    await allJobs();
    expect(queue).toStrictEqual([result]);
    expect(eventsOf(told)).toStrictEqual(['start', 'end']);
    parameters.push(callbacks[0]?.GetParameters?.());
    expect(parameters).toStrictEqual([{ flags: 1, queue: 2 }]);
    callbacks[0]?.Invoke(result);
    expect(eventsOf(told)).toStrictEqual(['start', 'end', 'asyncStart', 'Invoke', 'asyncEnd']);
    expect(end(result)).toBe('value');
  });

  /** Its callback is dropped where it should be invoked. */
  const droppingPlatform: AsyncResultPlatform = {
    MFCreateAsyncResult,
    MFInvokeCallback: (result) => library.callbackOf(result)?.[callbackDropped]?.(broken),
  };

  test('a callback that its platform drops is told of it, and the operation is over', async () => {
    const told = watch();
    const dropped: unknown[] = [];
    const callback = { Invoke() {}, [callbackDropped]: (error: unknown) => dropped.push(error) };
    const { begin } = toBeginEnd(async () => 'value', { platform: droppingPlatform });
    begin(callback, null);
    await allJobs();
    expect(dropped).toStrictEqual([broken]);
    expect(eventsOf(told)).toStrictEqual(['start', 'end', 'asyncEnd']);
  });

  test('a callback that cannot be told that its platform drops it, is not invoked, and the operation is over', async () => {
    const told = watch();
    const { begin } = begun(told, async () => 'value', { platform: droppingPlatform });
    begin();
    await allJobs();
    expect(eventsOf(told)).toStrictEqual(['start', 'end', 'asyncEnd']);
  });

  test('a callback that throws is an uncaught exception, and the end is told', async () => {
    const told = watch();
    const { begin } = toBeginEnd(async () => 'value');
    const uncaught = await uncaughtBy(() => {
      begin(() => {
        throw broken;
      }, null);
    });
    expect(uncaught).toStrictEqual([broken]);
    expect(eventsOf(told)).toStrictEqual(['start', 'end', 'asyncStart', 'asyncEnd']);
  });

  test('both directions, one around the other, are two operations', async () => {
    const told = watch();
    const read = fromBeginEnd(toBeginEnd(async () => 'value', { name: 'BeginRead' }));
    await expect(read()).resolves.toBe('value');
    expect(told.map(([event, { direction }]) => `${direction} ${event}`)).toStrictEqual([
      'fromBeginEnd start',
      'toBeginEnd start',
      'toBeginEnd end',
      'fromBeginEnd end',
      'toBeginEnd asyncStart',
      'fromBeginEnd asyncStart',
      'fromBeginEnd asyncEnd',
      'toBeginEnd asyncEnd',
    ]);
    expect(new Set(told.map(([, { id }]) => id)).size).toBe(2);
  });
});

/** An operation whose callback is invoked twice more. */
async function invokedAgain(): Promise<void> {
  const { pair, read } = adaptedPair();
  const promise = read();
  pair.last.complete();
  pair.last.complete();
  pair.last.complete();
  await promise;
}

describe('misuse', () => {
  test('a misuse, seen through the channel, is every report that a handler gets', async () => {
    const handled: MisuseReport[] = [];
    const told: MisuseReport[] = [];
    setMisuseHandler((report) => handled.push(report));
    subscribe('misuse', (report) => void told.push(report));
    await invokedAgain();
    expect(told).toHaveLength(2);
    expect(told).toStrictEqual(handled);
  });

  test('a misuse, told to an observer, is warned about as without one', async () => {
    const emitted = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const kinds: string[] = [];
    setOperationObserver({ misuse: ({ kind }) => void kinds.push(kind) });
    await invokedAgain();
    expect(kinds).toStrictEqual(['second-invoke', 'second-invoke']);
    expect(emitted).toHaveBeenCalledTimes(1);
    emitted.mockRestore();
  });
});

describe('AsyncLocalStorage', () => {
  test('stores, bound to the channels, are there inside Begin and End, and for what they start', async () => {
    const storage = new AsyncLocalStorage<number>();
    for (const event of ['start', 'asyncStart']) {
      const channel = diagnostics.channel(channelOf(event)) as unknown as {
        bindStore(store: unknown, transform: (operation: ObservedOperation) => unknown): void;
        unbindStore(store: unknown): void;
      };
      channel.bindStore(storage, ({ id }) => `${event} ${id}`);
      undo.push(() => channel.unbindStore(storage));
    }
    const seen: unknown[] = [];
    const see = (): void => void seen.push(storage.getStore());
    const read = fromBeginEnd(
      (callback: IMFAsyncCallback, _state: unknown) => {
        see();
        setImmediate(() => callback.Invoke({} as IMFAsyncResult));
        queueMicrotask(see);
      },
      () => see(),
    );
    await read();
    const [inBegin] = seen as [string];
    expect(inBegin).toMatch(/^start \d+$/);
    expect(seen).toStrictEqual([inBegin, inBegin, inBegin.replace('start', 'asyncStart')]);
    seen.length = 0;
    toBeginEnd(async () => see()).begin(see, null);
    await allJobs();
    expect(seen).toStrictEqual([expect.stringMatching(/^start/), expect.stringMatching(/^asyncStart/)]);
    expect(storage.getStore()).toBeUndefined();
  });
});

const faulty = (): never => {
  throw broken;
};

/** Operations of both directions that meet every event. */
async function operate(): Promise<unknown[]> {
  const { pair, read } = adaptedPair();
  const first = read();
  pair.last.complete('value');
  const second = read();
  const reason = second.catch((error: unknown) => error);
  second.cancel('stop');
  pair.last.fail('late');
  const { begin, end } = toBeginEnd(async () => 'other');
  const result = begin(null, null);
  await allJobs();
  return [await first, await reason, end(result)];
}

describe('a faulty observer', () => {
  const all = Object.fromEntries([...names, 'misuse'].map((event) => [event, faulty]));

  test('what an observer throws, at every event, is uncaught, and the operations go on', async () => {
    setOperationObserver(all);
    let outcomes: unknown[] = [];
    const uncaught = await uncaughtBy(async () => (outcomes = await operate()));
    expect(outcomes).toStrictEqual(['value', 'stop', 'other']);
    expect(uncaught).toStrictEqual(Array.from({ length: 14 }, () => broken));
  });

  test('what a subscriber of the channels throws, at every event, is uncaught, and the operations go on', async () => {
    for (const event of names) subscribe(event, faulty);
    let outcomes: unknown[] = [];
    const uncaught = await uncaughtBy(async () => (outcomes = await operate()));
    expect(outcomes).toStrictEqual(['value', 'stop', 'other']);
    expect(uncaught).toStrictEqual(Array.from({ length: 14 }, () => broken));
  });
});

/** An operation that meets every event. */
async function eventful(): Promise<void> {
  const { pair, read } = adaptedPair({ onAbort: 'abandon' });
  const promise = read();
  promise.cancel('stop');
  pair.last.fail(broken);
  await promise.catch(() => {});
}

describe('observers that come and go', () => {
  test.each(['start', 'asyncEnd', 'error'])('a subscriber of nothing but %s is told', async (event) => {
    const told: string[] = [];
    subscribe(event, () => void told.push(event));
    await eventful();
    expect(told).toStrictEqual([event]);
  });

  test.each(['end', 'asyncStart', 'cancel', 'late'])(
    'a subscriber of nothing but %s, of which operations do not ask, is told once another one asks for more',
    async (event) => {
      const told: string[] = [];
      subscribe(event, () => void told.push(event));
      await eventful();
      expect(told).toStrictEqual([]);
      subscribe('error', () => {});
      await eventful();
      expect(told).toStrictEqual([event]);
    },
  );

  test.each(names)('an observer of nothing but %s is told', async (event) => {
    const told: string[] = [];
    setOperationObserver({ [event]: () => void told.push(event) });
    await eventful();
    expect(told).toStrictEqual([event]);
  });

  test('one that comes while an operation runs is told of the next one', async () => {
    const { pair, read } = adaptedPair();
    const promises = [read()];
    const told: Told[] = [];
    setOperationObserver(observerInto(told));
    pair.last.complete('first');
    expect(told).toStrictEqual([]);
    promises.push(read());
    pair.last.complete('second');
    await expect(Promise.all(promises)).resolves.toStrictEqual(['first', 'second']);
    expect(told).toHaveLength(4);
  });

  test('one that goes while an operation runs is told no more, and the operation completes', async () => {
    const told: string[] = [];
    const unsubscribe = [subscribe('start', () => told.push('start')), subscribe('asyncEnd', () => told.push('end'))];
    const { pair, read } = adaptedPair();
    const promises = [read(), read()];
    for (const each of unsubscribe) each();
    pair.last.complete('second');
    pair.begun[0]?.complete('first');
    await expect(Promise.all(promises)).resolves.toStrictEqual(['first', 'second']);
    expect(told).toStrictEqual(['start', 'start']);
    const third = read();
    pair.last.complete('third');
    await third;
    expect(told).toHaveLength(2);
  });

  test('one that is replaced while an operation runs: its successor is told the rest', async () => {
    const former: Told[] = [];
    const told: Told[] = [];
    setOperationObserver(observerInto(former));
    const { pair, read } = adaptedPair();
    const promise = read();
    setOperationObserver(observerInto(told));
    pair.last.complete();
    await promise;
    expect([eventsOf(former), eventsOf(told)]).toStrictEqual([
      ['start', 'end'],
      ['asyncStart', 'asyncEnd'],
    ]);
  });

  test('an observer and the channels are told the same object, each event once', async () => {
    const seen: [ObservedOperation[], ObservedOperation[]] = [[], []];
    setOperationObserver({ start: (each) => void seen[0].push(each), asyncEnd: (each) => void seen[0].push(each) });
    subscribe('start', (each) => void seen[1].push(each));
    subscribe('asyncEnd', (each) => void seen[1].push(each));
    await adaptedPair({}, (operation) => operation.complete()).read();
    const operations = seen.flat();
    expect(operations).toHaveLength(4);
    expect(new Set(operations).size).toBe(1);
  });
});

/** The library once more, as a program that has two copies of it. */
async function anotherCopy(): Promise<typeof library> {
  jest.resetModules();
  return import('../../src/index.js');
}

describe('copies and hosts', () => {
  test('two copies publish on the same channels, and each has an observer of its own', async () => {
    const copy = await anotherCopy();
    expect(copy.fromBeginEnd).not.toBe(fromBeginEnd);
    const published: ObservedOperation[] = [];
    const told: string[] = [];
    subscribe('start', (operation) => void published.push(operation));
    setOperationObserver({ start: ({ direction }) => void told.push(`first ${direction}`) });
    copy.setOperationObserver({ start: ({ direction }) => void told.push(`second ${direction}`) });
    const read = copy.fromBeginEnd(toBeginEnd(async () => 'value'));
    await expect(read()).resolves.toBe('value');
    copy.setOperationObserver(undefined);
    expect(told).toStrictEqual(['second fromBeginEnd', 'first toBeginEnd']);
    expect(published.map(({ direction }) => direction)).toStrictEqual(['fromBeginEnd', 'toBeginEnd']);
    expect(new Set(published).size).toBe(2);
  });

  test('a host without channels has setOperationObserver', async () => {
    const replaced = jest.spyOn(process, 'getBuiltinModule').mockReturnValue(undefined);
    const copy = await anotherCopy().finally(() => replaced.mockRestore());
    const told: Told[] = [];
    const published: unknown[] = [];
    subscribe('start', (operation) => void published.push(operation));
    const read = copy.fromBeginEnd(copy.toBeginEnd(async () => 'value'));
    await read();
    copy.setOperationObserver(observerInto(told));
    await expect(read()).resolves.toBe('value');
    expect(told).toHaveLength(8);
    expect(published).toStrictEqual([]);
  });
});

describe('setOperationObserver', () => {
  test.each<[string, unknown, RegExp]>([
    ['null', null, /^setOperationObserver: the observer must be of type object, got null$/],
    ['a function', () => {}, /^setOperationObserver: the observer must be of type object, got function$/],
    ['an event that is no function', { end: 1 }, /^setOperationObserver: end must be of type function, got 1$/],
  ])('%s is a TypeError, and the former observer stays', async (_, observer, message) => {
    const told: Told[] = [];
    setOperationObserver(observerInto(told));
    expect(() => setOperationObserver(observer as never)).toThrow(TypeError);
    expect(() => setOperationObserver(observer as never)).toThrow(message);
    await adaptedPair({}, (operation) => operation.complete()).read();
    expect(told).toHaveLength(4);
  });
});
