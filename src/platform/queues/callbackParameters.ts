import type { AsyncCallbackParameters, IMFAsyncCallback } from '../../contract/IMFAsyncResult.js';
import { MFASYNC_CALLBACK_QUEUE_STANDARD } from '../constants.js';

const unstated: AsyncCallbackParameters = { flags: 0, queue: MFASYNC_CALLBACK_QUEUE_STANDARD };

/** The parameters of a callback. Where `GetParameters` is absent, throws or returns nothing: no flags, STANDARD. */
export function callbackParameters(callback: IMFAsyncCallback): AsyncCallbackParameters {
  try {
    // Some callbacks of Windows return S_OK without setting the parameters.
    return callback.GetParameters?.() ?? unstated;
  } catch {
    return unstated;
  }
}
