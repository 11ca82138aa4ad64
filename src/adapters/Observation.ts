import {
  callbackDropped,
  type AsyncCallbackParameters,
  type IMFAsyncCallback,
  type IMFAsyncResult,
} from '../contract/IMFAsyncResult.js';
import { whenSettled } from '../contract/nativePromise.js';
import type { Method } from './methods.js';
import type { Reporter } from './misuse.js';
import {
  ASYNC_END,
  ASYNC_START,
  CANCEL,
  END,
  ERROR,
  LATE,
  START,
  tell,
  tellAndRun,
  type ObservedOperation,
} from './observer.js';
import type { CancellablePromise } from './types.js';

type Operation = { -readonly [Key in keyof ObservedOperation]: ObservedOperation[Key] };

let lastId = 0;

/**
 * What is told of one operation. It stands around the pair and the callback; the operation itself tells only what they cannot
 * know, and that is rare.
 */
export class Observation {
  /** What `this` is in the pair, or in the function. */
  readonly self: unknown;
  /** There as soon as Begin is called: what fails before is no operation. */
  #operation: Operation | undefined;
  /** The operation has begun, and its callback is still to be invoked. */
  #isOpen = false;

  constructor(self: unknown) {
    this.self = self;
  }

  begin<T>(name: string, direction: ObservedOperation['direction'], args: readonly unknown[], run: () => T): T {
    const operation: Operation = { id: ++lastId, name, direction, args, result: undefined };
    this.#operation = operation;
    this.#isOpen = true;
    try {
      return tellAndRun(START, operation, run);
    } finally {
      tell(END, operation);
    }
  }

  /** The callback is invoked. Once more, or where Begin failed, that is misuse and no event. */
  invoke(run: () => void): void {
    if (!this.#isOpen) return run();
    this.#isOpen = false;
    const operation = this.#operation as Operation;
    try {
      tellAndRun(ASYNC_START, operation, run);
    } finally {
      this.#settle(operation);
    }
  }

  /** The callback will not be invoked, if it was not. */
  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#settle(this.#operation as Operation);
  }

  /** There is an outcome; that of an asynchronous End is a promise. */
  returned<T>(result: T): T {
    (this.#operation as Operation).result = result;
    return result;
  }

  failed(error: unknown): void {
    const operation = this.#operation;
    if (operation === undefined) return;
    operation.result = undefined;
    operation.error = error;
    tell(ERROR, operation);
  }

  /** It failed without Invoke. */
  lost(error: unknown): void {
    this.failed(error);
    this.close();
  }

  cancelled(reason: Pick<ObservedOperation, 'reason'>): void {
    tell(CANCEL, Object.assign(this.#operation as Operation, reason));
  }

  /** Its outcome comes too late; where it is known already, the callback was invoked before. */
  late(outcome?: Pick<ObservedOperation, 'result' | 'error'>): void {
    const operation = Object.assign(this.#operation as Operation, outcome, { late: true as const });
    if (!this.#isOpen) tell(LATE, operation);
  }

  #settle(operation: Operation): void {
    const fulfilled = (value: unknown): void => {
      operation.result = value;
      over(operation);
    };
    const rejected = (error: unknown): void => {
      this.failed(error);
      over(operation);
    };
    if (!whenSettled(operation.result, fulfilled, rejected)) over(operation);
  }
}

function over(operation: Operation): void {
  if (operation.late === true) tell(LATE, operation);
  tell(ASYNC_END, operation);
}

/** The callback of an observed operation, as it is handed on. */
export class ObservedCallback implements IMFAsyncCallback {
  readonly #callback: IMFAsyncCallback;
  readonly #observation: Observation;

  constructor(callback: IMFAsyncCallback, observation: Observation) {
    this.#callback = callback;
    this.#observation = observation;
  }

  /** A callback must not lead to this class. */
  get ['constructor'](): undefined {
    return undefined;
  }

  GetParameters(): AsyncCallbackParameters {
    // Absent means E_NOTIMPL, as throwing does.
    return this.#callback.GetParameters!();
  }

  Invoke(result: IMFAsyncResult): void {
    this.#observation.invoke(() => this.#callback.Invoke(result));
  }

  [callbackDropped](error: unknown): void {
    this.#callback[callbackDropped]?.(error);
    this.#observation.close();
  }
}

export type Adapted = (...args: unknown[]) => CancellablePromise<unknown>;

/** An adapter of `fromBeginEnd` whose operations can be observed. */
export interface Observable {
  /** The function for operations that are observed, once there is one; `null` where this is the adapter of such a function. */
  observed: Adapted | null | undefined;
}

/** What of an adapter an observation stands around. */
interface Adapter extends Observable {
  readonly begin: Method;
  readonly end: Method;
  readonly cancel: Method | undefined;
  readonly reporter: Reporter;
}

/** Calls the function of an adapter for one observed operation, whose observation is `this` of begin, end and cancel. */
export function callObserved<A extends Adapter>(
  adapter: A,
  adapt: (adapter: A) => Adapted,
  self: unknown,
  args: unknown[],
): CancellablePromise<unknown> {
  const observed = (adapter.observed ??= adapt({ ...adapter, ...observedActions(adapter) }));
  return observed.apply(new Observation(self), args);
}

/** The observation of an operation, where it has one, by the `this` that begin, end and cancel have. */
export const observationOf = (self: unknown): Observation | undefined =>
  self instanceof Observation ? self : undefined;

function observedActions({ begin, end, cancel, reporter: { name } }: Adapter) {
  return {
    begin(this: Observation, ...all: unknown[]): unknown {
      const callback = all.length - 2;
      const args = all.slice(0, callback);
      all[callback] = new ObservedCallback(all[callback] as IMFAsyncCallback, this);
      return this.begin(name, 'fromBeginEnd', args, () => begin.apply(this.self, all));
    },
    end(this: Observation, result: unknown): unknown {
      return this.returned(end.call(this.self, result));
    },
    cancel:
      cancel &&
      function (this: Observation, cookie: unknown): unknown {
        return cancel.call(this.self, cookie);
      },
    // What is bound to its object ignores `this`, but in these `this` is the observation.
    isBound: false,
    observed: null,
  };
}
