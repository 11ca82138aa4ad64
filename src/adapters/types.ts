import type { AsyncResultPlatform, IMFAsyncCallback, IMFAsyncResult } from '../contract/IMFAsyncResult.js';
import type { AbortPolicy } from './callOptions.js';

/**
 * A native promise that can be asked to stop.
 *
 * @example
 * const reading = read(4096);
 * reading.cancel(new Error('not needed any more'));
 * await reading.catch((error: Error) => error.message); // 'not needed any more'
 */
export interface CancellablePromise<T> extends Promise<T> {
  /**
   * Asks the operation to stop, as an abort of its signal does. Once the callback has been invoked it does nothing.
   *
   * @param reason what the promise rejects with; default: an `AbortError` `DOMException`
   */
  cancel(reason?: unknown): void;
}

/** The options of `fromBeginEnd`. `Cookie` is what Begin returns, `T` what End returns. */
export interface FromBeginEndOptions<Cookie = unknown, T = unknown> {
  /**
   * Asks the operation to stop, and gets what Begin returned. Called at most once an operation, and not for a `null`
   * cookie, which says that the operation cannot be cancelled. What it throws, or rejects with, is reported.
   */
  cancel?: ((cookie: Exclude<Cookie, null>) => unknown) | undefined;
  /**
   * What an abort does to the promise. `'wait'`: it waits for the real end, and a value wins over the abort.
   * `'abandon'`: it rejects at once. Default: `'wait'` with a cancel action, `'abandon'` without one.
   */
  onAbort?: AbortPolicy | undefined;
  /**
   * Takes a value that came too late, also from a function behind a pair of `toBeginEnd` that has no `dispose` of its own.
   * Default: the value's own `Symbol.dispose`, else its `Symbol.asyncDispose`. What it throws, or rejects with, is reported.
   */
  dispose?: ((value: T) => unknown) | undefined;
  /** Handed to Begin as its state. Default: `null`. */
  state?: unknown;
  /** The name of Begin, for messages. Default: the name of the function, or `'BeginRead'` for the pair `'Read'`. */
  name?: string | undefined;
}

/** The options of `toBeginEnd`. `T` is what the promise is resolved with. */
export interface ToBeginEndOptions<T = unknown> {
  /**
   * Gives the function `{ signal }` after its arguments, where they end with an `undefined` for its last parameter in place of
   * that; Cancel aborts that signal. Default: `false`.
   */
  passSignal?: boolean | undefined;
  /**
   * Takes a value that comes after a Cancel has completed the operation. Default: the `dispose` of the `fromBeginEnd` around,
   * where there is one, else the value's own `Symbol.dispose` or `Symbol.asyncDispose`.
   */
  dispose?: ((value: T) => unknown) | undefined;
  /** Makes the results and dispatches the callbacks; default: results of the library, and promise jobs. */
  platform?: AsyncResultPlatform | undefined;
  /** The name of Begin, for messages. Default: `'BeginRead'` for a function called `read`. */
  name?: string | undefined;
}

/** What a Begin method of `toBeginEnd` takes as its callback; `null` for nobody. */
export type AsyncCallback = IMFAsyncCallback | ((result: IMFAsyncResult) => unknown) | null;

/** What went wrong between the two sides of an operation:
 *
 * - `'second-invoke'`: the callback was invoked again; End was not called again.
 * - `'invoke-after-failed-begin'`: Begin failed, yet invoked the callback, before or afterwards.
 * - `'cancel-failed'`: a cancel action threw, or rejected.
 * - `'dispose-failed'`: disposing a value that came too late threw, or rejected.
 * - `'lost-callback'`: the callback was dropped without Invoke; see `setLostCallbackDetection`.
 * - `'never-ended'`: a result of `toBeginEnd` was dropped without End; see `setLostCallbackDetection`.
 */
export type MisuseKind =
  | 'second-invoke'
  | 'invoke-after-failed-begin'
  | 'cancel-failed'
  | 'dispose-failed'
  | 'lost-callback'
  | 'never-ended';

/** One misuse, as a handler of {@link setMisuseHandler} gets it. */
export interface MisuseReport {
  /** What went wrong. */
  readonly kind: MisuseKind;
  /** The method at fault: `'BeginRead'`, `'EndRead'`, `'CancelRead'`. */
  readonly operation: string;
  /** *Operation: fault, consequence*, for people. */
  readonly message: string;
  /** The object that the callback was invoked with. */
  readonly result?: IMFAsyncResult;
  /** What was thrown. */
  readonly error?: unknown;
}
