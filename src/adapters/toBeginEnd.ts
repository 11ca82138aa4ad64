/**
 * A function that returns a promise becomes three:
 *
 *                                                      begin(...args, callback, state): result
 *     fn(...args, { signal }?): Promise<value>     ─▶  callback.Invoke(result)
 *                                                      end(result): value
 *     signal is aborted, promise.cancel()          ◀─  cancel(result)
 */
import { checkOptions, didYouMean, expectFunction } from '../contract/arguments.js';
import type { IMFAsyncResult } from '../contract/IMFAsyncResult.js';
import type { NoMethodFirst, NoMethods, NoMethodSecond, NoMethodThird } from './faultTypes.js';
import {
  adaptedFunctions,
  expectNoMore,
  expectObject,
  methodNames,
  methodOf,
  upperFirst,
  type Method,
} from './methods.js';
import type { AnyMethod, Untyped } from './methodTypes.js';
import type { Unknown } from './pairTypes.js';
import { PromiseOperation, type Trio } from './PromiseOperation.js';
import type {
  BeginEnd,
  BeginEndMethods,
  FunctionOf,
  FunctionOptions,
  KnownMethodName,
  MethodName,
  MethodOptions,
  WithMethod,
  WithMethods,
} from './trioTypes.js';
import type { ToBeginEndOptions } from './types.js';

type Options = ToBeginEndOptions<never>;

// The order of the overloads counts, as in fromBeginEnd.ts.

/**
 * Turns a method of an object into Begin, End and Cancel: `'read'` becomes `{ BeginRead, EndRead, CancelRead }`. The method is
 * called `read`, or `readAsync`, which counts where both exist. In all other respects it is as for a function.
 *
 * @param object has the method, and is its `this`
 * @param name the name of the method
 * @param options see {@link ToBeginEndOptions}
 * @throws TypeError where the object has no such method
 *
 * @example
 * const { BeginRead, EndRead, CancelRead } = toBeginEnd(reader, 'read');
 */
export function toBeginEnd<
  O extends object = Untyped,
  X extends string & KnownMethodName<O> = string & KnownMethodName<O>,
  const Pass extends boolean = false,
>(object: WithMethod<O, X>, name: X, options?: MethodOptions<O, X, Pass>): BeginEndMethods<O, Pass, X>;
/**
 * Turns a function that returns a promise, or a plain value, into `{ begin, end, cancel }`.
 *
 * `begin(...args, callback, state)` calls the function at once, with its own `this`, and returns an `IMFAsyncResult`.
 * When the promise has settled, the callback is invoked with that result: never inside Begin, and in its async context.
 * `end(result)` then gives the value or throws the error itself; the result's status is its HRESULT. `cancel(result)` aborts the
 * function where it takes a signal or returned a `CancellablePromise`; otherwise the operation completes with
 * `E_ABORT`, and a value that comes later is disposed.
 *
 * @param fn the function
 * @param options see {@link ToBeginEndOptions}
 * @returns `begin` throws a `TypeError` for a callback that is neither an object with `Invoke`, nor a function, nor `null`.
 *   `end` throws an `HResultError`: before completion `E_PENDING`; the second time `MF_E_INVALIDREQUEST`; for a result of
 *   another pair, or none, `E_INVALIDARG`, as `cancel` does; after Cancel `E_ABORT`
 * @throws TypeError where an argument or option is of the wrong kind
 *
 * @example
 * const { begin, end } = toBeginEnd(async (a: number, b: number) => a + b);
 * begin(1, 2, (result) => console.log(end(result)), null); // 3, a moment later
 *
 * @see https://learn.microsoft.com/windows/win32/medfound/writing-an-asynchronous-method
 */
export function toBeginEnd<F extends AnyMethod | Function, const Pass extends boolean = false>(
  fn: FunctionOf<F>,
  options?: FunctionOptions<F, Pass>,
): BeginEnd<F, Pass>;
/** The same for what is of type `any`: a function or an object. */
export function toBeginEnd<O>(
  object: Unknown<O>,
  options?: ToBeginEndOptions<Untyped>,
): {
  /** Starts the function, where it is one. */
  begin: (...args: Untyped[]) => IMFAsyncResult;
  /** Gives the value, or throws what the function threw. */
  end: (result: IMFAsyncResult) => Untyped;
  /** Asks the function to stop. */
  cancel: (result: IMFAsyncResult) => void;
  /** The methods of an object: `BeginX`, `EndX` and `CancelX`. */
  [method: string]: (...args: Untyped[]) => Untyped;
};
/**
 * The same for every method of an object, its own and inherited ones.
 *
 * @throws TypeError where the object has no method, or is a promise
 *
 * @example
 * const stream = toBeginEnd(reader); // BeginRead, EndRead, CancelRead, BeginClose, …
 */
export function toBeginEnd<O extends object = Untyped, const Pass extends boolean = false>(
  object: WithMethods<O>,
  options?: MethodOptions<O, MethodName<O>, Pass>,
): BeginEndMethods<O, Pass>;
/** Says what is wrong with an argument that none of the others takes. */
export function toBeginEnd<O extends object>(object: NoMethods<O>): never;
/** Says what is wrong with arguments that none of the others takes. */
export function toBeginEnd<O extends object, Second extends string | object, Third = undefined>(
  object: NoMethodFirst<O, Second, Third>,
  name: NoMethodSecond<O, Second>,
  options?: NoMethodThird<O, Second, Third>,
): never;
export function toBeginEnd(first: unknown, second?: unknown, third?: Options): unknown {
  const isByName = typeof second === 'string';
  if (!isByName) expectNoMore(third, second, 'toBeginEnd');
  if (typeof first === 'function' && !isByName) {
    const name = first.name === '' ? 'begin' : `Begin${upperFirst(first.name)}`;
    return adapt(first as Method, name, second as Options | undefined, false);
  }
  expectObject(first, 'toBeginEnd');
  const available = [...new Set(methodNames(first).map(baseName))];
  const names = isByName ? [second] : available;
  if (names.length === 0) throw new TypeError('toBeginEnd: the object has no method');
  if (!isByName && available.includes('then')) {
    throw new TypeError('toBeginEnd: expected a function, got a promise');
  }
  const methods: Record<string, unknown> = {};
  for (const name of names) {
    const method = methodOf(first, `${name}Async`) ?? methodOf(first, name);
    if (method === undefined) {
      throw new TypeError(`toBeginEnd: the object has no method ${name}${didYouMean(name, available)}`);
    }
    const key = upperFirst(name);
    if (Object.hasOwn(methods, `Begin${key}`)) {
      throw new TypeError(
        `toBeginEnd: two methods of the object would become Begin${key}, ask for one of them by name`,
      );
    }
    const { begin, end, cancel } = adapt(method, `Begin${key}`, isByName ? third : (second as Options), true);
    Object.assign(methods, { [`Begin${key}`]: begin, [`End${key}`]: end, [`Cancel${key}`]: cancel });
  }
  return methods;
}

/** `readAsync` counts as `read`. */
const baseName = (key: string): string => key.replace(/(?<=.)Async$/, '');

/** Methods of an object are bound to it already. */
function adapt(fn: Method, defaultName: string, options: Options = {}, isBound: boolean): Trio {
  checkOptions(options, 'toBeginEnd', {
    passSignal: 'boolean',
    dispose: 'function',
    platform: 'object',
    name: 'string',
  });
  const { name = defaultName, passSignal = false, dispose, platform } = options;
  if (platform !== undefined) {
    for (const method of ['MFCreateAsyncResult', 'MFInvokeCallback'] as const) {
      expectFunction(platform[method], `toBeginEnd: options.platform.${method}`);
    }
  }
  return PromiseOperation.adapt({
    fn,
    isBound,
    passSignal,
    signalAt: adaptedFunctions.has(fn) ? fn.length : fn.length - 1,
    platform,
    dispose: dispose as Method | undefined,
    reporter: { name, warned: new Set() },
    observed: undefined,
    observation: undefined,
  });
}
