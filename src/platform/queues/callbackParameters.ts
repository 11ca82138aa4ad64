import type { AsyncCallbackParameters, IMFAsyncCallback } from '../../contract/IMFAsyncResult.js';
import { MFASYNC_CALLBACK_QUEUE_STANDARD } from '../constants.js';

const unstated: AsyncCallbackParameters = { flags: 0, queue: MFASYNC_CALLBACK_QUEUE_STANDARD };

/** What a callback says about itself. Absent, throwing or saying nothing: no flags, the STANDARD queue. */
export function callbackParameters(callback: IMFAsyncCallback): AsyncCallbackParameters {
  try {
    // Some callbacks succeed without a word.
    return callback.GetParameters?.() ?? unstated;
  } catch {
    return unstated;
  }
}
