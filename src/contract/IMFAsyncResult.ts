import type { HRESULT } from './hresult.js';

/**
 * What one asynchronous operation is known by: handed out by Begin, to the callback's `Invoke`, and back to End.
 *
 * The COM signatures are projected: a failure HRESULT is thrown as `HResultError`, an out parameter is the return value.
 *
 * @see https://learn.microsoft.com/windows/win32/api/mfobjects/nn-mfobjects-imfasyncresult
 */
export interface IMFAsyncResult<State = unknown, Object = unknown> {
  /** The state that the caller of Begin gave. Throws `E_POINTER` where there is none. */
  GetState(): State;
  /** The status of the operation: `S_OK` from creation on, also while it is pending. Not a failure of this call. */
  GetStatus(): HRESULT;
  /** Sets the status; at any time, as often as wanted. */
  SetStatus(status: HRESULT): void;
  /** The object that the implementer of Begin stored, for itself. Throws `E_POINTER` where there is none. */
  GetObject(): Object;
  /** The state, or `null` where there is none. */
  GetStateNoAddRef(): State | null;
}

/** Where and how a callback wants to be invoked. */
export interface AsyncCallbackParameters {
  /** `MFASYNC_…` flags; 0 for none. */
  flags: number;
  /** The id of a work queue; 1 is `MFASYNC_CALLBACK_QUEUE_STANDARD`. */
  queue: number;
}

/**
 * Who is told that an operation has completed.
 *
 * @see https://learn.microsoft.com/windows/win32/api/mfobjects/nn-mfobjects-imfasynccallback
 */
export interface IMFAsyncCallback {
  /** Absent or throwing means `E_NOTIMPL`: no flags, the STANDARD queue. */
  GetParameters?(): AsyncCallbackParameters;
  /** Called once the operation has completed; what it returns is ignored. It calls End, now or later, with `result`. */
  Invoke(result: IMFAsyncResult): unknown;
}

/** What makes results and dispatches callbacks: two functions that every `MediaPlatform` has. */
export interface AsyncResultPlatform {
  /** Makes the result of a new operation. `null` or `undefined` as object or state mean: none. */
  MFCreateAsyncResult(object: unknown, callback: IMFAsyncCallback | null, state: unknown): IMFAsyncResult;
  /** Dispatches the callback of a completed operation, never inside this call. */
  MFInvokeCallback(result: IMFAsyncResult): void;
}
