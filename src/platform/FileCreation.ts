import { E_ABORT, E_PENDING, FAILED, MF_E_INVALIDREQUEST } from '../contract/hresult.js';
import { HResultError } from '../contract/HResultError.js';
import type { AsyncResultPlatform, IMFAsyncCallback, IMFAsyncResult } from '../contract/IMFAsyncResult.js';
import type { IMFByteStream } from '../contract/IMFByteStream.js';
import { dispatch } from '../contract/dispatch.js';

const operation = 'MFEndCreateFile';

/** One MFBeginCreateFile, and its cancel cookie. Nobody can wait for an open that hangs: cancelled, it completes now. */
export class FileCreation {
  readonly result: IMFAsyncResult;
  readonly #platform: AsyncResultPlatform;
  readonly #callback: IMFAsyncCallback;
  #outcome: IMFByteStream | HResultError | undefined;
  #ended = false;

  constructor(platform: AsyncResultPlatform, callback: IMFAsyncCallback, state: unknown) {
    this.#platform = platform;
    this.#callback = callback;
    this.result = platform.MFCreateAsyncResult(null, callback, state);
  }

  complete(stream: IMFByteStream): void {
    if (!this.#settle(stream)) stream.Close();
  }

  fail(error: HResultError): void {
    if (this.#outcome) return;
    this.result.SetStatus(error.hresult);
    this.#settle(error);
  }

  cancel(): void {
    this.fail(new HResultError(E_ABORT, operation, { fault: 'opening the file was cancelled' }));
  }

  /** Whether this was the first outcome. */
  #settle(outcome: IMFByteStream | HResultError): boolean {
    if (this.#outcome) return false;
    this.#outcome = outcome;
    dispatch(this.#platform, this.#callback, this.result);
    return true;
  }

  end(): IMFByteStream {
    if (!this.#outcome) throw new HResultError(E_PENDING, operation, { fault: 'the file is not open yet' });
    if (this.#ended) throw new HResultError(MF_E_INVALIDREQUEST, operation, { fault: 'it was ended already' });
    this.#ended = true;
    const outcome = this.#outcome;
    if (outcome instanceof HResultError) throw outcome;
    const status = this.result.GetStatus();
    if (!FAILED(status)) return outcome;
    outcome.Close(); // nobody will
    throw new HResultError(status, operation);
  }
}
