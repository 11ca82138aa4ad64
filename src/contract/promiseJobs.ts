import type { AsyncResultPlatform, IMFAsyncCallback, IMFAsyncResult } from './IMFAsyncResult.js';
import { callbackOf, MFCreateAsyncResult } from './MFCreateAsyncResult.js';

const now = Promise.resolve();

/** Invokes in a job of its own: what Invoke throws is an uncaught exception, and nobody else's. */
function invokeSoon(callback: IMFAsyncCallback, result: IMFAsyncResult): void {
  // A promise job costs less than `queueMicrotask` of Node, and keeps the asynchronous context as well.
  void now.then(() => invoke(callback, result));
}

function invoke(callback: IMFAsyncCallback, result: IMFAsyncResult): void {
  try {
    callback.Invoke(result);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}

/** What dispatches where there is no platform: the callback, which there must be, is invoked in a promise job. */
export const promiseJobs: AsyncResultPlatform = {
  MFCreateAsyncResult,
  MFInvokeCallback: (result) => invokeSoon(callbackOf(result) as IMFAsyncCallback, result),
};

/**
 * Dispatches the callback of a completed operation. A platform that refuses (it was shut down meanwhile) must not lose
 * an operation that had been accepted: then a promise job does it.
 */
export function dispatch(
  platform: AsyncResultPlatform,
  callback: IMFAsyncCallback | null,
  result: IMFAsyncResult,
): void {
  if (callback === null) return;
  try {
    platform.MFInvokeCallback(result);
  } catch {
    invokeSoon(callback, result);
  }
}
