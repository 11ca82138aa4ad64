import pDefer from 'p-defer';

import { E_UNEXPECTED } from '../contract/hresult.js';
import { HResultError } from '../contract/HResultError.js';
import type { IMFAsyncCallback, IMFAsyncResult } from '../contract/IMFAsyncResult.js';
import { leave } from './abortSignals.js';
import type { Extras } from './extras.js';
import { report } from './misuse.js';
import { ABANDONED, COMPLETED, type Adapter, type Operation } from './operation.js';

interface CallbackOperation extends Operation, IMFAsyncCallback {
  readonly extras: Extras;
}

/**
 * Stands in for an operation as the callback that Begin gets, because the operation itself is held by its promise. It
 * also keeps the cookie, which often is the very object that holds the callback.
 */
export class StandIn implements IMFAsyncCallback {
  readonly #operation: CallbackOperation;
  cookie: unknown;

  constructor(operation: CallbackOperation) {
    this.#operation = operation;
  }

  Invoke(result: IMFAsyncResult): unknown {
    return this.#operation.Invoke(result);
  }
}

/** What garbage collection tells of what operations have handed out. They must not hold it, or it would never be dropped. */
class Detector {
  readonly #registry = new FinalizationRegistry<() => void>((dropped) => dropped());

  /** The callback to give to Begin. */
  standInFor(operation: CallbackOperation): StandIn {
    const standIn = new StandIn(operation);
    operation.extras.standIn = new WeakRef(standIn);
    this.#registry.register(standIn, () => callbackDropped(operation));
    return standIn;
  }

  /** A result is to be ended from now on. */
  watch(result: object, adapter: Adapter): void {
    const neverEnded = (): void =>
      report(adapter, 'never-ended', 'was never called, the outcome is lost', undefined, 'End');
    this.#registry.register(result, neverEnded, result);
  }

  unwatch(result: object): void {
    this.#registry.unregister(result);
  }
}

/** Nobody can invoke it any more. */
function callbackDropped(operation: CallbackOperation): void {
  const { adapter, extras, state } = operation;
  if (state > ABANDONED) return;
  const fault = 'dropped its callback without Invoke, the operation can never complete';
  const error = new HResultError(E_UNEXPECTED, adapter.name, { fault });
  leave(extras);
  operation.state = COMPLETED;
  if (state !== ABANDONED) {
    operation.reject(error);
    report(adapter, 'lost-callback', fault, { error });
  }
  // Whether its buffers are free nobody can tell. Whoever waits for that is told so; maybe nobody does.
  const ended = (extras.ended ??= pDefer());
  ended.promise.catch(() => {});
  ended.reject(error);
}

/** There while the detection is on. Whoever never switches it on does not bundle it: only this variable is known elsewhere. */
export let detector: Detector | undefined;

/**
 * Switches the detection of lost callbacks on or off, for operations that begin from now on. It is off at first, because
 * it costs memory and time. The garbage collector is what tells, some time, so this is best effort: it finds the
 * fault in a test or a long-running program, and proves nothing by its silence.
 *
 * - `'lost-callback'`: Begin dropped its callback without invoking it. The promise, which could never settle, rejects
 *   with an `HResultError` (`E_UNEXPECTED`).
 * - `'never-ended'`: an operation of `toBeginEnd` completed, and its result was dropped without End.
 *
 * @param on whether to detect
 *
 * @example
 * setLostCallbackDetection(true);
 */
export function setLostCallbackDetection(on: boolean): void {
  detector = on ? (detector ?? new Detector()) : undefined;
}
