import { AsyncLocalStorage } from 'node:async_hooks';
import { describe, expect, test } from '@jest/globals';
import {
  callbackDropped,
  HResultError,
  MF_E_SHUTDOWN,
  MFCreateAsyncResult,
  type IMFAsyncResult,
} from '../../src/index.js';
import { dispatch, invoke, keepsContract, markKeeper, OnceCallback, promiseJobs } from '../../src/contract/dispatch.js';
import { allJobs, uncaughtBy } from '../support/promises.js';

const refusing = {
  MFCreateAsyncResult,
  MFInvokeCallback() {
    throw new HResultError(MF_E_SHUTDOWN);
  },
};

/** A callback that remembers what it was invoked with, and its result. */
function recorder() {
  const invoked: unknown[] = [];
  const callback = { Invoke: (result: IMFAsyncResult): unknown => invoked.push(result) };
  return { invoked, callback, result: MFCreateAsyncResult(null, callback, null) as IMFAsyncResult };
}

describe('promiseJobs', () => {
  test('MFInvokeCallback, with a result, invokes its callback, but not inside itself', async () => {
    const { invoked, result } = recorder();
    promiseJobs.MFInvokeCallback(result);
    expect(invoked).toStrictEqual([]);
    await allJobs();
    expect(invoked).toStrictEqual([result]);
  });

  test('MFInvokeCallback, called twice, invokes twice, as that of Media Foundation', async () => {
    const { invoked, result } = recorder();
    promiseJobs.MFInvokeCallback(result);
    promiseJobs.MFInvokeCallback(result);
    await allJobs();
    expect(invoked).toHaveLength(2);
  });

  test('Invoke, throwing, is an uncaught exception, and the next callback is invoked', async () => {
    const error = new Error('broken');
    const { invoked, result } = recorder();
    const faulty = MFCreateAsyncResult(
      null,
      {
        Invoke: () => {
          throw error;
        },
      },
      null,
    );
    const uncaught = await uncaughtBy(() => {
      promiseJobs.MFInvokeCallback(faulty);
      promiseJobs.MFInvokeCallback(result);
    });
    expect(uncaught).toStrictEqual([error]);
    expect(invoked).toStrictEqual([result]);
  });

  test('Invoke, in a promise job, has the async context of MFInvokeCallback', async () => {
    const storage = new AsyncLocalStorage<string>();
    const contexts: unknown[] = [];
    const result = MFCreateAsyncResult(null, { Invoke: () => contexts.push(storage.getStore()) }, null);
    storage.run('mine', () => promiseJobs.MFInvokeCallback(result));
    await allJobs();
    expect(contexts).toStrictEqual(['mine']);
  });
});

describe('OnceCallback', () => {
  test('Invoke, a second time, invokes nothing', () => {
    const { invoked, callback, result } = recorder();
    const once = new OnceCallback(callback);
    once.Invoke(result);
    once.Invoke(result);
    expect(invoked).toStrictEqual([result]);
  });

  test('Invoke, inside itself, invokes nothing more', () => {
    const { result } = recorder();
    let count = 0;
    const once: OnceCallback = new OnceCallback({ Invoke: () => (count++, once.Invoke(result)) });
    once.Invoke(result);
    expect(count).toBe(1);
  });

  test('its parameters are those of the callback; where that has none, asking throws, which means the same', () => {
    const parameters = { flags: 1, queue: 2 };
    expect(new OnceCallback({ Invoke() {}, GetParameters: () => parameters }).GetParameters()).toBe(parameters);
    expect(() => new OnceCallback({ Invoke() {} }).GetParameters()).toThrow(TypeError);
  });

  test('a drop is told to the callback, where that can be told', () => {
    const told: unknown[] = [];
    new OnceCallback({ Invoke() {}, [callbackDropped]: (error) => told.push(error) })[callbackDropped]('dropped');
    expect(told).toStrictEqual(['dropped']);
    expect(() => new OnceCallback({ Invoke() {} })[callbackDropped]('dropped')).not.toThrow();
  });
});

describe('keepsContract', () => {
  test('a platform, that is said to keep it, does, and a copy of it does not', () => {
    const platform = markKeeper({ ...promiseJobs });
    expect([keepsContract(platform), keepsContract({ ...platform })]).toStrictEqual([true, false]);
  });
});

describe('dispatch', () => {
  test('a platform, that refuses asynchronously, is replaced', async () => {
    const { invoked, callback, result } = recorder();
    const platform = { MFCreateAsyncResult, MFInvokeCallback: async () => refusing.MFInvokeCallback() };
    dispatch(platform, callback, result);
    await allJobs();
    expect(invoked).toStrictEqual([result]);
  });

  test('a platform, that accepts, dispatches alone', async () => {
    const dispatched: unknown[] = [];
    const { invoked, callback, result } = recorder();
    dispatch({ MFCreateAsyncResult, MFInvokeCallback: (own) => dispatched.push(own) }, callback, result);
    await allJobs();
    expect(dispatched).toStrictEqual([result]);
    expect(invoked).toStrictEqual([]);
  });

  test('a platform, that refuses, is replaced by a promise job', async () => {
    const { invoked, callback, result } = recorder();
    dispatch(refusing, callback, result);
    expect(invoked).toStrictEqual([]);
    await allJobs();
    expect(invoked).toStrictEqual([result]);
  });

  test('without a platform, a promise job invokes', async () => {
    const { invoked, callback, result } = recorder();
    dispatch(undefined, callback, result);
    expect(invoked).toStrictEqual([]);
    await allJobs();
    expect(invoked).toStrictEqual([result]);
  });

  test('a fallback, that is given, invokes in place of a platform that refuses', () => {
    const { invoked, callback, result } = recorder();
    dispatch(refusing, callback, result, invoke);
    expect(invoked).toStrictEqual([result]);
  });

  test('a null callback is dispatched by nobody', async () => {
    const { invoked, result } = recorder();
    expect(() => dispatch(refusing, null, result)).not.toThrow();
    await allJobs();
    expect(invoked).toStrictEqual([]);
  });
});
