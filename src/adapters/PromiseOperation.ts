import {
  E_ABORT,
  E_INVALIDARG,
  E_PENDING,
  FAILED,
  MF_E_INVALIDREQUEST,
  S_OK,
  type HRESULT,
} from '../contract/hresult.js';
import { HResultError } from '../contract/HResultError.js';
import { hresultOf } from '../contract/hresultOf.js';
import type { AsyncResultPlatform, IMFAsyncCallback, IMFAsyncResult } from '../contract/IMFAsyncResult.js';
import { dispatch, invoke, invokeSoon } from '../contract/dispatch.js';
import { CALLBACK, existing } from '../contract/MFCreateAsyncResult.js';
import { callShort } from './calls.js';
import { detector } from './lostCallbacks.js';
import type { Method } from './members.js';
import { siblingName, type Verb } from './names.js';
import {
  abandon,
  ABANDONED,
  discard,
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

/** What the operations of one `toBeginEnd` share; by it a result of its own is told from others'. */
export interface PromiseAdapter extends Adapter {
  readonly fn: Method;
  readonly passSignal: boolean | undefined;
  readonly platform: AsyncResultPlatform | undefined;
}

/** In the place of an outcome: there is none yet, or it was given already. */
const PENDING = Symbol('pending');
const ENDED = Symbol('ended');

/**
 * One operation of `toBeginEnd`; it completes when the promise settles. It is its own result, which costs less than two
 * objects, unless a platform makes one: then it lives behind that.
 *
 *     pending ── the promise settles, or Cancel ──▶ completed ── End ──▶ ended
 *     End: E_PENDING                                End: the outcome     End: MF_E_INVALIDREQUEST
 */
export class PromiseOperation implements Operation, IMFAsyncResult {
  readonly adapter: PromiseAdapter;
  state: State = RUNNING;
  declare readonly [CALLBACK]: IMFAsyncCallback | null;
  readonly #asyncState: unknown;
  #result: IMFAsyncResult = this;
  #status: HRESULT = S_OK;
  #failed = false;
  #outcome: unknown = PENDING;
  /** Asks the function to stop, where it can be asked. */
  #cancel: (() => unknown) | undefined;

  static begin(
    adapter: PromiseAdapter,
    self: unknown,
    args: unknown[],
    callback: IMFAsyncCallback | null,
    state: unknown,
  ): IMFAsyncResult {
    const operation = new PromiseOperation(adapter, callback, state);
    const { platform } = adapter;
    if (platform !== undefined) {
      operation.#result = platform.MFCreateAsyncResult(null, callback, state);
      (operation.#result as Marked)[OPERATION] = operation;
    }
    operation.run(self, args);
    return operation.#result;
  }

  /** The operation of a result, where it is one of this adapter's. */
  static of(adapter: PromiseAdapter, result: unknown, verb: Verb): PromiseOperation {
    const operation = operationOf(result) as PromiseOperation | undefined;
    if (operation?.adapter === adapter) return operation;
    throw failure(adapter, E_INVALIDARG, 'this result belongs to another operation', verb);
  }

  private constructor(adapter: PromiseAdapter, callback: IMFAsyncCallback | null, state: unknown) {
    this.adapter = adapter;
    this[CALLBACK] = callback;
    this.#asyncState = state;
  }

  get [OPERATION](): this {
    return this;
  }

  GetState(): unknown {
    return existing(this.GetStateNoAddRef(), 'GetState');
  }

  GetStatus(): HRESULT {
    return this.#status;
  }

  SetStatus(status: HRESULT): void {
    this.#status = status >>> 0;
  }

  GetObject(): unknown {
    return existing(null, 'GetObject');
  }

  GetStateNoAddRef(): unknown {
    return this.#asyncState ?? null;
  }

  /** Calls the function with all arguments but the callback and the state. */
  private run(self: unknown, args: unknown[]): void {
    const { fn, passSignal } = this.adapter;
    const count = args.length - 2;
    let promise: Promise<unknown>;
    let isPlain = false;
    try {
      const returned = passSignal
        ? fn.apply(self, [...args.slice(0, count), { signal: this.signal() }])
        : callShort(fn, self, args, count);
      if (returned instanceof Promise && 'cancel' in returned) this.cancelBy(returned);
      isPlain = isPlainPromise(returned);
      // A native promise stays itself; anything else is settled in a job.
      promise = isPlain ? (returned as Promise<unknown>) : Promise.resolve(returned);
    } catch (error) {
      promise = Promise.reject(error);
    }
    // Bound functions are cheaper than closures; `then` keeps the async context of Begin. Like `await`, this disregards a
    // `then` that the promise itself has.
    const fulfilled = this.fulfilled.bind(this);
    const rejected = this.rejected.bind(this);
    if (isPlain) void promise.then(fulfilled, rejected);
    else void then.call(promise, fulfilled, rejected);
  }

  private signal(): AbortSignal {
    const controller = new AbortController();
    this.#cancel = () => controller.abort();
    return controller.signal;
  }

  /** A `CancellablePromise`, ours or another's. A thenable that is no native promise may never settle once it is cancelled. */
  private cancelBy(promise: Promise<unknown> & { cancel?: unknown }): void {
    if (typeof promise.cancel === 'function') this.#cancel ??= () => (promise.cancel as Method)();
  }

  private fulfilled(value: unknown): void {
    settle(this, this.state === ABANDONED, false, value);
  }

  private rejected(error: unknown): void {
    settle(this, this.state === ABANDONED, true, error);
  }

  resolve(value: unknown): void {
    this.complete(false, value, S_OK);
  }

  reject(error: unknown): void {
    this.complete(true, error, hresultOf(error));
  }

  private complete(failed: boolean, outcome: unknown, status: number): void {
    const result = this.#result;
    const callback = this[CALLBACK];
    this.#failed = failed;
    this.#outcome = outcome;
    this.#cancel = undefined;
    result.SetStatus(status);
    if (detector !== undefined) detector.watch(result, this.adapter);
    // A promise that has settled runs this in a job of its own already; Cancel must have returned before Invoke.
    dispatch(this.adapter.platform, callback, result, this.state === ABANDONED ? invokeSoon : invoke);
  }

  /** Gives the outcome, once. */
  end(result: IMFAsyncResult): unknown {
    const { adapter } = this;
    const outcome = this.#outcome;
    if (outcome === PENDING) throw failure(adapter, E_PENDING, 'the operation is still pending');
    if (outcome === ENDED) throw failure(adapter, MF_E_INVALIDREQUEST, 'the operation was ended before');
    this.#outcome = ENDED;
    if (detector !== undefined) detector.unwatch(result);
    if (this.#failed) throw outcome;
    const status = result.GetStatus();
    if (FAILED(status)) {
      discard(adapter, outcome);
      throw failure(adapter, status);
    }
    return outcome;
  }

  cancel(): void {
    const { adapter } = this;
    const giveUp = (): void => abandon(this, failure(adapter, E_ABORT, 'the operation was cancelled'));
    if (this.#cancel) tryCancel(adapter, 'Cancel', this.#cancel, giveUp);
    else giveUp();
  }
}

// oxlint-disable-next-line typescript/unbound-method -- it gets its promise
const { then } = Promise.prototype;

/** Whether a promise has nothing of its own: V8 inlines its `then`. */
function isPlainPromise(value: unknown): boolean {
  return value instanceof Promise && value.constructor === Promise && value.then === then;
}

const failure = (adapter: PromiseAdapter, hresult: number, fault?: string, verb: Verb = 'End'): HResultError =>
  new HResultError(hresult, siblingName(adapter.name, verb), fault ? { fault } : {});
