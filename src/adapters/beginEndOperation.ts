import pDefer from 'p-defer';

import { E_UNEXPECTED, isFailureHresult, MF_S_MULTIPLE_BEGIN } from '../contract/hresult.js';
import { HResultError } from '../contract/HResultError.js';
import type { IMFAsyncCallback, IMFAsyncResult } from '../contract/IMFAsyncResult.js';
import { leave } from './abortSignals.js';
import { callBegin } from './calls.js';
import { callOptionsOf, checkAbortPolicy, type AbortPolicy } from './callOptions.js';
import { Extras } from './extras.js';
import { callbackFor, cookieOf, keepCookie, type Watching } from './lostCallbacks.js';
import type { Method } from './members.js';
import { report } from './misuse.js';
import {
  abandon,
  ABANDONED,
  attempt,
  BEGINNING,
  COMPLETED,
  discard,
  NOT_BEGUN,
  RUNNING,
  settle,
  type Adapter,
  type Operation,
  type State,
} from './operation.js';
import type { CancellablePromise } from './types.js';

/** What the operations of one `fromBeginEnd` share. */
export interface BeginEndAdapter extends Adapter {
  readonly begin: Method;
  readonly end: Method;
  readonly cancel: Method | undefined;
  /** `this` of Begin where it is not the caller's; End and cancel action are bound to it already. */
  readonly object: object | undefined;
  /** The policy, where one is asked for by name. */
  readonly onAbort: AbortPolicy | undefined;
  readonly state: unknown;
  readonly endName: string;
}

const OPERATION = Symbol('operation');
type OwnPromise = CancellablePromise<unknown> & { [OPERATION]?: BeginEndOperation };

/**
 * One operation, and the callback that Begin gets for it. Being the callback itself, with nothing but its own
 * fields, it costs what a hand-written promise costs. What is rare stands in methods of its own, so that V8 inlines the rest.
 *
 *     Begin returns                 BEGINNING ─▶ RUNNING
 *     Begin throws or fails         BEGINNING ─▶ NOT_BEGUN                            End must not be called
 *     Invoke, also inside Begin     BEGINNING, RUNNING or ABANDONED ─▶ COMPLETED      End is called, once
 */
export class BeginEndOperation implements Operation, IMFAsyncCallback, Watching {
  readonly adapter: BeginEndAdapter;
  state: State = BEGINNING;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  readonly #self: unknown;
  #cookie: unknown;
  #extras: Extras | undefined;

  static start(adapter: BeginEndAdapter, self: unknown, args: unknown[]): CancellablePromise<unknown> {
    const { promise, resolve, reject } = pDefer<unknown>();
    const operation = new BeginEndOperation(adapter, self, resolve, reject);
    (promise as OwnPromise)[OPERATION] = operation;
    (promise as OwnPromise).cancel = cancel;
    operation.#begin(args);
    return promise as OwnPromise;
  }

  /** The operation of a promise that {@link start} gave. */
  static of(promise: unknown, caller: string): BeginEndOperation {
    const operation = (promise as OwnPromise | null | undefined)?.[OPERATION];
    if (operation === undefined) throw new TypeError(`${caller}: expected a promise that fromBeginEnd gave`);
    return operation;
  }

  private constructor(
    adapter: BeginEndAdapter,
    self: unknown,
    resolve: (value: unknown) => void,
    reject: (error: unknown) => void,
  ) {
    this.adapter = adapter;
    this.resolve = resolve;
    this.reject = reject;
    this.#self = self;
  }

  #begin(args: unknown[]): void {
    const { adapter } = this;
    const callback = callbackFor(this);
    let count = args.length;
    let cookie: unknown;
    try {
      const last = args[count - 1];
      if (typeof last === 'object' && last !== null && this.#takeOptions(last)) count--;
      cookie = callBegin(adapter.begin, adapter.object ?? this.#self, args, count, callback, adapter.state);
      // The type first: it is all that most cookies cost.
      if (typeof cookie === 'number') throwIfNotBegun(cookie, adapter.name);
    } catch (error) {
      this.#beginFailed(error);
      return;
    }
    if (this.state !== BEGINNING) return;
    this.state = RUNNING;
    this.#cookie = callback === this ? cookie : keepCookie(cookie, callback);
    if (this.#extras !== undefined) this.#extras.listen();
  }

  /** Says whether the last argument is not Begin's; throws what the promise is to reject with instead of beginning. */
  #takeOptions(last: object): boolean {
    const options = callOptionsOf(last);
    if (!options) return false;
    const { adapter } = this;
    const { signal, onAbort = adapter.onAbort } = options;
    checkAbortPolicy(onAbort, adapter.name);
    this.#extras = new Extras(this, onAbort, signal);
    if (signal?.aborted) throw this.#extras.ask(signal.reason);
    return true;
  }

  #beginFailed(error: unknown): void {
    if (this.state === BEGINNING) {
      this.state = NOT_BEGUN;
      this.reject(error);
    } else {
      report(this.adapter, AFTER_FAILED_BEGIN, 'failed after it had invoked its callback, whose outcome stands', {
        error,
      });
    }
  }

  /** The contract's callback: calls End, and settles. */
  Invoke(result: IMFAsyncResult): void {
    const { adapter, state } = this;
    if (state > ABANDONED) {
      this.#reportInvoke(result);
      return;
    }
    const extras = this.#extras;
    if (extras !== undefined) {
      leave(extras);
      // Begin itself may have aborted the signal, or an older listener of it may be what invokes us.
      if (extras.signal?.aborted) extras.ask(extras.signal.reason);
    }
    // From now on an abort comes too late.
    this.state = COMPLETED;
    const { end } = adapter;
    const self = this.#self;
    let outcome: unknown;
    let ended = false;
    let failed = false;
    try {
      outcome = self === undefined ? end(result) : end.call(self, result);
      ended = true;
      // End may succeed although the status says failure. Whatever has no status counts as S_OK.
      if (typeof result?.GetStatus === 'function') throwIfFailed(result.GetStatus(), adapter.endName);
    } catch (error) {
      if (ended) discard(adapter, outcome);
      failed = true;
      outcome = error;
    }
    if (extras !== undefined) outcome = extras.translate(failed, outcome);
    settle(this, state === ABANDONED, failed, outcome);
    if (extras !== undefined) extras.ended.resolve();
  }

  #reportInvoke(result: IMFAsyncResult): void {
    if (this.state === COMPLETED) {
      report(this.adapter, 'second-invoke', 'invoked its callback again, End was not called again', { result });
    } else {
      report(this.adapter, AFTER_FAILED_BEGIN, 'failed, yet invoked its callback, End was not called', { result });
    }
  }

  get #needed(): Extras {
    return (this.#extras ??= new Extras(this, this.adapter.onAbort));
  }

  /** Somebody asks the operation to stop: its signal, or `cancel`. */
  abort(reason: unknown): void {
    const extras = this.#needed;
    if (this.state !== RUNNING || extras.asked) return;
    extras.ask(reason);
    leave(extras);
    const { cancel } = this.adapter;
    const cookie = cookieOf(this.#cookie);
    // A null cookie says that this operation cannot be cancelled.
    const cancellable = cancel !== undefined && cookie !== null;
    // To wait for what cannot be cancelled makes no sense, unless it was asked for by name.
    const giveUp = (): void => {
      if (extras.onAbort !== 'wait') abandon(this, extras.reason);
    };
    if (!cancellable || extras.onAbort === 'abandon') giveUp();
    if (!cancellable) return;
    void attempt(
      () => cancel.call(this.#self, cookie),
      (error) => {
        report(this.adapter, 'cancel-failed', 'its cancel action failed, the operation goes on', { error });
        giveUp();
      },
      (returned) => {
        if (isFailureHresult(returned)) giveUp();
      },
    );
  }

  /** The callback was garbage-collected: nobody can invoke it any more. */
  onDropped(): void {
    const { adapter, state } = this;
    if (state > ABANDONED) return;
    const { ended } = this.#needed;
    const fault = 'dropped its callback without Invoke, the operation can never complete';
    const error = new HResultError(E_UNEXPECTED, adapter.name, { fault });
    leave(this.#needed);
    this.state = COMPLETED;
    if (state !== ABANDONED) {
      this.reject(error);
      report(adapter, 'lost-callback', fault, { error });
    }
    // Whether its buffers are free nobody can tell. Whoever waits for that is told so; maybe nobody does.
    ended.promise.catch(() => {});
    ended.reject(error);
  }

  whenEnded(): Promise<void> {
    const { ended } = this.#needed;
    if (this.state > ABANDONED) ended.resolve();
    return ended.promise;
  }
}

const AFTER_FAILED_BEGIN = 'invoke-after-failed-begin';

/** Shared by all promises; a closure each would cost as much as the rest of the operation. */
function cancel(this: CancellablePromise<unknown>, reason?: unknown): void {
  BeginEndOperation.of(this, 'cancel').abort(reason);
}

/** What Begin returned. A second Begin of the same kind succeeds, yet no callback will come for it. */
function throwIfNotBegun(hresult: number, operation: string): void {
  if (hresult === MF_S_MULTIPLE_BEGIN) throw new HResultError(hresult, operation);
  throwIfFailed(hresult, operation);
}

function throwIfFailed(hresult: unknown, operation: string): void {
  if (isFailureHresult(hresult)) throw new HResultError(hresult, operation);
}
