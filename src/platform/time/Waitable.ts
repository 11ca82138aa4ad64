import { describe, isAbortSignal } from '../../contract/arguments.js';
import { E_INVALIDARG, type HRESULT } from '../../contract/hresult.js';
import { HResultError } from '../../contract/HResultError.js';
import { hresultOf } from '../../contract/hresultOf.js';
import type { WaitableEvent, WaitableHandle } from '../WorkQueueFunctions.js';

/** Called once the handle is signalled; `failure` is the HRESULT of a promise that was rejected. */
type Fire = (failure: HRESULT | undefined) => void;

const known = new WeakMap<object, Waitable>();

/**
 * Waits for a handle, with one listener or one reaction of a promise, however many items wait for it.
 *
 *     a promise        signalled once it has settled, for ever
 *     an AbortSignal   signalled once it is aborted, for ever
 *     an event         signalled when it is dispatched, for those that wait at that moment
 */
export class Waitable {
  readonly #waiting = new Set<Fire>();
  /** `undefined` for a promise. */
  readonly #event: WaitableEvent | undefined;
  /** Set once a promise has settled. */
  #settled: { failure: HRESULT | undefined } | undefined = undefined;

  /** @throws HResultError with `E_INVALIDARG` for what is no handle */
  static of(handle: NonNullable<WaitableHandle>, operation: string): Waitable {
    const found = known.get(handle);
    if (found !== undefined) return found;
    const waitable = new Waitable(handle, eventOf(handle, operation));
    known.set(handle, waitable);
    return waitable;
  }

  private constructor(handle: NonNullable<WaitableHandle>, event: WaitableEvent | undefined) {
    this.#event = event;
    if (event !== undefined) return;
    const settle = (failure: HRESULT | undefined): void => {
      this.#settled = { failure };
      this.#fire();
    };
    Promise.resolve(handle as PromiseLike<unknown>).then(
      () => settle(undefined),
      (error: unknown) => settle(hresultOf(error)),
    );
  }

  /**
   * Calls `fire` once the handle is signalled: inside this call where it is signalled already.
   *
   * @returns a function that ends the waiting
   */
  whenSignalled(fire: Fire): () => void {
    const event = this.#event;
    if (this.#waiting.size === 0) event?.target.addEventListener(event.type, this.#fire);
    this.#waiting.add(fire);
    if (this.#settled !== undefined || (event?.target as Partial<AbortSignal> | undefined)?.aborted) this.#fire();
    return () => this.#leave(fire);
  }

  #leave(fire: Fire): void {
    const event = this.#event;
    this.#waiting.delete(fire);
    // A signal may live as long as the program: its listener must not.
    if (this.#waiting.size === 0) event?.target.removeEventListener(event.type, this.#fire);
  }

  readonly #fire = (): void => {
    for (const fire of this.#waiting) {
      this.#leave(fire);
      fire(this.#settled?.failure);
    }
  };
}

/** The event that signals a handle: that of an AbortSignal is its `abort`. */
function eventOf(handle: NonNullable<WaitableHandle>, operation: string): WaitableEvent | undefined {
  if (isAbortSignal(handle)) return { target: handle, type: 'abort' };
  const { target, type, then } = Object(handle) as Partial<WaitableEvent & PromiseLike<unknown>>;
  if (typeof target?.addEventListener === 'function' && typeof type === 'string') return handle as WaitableEvent;
  if (typeof then === 'function') return undefined;
  const fault = `the handle must be a promise, an AbortSignal, an event or null, got ${describe(handle)}`;
  throw new HResultError(E_INVALIDARG, operation, { fault });
}
