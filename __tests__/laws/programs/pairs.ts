import { getEventListeners } from 'node:events';
import {
  callbackDropped,
  fromBeginEnd,
  HResultError,
  whenEnded,
  type CancellablePromise,
  type IMFAsyncCallback,
  type IMFAsyncResult,
} from 'begin-end';
import * as fc from 'fast-check';

import { allJobs } from '../../support/promises.js';
import { expectLedger, maybe, nameOf, pickFrom, stepsOf, type Counted, type Ledger } from './ledger.js';

// Programs over one adapter of `fromBeginEnd`: its operations begin, are invoked, cancelled and aborted in any order, some of
// them on one signal. All jobs run between two steps.

type Policy = 'wait' | 'abandon';
/** What is given as the reason, if anything is: a text, or an error. */
type Reason = 'a reason' | 'an error' | undefined;
type EndKind =
  | 'value'
  | 'error'
  | 'cancelled'
  | 'failed status'
  | 'cancelled status'
  | 'error, cancelled status'
  | 'promise';

export interface PairProgram {
  adapter: {
    onAbort?: Policy | undefined;
    /** What the cancel action does; missing: there is none. */
    cancel?: 'returns' | 'throws' | 'fails' | 'rejects' | 'rejects as cancelled' | 'invokes' | undefined;
    /** What dispose does; missing: the values dispose themselves. */
    dispose?: 'returns' | 'throws' | undefined;
  };
  steps: PairStep[];
}

export type PairStep =
  | {
      do: 'begin';
      how: 'cookie' | 'nothing' | 'null' | 'throws' | 'fails' | 'fails signed' | 'multiple' | 'promise that rejects';
      /** What happens inside Begin. */
      inside?: 'Invoke' | 'abort' | undefined;
      signal: boolean;
      onAbort?: Policy | undefined;
    }
  /** `begins`: another operation begins on the signal before any job runs. */
  | { do: 'invoke'; operation: number; end: EndKind; begins?: boolean | undefined }
  /** A platform says that Invoke will never come. */
  | { do: 'drop'; operation: number }
  /** Of an End that gave a promise. */
  | { do: 'settle'; operation: number; how: 'value' | 'cancelled' }
  | { do: 'cancel'; operation: number; reason?: Reason }
  /** Of the signal; later operations get a new one, or the aborted one where it is kept. */
  | { do: 'abort'; reason?: Reason; keep: boolean }
  | { do: 'whenEnded'; operation: number };

/** How the operation begins that an `invoke` begins. */
const behind: PairStep & { do: 'begin' } = { do: 'begin', how: 'cookie', signal: true };

const E_FAIL = 0x80004005;
const SIGNED = -2147467259;
const MULTIPLE_BEGIN = 0x000d36d8;
const CANCELLED = 0xc00d36ed;

const policies = fc.constantFrom<Policy | undefined>(undefined, undefined, 'wait', 'abandon');
const operation = fc.nat(3);
const reason = maybe<'a reason' | 'an error'>('a reason', 'an error');
const ends = fc.constantFrom<EndKind>(
  'value',
  'error',
  'cancelled',
  'failed status',
  'cancelled status',
  'error, cancelled status',
  'promise',
);

export const pairPrograms: fc.Arbitrary<PairProgram> = fc.record({
  adapter: fc.record({
    onAbort: policies,
    cancel: maybe('returns', 'throws', 'fails', 'rejects', 'rejects as cancelled', 'invokes'),
    dispose: maybe('returns', 'throws'),
  }),
  steps: stepsOf<PairStep>(
    fc.record({
      do: fc.constant('begin'),
      how: fc.oneof(
        { weight: 4, arbitrary: fc.constantFrom('cookie', 'nothing', 'null') },
        {
          weight: 1,
          arbitrary: fc.constantFrom('throws', 'fails', 'fails signed', 'multiple', 'promise that rejects'),
        },
      ),
      inside: fc.oneof(
        { weight: 4, arbitrary: fc.constant(undefined) },
        { weight: 1, arbitrary: fc.constantFrom('Invoke', 'abort') },
      ),
      signal: fc.boolean(),
      onAbort: policies,
    }),
    fc.record({ do: fc.constant('invoke'), operation, end: ends, begins: maybe(true) }),
    fc.record({ do: fc.constant('drop'), operation }),
    fc.record({ do: fc.constant('settle'), operation, how: fc.constantFrom('value', 'cancelled') }),
    fc.record({ do: fc.constant('cancel'), operation, reason }),
    fc.record({ do: fc.constant('abort'), reason, keep: fc.boolean() }),
    fc.record({ do: fc.constant('whenEnded'), operation }),
  ),
});

export const expectPairs = (program: PairProgram): Promise<void> => expectLedger(program, 'Pairs', run, predict);

const counted = (): Counted => ({ begun: 0, ended: 0, cancelled: [], disposed: [], outcome: 'pending' });

// --- what the library does

/** One operation: the `this` of Begin, End and the cancel action. */
class Operation {
  readonly counted = counted();
  callback: IMFAsyncCallback | undefined;
  promise: CancellablePromise<unknown> | undefined;
  end: EndKind = 'value';
  settle: ((how: 'value' | 'cancelled') => void) | undefined;
  readonly name: string;
  readonly step: PairStep & { do: 'begin' };

  constructor(index: number, step: PairStep & { do: 'begin' }) {
    this.name = String(index);
    this.step = step;
  }

  readonly result = { GetStatus: (): number => (this.end === 'failed status' ? E_FAIL : this.#cancelledStatus()) };

  readonly value = {
    name: 'a value',
    [Symbol.dispose]: () => {
      this.counted.disposed.push('itself');
    },
    of: this,
  };

  #cancelledStatus(): number {
    return this.end.endsWith('cancelled status') ? CANCELLED : 0;
  }

  invoke(end: EndKind): void {
    this.end = end;
    this.callback?.Invoke(this.result as IMFAsyncResult);
  }

  outcome(): unknown {
    if (this.end.startsWith('error')) throw new Error(`End ${this.name}`);
    if (this.end === 'cancelled') throw new HResultError(CANCELLED, 'End');
    if (this.end !== 'promise') return this.value;
    return new Promise((resolve, reject) => {
      this.settle = (how) => (how === 'value' ? resolve(this.value) : reject(new HResultError(CANCELLED, 'End')));
    });
  }
}

function endOperation(this: Operation, result: unknown): unknown {
  this.counted.ended = (this.counted.ended as number) + (result === this.result ? 1 : 100);
  return this.outcome();
}

const reasonOf = (given: Reason): unknown => (given === 'an error' ? new Error('an error') : given);

async function run({ adapter, steps }: PairProgram, ledger: Ledger): Promise<void> {
  const operations: Operation[] = [];
  let controller = new AbortController();

  function begin(this: Operation, callback: IMFAsyncCallback, _state: unknown): unknown {
    this.counted.begun += 1;
    this.callback = callback;
    if (this.step.inside === 'Invoke') this.invoke('value');
    if (this.step.inside === 'abort') controller.abort('inside Begin');
    switch (this.step.how) {
      case 'throws':
        throw new Error(`Begin ${this.name}`);
      case 'promise that rejects':
        return Promise.reject(new Error(`Begin ${this.name}, later`));
      case 'fails':
        return E_FAIL;
      case 'fails signed':
        return SIGNED;
      case 'multiple':
        return MULTIPLE_BEGIN;
      case 'null':
        return null;
      default:
        return this.step.how === 'cookie' ? `cookie ${this.name}` : undefined;
    }
  }

  function cancel(this: Operation, cookie: unknown): unknown {
    this.counted.cancelled.push(nameOf(cookie));
    if (adapter.cancel === 'throws') throw new Error('cancel');
    if (adapter.cancel === 'rejects') return Promise.reject(new Error('cancel'));
    if (adapter.cancel === 'rejects as cancelled') return Promise.reject(new HResultError(CANCELLED, 'Cancel'));
    if (adapter.cancel === 'invokes') this.invoke('cancelled');
    return adapter.cancel === 'fails' ? E_FAIL : 0;
  }

  function dispose(value: unknown): void {
    (value as Operation['value']).of.counted.disposed.push('dispose');
    if (adapter.dispose === 'throws') throw new Error('dispose');
  }

  const adapted = fromBeginEnd(
    begin as never,
    endOperation as never,
    {
      ...(adapter.onAbort ? { onAbort: adapter.onAbort } : {}),
      ...(adapter.cancel ? { cancel } : {}),
      ...(adapter.dispose ? { dispose } : {}),
    } as object,
  ) as unknown as (this: Operation, options?: object) => CancellablePromise<unknown>;

  function perform(step: PairStep): void {
    if (step.do === 'begin') {
      const started = new Operation(operations.length, step);
      operations.push(started);
      ledger.operations.push(started.counted);
      const { signal } = controller;
      const options = { ...(step.signal ? { signal } : {}), ...(step.onAbort ? { onAbort: step.onAbort } : {}) };
      started.promise = Object.keys(options).length > 0 ? adapted.call(started, options) : adapted.call(started);
      started.promise.then(
        (value) => (started.counted.outcome = `resolved: ${nameOf(value)}`),
        (error: unknown) => (started.counted.outcome = `rejected: ${nameOf(error)}`),
      );
    } else if (step.do === 'abort') {
      controller.abort(reasonOf(step.reason));
      if (!step.keep) controller = new AbortController();
    } else {
      const picked = pickFrom(operations, step.operation);
      if (picked === undefined) return;
      if (step.do === 'invoke') {
        picked.invoke(step.end);
        if (step.begins) perform(behind);
      } else if (step.do === 'drop') picked.callback?.[callbackDropped]?.(new Error('dropped'));
      else if (step.do === 'cancel') picked.promise?.cancel(reasonOf(step.reason));
      else if (step.do === 'settle') {
        picked.settle?.(step.how);
        picked.settle = undefined;
      } else {
        picked.counted.over ??= 'pending';
        void whenEnded(picked.promise as CancellablePromise<unknown>).then(() => (picked.counted.over = 'over'));
      }
    }
  }

  for (const step of steps) {
    perform(step);
    await allJobs();
    ledger.close(getEventListeners(controller.signal, 'abort').length);
  }
}

// --- what must come out

/** One operation as the documentation has it. */
class Expected {
  readonly counted = counted();
  state: 'running' | 'abandoned' | 'over' | 'failed' = 'running';
  asked: string | undefined;
  /** Whether the library made the reason. */
  isOwnReason = false;
  /** Whether the value is too late, of an End that gave a promise which is not settled. */
  pending: { isLate: boolean } | undefined;
  isWatched = false;
  readonly name: string;
  readonly step: PairStep & { do: 'begin' };
  readonly signal: object | undefined;
  readonly #adapter: PairProgram['adapter'];
  readonly #reports: string[];

  constructor(
    name: string,
    step: PairStep & { do: 'begin' },
    signal: object,
    adapter: PairProgram['adapter'],
    reports: string[],
  ) {
    this.name = name;
    this.step = step;
    this.signal = step.signal ? signal : undefined;
    this.#adapter = adapter;
    this.#reports = reports;
  }

  #settle(outcome: string): void {
    if (this.counted.outcome === 'pending') this.counted.outcome = outcome;
  }

  fail(error: string): void {
    if (this.state === 'over') {
      this.#reports.push('invoke-after-failed-begin');
      return;
    }
    this.state = 'failed';
    this.#settle(`rejected: ${error}`);
  }

  /** @param isCancel whether `cancel()` asks; a signal has a reason in any case */
  ask(given: string | undefined, isCancel = false): void {
    if (this.state !== 'running' || this.asked !== undefined) return;
    this.asked = given ?? 'AbortError';
    this.isOwnReason = given === undefined && isCancel;
    const { cancel, onAbort } = this.#adapter;
    const policy = this.step.onAbort ?? onAbort;
    const isCancellable = cancel !== undefined && this.step.how !== 'null';
    if (policy === 'abandon' || (!isCancellable && policy !== 'wait')) this.#abandon();
    if (!isCancellable) return;
    this.counted.cancelled.push(this.step.how === 'cookie' ? `cookie ${this.name}` : 'undefined');
    if (cancel === 'invokes') this.invoke('cancelled');
    if (cancel === 'throws' || cancel === 'rejects') this.#reports.push('cancel-failed');
    if (['throws', 'rejects', 'fails'].includes(cancel) && policy !== 'wait') this.#abandon();
  }

  #abandon(): void {
    if (this.state !== 'running') return;
    this.state = 'abandoned';
    this.#settle(`rejected: ${this.asked}`);
  }

  invoke(end: EndKind): void {
    if (this.counted.begun === 0) return;
    if (this.state === 'over') this.#reports.push('second-invoke');
    if (this.state === 'failed') this.#reports.push('invoke-after-failed-begin');
    if (this.state === 'over' || this.state === 'failed') return;
    const isLate = this.state === 'abandoned';
    this.state = 'over';
    this.counted.ended = (this.counted.ended as number) + 1;
    const cancelled = (error: string): string => `rejected: ${this.asked ?? error}`;
    switch (end) {
      case 'promise':
        this.pending = { isLate };
        return;
      case 'value':
        if (isLate) this.#dispose();
        return this.#settle('resolved: a value');
      case 'error':
        return this.#settle(`rejected: End ${this.name}`);
      case 'cancelled':
        return this.#settle(cancelled('0xc00d36ed'));
      case 'error, cancelled status': {
        const error = `End ${this.name}`;
        // A reason of the library's own says why.
        return this.#settle(this.isOwnReason ? `rejected: AbortError, because of ${error}` : cancelled(error));
      }
      default:
        this.#dispose();
        this.#settle(end === 'failed status' ? 'rejected: 0x80004005' : cancelled('0xc00d36ed'));
    }
  }

  drop(): void {
    if (this.counted.begun === 0 || this.state === 'over' || this.state === 'failed') return;
    this.state = 'over';
    this.#settle('rejected: dropped');
  }

  settle(how: 'value' | 'cancelled'): void {
    const { pending } = this;
    if (pending === undefined) return;
    this.pending = undefined;
    if (how === 'cancelled') this.#settle(`rejected: ${this.asked ?? '0xc00d36ed'}`);
    else if (pending.isLate) this.#dispose();
    else this.#settle('resolved: a value');
  }

  #dispose(): void {
    const { dispose } = this.#adapter;
    this.counted.disposed.push(dispose ? 'dispose' : 'itself');
    if (dispose === 'throws') this.#reports.push('dispose-failed');
  }

  get isListening(): boolean {
    return this.state === 'running' && this.asked === undefined;
  }
}

function predict({ adapter, steps }: PairProgram, ledger: Ledger): void {
  const operations: Expected[] = [];
  let signal: { aborted?: string } = {};
  const abort = (given: string | undefined): void => {
    if (signal.aborted !== undefined) return;
    signal.aborted = given ?? 'AbortError';
    // In the order of their Begins; the one that begins just now hears of it once Begin has returned.
    for (const each of operations) if (each.signal === signal && !isBeginning.has(each)) each.ask(given);
  };
  const isBeginning = new Set<Expected>();

  const begin = (step: PairStep & { do: 'begin' }): void => {
    const started = new Expected(String(operations.length), step, signal, adapter, ledger.reports);
    operations.push(started);
    ledger.operations.push(started.counted);
    if (step.signal && signal.aborted !== undefined) return started.fail(signal.aborted);
    started.counted.begun += 1;
    isBeginning.add(started);
    if (step.inside === 'Invoke') started.invoke('value');
    if (step.inside === 'abort') abort('inside Begin');
    isBeginning.delete(started);
    if (step.how === 'throws') return started.fail(`Begin ${started.name}`);
    if (step.how === 'fails' || step.how === 'fails signed') return started.fail('0x80004005');
    if (step.how === 'multiple') return started.fail('0xd36d8');
    if (step.signal && signal.aborted !== undefined) started.ask(signal.aborted);
    // Once Invoke has come, that is silent.
    if (step.how === 'promise that rejects' && started.state !== 'over') started.fail(`Begin ${started.name}, later`);
  };

  for (const step of steps) {
    if (step.do === 'begin') begin(step);
    else if (step.do === 'abort') {
      abort(step.reason);
      if (!step.keep) signal = {};
    } else {
      const picked = pickFrom(operations, step.operation);
      if (picked !== undefined && step.do === 'invoke') {
        picked.invoke(step.end);
        if (step.begins) begin(behind);
      }
      if (picked !== undefined && step.do === 'drop') picked.drop();
      if (picked !== undefined && step.do === 'cancel') picked.ask(step.reason, true);
      if (picked !== undefined && step.do === 'settle') picked.settle(step.how);
      if (picked !== undefined && step.do === 'whenEnded') picked.isWatched = true;
    }
    for (const each of operations) {
      if (each.isWatched) each.counted.over = ['over', 'failed'].includes(each.state) ? 'over' : 'pending';
    }
    ledger.close(operations.some((each) => each.signal === signal && each.isListening) ? 1 : 0);
  }
}
