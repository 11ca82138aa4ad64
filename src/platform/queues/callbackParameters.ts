import type { AsyncCallbackParameters, IMFAsyncCallback } from '../../contract/IMFAsyncResult.js';
import { whenSettled } from '../../contract/nativePromise.js';
import { MFASYNC_CALLBACK_QUEUE_STANDARD } from '../constants.js';

const unstated: AsyncCallbackParameters = { flags: 0, queue: MFASYNC_CALLBACK_QUEUE_STANDARD };

/**
 * The parameters of a callback. Where `GetParameters` is absent, throws or gives no numbers: no flags, STANDARD. All that
 * the callback has is read here, so that a getter of its own that throws is its own fault alone.
 */
export function callbackParameters(callback: IMFAsyncCallback): AsyncCallbackParameters {
  try {
    const given: unknown = callback.GetParameters?.();
    // Some callbacks of Windows return S_OK without setting the parameters.
    if (typeof given !== 'object' || given === null) return unstated;
    // Of an asynchronous method, which can say nothing in time.
    whenSettled(given, undefined, () => {});
    const { flags, queue } = given as AsyncCallbackParameters;
    return {
      flags: typeof flags === 'number' ? flags : unstated.flags,
      queue: typeof queue === 'number' ? queue : unstated.queue,
    };
  } catch {
    return unstated;
  }
}
