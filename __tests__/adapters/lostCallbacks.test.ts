import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import pDefer from 'p-defer';
import {
  callbackDropped,
  E_ABORT,
  E_FAIL,
  E_UNEXPECTED,
  fromBeginEnd,
  MFCreateAsyncResult,
  setLostCallbackDetection,
  toBeginEnd,
  whenEnded,
  type IMFAsyncCallback,
  type IMFAsyncResult,
} from '../../src/index.js';
import { adaptedPair } from '../support/adaptedPair.js';
import { runInChild } from '../support/childProcess.js';
import { collectGarbage, collectNow } from '../support/garbage.js';
import { allJobs, isPending, uncaughtBy } from '../support/promises.js';
import { collectReports } from '../support/reports.js';

async function readFile(): Promise<string> {
  return 'value';
}

/** A pair whose Begin drops its callback. */
function forgetful(cookie?: unknown, cancel?: (given: unknown) => unknown) {
  function BeginRead(_callback: IMFAsyncCallback, _state: unknown): unknown {
    return cookie;
  }
  return fromBeginEnd(BeginRead, () => 'value', { cancel });
}

const lost = { name: 'HResultError', hresult: E_UNEXPECTED };

const reports = collectReports();
beforeEach(() => {
  // First: where this cannot be done nothing begins, of which a later test would hear.
  collectNow();
  setLostCallbackDetection(true);
});
afterEach(async () => {
  setLostCallbackDetection(false);
  // What began in a test is watched still, and is not to be reported in the next one.
  await collectGarbage();
});

const kinds = (): string[] => reports.map(({ kind }) => kind);

describe('a callback that Begin drops', () => {
  test('the promise, of a dropped callback, rejects with E_UNEXPECTED, and it is reported', async () => {
    const promise = forgetful()();
    await Promise.all([expect(promise).rejects.toMatchObject({ ...lost, operation: 'BeginRead' }), collectGarbage()]);
    expect(reports).toMatchObject([{ kind: 'lost-callback', operation: 'BeginRead' }]);
    expect(reports[0]?.message).toMatch(/^BeginRead: .+, .+$/);
    expect(reports[0]?.error).toMatchObject({ message: `${reports[0]?.message} (E_UNEXPECTED)` });
    await expect(promise).rejects.toBe(reports[0]?.error);
  });

  test('whenEnded, of a dropped callback, rejects as the promise does', async () => {
    const promise = forgetful()();
    await Promise.all([
      expect(whenEnded(promise)).rejects.toMatchObject(lost),
      expect(promise).rejects.toMatchObject(lost),
      collectGarbage(),
    ]);
  });

  test('an operation, abandoned before its callback is dropped, is silent, but whenEnded rejects', async () => {
    const promise = forgetful()();
    const ended = whenEnded(promise);
    promise.cancel('stop');
    await expect(promise).rejects.toBe('stop');
    await Promise.all([expect(ended).rejects.toMatchObject(lost), collectGarbage()]);
    expect(reports).toStrictEqual([]);
  });

  test('an operation within another, cancelled before its callback is dropped, leaves no unhandled rejection', async () => {
    const outer = fromBeginEnd(toBeginEnd(forgetful()));
    const uncaught = await uncaughtBy(async () => {
      const [first, second] = [outer(), outer()];
      first.cancel('stop');
      second.cancel('stop');
      await expect(first).rejects.toBe('stop');
      await expect(second).rejects.toBe('stop');
      await Promise.all([expect(whenEnded(second)).rejects.toMatchObject(lost), collectGarbage()]);
    });
    expect(uncaught).toStrictEqual([]);
  });

  test('an abort, after the callback was found lost, does nothing', async () => {
    const cancelled: unknown[] = [];
    const promise = forgetful('cookie', (cookie) => cancelled.push(cookie))();
    await Promise.all([expect(promise).rejects.toMatchObject(lost), collectGarbage()]);
    promise.cancel('stop');
    expect(cancelled).toStrictEqual([]);
  });

  test('an abort, once the callback is gone and before that is known, calls no cancel action and is not waited for', async () => {
    const cancelled: unknown[] = [];
    const promise = forgetful('cookie', (cookie) => cancelled.push(cookie))();
    await allJobs();
    collectNow();
    promise.cancel('stop');
    await Promise.all([expect(promise).rejects.toBe('stop'), collectGarbage()]);
    expect(cancelled).toStrictEqual([]);
  });

  test('a callback that Begin drops after a failure, is no news', async () => {
    await expect(forgetful(E_FAIL)()).rejects.toMatchObject({ hresult: E_FAIL });
    await collectGarbage();
    expect(reports).toStrictEqual([]);
  });
});

describe('a callback that is kept', () => {
  test('a callback, kept by Begin, is not lost, and is served as ever', async () => {
    const { pair, read } = adaptedPair();
    const promise = read();
    await collectGarbage();
    expect(await isPending(promise)).toBe(true);
    pair.last.complete('value');
    await expect(promise).resolves.toBe('value');
    expect(reports).toStrictEqual([]);
  });

  test('a callback, told while detection is on that it is dropped, makes the promise reject', async () => {
    const { pair, read } = adaptedPair();
    const promise = read();
    pair.last.callback?.[callbackDropped]?.(new Error('dropped'));
    await expect(promise).rejects.toThrow('dropped');
  });

  test('a callback, dropped after Invoke, is not lost', async () => {
    await expect(adaptedPair({}, (operation) => operation.complete('value')).read()).resolves.toBe('value');
    await collectGarbage();
    expect(reports).toStrictEqual([]);
  });

  test('a callback, invoked twice while detection is on, is reported as ever', async () => {
    const { pair, read } = adaptedPair();
    const promise = read();
    pair.last.complete('value');
    pair.last.complete('again');
    await expect(promise).resolves.toBe('value');
    expect(kinds()).toStrictEqual(['second-invoke']);
  });

  test.each([['cookie'], [undefined], [0]])(
    'the cookie %p, while detection is on, reaches the cancel action',
    async (cookie) => {
      const cancelled: unknown[] = [];
      const { pair, read } = adaptedPair({ cancel: (given) => cancelled.push(given) }, () => cookie);
      const promise = read();
      promise.cancel('stop');
      expect(cancelled).toStrictEqual([cookie]);
      pair.last.fail(E_ABORT);
      await expect(promise).rejects.toBe('stop');
    },
  );

  test('a null cookie, while detection is on, says that there is no cancelling', async () => {
    const cancelled: unknown[] = [];
    const { read, pair } = adaptedPair({ cancel: (given) => cancelled.push(given) }, () => null);
    const promise = read();
    promise.cancel('stop');
    await expect(promise).rejects.toBe('stop');
    expect(cancelled).toStrictEqual([]);
    pair.last.complete();
  });

  test('a cookie that holds the callback, dropped with it, does not keep it from being found', async () => {
    class Request {
      readonly callback: IMFAsyncCallback;
      constructor(callback: IMFAsyncCallback) {
        this.callback = callback;
      }
    }
    const begin = (callback: IMFAsyncCallback, _state: unknown): Request => new Request(callback);
    const promise = fromBeginEnd(begin, () => 'value', { cancel: () => {} })();
    await Promise.all([expect(promise).rejects.toMatchObject(lost), collectGarbage()]);
  });
});

/** A Begin that drops its callback once it has invoked it, in a job. */
function dutiful(callback: IMFAsyncCallback, _state: unknown): void {
  void Promise.resolve().then(() => callback.Invoke({} as IMFAsyncResult));
}

test('whenEnded, of an operation that is over and whose callback was collected since, resolves', async () => {
  const promise = fromBeginEnd(dutiful, () => 'value')();
  await promise;
  await collectGarbage();
  await expect(whenEnded(promise)).resolves.toBe(undefined);
});

describe('a result that nobody ends', () => {
  test('a result, dropped after completion, is reported as never ended', async () => {
    toBeginEnd(readFile).begin(null, null);
    await collectGarbage();
    expect(reports).toMatchObject([{ kind: 'never-ended', operation: 'EndReadFile' }]);
    expect(reports[0]?.message).toMatch(/^EndReadFile: .+, .+$/);
  });

  test('a result, ended, is not', async () => {
    const { begin, end } = toBeginEnd(readFile);
    begin((result) => void end(result), null);
    await collectGarbage();
    expect(reports).toStrictEqual([]);
  });

  test('a result, ended after Cancel and before its callback is invoked, is not', async () => {
    const { begin, end, cancel } = toBeginEnd(() => new Promise(() => {}));
    const cancelAndEnd = (): void => {
      const result = begin(() => {}, null);
      cancel(result);
      expect(() => end(result)).toThrow('cancelled');
    };
    cancelAndEnd();
    await collectGarbage();
    expect(reports).toStrictEqual([]);
  });

  test('a result, kept, is not', async () => {
    const { begin, end } = toBeginEnd(readFile);
    const result = begin(null, null);
    await collectGarbage();
    expect(reports).toStrictEqual([]);
    expect(end(result)).toBe('value');
  });

  test('a result, dropped while the operation is pending, is not', async () => {
    const { promise, resolve } = pDefer<void>();
    toBeginEnd(() => promise).begin(null, null);
    await collectGarbage();
    expect(reports).toStrictEqual([]);
    resolve();
  });

  test('a result of a platform, dropped after completion, is reported', async () => {
    const platform = { MFCreateAsyncResult, MFInvokeCallback: (_result: IMFAsyncResult) => {} };
    toBeginEnd(readFile, { platform }).begin(() => {}, null);
    await collectGarbage();
    expect(kinds()).toStrictEqual(['never-ended']);
  });
});

describe('setLostCallbackDetection', () => {
  test.each([['on'], [1], [undefined]])('of %p, which is no boolean, is a TypeError', (on) => {
    expect(() => setLostCallbackDetection(on as never)).toThrow(
      /^setLostCallbackDetection: on must be of type boolean, got /,
    );
  });

  test('detection, switched off, finds nothing of operations that begin then', async () => {
    setLostCallbackDetection(false);
    const promise = forgetful()();
    toBeginEnd(async () => 'value').begin(null, null);
    await collectGarbage();
    expect(await isPending(promise)).toBe(true);
    expect(reports).toStrictEqual([]);
  });

  test('detection, switched off while a callback is awaited, still finds that it is lost', async () => {
    const promise = forgetful()();
    setLostCallbackDetection(false);
    await Promise.all([expect(promise).rejects.toMatchObject(lost), collectGarbage()]);
    expect(kinds()).toStrictEqual(['lost-callback']);
  });

  test('detection, switched off while an operation of toBeginEnd runs, still finds that it is never ended', async () => {
    toBeginEnd(readFile).begin(null, null);
    setLostCallbackDetection(false);
    await collectGarbage();
    expect(kinds()).toStrictEqual(['never-ended']);
  });

  test('detection, switched off while an operation of toBeginEnd runs, is silent where it is ended', async () => {
    const { begin, end } = toBeginEnd(readFile);
    const result = begin(null, null);
    setLostCallbackDetection(false);
    await allJobs();
    end(result);
    await collectGarbage();
    expect(reports).toStrictEqual([]);
  });

  test('detection, switched on while an operation of toBeginEnd runs, finds nothing of that', async () => {
    setLostCallbackDetection(false);
    toBeginEnd(readFile).begin(null, null);
    setLostCallbackDetection(true);
    await collectGarbage();
    expect(reports).toStrictEqual([]);
  });

  test('detection, switched while operations run, disturbs no outcome', async () => {
    const { pair, read } = adaptedPair({ cancel: (cookie) => void cookies.push(cookie) }, () => 'cookie');
    const cookies: unknown[] = [];
    const promises = [false, true, false].map((on) => {
      setLostCallbackDetection(on);
      return read();
    });
    setLostCallbackDetection(false);
    for (const promise of promises) promise.cancel('stop');
    for (const begun of pair.begun) begun.fail(E_ABORT);
    expect(await Promise.allSettled(promises)).toMatchObject(promises.map(() => ({ reason: 'stop' })));
    expect([cookies, reports]).toStrictEqual([['cookie', 'cookie', 'cookie'], []]);
  });

  test('detection, switched on twice and off once, is off', async () => {
    setLostCallbackDetection(true);
    setLostCallbackDetection(false);
    toBeginEnd(async () => 'value').begin(null, null);
    await collectGarbage();
    expect(reports).toStrictEqual([]);
  });
});

describe('detection in a program', () => {
  const collect = `
    const collectGarbage = async () => {
      for (let round = 0; round < 5; round++) {
        await new Promise((resolve) => setImmediate(resolve));
        gc();
      }
      await new Promise((resolve) => setImmediate(resolve));
    };
  `;

  test('a lost callback, in a program, rejects the promise and is warned about', () => {
    const { status, stdout, stderr } = runInChild(
      `import { fromBeginEnd } from './adapters/fromBeginEnd.js';
      import { setLostCallbackDetection } from './adapters/lostCallbacks.js';
      ${collect}
      setLostCallbackDetection(true);
      function BeginRead() {}
      const promise = fromBeginEnd(BeginRead, () => {})();
      promise.catch(({ code }) => console.log(code));
      await collectGarbage();`,
      '--expose-gc',
    );
    expect(stderr).toMatch(/\[lost-callback\] BeginEndWarning: BeginRead: /);
    expect({ status, stdout }).toStrictEqual({ status: 0, stdout: 'E_UNEXPECTED\n' });
  });

  test('a result that is never ended, in a program, is warned about once', () => {
    const { status, stderr } = runInChild(
      `import { setLostCallbackDetection } from './adapters/lostCallbacks.js';
      import { toBeginEnd } from './adapters/toBeginEnd.js';
      ${collect}
      setLostCallbackDetection(true);
      const { begin } = toBeginEnd(async function read() {});
      for (let count = 0; count < 3; count++) begin(null, null);
      await collectGarbage();`,
      '--expose-gc',
    );
    expect(stderr.match(/\[never-ended\] BeginEndWarning: EndRead: /g)).toHaveLength(1);
    expect(status).toBe(0);
  });
});
