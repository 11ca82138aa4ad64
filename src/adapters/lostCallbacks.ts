import { expectType } from '../contract/arguments.js';
import { E_UNEXPECTED } from '../contract/hresult.js';
import { HResultError } from '../contract/HResultError.js';
import { callbackDropped, type IMFAsyncCallback, type IMFAsyncResult } from '../contract/IMFAsyncResult.js';
import { report, type Reporter } from './misuse.js';

/** An operation of `fromBeginEnd`, as the callback that it is. */
type OperationCallback = Required<Pick<IMFAsyncCallback, 'Invoke' | typeof callbackDropped>>;

/**
 * Stands in for an operation as the callback that Begin gets: the operation itself is held by its promise, so that its
 * collection would tell nothing. The stand-in also keeps the cookie, which often is the very object that holds the callback.
 */
export class StandIn implements IMFAsyncCallback {
  readonly #operation: OperationCallback;
  #kept: { readonly cookie: unknown } | undefined;

  constructor(operation: OperationCallback) {
    this.#operation = operation;
  }

  Invoke(result: IMFAsyncResult): unknown {
    return this.#operation.Invoke(result);
  }

  [callbackDropped](error: unknown): void {
    this.#operation[callbackDropped](error);
  }

  /** What the operation keeps in the place of the cookie. */
  keep(cookie: unknown): WatchedCookie {
    this.#kept = { cookie };
    return new WatchedCookie(this.#kept);
  }
}

/** The cookie of an operation that has a stand-in. Once that is collected, the cookie is `null`: there is nothing to cancel. */
export class WatchedCookie {
  readonly #kept: WeakRef<{ readonly cookie: unknown }>;

  constructor(kept: { readonly cookie: unknown }) {
    this.#kept = new WeakRef(kept);
  }

  static unwrap(cookie: unknown): unknown {
    // Not by its class: asking a proxy for that may throw.
    if (typeof cookie !== 'object' || cookie === null || !(#kept in cookie)) return cookie;
    const kept = cookie.#kept.deref();
    return kept === undefined ? null : kept.cookie;
  }
}

/** What garbage collection tells of what operations have handed out. They must not hold it, or it would never be dropped. */
export class Detector {
  readonly #registry = new FinalizationRegistry<() => void>((dropped) => dropped());
  /** The results of operations that began while the detection was on, and still run. */
  readonly #running = new WeakSet();

  /**
   * The callback to give to Begin.
   *
   * @param lose ends an operation whose callback was dropped; says whether its promise was open still
   */
  standInFor(operation: OperationCallback, reporter: Reporter, lose: (error: unknown) => boolean): StandIn {
    const standIn = new StandIn(operation);
    this.#registry.register(standIn, () => {
      const fault = 'dropped its callback without Invoke, the operation can never complete';
      const error = new HResultError(E_UNEXPECTED, reporter.name, { fault });
      if (lose(error)) report(reporter, 'lost-callback', fault, { error });
    });
    return standIn;
  }

  /** The operation of a result has begun. */
  begun(result: object): void {
    this.#running.add(result);
  }

  /** The operation has completed: from now on its result is to be ended. */
  completed(result: object, reporter: Reporter): void {
    if (!this.#running.delete(result)) return;
    const neverEnded = (): void =>
      report(reporter, 'never-ended', 'was never called, the outcome is lost', undefined, 'End');
    this.#registry.register(result, neverEnded, result);
  }

  /** The operation was ended, which may be before it is dispatched. */
  ended(result: object): void {
    this.#running.delete(result);
    this.#registry.unregister(result);
  }
}

/** The one detector, once there is one: what began while the detection was on is watched after it was switched off, too. */
export let knownDetector: Detector | undefined;

/** There while the detection is on. Only this variable is known elsewhere, so that programs without detection do not bundle it. */
export let detector: Detector | undefined;

/**
 * Switches the detection of lost callbacks on or off, for operations that begin from now on. It is off at first, because
 * it costs memory and time. The garbage collector tells of them at some time or never, so this is best effort: it finds the
 * fault in a test or a long-running program, and its silence proves nothing.
 *
 * - `'lost-callback'`: Begin dropped its callback without invoking it. The promise, which could never settle, rejects
 *   with an `HResultError` (`E_UNEXPECTED`).
 * - `'never-ended'`: an operation of `toBeginEnd` completed, and its result was dropped without End.
 *
 * @param on whether to detect
 * @throws TypeError where that is no boolean
 *
 * @example
 * setLostCallbackDetection(true);
 */
export function setLostCallbackDetection(on: boolean): void {
  expectType(on, 'boolean', 'setLostCallbackDetection: on');
  detector = on ? (knownDetector ??= new Detector()) : undefined;
}
