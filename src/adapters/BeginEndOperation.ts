import { MF_S_MULTIPLE_BEGIN } from '../contract/hresult.js';
import { HResultError, throwIfFailed } from '../contract/HResultError.js';
import { callbackDropped, type IMFAsyncCallback, type IMFAsyncResult } from '../contract/IMFAsyncResult.js';
import {
  isNativePromise,
  isPromiseOfThisRealm,
  NativePromise,
  settled,
  whenSettled,
} from '../contract/nativePromise.js';
import { AbortRequest } from './AbortRequest.js';
import { callOptionsBehindAll, callOptionsByShape, type AbortPolicy } from './callOptions.js';
import { detector, WatchedCookie, type Detector, type StandIn } from './lostCallbacks.js';
import { siblingName, type Method } from './methods.js';
import { report, type Reporter } from './misuse.js';
import { callObserved, observationOf, type Adapted, type Observable } from './Observation.js';
import { isObserved } from './observer.js';
import { discard, disposers, tryCancel, WHEN_ENDED, workBehind } from './operation.js';
import type { CancellablePromise } from './types.js';

/** What the operations of one `fromBeginEnd` share. */
export interface BeginEndAdapter extends Observable {
  readonly begin: Method;
  readonly end: Method;
  readonly cancel: Method | undefined;
  /** The user's own `dispose`, where there is one. */
  readonly dispose: Method | undefined;
  /** The policy, where one is asked for by name. */
  readonly onAbort: AbortPolicy | undefined;
  readonly state: unknown;
  /** How many arguments Begin takes before callback and state; negative where its `length` does not tell. */
  readonly arity: number;
  /** Whether begin, end and cancel are bound to their object. */
  readonly isBound: boolean;
  readonly reporter: Reporter;
  /** What an operation that is over keeps of its adapter. */
  readonly over: Pick<BeginEndAdapter, 'reporter'>;
}

/** The order of the numbers matters: an operation that is not over yet has a state below COMPLETED. */
const RUNNING = 0;
/** The work goes on, but the promise has been rejected. */
const ABANDONED = 1;
const COMPLETED = 2;
/** There was no work: Begin failed. */
const NOT_BEGUN = 3;

/** Where a promise has its operation. A constant of this module: V8 reads an imported one more slowly. */
const OPERATION = Symbol('operation');

type Marked = CancellablePromise<unknown> & { [OPERATION]?: BeginEndOperation };

/**
 * One operation, and the callback that Begin gets for it. Being the callback itself, with nothing but its own fields, it
 * costs what a hand-written promise costs. All of it is `#private`: neither freezing the callback nor writing to it changes
 * anything. What is rare stands in methods of its own, so that V8 inlines the rest. They are static, for a private method
 * would cost each operation a field, and not `#private`, whose check would fill V8's budget for inlining; only the library
 * has the class.
 *
 *     RUNNING ── Begin throws or fails ─▶ NOT_BEGUN                            End must not be called
 *        ├────── Invoke, also inside Begin ─▶ COMPLETED                        End is called, once
 *        └────── abort that is not waited for ─▶ ABANDONED ── Invoke ─▶ COMPLETED
 */
export class BeginEndOperation implements IMFAsyncCallback {
  #adapter: BeginEndAdapter | BeginEndAdapter['over'];
  #state: typeof RUNNING | typeof ABANDONED | typeof COMPLETED | typeof NOT_BEGUN = RUNNING;
  /** Both are let go as soon as the promise is settled. */
  #resolve: ((value: unknown) => void) | undefined;
  #reject: ((error: unknown) => void) | undefined;
  #self: unknown;
  /** What Begin returned; of an operation that is over, what `whenEnded` waits for, if there is anything to wait for. */
  #cookie: unknown;
  #abort: AbortRequest | undefined;

  /** The function that `fromBeginEnd` makes of a pair. */
  static adapt(this: void, adapter: BeginEndAdapter): Adapted {
    const { begin, state, arity, isBound } = adapter;
    return function adapted(this: unknown, ...args: unknown[]) {
      if (isObserved() && adapter.observed !== null) return callObserved(adapter, BeginEndOperation.adapt, this, args);
      const self = isBound ? undefined : this;
      const operation = new BeginEndOperation(adapter, self);
      const promise = new NativePromise<unknown>((resolve, reject) => {
        operation.#resolve = resolve;
        operation.#reject = reject;
      }) as Marked;
      promise[OPERATION] = operation;
      promise.cancel = cancelOperation;
      try {
        const count = args.length === arity ? arity : BeginEndOperation.argumentCount(operation, args);
        const callback = detector === undefined ? operation : BeginEndOperation.standInFor(operation, detector);
        let cookie: unknown;
        // Spelled out as far as Media Foundation goes: spreading costs half as much again.
        switch (count) {
          case 0:
            cookie = begin.call(self, callback, state);
            break;
          case 1:
            cookie = begin.call(self, args[0], callback, state);
            break;
          case 2:
            cookie = begin.call(self, args[0], args[1], callback, state);
            break;
          case 3:
            cookie = begin.call(self, args[0], args[1], args[2], callback, state);
            break;
          case 4:
            cookie = begin.call(self, args[0], args[1], args[2], args[3], callback, state);
            break;
          case 5:
            cookie = begin.call(self, args[0], args[1], args[2], args[3], args[4], callback, state);
            break;
          case 6:
            cookie = begin.call(self, args[0], args[1], args[2], args[3], args[4], args[5], callback, state);
            break;
          default:
            args.length = count;
            cookie = begin.call(self, ...args, callback, state);
        }
        BeginEndOperation.begun(operation, callback, cookie);
      } catch (error) {
        BeginEndOperation.beginFailed(operation, error);
      }
      return promise;
    };
  }

  /** The operation of a promise that {@link adapt} gave. */
  static of(promise: unknown, caller: string): BeginEndOperation {
    const operation = (promise as Marked | null | undefined)?.[OPERATION];
    if (operation !== undefined) return operation;
    throw new TypeError(`${caller}: expected a promise that fromBeginEnd gave`);
  }

  static cancel(promise: unknown, reason: unknown): void {
    const operation = BeginEndOperation.of(promise, 'cancel');
    if (operation.#state !== RUNNING) return;
    const abort = BeginEndOperation.ensureAbort(operation);
    const around = disposers.get(promise as object);
    if (around !== undefined) disposers.set(operation, around);
    if (abort.reason === undefined) operation.aborted(abort, reason);
  }

  static whenEnded(promise: unknown): Promise<void> {
    const operation = BeginEndOperation.of(promise, 'whenEnded');
    // Inside End the operation is not over yet: it has its adapter still.
    if ('over' in operation.#adapter) return BeginEndOperation.ensureAbort(operation).ensureEnded().promise;
    return (operation.#cookie as Promise<void> | undefined) ?? settled;
  }

  static ensureAbort(operation: BeginEndOperation): AbortRequest {
    const { onAbort } = operation.#adapter as BeginEndAdapter;
    return (operation.#abort ??= new AbortRequest(operation, onAbort, undefined));
  }

  /** A callback must not lead to the static methods. */
  get ['constructor'](): undefined {
    return undefined;
  }

  private constructor(adapter: BeginEndAdapter, self: unknown) {
    this.#adapter = adapter;
    this.#self = self;
  }

  /** How many of the arguments are Begin's; call options may follow them. Throws what the promise is to reject with. */
  static argumentCount(operation: BeginEndOperation, args: readonly unknown[]): number {
    const { arity, onAbort, reporter } = operation.#adapter as BeginEndAdapter;
    const given = args.length;
    // What is missing is `undefined`, so that callback and state stand where Begin looks for them.
    if (given < arity) return arity;
    const last = args[given - 1];
    const isBehindAll = arity >= 0 && given === arity + 1;
    if (isBehindAll && last === undefined) return arity;
    const options = isBehindAll ? callOptionsBehindAll(last, reporter.name) : callOptionsByShape(last, reporter.name);
    if (options === undefined) return given;
    const abort = (operation.#abort = new AbortRequest(operation, options.onAbort ?? onAbort, options.signal));
    if (abort.noticeAbort()) throw abort.reason;
    return given - 1;
  }

  static begun(operation: BeginEndOperation, callback: BeginEndOperation | StandIn, cookie: unknown): void {
    const { reporter } = operation.#adapter;
    // Test `typeof` first: most cookies are not numbers and pay for nothing else.
    if (typeof cookie === 'number') {
      if (cookie === MF_S_MULTIPLE_BEGIN) throw new HResultError(cookie, reporter.name);
      throwIfFailed(cookie, reporter.name);
    }
    if (operation.#state === RUNNING) {
      operation.#cookie = callback === operation ? cookie : (callback as StandIn).keep(cookie);
      if (operation.#abort !== undefined) operation.#abort.listen();
    }
    // To look for promises of other realms costs as much as all the rest: only where it still matters.
    const isPromise = isPromiseOfThisRealm(cookie) || (operation.#state === RUNNING && isNativePromise(cookie));
    if (isPromise) BeginEndOperation.watch(operation, cookie);
  }

  /** An asynchronous Begin may still fail. Once Invoke has come, that is silent. */
  static watch(operation: BeginEndOperation, cookie: Promise<unknown>): void {
    whenSettled(cookie, undefined, (error) => {
      if (operation.#state < COMPLETED) BeginEndOperation.beginFailed(operation, error);
    });
  }

  static beginFailed(operation: BeginEndOperation, error: unknown): void {
    if (operation.#state >= COMPLETED) {
      const fault = `${FAILED_YET_INVOKED}, whose outcome stands`;
      return report(operation.#adapter.reporter, AFTER_FAILED_BEGIN, fault, { error });
    }
    operation.#state = NOT_BEGUN;
    operation.#reject?.(error);
    observationOf(operation.#self)?.lost(error);
    BeginEndOperation.letGo(operation);
  }

  /** The contract's callback: calls End, and settles. */
  Invoke(result: IMFAsyncResult): void {
    if (this.#state >= COMPLETED) return BeginEndOperation.reportInvoke(this, result);
    // The signal is asked a last time, while it still counts; from COMPLETED on, an abort comes too late.
    if (this.#abort !== undefined) this.#abort.noticeAbort();
    this.#state = COMPLETED;
    const { end } = this.#adapter as BeginEndAdapter;
    const self = this.#self;
    let outcome: unknown;
    let hasEnded = false;
    try {
      // A bare call, where it will do, is cheaper.
      outcome = self === undefined ? end(result) : end.call(self, result);
      hasEnded = true;
      // End may succeed although the status says failure. A result without a status counts as S_OK.
      const status: unknown = result?.GetStatus?.();
      if (status) outcome = BeginEndOperation.checkStatus(this, status, outcome);
    } catch (error) {
      if (hasEnded) BeginEndOperation.discard(this, outcome);
      return BeginEndOperation.failed(this, result, error);
    }
    if (this.#abort === undefined) this.#resolve!(outcome);
    else BeginEndOperation.resolveAborted(this, this.#abort, result, outcome);
    BeginEndOperation.letGo(this);
  }

  /** The value of an operation that may have been aborted: late it is disposed, and a promise may still fail. */
  static resolveAborted(
    operation: BeginEndOperation,
    abort: AbortRequest,
    result: IMFAsyncResult,
    value: unknown,
  ): void {
    const resolve = operation.#resolve;
    if (resolve === undefined) BeginEndOperation.discard(operation, value);
    else resolve(abort.reason === undefined ? value : abort.outcomeOf(value, result));
  }

  static reportInvoke(operation: BeginEndOperation, result: IMFAsyncResult): void {
    const { reporter } = operation.#adapter;
    if (operation.#state === COMPLETED) {
      report(reporter, 'second-invoke', 'invoked its callback again, End was not called again', { result });
    } else report(reporter, AFTER_FAILED_BEGIN, `${FAILED_YET_INVOKED}, End was not called`, { result });
  }

  /** The outcome where the status is not S_OK: that of a failure throws, a promise of one is waited for. */
  static checkStatus(operation: BeginEndOperation, status: unknown, outcome: unknown): unknown {
    const { reporter, dispose = disposers.get(operation) } = operation.#adapter as BeginEndAdapter;
    const endName = siblingName(reporter.name, 'End');
    if (!isNativePromise(status)) {
      throwIfFailed(status, endName);
      return outcome;
    }
    // The status is awaited first: until then nothing else handles a rejection of End.
    whenSettled(outcome, undefined, () => {});
    const checked = (async () => {
      try {
        throwIfFailed(await status, endName);
      } catch (error) {
        discard(reporter, dispose, outcome);
        throw error;
      }
      return outcome;
    })();
    return observationOf(operation.#self)?.returned(checked) ?? checked;
  }

  /** End threw, or the status is a failure. */
  static failed(operation: BeginEndOperation, result: IMFAsyncResult, error: unknown): void {
    BeginEndOperation.fail(operation, error, result);
    const work = workBehind.get(result);
    if (work !== undefined) {
      const ended = BeginEndOperation.ensureAbort(operation).ensureEnded();
      ended.resolve(work);
      // It rejects where an operation within lost its callback.
      ended.promise.catch(() => {});
    }
    BeginEndOperation.letGo(operation);
  }

  /** Rejects with an error, or with the reason of an abort where the error says that it was heeded. */
  static fail(operation: BeginEndOperation, error: unknown, result?: IMFAsyncResult): void {
    const abort = operation.#abort;
    const reject = operation.#reject;
    observationOf(operation.#self)?.failed(error);
    if (reject === undefined) return;
    if (abort === undefined) reject(error);
    else abort.fail(error, result, reject);
  }

  static discard(operation: BeginEndOperation, value: unknown): void {
    const { reporter, dispose = disposers.get(operation) } = operation.#adapter as BeginEndAdapter;
    discard(reporter, dispose, value);
  }

  /** Its request alone may call this, which nobody else has. */
  aborted(abort: AbortRequest, reason: unknown): void {
    if (abort !== this.#abort || this.#state !== RUNNING) return;
    abort.ask(reason);
    abort.leave();
    const self = this.#self;
    observationOf(self)?.cancelled({ reason: abort.reason });
    const { cancel, dispose = disposers.get(this), reporter } = this.#adapter as BeginEndAdapter;
    const cookie = WatchedCookie.unwrap(this.#cookie);
    // A null cookie says that this operation cannot be cancelled.
    const isCancellable = cancel !== undefined && cookie !== null;
    const giveUp = (): void => {
      // To wait for what cannot be cancelled makes no sense, unless it was asked for by name.
      if (abort.onAbort !== 'wait') BeginEndOperation.abandon(this, abort.reason);
    };
    if (!isCancellable || abort.onAbort === 'abandon') giveUp();
    if (!isCancellable) return;
    if (dispose !== undefined && typeof cookie === 'object') disposers.set(cookie, dispose);
    tryCancel(
      reporter,
      'Begin',
      () => cancel.call(self, cookie),
      () => this.#state >= COMPLETED,
      giveUp,
    );
  }

  static abandon(operation: BeginEndOperation, reason: unknown): void {
    if (operation.#state !== RUNNING) return;
    operation.#state = ABANDONED;
    observationOf(operation.#self)?.late();
    operation.#reject!(reason);
    operation.#resolve = undefined;
    operation.#reject = undefined;
  }

  /** A platform knows that Invoke will never come. */
  [callbackDropped](error: unknown): void {
    if (this.#state >= COMPLETED) return;
    this.#state = COMPLETED;
    BeginEndOperation.fail(this, error);
    observationOf(this.#self)?.close();
    BeginEndOperation.letGo(this);
  }

  /** The callback that lost-callback detection gives to Begin in the place of the operation. */
  static standInFor(operation: BeginEndOperation, watching: Detector): StandIn {
    return watching.standInFor(operation, operation.#adapter.reporter, (error) => {
      const state = operation.#state;
      if (state >= COMPLETED) return false;
      // Whether its buffers are free cannot be known: `whenEnded` rejects.
      const ended = BeginEndOperation.ensureAbort(operation).ensureEnded();
      // oxlint-disable-next-line promise/no-promise-in-callback -- nothing may wait for it, and that is no fault
      ended.promise.catch(() => {});
      ended.reject(error);
      operation[callbackDropped](error);
      return state === RUNNING;
    });
  }

  /** The operation is over: what it held is let go, but for what a report of misuse needs. */
  static letGo(operation: BeginEndOperation): void {
    operation.#adapter = (operation.#adapter as BeginEndAdapter).over;
    operation.#resolve = undefined;
    operation.#reject = undefined;
    operation.#self = undefined;
    operation.#cookie = undefined;
    // After the promise was settled: the code that awaits it goes on before the signal's list is swept.
    if (operation.#abort !== undefined) operation.#cookie = operation.#abort.end();
    operation.#abort = undefined;
  }
}

const AFTER_FAILED_BEGIN = 'invoke-after-failed-begin';
const FAILED_YET_INVOKED = 'failed, yet invoked its callback';

/** Shared by all promises; a closure each would cost as much as the rest of the operation. The wrapping is for bundlers. */
const cancelOperation = /* @__PURE__ */ (() =>
  Object.assign(
    function cancel(this: CancellablePromise<unknown>, reason?: unknown): void {
      BeginEndOperation.cancel(this, reason);
    },
    { [WHEN_ENDED]: (promise: unknown) => BeginEndOperation.whenEnded(promise) },
  ))();
