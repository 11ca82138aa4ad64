import type { AsyncResultPlatform, IMFAsyncCallback, IMFAsyncResult } from './IMFAsyncResult.js';
import { invokeSoon } from './invoke.js';
import { callbackOf, MFCreateAsyncResult } from './MFCreateAsyncResult.js';

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
