import type { ObservedOperation, OperationObserver } from '../adapters/observer.js';
import { shown } from './shown.js';

/** One entry of a trace, in the Trace Event Format of Chrome. */
export interface TraceEvent {
  /** What happened; at the ends of an operation, the name of its Begin. */
  readonly name: string;
  /** The category. */
  readonly cat: 'begin-end';
  /** `b` and `e`: an operation begins and ends; `n`: something happens to it; `i`: something happens. */
  readonly ph: 'b' | 'n' | 'e' | 'i';
  /** The operation that it happens to. */
  readonly id?: number;
  /** Microseconds, by the clock of `performance.now()`. */
  readonly ts: number;
  /** The process. */
  readonly pid: number;
  /** The thread. */
  readonly tid: number;
  /** Of `i`: the whole process. */
  readonly s?: 'p';
  /** Arguments, result or error, in a few words. */
  readonly args: Readonly<Record<string, unknown>>;
}

/** An observer that keeps what it is told, and writes it as a trace. Its methods need no `this`. */
export interface OperationTrace extends Required<OperationObserver> {
  /** The trace so far, as `JSON.stringify` writes it. */
  toJSON(): { readonly traceEvents: readonly TraceEvent[] };
}

/**
 * Makes an observer that keeps operations as a trace: `JSON.stringify(trace)` is a file that https://ui.perfetto.dev and
 * `chrome://tracing` open. An operation that had begun before is left out. Arguments, results and errors are written in a few
 * words of at most 80 characters each, texts and numbers as they are: look at a trace before you give it away.
 *
 * Not for a program that never ends: every operation adds some hundred bytes.
 *
 * @example
 * const trace = createOperationTrace();
 * setOperationObserver(trace);
 * await read(5);
 * setOperationObserver(undefined);
 * trace.toJSON().traceEvents.map(({ ph, name }) => `${ph} ${name}`).at(0); // 'b begin'
 *
 * @see https://perfetto.dev/docs/getting-started/other-formats
 */
export function createOperationTrace(): OperationTrace {
  const traceEvents: TraceEvent[] = [];
  // Not by their own ids: each copy of the library counts by itself.
  const ids = new WeakMap<ObservedOperation, number>();
  let lastId = 0;

  const add = (ph: TraceEvent['ph'], name: string, more: Partial<TraceEvent>): void => {
    const ts = performance.now() * 1000;
    traceEvents.push({ name, cat: 'begin-end', ph, ts, pid: 1, tid: 1, args: {}, ...more });
  };
  /** Adds what happens to an operation whose start is known. */
  const happens =
    (name: string, argsOf?: (operation: ObservedOperation) => TraceEvent['args']) =>
    (operation: ObservedOperation): void => {
      const id = ids.get(operation);
      if (id !== undefined) add('n', name, { id, ...(argsOf && { args: argsOf(operation) }) });
    };

  return {
    start(operation) {
      const id = ++lastId;
      ids.set(operation, id);
      const { name, direction, args } = operation;
      add('b', name, { id, args: { direction, args: args.map(shown) } });
    },
    end: happens('Begin returned'),
    asyncStart: happens('Invoke'),
    error: happens('error', ({ error }) => ({ error: shown(error) })),
    cancel: happens('cancel', ({ reason }) => ({ reason: shown(reason) })),
    late: happens('late'),
    asyncEnd(operation) {
      const id = ids.get(operation);
      if (id !== undefined) add('e', operation.name, { id, args: outcomeOf(operation) });
    },
    misuse({ kind, message }) {
      add('i', `misuse: ${kind}`, { s: 'p', args: { message } });
    },
    toJSON: () => ({ traceEvents }),
  };
}

/** What an operation gave. */
const outcomeOf = (operation: ObservedOperation): { error: string } | { result: string } =>
  'error' in operation ? { error: shown(operation.error) } : { result: shown(operation.result) };
