import { describe, isAbortSignal } from '../../contract/arguments.js';
import { E_INVALIDARG, type HRESULT } from '../../contract/hresult.js';
import { HResultError } from '../../contract/HResultError.js';
import { hresultOf } from '../../contract/hresultOf.js';
import { inNoContext } from '../../contract/asyncContextOf.js';
import { fieldOf } from '../../contract/isCancelled.js';
import { NativePromise, nativeThen } from '../../contract/nativePromise.js';
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
  readonly #operation: string;
  /** Set once a promise has settled. */
  #settled: { failure: HRESULT | undefined } | undefined = undefined;

  /** @throws HResultError with `E_INVALIDARG` for what is no handle */
  static of(handle: NonNullable<WaitableHandle>, operation: string): Waitable {
    const found = known.get(handle);
    if (found !== undefined && found.#isStillOf(handle)) return found;
    const waitable = new Waitable(handle, operation);
    known.set(handle, waitable);
    return waitable;
  }

  private constructor(handle: NonNullable<WaitableHandle>, operation: string) {
    this.#event = eventOf(handle, operation);
    this.#operation = operation;
    if (this.#event !== undefined) return;
    const settle = (failure: HRESULT | undefined): void => {
      this.#settled = { failure };
      this.#fire();
    };
    const fulfilled = (): void => settle(undefined);
    const rejected = (error: unknown): void => settle(hresultOf(error));
    inNoContext(() => {
      // Adopted: what its own `then` and `constructor` do to us becomes a rejection. The promise that adopts waits for as
      // long as the handle does, and would keep the stores of the request that it is made in.
      const adopted = new NativePromise((resolve) => resolve(handle));
      void nativeThen.call(adopted, fulfilled, rejected);
    });
  }

  /** A promise and a signal are; the object of an event may be used again for another one. */
  #isStillOf(handle: object): boolean {
    if (this.#event === undefined || this.#event.target === handle) return true;
    return fieldOf(handle, 'target') === this.#event.target && fieldOf(handle, 'type') === this.#event.type;
  }

  /**
   * Calls `fire` once the handle is signalled: inside this call where it is signalled already.
   *
   * @returns a function that ends the waiting
   * @throws HResultError with `E_INVALIDARG` where the target refuses a listener
   */
  whenSignalled(fire: Fire): () => void {
    const isFirst = this.#waiting.size === 0;
    this.#waiting.add(fire);
    try {
      if (isFirst) this.#listen();
    } catch (error) {
      // Undone, so that the next item tries again; unless the target dispatched the event before it threw.
      if (this.#waiting.delete(fire)) {
        const fault = 'the target of the handle refuses to be listened to';
        throw new HResultError(E_INVALIDARG, this.#operation, { fault, cause: error });
      }
    }
    if (this.#event === undefined ? this.#settled : fieldOf(this.#event.target, 'aborted') === true) this.#tell(fire);
    return () => this.#leave(fire);
  }

  #listen(): void {
    const event = this.#event;
    event?.target.addEventListener(event.type, this.#fire);
  }

  #leave(fire: Fire): void {
    const event = this.#event;
    // A signal may live as long as the program: its listener must not.
    if (!this.#waiting.delete(fire) || this.#waiting.size > 0) return;
    try {
      event?.target.removeEventListener(event.type, this.#fire);
    } catch {
      // A target that keeps its listeners: this one finds no item that waits.
    }
  }

  readonly #fire = (): void => {
    // Those that wait now: what one of them calls may put another on the same handle, or take one off it.
    for (const fire of Array.from(this.#waiting)) this.#tell(fire);
  };

  #tell(fire: Fire): void {
    if (!this.#waiting.has(fire)) return;
    this.#leave(fire);
    fire(this.#settled?.failure);
  }
}

/** The event that signals a handle: that of an AbortSignal is its `abort`. */
function eventOf(handle: NonNullable<WaitableHandle>, operation: string): WaitableEvent | undefined {
  if (isAbortSignal(handle)) return { target: handle, type: 'abort' };
  // Each is read once: they could be getters.
  const target = fieldOf(handle, 'target') as EventTarget;
  const type = fieldOf(handle, 'type');
  if (typeof fieldOf(target, 'addEventListener') === 'function' && typeof type === 'string') return { target, type };
  if (typeof fieldOf(handle, 'then') === 'function') return undefined;
  const fault = `the handle must be a promise, an AbortSignal, an event or null, got ${describe(handle)}`;
  throw new HResultError(E_INVALIDARG, operation, { fault });
}
