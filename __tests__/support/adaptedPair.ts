import {
  fromBeginEnd,
  type CancellablePromise,
  type FromBeginEndOptions,
  type IMFAsyncCallback,
  type IMFAsyncResult,
} from '../../src/index.js';
import { ManualPair, type ManualOperation } from '../../src/testing/index.js';

/**
 * A pair that a test drives by hand, and the promise function that `fromBeginEnd` makes of it. It has no cancel action but
 * that of the options. Its Begin returns no cookie, unless `onBegin` does.
 */
export function adaptedPair(
  options?: FromBeginEndOptions,
  onBegin: (operation: ManualOperation) => unknown = () => undefined,
) {
  const pair = new ManualPair({ name: 'BeginRead', onBegin });
  return { pair, read: fromBeginEnd(pair.begin, pair.end, options) };
}

/**
 * An operation whose callback is invoked with any object at all, be it of another realm, another thread or none.
 *
 * @param end the body of End
 * @param meanwhile what happens between Begin and Invoke
 */
export function invokedWith(
  result: unknown,
  end: (result: IMFAsyncResult) => unknown,
  options?: FromBeginEndOptions,
  meanwhile: (promise: CancellablePromise<unknown>) => unknown = () => undefined,
): CancellablePromise<unknown> {
  let given: IMFAsyncCallback | undefined;
  const begin = (callback: IMFAsyncCallback): void => {
    given = callback;
  };
  const promise = fromBeginEnd(begin, end, { name: 'BeginRead', ...options })();
  meanwhile(promise);
  given?.Invoke(result as IMFAsyncResult);
  return promise;
}

/** A body of End that throws, for `completeWith`: the status says nothing of it, so that the error alone decides. */
export function throwing(error: unknown): () => never {
  return () => {
    throw error;
  };
}
