import { runInNewContext } from 'node:vm';

import { describe, expect, test } from '@jest/globals';
import {
  E_ABORT,
  E_FAIL,
  fromBeginEnd,
  HResultError,
  hresultOf,
  MF_E_SHUTDOWN,
  toBeginEnd,
  type CancellablePromise,
  type IMFAsyncCallback,
  type IMFAsyncResult,
} from 'begin-end';

import { allJobs } from '../support/promises.js';

// Promises, errors and signals come from other realms, from polyfills and over message ports. They count by what they
// are able to do, not by the class that they were made of.

/** An operation that nobody completes but the test. */
function waiting(options: object = {}) {
  const callbacks: IMFAsyncCallback[] = [];
  const read = fromBeginEnd(
    (callback: IMFAsyncCallback, _state: unknown) => void callbacks.push(callback),
    () => 7,
    options,
  );
  return { read, callbacks, invoke: () => callbacks[0]?.Invoke({} as IMFAsyncResult) };
}

/** An AbortSignal as polyfills and jsdom have it: no class of Node's, and an event that may be a plain object. */
class ShimSignal {
  aborted = false;
  reason: unknown = undefined;
  readonly listeners = new Set<unknown>();

  addEventListener(_type: 'abort', listener: unknown): void {
    this.listeners.add(listener);
  }

  removeEventListener(_type: 'abort', listener: unknown): void {
    this.listeners.delete(listener);
  }

  abort(reason?: unknown): void {
    this.aborted = true;
    this.reason = reason;
    for (const listener of this.listeners) {
      if (typeof listener === 'function') listener.call(this, { type: 'abort', target: this });
      else (listener as EventListenerObject).handleEvent({ type: 'abort', target: this } as never);
    }
  }
}

const asSignal = (signal: ShimSignal): AbortSignal => signal as unknown as AbortSignal;

describe('signals', () => {
  test('a signal of a shim, aborted, aborts the operation with its reason', async () => {
    const signal = new ShimSignal();
    const { read } = waiting();
    const promise = read({ signal: asSignal(signal) });
    signal.abort('shimmed');
    await expect(promise).rejects.toBe('shimmed');
  });

  test('a signal of a shim, aborted before, begins nothing', async () => {
    const signal = new ShimSignal();
    signal.abort('shimmed');
    const { read, callbacks } = waiting();
    await expect(read({ signal: asSignal(signal) })).rejects.toBe('shimmed');
    expect(callbacks).toStrictEqual([]);
  });

  test('a signal of a shim that has no reason, aborted, gives an AbortError', async () => {
    const signal = new ShimSignal();
    const { read } = waiting();
    const promise = read({ signal: asSignal(signal) });
    signal.abort();
    await expect(promise).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('a signal of a shim, whose operations are many, has one listener', async () => {
    const signal = new ShimSignal();
    const { read, callbacks } = waiting();
    const promises = Array.from({ length: 100 }, () => read({ signal: asSignal(signal) }));
    expect(signal.listeners.size).toBe(1);
    for (const callback of callbacks) callback.Invoke({} as IMFAsyncResult);
    await expect(Promise.all(promises)).resolves.toHaveLength(100);
  });
});

/** A signal as abortcontroller-polyfill, @azure/abort-controller 1 and node-abort-controller have it: it calls functions alone. */
class PolyfilledSignal extends ShimSignal {
  override abort(reason?: unknown): void {
    this.aborted = true;
    this.reason = reason;
    for (const listener of this.listeners) (listener as (event: unknown) => void).call(this, { type: 'abort' });
  }
}

describe('signals of polyfills, and signals that resist', () => {
  const refuse = (): never => {
    throw new Error('refused');
  };
  const resisting: [string, object][] = [
    ['whose addEventListener throws', { addEventListener: refuse }],
    ['without removeEventListener', { removeEventListener: undefined }],
    ['whose removeEventListener throws', { removeEventListener: refuse }],
    ['that is frozen', {}],
  ];
  const signalWith = (how: string, methods: object): ShimSignal => {
    const signal = Object.assign(new PolyfilledSignal(), methods);
    return how === 'that is frozen' ? new Proxy(Object.freeze(signal), {}) : signal;
  };

  test('a signal that calls functions alone, aborted, aborts the operation', async () => {
    const signal = new PolyfilledSignal();
    const promise = waiting().read({ signal: asSignal(signal) });
    signal.abort('polyfilled');
    await expect(promise).rejects.toBe('polyfilled');
  });

  test('a signal that calls functions alone, aborted without a reason, gives an AbortError', async () => {
    const signal = new PolyfilledSignal();
    const promise = waiting().read({ signal: asSignal(signal) });
    signal.abort();
    await expect(promise).rejects.toMatchObject({ name: 'AbortError' });
  });

  test.each(resisting)('a signal %s, does not make the call throw, and the operation ends', async (how, methods) => {
    const { read, invoke } = waiting();
    const promise = read({ signal: asSignal(signalWith(how, methods)) });
    invoke();
    await expect(promise).resolves.toBe(7);
    await allJobs();
  });

  test('a signal whose addEventListener throws, is asked when the operation ends', async () => {
    const signal = Object.assign(new PolyfilledSignal(), { addEventListener: refuse });
    const { read, invoke } = waiting({
      cancel() {},
      dispose() {},
    });
    const promise = read({ signal: asSignal(signal) });
    signal.abort('asked');
    invoke();
    await expect(promise).resolves.toBe(7);
    const next = read({ signal: asSignal(signal) });
    await expect(next).rejects.toBe('asked');
  });

  /** A signal whose property can be read so many times, and throws from then on, as that of a revoked membrane does. */
  const throwingFrom = (key: string, times: number): ShimSignal => {
    let left = times;
    return new Proxy(new PolyfilledSignal(), {
      get: (target, name) => (name === key && left-- <= 0 ? refuse() : (Reflect.get(target, name) as unknown)),
    });
  };

  test.each([1, 2, 3, 4])(
    'a signal whose aborted throws from the read behind %i on, throws at nobody, and the operation ends',
    async (times) => {
      const { read, invoke, callbacks } = waiting();
      const promise = read({ signal: asSignal(throwingFrom('aborted', times)) });
      expect(callbacks).toHaveLength(1);
      expect(invoke).not.toThrow();
      await expect(promise).resolves.toBe(7);
    },
  );

  test('a signal whose reason throws, aborts every operation on it, with an AbortError', async () => {
    const signal = throwingFrom('reason', 0);
    const promises = [waiting(), waiting()].map(({ read }) => read({ signal: asSignal(signal) }));
    expect(() => signal.abort()).not.toThrow();
    for (const promise of promises) await expect(promise).rejects.toMatchObject({ name: 'AbortError' });
    await expect(waiting().read({ signal: asSignal(signal) })).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('promises', () => {
  test('a promise of another realm, from a function, settles the operation', async () => {
    const fn = runInNewContext('async (value) => value + 1') as (value: number) => Promise<number>;
    const { begin, end } = toBeginEnd(fn);
    const result = begin(6, null, null);
    await allJobs();
    expect(end(result)).toBe(7);
  });

  test('a promise of another realm, rejecting, gives its very error and code', async () => {
    const error = runInNewContext("Object.assign(new Error('gone'), { code: 'ENOENT' })") as Error;
    const fn = runInNewContext('(error) => Promise.reject(error)') as (given: Error) => Promise<never>;
    const { begin, end } = toBeginEnd(fn);
    const result = begin(error, null, null);
    await allJobs();
    expect(result.GetStatus()).toBe(0x80070002);
    expect(() => end(result)).toThrow(error);
  });

  test('a promise of another realm, from End, is adopted', async () => {
    const end = runInNewContext('() => Promise.resolve(7)') as () => Promise<number>;
    const read = fromBeginEnd(
      (callback: IMFAsyncCallback, _state: unknown) => callback.Invoke({} as IMFAsyncResult),
      end,
    );
    await expect(read()).resolves.toBe(7);
  });

  test('a promise of fromBeginEnd, in this realm, is a native promise', async () => {
    const { read, invoke } = waiting();
    const promise: CancellablePromise<number> = read();
    expect(Object.prototype.toString.call(promise)).toBe('[object Promise]');
    invoke();
    await promise;
  });

  test('a function and a callback of another realm, are a function and a callback', async () => {
    const { begin, end } = toBeginEnd(runInNewContext('() => 7') as () => number);
    const callback = runInNewContext('({ results: [], Invoke(result) { this.results.push(result); } })') as {
      results: IMFAsyncResult[];
      Invoke(result: IMFAsyncResult): void;
    };
    const result = begin(callback, null);
    await allJobs();
    expect([...callback.results]).toStrictEqual([result]);
    expect(end(result)).toBe(7);
  });
});

describe('errors', () => {
  test('an AbortError of another realm, after an abort, becomes the reason', async () => {
    const error = runInNewContext("Object.assign(new Error('stopped'), { name: 'AbortError' })") as Error;
    const callbacks: IMFAsyncCallback[] = [];
    const read = fromBeginEnd(
      (callback: IMFAsyncCallback, _state: unknown) => void callbacks.push(callback),
      (): number => {
        throw error;
      },
      { cancel() {} },
    );
    const promise = read();
    promise.cancel('the reason');
    callbacks[0]?.Invoke({} as IMFAsyncResult);
    await expect(promise).rejects.toBe('the reason');
  });

  test.each<[string, () => unknown, number]>([
    ['an AbortError', () => new DOMException('stopped', 'AbortError'), E_ABORT],
    ['an Error of another realm', () => runInNewContext("new TypeError('foreign')"), E_FAIL],
    ['a TimeoutError', () => new DOMException('late', 'TimeoutError'), 0x800705b4],
    [
      'an HResultError of another copy of the library',
      () => Object.assign(new Error('copy'), { name: 'HResultError', hresult: MF_E_SHUTDOWN }),
      MF_E_SHUTDOWN,
    ],
  ])('hresultOf %s is its code, whatever realm it comes from', (_name, made, hresult) => {
    expect(hresultOf(made())).toBe(hresult);
  });

  test('hresultOf a structured clone of a TypeError is E_FAIL, as of the original', () => {
    expect(hresultOf(structuredClone(new TypeError('wrong')))).toBe(E_FAIL);
  });

  test('hresultOf a structured clone of an HResultError, which loses its class and fields, is E_FAIL', () => {
    const clone = structuredClone(new HResultError(MF_E_SHUTDOWN, 'EndRead'));
    expect(hresultOf(clone)).toBe(E_FAIL);
    expect(clone.message).toBe('EndRead: the operation failed (MF_E_SHUTDOWN)');
  });

  test('an HResultError, sent as its code, is the same after a message port', () => {
    const { hresult } = structuredClone({ hresult: hresultOf(new HResultError(MF_E_SHUTDOWN)) });
    expect(hresultOf(new HResultError(hresult))).toBe(MF_E_SHUTDOWN);
  });
});
