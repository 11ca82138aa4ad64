import { describe, expect, test } from '@jest/globals';
import {
  callbackDropped,
  fromBeginEnd,
  MFCreateAsyncResult,
  toBeginEnd,
  type CancellablePromise,
  type IMFAsyncCallback,
  type IMFAsyncResult,
} from '../../src/index.js';
import { collectGarbage } from '../support/garbage.js';
import { allJobs } from '../support/promises.js';

// The third law: no reference to an operation outlives it. A promise that is kept once it has settled, and a callback that
// Begin keeps, hold nothing of what the operation was given.

/** The names of what is still held once garbage has been collected. */
async function heldOf(references: Record<string, WeakRef<object>>): Promise<string[]> {
  await collectGarbage();
  return Object.keys(references).filter((name) => references[name]?.deref() !== undefined);
}

/** Made out here: an error holds the frames, with `this`, of the functions that it was made in. */
const broken = new Error('broken');
const throwBroken = (): never => {
  throw broken;
};

interface Kept {
  readonly promise: CancellablePromise<unknown>;
  readonly callback: IMFAsyncCallback;
  readonly references: Record<string, WeakRef<object>>;
}

/** Runs one operation to its end, and keeps only its promise and its callback. What it was given can be weakly seen. */
async function operated(
  finish: (invoke: () => void, abort: () => void, promise: CancellablePromise<unknown>) => unknown,
  how: {
    onEnd?: (value: object) => unknown;
    onBegin?: (callback: IMFAsyncCallback) => unknown;
    withSignal?: boolean;
  } = {},
): Promise<Kept> {
  const { onEnd = (value) => value, onBegin = () => undefined, withSignal = true } = how;
  const given = { self: {}, argument: {}, cookie: {}, value: { text: 'value' }, reason: {}, state: {} };
  const controller = new AbortController();
  const results: IMFAsyncResult[] = [];
  const callbacks: IMFAsyncCallback[] = [];
  const read = fromBeginEnd(
    (_argument: object, callback: IMFAsyncCallback, state: unknown) => {
      callbacks.push(callback);
      results.push(MFCreateAsyncResult(given.cookie, null, state) as IMFAsyncResult);
      onBegin(callback);
      return given.cookie;
    },
    () => onEnd(given.value),
    { state: given.state, cancel: () => {} },
  );
  const promise = withSignal
    ? read.call(given.self, given.argument, { signal: controller.signal })
    : read.call(given.self, given.argument);
  const invoke = (): void => callbacks[0]?.Invoke(results[0] as IMFAsyncResult) as void;
  const abort = (): void => (withSignal ? controller.abort(given.reason) : promise.cancel(given.reason));
  await Promise.allSettled([promise, finish(invoke, abort, promise)]);
  const [result] = results;
  const { self, argument, cookie, reason } = given;
  const seen = { self, argument, cookie, reason, signal: controller.signal, controller, ...(result && { result }) };
  return {
    promise,
    callback: callbacks[0] as IMFAsyncCallback,
    references: Object.fromEntries(Object.entries(seen).map(([name, object]) => [name, new WeakRef<object>(object)])),
  };
}

async function abandoned() {
  const callbacks: IMFAsyncCallback[] = [];
  const value = {};
  const open = fromBeginEnd(
    (callback: IMFAsyncCallback, _state: unknown) => void callbacks.push(callback),
    () => value,
    { dispose: () => {} },
  );
  const promise = open();
  const reason = new Error('stop');
  promise.cancel(reason);
  await promise.catch(() => {});
  callbacks[0]?.Invoke({} as IMFAsyncResult);
  return { promise, callback: callbacks[0], references: { value: new WeakRef(value) } };
}

describe('a settled promise and a callback, which are kept,', () => {
  test.each<[string, () => Promise<Kept>]>([
    ['an operation with a value', () => operated((invoke) => invoke())],
    ['an operation without a signal', () => operated((invoke) => invoke(), { withSignal: false })],
    ['an operation whose End throws', () => operated((invoke) => invoke(), { onEnd: throwBroken })],
    ['an operation whose End gives a promise', () => operated((invoke) => invoke(), { onEnd: async () => 'later' })],
    ['an operation whose Begin throws', () => operated(() => {}, { onBegin: throwBroken })],
    ['an operation whose abort comes too late', () => operated((invoke, abort) => [invoke(), abort()])],
    ['an operation that was aborted, and has a value', () => operated((invoke, abort) => [abort(), invoke()])],
    [
      'an operation that was cancelled, and has a value',
      () => operated((invoke, abort) => [abort(), invoke()], { withSignal: false }),
    ],
    [
      'an operation that was aborted, and failed otherwise',
      () => operated((invoke, abort) => [abort(), invoke()], { onEnd: throwBroken }),
    ],
    [
      'an operation whose callback was dropped',
      () =>
        operated((_invoke, _abort, promise) => promise, { onBegin: (callback) => callback[callbackDropped]?.(broken) }),
    ],
  ])('hold nothing of %s', async (_, operate) => {
    const kept = await operate();
    expect(await heldOf(kept.references)).toStrictEqual([]);
    // Used here, so that they are kept until here.
    expect([typeof kept.promise.cancel, typeof kept.callback.Invoke]).toStrictEqual(['function', 'function']);
  });

  test('hold nothing of the value that was disposed late', async () => {
    const kept = await abandoned();
    expect(await heldOf(kept.references)).toStrictEqual([]);
    expect(typeof kept.promise.cancel).toBe('function');
  });
});

test.each<[string, (value: object) => object]>([
  ['value', (value) => value],
  [
    'error',
    (value) => {
      throw value;
    },
  ],
])('a callback, which is kept alone, holds neither the promise nor its %s', async (_, onEnd) => {
  const operate = async () => {
    const callbacks: IMFAsyncCallback[] = [];
    const value = {};
    const read = fromBeginEnd(
      (_argument: object, callback: IMFAsyncCallback, _state: unknown) => void callbacks.push(callback),
      (result) => onEnd(result.GetObject() as object),
    );
    const promise = read(value);
    callbacks[0]?.Invoke(MFCreateAsyncResult(value, null, null) as IMFAsyncResult);
    await promise.catch(() => {});
    return { callback: callbacks[0], references: { promise: new WeakRef(promise), value: new WeakRef(value) } };
  };
  const { callback, references } = await operate();
  expect(await heldOf(references)).toStrictEqual([]);
  expect(typeof callback?.Invoke).toBe('function');
});

describe('a result of toBeginEnd, which is kept once it was ended,', () => {
  test.each<[string, boolean]>([
    ['completed', false],
    ['was cancelled', true],
  ])('holds nothing of an operation that %s, but its state and its callback', async (_, cancelIt) => {
    const { begin, end, cancel } = toBeginEnd((argument: { promise: Promise<object> }) => argument.promise);
    const operate = async () => {
      const given = { self: {}, value: {}, state: {}, callback: { Invoke() {} } };
      const argument = { promise: Promise.resolve(given.value) };
      const result = begin.call(given.self, argument, given.callback, given.state);
      if (cancelIt) cancel(result);
      await allJobs();
      try {
        end(result);
      } catch {
        // E_ABORT
      }
      const seen = Object.entries({ ...given, argument, promise: argument.promise });
      return {
        result,
        references: Object.fromEntries(seen.map(([name, object]) => [name, new WeakRef<object>(object)])),
      };
    };
    const { result, references } = await operate();
    expect(await heldOf(references)).toStrictEqual(['state', 'callback']);
    expect(result.GetStateNoAddRef()).toBe(references['state']?.deref());
  });
});
