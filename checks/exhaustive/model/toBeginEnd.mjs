// What `toBeginEnd` promises, as states and transitions: one operation. Written as its sister is: from the documentation.
import pDefer from 'p-defer';

import { dispose, E_ABORT, E_INVALIDARG, E_PENDING, failure, hresultOf, isCancelled, isFailure } from './words.mjs';
import { isPromise, isThenable, MF_E_INVALIDREQUEST, S_OK, WHEN_ENDED } from './words.mjs';

/**
 * @typedef {object} Given
 * @property {(options?: { signal: AbortSignal }) => unknown} fn
 * @property {boolean} [passSignal]
 * @property {((value: unknown) => unknown) | undefined} [dispose]
 * @property {any} [platform] the very platform that the library would get
 * @property {import('./words.mjs').Report} report
 * @property {() => boolean} [isDetecting] whether lost-callback detection is on
 */

/**
 *     pending ─settled or abandon─▶ completed ─end─▶ ended
 *
 * @type {Record<string, Record<string, (op: Operation, value?: any) => unknown>>}
 */
const states = {
  pending: {
    settled: (op, outcome) => op.complete(outcome),
    cancel: (op) => op.cancelFunction(),
    abandon: (op) => op.abandon(),
    end() {
      throw failure(E_PENDING);
    },
  },
  completed: {
    settled: (op, outcome) => op.discardLate(outcome),
    end: (op) => op.giveOutcome(),
    dropped(op) {
      if (op.isWatched) op.given.report('never-ended');
    },
  },
  ended: {
    settled: (op, outcome) => op.discardLate(outcome),
    end() {
      throw failure(MF_E_INVALIDREQUEST);
    },
  },
};

/** A result as the library makes it. */
class Result {
  #status = S_OK;
  GetStatus() {
    return this.#status;
  }
  /** @param {number} status */
  SetStatus(status) {
    this.#status = status >>> 0;
  }
}

class Operation {
  state = 'pending';
  /** @type {{ failed: boolean, value: unknown }} */ outcome = { failed: false, value: undefined };
  /** Whether it was completed although its function goes on. */
  isAbandoned = false;
  #work = pDefer();
  /** When the function has ended of an operation that was cancelled. @type {Promise<any> | undefined} */ workBehind;
  /** Whether the function of an abandoned operation has ended. */
  #isOver = false;
  /** @type {((value: unknown) => unknown) | undefined} */ lent;
  #controller = new AbortController();
  /** @type {any} */ #returned;
  /** @type {any} */ result;

  /** @param {Given} given @param {((result: any) => unknown) | null} callback */
  constructor(given, callback) {
    this.given = given;
    // What began while the detection was on is watched, however it is switched later.
    this.isWatched = given.isDetecting?.() ?? false;
    this.callback = callback && this.#once(callback);
    this.result = given.platform
      ? given.platform.MFCreateAsyncResult(null, this.callback && { Invoke: this.callback }, null)
      : new Result();
  }

  /** @param {string} event @param {unknown} [value] */
  on(event, value) {
    return states[this.state]?.[event]?.(this, value);
  }

  run() {
    const { fn, passSignal } = this.given;
    let promise;
    try {
      this.#returned = passSignal ? fn({ signal: this.#controller.signal }) : fn();
      promise = Promise.resolve(this.#returned);
    } catch (error) {
      promise = Promise.reject(error);
    }
    promise.then(
      (value) => this.on('settled', { failed: false, value }),
      (value) => this.on('settled', { failed: true, value }),
    );
  }

  /** The callback is invoked once, whatever a platform does, and what it throws is uncaught. @param {(result: any) => unknown} callback */
  #once(callback) {
    let isInvoked = false;
    return (/** @type {any} */ result) => {
      if (isInvoked) return;
      isInvoked = true;
      try {
        callback(result);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    };
  }

  /** Outcome before status before Invoke: each may ask for the former. @param {{ failed: boolean, value: any }} outcome */
  complete(outcome) {
    this.#settle(outcome);
    this.#dispatch();
  }

  abandon() {
    this.isAbandoned = true;
    this.workBehind = this.#work.promise;
    this.#settle({ failed: true, value: failure(E_ABORT) });
    // Cancel returns before Invoke.
    queueMicrotask(() => this.#dispatch());
  }

  /** @param {{ failed: boolean, value: any }} outcome */
  #settle(outcome) {
    this.state = 'completed';
    this.outcome = outcome;
    try {
      this.result.SetStatus(outcome.failed ? hresultOf(outcome.value) : S_OK);
    } catch {
      // A platform may refuse; End knows the outcome.
    }
  }

  #dispatch() {
    const { callback, result } = this;
    const { platform } = this.given;
    if (callback === null) return;
    const invoke = () => callback(result);
    if (!platform) {
      invoke();
      return;
    }
    try {
      const returned = platform.MFInvokeCallback(result);
      if (isPromise(returned)) returned.catch(invoke);
    } catch {
      invoke();
    }
  }

  cancelFunction() {
    const { passSignal } = this.given;
    if (passSignal) this.#controller.abort();
    else if (isThenable(this.#returned) && this.#returned.cancel) this.#cancelPromise(this.#returned);
    else this.on('abandon');
  }

  /** @param {any} promise */
  #cancelPromise(promise) {
    const failed = () => {
      this.given.report('cancel-failed');
      this.on('abandon');
    };
    const { dispose: own = this.lent } = this.given;
    // Only the model's own promises take it so; the library finds another way.
    if (own) promise.lendDispose?.(own);
    try {
      const returned = promise.cancel();
      if (isPromise(returned)) {
        returned.catch((error) => {
          // A rejection that is a cancellation itself, or comes when all is over, is no failure.
          const goesOn = this.state === 'pending' || (this.isAbandoned && !this.#isOver);
          if (goesOn && !isCancelled(error)) failed();
        });
      }
    } catch {
      failed();
    }
    // It cannot be known whether the promise of another library settles after its cancel.
    const whenEnded = promise.cancel[WHEN_ENDED];
    if (whenEnded) this.workBehind = whenEnded(promise);
    else this.on('abandon');
  }

  /** Cancelled, and nothing waits: a value is disposed, a failure is silent. @param {{ failed: boolean, value: unknown }} outcome */
  discardLate({ failed, value }) {
    this.#isOver = true;
    this.#work.resolve(undefined);
    if (!failed) dispose(value, this.given.dispose ?? this.lent, this.given.report);
  }

  /** A platform may refuse this as well. */
  #status() {
    try {
      return this.result.GetStatus();
    } catch {
      return S_OK;
    }
  }

  giveOutcome() {
    this.state = 'ended';
    const { failed, value } = this.outcome;
    if (failed) throw value;
    const status = this.#status();
    if (isFailure(status)) {
      dispose(value, this.given.dispose, this.given.report);
      throw failure(status);
    }
    return value;
  }
}

/** The modelled `toBeginEnd`. @param {Given} given */
export function modelledToBeginEnd(given) {
  /** @type {Map<unknown, Operation>} */ const operations = new Map();
  const of = (/** @type {unknown} */ result) => {
    const op = operations.get(result);
    if (op === undefined) throw failure(E_INVALIDARG);
    return op;
  };
  return {
    /** @param {{ Invoke(result: unknown): unknown } | ((result: any) => unknown) | null} callback */
    begin(callback) {
      const op = new Operation(
        given,
        callback && typeof callback !== 'function' ? (result) => callback.Invoke(result) : callback,
      );
      operations.set(op.result, op);
      op.run();
      return op.result;
    },
    end: (/** @type {unknown} */ result) => of(result).on('end'),
    cancel: (/** @type {unknown} */ result) => void of(result).on('cancel'),
    drop: (/** @type {unknown} */ result) => void of(result).on('dropped'),
    workBehind: (/** @type {unknown} */ result) => operations.get(result)?.workBehind,
    lendDispose(/** @type {unknown} */ result, /** @type {(value: unknown) => unknown} */ lent) {
      of(result).lent = lent;
    },
  };
}
