import type { DeferredPromise } from 'p-defer';

import { isCancelled } from '../contract/isCancelled.js';
import { join, leave, type AbortLink } from './abortSignals.js';
import type { AbortPolicy } from './callOptions.js';
import { isThenable } from './operation.js';

/** What only some operations need, so that the others do not carry it: what is known of an abort, and who waits for the end. */
export class Extras implements AbortLink {
  next: AbortLink = this;
  previous: AbortLink = this;
  readonly #operation: { abort(reason: unknown): void };
  readonly #signal: AbortSignal | undefined;
  /** The policy, where one was asked for by name. */
  readonly onAbort: AbortPolicy | undefined;
  /** Why the operation is to stop; `undefined` while nobody has asked for that. */
  reason: unknown;
  /** What `whenEnded` waits for. */
  ended: DeferredPromise<void> | undefined;
  /** Where the cookie is while lost callbacks are detected. */
  standIn: WeakRef<{ cookie: unknown }> | undefined;

  constructor(operation: { abort(reason: unknown): void }, onAbort?: AbortPolicy, signal?: AbortSignal) {
    this.#operation = operation;
    this.#signal = signal;
    this.onAbort = onAbort;
  }

  /** The signal was aborted. */
  aborted(): void {
    this.#operation.abort(this.#signal?.reason);
  }

  /** Whether the signal was aborted already. Nobody tells of that while Begin runs, or before an older listener has. */
  get isAborted(): boolean {
    const signal = this.#signal;
    if (!signal?.aborted) return false;
    this.ask(signal.reason);
    return true;
  }

  /** From now on an abort comes too late. */
  close(): void {
    leave(this);
    void this.isAborted;
  }

  /** Begins to listen to the signal. */
  listen(): void {
    const signal = this.#signal;
    if (signal?.aborted) this.aborted();
    else if (signal) join(signal, this);
  }

  /** Remembers the first reason that was given. */
  ask(reason: unknown = new DOMException('The operation was aborted', 'AbortError')): void {
    if (this.reason === undefined) this.reason = reason;
  }

  /** The outcome that the caller is told: a cancelled failure that was asked for becomes the reason, also of an asynchronous End. */
  translate(failed: boolean, outcome: unknown): unknown {
    const { reason } = this;
    if (reason === undefined) return outcome;
    if (failed) return isCancelled(outcome) ? reason : outcome;
    return isThenable(outcome)
      ? Promise.resolve(outcome).catch((error: unknown) => {
          throw isCancelled(error) ? reason : error;
        })
      : outcome;
  }
}
