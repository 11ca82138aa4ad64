import { describe, expect, test } from '@jest/globals';
import pDefer from 'p-defer';
import {
  E_ABORT,
  E_FAIL,
  fromBeginEnd,
  toBeginEnd,
  whenEnded,
  type CancellablePromise,
  type IMFAsyncCallback,
  type IMFAsyncResult,
} from '../../src/index.js';
import { adaptedPair } from '../support/adaptedPair.js';
import { allJobs, isPending } from '../support/promises.js';

describe('whenEnded', () => {
  test('an operation with a promise as cookie, asked about inside its End, has ended once End has returned', async () => {
    let ended: Promise<void> | undefined;
    let callback: IMFAsyncCallback | undefined;
    const begin = (given: IMFAsyncCallback, _state: unknown): Promise<never> => {
      callback = given;
      return new Promise(() => {});
    };
    const end = (): string => {
      ended = whenEnded(promise);
      return 'value';
    };
    const promise: CancellablePromise<string> = fromBeginEnd(begin, end)();
    callback?.Invoke({} as IMFAsyncResult);
    await expect(promise).resolves.toBe('value');
    await expect(ended).resolves.toBeUndefined();
  });

  test('an operation, asked about inside its End, which then says that the function goes on, has not ended', async () => {
    const { promise: work, resolve } = pDefer<void>();
    const { begin, end, cancel } = toBeginEnd(() => work);
    let ended: Promise<void> | undefined;
    const endAndAsk = (result: IMFAsyncResult): void => {
      ended = whenEnded(promise);
      end(result);
    };
    const promise: CancellablePromise<void> = fromBeginEnd(begin, endAndAsk, { cancel })();
    promise.cancel('stop');
    await expect(promise).rejects.toBe('stop');
    expect(await isPending(ended!)).toBe(true);
    resolve();
    await expect(ended).resolves.toBeUndefined();
  });

  test('an operation, while it runs, has not ended', async () => {
    const { pair, read } = adaptedPair();
    const promise = read();
    const ended = whenEnded(promise);
    expect(await isPending(ended)).toBe(true);
    pair.last.complete('value');
    await expect(ended).resolves.toBeUndefined();
    await promise;
  });

  test('an operation, over before its Begin returns the cookie, has ended', async () => {
    const { read } = adaptedPair({}, (operation) => {
      operation.complete('value');
      return 'cookie';
    });
    const promise = read();
    await expect(whenEnded(promise)).resolves.toBeUndefined();
    await promise;
  });

  test('an operation, asked about after its value has come, has ended', async () => {
    const { pair, read } = adaptedPair();
    const promise = read();
    pair.last.complete('value');
    await expect(whenEnded(promise)).resolves.toBeUndefined();
    await promise;
  });

  test('an operation, whose End throws, has ended', async () => {
    const { pair, read } = adaptedPair();
    const promise = read();
    const ended = whenEnded(promise);
    pair.last.fail('broken');
    await expect(ended).resolves.toBeUndefined();
    await expect(promise).rejects.toBe('broken');
  });

  test('an operation, whose status is a failure, has ended', async () => {
    const { pair, read } = adaptedPair();
    const promise = read();
    const ended = whenEnded(promise);
    pair.last.result.SetStatus(E_FAIL);
    pair.last.complete();
    await expect(ended).resolves.toBeUndefined();
    await expect(promise).rejects.toMatchObject({ hresult: E_FAIL });
  });

  test('an operation, abandoned, ends later than its promise, when End has been called', async () => {
    const { pair, read } = adaptedPair();
    const promise = read();
    promise.cancel('stop');
    await expect(promise).rejects.toBe('stop');
    const ended = whenEnded(promise);
    expect(await isPending(ended)).toBe(true);
    pair.last.complete('late');
    await expect(ended).resolves.toBeUndefined();
  });

  test('an operation, abandoned, whose End throws late, has ended then', async () => {
    const { pair, read } = adaptedPair();
    const promise = read();
    const ended = whenEnded(promise);
    promise.cancel('stop');
    await expect(promise).rejects.toBe('stop');
    pair.last.fail('late');
    await expect(ended).resolves.toBeUndefined();
  });

  test('an operation, asked to stop and waited for, ends with its End', async () => {
    const { pair, read } = adaptedPair({ cancel: () => {} });
    const promise = read();
    const ended = whenEnded(promise);
    promise.cancel('stop');
    expect(await isPending(ended)).toBe(true);
    pair.last.fail(E_ABORT);
    await expect(ended).resolves.toBeUndefined();
    await expect(promise).rejects.toBe('stop');
  });

  test('an operation, when its End is called, has not ended inside of that', async () => {
    const order: string[] = [];
    const { pair, read } = adaptedPair();
    const promise = read();
    const ended = whenEnded(promise).then(() => order.push('ended'));
    pair.last.completeWith(() => order.push('End'));
    await Promise.all([promise, ended]);
    expect(order).toStrictEqual(['End', 'ended']);
  });

  test('an operation, whose Begin throws, was over at once', async () => {
    const { read } = adaptedPair({}, () => {
      throw new Error('no');
    });
    const promise = read();
    await expect(whenEnded(promise)).resolves.toBeUndefined();
    await expect(promise).rejects.toThrow('no');
  });

  test('an operation, whose Begin fails, was over at once', async () => {
    const { read } = adaptedPair({}, () => E_FAIL);
    const promise = read();
    await expect(whenEnded(promise)).resolves.toBeUndefined();
    await expect(promise).rejects.toMatchObject({ hresult: E_FAIL });
  });

  test('an operation, whose signal was aborted before, was over at once', async () => {
    const { read } = adaptedPair();
    const promise = read({ signal: AbortSignal.abort('stop') });
    await expect(whenEnded(promise)).resolves.toBeUndefined();
    await expect(promise).rejects.toBe('stop');
  });

  test('an operation, asked about twice, answers both', async () => {
    const { pair, read } = adaptedPair();
    const promise = read();
    const both = [whenEnded(promise), whenEnded(promise)];
    pair.last.complete();
    await expect(Promise.all(both)).resolves.toStrictEqual([undefined, undefined]);
    await promise;
  });

  test.each([[undefined], [null], [1], ['promise'], [{}], [Promise.resolve()]])(
    '%p, which is no promise of fromBeginEnd, is a TypeError',
    (promise) => {
      expect(() => whenEnded(promise as CancellablePromise<unknown>)).toThrow(TypeError);
      expect(() => whenEnded(promise as CancellablePromise<unknown>)).toThrow(
        'whenEnded: expected a promise that fromBeginEnd gave',
      );
    },
  );

  test('a promise that then gave, of one of ours, is a TypeError', async () => {
    const { pair, read } = adaptedPair();
    const next = read().then(() => 'next');
    // @ts-expect-error -- the compiler says so, too
    expect(() => whenEnded(next)).toThrow(TypeError);
    pair.last.complete();
    await expect(next).resolves.toBe('next');
  });
});

/** A function that cannot be stopped, behind so many pairs of toBeginEnd. */
function behind(pairs: number, options: { onAbort?: 'wait' | 'abandon'; dispose?: (value: unknown) => unknown } = {}) {
  const work = pDefer<unknown>();
  let write = (): Promise<unknown> => work.promise;
  for (let count = 1; count < pairs; count++) write = fromBeginEnd(toBeginEnd(write));
  return { work, write: fromBeginEnd(toBeginEnd(write), options) };
}

describe('whenEnded, of a pair of toBeginEnd', () => {
  describe.each([1, 2, 3, 4])('%i deep', (pairs) => {
    test.each([['by default'], ['wait'], ['abandon']])(
      'an operation, cancelled with the policy %s, ends with the function itself',
      async (policy) => {
        const { work, write } = behind(pairs, policy === 'by default' ? {} : { onAbort: policy as 'wait' });
        const promise = write();
        const before = whenEnded(promise);
        promise.cancel('stop');
        const during = whenEnded(promise);
        await expect(promise).rejects.toBe('stop');
        const after = whenEnded(promise);
        for (const ended of [before, during, after]) expect(await isPending(ended)).toBe(true);
        work.resolve('late');
        await Promise.all([before, during, after, whenEnded(promise)]);
      },
    );

    test('an operation, cancelled, whose function rejects late, ends then', async () => {
      const { work, write } = behind(pairs);
      const promise = write();
      promise.cancel('stop');
      await expect(promise).rejects.toBe('stop');
      const ended = whenEnded(promise);
      expect(await isPending(ended)).toBe(true);
      work.reject(new Error('late'));
      await ended;
    });

    test('a value, that comes after a cancel, is given to the outer dispose, once', async () => {
      const disposed: unknown[] = [];
      const { work, write } = behind(pairs, { dispose: (value) => void disposed.push(value) });
      const promise = write();
      promise.cancel('stop');
      await expect(promise).rejects.toBe('stop');
      work.resolve('late');
      await allJobs();
      expect(disposed).toStrictEqual(['late']);
    });
  });

  test('a value, that comes after a cancel, is given to the inner dispose where there is one', async () => {
    const disposed: string[] = [];
    const work = pDefer<string>();
    const pair = toBeginEnd(() => work.promise, { dispose: (value) => void disposed.push(`inner ${value}`) });
    const promise = fromBeginEnd(pair, { dispose: (value) => void disposed.push(`outer ${value}`) })();
    promise.cancel('stop');
    await expect(promise).rejects.toBe('stop');
    work.resolve('late');
    await allJobs();
    expect(disposed).toStrictEqual(['inner late']);
  });

  test('a value, that comes after a cancel of another copy of the library, is waited for', async () => {
    const work = pDefer<string>();
    const ended = pDefer<void>();
    const cancel = Object.assign(() => {}, { [Symbol.for('begin-end.whenEnded')]: () => ended.promise });
    const write = fromBeginEnd(toBeginEnd(() => Object.assign(work.promise, { cancel })));
    const promise = write();
    promise.cancel('stop');
    expect(await isPending(promise)).toBe(true);
    work.reject(new DOMException('stopped', 'AbortError'));
    await expect(promise).rejects.toBe('stop');
    expect(await isPending(whenEnded(promise))).toBe(true);
    ended.resolve();
    await whenEnded(promise);
  });

  test('a limit of one, freed by whenEnded, never runs two at once', async () => {
    let running = 0;
    let most = 0;
    const write = fromBeginEnd(
      toBeginEnd(async () => {
        most = Math.max(most, ++running);
        await allJobs();
        running -= 1;
      }),
    );
    let free: Promise<unknown> = Promise.resolve();
    for (let count = 0; count < 3; count++) {
      await free;
      const promise = write();
      free = whenEnded(promise);
      promise.cancel('stop');
      await expect(promise).rejects.toBe('stop');
    }
    await free;
    expect(most).toBe(1);
  });
});
