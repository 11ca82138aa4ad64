import pDefer from 'p-defer';

import { isFailureHresult, MF_S_MULTIPLE_BEGIN, S_OK } from '../contract/hresult.js';
import { HResultError } from '../contract/HResultError.js';
import type { IMFAsyncCallback, IMFAsyncResult } from '../contract/IMFAsyncResult.js';
import { callLongBegin } from './calls.js';
import { callOptionsOf, checkAbortPolicy, type AbortPolicy } from './callOptions.js';
import { Extras } from './extras.js';
import { detector, type StandIn } from './lostCallbacks.js';
import type { Method } from './members.js';
import { report } from './misuse.js';
import { siblingName, type Verb } from './names.js';
import {
  abandon,
  ABANDONED,
  BEGINNING,
  COMPLETED,
  discard,
  NOT_BEGUN,
  OPERATION,
  operationOf,
  RUNNING,
  settle,
  tryCancel,
  type Adapter,
  type Marked,
  type Operation,
  type State,
} from './operation.js';
import type { CancellablePromise } from './types.js';

/** What the operations of one `fromBeginEnd` share. Methods of an object are bound to it already. */
export interface BeginEndAdapter extends Adapter {
  readonly begin: Method;
  readonly end: Method;
  readonly cancel: Method | undefined;
  /** The policy, where one is asked for by name. */
  readonly onAbort: AbortPolicy | undefined;
  readonly state: unknown;
}

/**
 * One operation, and the callback that Begin gets for it. Being the callback itself, with nothing but its own
 * fields, it costs what a hand-written promise costs. What is rare stands in methods of its own, so that V8 inlines the rest;
 * they are not `#private`, which would cost each operation a field more.
 *
 *     Begin returns                 BEGINNING ─▶ RUNNING
 *     Begin throws or fails         BEGINNING ─▶ NOT_BEGUN                            End must not be called
 *     Invoke, also inside Begin     BEGINNING, RUNNING or ABANDONED ─▶ COMPLETED      End is called, once
 */
export class BeginEndOperation implements Operation, IMFAsyncCallback {
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
    (promise as Marked)[OPERATION] = operation;
    (promise as CancellablePromise<unknown>).cancel = cancelOperation;
    operation.begin(args);
    return promise as CancellablePromise<unknown>;
  }

  /** The operation of a promise that {@link start} gave. */
  static of(promise: unknown, caller: string): BeginEndOperation {
    const operation = operationOf(promise);
    if (operation instanceof BeginEndOperation) return operation;
    throw new TypeError(`${caller}: expected a promise that fromBeginEnd gave`);
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

  private begin(args: unknown[]): void {
    const { adapter } = this;
    const { begin, state } = adapter;
    const self = this.#self;
    let standIn: StandIn | undefined;
    let cookie: unknown;
    try {
      if (args.length > 0) {
        const last = args[args.length - 1];
        if (typeof last === 'object' && last !== null) this.takeOptions(last, args);
      }
      standIn = detector?.standInFor(this);
      const callback = standIn ?? this;
      switch (args.length) {
        case 0:
          cookie = begin.call(self, callback, state);
          break;
        case 1:
          cookie = begin.call(self, args[0], callback, state);
          break;
        case 2:
          cookie = begin.call(self, args[0], args[1], callback, state);
          break;
        default:
          cookie = callLongBegin(begin, self, args, callback, state);
      }
      // The type first: it is all that most cookies cost.
      if (typeof cookie === 'number') this.throwIfNotBegun(cookie);
    } catch (error) {
      this.beginFailed(error);
      return;
    }
    if (this.state !== BEGINNING) return;
    this.state = RUNNING;
    if (standIn === undefined) this.#cookie = cookie;
    else standIn.cookie = cookie;
    if (this.#extras !== undefined) this.#extras.listen();
  }

  /** Takes the call options off the arguments; throws what the promise is to reject with instead of beginning. */
  private takeOptions(last: object, args: unknown[]): void {
    const options = callOptionsOf(last);
    if (!options) return;
    const { name, onAbort } = this.adapter;
    checkAbortPolicy(options.onAbort, name);
    const extras = (this.#extras = new Extras(this, options.onAbort ?? onAbort, options.signal));
    if (extras.isAborted) throw extras.reason;
    args.pop();
  }

  private beginFailed(error: unknown): void {
    if (this.state === BEGINNING) {
      this.state = NOT_BEGUN;
      this.reject(error);
    } else report(this.adapter, AFTER_FAILED_BEGIN, `${FAILED_YET_INVOKED}, whose outcome stands`, { error });
  }

  /** The contract's callback: calls End, and settles. */
  Invoke(result: IMFAsyncResult): void {
    const { adapter, state } = this;
    if (state > ABANDONED) {
      this.reportInvoke(result);
      return;
    }
    const extras = this.#extras;
    if (extras !== undefined) extras.close();
    // From now on an abort comes too late.
    this.state = COMPLETED;
    const { end } = adapter;
    const self = this.#self;
    let outcome: unknown;
    let ended = false;
    let failed = false;
    try {
      // A bare call, where it will do, is cheaper.
      outcome = self === undefined ? end(result) : end.call(self, result);
      ended = true;
      // End may succeed although the status says failure. Whatever has no status counts as S_OK.
      if (typeof result?.GetStatus === 'function') {
        const status = result.GetStatus();
        if (status !== S_OK) this.throwIfFailed(status, 'End');
      }
    } catch (error) {
      if (ended) discard(adapter, outcome);
      failed = true;
      outcome = error;
    }
    if (extras !== undefined) outcome = extras.translate(failed, outcome);
    if (failed || state === ABANDONED) settle(this, state === ABANDONED, failed, outcome);
    else this.resolve(outcome);
    if (extras !== undefined) extras.ended?.resolve();
  }

  private reportInvoke(result: IMFAsyncResult): void {
    if (this.state === COMPLETED) {
      report(this.adapter, 'second-invoke', 'invoked its callback again, End was not called again', { result });
    } else report(this.adapter, AFTER_FAILED_BEGIN, `${FAILED_YET_INVOKED}, End was not called`, { result });
  }

  /** A second Begin of the same kind succeeds, yet no callback will come for it. */
  private throwIfNotBegun(hresult: number): void {
    if (hresult === MF_S_MULTIPLE_BEGIN) throw new HResultError(hresult, this.adapter.name);
    this.throwIfFailed(hresult, 'Begin');
  }

  private throwIfFailed(hresult: unknown, verb: Verb): void {
    if (isFailureHresult(hresult)) throw new HResultError(hresult, siblingName(this.adapter.name, verb));
  }

  get extras(): Extras {
    return (this.#extras ??= new Extras(this, this.adapter.onAbort));
  }

  /** What Begin returned. */
  private get cancelCookie(): unknown {
    const { standIn } = this.extras;
    return standIn ? standIn.deref()?.cookie : this.#cookie;
  }

  /** Somebody asks the operation to stop: its signal, or `cancel`. */
  abort(reason: unknown): void {
    const { adapter, extras } = this;
    if (this.state !== RUNNING || extras.reason !== undefined) return;
    extras.ask(reason);
    extras.close();
    const { cancel } = adapter;
    const cookie = this.cancelCookie;
    // A null cookie says that this operation cannot be cancelled.
    const cancellable = cancel !== undefined && cookie !== null;
    // To wait for what cannot be cancelled makes no sense, unless it was asked for by name.
    const giveUp = (): void => {
      if (extras.onAbort !== 'wait') abandon(this, extras.reason);
    };
    if (!cancellable || extras.onAbort === 'abandon') giveUp();
    if (cancellable) tryCancel(adapter, 'Begin', () => cancel.call(this.#self, cookie), giveUp);
  }
}

const AFTER_FAILED_BEGIN = 'invoke-after-failed-begin';
const FAILED_YET_INVOKED = 'failed, yet invoked its callback';

/** Shared by all promises; a closure each would cost as much as the rest of the operation. */
function cancelOperation(this: CancellablePromise<unknown>, reason?: unknown): void {
  BeginEndOperation.of(this, 'cancel').abort(reason);
}
