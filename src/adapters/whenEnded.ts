import { BeginEndOperation } from './BeginEndOperation.js';
import type { CancellablePromise } from './types.js';

/**
 * Resolves once an operation is over for good: End has returned, or Begin has failed, so that the operation uses its
 * buffers no more. After an abandoned abort that is later than the promise.
 *
 * @param promise a promise that a function of `fromBeginEnd` gave
 * @returns never rejects, but with an `HResultError` where lost-callback detection finds that it can never resolve
 * @throws TypeError where the promise is not such a one
 *
 * @example
 * const reading = read(4096, { signal, onAbort: 'abandon' });
 * await reading.catch(() => {});
 * await whenEnded(reading); // the buffer may be used again
 *
 * @see https://learn.microsoft.com/windows/win32/medfound/calling-asynchronous-methods
 */
export function whenEnded(promise: CancellablePromise<unknown>): Promise<void> {
  return BeginEndOperation.whenEnded(promise);
}
