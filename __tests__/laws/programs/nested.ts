import { getEventListeners } from 'node:events';
import { fromBeginEnd, toBeginEnd, whenEnded, type CancellablePromise } from 'begin-end';
import * as fc from 'fast-check';

import { allJobs } from '../../support/promises.js';
import { expectLedger, maybe, nameOf, pickFrom, stepsOf, type Counted, type Ledger } from './ledger.js';

// Programs over `fromBeginEnd(toBeginEnd(f))`: what is asked of the outer adapter reaches the function, and what comes of the
// function reaches the promise, a dispose, or nothing. All jobs run between two steps.

type Settling = 'value' | 'error' | 'cancelled';

export interface NestedProgram {
  /** What f returns; `signal`: a promise, and it takes a signal. */
  work: 'promise' | 'signal' | 'foreign';
  onAbort?: 'wait' | 'abandon' | undefined;
  /** Who has a dispose. */
  dispose?: 'inner' | 'outer' | 'both' | undefined;
  steps: NestedStep[];
}

export type NestedStep =
  | { do: 'begin'; signal: boolean; givesIn: boolean }
  | { do: 'settle'; operation: number; how: Settling }
  | { do: 'cancel'; operation: number; reason?: string | undefined }
  | { do: 'abort' }
  | { do: 'whenEnded'; operation: number };

const operation = fc.nat(3);
export const nestedPrograms: fc.Arbitrary<NestedProgram> = fc.record({
  work: fc.constantFrom('promise', 'signal', 'foreign'),
  onAbort: maybe('wait', 'abandon'),
  dispose: maybe('inner', 'outer', 'both'),
  steps: stepsOf<NestedStep>(
    fc.record({ do: fc.constant('begin'), signal: fc.boolean(), givesIn: fc.boolean() }),
    fc.record({ do: fc.constant('settle'), operation, how: fc.constantFrom('value', 'error', 'cancelled') }),
    fc.record({ do: fc.constant('cancel'), operation, reason: maybe('a reason') }),
    fc.record({ do: fc.constant('abort') }),
    fc.record({ do: fc.constant('whenEnded'), operation }),
  ),
});

export const expectNested = (program: NestedProgram): Promise<void> => expectLedger(program, 'Nested', run, predict);

const counted = (): Counted => ({ begun: 0, ended: 0, cancelled: [], disposed: [], outcome: 'pending' });

// --- what the library does

class Operation {
  readonly counted = counted();
  promise: CancellablePromise<unknown> | undefined;
  settle: ((how: Settling) => void) | undefined;
  readonly givesIn: boolean;

  constructor(givesIn: boolean) {
    this.givesIn = givesIn;
  }

  readonly value = {
    name: 'a value',
    [Symbol.dispose]: () => void this.counted.disposed.push('itself'),
    of: this,
  };

  work(kind: NestedProgram['work'], signal: AbortSignal | undefined): Promise<unknown> {
    this.counted.begun += 1;
    const promise = new Promise((resolve, reject) => {
      this.settle = (how) => {
        this.settle = undefined;
        if (how === 'value') resolve(this.value);
        else reject(how === 'error' ? new Error('f') : new DOMException('stopped', 'AbortError'));
      };
    });
    const stop = (): void => {
      this.counted.cancelled.push('asked');
      if (this.givesIn) this.settle?.('cancelled');
    };
    signal?.addEventListener('abort', stop);
    return kind === 'foreign' ? Object.assign(promise, { cancel: stop }) : promise;
  }
}

async function run({ work, onAbort, dispose, steps }: NestedProgram, ledger: Ledger): Promise<void> {
  const operations: Operation[] = [];
  const results = new Map<object, Operation>();
  let controller = new AbortController();
  const disposeBy = (whose: 'inner' | 'outer'): object =>
    dispose === whose || dispose === 'both'
      ? { dispose: (value: Operation['value']) => void value.of.counted.disposed.push(whose) }
      : {};
  const f = (started: Operation, given?: { signal: AbortSignal }): unknown => started.work(work, given?.signal);
  const trio = toBeginEnd(
    f as never,
    { passSignal: work === 'signal', ...disposeBy('inner') } as object,
  ) as unknown as {
    begin(started: Operation, ...rest: unknown[]): object;
    end(result: object): unknown;
  };
  const counting = {
    ...trio,
    begin(started: Operation, ...rest: unknown[]): object {
      const result = trio.begin(started, ...rest);
      results.set(result, started);
      return result;
    },
    end(result: object): unknown {
      const { counted: own } = results.get(result) as Operation;
      own.ended = (own.ended as number) + 1;
      return trio.end(result);
    },
  };
  const adapted = fromBeginEnd(
    counting as never,
    {
      ...(onAbort ? { onAbort } : {}),
      ...disposeBy('outer'),
    } as object,
  ) as unknown as (...args: unknown[]) => CancellablePromise<unknown>;

  for (const step of steps) {
    if (step.do === 'begin') {
      const started = new Operation(step.givesIn);
      operations.push(started);
      ledger.operations.push(started.counted);
      started.promise = adapted(started, { signal: step.signal ? controller.signal : undefined });
      started.promise.then(
        (value) => (started.counted.outcome = `resolved: ${nameOf(value)}`),
        (error: unknown) => (started.counted.outcome = `rejected: ${nameOf(error)}`),
      );
    } else if (step.do === 'abort') {
      controller.abort('the reason');
      controller = new AbortController();
    } else {
      const picked = pickFrom(operations, step.operation);
      if (picked !== undefined && step.do === 'settle') picked.settle?.(step.how);
      if (picked !== undefined && step.do === 'cancel') picked.promise?.cancel(step.reason);
      if (picked !== undefined && step.do === 'whenEnded') {
        picked.counted.over ??= 'pending';
        void whenEnded(picked.promise as CancellablePromise<unknown>).then(() => (picked.counted.over = 'over'));
      }
    }
    await allJobs();
    ledger.close(getEventListeners(controller.signal, 'abort').length);
  }
}

// --- what must come out

class Expected {
  readonly counted: Counted = { ...counted(), begun: 1 };
  asked: string | undefined;
  isWorking = true;
  /** Whether the inner operation was completed although f goes on. */
  isAbandoned = false;
  isWatched = false;
  readonly signal: object | undefined;
  readonly #program: NestedProgram;
  readonly #givesIn: boolean;

  constructor(program: NestedProgram, givesIn: boolean, signal: object | undefined) {
    this.#program = program;
    this.#givesIn = givesIn;
    this.signal = signal;
  }

  get isListening(): boolean {
    return this.asked === undefined && this.isWorking;
  }

  #settle(outcome: string): void {
    if (this.counted.outcome === 'pending') this.counted.outcome = outcome;
  }

  ask(reason: string): void {
    if (this.asked !== undefined || !this.isWorking) return;
    this.asked = reason;
    const { work, onAbort } = this.#program;
    if (onAbort === 'abandon') this.#settle(`rejected: ${reason}`);
    if (work !== 'promise') this.counted.cancelled.push('asked');
    if (work !== 'signal') {
      // Neither kind of promise is known to settle now: the inner operation is over, and f is not.
      this.isAbandoned = true;
      this.counted.ended = 1;
      this.#settle(`rejected: ${reason}`);
    }
    if (work !== 'promise' && this.#givesIn) this.settle('cancelled');
  }

  settle(how: Settling): void {
    if (!this.isWorking) return;
    this.isWorking = false;
    if (!this.isAbandoned) this.counted.ended = 1;
    const isLate = this.counted.outcome !== 'pending';
    if (how === 'error') this.#settle('rejected: f');
    else if (how === 'cancelled') this.#settle(`rejected: ${this.asked ?? 'AbortError'}`);
    else if (isLate) this.#dispose();
    else this.#settle('resolved: a value');
  }

  /** The inner adapter has the value where its operation was abandoned, the outer one where its promise was. */
  #dispose(): void {
    const { dispose } = this.#program;
    const isInner = this.isAbandoned && (dispose === 'inner' || dispose === 'both');
    if (isInner) this.counted.disposed.push('inner');
    else this.counted.disposed.push(dispose === 'outer' || dispose === 'both' ? 'outer' : 'itself');
  }
}

function predict(program: NestedProgram, ledger: Ledger): void {
  const operations: Expected[] = [];
  let signal = {};
  for (const step of program.steps) {
    if (step.do === 'begin') {
      const started = new Expected(program, step.givesIn, step.signal ? signal : undefined);
      operations.push(started);
      ledger.operations.push(started.counted);
    } else if (step.do === 'abort') {
      for (const each of operations) if (each.signal === signal) each.ask('the reason');
      signal = {};
    } else {
      const picked = pickFrom(operations, step.operation);
      if (picked !== undefined && step.do === 'settle') picked.settle(step.how);
      if (picked !== undefined && step.do === 'cancel') picked.ask(step.reason ?? 'AbortError');
      if (picked !== undefined && step.do === 'whenEnded') picked.isWatched = true;
    }
    for (const each of operations) if (each.isWatched) each.counted.over = each.isWorking ? 'pending' : 'over';
    ledger.close(operations.some((each) => each.signal === signal && each.isListening) ? 1 : 0);
  }
}
