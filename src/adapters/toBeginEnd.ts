import { checkOptions, describe, expectFunction, isCallback } from '../contract/arguments.js';
import type { IMFAsyncCallback, IMFAsyncResult } from '../contract/IMFAsyncResult.js';
import { methodsOf, type Method } from './members.js';
import { upperFirst } from './names.js';
import { disposeByDefault } from './operation.js';
import { PromiseOperation, type PromiseAdapter } from './PromiseOperation.js';
import type { BeginEnd, BeginEndMethods, MethodName, MethodResult, ToBeginEndOptions } from './types.js';

type Options = ToBeginEndOptions<never>;

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
export function toBeginEnd<F extends (...args: never[]) => unknown, const Pass extends boolean = false>(
  fn: F,
  options?: ToBeginEndOptions<Awaited<ReturnType<F>>> & { passSignal?: Pass | undefined },
): BeginEnd<F, Pass>;
/**
 * The same for the method of an object that is called `name`, or `name` with `Async` behind it, which counts where both exist:
 * `'read'` becomes `{ BeginRead, EndRead, CancelRead }`.
 *
 * @throws TypeError where the object has no such method
 *
 * @example
 * const { BeginRead, EndRead, CancelRead } = toBeginEnd(reader, 'read');
 */
export function toBeginEnd<O extends object, X extends MethodName<O>, const Pass extends boolean = false>(
  object: O,
  name: X,
  options?: ToBeginEndOptions<MethodResult<O, X>> & { passSignal?: Pass | undefined },
): BeginEndMethods<O, X, Pass>;
/**
 * The same for every method of an object, its own and inherited ones.
 *
 * @throws TypeError where the object has no method
 *
 * @example
 * const stream = toBeginEnd(reader); // BeginRead, EndRead, CancelRead, BeginClose, …
 */
export function toBeginEnd<O extends object, const Pass extends boolean = false>(
  object: [MethodName<O>] extends [never] ? never : O,
  options?: ToBeginEndOptions<MethodResult<O, MethodName<O>>> & { passSignal?: Pass | undefined },
): BeginEndMethods<O, MethodName<O>, Pass>;
export function toBeginEnd(first: unknown, second?: unknown, third?: Options): unknown {
  const asked = typeof second === 'string';
  if (typeof first === 'function' && !asked) {
    const { name } = first;
    return adapt(first as Method, name ? `Begin${upperFirst(name)}` : 'begin', second as Options, false);
  }
  const methods = methodsOf(first, 'toBeginEnd');
  const names = asked ? [second] : [...methods.keys()].map((key) => key.replace(/(?<=.)Async$/, ''));
  if (names.length === 0) throw new TypeError('toBeginEnd: the object has no method');
  const trios: Record<string, unknown> = {};
  for (const key of names) {
    const method = methods.get(`${key}Async`) ?? methods.get(key);
    expectFunction(method, `toBeginEnd: ${key} of the object`);
    const name = upperFirst(key);
    const { begin, end, cancel } = adapt(method, `Begin${name}`, asked ? third : (second as Options), true);
    Object.assign(trios, { [`Begin${name}`]: begin, [`End${name}`]: end, [`Cancel${name}`]: cancel });
  }
  return trios;
}

interface Trio {
  begin: (...args: unknown[]) => IMFAsyncResult;
  end: (result: IMFAsyncResult) => unknown;
  cancel: (result: IMFAsyncResult) => void;
}

/** Methods of an object are bound to it already. */
function adapt(fn: Method, key: string, options: Options = {}, isBound: boolean): Trio {
  checkOptions(options, 'toBeginEnd', {
    passSignal: 'boolean',
    dispose: 'function',
    platform: 'object',
    name: 'string',
  });
  const { name = key, passSignal, platform } = options;
  if (platform) {
    for (const method of ['MFCreateAsyncResult', 'MFInvokeCallback'] as const) {
      expectFunction(platform[method], `toBeginEnd: options.platform.${method}`);
    }
  }
  const adapter: PromiseAdapter = {
    name,
    fn,
    dispose: (options.dispose as Method | undefined) ?? disposeByDefault,
    passSignal,
    platform,
    warned: new Set(),
  };
  return {
    begin(...args) {
      if (args.length < 2) throw new TypeError(`${name}: expected a callback and a state as the last two arguments`);
      const callback = callbackFrom(args[args.length - 2], name);
      return PromiseOperation.begin(adapter, isBound ? undefined : this, args, callback, args[args.length - 1]);
    },
    end: (result) => PromiseOperation.of(adapter, result, 'End').end(result),
    cancel: (result) => PromiseOperation.of(adapter, result, 'Cancel').cancel(),
  };
}

/** A callback as the contract has it; a plain function is wrapped. */
function callbackFrom(callback: unknown, name: string): IMFAsyncCallback | null {
  if (callback === null || isCallback(callback)) return callback;
  if (typeof callback === 'function') return wrapped(callback as Method);
  throw new TypeError(`${name}: callback must be an IMFAsyncCallback, a function or null, got ${describe(callback)}`);
}

const wrapped = (callback: Method): IMFAsyncCallback => ({ Invoke: (result) => callback(result) });
