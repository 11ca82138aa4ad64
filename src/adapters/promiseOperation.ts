import { E_ABORT, E_INVALIDARG, E_PENDING, FAILED, MF_E_INVALIDREQUEST, S_OK } from '../contract/hresult.js';
import { HResultError } from '../contract/HResultError.js';
import { hresultOf } from '../contract/hresultOf.js';
import type { AsyncResultPlatform, IMFAsyncCallback, IMFAsyncResult } from '../contract/IMFAsyncResult.js';
import { AsyncResult } from '../contract/MFCreateAsyncResult.js';
import { detector } from './lostCallbacks.js';
import type { Method } from './members.js';
import { throwUncaught } from './misuse.js';
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

/**
 * One operation of `toBeginEnd`: it lives behind its result, and completes when the promise settles.
 *
 *     pending ── the promise settles, or Cancel ──▶ completed ── End ──▶ ended
 *     End: E_PENDING                                End: the outcome     End: MF_E_INVALIDREQUEST
 */
export class PromiseOperation implements Operation {
  readonly adapter: PromiseAdapter;
  state: State = RUNNING;
  ended = false;
  #callback: IMFAsyncCallback | null;
  /** While it is pending: it must not hold its result for longer, which may be watched. */
  #result: IMFAsyncResult | undefined;
  #failed = false;
  #outcome: unknown;
  /** Asks the function to stop, where it can be asked. */
  #cancel: (() => unknown) | undefined;

  static begin(
    adapter: PromiseAdapter,
    self: unknown,
    args: unknown[],
    callback: IMFAsyncCallback | null,
    state: unknown,
  ): IMFAsyncResult {
    const { platform } = adapter;
    const result = platform
      ? platform.MFCreateAsyncResult(null, callback, state)
      : new AsyncResult(null, callback, state);
    const operation = new PromiseOperation(adapter, result, callback);
    (result as Marked)[OPERATION] = operation;
    detector?.watch(result, operation);
    operation.run(self, args);
    return result;
  }

  /** The operation of a result, where it is one of this adapter's. */
  static of(adapter: PromiseAdapter, result: unknown, verb: Verb): PromiseOperation {
    const operation = operationOf(result) as PromiseOperation | undefined;
    if (operation?.adapter === adapter) return operation;
    throw failure(adapter, E_INVALIDARG, 'this result belongs to another operation', verb);
  }

  private constructor(adapter: PromiseAdapter, result: IMFAsyncResult, callback: IMFAsyncCallback | null) {
    this.adapter = adapter;
    this.#result = result;
    this.#callback = callback;
  }

  private run(self: unknown, args: unknown[]): void {
    const { fn, passSignal } = this.adapter;
    let promise: Promise<unknown>;
    try {
      if (passSignal) {
        const controller = new AbortController();
        this.#cancel = () => controller.abort();
        args.push({ signal: controller.signal });
      }
      const returned = fn.apply(self, args);
      if (isCancellable(returned)) this.#cancel ??= () => returned.cancel();
      // A native promise stays itself; anything else is settled in a job.
      promise = Promise.resolve(returned);
    } catch (error) {
      promise = Promise.reject(error);
    }
    // Bound functions are cheaper than closures; `then` keeps the async context of Begin. Like `await`, this disregards a
    // `then` that the promise itself has.
    void Promise.prototype.then.call(promise, this.settle.bind(this, false), this.settle.bind(this, true));
  }

  private settle(failed: boolean, outcome: unknown): void {
    settle(this, this.state === ABANDONED, failed, outcome);
  }

  resolve(value: unknown): void {
    this.complete(false, value, S_OK);
  }

  reject(error: unknown): void {
    this.complete(true, error, hresultOf(error));
  }

  private complete(failed: boolean, outcome: unknown, status: number): void {
    const result = this.#result as IMFAsyncResult;
    const callback = this.#callback;
    this.#failed = failed;
    this.#outcome = outcome;
    this.#result = this.#cancel = undefined;
    this.#callback = null;
    result.SetStatus(status);
    if (callback === null) return;
    const { platform } = this.adapter;
    if (platform !== undefined) {
      try {
        platform.MFInvokeCallback(result);
        return;
      } catch {
        // It is shut down, say. Whoever waits still wants to hear of the end.
      }
    }
    // Cancel must have returned before; the promise has a job of its own already.
    if (this.state === ABANDONED) queueMicrotask(() => invoke(callback, result));
    else invoke(callback, result);
  }

  /** Gives the outcome, once. */
  end(result: IMFAsyncResult): unknown {
    const { adapter } = this;
    const outcome = this.#outcome;
    if (this.#result !== undefined) throw failure(adapter, E_PENDING, 'the operation is still pending');
    if (this.ended) throw failure(adapter, MF_E_INVALIDREQUEST, 'the operation was ended before');
    this.ended = true;
    this.#outcome = undefined;
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
    if (this.#result === undefined) return;
    const giveUp = (): void => abandon(this, failure(adapter, E_ABORT, 'the operation was cancelled'));
    if (this.#cancel) tryCancel(adapter, 'Cancel', this.#cancel, giveUp);
    else giveUp();
  }
}

const failure = (adapter: PromiseAdapter, hresult: number, fault?: string, verb: Verb = 'End'): HResultError =>
  new HResultError(hresult, siblingName(adapter.name, verb), fault ? { fault } : {});

/** What the callback throws is its owner's fault: an uncaught exception, and the operation goes on. */
function invoke(callback: IMFAsyncCallback, result: IMFAsyncResult): void {
  try {
    callback.Invoke(result);
  } catch (error) {
    throwUncaught(error);
  }
}

/** A `CancellablePromise`, ours or another's. A thenable that is no native promise may never settle once it is cancelled. */
function isCancellable(value: unknown): value is Promise<unknown> & { cancel(): unknown } {
  return value instanceof Promise && typeof (value as { cancel?: unknown }).cancel === 'function';
}
