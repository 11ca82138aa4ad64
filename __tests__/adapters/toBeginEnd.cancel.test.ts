import { describe, expect, jest, test } from '@jest/globals';
import pDefer from 'p-defer';
import {
  E_ABORT,
  E_FAIL,
  E_PENDING,
  fromBeginEnd,
  HResultError,
  MF_E_INVALIDREQUEST,
  MF_E_SHUTDOWN,
  S_OK,
  toBeginEnd,
  type IMFAsyncCallback,
  type IMFAsyncResult,
} from '../../src/index.js';
import { allJobs } from '../support/promises.js';
import { adaptedPair } from '../support/adaptedPair.js';
import { thenable } from '../support/thenables.js';
import { thrownBy } from '../support/thrownBy.js';
import { collectReports } from '../support/reports.js';

const reports = collectReports();

/** An operation of a function that cannot be asked to stop. */
function begun(dispose?: (value: unknown) => unknown) {
  const { promise, resolve, reject } = pDefer<unknown>();
  const invoked: IMFAsyncResult[] = [];
  const { begin, end, cancel } = toBeginEnd(
    function read() {
      return promise;
    },
    { dispose },
  );
  const result = begin((own) => invoked.push(own), null);
  return { result, end, cancel, resolve, reject, invoked };
}

const nap = (_id: number, { signal }: { signal: AbortSignal }) =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));

/** An operation of a function that takes a signal. */
function begunWithSignal() {
  const { promise, resolve, reject } = pDefer<unknown>();
  const calls: unknown[][] = [];
  const signals: AbortSignal[] = [];
  const fn = (a: string, b: string, options: { signal: AbortSignal }): Promise<unknown> => {
    calls.push([a, b]);
    signals.push(options.signal);
    return promise;
  };
  const { begin, end, cancel } = toBeginEnd(fn, { passSignal: true });
  const result = begin('a', 'b', null, null);
  return { result, end, cancel, resolve, reject, calls, signal: signals[0] as AbortSignal };
}

describe('toBeginEnd, rule 11: Cancel of a function that cannot be asked to stop', () => {
  test('the operation, cancelled, completes with E_ABORT', async () => {
    const { result, end, cancel, invoked } = begun();
    cancel(result);
    await allJobs();
    expect(invoked).toStrictEqual([result]);
    expect(result.GetStatus()).toBe(E_ABORT);
    expect(thrownBy(() => end(result))).toMatchObject({ name: 'HResultError', hresult: E_ABORT, operation: 'EndRead' });
  });

  test('the callback, of a cancelled operation, is not invoked inside Cancel', async () => {
    const { result, cancel, invoked } = begun();
    cancel(result);
    expect(invoked).toStrictEqual([]);
    await allJobs();
    expect(invoked).toHaveLength(1);
  });

  test('the operation, cancelled twice, is invoked once', async () => {
    const { result, cancel, invoked } = begun();
    cancel(result);
    cancel(result);
    await allJobs();
    expect(invoked).toHaveLength(1);
  });

  test('End, right after Cancel, throws E_ABORT, because the operation has completed', () => {
    const { result, end, cancel } = begun();
    cancel(result);
    expect(thrownBy(() => end(result))).toMatchObject({ hresult: E_ABORT });
  });

  test('a late value, of a cancelled operation, is disposed and changes nothing', async () => {
    const disposed: unknown[] = [];
    const { result, end, cancel, resolve, invoked } = begun((value) => disposed.push(value));
    cancel(result);
    resolve('late');
    await allJobs();
    expect(disposed).toStrictEqual(['late']);
    expect(invoked).toHaveLength(1);
    expect(thrownBy(() => end(result))).toMatchObject({ hresult: E_ABORT });
  });

  test('a late disposable value, of a cancelled operation, is disposed by its own method', async () => {
    let disposed = 0;
    const { result, cancel, resolve } = begun();
    cancel(result);
    resolve({ [Symbol.dispose]: () => disposed++ });
    await allJobs();
    expect(disposed).toBe(1);
  });

  test('a late rejection, of a cancelled operation, is silent', async () => {
    const { result, end, cancel, reject, invoked } = begun();
    cancel(result);
    reject(new Error('late'));
    await allJobs();
    expect(invoked).toHaveLength(1);
    expect(reports).toStrictEqual([]);
    expect(thrownBy(() => end(result))).toMatchObject({ hresult: E_ABORT });
  });

  test('dispose, failing with a late value, is reported', async () => {
    const error = new Error('broken');
    const { result, cancel, resolve } = begun(() => {
      throw error;
    });
    cancel(result);
    resolve('late');
    await allJobs();
    expect(reports).toMatchObject([{ kind: 'dispose-failed', operation: 'BeginRead' }]);
    expect(reports[0]?.error).toBe(error);
  });

  test('Cancel, after completion with a value, does nothing', async () => {
    const { result, end, cancel, resolve, invoked } = begun();
    resolve('value');
    await allJobs();
    cancel(result);
    await allJobs();
    expect(invoked).toHaveLength(1);
    expect(result.GetStatus()).toBe(S_OK);
    expect(end(result)).toBe('value');
  });

  test('Cancel, after completion with an error, does nothing', async () => {
    const { result, end, cancel, reject, invoked } = begun();
    reject('broken');
    await allJobs();
    cancel(result);
    await allJobs();
    expect(invoked).toHaveLength(1);
    expect(result.GetStatus()).toBe(E_FAIL);
    expect(thrownBy(() => end(result))).toBe('broken');
  });

  test('Cancel, after End, does nothing', async () => {
    const { result, end, cancel, resolve } = begun();
    resolve('value');
    await allJobs();
    end(result);
    expect(() => cancel(result)).not.toThrow();
    expect(thrownBy(() => end(result))).toMatchObject({ hresult: MF_E_INVALIDREQUEST });
  });

  test('a thenable with a cancel of its own, is asked, and the operation completes at once', async () => {
    const asked: unknown[] = [];
    const { begin, end, cancel } = toBeginEnd(() =>
      Object.assign(
        thenable(() => {}),
        { cancel: () => asked.push('cancel') },
      ),
    );
    const result = begin(null, null);
    cancel(result);
    expect(thrownBy(() => end(result))).toMatchObject({ hresult: E_ABORT });
    expect(asked).toStrictEqual(['cancel']);
  });
});

/** A function of fromBeginEnd, what its Begin was called with, and the cookies that were cancelled. */
function adaptedRead() {
  const calls: unknown[][] = [];
  const cancelled: unknown[] = [];
  const read = fromBeginEnd(
    (offset: number, count: number | undefined, _callback: IMFAsyncCallback, _state: unknown) => {
      calls.push([offset, count]);
      return 'cookie';
    },
    () => {},
    { cancel: (cookie) => cancelled.push(cookie) },
  );
  return { read, calls, cancelled };
}

describe('toBeginEnd, rule 11: Cancel with passSignal', () => {
  test('Cancel, of a promise that could be cancelled itself, aborts the signal alone', () => {
    const signals: AbortSignal[] = [];
    const asked: unknown[] = [];
    const { begin, cancel } = toBeginEnd(
      ({ signal }: { signal: AbortSignal }) => {
        signals.push(signal);
        return Object.assign(new Promise<void>(() => {}), { cancel: () => asked.push('cancel') });
      },
      { passSignal: true },
    );
    cancel(begin(null, null));
    expect(signals.map(({ aborted }) => aborted)).toStrictEqual([true]);
    expect(asked).toStrictEqual([]);
  });

  test('the function, with passSignal, gets a signal after its arguments', () => {
    const { calls, signal } = begunWithSignal();
    expect(calls).toStrictEqual([['a', 'b']]);
    expect(signal).toBeInstanceOf(AbortSignal);
    expect(signal.aborted).toBe(false);
  });

  test('the function, with passSignal, gets one argument more, with nothing else in it', () => {
    const calls: unknown[][] = [];
    toBeginEnd((...args: unknown[]) => void calls.push(args), { passSignal: true }).begin('a', null, null);
    expect(calls[0]).toHaveLength(2);
    expect(Object.keys(calls[0]?.[1] as object)).toStrictEqual(['signal']);
  });

  test.each([
    [['a', undefined], ['a']],
    [['a'], ['a']],
    [[undefined], [undefined]],
    [
      ['a', 'b'],
      ['a', 'b'],
    ],
  ])('of the arguments %j of a function of two parameters, the signal comes behind %j', (given, got) => {
    const calls: unknown[][] = [];
    const fn = Object.defineProperty((...all: unknown[]) => void calls.push(all), 'length', { value: 2 });
    toBeginEnd(fn, { passSignal: true }).begin(...given, null, null);
    expect(calls[0]).toStrictEqual([...got, { signal: expect.any(AbortSignal) }]);
  });

  test('of a method of two parameters, options that are undefined make room for the signal', () => {
    const calls: unknown[][] = [];
    const read = Object.defineProperty((...all: unknown[]) => void calls.push(all), 'length', { value: 2 });
    toBeginEnd({ read }, 'read', { passSignal: true }).BeginRead('a', undefined, null, null);
    expect(calls[0]).toStrictEqual(['a', { signal: expect.any(AbortSignal) }]);
  });

  test('of a function of fromBeginEnd, an argument that is undefined is handed on, and the signal is behind it', () => {
    const { read, calls, cancelled } = adaptedRead();
    const { begin, cancel } = toBeginEnd(read, { passSignal: true });
    cancel(begin(1, undefined, null, null));
    expect([calls, cancelled]).toStrictEqual([[[1, undefined]], ['cookie']]);
  });

  test('so it is of a method that fromBeginEnd made', () => {
    const { read, calls, cancelled } = adaptedRead();
    const { BeginRead, CancelRead } = toBeginEnd({ read }, 'read', { passSignal: true });
    CancelRead(BeginRead(1, undefined, null, null));
    expect([calls, cancelled]).toStrictEqual([[[1, undefined]], ['cookie']]);
  });

  test('cancel of the promise again, where a caller hands on options that are undefined, stops the function', async () => {
    const promise = fromBeginEnd(toBeginEnd(nap, { passSignal: true }))(1, undefined);
    promise.cancel('stop');
    await expect(promise).rejects.toBe('stop');
  });

  test.each([[undefined], [{ passSignal: false }], [{ passSignal: undefined }]])(
    'the function, with options %j, gets its arguments alone',
    (options) => {
      const calls: unknown[][] = [];
      toBeginEnd((...args: unknown[]) => void calls.push(args), options).begin('a', null, null);
      expect(calls).toStrictEqual([['a']]);
    },
  );

  test('Cancel, with passSignal, aborts the signal, and the operation completes when the function settles', async () => {
    const { result, end, cancel, reject, signal } = begunWithSignal();
    cancel(result);
    await allJobs();
    expect(signal.aborted).toBe(true);
    expect(thrownBy(() => end(result))).toMatchObject({ hresult: E_PENDING });
    reject(signal.reason);
    await allJobs();
    expect(result.GetStatus()).toBe(E_ABORT);
    expect(thrownBy(() => end(result))).toBe(signal.reason);
  });

  test('a value, in spite of Cancel with passSignal, is the outcome', async () => {
    const { result, end, cancel, resolve } = begunWithSignal();
    cancel(result);
    resolve('value');
    await allJobs();
    expect(end(result)).toBe('value');
  });

  test('Cancel, after completion with passSignal, does not abort the signal', async () => {
    const { result, cancel, resolve, signal } = begunWithSignal();
    resolve('value');
    await allJobs();
    cancel(result);
    expect(signal.aborted).toBe(false);
  });

  test('two operations, with passSignal, have a signal each', () => {
    const signals: AbortSignal[] = [];
    const { begin, cancel } = toBeginEnd(
      async ({ signal }: { signal: AbortSignal }) => {
        signals.push(signal);
      },
      { passSignal: true },
    );
    const first = begin(null, null);
    begin(null, null);
    cancel(first);
    expect(signals.map(({ aborted }) => aborted)).toStrictEqual([true, false]);
  });
});

describe('toBeginEnd, rule 11: Cancel of a function that returned a CancellablePromise', () => {
  test('the promise, of fromBeginEnd, is cancelled, and the operation completes when it settles', async () => {
    const { pair, read } = adaptedPair({ cancel: () => {} });
    const { begin, end, cancel } = toBeginEnd(read);
    const result = begin(null, null);
    cancel(result);
    await allJobs();
    expect(result.GetStatus()).toBe(S_OK);
    pair.last.fail(E_ABORT);
    await allJobs();
    expect(result.GetStatus()).toBe(E_ABORT);
    expect(thrownBy(() => end(result))).toMatchObject({ name: 'AbortError' });
  });

  test('a promise with cancel, of anybody, is cancelled, as its own method', () => {
    const selves: unknown[] = [];
    const promise = Object.assign(new Promise<void>(() => {}), {
      cancel(this: unknown) {
        selves.push(this);
      },
    });
    const { begin, cancel } = toBeginEnd(() => promise);
    cancel(begin(null, null));
    expect(selves).toHaveLength(1);
    expect(selves[0] === promise).toBe(true);
  });

  test.each([
    ['a promise', () => new Promise<string>(() => {})],
    ['a thenable', () => thenable(() => {}) as Promise<string>],
  ])('%s that stays pending after its cancel (p-event, p-cancelable), completes at once', async (_, made) => {
    const cancelled: unknown[] = [];
    const pending = Object.assign(made(), { cancel: () => void cancelled.push('cancelled') });
    const { begin, end, cancel } = toBeginEnd(() => pending);
    const result = begin(null, null);
    cancel(result);
    expect(cancelled).toStrictEqual(['cancelled']);
    expect(thrownBy(() => end(result))).toMatchObject({ hresult: E_ABORT });
  });

  test('a promise that its cancel rejects (p-cancelable), completes at once, and nothing is reported', async () => {
    const { promise, reject } = pDefer<string>();
    const cancelError = Object.assign(new Error('cancelled'), { name: 'CancelError' });
    const work = Object.assign(promise, { cancel: () => reject(cancelError) });
    const { begin, end, cancel } = toBeginEnd(() => work);
    const result = begin(null, null);
    cancel(result);
    await allJobs();
    expect(thrownBy(() => end(result))).toMatchObject({ hresult: E_ABORT });
    expect(reports).toStrictEqual([]);
  });

  test('a promise whose cancel resolves it (p-event), has its value disposed', async () => {
    const disposed: unknown[] = [];
    const { promise, resolve } = pDefer<string>();
    const work = Object.assign(promise, { cancel: () => resolve('late') });
    const { begin, end, cancel } = toBeginEnd(() => work, { dispose: (value) => void disposed.push(value) });
    const result = begin(null, null);
    cancel(result);
    await allJobs();
    expect(thrownBy(() => end(result))).toMatchObject({ hresult: E_ABORT });
    expect(disposed).toStrictEqual(['late']);
  });

  test('a promise whose cancel gives a query or a request, does not start it', async () => {
    const touch = jest.fn();
    const work = Object.assign(new Promise<string>(() => {}), { cancel: () => thenable(touch) });
    const { begin, cancel } = toBeginEnd(() => work);
    cancel(begin(null, null));
    await allJobs();
    expect(touch).not.toHaveBeenCalled();
  });

  test('a thenable whose then is counted, in a Cancel, is not asked again', async () => {
    const asked = jest.fn();
    const { begin, cancel } = toBeginEnd(() => thenable(asked) as Promise<string>);
    const result = begin(null, null);
    await allJobs();
    cancel(result);
    await allJobs();
    expect(asked).toHaveBeenCalledTimes(1);
  });

  test.each(['then', 'cancel'])(
    'a promise whose %s cannot be read, completes with E_ABORT or its error',
    async (key) => {
      const work = Object.defineProperty(new Promise<string>(() => {}), key, {
        get() {
          throw new Error('unreadable');
        },
      });
      const { begin, end, cancel } = toBeginEnd(() => work);
      const result = begin(null, null);
      cancel(result);
      expect(thrownBy(() => end(result))).toMatchObject({ hresult: E_ABORT });
      await allJobs();
      expect(reports).toStrictEqual([]);
    },
  );

  test('the operation, cancelled once more inside its own cancel, is invoked once', async () => {
    const invoked: IMFAsyncResult[] = [];
    let asked = 0;
    const again = (): void => {
      if (asked++ === 0) cancel(result);
    };
    const { begin, cancel } = toBeginEnd(() => Object.assign(new Promise(() => {}), { cancel: again }));
    const result = begin((own) => invoked.push(own), null);
    cancel(result);
    await allJobs();
    expect(asked).toBe(2);
    expect(invoked).toStrictEqual([result]);
  });

  test('End, inside Invoke inside Cancel of another operation, gives the outcome', async () => {
    const outcomes: unknown[] = [];
    const { pair, read } = adaptedPair({ cancel: () => pair.last.fail(E_ABORT) });
    const { begin, end, cancel } = toBeginEnd(read);
    const result = begin((own) => outcomes.push(thrownBy(() => end(own))), null);
    cancel(result);
    expect(outcomes).toStrictEqual([]);
    await allJobs();
    expect(outcomes).toMatchObject([{ name: 'AbortError' }]);
  });

  test('a promise whose cancel is no method, completes with E_ABORT, and nothing is reported', () => {
    const { begin, end, cancel } = toBeginEnd(() =>
      Object.assign(new Promise<void>(() => {}), { cancel: 'no method' }),
    );
    const result = begin(null, null);
    cancel(result);
    expect(thrownBy(() => end(result))).toMatchObject({ hresult: E_ABORT });
    expect(reports).toStrictEqual([]);
  });

  const failure = new Error('cannot');
  test.each([
    [
      'throws',
      () => {
        throw failure;
      },
    ],
    ['rejects', () => Promise.reject(failure)],
  ])('a promise whose cancel %s, is reported, and the operation completes with E_ABORT', async (_, onCancel) => {
    const { begin, end, cancel } = toBeginEnd(function read() {
      return Object.assign(new Promise<void>(() => {}), { cancel: onCancel });
    });
    const result = begin(null, null);
    cancel(result);
    await allJobs();
    expect(reports).toMatchObject([{ kind: 'cancel-failed', operation: 'CancelRead' }]);
    expect(reports[0]?.error).toBe(failure);
    expect(thrownBy(() => end(result))).toMatchObject({ hresult: E_ABORT });
  });

  test('a promise of another copy, whose cancel rejects while it is pending, is reported, and given up', async () => {
    const rejecting = Object.assign(() => Promise.reject(failure), {
      [Symbol.for('begin-end.whenEnded')]: () => new Promise<void>(() => {}),
    });
    const { begin, end, cancel } = toBeginEnd(() => Object.assign(new Promise<void>(() => {}), { cancel: rejecting }));
    const result = begin(null, null);
    cancel(result);
    await allJobs();
    expect(reports).toMatchObject([{ kind: 'cancel-failed', error: failure }]);
    expect(thrownBy(() => end(result))).toMatchObject({ hresult: E_ABORT });
  });

  test('a cancel that rejects when the function has ended, is silent', async () => {
    const cancelling = pDefer<void>();
    const { promise, resolve } = pDefer<string>();
    const { begin, cancel } = toBeginEnd(() => Object.assign(promise, { cancel: () => cancelling.promise }));
    cancel(begin(null, null));
    resolve('late');
    await allJobs();
    cancelling.reject(failure);
    await allJobs();
    expect(reports).toStrictEqual([]);
  });

  test('an HResultError, of a function that was cancelled, gives its own status', async () => {
    const { pair, read } = adaptedPair({ cancel: () => {} });
    const { begin, cancel } = toBeginEnd(read);
    const result = begin(null, null);
    cancel(result);
    pair.last.fail(new HResultError(MF_E_SHUTDOWN));
    await allJobs();
    expect(result.GetStatus()).toBe(MF_E_SHUTDOWN);
  });
});
