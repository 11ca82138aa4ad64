import { open } from 'node:fs/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import { fromBeginEnd, toBeginEnd, whenEnded } from '../../src/index.js';
import { adaptedPair } from '../support/adaptedPair.js';
import { allJobs } from '../support/promises.js';
import { collectReports } from '../support/reports.js';

const reports = collectReports();

/** Gives a value that comes after an abandoned abort. */
async function lateValue(value: unknown): Promise<void> {
  const { pair, read } = adaptedPair();
  const promise = read();
  promise.cancel('stop');
  pair.last.complete(value);
  await expect(promise).rejects.toBe('stop');
}

const { Symbol: its } = globalThis;

/** Gives the host other symbols. From Node 24 on, its own can be neither removed nor replaced. */
function haveSymbols(symbols: { dispose?: symbol | undefined; asyncDispose?: symbol | undefined }): void {
  const properties = Object.entries(symbols).map(([name, value]) => [name, { value }]);
  globalThis.Symbol = Object.create(its, Object.fromEntries(properties) as PropertyDescriptorMap) as SymbolConstructor;
}

describe('a late value, by default,', () => {
  afterEach(() => {
    globalThis.Symbol = its;
  });

  test('in a host without Symbol.dispose, is disposed by the method that polyfills name', async () => {
    haveSymbols({ dispose: undefined });
    let disposed = 0;
    await lateValue({ [Symbol.for('Symbol.dispose')]: () => disposed++ });
    expect(disposed).toBe(1);
  });

  test('in a host without Symbol.asyncDispose, is disposed by the method that polyfills name', async () => {
    haveSymbols({ asyncDispose: undefined });
    let disposed = 0;
    await lateValue({ [Symbol.for('Symbol.asyncDispose')]: async () => disposed++ });
    expect(disposed).toBe(1);
  });

  test('where Symbol.dispose is polyfilled after the library was loaded, is disposed by that', async () => {
    const polyfilled = Symbol('Symbol.dispose');
    haveSymbols({ dispose: polyfilled });
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
