import { describe } from './describe.js';
import { E_POINTER, S_OK, type HRESULT } from './hresult.js';
import { HResultError } from './HResultError.js';
import type { IMFAsyncCallback, IMFAsyncResult } from './IMFAsyncResult.js';

/** The one implementation of `IMFAsyncResult`: three values untouched, and a status that is a plain field. */
export class AsyncResult implements IMFAsyncResult {
  readonly #object: unknown;
  readonly #callback: IMFAsyncCallback | null;
  readonly #state: unknown;
  #status: HRESULT = S_OK;

  constructor(object: unknown, callback: IMFAsyncCallback | null, state: unknown) {
    this.#object = object ?? null;
    this.#callback = callback;
    this.#state = state ?? null;
  }

  GetState(): unknown {
    return existing(this.#state, 'GetState');
  }

  GetStatus(): HRESULT {
    return this.#status;
  }

  SetStatus(status: HRESULT): void {
    this.#status = status >>> 0;
  }

  GetObject(): unknown {
    return existing(this.#object, 'GetObject');
  }

  GetStateNoAddRef(): unknown {
    return this.#state;
  }

  /** The callback of a result that was made here; `undefined` for any other value. */
  static callbackOf(result: unknown): IMFAsyncCallback | null | undefined {
    return typeof result === 'object' && result !== null && #callback in result ? result.#callback : undefined;
  }
}

function existing(value: unknown, operation: string): unknown {
  if (value === null) throw new HResultError(E_POINTER, operation, { fault: 'there is none on this result' });
  return value;
}

/**
 * Makes the result of a new operation, as somebody who writes a Begin method does: give it out, do the work, set the
 * status, invoke the callback with it. It needs no platform.
 *
 * @param object what End will want back, by `GetObject`; `null` or `undefined` for none
 * @param callback whom the platform's `MFInvokeCallback(result)` invokes; `null` for nobody
 * @param state the state that the caller of Begin gave; `null` or `undefined` for none
 * @returns a result whose status is `S_OK`
 * @throws TypeError where callback is neither `null` nor has a method `Invoke`
 *
 * @example
 * const result = MFCreateAsyncResult(null, callback, 'mine');
 * result.GetState(); // 'mine'
 *
 * @see https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mfcreateasyncresult
 */
export function MFCreateAsyncResult<State = unknown, Object = unknown>(
  object: Object,
  callback: IMFAsyncCallback | null,
  state: State,
): IMFAsyncResult<State, Object>;
export function MFCreateAsyncResult(
  object: unknown,
  callback: IMFAsyncCallback | null,
  state: unknown,
): IMFAsyncResult {
  // Said now, to whoever is at fault, rather than when the operation has completed.
  if (callback !== null && typeof callback?.Invoke !== 'function') {
    throw new TypeError(`MFCreateAsyncResult: callback must be an IMFAsyncCallback or null, got ${describe(callback)}`);
  }
  return new AsyncResult(object, callback, state);
}

/** The callback that a result of {@link MFCreateAsyncResult} was made with; `undefined` for any other value. For platforms. */
export const callbackOf = (result: unknown): IMFAsyncCallback | null | undefined => AsyncResult.callbackOf(result);
