import type { IMFAsyncCallback, IMFAsyncResult } from '../contract/IMFAsyncResult.js';

/** An operation that wants to know when what it handed out has been dropped. */
export interface Watching {
  onDropped(): void;
}

let registry: FinalizationRegistry<Watching> | undefined;

/**
 * Switches the detection of lost callbacks on or off, for operations that begin from now on. It is off at first, because
 * it costs memory and time. The garbage collector is what tells, some time, so this is best effort: it finds the
 * fault in a test or a long-running program, and proves nothing by its silence.
 *
 * - `'lost-callback'`: Begin dropped its callback without invoking it. The promise, which could never settle, rejects
 *   with an `HResultError` (`E_UNEXPECTED`).
 * - `'never-ended'`: an operation of `toBeginEnd` completed, and its result was dropped without End.
 *
 * @param on whether to detect
 *
 * @example
 * setLostCallbackDetection(true);
 */
export function setLostCallbackDetection(on: boolean): void {
  registry = on ? (registry ?? new FinalizationRegistry((watching) => watching.onDropped())) : undefined;
}

/** Watches something that an operation handed out. The operation must not hold it, or it would never be dropped. */
export function watch(handedOut: object, watching: Watching): void {
  registry?.register(handedOut, watching, watching);
}

export function unwatch(watching: Watching): void {
  registry?.unregister(watching);
}

type CallbackOperation = IMFAsyncCallback & Watching;

/**
 * Stands in for an operation as the callback that Begin gets, because the operation itself is held by its promise. It
 * also keeps the cookie, which often is the very object that holds the callback.
 */
class WatchedCallback implements IMFAsyncCallback {
  readonly #operation: CallbackOperation;
  cookie: unknown;

  constructor(operation: CallbackOperation) {
    this.#operation = operation;
    watch(this, operation);
  }

  Invoke(result: IMFAsyncResult): unknown {
    unwatch(this.#operation);
    return this.#operation.Invoke(result);
  }
}

class WatchedCookie extends WeakRef<WatchedCallback> {}

/** The callback to give to Begin: the operation itself, or while detection is on somebody who stands in for it. */
export const callbackFor = (operation: CallbackOperation): IMFAsyncCallback =>
  registry === undefined ? operation : new WatchedCallback(operation);

/** What an operation is to remember as its cookie; {@link cookieOf} gives the cookie itself back. */
export function keepCookie(cookie: unknown, callback: IMFAsyncCallback): unknown {
  if (!(callback instanceof WatchedCallback)) return cookie;
  callback.cookie = cookie;
  return new WatchedCookie(callback);
}

export const cookieOf = (kept: unknown): unknown => (kept instanceof WatchedCookie ? kept.deref()?.cookie : kept);
