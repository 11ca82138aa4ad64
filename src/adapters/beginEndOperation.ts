import pDefer, { type DeferredPromise } from 'p-defer';

import { E_UNEXPECTED, isFailureHresult, MF_S_MULTIPLE_BEGIN } from '../contract/hresult.js';
import { HResultError } from '../contract/HResultError.js';
import type { IMFAsyncCallback, IMFAsyncResult } from '../contract/IMFAsyncResult.js';
import { Abort } from './abort.js';
import { leave } from './abortSignals.js';
import { throwIfFailed, type BeginEndAdapter } from './beginEndAdapter.js';
import { callBegin } from './calls.js';
import { callOptionsOf, checkAbortPolicy, type AbortPolicy } from './callOptions.js';
import { callbackFor, cookieOf, keepCookie, unwatch, type Watching } from './lostCallbacks.js';
import { reportMisuse, type MisuseKind, type MisuseReport } from './misuse.js';
import { attempt, Operation } from './operation.js';
import type { CancellablePromise } from './types.js';

const OPERATION = Symbol('operation');
type OwnPromise<T> = CancellablePromise<T> & { [OPERATION]?: BeginEndOperation<T> };

const BEGINNING = 0;
const RUNNING = 1;
const INVOKED = 2;
const NOT_BEGUN = 3;

/**
 * One operation, and the callback that Begin gets for it. Being the callback itself, with nothing but its own
 * fields, it costs what a hand-written promise costs.
 *
 *     BEGINNING ── Begin returns ──▶ RUNNING ── Invoke ──▶ INVOKED      End is called, once
 *      ├── Invoke inside Begin ──────────────────────────▶ INVOKED
 *      └── Begin throws or fails ────────────────────────▶ NOT_BEGUN    End must not be called
 *
 * What the promise has come to meanwhile is the concern of `Operation`.
 */
export class BeginEndOperation<T> extends Operation<T> implements IMFAsyncCallback, Watching {
  protected readonly adapter: BeginEndAdapter;
  readonly #self: unknown;
  readonly #resolve: (value: T) => void;
  readonly #reject: (reason: unknown) => void;
  #stage: typeof BEGINNING | typeof RUNNING | typeof INVOKED | typeof NOT_BEGUN = BEGINNING;
  #cookie: unknown;
  #abort: Abort | undefined;
  #ended: DeferredPromise<void> | undefined;

  static start<T>(adapter: BeginEndAdapter, self: unknown, args: unknown[]): CancellablePromise<T> {
    const { promise, resolve, reject } = pDefer<T>();
    const operation = new BeginEndOperation<T>(adapter, self, resolve, reject);
    const own = promise as OwnPromise<T>;
    own[OPERATION] = operation;
    own.cancel = cancel;
    operation.#begin(args);
    return own;
  }

  /** The operation of a promise that {@link start} gave. */
  static of(promise: unknown, caller: string): BeginEndOperation<unknown> {
    const operation = (promise as OwnPromise<unknown> | null | undefined)?.[OPERATION];
    if (operation === undefined) throw new TypeError(`${caller}: expected a promise that fromBeginEnd gave`);
    return operation;
  }

  private constructor(
    adapter: BeginEndAdapter,
    self: unknown,
    resolve: (value: T) => void,
    reject: (reason: unknown) => void,
  ) {
    super();
    this.adapter = adapter;
    this.#self = self;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  protected override settle(failed: boolean, outcome: unknown): void {
    if (failed) this.#reject(outcome);
    else this.#resolve(outcome as T);
  }

  #begin(args: unknown[]): void {
    const { adapter } = this;
    const callback = callbackFor(this);
    let cookie: unknown;
    try {
      let count = args.length;
      const options = callOptionsOf(args[count - 1]);
      if (options !== undefined) {
        count--;
        const { signal, onAbort } = options;
        checkAbortPolicy(onAbort, adapter.name);
        this.#abort = new Abort(this, signal, onAbort);
        if (signal?.aborted) throw this.#abort.ask(signal.reason);
      }
      cookie = callBegin(adapter.begin, this.#self, args, count, callback, adapter.state);
      // The type first: it is all that most cookies cost.
      if (typeof cookie === 'number' && (isFailureHresult(cookie) || cookie === MF_S_MULTIPLE_BEGIN)) {
        throw new HResultError(cookie, adapter.name);
      }
    } catch (error) {
      this.#beginFailed(error);
      return;
    }
    if (this.#stage !== BEGINNING) return;
    this.#stage = RUNNING;
    this.#cookie = keepCookie(cookie, callback);
    this.#abort?.listen();
  }

  #beginFailed(error: unknown): void {
    if (this.#stage !== BEGINNING) {
      this.#report('invoke-after-failed-begin', 'failed after it had invoked its callback, whose outcome stands', {
        error,
      });
      return;
    }
    this.#stage = NOT_BEGUN;
    this.fail(error);
    this.#over();
  }

  /** The contract's callback: calls End, and settles. */
  Invoke(result: IMFAsyncResult): void {
    if (this.#stage > RUNNING) {
      this.#reportInvoke(result);
      return;
    }
    this.#stage = INVOKED;
    const abort = this.#abort;
    if (abort !== undefined) {
      leave(abort);
      // Begin itself may have aborted the signal, or an older listener of it may be what invokes us.
      if (abort.signal?.aborted) abort.ask(abort.signal.reason);
      if (abort.asked && this.#policy(abort) === 'abandon') this.abandon(abort.reason);
    }
    let value: unknown;
    let ended = false;
    try {
      value = this.adapter.end.call(this.#self, result);
      ended = true;
      throwIfFailed(result, this.adapter.endName);
      this.fulfil((abort === undefined ? value : abort.adopt(value)) as T);
    } catch (error) {
      if (ended) this.discard(value);
      this.fail(abort === undefined ? error : abort.translate(error));
    }
    this.#over();
  }

  #reportInvoke(result: IMFAsyncResult): void {
    if (this.#stage === INVOKED) {
      this.#report('second-invoke', 'invoked its callback a second time, End was not called again', { result });
    } else {
      this.#report('invoke-after-failed-begin', 'failed, yet invoked its callback, End was not called', { result });
    }
  }

  /** Somebody asks the operation to stop: its signal, or `cancel`. */
  abort(reason: unknown): void {
    const abort = (this.#abort ??= new Abort(this));
    if (this.#stage !== RUNNING || abort.asked) return;
    abort.ask(reason);
    leave(abort);
    if (this.#policy(abort) === 'abandon') this.abandon(abort.reason);
    const { cancel } = this.adapter;
    const cookie = cookieOf(this.#cookie);
    // A null cookie says that this operation cannot be cancelled.
    if (cancel === undefined || cookie === null) {
      this.#cannotCancel(abort);
      return;
    }
    attempt(
      () => cancel.call(this.#self, cookie),
      (error) => {
        this.#report('cancel-failed', 'its cancel action failed, the operation goes on', { error });
        this.#cannotCancel(abort);
      },
      (returned) => {
        if (isFailureHresult(returned)) this.#cannotCancel(abort);
      },
    );
  }

  #policy({ onAbort }: Abort): AbortPolicy {
    const { adapter } = this;
    return onAbort ?? adapter.onAbort ?? (adapter.cancel === undefined ? 'abandon' : 'wait');
  }

  /** To wait for what cannot be cancelled makes no sense, unless it was asked for by name. */
  #cannotCancel({ onAbort, reason }: Abort): void {
    if (this.#stage === RUNNING && (onAbort ?? this.adapter.onAbort) !== 'wait') this.abandon(reason);
  }

  /** The callback was garbage-collected: nobody can invoke it any more. */
  onDropped(): void {
    if (this.#stage !== RUNNING) return;
    this.#stage = INVOKED;
    if (this.#abort !== undefined) leave(this.#abort);
    const fault = 'dropped its callback without Invoke, the operation can never complete';
    const error = new HResultError(E_UNEXPECTED, this.adapter.name, { fault });
    if (this.fail(error)) this.#report('lost-callback', fault, { error });
    // Nobody can tell whether its buffers are free.
    this.#ended?.reject(error);
  }

  whenEnded(): Promise<void> {
    if (this.#ended === undefined) {
      this.#ended = pDefer();
      if (this.#stage > RUNNING) this.#ended.resolve();
    }
    return this.#ended.promise;
  }

  #over(): void {
    unwatch(this);
    this.#ended?.resolve();
  }

  #report(kind: MisuseKind, fault: string, details: Pick<MisuseReport, 'result' | 'error'>): void {
    const operation = this.adapter.name;
    reportMisuse(this.adapter, { kind, operation, message: `${operation}: ${fault}`, ...details });
  }
}

/** Shared by all promises; a closure each would cost as much as the rest of the operation. */
function cancel(this: CancellablePromise<unknown>, reason?: unknown): void {
  BeginEndOperation.of(this, 'cancel').abort(reason);
}
