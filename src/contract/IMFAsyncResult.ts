import type { HRESULT } from './hresult.js';

/**
 * The name of a callback's method that is told, with an `HResultError`, that the callback will never be invoked: a queue was shut
 * down, an operation was dropped. Callbacks of `fromBeginEnd` have it, and their promises reject. Registered
 * (`Symbol.for`), so that all copies of this library share it.
 *
 * @example
 * const waiting: IMFAsyncCallback = {
 *   Invoke() {},
 *   [callbackDropped]: (error) => console.log('it will never come', error),
 * };
 */
export const callbackDropped: unique symbol = Symbol.for('begin-end.callbackDropped') as never;

/**
 * Stands for one asynchronous operation: Begin makes it, the callback's `Invoke` gets it, and End takes it back.
 *
 * The COM signatures are projected: a failure HRESULT is thrown as `HResultError`, an out parameter is returned.
 *
 * @example
 * stream.BeginRead(bytes, bytes.length, { Invoke: (done) => console.log(done.GetState(), stream.EndRead(done)) }, 'read');
 *
 * @see https://learn.microsoft.com/windows/win32/api/mfobjects/nn-mfobjects-imfasyncresult
 */
export interface IMFAsyncResult<State = unknown, Object = unknown> {
  /** The state that the caller of Begin gave. Throws `E_POINTER` where there is none. */
  GetState(): State;
  /** The operation's status: `S_OK` from creation on, also while it is pending. Not a failure of this call. */
  GetStatus(): HRESULT;
  /** Sets the status, at any time and any number of times. */
  SetStatus(status: HRESULT): void;
  /** The object that the implementer of Begin stored for End. Throws `E_POINTER` where there is none. */
  GetObject(): Object;
  /** The state, or `null` where there is none. */
  GetStateNoAddRef(): State | null;
}

/** Where and how a callback is to be invoked. */
export interface AsyncCallbackParameters {
  /** `MFASYNC_…` flags; 0 for none. */
  flags: number;
  /** The id of a work queue; 1 is `MFASYNC_CALLBACK_QUEUE_STANDARD`. */
  queue: number;
}

/**
 * Is invoked when an operation has completed.
 *
 * @example
 * const printer: IMFAsyncCallback = { Invoke: (done) => console.log(stream.EndRead(done)) };
 * stream.BeginRead(bytes, bytes.length, printer, null);
 *
 * @see https://learn.microsoft.com/windows/win32/api/mfobjects/nn-mfobjects-imfasynccallback
 */
export interface IMFAsyncCallback {
  /** Absent or throwing means `E_NOTIMPL`: no flags, the STANDARD queue. */
  GetParameters?(): AsyncCallbackParameters;
  /** Called once the operation has completed. Call End with `result`, here or later; the returned value is ignored. */
  Invoke(result: IMFAsyncResult): unknown;
  /** Called instead of Invoke by a platform that knows that Invoke will never come; see {@link callbackDropped}. */
  [callbackDropped]?(error: unknown): void;
}

/** Makes results and dispatches callbacks, by two functions that every `MediaPlatform` has. */
export interface AsyncResultPlatform {
  /** Makes the result of a new operation. `null` or `undefined` as object or state mean: none. */
  MFCreateAsyncResult(object: unknown, callback: IMFAsyncCallback | null, state: unknown): IMFAsyncResult;
  /** Dispatches the callback of a completed operation, never inside this call. */
  MFInvokeCallback(result: IMFAsyncResult): void;
}
