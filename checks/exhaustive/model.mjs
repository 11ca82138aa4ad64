// What the two adapters promise, as states and transitions: one operation each. Written from the documentation's tables, not
// from the code, and slow on purpose: where the two differ, one of them is wrong.
//
// An event that a state does not name does nothing in it.
import pDefer from 'p-defer';

const S_OK = 0;
const E_ABORT = 0x80004004;
const E_INVALIDARG = 0x80070057;
const E_PENDING = 0x8000000a;
const E_UNEXPECTED = 0x8000ffff;
const E_FAIL = 0x80004005;
const MF_E_INVALIDREQUEST = 0xc00d36b2;
const MF_E_OPERATION_CANCELLED = 0xc00d36ed;
const MF_S_MULTIPLE_BEGIN = 0x000d36d8;
/** What the `cancel` of a promise of the library has, in every copy of it. */
const WHEN_ENDED = Symbol.for('begin-end.whenEnded');

/** @typedef {(kind: string) => void} Report */

/** @param {number} hresult */
const failure = (hresult) => Object.assign(new Error('of the model'), { name: 'HResultError', hresult: hresult >>> 0 });
/** @param {unknown} value */
const isFailure = (value) => Number.isInteger(value) && Number(value) >>> 0 >= 2 ** 31 && Number(value) < 2 ** 32;
/** @param {any} error */
const isCancelled = (error) =>
  error?.name === 'AbortError' || [E_ABORT, MF_E_OPERATION_CANCELLED].includes(error?.hresult);
/** @param {any} value */
const isThenable = (value) => typeof value?.then === 'function';

/**
 * fromBeginEnd.
 *
 *     beginning ─begun─▶ open ─abort─▶ asked ─giveUp─▶ abandoned
 *         │               └──────────abort───────────────▲
 *         │failed       from each of these four: invoke ─▶ over
 *         ▼
 *      notBegun
 *
 * @type {Record<string, Record<string, (op: Forward, value?: any) => void>>}
 */
const forward = {
  // An abort in here is remembered by the signal itself: `begun` and `invoke` look.
  beginning: {
    begun(op, cookie) {
      op.cookie = cookie;
      op.state = 'open';
      if (op.signal?.aborted) op.on('abort', op.signal.reason);
    },
    failed(op, error) {
      op.state = 'notBegun';
      op.reject(error);
      op.endedForGood();
    },
    invoke: (op, result) => op.complete(result),
  },
  open: {
    abort(op, reason) {
      op.remember(reason);
      const cancellable = op.hasCancelAction && op.cookie !== null;
      op.state = 'asked';
      if (op.policy === 'abandon' || (!cancellable && op.policy !== 'wait')) op.on('giveUp');
      if (cancellable) op.callCancelAction();
    },
    invoke: (op, result) => op.complete(result),
    lost: (op) => op.lose(true),
  },
  asked: {
    giveUp(op) {
      op.state = 'abandoned';
      op.reject(op.reason);
    },
    invoke: (op, result) => op.complete(result),
    lost: (op) => op.lose(true),
  },
  abandoned: {
    invoke: (op, result) => op.complete(result),
    lost: (op) => op.lose(false),
  },
  over: {
    invoke: (op) => op.report('second-invoke'),
    failed: (op) => op.report('invoke-after-failed-begin'),
  },
  notBegun: {
    invoke: (op) => op.report('invoke-after-failed-begin'),
  },
};

/** What the transitions of one operation act on. */
class Forward {
  state = 'beginning';
  /** @type {any} */ cookie;
  /** @type {{ reason: unknown } | undefined} */ #asked;
  #deferred = pDefer();
  promise = this.#deferred.promise;
  resolve = this.#deferred.resolve;
  reject = this.#deferred.reject;
  /** @type {'pending' | 'over' | 'lost'} */ ended = 'pending';

  /** @param {any} given */
  constructor(given) {
    this.given = given;
    this.signal = /** @type {AbortSignal | undefined} */ (given.signal);
    /** @type {Report} */ this.report = given.report;
    this.hasCancelAction = given.cancel !== undefined;
    this.policy = given.onAbort;
  }

  /** @param {string} event @param {unknown} [value] */
  on(event, value) {
    forward[this.state]?.[event]?.(this, value);
  }

  /** The first reason counts. @param {unknown} reason */
  remember(reason) {
    this.#asked ??= { reason: reason === undefined ? new DOMException('', 'AbortError') : reason };
  }

  get reason() {
    return this.#asked?.reason;
  }

  endedForGood() {
    this.ended = 'over';
  }

  callCancelAction() {
    const failed = () => {
      this.report('cancel-failed');
      if (this.policy !== 'wait') this.on('giveUp');
    };
    // A rejection that comes when all is over is no failure.
    const rejected = () => {
      if (this.state !== 'over' && this.state !== 'notBegun') failed();
    };
    let returned;
    try {
      returned = this.given.cancel(this.cookie);
    } catch {
      failed();
      return;
    }
    Promise.resolve(returned).then((value) => {
      if (isFailure(value) && this.policy !== 'wait') this.on('giveUp');
      return undefined;
    }, rejected);
  }

  /** Invoke: End is called, once. @param {any} result */
  complete(result) {
    const late = this.state === 'abandoned';
    if (this.signal?.aborted) this.remember(this.signal.reason);
    this.state = 'over';
    let value;
    let returned = false;
    try {
      value = this.given.end(result);
      returned = true;
      const status = typeof result?.GetStatus === 'function' ? result.GetStatus() : S_OK;
      if (isFailure(status)) throw failure(status);
      if (late) this.dispose(value);
      else this.resolve(isThenable(value) ? this.#toldLater(value, result) : value);
    } catch (error) {
      if (returned) this.dispose(value);
      if (!late) this.reject(this.#told(error, result));
    }
    this.endedForGood();
  }

  /** A failure of what was asked to stop becomes the reason, where error or status says "cancelled". @param {unknown} error @param {any} result */
  #told(error, result) {
    if (!this.#asked) return error;
    let status;
    try {
      status = result.GetStatus();
    } catch {
      status = S_OK;
    }
    return isCancelled(error) || isCancelled({ hresult: status }) ? this.#asked.reason : error;
  }

  /** @param {PromiseLike<unknown>} value @param {any} result */
  async #toldLater(value, result) {
    try {
      return await value;
    } catch (error) {
      throw this.#told(error, result);
    }
  }

  /** @param {unknown} value */
  dispose(value) {
    const failed = () => this.report('dispose-failed');
    const dispose = () => this.given.dispose(value);
    if (isThenable(value)) {
      Promise.resolve(value)
        .then(
          (settled) => Promise.resolve(this.given.dispose(settled)).catch(failed),
          () => {},
        )
        .catch(failed);
      return;
    }
    try {
      Promise.resolve(dispose()).catch(failed);
    } catch {
      failed();
    }
  }

  /** Nobody can invoke the callback any more. @param {boolean} awaited */
  lose(awaited) {
    this.state = 'over';
    this.ended = 'lost';
    if (!awaited) return;
    this.reject(failure(E_UNEXPECTED));
    this.report('lost-callback');
  }
}

/**
 * The modelled `fromBeginEnd`, for one call.
 *
 * @param {(callback: { Invoke(result: unknown): void }) => unknown} begin
 * @param {(result: unknown) => unknown} end
 * @param {{ cancel?: (cookie: unknown) => unknown, dispose: (value: unknown) => unknown, onAbort?: string, report: Report }} options
 * @param {AbortSignal} signal
 */
export function modelledFromBeginEnd(begin, end, options, signal) {
  const op = new Forward({ ...options, end, signal });
  const abort = () => op.on('abort', signal.reason);
  if (signal.aborted) op.on('failed', signal.reason);
  else {
    try {
      const returned = begin({ Invoke: (result) => op.on('invoke', result) });
      if (isFailure(returned) || returned === MF_S_MULTIPLE_BEGIN) op.on('failed', failure(Number(returned)));
      else op.on('begun', returned);
    } catch (error) {
      op.on('failed', error);
    }
    signal.addEventListener('abort', abort);
  }
  return {
    promise: op.promise,
    cancel: (/** @type {unknown} */ reason) => op.on('abort', reason),
    lose: () => op.on('lost'),
    ended: () => op.ended,
  };
}

/**
 * toBeginEnd.
 *
 *     pending ─settled or abandon─▶ completed ─end─▶ ended
 *
 * @type {Record<string, Record<string, (op: Backward, value?: any) => unknown>>}
 */
const backward = {
  pending: {
    settled: (op, outcome) => op.complete(outcome),
    cancel: (op) => op.cancelFunction(),
    abandon(op) {
      op.late = true;
      op.complete({ failed: true, value: failure(E_ABORT) });
    },
    end() {
      throw failure(E_PENDING);
    },
  },
  completed: {
    settled: (op, outcome) => op.discardLate(outcome),
    end: (op) => op.giveOutcome(),
    dropped: (op) => op.given.report('never-ended'),
  },
  ended: {
    settled: (op, outcome) => op.discardLate(outcome),
    end() {
      throw failure(MF_E_INVALIDREQUEST);
    },
  },
};

class Backward {
  state = 'pending';
  late = false;
  /** Whether the function of an abandoned operation has ended. */
  isOver = false;
  status = S_OK;
  /** @type {{ failed: boolean, value: unknown }} */ outcome = { failed: false, value: undefined };
  /** @type {any} */ returned;
  controller = new AbortController();
  result = {
    GetStatus: () => this.status,
    SetStatus: (/** @type {number} */ status) => {
      this.status = status >>> 0;
    },
  };

  /** @param {any} given */
  constructor(given) {
    this.given = given;
  }

  /** @param {string} event @param {unknown} [value] */
  on(event, value) {
    return backward[this.state]?.[event]?.(this, value);
  }

  run() {
    let promise;
    try {
      this.returned = this.given.passSignal ? this.given.fn({ signal: this.controller.signal }) : this.given.fn();
      promise = Promise.resolve(this.returned);
    } catch (error) {
      promise = Promise.reject(error);
    }
    promise.then(
      (value) => this.on('settled', { failed: false, value }),
      (value) => this.on('settled', { failed: true, value }),
    );
  }

  /** @param {{ failed: boolean, value: any }} outcome */
  complete(outcome) {
    this.state = 'completed';
    this.outcome = outcome;
    this.status = outcome.failed ? hresultOf(outcome.value) : S_OK;
    const { callback, platform } = this.given;
    if (callback === null) return;
    try {
      if (platform) {
        platform.dispatch(() => callback(this.result));
        return;
      }
    } catch {
      // Whoever waits still hears of the end.
    }
    // An operation that completes in a job of its own invokes there; within Cancel it needs another.
    if (this.late) queueMicrotask(() => this.invoke());
    else this.invoke();
  }

  invoke() {
    try {
      this.given.callback(this.result);
    } catch (error) {
      queueMicrotask(() => {
        throw error;
      });
    }
  }

  cancelFunction() {
    if (this.given.passSignal) this.controller.abort();
    else if (isThenable(this.returned) && this.returned.cancel) this.cancelPromise(this.returned);
    else this.on('abandon');
  }

  /** @param {any} promise */
  cancelPromise(promise) {
    const failed = () => {
      this.given.report('cancel-failed');
      this.on('abandon');
    };
    // A rejection that comes when all is over is no failure.
    const rejected = () => {
      if (this.state === 'pending' || (this.late && !this.isOver)) failed();
    };
    try {
      Promise.resolve(promise.cancel()).catch(rejected);
    } catch {
      failed();
    }
    // Nobody knows whether the promise of another library settles after its cancel.
    if (!promise.cancel[WHEN_ENDED]) this.on('abandon');
  }

  /** Cancelled, and nobody waits: a value is disposed, a failure is silent. @param {{ failed: boolean, value: unknown }} outcome */
  discardLate({ failed, value }) {
    this.isOver = true;
    if (!failed) this.dispose(value);
  }

  /** @param {unknown} value */
  dispose(value) {
    const failed = () => this.given.report('dispose-failed');
    try {
      Promise.resolve(this.given.dispose(value)).catch(failed);
    } catch {
      failed();
    }
  }

  giveOutcome() {
    this.state = 'ended';
    const { failed, value } = this.outcome;
    if (failed) throw value;
    if (isFailure(this.status)) {
      this.dispose(value);
      throw failure(this.status);
    }
    return value;
  }
}

/** @param {any} error */
const hresultOf = (error) =>
  error?.name === 'HResultError' ? error.hresult : error?.name === 'AbortError' ? E_ABORT : E_FAIL;

/**
 * The modelled `toBeginEnd`, for one call of Begin.
 *
 * @param {(options?: { signal: AbortSignal }) => unknown} fn
 * @param {{ passSignal: boolean, callback: ((result: any) => unknown) | null, dispose: (value: unknown) => unknown, report: Report, platform?: { dispatch(job: () => void): void } }} given
 */
export function modelledToBeginEnd(fn, given) {
  const op = new Backward({ ...given, fn });
  op.run();
  const own = (/** @type {unknown} */ result) => {
    if (result !== op.result) throw failure(E_INVALIDARG);
    return op;
  };
  return {
    result: op.result,
    end: (/** @type {unknown} */ result) => own(result).on('end'),
    cancel: (/** @type {unknown} */ result) => void own(result).on('cancel'),
    drop: () => op.on('dropped'),
  };
}
