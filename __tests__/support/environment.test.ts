import { readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';

class OwnError extends Error {}
class OwnPromise<T> extends Promise<T> {}

function thrownBy(action: () => unknown): unknown {
  try {
    return action();
  } catch (error) {
    return error;
  }
}

describe('the test environment', () => {
  test('an abort reason, made by Node, is an Error', () => {
    expect(AbortSignal.abort().reason instanceof Error).toBe(true);
    expect(new DOMException('stop', 'AbortError') instanceof Error).toBe(true);
  });

  test('a file system error, made by Node, is an Error', async () => {
    const error: unknown = await readFile('/no/such/file').catch((reason: unknown) => reason);
    expect(error instanceof Error).toBe(true);
    expect(error instanceof TypeError).toBe(false);
  });

  test('an argument error, made by Node, is a TypeError', () => {
    const error = thrownBy(() => new AbortController().signal.addEventListener('abort', 1 as never));
    expect(error instanceof TypeError).toBe(true);
    expect(error instanceof RangeError).toBe(false);
  });

  test('a promise of Node is a Promise', async () => {
    const reading = readFile(new URL(import.meta.url));
    expect(reading instanceof Promise).toBe(true);
    await reading;
  });

  test('errors and promises of the sandbox are what they were', () => {
    expect(new Error('inside') instanceof Error).toBe(true);
    expect(new TypeError('inside') instanceof Error).toBe(true);
    expect(thrownBy(() => (null as never)['property']) instanceof TypeError).toBe(true);
    expect((async () => {})() instanceof Promise).toBe(true);
  });

  test('subclasses accept their own instances alone', () => {
    expect(new OwnError('own') instanceof OwnError).toBe(true);
    expect(new OwnError('own') instanceof Error).toBe(true);
    expect(new Error('inside') instanceof OwnError).toBe(false);
    expect(AbortSignal.abort().reason instanceof OwnError).toBe(false);
    expect(Promise.resolve() instanceof OwnPromise).toBe(false);
  });

  test('what is no error is none', () => {
    for (const value of [undefined, null, 'Error', {}, { name: 'Error', message: '' }]) {
      expect((value as unknown) instanceof Error).toBe(false);
    }
  });
});
