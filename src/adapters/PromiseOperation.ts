import pDefer, { type DeferredPromise } from 'p-defer';

import { describe, isCallback } from '../contract/arguments.js';
import { dispatch, invoke, keepsContract, OnceCallback } from '../contract/dispatch.js';
import {
  E_ABORT,
  E_INVALIDARG,
  E_PENDING,
  FAILED,
  MF_E_INVALIDREQUEST,
  S_OK,
  type HRESULT,
} from '../contract/hresult.js';
import { HResultError } from '../contract/HResultError.js';
import { hresultOf } from '../contract/hresultOf.js';
import type { AsyncResultPlatform, IMFAsyncCallback, IMFAsyncResult } from '../contract/IMFAsyncResult.js';
import { CALLBACK, describeResult, existing, statusOf } from '../contract/MFCreateAsyncResult.js';
import { NativePromise, nativeThen, settled } from '../contract/nativePromise.js';
import { detector, knownDetector } from './lostCallbacks.js';
import { FORWARDS_THIS, siblingName, type Method, type Verb } from './methods.js';
import type { Reporter } from './misuse.js';
import { Observation, ObservedCallback } from './Observation.js';
import { isObserved } from './observer.js';
import { discard, disposers, tryCancel, WHEN_ENDED, workBehind } from './operation.js';

/** What the operations of one `toBeginEnd` share; by it a result of its own is told from others'. */
export interface PromiseAdapter {
  readonly fn: Method;
  /** Whether fn is bound to its object. */
  readonly isBound: boolean;
  readonly passSignal: boolean;
  /** Where fn has the parameter for `{ signal }`, as far as its `length` tells. */
  readonly signalAt: number;
  /** The user's own `dispose`, where there is one. */
  readonly dispose: Method | undefined;
  readonly platform: AsyncResultPlatform | undefined;
  readonly reporter: Reporter;
  /** Begin for operations that are observed, once there is one; `null` where this adapter is that of such a Begin. */
  observed: Trio['begin'] | null | undefined;
  /** Of an observed operation, which has an adapter of its own. */
  readonly observation: Observation | undefined;
}

/** What `toBeginEnd` makes of a function. */
export interface Trio {
  readonly begin: (...args: unknown[]) => IMFAsyncResult;
  readonly end: (result: IMFAsyncResult) => unknown;
  readonly cancel: (result: IMFAsyncResult) => void;
}

const PENDING = 0;
const FULFILLED = 1;
const REJECTED = 2;
const ENDED = 3;

/** The operations whose results a platform made. */
const operationsOfPlatforms = /* @__PURE__ */ new WeakMap<object, PromiseOperation>();

/**
 * One operation of `toBeginEnd`. It is its own result, which costs less than two objects, unless a platform makes one. All
 * of it is `#private`: neither freezing the result nor writing to it changes anything.
 *
 *     PENDING ── the promise settles ──▶ FULFILLED or REJECTED ── End ──▶ ENDED
 *        └────── Cancel that cannot stop it ──▶ REJECTED; what comes later is disposed, or silent
 *     End: E_PENDING                         End: the outcome             End: MF_E_INVALIDREQUEST
 */
export class PromiseOperation implements IMFAsyncResult {
  #adapter: PromiseAdapter;
  #callback: IMFAsyncCallback | null;
  readonly #asyncState: unknown;
  #state: typeof PENDING | typeof FULFILLED | typeof REJECTED | typeof ENDED = PENDING;
  #status: HRESULT = S_OK;
  /** The value or the error, once there is one. Until then what the function returned, or its AbortController: for Cancel. */
  #outcome: unknown;
  /** The result that a platform made. */
  #result: IMFAsyncResult = this;
  /** Of an operation that was abandoned: settled once the function has ended. */
  #late: DeferredPromise<void> | undefined;

  /** The methods that `toBeginEnd` makes of a function. */
  static adapt(adapter: PromiseAdapter): Trio {
    const { fn, isBound, passSignal, platform, reporter } = adapter;
    const trio: Trio = {
      begin(this: unknown, ...args) {
        const count = args.length - 2;
        const callback = callbackFrom(args[count], count, reporter.name);
        // The trio itself is no `this`: `api.begin(…)` calls fn as `fn(…)` does.
        const self = isBound || this === trio ? undefined : this;
        if (isObserved() && adapter.observed !== null) {
          return PromiseOperation.beginObserved(adapter, self, args, callback);
        }
        const operation = new PromiseOperation(adapter, callback, args[count + 1]);
        if (platform !== undefined) PromiseOperation.makeResult(operation, platform);
        let returned: unknown;
        try {
          if (self !== undefined || passSignal) returned = PromiseOperation.call(operation, self, args.slice(0, count));
          else {
            switch (count) {
              case 0:
                returned = fn();
                break;
              case 1:
                returned = fn(args[0]);
                break;
              case 2:
                returned = fn(args[0], args[1]);
                break;
              default:
                returned = fn(...args.slice(0, count));
            }
          }
        } catch (error) {
          returned = new NativePromise((_, reject) => reject(error));
        }
        // The rest could stand apart, but in here it makes Begin too long to be inlined: callbacks that begin the next operation
        // would inline it in part, which is slower than not at all.
        if (detector !== undefined) detector.begun(operation.#result);
        // Where a platform gives the result away, Cancel may have been called inside the function.
        if (operation.#state === PENDING && !operation.#adapter.passSignal) operation.#outcome = returned;
        // Bound functions are cheaper than closures, and `then` keeps the async context of Begin.
        const fulfilled = PromiseOperation.fulfilled.bind(operation);
        const rejected = PromiseOperation.rejected.bind(operation);
        try {
          // V8 inlines the `then` of a promise that has nothing of its own. Anything else is settled in a job.
          if (
            returned instanceof NativePromise &&
            returned.constructor === NativePromise &&
            returned.then === nativeThen
          ) {
            void returned.then(fulfilled, rejected);
            return operation.#result;
          }
        } catch {
          // A proxy or a getter that throws, as it does below once more.
        }
        const adopted = new NativePromise((resolve) => resolve(returned));
        void nativeThen.call(adopted, fulfilled, rejected);
        return operation.#result;
      },
      end: (result) => PromiseOperation.end(PromiseOperation.of(adapter, result, 'End')),
      cancel: (result) => PromiseOperation.cancel(PromiseOperation.of(adapter, result, 'Cancel')),
    };
    for (const method of Object.values(trio)) Object.defineProperty(method, FORWARDS_THIS, { value: !isBound });
    return trio;
  }

  /** Begins an observed operation, whose observation is `this` of the function. */
  static beginObserved(
    adapter: PromiseAdapter,
    self: unknown,
    args: unknown[],
    callback: IMFAsyncCallback | null,
  ): IMFAsyncResult {
    const { fn, passSignal, reporter } = adapter;
    adapter.observed ??= PromiseOperation.adapt({
      ...adapter,
      isBound: false,
      observed: null,
      fn(this: Observation, ...all) {
        const given = all.slice(0, all.length - Number(passSignal));
        return this.begin(reporter.name, 'toBeginEnd', given, () => fn.apply(this.self, all));
      },
    }).begin;
    const observation = new Observation(self);
    const observedArgs = [...args];
    observedArgs[args.length - 2] = callback && new ObservedCallback(callback, observation);
    return adapter.observed.apply(observation, observedArgs);
  }

  /** A result must not lead to the static methods. */
  get ['constructor'](): undefined {
    return undefined;
  }

  private constructor(adapter: PromiseAdapter, callback: IMFAsyncCallback | null, state: unknown) {
    this.#adapter = adapter;
    this.#callback = callback;
    this.#asyncState = state;
  }

  get [CALLBACK](): IMFAsyncCallback | null {
    return this.#callback;
  }

  GetState(): unknown {
    return existing(this.GetStateNoAddRef(), 'GetState');
  }

  GetStatus(): HRESULT {
    return this.#status;
  }

  SetStatus(status: HRESULT): void {
    this.#status = status >>> 0;
  }

  GetObject(): unknown {
    return existing(null, 'GetObject');
  }

  GetStateNoAddRef(): unknown {
    return this.#asyncState ?? null;
  }

  /** The operation that is its own result, or whose result a platform made; a proxy of one is none. */
  static behind(result: unknown): PromiseOperation | undefined {
    if (typeof result !== 'object' || result === null) return undefined;
    return #adapter in result ? result : operationsOfPlatforms.get(result);
  }

  /** The operation of a result, where it is one of this adapter's. */
  static of(adapter: PromiseAdapter, result: unknown, verb: Verb): PromiseOperation {
    const operation = PromiseOperation.behind(result);
    // Not by the adapter itself: an observed operation has one of its own, with the same reporter.
    if (operation !== undefined && operation.#adapter.reporter === adapter.reporter) return operation;
    throw notOwn(adapter, operation, result, verb);
  }

  static makeResult(operation: PromiseOperation, platform: AsyncResultPlatform): void {
    if (operation.#callback !== null && !keepsContract(platform)) {
      operation.#callback = new OnceCallback(operation.#callback);
    }
    operation.#result = platform.MFCreateAsyncResult(null, operation.#callback, operation.#asyncState);
    operationsOfPlatforms.set(operation.#result, operation);
  }

  /** Calls the function with its `this`, or with a signal after its arguments. */
  static call(operation: PromiseOperation, self: unknown, args: unknown[]): unknown {
    const { fn, passSignal, signalAt } = operation.#adapter;
    if (self instanceof Observation) operation.#adapter = { ...operation.#adapter, observation: self };
    if (!passSignal) return fn.apply(self, args);
    // No options were given: what stands in the place of the signal would send it where fn does not look.
    if (args.length === signalAt + 1 && args[signalAt] === undefined) args.pop();
    const controller = new AbortController();
    operation.#outcome = controller;
    return fn.call(self, ...args, { signal: controller.signal });
  }

  static fulfilled(this: PromiseOperation, value: unknown): void {
    if (this.#state !== PENDING) return PromiseOperation.settledLate(this, value);
    this.#state = FULFILLED;
    this.#outcome = value;
    this.#status = S_OK;
    if (this.#result !== this) PromiseOperation.tellStatus(this);
    PromiseOperation.dispatch(this);
  }

  static rejected(this: PromiseOperation, error: unknown): void {
    if (this.#state !== PENDING) return PromiseOperation.workEnded(this, { error });
    PromiseOperation.reject(this, error);
    PromiseOperation.dispatch(this);
  }

  static reject(operation: PromiseOperation, error: unknown): void {
    operation.#state = REJECTED;
    operation.#outcome = error;
    operation.#status = hresultOf(error);
    PromiseOperation.tellStatus(operation);
    operation.#adapter.observation?.failed(error);
  }

  /** Outcome and status are there before this: Invoke may ask for both. It is called in a promise job. */
  static dispatch(operation: PromiseOperation): void {
    const { platform, reporter, observation } = operation.#adapter;
    const callback = operation.#callback;
    const result = operation.#result;
    if (observation !== undefined) PromiseOperation.tellOutcome(operation, observation);
    if (knownDetector !== undefined) knownDetector.completed(result, reporter);
    if (platform !== undefined) dispatch(platform, callback, result, invoke);
    else if (callback !== null) invoke(callback, result);
  }

  static tellOutcome(operation: PromiseOperation, observation: Observation): void {
    if (operation.#state === FULFILLED) observation.returned(operation.#outcome);
    if (operation.#callback === null) observation.close();
  }

  /** Sets the status of the result, which a platform may have made. */
  static tellStatus(operation: PromiseOperation): void {
    try {
      operation.#result.SetStatus(operation.#status);
    } catch {
      // A platform that refuses: End knows the outcome all the same.
    }
  }

  /** Gives the outcome, once. */
  static end(operation: PromiseOperation): unknown {
    const adapter = operation.#adapter;
    const state = operation.#state;
    if (state === PENDING) throw failure(adapter, E_PENDING, 'the operation is still pending');
    if (state === ENDED) throw failure(adapter, MF_E_INVALIDREQUEST, 'the operation was ended before');
    const outcome = operation.#outcome;
    operation.#state = ENDED;
    operation.#outcome = undefined;
    if (knownDetector !== undefined) knownDetector.ended(operation.#result);
    if (state === REJECTED) throw outcome;
    const status = statusOf(operation.#result);
    if (!FAILED(status)) return outcome;
    discard(adapter.reporter, adapter.dispose, outcome);
    throw failure(adapter, status);
  }

  static cancel(operation: PromiseOperation): void {
    if (operation.#state !== PENDING) return;
    const { dispose = disposers.get(operation.#result), passSignal, reporter, observation } = operation.#adapter;
    observation?.cancelled({});
    const work = operation.#outcome;
    const cancel: Cancel | undefined = passSignal ? () => (work as AbortController).abort() : cancelOf(work);
    const whenEnded = cancel?.[WHEN_ENDED];
    if (whenEnded !== undefined && dispose !== undefined) disposers.set(work as object, dispose);
    const abandon = (): void => PromiseOperation.abandon(operation);
    if (cancel !== undefined) {
      const isOver = (): boolean => operation.#state !== PENDING && operation.#late === undefined;
      tryCancel(reporter, 'Cancel', () => cancel.call(work), isOver, abandon);
    }
    // Of the promises that can be cancelled only those of this library are known to settle then.
    if (whenEnded !== undefined) workBehind.set(operation.#result, whenEnded(work));
    else if (!passSignal) abandon();
  }

  /** Completes the operation although its function goes on. */
  static abandon(operation: PromiseOperation): void {
    if (operation.#state !== PENDING) return;
    PromiseOperation.reject(operation, failure(operation.#adapter, E_ABORT, 'the operation was cancelled'));
    operation.#late = pDefer();
    workBehind.set(operation.#result, operation.#late.promise);
    // Cancel must have returned before Invoke.
    void settled.then(() => PromiseOperation.dispatch(operation));
  }

  static settledLate(operation: PromiseOperation, value: unknown): void {
    const { dispose, reporter } = operation.#adapter;
    PromiseOperation.workEnded(operation, { result: value });
    discard(reporter, dispose ?? disposers.get(operation.#result), value);
  }

  /** The function of an abandoned operation has ended. */
  static workEnded(operation: PromiseOperation, outcome: { result: unknown } | { error: unknown }): void {
    operation.#late!.resolve();
    operation.#late = undefined;
    operation.#adapter.observation?.late(outcome);
  }
}

type Cancel = Method & { readonly [WHEN_ENDED]?: (promise: unknown) => Promise<void> };

/** The `cancel` of a promise, or of another thenable; reading it may throw. */
function cancelOf(work: unknown): Cancel | undefined {
  try {
    const { then: isThenable, cancel } = Object(work) as { then?: unknown; cancel?: unknown };
    return isThenable && typeof cancel === 'function' ? (cancel as Method) : undefined;
  } catch {
    // As if there were none.
  }
  return undefined;
}

/** A callback as the contract has it; a plain function is wrapped. */
export function callbackFrom(callback: unknown, count: number, name: string): IMFAsyncCallback | null {
  if (callback === null || isCallback(callback)) return callback;
  if (typeof callback === 'function') return { Invoke: (result) => (callback as Method)(result) };
  if (count < 0) throw new TypeError(`${name}: expected a callback and a state as the last two arguments`);
  throw new TypeError(`${name}: callback must be an IMFAsyncCallback, a function or null, got ${describe(callback)}`);
}

const failure = (adapter: PromiseAdapter, hresult: number, fault?: string, verb: Verb = 'End'): HResultError =>
  new HResultError(hresult, siblingName(adapter.reporter.name, verb), fault ? { fault } : {});

/** What End and Cancel throw for a result that is not of their adapter: that of another operation, or of none. */
function notOwn(adapter: PromiseAdapter, operation: PromiseOperation | undefined, result: unknown, verb: Verb) {
  const expected = `expected a result of ${adapter.reporter.name}, got ${describeResult(result)}`;
  const fault = operation === undefined ? expected : 'this result belongs to another operation';
  return failure(adapter, E_INVALIDARG, fault, verb);
}
