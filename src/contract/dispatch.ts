/**
 * How a callback is invoked once its operation has completed.
 *
 *     dispatch ── a platform's MFInvokeCallback ──▶ Invoke, on a work queue
 *        └─ it throws, or there is no platform ───▶ Invoke, in a promise job
 */
import {
  callbackDropped,
  type AsyncCallbackParameters,
  type AsyncResultPlatform,
  type IMFAsyncCallback,
  type IMFAsyncResult,
} from './IMFAsyncResult.js';
import { callbackOf, MFCreateAsyncResult } from './MFCreateAsyncResult.js';
import { settled, whenSettled } from './nativePromise.js';

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
  void settled.then(() => invoke(callback, result));
}

/**
 * The platforms of this library: each callback is dispatched once and later, and what it throws is an uncaught exception. With
 * any other platform, a copy of one of these with functions of its own included, that is not taken for granted.
 */
const keepers = /* @__PURE__ */ new WeakSet();

/** Says of a platform that it keeps the contract. */
export function markKeeper<Platform extends object>(platform: Platform): Platform {
  keepers.add(platform);
  return platform;
}

export const keepsContract = (platform: object): boolean => keepers.has(platform);

/**
 * A callback as it is handed to a platform that may not keep the contract: it is invoked once, and what it throws is not
 * taken for a refusal of the platform.
 */
export class OnceCallback implements IMFAsyncCallback {
  readonly #callback: IMFAsyncCallback;
  #isInvoked = false;

  constructor(callback: IMFAsyncCallback) {
    this.#callback = callback;
  }

  GetParameters(): AsyncCallbackParameters {
    // Absent means E_NOTIMPL, as throwing does.
    return this.#callback.GetParameters!();
  }

  Invoke(result: IMFAsyncResult): void {
    if (this.#isInvoked) return;
    this.#isInvoked = true;
    invoke(this.#callback, result);
  }

  [callbackDropped](error: unknown): void {
    this.#callback[callbackDropped]?.(error);
  }
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
      const returned: unknown = platform.MFInvokeCallback(result);
      whenSettled(returned, undefined, () => fallback(callback, result));
      return;
    } catch {
      // Use the fallback.
    }
  }
  fallback(callback, result);
}
