import { describe, isCallback } from './arguments.js';
import { E_INVALIDARG, E_POINTER, isHresult, S_OK, type HRESULT } from './hresult.js';
import { HResultError } from './HResultError.js';
import type { IMFAsyncCallback, IMFAsyncResult } from './IMFAsyncResult.js';
import { whenSettled } from './nativePromise.js';

/** By its name, results of another copy of this library are told from objects of any other origin. */
const callbackName = 'begin-end.callback';

/** Where the results of this copy of the library keep their callback. */
export const CALLBACK = Symbol(callbackName);

/** The result of an operation: keeps three values as they are given, and a status. */
class AsyncResult implements IMFAsyncResult {
  readonly #callback: IMFAsyncCallback | null;
  readonly #object: unknown;
  readonly #state: unknown;
  #status: HRESULT = S_OK;

  constructor(object: unknown, callback: IMFAsyncCallback | null, state: unknown) {
    this.#object = object ?? null;
    this.#callback = callback;
    this.#state = state ?? null;
  }

  get [CALLBACK](): IMFAsyncCallback | null {
    return this.#callback;
  }

  GetState(): unknown {
    return existing(this.#state, 'GetState');
  }

  GetStatus(): HRESULT {
    return this.#status;
  }

  SetStatus(status: HRESULT): void {
    if (!isHresult(status)) {
      const fault = `status must be an HRESULT, got ${describe(status)}`;
      throw new HResultError(E_INVALIDARG, 'SetStatus', { fault });
    }
    this.#status = status >>> 0;
  }

  GetObject(): unknown {
    return existing(this.#object, 'GetObject');
  }

  GetStateNoAddRef(): unknown {
    return this.#state;
  }
}

/** Gives a value back. @throws HResultError `E_POINTER` for `null`, which stands for a missing value */
export function existing(value: unknown, operation: string): unknown {
  if (value === null) throw new HResultError(E_POINTER, operation, { fault: 'there is none on this result' });
  return value;
}

/**
 * Makes the result of a new operation, for a Begin method of your own: make the result, do the work, set its status,
 * invoke the callback with it. No platform is needed.
 *
 * @param object what End needs back, by `GetObject`; `null` or `undefined` for none
 * @param callback what the platform's `MFInvokeCallback(result)` invokes; `null` for none
 * @param state the state that the caller of Begin gave; `null` or `undefined` for none
 * @returns a result whose status is `S_OK`
 * @throws TypeError where callback is not `null` and has no method `Invoke`
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
  // Checked now, while the caller at fault is on the stack, and not when the operation has completed.
  if (callback !== null && !isCallback(callback)) {
    throw new TypeError(`MFCreateAsyncResult: callback must be an IMFAsyncCallback or null, got ${describe(callback)}`);
  }
  return new AsyncResult(object, callback, state);
}

/**
 * The callback that a result of this library was made with. For writers of platforms, who have to invoke it.
 *
 * @param result of any kind
 * @returns `null` where the result has no callback, `undefined` for what is no result of this library
 *
 * @example
 * callbackOf(MFCreateAsyncResult(null, callback, null)) === callback; // true
 */
export function callbackOf(result: unknown): IMFAsyncCallback | null | undefined {
  try {
    return (result as { [CALLBACK]?: IMFAsyncCallback | null })[CALLBACK];
  } catch {
    // Reading the symbol threw: null, undefined, a revoked proxy.
  }
  return undefined;
}

/** What came where a result of this copy of the library is needed, for an error message. Never throws. */
export function describeResult(value: unknown): string {
  try {
    const symbols = Object.getOwnPropertySymbols(Object.getPrototypeOf(value) as object);
    if (symbols.some((symbol) => symbol !== CALLBACK && symbol.description === callbackName)) {
      return 'a result of another copy of begin-end';
    }
  } catch {
    // null, undefined, a revoked proxy: those have no prototype.
  }
  return describe(value);
}

/** Sets the status of a result. A result whose own `SetStatus` throws must not hold up its operation, or others. */
export function tellStatus(result: IMFAsyncResult, status: HRESULT): void {
  try {
    whenSettled(result.SetStatus(status), undefined, () => {});
  } catch {
    // The operation keeps its outcome itself.
  }
}

/** The status that others may have set on a result; S_OK where its own `GetStatus` throws. */
export function statusOf(result: IMFAsyncResult): HRESULT {
  try {
    return result.GetStatus();
  } catch {
    return S_OK;
  }
}
