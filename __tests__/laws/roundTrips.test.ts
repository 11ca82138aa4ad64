import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  E_ABORT,
  E_FAIL,
  fromBeginEnd,
  MF_E_SHUTDOWN,
  S_OK,
  setMisuseHandler,
  toBeginEnd,
  whenEnded,
  type IMFAsyncResult,
} from '../../src/index.js';
import { ManualPair, type ManualPairOptions } from '../../src/testing/index.js';
import { allJobs, isPending } from '../support/promises.js';
import { thrownBy } from '../support/thrownBy.js';

/** There and back: a promise function of the pair that was made of a promise function. */
function roundTrip(fn: (...args: unknown[]) => unknown) {
  const { begin, end, cancel } = toBeginEnd(fn);
  return fromBeginEnd(begin, end, { cancel });
}

/** There and back: a pair of the promise function that was made of a pair. */
function pairAgain(onBegin: ManualPairOptions['onBegin'] = () => undefined) {
  const pair = new ManualPair({ name: 'BeginRead', onBegin });
  const cancelled: unknown[] = [];
  const read = fromBeginEnd(pair.begin, pair.end, { cancel: (cookie) => cancelled.push(cookie) });
  return { pair, cancelled, ...toBeginEnd(read) };
}

describe('fromBeginEnd(toBeginEnd(f))', () => {
  test('the value, there and back, is the same', async () => {
    const value = {};
    await expect(roundTrip(async () => value)()).resolves.toBe(value);
  });

  test.each([[new TypeError('broken')], [undefined], [null], [0], [MF_E_SHUTDOWN], ['']])(
    'the rejection %p, there and back, is the same',
    async (error) => {
      const fn = async (): Promise<void> => {
        throw error;
      };
      await expect(roundTrip(fn)()).rejects.toBe(error);
    },
  );

  test('the arguments, there and back, are the same', async () => {
    await expect(roundTrip(async (...args) => args)('a', undefined, null)).resolves.toStrictEqual([
      'a',
      undefined,
      null,
    ]);
  });

  test('this, there and back, is the same', async () => {
    const selves: unknown[] = [];
    const object = {
      method: roundTrip(async function (this: unknown) {
        selves.push(this);
      }),
    };
    await object.method();
    expect(selves).toStrictEqual([object]);
  });

  test('an abort, there and back through a signal, reaches the function, and its reason comes back', async () => {
    const controller = new AbortController();
    const signals: AbortSignal[] = [];
    const fn = ({ signal }: { signal: AbortSignal }): Promise<never> => {
      signals.push(signal);
      return new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
      });
    };
    const { begin, end, cancel } = toBeginEnd(fn, { passSignal: true });
    const again = fromBeginEnd(begin, end, { cancel });
    const promise = again({ signal: controller.signal });
    controller.abort('stop');
    await expect(promise).rejects.toBe('stop');
    expect(signals.map(({ aborted }) => aborted)).toStrictEqual([true]);
  });

  test('an abort, of a function that cannot be stopped, rejects with its reason', async () => {
    const promise = roundTrip(() => new Promise(() => {}))();
    promise.cancel('stop');
    await expect(promise).rejects.toBe('stop');
  });

  test('the pairs of an object, there and back, are its methods', async () => {
    const reader = {
      size: 3,
      async read(count: number) {
        return this.size + count;
      },
      closeAsync: async () => 'closed',
    };
    const again = fromBeginEnd(toBeginEnd(reader));
    expect(Object.keys(again)).toStrictEqual(['read', 'close']);
    await expect(again.read(4)).resolves.toBe(7);
    await expect(again.close()).resolves.toBe('closed');
  });
});

describe('toBeginEnd(fromBeginEnd(pair))', () => {
  test('the value of End, there and back, is the same, and the callback gets the result of Begin', async () => {
    const value = {};
    const invoked: IMFAsyncResult[] = [];
    const { pair, begin, end } = pairAgain();
    const result = begin('argument', (own) => invoked.push(own), 'state');
    pair.last.complete(value);
    await allJobs();
    expect(pair.last.args).toStrictEqual(['argument']);
    expect(invoked).toStrictEqual([result]);
    expect(result.GetState()).toBe('state');
    expect(result.GetStatus()).toBe(S_OK);
    expect(end(result)).toBe(value);
  });

  test('the error of End, there and back, is the same', async () => {
    const error = new Error('broken');
    const { pair, begin, end } = pairAgain();
    const result = begin(null, null);
    pair.last.fail(error);
    await allJobs();
    expect(result.GetStatus()).toBe(E_FAIL);
    expect(thrownBy(() => end(result))).toBe(error);
  });

  test('the status of the result, there and back, is the same', async () => {
    const { pair, begin, end } = pairAgain();
    const result = begin(null, null);
    pair.last.result.SetStatus(MF_E_SHUTDOWN);
    pair.last.complete();
    await allJobs();
    expect(result.GetStatus()).toBe(MF_E_SHUTDOWN);
    expect(thrownBy(() => end(result))).toMatchObject({ hresult: MF_E_SHUTDOWN, operation: 'EndRead' });
  });

  test('this, there and back, is the same', () => {
    const { pair, begin } = pairAgain();
    const object = { begin };
    object.begin(null, null);
    expect(pair.last.thisValue).toBe(object);
  });

  test('Cancel, there and back, is the cancel action with the cookie, and completes when the operation does', async () => {
    const { pair, cancelled, begin, end, cancel } = pairAgain(() => 'cookie');
    const result = begin(null, null);
    cancel(result);
    expect(cancelled).toStrictEqual(['cookie']);
    await allJobs();
    expect(result.GetStatus()).toBe(S_OK);
    pair.last.fail(E_ABORT);
    await allJobs();
    expect(result.GetStatus()).toBe(E_ABORT);
    expect(thrownBy(() => end(result))).toMatchObject({ name: 'AbortError' });
  });

  test('a failure of Begin, there and back, comes from End', async () => {
    const error = new Error('no');
    const { begin, end } = pairAgain(() => {
      throw error;
    });
    const result = begin(null, null);
    await allJobs();
    expect(thrownBy(() => end(result))).toBe(error);
  });
});

describe('an operation', () => {
  beforeEach(() => setMisuseHandler(() => {}));
  afterEach(() => setMisuseHandler(undefined));

  test('an operation, aborted, cancelled, invoked twice and aborted again, is ended once and settles once', async () => {
    const controller = new AbortController();
    const pair = new ManualPair();
    const settled: string[] = [];
    const promise = fromBeginEnd(pair.begin, pair.end)({ signal: controller.signal });
    promise.then(
      () => settled.push('fulfilled'),
      () => settled.push('rejected'),
    );
    controller.abort('stop');
    promise.cancel('again');
    pair.last.complete('late');
    pair.last.invoke();
    promise.cancel('and again');
    await whenEnded(promise);
    expect(await isPending(promise)).toBe(false);
    expect(pair.ended).toHaveLength(1);
    expect(settled).toStrictEqual(['rejected']);
  });
});
