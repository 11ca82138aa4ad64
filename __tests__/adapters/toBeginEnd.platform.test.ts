import { AsyncLocalStorage } from 'node:async_hooks';
import { describe, expect, test } from '@jest/globals';
import {
  E_ABORT,
  E_INVALIDARG,
  MF_E_SHUTDOWN,
  HResultError,
  MFCreateAsyncResult,
  S_OK,
  toBeginEnd,
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
