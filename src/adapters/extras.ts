import pDefer, { type DeferredPromise } from 'p-defer';

import { isCancelled } from '../contract/isCancelled.js';
import { AbortLink, join } from './abortSignals.js';
import type { AbortPolicy } from './callOptions.js';
import { isThenable } from './operation.js';

/** What only some operations need, so that the others do not carry it: what is known of an abort, and who waits for the end. */
export class Extras extends AbortLink {
  readonly #operation: { abort(reason: unknown): void };
  readonly signal: AbortSignal | undefined;
  /** The policy, where one was asked for by name. */
  readonly onAbort: AbortPolicy | undefined;
  asked = false;
  reason: unknown;
  #ended: DeferredPromise<void> | undefined;

  constructor(operation: { abort(reason: unknown): void }, onAbort?: AbortPolicy, signal?: AbortSignal) {
    super();
    this.#operation = operation;
    this.signal = signal;
    this.onAbort = onAbort;
  }

  /** Begins to listen to the signal, which may have been aborted in the meantime. */
  listen(): void {
    if (this.signal?.aborted) this.aborted();
    else if (this.signal) join(this.signal, this);
  }

  override aborted(): void {
    this.#operation.abort(this.signal?.reason);
  }

  /** Remembers the first reason that was given. */
  ask(reason: unknown): unknown {
    if (!this.asked) {
      this.asked = true;
      this.reason = reason === undefined ? new DOMException('The operation was aborted', 'AbortError') : reason;
    }
    return this.reason;
  }

  /** The outcome that the caller is told: a cancelled failure that was asked for becomes the reason, also of an asynchronous End. */
  translate(failed: boolean, outcome: unknown): unknown {
    if (!this.asked) return outcome;
    if (failed) return isCancelled(outcome) ? this.reason : outcome;
    return isThenable(outcome)
      ? new Promise((resolve) => resolve(outcome)).catch((error: unknown) => {
          throw this.translate(true, error);
        })
      : outcome;
  }

  /** Resolved once the operation is over for good. */
  get ended(): DeferredPromise<void> {
    return (this.#ended ??= pDefer());
  }
}
