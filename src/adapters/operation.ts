import { isFailureHresult } from '../contract/hresult.js';
import { report, type Reporter } from './misuse.js';
import type { Verb } from './names.js';

/** What all operations of one adapter share. */
export interface Adapter extends Reporter {
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
export type State = typeof BEGINNING | typeof RUNNING | typeof ABANDONED | typeof COMPLETED | typeof NOT_BEGUN;

/**
 * What both directions share: an operation that is settled once.
 *
 *     BEGINNING ──▶ RUNNING ── settle(value or error) ─▶ COMPLETED    resolve or reject is called, once
 *          │           └── abandon(reason) ─▶ ABANDONED ─▶ COMPLETED   reject is called, once; then a value is
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

/** Where a promise or a result keeps its operation. */
export const OPERATION = Symbol('operation');
export type Marked = { [OPERATION]?: object };

/** The operation that something was marked with; `undefined` for any other value. */
export function operationOf(marked: unknown): object | undefined {
  try {
    return (marked as Marked | null | undefined)?.[OPERATION];
  } catch {
    return undefined; // a proxy that is not of this library
  }
}

/** Settles an operation whose work goes on with the reason why nobody waits for it any more. */
export function abandon(operation: Operation, reason: unknown): void {
  if (operation.state > RUNNING) return;
  operation.state = ABANDONED;
  operation.reject(reason);
}

/** Tells whoever waits how the work has completed; after an abandon disposes what nobody will get. */
export function settle(operation: Operation, abandoned: boolean, failed: boolean, outcome: unknown): void {
  operation.state = COMPLETED;
  if (abandoned) {
    if (!failed) discard(operation.adapter, outcome);
  } else if (failed) operation.reject(outcome);
  else operation.resolve(outcome);
}

/** Disposes a value that nobody will get. A promise is waited for; its failure is silent. */
export function discard(adapter: Adapter, value: unknown): void {
  const { dispose } = adapter;
  attempt(
    () => (isThenable(value) ? Promise.resolve(value).then(dispose, () => {}) : dispose(value)),
    (error) => report(adapter, 'dispose-failed', 'a late value could not be disposed, it may leak', { error }),
  );
}

/** Runs a cancel action. `giveUp` hears that it was in vain. */
export function tryCancel(adapter: Adapter, verb: Verb, action: () => unknown, giveUp: () => void): void {
  attempt(
    action,
    (error) => {
      report(adapter, 'cancel-failed', 'the operation could not be cancelled, it goes on', { error }, verb);
      giveUp();
    },
    (returned) => {
      if (isFailureHresult(returned)) giveUp();
    },
  );
}

/**
 * Runs an action of the user's, at once. `failed` hears what it throws, also at once, or what the promise that it returns
 * rejects with.
 */
function attempt(action: () => unknown, failed: (error: unknown) => void, done?: (value: unknown) => void): void {
  try {
    const value = action();
    // What it returns counts one microtask later, whether or not it is a promise.
    if (done || isThenable(value)) Promise.resolve(value).then(done, failed);
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
export const disposeByDefault = (value: unknown): unknown =>
  (value as Partial<Disposable> | null | undefined)?.[disposeSymbol]?.();
