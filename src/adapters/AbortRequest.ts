import pDefer, { type DeferredPromise } from 'p-defer';

import type { IMFAsyncResult } from '../contract/IMFAsyncResult.js';
import { isCancelled } from '../contract/isCancelled.js';
import { statusOf } from '../contract/MFCreateAsyncResult.js';
import { NativePromise, nativeThen, whenSettled } from '../contract/nativePromise.js';
import { abortError, isAborted, join, leave, reasonOf, type AbortLink, type AbortListener } from './abortSignals.js';
import type { AbortPolicy } from './callOptions.js';

/** The operation that a request belongs to. */
interface Abortable {
  /** The signal of this request was aborted, or `cancel` was called. */
  aborted(request: AbortRequest, reason: unknown): void;
}

/** Reasons that the library made: those may be given a `cause`. */
const ownReasons = /* @__PURE__ */ new WeakSet();

/**
 * What is known of an abort of one operation: its signal, its policy, and, once it was asked for, the reason. Only
 * operations that can meet an abort have one, and, as a rare guest, those whose end is waited for.
 */
export class AbortRequest implements AbortListener {
  next: AbortLink = this;
  previous: AbortLink = this;
  readonly #operation: Abortable;
  readonly #signal: AbortSignal | undefined;
  /** The policy, where one was asked for by name. */
  readonly onAbort: AbortPolicy | undefined;
  /** Why the operation is to stop; `undefined` while it is not. */
  reason: unknown;
  #ended: DeferredPromise<void> | undefined;

  constructor(operation: Abortable, onAbort: AbortPolicy | undefined, signal: AbortSignal | null | undefined) {
    this.#operation = operation;
    this.onAbort = onAbort;
    this.#signal = signal ?? undefined;
  }

  /** Listens to the signal, if there is one. */
  listen(): void {
    if (this.noticeAbort()) this.aborted();
    else if (this.#signal !== undefined) join(this.#signal, this);
  }

  /**
   * Asks the signal itself. We do not listen while Begin runs, and older listeners run before ours, so the signal can be
   * aborted before we are told.
   */
  noticeAbort(): boolean {
    const signal = this.#signal;
    if (signal === undefined || !isAborted(signal)) return false;
    this.ask(reasonOf(signal));
    return true;
  }

  aborted(): void {
    this.#operation.aborted(this, reasonOf(this.#signal as AbortSignal));
  }

  /** Listens no more. */
  leave(): void {
    leave(this);
  }

  /** What `whenEnded` waits for. */
  ensureEnded(): DeferredPromise<void> {
    return (this.#ended ??= pDefer());
  }

  /** The operation is over. Returns what `whenEnded` waits for, where that was asked for. */
  end(): Promise<void> | undefined {
    leave(this);
    this.#ended?.resolve();
    return this.#ended?.promise;
  }

  /** Remembers the reason, unless there is one already. */
  ask(reason: unknown): void {
    if (this.reason !== undefined) return;
    this.reason = reason === undefined ? ownReason() : reason;
  }

  /**
   * Rejects with what the caller is told of a failure: the reason, where an abort was asked for and the error or the status
   * of the result says "cancelled". A result in another thread gives a promise of its status.
   */
  fail(error: unknown, result: unknown, reject: (error: unknown) => void): void {
    const { reason } = this;
    if (reason === undefined) return reject(error);
    if (isCancelled(error)) return reject(reason);
    const rejectBy = (status: unknown): void => {
      if (!isCancelled(numberOf(status))) return reject(error);
      if (ownReasons.has(reason as object)) (reason as Error).cause = error;
      reject(reason);
    };
    const status: unknown = statusOf(result as IMFAsyncResult);
    if (!whenSettled(status, rejectBy, () => reject(error))) rejectBy(status);
  }

  /** The same for an End that gives a promise; any other value stays itself. */
  outcomeOf(outcome: unknown, result: unknown): unknown {
    if (Object(outcome) !== outcome) return outcome;
    // As without an abort, whatever the promise is.
    const adopted = new NativePromise((resolve) => resolve(outcome));
    return new NativePromise((resolve, reject) => {
      void nativeThen.call(adopted, resolve, (error) => this.fail(error, result, reject));
    });
  }
}

function ownReason(): Error {
  const reason = abortError();
  ownReasons.add(reason);
  return reason;
}

/** A status as a number, in whatever form it comes. */
function numberOf(status: unknown): number | undefined {
  try {
    return Number(status);
  } catch {
    // What is no number does not say "cancelled".
  }
  return undefined;
}
