import { describe } from '../../contract/arguments.js';
import { KeptContext } from '../../contract/asyncContextOf.js';
import { E_INVALIDARG } from '../../contract/hresult.js';
import { HResultError } from '../../contract/HResultError.js';
import { throwUncaught } from '../../contract/dispatch.js';
import { MF_E_NOT_FOUND } from '../../contract/hresults.js';
import type { Clock } from './clock.js';
import type { MFPERIODICCALLBACK } from '../WorkQueueFunctions.js';

/** Milliseconds between two calls, as `MFGetTimerPeriodicity` says on Windows. */
const periodicity = 10;

/** A function, in the asynchronous context in which it was added. */
class PeriodicCallback extends KeptContext {
  readonly #callback: MFPERIODICCALLBACK;
  readonly #context: unknown;

  constructor(callback: MFPERIODICCALLBACK, context: unknown) {
    super('MFPeriodicCallback');
    this.#callback = callback;
    this.#context = context ?? null;
  }

  call(): void {
    try {
      this.runInAsyncScope(this.#callback, undefined, this.#context);
    } catch (error) {
      throwUncaught(error);
    }
  }
}

/** Functions that are called every 10 ms, by one timer. */
export class PeriodicCallbacks {
  readonly #clock: Clock;
  readonly #callbacks = new Map<number, PeriodicCallback>();
  #lastKey = 0;
  #timer: unknown = undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(callback: MFPERIODICCALLBACK, context: unknown, operation: string): number {
    if (typeof callback !== 'function') {
      const fault = `callback must be a function, got ${describe(callback)}`;
      throw new HResultError(E_INVALIDARG, operation, { fault });
    }
    // First: where a clock refuses the timer, nothing was added.
    if (this.#callbacks.size === 0) this.#arm();
    this.#callbacks.set(++this.#lastKey, new PeriodicCallback(callback, context));
    return this.#lastKey;
  }

  remove(key: number, operation: string): void {
    if (!this.#callbacks.delete(key)) {
      const fault = `no periodic callback has the key ${describe(key)}`;
      throw new HResultError(MF_E_NOT_FOUND, operation, { fault });
    }
    if (this.#callbacks.size === 0) this.#clock.clearTimeout(this.#timer);
  }

  removeAll(): void {
    this.#callbacks.clear();
    this.#clock.clearTimeout(this.#timer);
  }

  #arm(): void {
    this.#timer = this.#clock.setTimeout(this.#tick, periodicity);
  }

  readonly #tick = (): void => {
    // Arm the timer first: a callback that removes itself, as the last one, stops it.
    this.#arm();
    const newest = this.#lastKey;
    for (const [key, callback] of this.#callbacks) {
      // Added by a callback of this loop: its first period has just begun.
      if (key > newest) return;
      callback.call();
    }
  };
}
