import type { HRESULT } from '../../contract/hresult.js';
import { statusOf, tellStatus } from '../../contract/MFCreateAsyncResult.js';
import {
  callbackDropped,
  type AsyncCallbackParameters,
  type IMFAsyncCallback,
  type IMFAsyncResult,
} from '../../contract/IMFAsyncResult.js';
import { MFASYNC_REPLY_CALLBACK } from '../../platform/constants.js';

/** The callback of a native result that stands for one which JavaScript made without a platform: it is invoked with that one. */
export class StandInCallback implements IMFAsyncCallback {
  readonly #callback: IMFAsyncCallback;
  readonly #result: IMFAsyncResult;
  /** The status that the native result was made with. */
  readonly #status: HRESULT;
  #replies = false;

  constructor(callback: IMFAsyncCallback, result: IMFAsyncResult) {
    this.#callback = callback;
    this.#result = result;
    this.#status = statusOf(result);
  }

  GetParameters(): AsyncCallbackParameters {
    // Absent means E_NOTIMPL, as throwing does.
    const parameters = this.#callback.GetParameters!();
    this.#replies = (parameters.flags & MFASYNC_REPLY_CALLBACK) !== 0;
    return parameters;
  }

  Invoke(native: IMFAsyncResult): void {
    const status = native.GetStatus();
    // Media Foundation has set it, as that of a waiting item which was cancelled.
    if (status !== this.#status) tellStatus(this.#result, status);
    // A reply is the native result, put again.
    this.#callback.Invoke(this.#replies ? native : this.#result);
  }

  [callbackDropped](error: unknown): void {
    this.#callback[callbackDropped]?.(error);
  }
}
