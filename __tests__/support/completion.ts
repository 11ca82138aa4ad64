import pDefer from 'p-defer';
import type { IMFAsyncCallback, IMFAsyncResult } from '../../src/index.js';

/** A callback, and a promise of the result that it is invoked with first. */
export function completion(): { callback: IMFAsyncCallback; result: Promise<IMFAsyncResult>; count: () => number } {
  const { promise, resolve } = pDefer<IMFAsyncResult>();
  let invocations = 0;
  return {
    callback: {
      Invoke(result) {
        invocations += 1;
        resolve(result);
      },
    },
    result: promise,
    count: () => invocations,
  };
}
