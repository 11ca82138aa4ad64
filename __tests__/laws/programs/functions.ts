import { MFCreateAsyncResult, toBeginEnd, type IMFAsyncCallback, type IMFAsyncResult } from 'begin-end';
import * as fc from 'fast-check';

import { allJobs } from '../../support/promises.js';
import { expectLedger, maybe, nameOf, pickFrom, stepsOf, type Counted, type Ledger } from './ledger.js';

// Programs over one adapter of `toBeginEnd`: its functions settle, and Begin, End and Cancel are called, in any order. All jobs
// run between two steps.

type Settling = 'value' | 'error' | 'undefined' | 'cancelled';

export interface FunctionProgram {
  adapter: {
    /** What the function returns, but where Begin says otherwise; `signal`: a promise, and it takes a signal. */
    work: 'promise' | 'signal' | 'foreign' | 'thenable';
    /** What dispose does; missing: the values dispose themselves. */
    dispose?: 'returns' | 'throws' | undefined;
    /** The platform; missing: none. */
    platform?: 'keeps' | 'refuses' | 'twice' | 'no SetStatus' | undefined;
  };
  steps: FunctionStep[];
}

export type FunctionStep =
  | { do: 'begin'; how: 'later' | 'plain' | 'throws'; callback: 'function' | 'object' | 'null'; endsInside: boolean }
  | { do: 'settle'; operation: number; how: Settling }
  | { do: 'end'; operation: number }
  | { do: 'cancel'; operation: number; endAtOnce: boolean; reaction: 'goes on' | 'gives in' | 'throws' }
  | { do: 'set status'; operation: number }
  /** End with a result of another adapter. */
  | { do: 'foreign'; operation: number };

const FAILURE = 0x8000ffff;
const E_ABORT = 0x80004004;
const E_FAIL = 0x80004005;

const operation = fc.nat(3);
export const functionPrograms: fc.Arbitrary<FunctionProgram> = fc.record({
  adapter: fc.record({
    work: fc.constantFrom('promise', 'signal', 'foreign', 'thenable'),
    dispose: maybe('returns', 'throws'),
    platform: maybe('keeps', 'refuses', 'twice', 'no SetStatus'),
  }),
  steps: stepsOf<FunctionStep>(
    fc.record({
      do: fc.constant('begin'),
      how: fc.constantFrom('later', 'later', 'later', 'plain', 'throws'),
      callback: fc.constantFrom('function', 'object', 'null'),
      endsInside: fc.boolean(),
    }),
    fc.record({
      do: fc.constant('settle'),
      operation,
      how: fc.constantFrom('value', 'error', 'undefined', 'cancelled'),
    }),
    fc.record({ do: fc.constant('end'), operation }),
    fc.record({
      do: fc.constant('cancel'),
      operation,
      endAtOnce: fc.boolean(),
      reaction: fc.constantFrom('goes on', 'gives in', 'throws'),
    }),
    fc.record({ do: fc.constant('set status'), operation }),
    fc.record({ do: fc.constant('foreign'), operation }),
  ),
});

export const expectFunctions = (program: FunctionProgram): Promise<void> =>
  expectLedger(program, 'Functions', run, predict);

interface CountedCalls extends Counted {
  ended: string[];
  invoked: string[];
}

const counted = (): CountedCalls => ({ begun: 0, ended: [], cancelled: [], disposed: [], invoked: [] });

// --- what the library does

class Operation {
  readonly counted = counted();
  result: IMFAsyncResult | undefined;
  isCancelling = false;
  settle: ((how: Settling) => void) | undefined;
  reaction: 'goes on' | 'gives in' | 'throws' = 'goes on';
  readonly step: FunctionStep & { do: 'begin' };
  readonly value: { name: string; [Symbol.dispose](): void };

  constructor(step: FunctionStep & { do: 'begin' }) {
    this.step = step;
    this.value = { name: 'a value', [Symbol.dispose]: () => void this.counted.disposed.push('itself') };
  }

  work(kind: FunctionProgram['adapter']['work'], signal: AbortSignal | undefined): unknown {
    this.counted.begun += 1;
    if (this.step.how === 'throws') throw new Error('fn');
    if (this.step.how === 'plain') return this.value;
    const promise = new Promise((resolve, reject) => {
      this.settle = (how) => {
        this.settle = undefined;
        if (how === 'value') resolve(this.value);
        else if (how === 'undefined') reject(undefined);
        else reject(how === 'error' ? new Error('fn') : new DOMException('stopped', 'AbortError'));
      };
    });
    const stop = (): void => {
      this.counted.cancelled.push('asked');
      if (this.reaction === 'gives in') this.settle?.('cancelled');
      if (this.reaction === 'throws' && kind !== 'signal') throw new Error('cancel');
    };
    signal?.addEventListener('abort', stop);
    if (kind === 'foreign') return Object.assign(promise, { cancel: stop });
    // oxlint-disable-next-line unicorn/no-thenable -- it stands for those of other libraries
    if (kind === 'thenable') return { then: promise.then.bind(promise) };
    return promise;
  }
}

const refused = (): never => {
  throw new Error('SetStatus');
};

/** A platform whose queue is a promise job. */
function platformOf(kind: FunctionProgram['adapter']['platform']): object {
  const callbacks = new WeakMap<object, IMFAsyncCallback>();
  return {
    MFCreateAsyncResult(object: unknown, callback: IMFAsyncCallback | null, state: unknown): object {
      const result = MFCreateAsyncResult(object, callback, state);
      const made = { GetStatus: () => result.GetStatus(), SetStatus: (status: number) => result.SetStatus(status) };
      if (kind === 'no SetStatus') made.SetStatus = refused;
      if (callback !== null) callbacks.set(made, callback);
      return made;
    },
    MFInvokeCallback(result: IMFAsyncResult): void {
      if (kind === 'refuses') throw new Error('it was shut down');
      const invoke = (): unknown => callbacks.get(result)?.Invoke(result);
      queueMicrotask(invoke);
      if (kind === 'twice') queueMicrotask(invoke);
    },
  };
}

async function run({ adapter, steps }: FunctionProgram, ledger: Ledger): Promise<void> {
  const operations: Operation[] = [];
  const passSignal = adapter.work === 'signal';
  const options = {
    passSignal,
    ...(adapter.platform ? { platform: platformOf(adapter.platform) } : {}),
    ...(adapter.dispose
      ? {
          dispose(value: unknown) {
            operations.find((each) => each.value === value)?.counted.disposed.push('dispose');
            if (adapter.dispose === 'throws') throw new Error('dispose');
          },
        }
      : {}),
  };
  const fn = (started: Operation, given?: { signal: AbortSignal }): unknown =>
    started.work(adapter.work, given?.signal);
  const { begin, end, cancel } = toBeginEnd(fn as never, options as object) as unknown as {
    begin(started: Operation, callback: unknown, state: unknown): IMFAsyncResult;
    end(result: unknown): unknown;
    cancel(result: unknown): void;
  };
  const other = toBeginEnd(async () => 'of another adapter');

  const callEnd = (picked: Operation, result: unknown = picked.result): void => {
    try {
      picked.counted.ended.push(`gave ${nameOf(end(result))}`);
    } catch (error) {
      picked.counted.ended.push(`threw ${nameOf(error)}`);
    }
  };

  const start = (step: FunctionStep & { do: 'begin' }): void => {
    const started = new Operation(step);
    operations.push(started);
    ledger.operations.push(started.counted);
    const callback = (result: IMFAsyncResult): void => {
      const isIt = result === started.result ? '' : ', of another result';
      const inside = started.result === undefined ? ', inside Begin' : started.isCancelling ? ', inside Cancel' : '';
      started.counted.invoked.push(`0x${result.GetStatus().toString(16)}${isIt}${inside}`);
      if (step.endsInside) callEnd(started);
    };
    const given = { function: callback, object: { Invoke: callback }, null: null }[step.callback];
    started.result = begin(started, given, null);
  };

  for (const step of steps) {
    if (step.do === 'begin') start(step);
    else {
      const picked = pickFrom(operations, step.operation);
      if (picked !== undefined && step.do === 'settle') picked.settle?.(step.how);
      if (picked !== undefined && step.do === 'end') callEnd(picked);
      if (picked !== undefined && step.do === 'foreign') callEnd(picked, other.begin(null, null));
      if (picked !== undefined && step.do === 'set status' && adapter.platform !== 'no SetStatus') {
        picked.result?.SetStatus(FAILURE);
      }
      if (picked !== undefined && step.do === 'cancel') {
        picked.reaction = step.reaction;
        picked.isCancelling = true;
        cancel(picked.result);
        picked.isCancelling = false;
        if (step.endAtOnce) callEnd(picked);
      }
    }
    await allJobs();
    ledger.close();
  }
}

// --- what must come out

class Expected {
  readonly counted = counted();
  state: 'pending' | 'fulfilled' | 'rejected' | 'ended' = 'pending';
  /** Whether the function goes on. */
  isWorking = true;
  hasSignal: boolean;
  isAborted = false;
  status = 0;
  error = '';
  readonly step: FunctionStep & { do: 'begin' };
  readonly #adapter: FunctionProgram['adapter'];
  readonly #reports: string[];

  constructor(step: FunctionStep & { do: 'begin' }, adapter: FunctionProgram['adapter'], reports: string[]) {
    this.step = step;
    this.#adapter = adapter;
    this.#reports = reports;
    this.hasSignal = adapter.work === 'signal' && step.how === 'later';
    this.counted.begun = 1;
  }

  #complete(how: Settling | 'abandoned'): void {
    this.state = how === 'value' ? 'fulfilled' : 'rejected';
    this.error = { value: '', error: 'fn', undefined: 'undefined', cancelled: 'AbortError', abandoned: '0x80004004' }[
      how
    ];
    const status = { value: 0, error: E_FAIL, undefined: E_FAIL, cancelled: E_ABORT, abandoned: E_ABORT }[how];
    if (this.#adapter.platform !== 'no SetStatus') this.status = status;
  }

  /** Before an End that comes right behind Cancel, the callback was not invoked yet. */
  invoke(): void {
    if (this.step.callback === 'null') return;
    this.counted.invoked.push(`0x${this.status.toString(16)}`);
    if (this.step.endsInside) this.end();
  }

  settle(how: Settling): void {
    if (!this.isWorking) return;
    this.isWorking = false;
    if (this.state === 'pending') {
      this.#complete(how);
      this.invoke();
    } else if (how === 'value') this.#dispose();
  }

  cancel({ reaction, endAtOnce }: FunctionStep & { do: 'cancel' }): void {
    const { work } = this.#adapter;
    const isForeign = work === 'foreign' && this.step.how === 'later';
    let isAbandoned = false;
    let givesIn = false;
    if (this.state === 'pending') {
      const isAsked = isForeign || (this.hasSignal && !this.isAborted);
      if (work === 'signal') this.isAborted = true;
      if (isAsked) {
        this.counted.cancelled.push('asked');
        givesIn = reaction === 'gives in';
        if (reaction === 'throws' && isForeign) this.#reports.push('cancel-failed');
      }
      isAbandoned = work !== 'signal';
      if (isAbandoned) this.#complete('abandoned');
    }
    if (endAtOnce) this.end();
    if (isAbandoned) this.invoke();
    if (givesIn) this.settle('cancelled');
  }

  end(): void {
    const { ended } = this.counted;
    if (this.state === 'pending') return void ended.push('threw 0x8000000a');
    if (this.state === 'ended') return void ended.push('threw 0xc00d36b2');
    const { state } = this;
    this.state = 'ended';
    if (state === 'rejected') return void ended.push(`threw ${this.error}`);
    if (this.status === 0) return void ended.push('gave a value');
    ended.push(`threw 0x${this.status.toString(16)}`);
    this.#dispose();
  }

  setStatus(): void {
    if (this.#adapter.platform !== 'no SetStatus') this.status = FAILURE;
  }

  #dispose(): void {
    const { dispose } = this.#adapter;
    this.counted.disposed.push(dispose ? 'dispose' : 'itself');
    if (dispose === 'throws') this.#reports.push('dispose-failed');
  }
}

function predict({ adapter, steps }: FunctionProgram, ledger: Ledger): void {
  const operations: Expected[] = [];
  for (const step of steps) {
    if (step.do === 'begin') {
      const started = new Expected(step, adapter, ledger.reports);
      operations.push(started);
      ledger.operations.push(started.counted);
      if (step.how === 'plain') started.settle('value');
      if (step.how === 'throws') started.settle('error');
    } else {
      const picked = pickFrom(operations, step.operation);
      if (picked !== undefined && step.do === 'settle') picked.settle(step.how);
      if (picked !== undefined && step.do === 'end') picked.end();
      if (picked !== undefined && step.do === 'foreign') picked.counted.ended.push('threw 0x80070057');
      if (picked !== undefined && step.do === 'set status') picked.setStatus();
      if (picked !== undefined && step.do === 'cancel') picked.cancel(step);
    }
    ledger.close();
  }
}
