import { describe, expect, test } from '@jest/globals';
import { E_FAIL, whenEnded, type CancellablePromise } from '../../src/index.js';
import { adaptedPair } from '../support/HandDrivenPair.js';
import { isPending } from '../support/promises.js';

describe('whenEnded', () => {
  test('an operation, while it runs, has not ended', async () => {
    const { pair, read } = adaptedPair();
    const promise = read();
    const ended = whenEnded(promise);
    expect(await isPending(ended)).toBe(true);
    pair.complete('value');
    await expect(ended).resolves.toBeUndefined();
    await promise;
  });

  test('an operation, asked about after its value has come, has ended', async () => {
    const { pair, read } = adaptedPair();
    const promise = read();
    pair.complete('value');
    await expect(whenEnded(promise)).resolves.toBeUndefined();
    await promise;
  });

  test('an operation, whose End throws, has ended', async () => {
    const { pair, read } = adaptedPair();
    const promise = read();
    const ended = whenEnded(promise);
    pair.fail('broken');
    await expect(ended).resolves.toBeUndefined();
    await expect(promise).rejects.toBe('broken');
  });

  test('an operation, whose status is a failure, has ended', async () => {
    const { pair, read } = adaptedPair();
    const promise = read();
    const ended = whenEnded(promise);
    pair.last.result.SetStatus(E_FAIL);
    pair.complete();
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
    pair.complete('late');
    await expect(ended).resolves.toBeUndefined();
  });

  test('an operation, abandoned, whose End throws late, has ended then', async () => {
    const { pair, read } = adaptedPair();
    const promise = read();
    const ended = whenEnded(promise);
    promise.cancel('stop');
    await expect(promise).rejects.toBe('stop');
    pair.fail('late');
    await expect(ended).resolves.toBeUndefined();
  });

  test('an operation, asked to stop and waited for, ends with its End', async () => {
    const { pair, read } = adaptedPair({ cancel: () => {} });
    const promise = read();
    const ended = whenEnded(promise);
    promise.cancel('stop');
    expect(await isPending(ended)).toBe(true);
    pair.completeCancelled();
    await expect(ended).resolves.toBeUndefined();
    await expect(promise).rejects.toBe('stop');
  });

  test('an operation, when its End is called, has not ended inside of that', async () => {
    const order: string[] = [];
    const { pair, read } = adaptedPair();
    const promise = read();
    const ended = whenEnded(promise).then(() => order.push('ended'));
    pair.invoke(() => order.push('End'));
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
    pair.complete();
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
    pair.complete();
    await expect(next).resolves.toBe('next');
  });
});
