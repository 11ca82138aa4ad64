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
import { MFCreateAsyncResult } from '../contract/MFCreateAsyncResult.js';
import { callFunction } from './calls.js';
import { unwatch, watch, type Watching } from './lostCallbacks.js';
import type { Method } from './members.js';
import { reportMisuse, throwUncaught } from './misuse.js';
import type { PairNames } from './names.js';
import { attempt, Operation, type Adapter } from './operation.js';
import { markResult, operationOf } from './resultMarks.js';

/** What the operations of one `toBeginEnd` share; what is their own is told from others' by it. */
export interface PromiseAdapter extends Adapter, PairNames {
  readonly fn: Method;
  readonly passSignal: boolean;
  readonly platform: AsyncResultPlatform | undefined;
}

const PENDING = 0;
const COMPLETED = 1;
const ENDED = 2;

/**
 * One operation of `toBeginEnd`: it lives behind its result, and completes when the promise settles.
 *
 *     PENDING ── fulfil, fail, or Cancel ──▶ COMPLETED ── End ──▶ ENDED
 *     End: E_PENDING                         End: the outcome     End: MF_E_INVALIDREQUEST
 */
export class PromiseOperation extends Operation<unknown> implements Watching {
  protected readonly adapter: PromiseAdapter;
  #result: IMFAsyncResult | undefined;
  #callback: IMFAsyncCallback | null;
  #stage: typeof PENDING | typeof COMPLETED | typeof ENDED = PENDING;
  /** Whether the callback must wait for a job of its own, so as not to be invoked inside Begin or Cancel. */
  #inside = true;
  #failed = false;
  #outcome: unknown;
  /** What Cancel aborts: a controller of ours, or what the function returned. */
  #source: unknown;

  static begin(
    adapter: PromiseAdapter,
    self: unknown,
    args: unknown[],
    count: number,
    callback: IMFAsyncCallback | null,
    state: unknown,
  ): IMFAsyncResult {
    const create = adapter.platform?.MFCreateAsyncResult ?? MFCreateAsyncResult;
    const result = create(null, callback, state);
    const operation = new PromiseOperation(adapter, result, callback);
    markResult(result, operation);
    watch(result, operation);
    operation.#run(self, args, count);
    return result;
  }

  /** Gives the outcome of an operation of this adapter, once. */
  static end(adapter: PromiseAdapter, result: unknown): unknown {
    const operation = PromiseOperation.#own(adapter, result, adapter.endName);
    if (operation.#stage === PENDING) throw fault(E_PENDING, adapter.endName, 'the operation is still pending');
    if (operation.#stage === ENDED) throw fault(MF_E_INVALIDREQUEST, adapter.endName, 'the operation has been ended before');
    operation.#stage = ENDED;
    unwatch(operation);
    const outcome = operation.#outcome;
    operation.#outcome = undefined;
    if (operation.#failed) throw outcome;
    const status = (result as IMFAsyncResult).GetStatus();
    if (FAILED(status)) {
      operation.discard(outcome);
      throw new HResultError(status, adapter.endName);
    }
    return outcome;
  }

  static cancel(adapter: PromiseAdapter, result: unknown): void {
    const operation = PromiseOperation.#own(adapter, result, adapter.cancelName);
    if (operation.#stage === PENDING) operation.#cancel();
  }

  static #own(adapter: PromiseAdapter, result: unknown, method: string): PromiseOperation {
    const operation = operationOf(result) as PromiseOperation | undefined;
    if (operation?.adapter !== adapter) throw fault(E_INVALIDARG, method, 'this result belongs to another operation');
    return operation;
  }

  private constructor(adapter: PromiseAdapter, result: IMFAsyncResult, callback: IMFAsyncCallback | null) {
    super();
    this.adapter = adapter;
    this.#result = result;
    this.#callback = callback;
  }

  #run(self: unknown, args: unknown[], count: number): void {
    const { fn, passSignal } = this.adapter;
    let promise: Promise<unknown>;
    try {
      let returned: unknown;
      if (passSignal) {
        const controller = (this.#source = new AbortController());
        returned = fn.call(self, ...args.slice(0, count), { signal: controller.signal });
      } else {
        returned = this.#source = callFunction(fn, self, args, count);
      }
      // A native promise as it is; anything else, through a job.
      promise = Promise.resolve(returned);
    } catch (error) {
      promise = Promise.reject(error as Error);
    }
    // Bound methods, because they are cheaper than closures; `then`, because it keeps the async context of Begin.
    void promise.then(this.fulfil.bind(this), this.fail.bind(this));
    this.#inside = false;
  }

  protected override settle(failed: boolean, outcome: unknown): void {
    const result = this.#result as IMFAsyncResult;
    // Let go of what is needed no more: the result may outlive its operation, and be watched.
    this.#result = undefined;
    this.#source = undefined;
    this.#stage = COMPLETED;
    this.#failed = failed;
    this.#outcome = outcome;
    result.SetStatus(failed ? hresultOf(outcome) : S_OK);
    if (this.#callback !== null) this.#dispatch(this.#callback, result);
    this.#callback = null;
  }

  #dispatch(callback: IMFAsyncCallback, result: IMFAsyncResult): void {
    const { platform } = this.adapter;
    if (platform !== undefined) {
      try {
        platform.MFInvokeCallback(result);
        return;
      } catch {
        // The platform is shut down, say: its callers still want to hear of the end.
      }
    }
    if (this.#inside) queueMicrotask(() => invoke(callback, result));
    else invoke(callback, result);
  }

  #cancel(): void {
    const { cancelName } = this.adapter;
    const source = this.#source;
    if (source instanceof AbortController) source.abort();
    else if (isCancellable(source)) {
      attempt(
        () => source.cancel(),
        (error) => {
          reportMisuse(this.adapter, {
            kind: 'cancel-failed',
            operation: cancelName,
            message: `${cancelName}: cancelling the promise failed, the operation goes on unobserved`,
            error,
          });
          this.#abandon();
        },
      );
    } else this.#abandon();
  }

  #abandon(): void {
    this.#inside = true;
    this.abandon(new HResultError(E_ABORT, this.adapter.endName, { fault: 'the operation was cancelled' }));
  }

  /** The result was garbage-collected: nobody can call End any more. */
  onDropped(): void {
    const { name, endName } = this.adapter;
    reportMisuse(this.adapter, {
      kind: 'never-ended',
      operation: endName,
      message: `${endName}: was never called for a completed ${name}, its outcome is lost`,
    });
  }
}

function fault(hresult: HRESULT, operation: string, words: string): HResultError {
  return new HResultError(hresult, operation, { fault: words });
}

/** What the callback throws is the fault of its owner: an uncaught exception, while the operation goes on. */
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
