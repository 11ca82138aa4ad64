import { reportMisuse, type MisuseKind, type MisuseReport, type Reporter } from './misuse.js';

/** What all operations of one adapter share. */
export interface Adapter extends Reporter {
  /** The name of Begin, for messages. */
  readonly name: string;
  /** Takes a value that came too late. */
  readonly dispose: (value: unknown) => unknown;
}

/** Begin has not returned yet. */
export const BEGINNING = 0;
/** The work goes on, and somebody waits for it. */
export const RUNNING = 1;
/** The work goes on, but whoever waited has been told otherwise. */
export const ABANDONED = 2;
/** The work has completed. */
export const COMPLETED = 3;
/** There was no work: Begin failed. */
export const NOT_BEGUN = 4;
export type State =
  | typeof BEGINNING
  | typeof RUNNING
  | typeof ABANDONED
  | typeof COMPLETED
  | typeof NOT_BEGUN;

/**
 * What both directions share: an operation that is settled once.
 *
 *     BEGINNING ──▶ RUNNING ── complete(value or error) ─▶ COMPLETED    resolve or reject is called, once
 *          │           └── abandon(reason) ──▶ ABANDONED ─▶ COMPLETED   reject is called, once; then the value is
 *          └──▶ NOT_BEGUN                                               disposed, and a failure is silent
 *
 * An interface and functions rather than a base class: a derived class costs a fifth of an operation.
 */
export interface Operation {
  readonly adapter: Adapter;
  state: State;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/** Settles an operation whose work goes on with the reason why nobody waits for it any more. */
export function abandon(operation: Operation, reason: unknown): void {
  if (operation.state > RUNNING) return;
  operation.state = ABANDONED;
  operation.reject(reason);
}

/** The work has completed: tells whoever waits, or disposes what nobody will get. */
export function complete(operation: Operation, failed: boolean, outcome: unknown): void {
  const { state } = operation;
  operation.state = COMPLETED;
  if (state === ABANDONED) {
    if (!failed) discard(operation, outcome);
  } else if (failed) operation.reject(outcome);
  else operation.resolve(outcome);
}

/** Disposes a value that nobody will get. A promise is waited for; its failure is silent. */
export function discard(operation: Operation, value: unknown): void {
  const { adapter } = operation;
  if (isThenable(value)) {
    attempt(
      () => value,
      () => {},
      (late) => discard(operation, late),
    );
  } else {
    attempt(
      () => adapter.dispose(value),
      (error) => report(adapter, 'dispose-failed', 'disposing a value that came too late failed, it may leak', { error }),
    );
  }
}

/** Reports a misuse in the words *operation: fault, consequence*. */
export function report(
  adapter: Adapter,
  kind: MisuseKind,
  fault: string,
  details?: Pick<MisuseReport, 'result' | 'error'>,
  operation = adapter.name,
): void {
  reportMisuse(adapter, { kind, operation, message: `${operation}: ${fault}`, ...details });
}

/** Runs an action of the user's. `failed` hears what it throws, or what the promise that it returns rejects with. */
export function attempt(
  action: () => unknown,
  failed: (error: unknown) => void,
  done?: (value: unknown) => void,
): void {
  try {
    const value = action();
    if (isThenable(value)) Promise.resolve(value).then(done, failed);
    else done?.(value);
  } catch (error) {
    failed(error);
  }
}

export function isThenable(value: unknown): value is PromiseLike<unknown> {
  try {
    return typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
  } catch {
    return false; // a getter that throws makes no promise
  }
}

// Symbol.dispose is younger than some browsers; whoever polyfills it does so under this name.
const disposeSymbol: typeof Symbol.dispose = Symbol.dispose ?? Symbol.for('Symbol.dispose');

/** The default of every `dispose` option: explicit resource management's own method, where the value has it. */
export const disposeByDefault = (value: unknown): void =>
  (value as Partial<Disposable> | null | undefined)?.[disposeSymbol]?.();
