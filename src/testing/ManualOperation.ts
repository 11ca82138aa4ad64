import { E_PENDING, isFailureHresult, MF_E_INVALIDREQUEST } from '../contract/hresult.js';
import { HResultError } from '../contract/HResultError.js';
import { hresultOf } from '../contract/hresultOf.js';
import type { IMFAsyncCallback, IMFAsyncResult } from '../contract/IMFAsyncResult.js';
import { MFCreateAsyncResult } from '../contract/MFCreateAsyncResult.js';

/** One call of a Begin that was made with `this`, arguments, callback and state. */
interface BeginCall<Args> {
  readonly thisValue: unknown;
  readonly args: Args;
  readonly callback: IMFAsyncCallback | null;
  readonly state: unknown;
}

/** The body of End; `out` are its out parameters, where the real one has such. */
type ManualEnd<T> = (this: unknown, result: IMFAsyncResult, ...out: never[]) => T;

/**
 * One call of the Begin of a `ManualPair`: what it was called with, and the methods by which a test completes it. A test
 * that calls none of them has an operation that never completes.
 *
 * Each of them invokes the callback at once, inside the call, and throws what Invoke throws. The second call is the
 * fault of a callback that is invoked twice.
 *
 *     pending ── complete, completeWith, fail ──▶ completed ── End ──▶ ended
 *     End: E_PENDING                              End: the outcome     End: MF_E_INVALIDREQUEST
 */
export class ManualOperation<Args extends readonly unknown[] = unknown[], T = unknown> {
  /** The `this` of Begin. */
  readonly thisValue: unknown;
  /** The arguments of Begin, without callback and state. */
  readonly args: Args;
  /** The callback; a plain function stands in it as its `Invoke`. `null` where Begin was given none. */
  readonly callback: IMFAsyncCallback | null;
  /** The state that the caller of Begin gave. */
  readonly state: unknown;
  /** What the callback is invoked with, and End is called with. Its status can be set by `SetStatus`. */
  readonly result: IMFAsyncResult;
  readonly #endName: string;
  /** The body of End, once the operation has completed. */
  #outcome: ManualEnd<T> | undefined;
  #isEnded = false;

  /** @internal */
  constructor({ thisValue, args, callback, state }: BeginCall<Args>, endName: string) {
    this.thisValue = thisValue;
    this.args = args;
    this.callback = callback;
    this.state = state;
    this.result = MFCreateAsyncResult(null, callback, state);
    this.#endName = endName;
  }

  /** Completes the operation: the callback is invoked, and End returns `value`. */
  complete(...[value]: undefined extends T ? [value?: T] : [value: T]): void {
    this.completeWith(() => value as T);
  }

  /**
   * Completes the operation, and its status says that it failed: the callback is invoked, and End throws.
   *
   * @param error what End throws; of a failure HRESULT, such as `E_ABORT` of an operation that was cancelled, an
   *   `HResultError` is made
   */
  fail(error: unknown): void {
    const thrown: unknown = isFailureHresult(error) ? new HResultError(error, this.#endName) : error;
    this.result.SetStatus(hresultOf(thrown));
    this.completeWith(() => {
      throw thrown;
    });
  }

  /**
   * Completes the operation: the callback is invoked, and `end` is the body of End. For an outcome that is only known when
   * End is called.
   *
   * @param end is called as End is: with its `this` and arguments
   */
  completeWith(end: ManualEnd<T>): void {
    this.#outcome = end;
    this.invoke();
  }

  /** Only invokes the callback, where there is one: again, or before the operation has completed. */
  invoke(): void {
    this.callback?.Invoke(this.result);
  }

  /** @internal End of this operation. */
  end(thisValue: unknown, out: unknown[]): T {
    const outcome = this.#outcome;
    if (outcome === undefined) {
      throw new HResultError(E_PENDING, this.#endName, { fault: 'the operation is still pending' });
    }
    if (this.#isEnded) {
      throw new HResultError(MF_E_INVALIDREQUEST, this.#endName, { fault: 'the operation was ended before' });
    }
    this.#isEnded = true;
    return outcome.call(thisValue, this.result, ...(out as never[]));
  }
}
