import { E_ABORT, E_INVALIDARG, E_PENDING, FAILED, MF_E_INVALIDREQUEST, S_OK } from '../contract/hresult.js';
import { HResultError } from '../contract/HResultError.js';
import { hresultOf } from '../contract/hresultOf.js';
import type { AsyncResultPlatform, IMFAsyncCallback, IMFAsyncResult } from '../contract/IMFAsyncResult.js';
import { MFCreateAsyncResult } from '../contract/MFCreateAsyncResult.js';
import { unwatch, watch, type Watching } from './lostCallbacks.js';
import type { Method } from './members.js';
import { report, throwUncaught } from './misuse.js';
import {
  abandon,
  ABANDONED,
  attempt,
  discard,
  RUNNING,
  settle,
  type Adapter,
  type Operation,
  type State,
} from './operation.js';
import { markResult, operationOf } from './resultMarks.js';

/** What the operations of one `toBeginEnd` share; by it a result of its own is told from others'. */
export interface PromiseAdapter extends Adapter {
  readonly fn: Method;
  readonly passSignal: boolean | undefined;
  readonly platform: AsyncResultPlatform | undefined;
  readonly endName: string;
  readonly cancelName: string;
}

/**
 * One operation of `toBeginEnd`: it lives behind its result, and completes when the promise settles.
 *
 *     pending ── the promise settles, or Cancel ──▶ completed ── End ──▶ ended
 *     End: E_PENDING                                End: the outcome     End: MF_E_INVALIDREQUEST
 */
export class PromiseOperation implements Operation, Watching {
  readonly adapter: PromiseAdapter;
  state: State = RUNNING;
  #callback: IMFAsyncCallback | null;
  /** While it is pending: it must not hold its result for longer, which may be watched. */
  #result: IMFAsyncResult | undefined;
  #ended = false;
  #failed = false;
  #outcome: unknown;
  /** What Cancel aborts: a controller of ours, or what the function returned. */
  #source: unknown;
  /** The callback must wait for a job of its own, or it would be invoked inside Begin or Cancel. */
  #inside = true;

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
      : MFCreateAsyncResult(null, callback, state);
    const operation = new PromiseOperation(adapter, result, callback);
    markResult(result, operation);
    watch(result, operation);
    operation.#run(self, args);
    return result;
  }

  /** The operation of a result, where it is one of this adapter's. */
  static of(adapter: PromiseAdapter, result: unknown, method: string): PromiseOperation {
    const operation = operationOf(result) as PromiseOperation | undefined;
    if (operation?.adapter !== adapter) {
      throw new HResultError(E_INVALIDARG, method, { fault: 'this result belongs to another operation' });
    }
    return operation;
  }

  private constructor(adapter: PromiseAdapter, result: IMFAsyncResult, callback: IMFAsyncCallback | null) {
    this.adapter = adapter;
    this.#result = result;
    this.#callback = callback;
  }

  #run(self: unknown, args: unknown[]): void {
    const { fn, passSignal } = this.adapter;
    let promise: Promise<unknown>;
    try {
      if (passSignal) {
        const controller = (this.#source = new AbortController());
        args.push({ signal: controller.signal });
      }
      const returned = fn.apply(self, args);
      this.#source ??= returned;
      // A native promise stays itself; anything else is settled in a job.
      promise = Promise.resolve(returned);
    } catch (error) {
      promise = Promise.reject(error as Error);
    }
    // Bound functions are cheaper than closures; `then` keeps the async context of Begin. Like `await`, this disregards a
    // `then` that the promise itself has.
    void Promise.prototype.then.call(promise, this.#settle.bind(this, false), this.#settle.bind(this, true));
    this.#inside = false;
  }

  #settle(failed: boolean, outcome: unknown): void {
    settle(this, this.state === ABANDONED, failed, outcome);
  }

  resolve(value: unknown): void {
    this.#complete(false, value, S_OK);
  }

  reject(error: unknown): void {
    this.#complete(true, error, hresultOf(error));
  }

  #complete(failed: boolean, outcome: unknown, status: number): void {
    const result = this.#result as IMFAsyncResult;
    const callback = this.#callback;
    this.#failed = failed;
    this.#outcome = outcome;
    this.#result = this.#source = undefined;
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
    if (this.#inside) queueMicrotask(() => invoke(callback, result));
    else invoke(callback, result);
  }

  /** Gives the outcome, once. */
  end(result: IMFAsyncResult): unknown {
    const { endName } = this.adapter;
    if (this.#result !== undefined)
      throw new HResultError(E_PENDING, endName, { fault: 'the operation is still pending' });
    if (this.#ended) {
      throw new HResultError(MF_E_INVALIDREQUEST, endName, { fault: 'the operation was ended before' });
    }
    const outcome = this.#outcome;
    this.#ended = true;
    this.#outcome = undefined;
    unwatch(this);
    if (this.#failed) throw outcome;
    const status = result.GetStatus();
    if (FAILED(status)) {
      discard(this.adapter, outcome);
      throw new HResultError(status, endName);
    }
    return outcome;
  }

  cancel(): void {
    const source = this.#source;
    if (this.#result === undefined) return;
    if (source instanceof AbortController) source.abort();
    else if (isCancellable(source)) {
      const { adapter } = this;
      void attempt(
        () => source.cancel(),
        (error) => {
          report(
            adapter,
            'cancel-failed',
            'the promise could not be cancelled, it goes on',
            { error },
            adapter.cancelName,
          );
          this.#abandon();
        },
      );
    } else this.#abandon();
  }

  #abandon(): void {
    this.#inside = true;
    abandon(this, new HResultError(E_ABORT, this.adapter.endName, { fault: 'the operation was cancelled' }));
  }

  /** The result was garbage-collected: nobody can call End any more. */
  onDropped(): void {
    const { adapter } = this;
    report(adapter, 'never-ended', 'was never called, the outcome is lost', undefined, adapter.endName);
  }
}

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
