import type { IMFAsyncCallback, IMFAsyncResult } from './IMFAsyncResult.js';

const now = /* @__PURE__ */ Promise.resolve();

/** Throws where nobody can catch it: an uncaught exception with its own stack, not an unhandled rejection. */
export function throwUncaught(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}

/** Invokes a callback. What it throws is its owner's fault: an uncaught exception, and whoever invokes goes on. */
export function invoke(callback: IMFAsyncCallback, result: IMFAsyncResult): void {
  try {
    callback.Invoke(result);
  } catch (error) {
    throwUncaught(error);
  }
}

/** Invokes a callback in a job of its own. */
export function invokeSoon(callback: IMFAsyncCallback, result: IMFAsyncResult): void {
  // A promise job costs less than `queueMicrotask` of Node, and keeps the asynchronous context as well.
  void now.then(() => invoke(callback, result));
}
