import { AsyncLocalStorage } from 'node:async_hooks';
import { describe, expect, jest, test } from '@jest/globals';
import {
  callbackDropped,
  callbackOf,
  E_ABORT,
  E_INVALIDARG,
  MF_E_SHUTDOWN,
  HResultError,
  MFCreateAsyncResult,
  S_OK,
  toBeginEnd,
  type AsyncResultPlatform,
  type IMFAsyncCallback,
  type IMFAsyncResult,
} from '../../src/index.js';
import { createEmbeddedPlatform } from '../../src/platform/index.js';
import { MF_VERSION } from '../../src/platform/constants.js';
import { allJobs, uncaughtBy } from '../support/promises.js';
import { thrownBy } from '../support/thrownBy.js';

/** A platform whose one queue is run by the test. */
function handDrivenPlatform() {
  const created: unknown[][] = [];
  const queue: IMFAsyncResult[] = [];
  const callbacks = new Map<IMFAsyncResult, IMFAsyncCallback | null>();
  return {
    created,
    queue,
    MFCreateAsyncResult(object: unknown, callback: IMFAsyncCallback | null, state: unknown) {
      created.push([object, callback, state]);
      const result = MFCreateAsyncResult(object, callback, state);
      callbacks.set(result, callback);
      return result;
    },
    MFInvokeCallback(result: IMFAsyncResult) {
      queue.push(result);
    },
    run() {
      for (const result of queue.splice(0)) callbacks.get(result)?.Invoke(result);
    },
  };
}

describe('toBeginEnd, with a platform', () => {
  test('the result, with a platform, is made by it, of no object, the callback and the state', () => {
    const platform = handDrivenPlatform();
    let invoked = 0;
    const callback = { Invoke: () => invoked++ };
    const state = {};
    toBeginEnd(async () => {}, { platform }).begin(callback, state);
    expect(platform.created).toHaveLength(1);
    const [object, given, givenState] = platform.created[0] ?? [];
    expect([object, givenState === state]).toStrictEqual([null, true]);
    (given as IMFAsyncCallback).Invoke({} as IMFAsyncResult);
    expect(invoked).toBe(1);
  });

  test('a function as callback, with a platform, reaches it as an IMFAsyncCallback', async () => {
    const platform = handDrivenPlatform();
    const invoked: unknown[] = [];
    const result = toBeginEnd(async () => {}, { platform }).begin((own) => invoked.push(own), null);
    await allJobs();
    platform.run();
    expect(invoked).toStrictEqual([result]);
  });

  test('the callback, with a platform, is dispatched once and by it alone, when the promise has settled', async () => {
    const platform = handDrivenPlatform();
    const invoked: unknown[] = [];
    const result = toBeginEnd(async () => {}, { platform }).begin((own) => invoked.push(own), null);
    expect(platform.queue).toStrictEqual([]);
    await allJobs();
    expect(platform.queue).toStrictEqual([result]);
    expect(invoked).toStrictEqual([]);
  });

  test('the status, when the platform is asked to dispatch, is set already', async () => {
    const platform = handDrivenPlatform();
    const statuses: number[] = [];
    platform.MFInvokeCallback = (result) => statuses.push(result.GetStatus());
    toBeginEnd(() => Promise.reject(new HResultError(MF_E_SHUTDOWN)), { platform }).begin(() => {}, null);
    await allJobs();
    expect(statuses).toStrictEqual([MF_E_SHUTDOWN]);
  });

  test('the status of its result, set by another while the function ran, is S_OK again once that has a value', async () => {
    const platform = handDrivenPlatform();
    const { begin, end } = toBeginEnd(async () => 'value', { platform });
    const result = begin(() => {}, null);
    result.SetStatus(MF_E_SHUTDOWN);
    await allJobs();
    expect(result.GetStatus()).toBe(S_OK);
    expect(end(result)).toBe('value');
  });

  test('MFInvokeCallback, for a null callback, is not called, and the result can be ended', async () => {
    const platform = handDrivenPlatform();
    const { begin, end } = toBeginEnd(async () => 'value', { platform });
    const result = begin(null, null);
    await allJobs();
    expect(platform.queue).toStrictEqual([]);
    expect(end(result)).toBe('value');
  });

  test('MFInvokeCallback, throwing, is replaced by a promise job in the context of Begin', async () => {
    const storage = new AsyncLocalStorage<string>();
    const invoked: unknown[] = [];
    const platform = handDrivenPlatform();
    platform.MFInvokeCallback = () => {
      throw new HResultError(MF_E_SHUTDOWN);
    };
    const { begin, end } = toBeginEnd(async () => 'value', { platform });
    storage.run('of Begin', () => begin((result) => invoked.push(end(result), storage.getStore()), null));
    expect(invoked).toStrictEqual([]);
    await allJobs();
    expect(invoked).toStrictEqual(['value', 'of Begin']);
  });

  test('MFInvokeCallback, throwing in a Cancel, is replaced by a promise job, not by Cancel itself', async () => {
    const invoked: unknown[] = [];
    const platform = handDrivenPlatform();
    platform.MFInvokeCallback = () => {
      throw new HResultError(MF_E_SHUTDOWN);
    };
    const { begin, cancel } = toBeginEnd(() => new Promise(() => {}), { platform });
    const result = begin((own) => invoked.push(own), null);
    cancel(result);
    expect(invoked).toStrictEqual([]);
    await allJobs();
    expect(invoked).toStrictEqual([result]);
  });

  test('Invoke, throwing after MFInvokeCallback has thrown, is an uncaught exception', async () => {
    const error = new Error('broken');
    const platform = handDrivenPlatform();
    platform.MFInvokeCallback = () => {
      throw new HResultError(MF_E_SHUTDOWN);
    };
    const { begin } = toBeginEnd(async () => {}, { platform });
    const uncaught = await uncaughtBy(() =>
      begin(() => {
        throw error;
      }, null),
    );
    expect(uncaught).toStrictEqual([error]);
  });

  test('MFCreateAsyncResult, throwing, makes Begin throw, and the function is not called', () => {
    const calls: unknown[] = [];
    const error = new HResultError(MF_E_SHUTDOWN);
    const platform = handDrivenPlatform();
    platform.MFCreateAsyncResult = () => {
      throw error;
    };
    const { begin } = toBeginEnd(() => calls.push('called'), { platform });
    expect(thrownBy(() => begin(null, null))).toBe(error);
    expect(calls).toStrictEqual([]);
  });

  test('a result that the platform hands out again, in Begin, stands for the newer operation', async () => {
    const platform = handDrivenPlatform();
    const recycled = MFCreateAsyncResult(null, null, null);
    platform.MFCreateAsyncResult = () => recycled;
    const first = toBeginEnd(async () => 'first', { platform });
    const second = toBeginEnd(async () => 'second', { platform });
    first.begin(null, null);
    await allJobs();
    expect(first.end(recycled)).toBe('first');
    second.begin(null, null);
    await allJobs();
    expect(thrownBy(() => first.end(recycled))).toMatchObject({ hresult: E_INVALIDARG });
    expect(second.end(recycled)).toBe('second');
  });

  test('a callback, on a platform that keeps the contract, reaches it as it is', () => {
    const platform = createEmbeddedPlatform();
    const callback = { Invoke() {} };
    const result = toBeginEnd(async () => {}, { platform }).begin(callback, null);
    expect(callbackOf(result)).toBe(callback);
  });

  test('a callback, on a copy of such a platform that invokes twice, is invoked once', async () => {
    const own = createEmbeddedPlatform();
    const platform = {
      ...own,
      MFInvokeCallback(result: IMFAsyncResult) {
        callbackOf(result)?.Invoke(result);
        callbackOf(result)?.Invoke(result);
      },
    };
    const Invoke = jest.fn();
    toBeginEnd(async () => {}, { platform }).begin({ Invoke }, null);
    await allJobs();
    expect(Invoke).toHaveBeenCalledTimes(1);
  });

  test('an operation, on the embedded platform, goes through its work queue', async () => {
    const platform = createEmbeddedPlatform();
    platform.MFStartup(MF_VERSION, 0);
    const { begin, end } = toBeginEnd(async (a: number, b: number) => a + b, { platform });
    const sum = await new Promise((resolve) => {
      begin(1, 2, (result) => resolve([end(result), result.GetStatus()]), null);
    });
    platform.MFShutdown();
    expect(sum).toStrictEqual([3, S_OK]);
  });

  test('an operation, on an embedded platform that is shut down meanwhile, still tells its callback', async () => {
    const platform = createEmbeddedPlatform();
    platform.MFStartup(MF_VERSION, 0);
    const { begin, end, cancel } = toBeginEnd(() => new Promise<void>(() => {}), { platform });
    const invoked = new Promise((resolve) => {
      const result = begin((own) => resolve(thrownBy(() => end(own))), null);
      platform.MFShutdown();
      cancel(result);
    });
    await expect(invoked).resolves.toMatchObject({ hresult: E_ABORT });
  });
});

const refuse = (): never => {
  throw new Error('refused');
};

const invoke = (result: IMFAsyncResult): unknown => callbackOf(result)?.Invoke(result);

/** What the callback of one operation meets, on a platform with these methods. */
async function outcomeOn(methods: object, fn: () => unknown = async () => 'value', cancelIt = false) {
  const outcomes: unknown[] = [];
  let isInBegin = true;
  const platform = {
    MFCreateAsyncResult,
    MFInvokeCallback: (_result: IMFAsyncResult): unknown => undefined,
    ...methods,
  };
  const { begin, end, cancel } = toBeginEnd(fn, { platform });
  const uncaught = await uncaughtBy(async () => {
    const result = begin((own) => {
      if (isInBegin) outcomes.push('inside Begin');
      try {
        outcomes.push(end(own));
      } catch (error) {
        outcomes.push((error as HResultError).code);
      }
    }, null);
    if (cancelIt) cancel(result);
    isInBegin = false;
    await allJobs();
    await allJobs();
  });
  return { outcomes, uncaught };
}

const never = (): Promise<void> => new Promise(() => {});

const failing = async (): Promise<never> => {
  throw new HResultError(MF_E_SHUTDOWN);
};

describe('toBeginEnd, with a platform that does not keep the contract', () => {
  const platforms: [string, object][] = [
    ['dispatches at once', { MFInvokeCallback: invoke }],
    ['dispatches twice', { MFInvokeCallback: (result: IMFAsyncResult) => [invoke(result), invoke(result)] }],
    [
      'dispatches, and once more later',
      { MFInvokeCallback: (result: IMFAsyncResult) => (invoke(result), setImmediate(invoke, result)) },
    ],
    ['throws', { MFInvokeCallback: refuse }],
    ['throws after it has dispatched', { MFInvokeCallback: (result: IMFAsyncResult) => (invoke(result), refuse()) }],
    [
      'throws, and dispatches later',
      { MFInvokeCallback: (result: IMFAsyncResult) => (setImmediate(invoke, result), refuse()) },
    ],
    ['is asynchronous, and rejects', { MFInvokeCallback: async () => refuse() }],
    [
      'is asynchronous, dispatches and rejects',
      { MFInvokeCallback: async (result: IMFAsyncResult) => (invoke(result), refuse()) },
    ],
    [
      'has results whose SetStatus throws',
      {
        MFCreateAsyncResult: (...all: [null, null, null]) =>
          Object.assign(MFCreateAsyncResult(...all), { SetStatus: refuse }),
        MFInvokeCallback: refuse,
      },
    ],
    ['has results without SetStatus and GetStatus', { MFCreateAsyncResult: () => ({}), MFInvokeCallback: refuse }],
    [
      'has results whose GetStatus throws',
      { MFCreateAsyncResult: () => ({ SetStatus() {}, GetStatus: refuse }), MFInvokeCallback: refuse },
    ],
    [
      'has frozen results',
      { MFCreateAsyncResult: () => Object.freeze({ SetStatus() {}, GetStatus: () => S_OK }), MFInvokeCallback: refuse },
    ],
  ];

  test.each(platforms)(
    'a platform that %s, has the callback invoked once, and End give the value',
    async (_, methods) => {
      expect(await outcomeOn(methods)).toStrictEqual({ outcomes: ['value'], uncaught: [] });
    },
  );

  test.each(platforms)('a platform that %s, has the callback invoked once after Cancel', async (_, methods) => {
    expect(await outcomeOn(methods, never, true)).toStrictEqual({ outcomes: ['E_ABORT'], uncaught: [] });
  });

  test.each(platforms)('a platform that %s, has the error of the function come from End', async (_, methods) => {
    expect(await outcomeOn(methods, failing)).toStrictEqual({ outcomes: ['MF_E_SHUTDOWN'], uncaught: [] });
  });

  test('a platform that never dispatches, still lets the result be ended', async () => {
    const platform = { MFCreateAsyncResult, MFInvokeCallback() {} };
    const { begin, end } = toBeginEnd(async () => 'value', { platform });
    const result = begin(() => {}, null);
    await allJobs();
    expect(end(result)).toBe('value');
  });

  test.each<[string, object]>([
    ['inside MFInvokeCallback', { MFInvokeCallback: invoke }],
    ['after a refusal', { MFInvokeCallback: refuse }],
    [
      'before an asynchronous refusal',
      { MFInvokeCallback: async (result: IMFAsyncResult) => (invoke(result), refuse()) },
    ],
  ])('a callback that throws %s, is an uncaught exception, and not invoked again', async (_, methods) => {
    const error = new Error('of the callback');
    let invoked = 0;
    const { begin, end } = toBeginEnd(async () => 'value', {
      platform: { MFCreateAsyncResult, ...methods } as AsyncResultPlatform,
    });
    const results: IMFAsyncResult[] = [];
    const uncaught = await uncaughtBy(async () => {
      results.push(
        begin(() => {
          invoked += 1;
          throw error;
        }, null),
      );
      await allJobs();
    });
    expect([invoked, uncaught]).toStrictEqual([1, [error]]);
    expect(results.map(end)).toStrictEqual(['value']);
  });

  test('a callback with parameters, on any platform, still has them, and none where it has none', () => {
    const platform = handDrivenPlatform();
    const { begin } = toBeginEnd(async () => {}, { platform });
    begin({ GetParameters: () => ({ flags: 1, queue: 2 }), Invoke() {} }, null);
    begin({ Invoke() {} }, null);
    const [first, second] = platform.created.map(([, callback]) => callback as IMFAsyncCallback);
    expect(first?.GetParameters?.()).toStrictEqual({ flags: 1, queue: 2 });
    // To throw means the same as to have none.
    expect(() => second?.GetParameters?.()).toThrow(TypeError);
  });

  test('a callback, told by any platform that it is dropped, is told', () => {
    const errors: unknown[] = [];
    const platform = handDrivenPlatform();
    const { begin } = toBeginEnd(async () => {}, { platform });
    begin({ Invoke() {}, [callbackDropped]: (error) => errors.push(error) }, null);
    begin({ Invoke() {} }, null);
    for (const [, callback] of platform.created) (callback as IMFAsyncCallback)[callbackDropped]?.('dropped');
    expect(errors).toStrictEqual(['dropped']);
  });

  test('Cancel, inside the function, by a result that the platform gave away, completes with E_ABORT', async () => {
    const disposed: unknown[] = [];
    const platform = handDrivenPlatform();
    const given: IMFAsyncResult[] = [];
    platform.MFCreateAsyncResult = (...all) => {
      const result = MFCreateAsyncResult(...all);
      given.push(result);
      return result;
    };
    const { begin, end, cancel } = toBeginEnd(
      async () => {
        given.forEach(cancel);
        return 'late';
      },
      { platform, dispose: (value) => void disposed.push(value) },
    );
    const result = begin(null, null);
    expect(thrownBy(() => end(result))).toMatchObject({ hresult: E_ABORT });
    await allJobs();
    expect(disposed).toStrictEqual(['late']);
  });

  test('a result that two adapters got from one platform, belongs to the later', async () => {
    const shared = MFCreateAsyncResult(null, null, null);
    const platform = { ...handDrivenPlatform(), MFCreateAsyncResult: () => shared };
    const first = toBeginEnd(async () => 'first', { platform });
    const second = toBeginEnd(async () => 'second', { platform });
    first.begin(null, null);
    second.begin(null, null);
    await allJobs();
    expect(thrownBy(() => first.end(shared))).toMatchObject({ hresult: E_INVALIDARG });
    expect(second.end(shared)).toBe('second');
  });
});
