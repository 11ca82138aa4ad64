/**
 * How a callback is invoked once its operation has completed.
 *
 *     dispatch ── a platform's MFInvokeCallback ──▶ Invoke, on a work queue
 *        └─ it throws, or there is no platform ───▶ Invoke, in a promise job
 */
import type { AsyncResultPlatform, IMFAsyncCallback, IMFAsyncResult } from './IMFAsyncResult.js';
import { callbackOf, MFCreateAsyncResult } from './MFCreateAsyncResult.js';

const now = /* @__PURE__ */ Promise.resolve();

/** Throws in a microtask: an uncaught exception with its own stack, not an unhandled rejection. */
export function throwUncaught(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}

/** Invokes a callback. What Invoke throws is its owner's fault: an uncaught exception, and the caller goes on. */
export function invoke(callback: IMFAsyncCallback, result: IMFAsyncResult): void {
  try {
    callback.Invoke(result);
  } catch (error) {
    throwUncaught(error);
  }
}

/** Invokes a callback in a job of its own. */
export function invokeSoon(callback: IMFAsyncCallback, result: IMFAsyncResult): void {
  // A promise job takes less time than `queueMicrotask` of Node, and keeps the asynchronous context as well.
  void now.then(() => invoke(callback, result));
}

/** Makes results and dispatches callbacks where there is no platform. */
export const promiseJobs: AsyncResultPlatform = {
  MFCreateAsyncResult,
  MFInvokeCallback: (result) => invokeSoon(callbackOf(result) as IMFAsyncCallback, result),
};

/**
 * Dispatches the callback of a completed operation, if it has one. A platform that refuses, because it was shut down
 * meanwhile, must not lose an operation that was accepted: then `fallback` invokes.
 */
export function dispatch(
  platform: AsyncResultPlatform | undefined,
  callback: IMFAsyncCallback | null,
  result: IMFAsyncResult,
  fallback = invokeSoon,
): void {
  if (callback === null) return;
  if (platform !== undefined) {
    try {
      platform.MFInvokeCallback(result);
      return;
    } catch {
      // Use the fallback.
    }
  }
  fallback(callback, result);
}
