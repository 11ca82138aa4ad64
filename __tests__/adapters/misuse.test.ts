import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { E_FAIL, setMisuseHandler, toBeginEnd, type MisuseReport } from '../../src/index.js';
import { adaptedPair } from '../support/adaptedPair.js';
import { runInChild } from '../support/childProcess.js';
import { allJobs, uncaughtBy } from '../support/promises.js';

const broken = new Error('broken');
const doBreak = (): never => {
  throw broken;
};

afterEach(() => {
  setMisuseHandler(undefined);
  jest.restoreAllMocks();
});

const warnings = () => jest.spyOn(process, 'emitWarning').mockImplementation(() => {});

/** Does something, and collects what is reported meanwhile. */
async function reportsOf(action: () => unknown): Promise<MisuseReport[]> {
  const reports: MisuseReport[] = [];
  setMisuseHandler((report) => reports.push(report));
  await action();
  await allJobs();
  return reports;
}

/** An operation whose callback is invoked again. */
async function invokedAgain({ pair, read } = adaptedPair()): Promise<void> {
  const promise = read();
  pair.last.complete();
  pair.last.complete();
  await promise;
}

/** An operation whose cancel action throws. */
async function notCancelled({ read } = adaptedPair({ cancel: doBreak })): Promise<void> {
  const promise = read();
  promise.cancel('stop');
  await expect(promise).rejects.toBe('stop');
}

// 'lost-callback' and 'never-ended' are reported by garbage collection: lostCallbacks.test.ts.
describe('a misuse handler', () => {
  test('second-invoke, with a handler, is reported with the operation, the message and the result', async () => {
    const adapted = adaptedPair();
    const reports = await reportsOf(() => invokedAgain(adapted));
    expect(reports).toStrictEqual([
      {
        kind: 'second-invoke',
        operation: 'BeginRead',
        message: expect.stringMatching(/^BeginRead: .+, End was not called again$/),
        result: adapted.pair.last.result,
      },
    ]);
  });

  test('invoke-after-failed-begin, with a handler, is reported with the operation, the message and the result', async () => {
    const { pair, read } = adaptedPair({}, () => E_FAIL);
    const reports = await reportsOf(async () => {
      await expect(read()).rejects.toMatchObject({ hresult: E_FAIL });
      pair.last.complete();
    });
    expect(reports).toStrictEqual([
      {
        kind: 'invoke-after-failed-begin',
        operation: 'BeginRead',
        message: expect.stringMatching(/^BeginRead: .+, End was not called$/),
        result: pair.last.result,
      },
    ]);
  });

  test('invoke-after-failed-begin, where Begin fails after Invoke, is reported with the error of Begin', async () => {
    const { read } = adaptedPair({}, (operation) => {
      operation.complete();
      throw broken;
    });
    const reports = await reportsOf(() => read());
    expect(reports).toStrictEqual([
      {
        kind: 'invoke-after-failed-begin',
        operation: 'BeginRead',
        message: expect.stringMatching(/^BeginRead: .+, .+$/),
        error: broken,
      },
    ]);
  });

  test('cancel-failed, with a handler, is reported with the operation, the message and the error', async () => {
    const reports = await reportsOf(() => notCancelled());
    expect(reports).toStrictEqual([
      {
        kind: 'cancel-failed',
        operation: 'BeginRead',
        message: expect.stringMatching(/^BeginRead: .+, .+$/),
        error: broken,
      },
    ]);
  });

  test('cancel-failed, of toBeginEnd, is reported with CancelRead', async () => {
    const reports = await reportsOf(() => {
      const { begin, cancel } = toBeginEnd(function read() {
        return Object.assign(new Promise<void>(() => {}), { cancel: doBreak });
      });
      cancel(begin(null, null));
    });
    expect(reports).toStrictEqual([
      {
        kind: 'cancel-failed',
        operation: 'CancelRead',
        message: expect.stringMatching(/^CancelRead: .+, .+$/),
        error: broken,
      },
    ]);
  });

  test('dispose-failed, with a handler, is reported with the operation, the message and the error', async () => {
    const { pair, read } = adaptedPair({ dispose: doBreak });
    const reports = await reportsOf(async () => {
      const promise = read();
      promise.cancel('stop');
      pair.last.complete('late');
      await expect(promise).rejects.toBe('stop');
    });
    expect(reports).toStrictEqual([
      {
        kind: 'dispose-failed',
        operation: 'BeginRead',
        message: expect.stringMatching(/^BeginRead: .+, .+$/),
        error: broken,
      },
    ]);
  });

  test('a handler, of a misuse that happens again, hears every case', async () => {
    const adapted = adaptedPair();
    const reports = await reportsOf(async () => {
      await invokedAgain(adapted);
      await invokedAgain(adapted);
    });
    expect(reports).toHaveLength(2);
  });

  test('a handler that throws is an uncaught exception, and the operation goes on', async () => {
    setMisuseHandler(doBreak);
    const uncaught = await uncaughtBy(() => invokedAgain());
    expect(uncaught).toStrictEqual([broken]);
  });

  test('a handler, replaced by another, hears nothing more', async () => {
    const former: unknown[] = [];
    setMisuseHandler((report) => former.push(report));
    const reports = await reportsOf(() => invokedAgain());
    expect(former).toStrictEqual([]);
    expect(reports).toHaveLength(1);
  });

  test.each([[null], [1], ['warn'], [{}]])(
    '%p, which is no handler, is a TypeError, and the former one stays',
    async (handler) => {
      const reports: unknown[] = [];
      setMisuseHandler((report) => reports.push(report));
      expect(() => setMisuseHandler(handler as never)).toThrow(TypeError);
      expect(() => setMisuseHandler(handler as never)).toThrow(/^setMisuseHandler: .*function.*undefined/);
      await invokedAgain();
      expect(reports).toHaveLength(1);
    },
  );
});

describe('misuse without a handler', () => {
  test('a misuse, in Node, is a process warning with its kind and its message', async () => {
    const emitted = warnings();
    await invokedAgain();
    expect(emitted.mock.calls).toStrictEqual([
      [expect.stringMatching(/^BeginRead: /), { type: 'BeginEndWarning', code: 'second-invoke' }],
    ]);
  });

  test('a misuse, of the same kind again, is warned about once an adapter', async () => {
    const emitted = warnings();
    const adapted = adaptedPair();
    await invokedAgain(adapted);
    await invokedAgain(adapted);
    expect(emitted).toHaveBeenCalledTimes(1);
    await invokedAgain();
    expect(emitted).toHaveBeenCalledTimes(2);
  });

  test('a misuse, of another kind on the same adapter, is warned about as well', async () => {
    const emitted = warnings();
    const adapted = adaptedPair({ cancel: doBreak });
    await invokedAgain(adapted);
    await notCancelled(adapted);
    const codes = emitted.mock.calls.map(([, options]) => (options as unknown as { code: string }).code);
    expect(codes).toStrictEqual(['second-invoke', 'cancel-failed']);
  });

  test('a misuse, reported to a handler before, is still warned about once', async () => {
    const emitted = warnings();
    const adapted = adaptedPair();
    await reportsOf(() => invokedAgain(adapted));
    setMisuseHandler(undefined);
    await invokedAgain(adapted);
    expect(emitted).toHaveBeenCalledTimes(1);
  });

  test.each([[undefined], [{}]])('a misuse, where process is %p, is a warning on the console', async (process) => {
    const warned = jest.spyOn(console, 'warn').mockImplementation(() => {});
    const replaced = jest.replaceProperty(globalThis, 'process', process as never);
    const { pair, read } = adaptedPair();
    const promise = read();
    pair.last.complete();
    pair.last.complete();
    replaced.restore();
    await promise;
    expect(warned.mock.calls).toStrictEqual([[expect.stringMatching(/second-invoke.*BeginRead: /)]]);
  });
});

describe('misuse that comes with an error, without a handler', () => {
  test('the warning, in Node, has the stack of the error as its detail', async () => {
    const emitted = warnings();
    await notCancelled();
    expect(emitted.mock.calls).toStrictEqual([
      [expect.any(String), { type: 'BeginEndWarning', code: 'cancel-failed', detail: broken.stack }],
    ]);
  });

  test.each<[string, unknown, string]>([
    ['a text', 'no connection', `'no connection'`],
    ['null', null, 'null'],
    ['a number', 5, '5'],
  ])('the warning, in Node, where %s was thrown, has that as its detail', async (_, thrown, detail) => {
    const emitted = warnings();
    await notCancelled(adaptedPair({ cancel: () => Promise.reject(thrown) }));
    expect(emitted.mock.calls[0]?.[1]).toMatchObject({ detail });
  });

  test('the warning, elsewhere, has the error itself', async () => {
    const warned = jest.spyOn(console, 'warn').mockImplementation(() => {});
    const replaced = jest.replaceProperty(globalThis, 'process', undefined as never);
    const { read } = adaptedPair({ cancel: doBreak });
    const promise = read();
    promise.cancel('stop');
    replaced.restore();
    await expect(promise).rejects.toBe('stop');
    expect(warned.mock.calls).toStrictEqual([[expect.stringMatching(/cancel-failed.*BeginRead: /), broken]]);
  });
});

describe('misuse in a program', () => {
  const misuse = `
    import { fromBeginEnd } from './adapters/fromBeginEnd.js';
    import { setMisuseHandler } from './adapters/misuse.js';
    function BeginRead(callback) { callback.Invoke({}); callback.Invoke({}); callback.Invoke({}); }
    const read = fromBeginEnd(BeginRead, () => 'value');
  `;

  test('a misuse, without a handler, warns once on standard error, and the program goes on', () => {
    const { status, stdout, stderr } = runInChild(`${misuse} console.log(await read(), await read());`);
    expect(stderr.match(/\[second-invoke\] BeginEndWarning: BeginRead: /g)).toHaveLength(1);
    expect({ status, stdout }).toStrictEqual({ status: 0, stdout: 'value value\n' });
  });

  test('a misuse with an error, without a handler, says why on standard error', () => {
    const { stderr } = runInChild(`
      import { fromBeginEnd } from './adapters/fromBeginEnd.js';
      function BeginRead() {}
      const cancel = () => { throw new Error('the very reason'); };
      const promise = fromBeginEnd(BeginRead, () => {}, { cancel })();
      promise.catch(() => {});
      promise.cancel();
    `);
    expect(stderr).toMatch(/BeginRead: .+\nError: the very reason\n\s+at cancel/);
  });

  test('a handler that throws, ends the program with its own stack', () => {
    const { status, stderr } = runInChild(`${misuse}
      setMisuseHandler(function faultyHandler() { throw new Error('of the handler'); });
      await read();
    `);
    expect(status).not.toBe(0);
    expect(stderr).toMatch(/Error: of the handler\n\s+at faultyHandler/);
  });
});
