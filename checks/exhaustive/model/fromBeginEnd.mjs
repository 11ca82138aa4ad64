// What `fromBeginEnd` promises, as states and transitions: one operation. Written from the documentation's tables, not from
// the code, and slow on purpose: where the two differ, one of them is wrong.
//
// An event that a state does not name does nothing in it.
import pDefer from 'p-defer';

import { dispose, E_UNEXPECTED, failure, isCancelled, isFailure, isPromise, isThenable } from './words.mjs';
import { MF_S_MULTIPLE_BEGIN, S_OK, WHEN_ENDED } from './words.mjs';

/**
 * What an operation is given. A pair that `toBeginEnd` made also says when the function behind a result has ended, and takes
 * the `dispose` of the adapter around it.
 *
 * @typedef {object} Given
 * @property {(callback: { Invoke(result: unknown): void, drop(error: unknown): void }) => unknown} begin
 * @property {(result: any) => unknown} end
 * @property {((cookie: unknown) => unknown) | undefined} [cancel]
 * @property {((value: unknown) => unknown) | undefined} [dispose]
 * @property {string | undefined} [onAbort] the policy, where one was asked for by name
 * @property {AbortSignal | undefined} [signal]
 * @property {boolean} [isWatched] whether lost callbacks are detected
 * @property {import('./words.mjs').Report} report
 * @property {(result: unknown) => Promise<void> | undefined} [workBehind]
 * @property {(cookie: unknown, dispose: (value: unknown) => unknown) => void} [lendDispose]
 */

/**
 *     beginning ─begun─▶ open ─abort─▶ asked ─giveUp─▶ abandoned
 *         │               │└──────────abort──────────────▲
 *         │failed         │failedLater, from each of the three on the right
 *         ▼               ▼
 *      notBegun ◀─────────┘         from each of these four: invoke or dropped ─▶ over
 *
 * @type {Record<string, Record<string, (op: Operation, value?: any) => void>>}
 */
const states = {
  // An abort in here is remembered by the signal itself: `begun` and `invoke` look.
  beginning: {
    begun(op, cookie) {
      op.cookie = cookie;
      op.state = 'open';
      if (op.given.signal?.aborted) op.on('abort', op.given.signal.reason);
    },
    failed: (op, error) => op.fail('notBegun', error),
    invoke: (op, result) => op.complete(result),
    dropped: (op, error) => op.drop(error),
  },
  open: {
    abort(op, reason) {
      op.remember(reason);
      const isCancellable = op.given.cancel !== undefined && op.cookie !== null;
      op.state = 'asked';
      if (op.given.onAbort === 'abandon' || (!isCancellable && op.given.onAbort !== 'wait')) op.on('giveUp');
      if (isCancellable) op.callCancelAction();
    },
    failedLater: (op, error) => op.fail('notBegun', error),
    invoke: (op, result) => op.complete(result),
    dropped: (op, error) => op.drop(error),
    // The cookie went with the callback that was collected: there is nothing left to cancel with.
    collected: (op) => op.loseCookie(),
    lost: (op) => op.lose(),
  },
  asked: {
    giveUp(op) {
      op.state = 'abandoned';
      op.reject(op.reason);
    },
    failedLater: (op, error) => op.fail('notBegun', error),
    invoke: (op, result) => op.complete(result),
    dropped: (op, error) => op.drop(error),
    lost: (op) => op.lose(),
  },
  abandoned: {
    failedLater: (op, error) => op.fail('notBegun', error),
    invoke: (op, result) => op.complete(result),
    dropped: (op, error) => op.drop(error),
    lost: (op) => op.lose(),
  },
  over: {
    invoke: (op) => op.report('second-invoke'),
    failed: (op) => op.report('invoke-after-failed-begin'),
  },
  notBegun: {
    invoke: (op) => op.report('invoke-after-failed-begin'),
  },
};

/** @param {unknown} value */
const isObject = (value) => typeof value === 'object' && value !== null;

/** What the transitions of one operation act on. */
class Operation {
  state = 'beginning';
  /** @type {any} */ cookie;
  /** @type {{ reason: unknown, isOwn: boolean } | undefined} */ #asked;
  #deferred = pDefer();
  /** The `dispose` of the adapter around, which serves where there is none here. @type {((value: unknown) => unknown) | undefined} */ lent;
  promise = this.#deferred.promise;
  resolve = this.#deferred.resolve;
  reject = this.#deferred.reject;
  /** @type {import('p-defer').DeferredPromise<void>} */ #ended = pDefer();
  ended = this.#ended.promise;

  /** @param {Given} given */
  constructor(given) {
    this.given = given;
    this.report = given.report;
    // Often it is not asked for.
    this.ended.catch(() => {});
  }

  /** @param {string} event @param {unknown} [value] */
  on(event, value) {
    states[this.state]?.[event]?.(this, value);
  }

  run() {
    const { begin, signal } = this.given;
    if (signal?.aborted) return this.on('failed', signal.reason);
    try {
      const returned = begin({
        Invoke: (result) => this.on('invoke', result),
        drop: (error) => this.on('dropped', error),
      });
      if (isFailure(returned) || returned === MF_S_MULTIPLE_BEGIN) this.on('failed', failure(Number(returned)));
      else {
        this.on('begun', returned);
        if (isPromise(returned)) returned.catch((error) => this.on('failedLater', error));
      }
    } catch (error) {
      this.on('failed', error);
    }
    signal?.addEventListener('abort', () => this.on('abort', signal.reason));
  }

  /** The first reason counts. @param {unknown} reason */
  remember(reason) {
    const isOwn = reason === undefined;
    this.#asked ??= { reason: isOwn ? new DOMException('', 'AbortError') : reason, isOwn };
  }

  get reason() {
    return this.#asked?.reason;
  }

  /** It is over without End. @param {string} state @param {unknown} error */
  fail(state, error) {
    this.state = state;
    this.reject(error);
    this.#ended.resolve();
  }

  /** A platform says that the callback will never be invoked. @param {unknown} error */
  drop(error) {
    this.fail('over', this.#asked && isCancelled(error) ? this.#asked.reason : error);
  }

  loseCookie() {
    if (this.given.isWatched) this.cookie = null;
  }

  callCancelAction() {
    const { cancel, onAbort, dispose: own = this.lent, lendDispose } = this.given;
    if (own) lendDispose?.(this.cookie, own);
    const giveUp = () => {
      if (onAbort !== 'wait') this.on('giveUp');
    };
    const failed = () => {
      this.report('cancel-failed');
      giveUp();
    };
    let returned;
    try {
      returned = cancel?.(this.cookie);
    } catch {
      failed();
      return;
    }
    // Other thenables count as any other value.
    const settled = isPromise(returned) ? returned : Promise.resolve(isThenable(returned) ? S_OK : returned);
    settled.then(
      (value) => void (isFailure(value) && giveUp()),
      (error) => {
        // A rejection that is a cancellation itself, or comes when all is over, is no failure.
        if (this.state !== 'over' && this.state !== 'notBegun' && !isCancelled(error)) failed();
      },
    );
  }

  /** Invoke: End is called, once. @param {any} result */
  complete(result) {
    const { signal, end } = this.given;
    const isLate = this.state === 'abandoned';
    if (signal?.aborted) this.remember(signal.reason);
    this.state = 'over';
    let value;
    let hasReturned = false;
    try {
      value = end(result);
      hasReturned = true;
      const status = typeof result?.GetStatus === 'function' ? result.GetStatus() : S_OK;
      const outcome = isPromise(status) ? this.#afterStatus(status, value) : this.#checked(status, value);
      if (isLate) this.dispose(outcome);
      else this.resolve(this.#asked && isObject(outcome) ? this.#toldLater(outcome, result) : outcome);
    } catch (error) {
      if (hasReturned) this.dispose(value);
      if (!isLate) void this.#rejectWithTold(error, result);
      const work = this.given.workBehind?.(result);
      if (work) return this.#ended.resolve(work);
    }
    this.#ended.resolve();
  }

  /** A status may come as any kind of number. @param {unknown} status @param {unknown} value */
  #checked(status, value) {
    if (isFailure(Number(status))) throw failure(Number(status));
    return value;
  }

  /** @param {Promise<unknown>} status @param {unknown} value */
  async #afterStatus(status, value) {
    try {
      return this.#checked(await status, value);
    } catch (error) {
      this.dispose(value);
      throw error;
    }
  }

  /**
   * A failure of what was asked to stop becomes the reason, where error or status says "cancelled". The status may be a
   * promise.
   *
   * @param {any} error
   * @param {any} result
   * @returns {unknown}
   */
  #told(error, result) {
    if (!this.#asked) return error;
    if (isCancelled(error)) return this.#asked.reason;
    let status;
    try {
      status = result.GetStatus();
    } catch {
      status = S_OK;
    }
    if (!isPromise(status)) return this.#toldByStatus(error, status);
    return status.then(
      (settled) => this.#toldByStatus(error, settled),
      () => error,
    );
  }

  /** @param {any} error @param {unknown} status */
  #toldByStatus(error, status) {
    if (!this.#asked || !isCancelled(Number(status))) return error;
    const { reason, isOwn } = this.#asked;
    if (isOwn) /** @type {any} */ (reason).cause = error;
    return reason;
  }

  /** @param {unknown} error @param {any} result */
  async #rejectWithTold(error, result) {
    const told = this.#told(error, result);
    this.reject(isPromise(told) ? await told : told);
  }

  /** An object may be a thenable, which is told by waiting for it. @param {any} value @param {any} result */
  #toldLater(value, result) {
    const adopted = new Promise((resolve) => {
      resolve(value);
    });
    return adopted.catch(async (error) => {
      throw await this.#told(error, result);
    });
  }

  /** @param {unknown} value */
  dispose(value) {
    dispose(value, this.given.dispose ?? this.lent, this.report);
  }

  /** The garbage collector says that no one can invoke the callback any more. */
  lose() {
    if (!this.given.isWatched) return;
    const isAwaited = this.state !== 'abandoned';
    const error = failure(E_UNEXPECTED);
    this.state = 'over';
    // Whether the buffers are free cannot be known.
    this.#ended.reject(error);
    this.reject(error);
    if (isAwaited) this.report('lost-callback');
  }
}

/** The modelled `fromBeginEnd`, for one call. @param {Given} given */
export function modelledFromBeginEnd(given) {
  const op = new Operation(given);
  op.run();
  return {
    promise: Object.assign(op.promise, {
      cancel: Object.assign((/** @type {unknown} */ reason) => op.on('abort', reason), {
        [WHEN_ENDED]: () => op.ended,
      }),
      lendDispose(/** @type {(value: unknown) => unknown} */ lent) {
        op.lent = lent;
      },
    }),
    cancel: (/** @type {unknown} */ reason) => op.on('abort', reason),
    collect: () => op.on('collected'),
    lose: () => op.on('lost'),
    whenEnded: () => op.ended,
  };
}
