/** What both directions share: what comes too late is disposed, and what others are asked for may fail. */
import { isFailureHresult } from '../contract/hresult.js';
import { isCancelled } from '../contract/isCancelled.js';
import { settled, whenSettled } from '../contract/nativePromise.js';
import type { Method, Verb } from './methods.js';
import { report, type Reporter } from './misuse.js';

/**
 * What cancelled operations need to know of those around and within them. Both maps stay empty unless an operation is
 * cancelled, so other operations do not pay for them.
 *
 * `disposers`: by the result or the promise of an operation, or by the operation itself: the `dispose` of the `fromBeginEnd`
 * around, which takes the late value where there is none of its own.
 * `workBehind`: by a result of `toBeginEnd`: settled once the function has ended, whose result said `E_ABORT` long ago.
 */
export const disposers = /* @__PURE__ */ new WeakMap<object, Method>();
export const workBehind = /* @__PURE__ */ new WeakMap<object, Promise<void>>();

/**
 * Stands on the `cancel` of the promises of `fromBeginEnd`, in every copy of this library: such a promise settles after
 * `cancel`, while any other promise may stay pending for ever. Its value is the `whenEnded` of that copy.
 */
export const WHEN_ENDED = /* @__PURE__ */ Symbol.for('begin-end.whenEnded');

/**
 * Disposes a value that came too late. A native promise is waited for; its failure is silent.
 *
 * @param dispose default: the value's own `Symbol.dispose`, else `Symbol.asyncDispose`
 */
export function discard(reporter: Reporter, dispose: Method | undefined, value: unknown): void {
  const failed = (error: unknown): void =>
    report(reporter, 'dispose-failed', 'a late value could not be disposed, it may leak', { error });
  const disposeOf = (late: unknown): void => {
    try {
      whenSettled((dispose ?? disposeByDefault)(late), undefined, failed);
    } catch (error) {
      failed(error);
    }
  };
  if (!whenSettled(value, disposeOf, () => {})) disposeOf(value);
}

/** Looks the symbols up each time: a polyfill may define them after this module was loaded. */
function disposeByDefault(value: unknown): unknown {
  const { dispose = Symbol.for('Symbol.dispose'), asyncDispose = Symbol.for('Symbol.asyncDispose') } =
    Symbol as Partial<SymbolConstructor>;
  const disposable = value as Record<symbol, (() => unknown) | undefined> | null | undefined;
  return (disposable?.[dispose] ?? disposable?.[asyncDispose])?.call(disposable);
}

/**
 * Runs a cancel action, at once. `giveUp` is called where it was in vain: it threw, rejected, or returned a failure
 * HRESULT. A rejection that is itself a cancellation, or comes when the operation is over, is no failure.
 */
export function tryCancel(
  reporter: Reporter,
  verb: Verb,
  action: () => unknown,
  isOver: () => boolean,
  giveUp: () => void,
): void {
  const failed = (error: unknown): void => {
    const fault = `the operation could not be cancelled, it ${isOver() ? 'is over' : 'goes on'}`;
    report(reporter, 'cancel-failed', fault, { error }, verb);
    giveUp();
  };
  const answered = (answer: unknown): void => {
    if (isFailureHresult(answer)) giveUp();
  };
  const rejected = (error: unknown): void => {
    if (!isOver() && !isCancelled(error)) failed(error);
  };
  try {
    const returned = action();
    // Treat a plain value like that of a promise, so that it counts one microtask later. Other thenables are not touched.
    if (!whenSettled(returned, answered, rejected)) void settled.then(() => answered(returned));
  } catch (error) {
    failed(error);
  }
}
