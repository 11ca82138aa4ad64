/** What both directions share: what comes too late is disposed, and what others are asked for may fail. */
import { isFailureHresult } from '../contract/hresult.js';
import { isCancelled } from '../contract/isCancelled.js';
import { isNativePromise, settled } from '../contract/nativePromise.js';
import type { Method, Verb } from './methods.js';
import { report, type Reporter } from './misuse.js';

/**
 * What the work of an abandoned operation of `toBeginEnd` needs to know, or tells, by its result. Both maps stay empty
 * unless an operation is cancelled, so other operations do not pay for them.
 *
 * `disposers`: the `dispose` of the `fromBeginEnd` around, which takes the late value where `toBeginEnd` has none.
 * `workBehind`: settled once the function has ended, whose result said `E_ABORT` long ago.
 */
export const disposers = /* @__PURE__ */ new WeakMap<object, Method>();
export const workBehind = /* @__PURE__ */ new WeakMap<object, Promise<void>>();

/**
 * Stands on the `cancel` of the promises of `fromBeginEnd`, in every copy of this library: such a promise settles when its
 * operation has really ended, while after the `cancel` of any other promise it may stay pending for ever.
 */
export const SETTLES = /* @__PURE__ */ Symbol.for('begin-end.settlesAfterCancel');

/**
 * Disposes a value that came too late. A native promise is waited for; its failure is silent.
 *
 * @param dispose default: the value's own `Symbol.dispose`, else `Symbol.asyncDispose`
 */
export async function discard(reporter: Reporter, dispose: Method | undefined, value: unknown): Promise<void> {
  let late = value;
  if (isNativePromise(value)) {
    try {
      late = await value;
    } catch {
      return;
    }
  }
  try {
    const returned = (dispose ?? disposeByDefault)(late);
    if (isNativePromise(returned)) await returned;
  } catch (error) {
    report(reporter, 'dispose-failed', 'a late value could not be disposed, it may leak', { error });
  }
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
export async function tryCancel(
  reporter: Reporter,
  verb: Verb,
  action: () => unknown,
  isOver: () => boolean,
  giveUp: () => void,
): Promise<void> {
  const failed = (error: unknown): void => {
    report(reporter, 'cancel-failed', 'the operation could not be cancelled, it goes on', { error }, verb);
    giveUp();
  };
  let returned: unknown;
  try {
    returned = action();
  } catch (error) {
    return failed(error);
  }
  try {
    // Treat a plain value like that of a promise, so that it counts one microtask later. Other thenables are not touched.
    if (isNativePromise(returned)) returned = await returned;
    else await settled;
    if (isFailureHresult(returned)) giveUp();
  } catch (error) {
    if (!isOver() && !isCancelled(error)) failed(error);
  }
}
