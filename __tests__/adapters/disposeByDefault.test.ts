import { open } from 'node:fs/promises';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { fromBeginEnd, toBeginEnd, whenEnded } from '../../src/index.js';
import { adaptedPair } from '../support/HandDrivenPair.js';
import { allJobs } from '../support/promises.js';
import { collectReports } from '../support/reports.js';

const reports = collectReports();

/** Gives a value that comes after an abandoned abort. */
async function lateValue(value: unknown): Promise<void> {
  const { pair, read } = adaptedPair();
  const promise = read();
  promise.cancel('stop');
  pair.complete(value);
  await expect(promise).rejects.toBe('stop');
}

describe('a late value, by default,', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  test('in a host without Symbol.dispose, is disposed by the method that polyfills name', async () => {
    jest.replaceProperty(Symbol, 'dispose', undefined as never);
    let disposed = 0;
    await lateValue({ [Symbol.for('Symbol.dispose')]: () => disposed++ });
    expect(disposed).toBe(1);
  });

  test('in a host without Symbol.asyncDispose, is disposed by the method that polyfills name', async () => {
    jest.replaceProperty(Symbol, 'asyncDispose', undefined as never);
    let disposed = 0;
    await lateValue({ [Symbol.for('Symbol.asyncDispose')]: async () => disposed++ });
    expect(disposed).toBe(1);
  });

  test('where Symbol.dispose is polyfilled after the library was loaded, is disposed by that', async () => {
    const polyfilled = Symbol('Symbol.dispose');
    jest.replaceProperty(Symbol, 'dispose', polyfilled as never);
    let disposed = 0;
    await lateValue({ [polyfilled]: () => disposed++ });
    expect(disposed).toBe(1);
  });

  test('which can only be disposed asynchronously, is', async () => {
    let disposed = 0;
    await lateValue({ [Symbol.asyncDispose]: async () => disposed++ });
    expect(disposed).toBe(1);
  });

  test('which is a FileHandle of Node, is closed', async () => {
    const handle = await open(new URL(import.meta.url));
    await lateValue(handle);
    expect(handle.fd).toBe(-1);
  });

  test('which a function of toBeginEnd gives, a FileHandle, is closed', async () => {
    const opening = open(new URL(import.meta.url));
    const promise = fromBeginEnd(toBeginEnd(() => opening))();
    promise.cancel('stop');
    await expect(promise).rejects.toBe('stop');
    const handle = await opening;
    await whenEnded(promise);
    expect([handle.fd, reports]).toStrictEqual([-1, []]);
  });

  test('which can be disposed either way, is disposed once, at once', async () => {
    const disposed: string[] = [];
    await lateValue({
      [Symbol.dispose]: () => disposed.push('at once'),
      [Symbol.asyncDispose]: async () => disposed.push('later'),
    });
    expect(disposed).toStrictEqual(['at once']);
  });

  test('whose asynchronous disposal rejects, is reported', async () => {
    await lateValue({ [Symbol.asyncDispose]: () => Promise.reject(new Error('busy')) });
    await allJobs();
    expect(reports).toMatchObject([{ kind: 'dispose-failed', error: { message: 'busy' } }]);
  });
});
