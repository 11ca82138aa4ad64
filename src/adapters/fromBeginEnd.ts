/**
 * A Begin/End pair becomes one function:
 *
 *     begin(...args, callback, state): cookie
 *     callback.Invoke(result)                      ─▶  operate(...args, { signal, onAbort }?): CancellablePromise<value>
 *     end(result): value
 *     cancel(cookie)                               ─▶  promise.cancel(reason), or an abort of the signal
 */
import { checkOptions, expectFunction } from '../contract/arguments.js';
import type { IMFAsyncCallback } from '../contract/IMFAsyncResult.js';
import { BeginEndOperation } from './BeginEndOperation.js';
import { checkAbortPolicy, type CallOptions } from './callOptions.js';
import type { NoPairFirst, NoPairs, NoPairSecond, NoPairThird } from './faultTypes.js';
import {
  adaptedFunctions,
  expectNoMore,
  expectObject,
  hasPairs,
  pairNames,
  pairOf,
  trioOf,
  type Method,
  type Pair,
} from './methods.js';
import type { AnyMethod, Untyped } from './methodTypes.js';
import type * as Pairs from './pairTypes.js';
import type { CancellablePromise, FromBeginEndOptions, MisuseKind } from './types.js';

type Options = FromBeginEndOptions<never, never>;

// The order counts: editors offer the names that the first overload takes, compilers show the errors of the last one.

/**
 * Turns a pair of an object into a function that returns a cancellable Promise. `'Read'` stands for `BeginRead` and `EndRead`,
 * or `beginRead` and `endRead`. Its `CancelRead(cookie)`, where it has one, is the cancel action. In all other respects it is as
 * for two functions.
 *
 * @param object has the pair; it is `this` in Begin, End and Cancel
 * @param name the name of the pair, without Begin
 * @param options see {@link FromBeginEndOptions}
 * @throws TypeError where the object has no such pair
 *
 * @example
 * const read = fromBeginEnd(stream, 'Read');
 */
export function fromBeginEnd<
  O extends object = Untyped,
  X extends string & Pairs.KnownPairName<O> = string & Pairs.KnownPairName<O>,
>(object: Pairs.WithPair<O, X>, name: X, options?: Pairs.NamedOptions<O, X>): Pairs.PairMethod<O, X>;
/**
 * Turns a Begin/End pair into a function that returns a cancellable Promise.
 *
 * The function takes the arguments of Begin, and call options (`{ signal, onAbort }`) after them. It calls
 * `begin(...args, callback, state)` at once, with its own `this`; when the callback is invoked it calls `end(result)`, once,
 * and the promise is settled with what that returns or throws. Where Begin throws, or returns a failure HRESULT, the
 * promise is rejected and End is not called.
 *
 * Where the operation yields an event each time it is begun, `iterateBeginEnd` fits better.
 *
 * @param begin starts the operation and returns its cancel cookie, if any
 * @param end gives the outcome
 * @param options see {@link FromBeginEndOptions}
 * @returns a function whose promise rejects with what Begin or End throws, with an `HResultError` where Begin returned a
 *   failure HRESULT or the result's status is one, and with the reason of an abort
 * @throws TypeError where an argument or option is of the wrong kind
 *
 * @example
 * const read = fromBeginEnd(
 *   (count: number, callback: IMFAsyncCallback, state: unknown) => stream.BeginRead(bytes, count, callback, state),
 *   (result) => stream.EndRead(result),
 * );
 * const bytesRead = await read(4096, { signal: AbortSignal.timeout(1000) });
 *
 * @see https://learn.microsoft.com/windows/win32/medfound/calling-asynchronous-methods
 */
export function fromBeginEnd<Begin extends AnyMethod | Function = never, End extends AnyMethod | Function = never>(
  begin: Begin | Pairs.InlineBegin,
  end: Pairs.EndOf<Begin, End>,
  options?: Pairs.PairOptions<Begin, End>,
): Pairs.AdaptedFunction<Begin, End>;
/** The same for a Begin with type parameters, which the function keeps. */
export function fromBeginEnd<This, A extends unknown[], Cookie, T>(
  begin: (this: This, ...args: [...A, callback: IMFAsyncCallback, state: never]) => Cookie,
  end: Pairs.EndFunction<This, T>,
  options?: Pairs.PairOptions<() => Cookie, () => T>,
): (this: This, ...args: [...A, options?: CallOptions]) => CancellablePromise<Awaited<T>>;
/** The same for an object of type `any`, of which TypeScript does not know what will become of it. */
export function fromBeginEnd<O>(object: Pairs.Unknown<O>, options?: Pairs.TrioOptions<O>): Pairs.UntypedMethods<O>;
/**
 * The same for an object that is a pair itself: it has `begin`, `end` and perhaps `cancel`, and no other pair.
 *
 * @throws TypeError where the object is no such pair
 *
 * @example
 * const double = fromBeginEnd(toBeginEnd(async (value: number) => value * 2));
 * await double(2); // 4
 */
export function fromBeginEnd<O extends object = never>(
  trio: Pairs.WithTrio<O>,
  options?: Pairs.TrioOptions<O>,
): Pairs.TrioFunction<O>;
/**
 * The same for every pair of an object; the pair `Read` becomes the method `read`.
 *
 * @throws TypeError where the object has no pair
 *
 * @example
 * const { read, write } = fromBeginEnd(stream);
 */
export function fromBeginEnd<O extends object = Untyped>(
  object: Pairs.WithPairs<O>,
  options?: Pairs.WholeOptions<O>,
): Pairs.PairMethods<O>;
/** Says what is wrong with an argument that none of the others takes. */
export function fromBeginEnd<O extends object>(object: NoPairs<O>): never;
/** Says what is wrong with arguments that none of the others takes. */
export function fromBeginEnd<First extends object, Second extends string | object, Third = undefined>(
  first: NoPairFirst<First, Second, Third>,
  second: NoPairSecond<First, Second>,
  options?: NoPairThird<First, Second, Third>,
): never;
export function fromBeginEnd(first: unknown, second?: unknown, third?: Options): unknown {
  if (typeof second === 'string') return adapt(pairOf(first, second), third);
  if (typeof first === 'function' && (typeof second === 'function' || !hasPairs(first))) {
    expectFunction(second, 'fromBeginEnd: end');
    return adapt({ begin: first as Method, end: second, key: first.name || 'begin' }, third);
  }
  expectObject(first, 'fromBeginEnd');
  expectNoMore(third, second, 'fromBeginEnd');
  const options = second as Options | undefined;
  const names = pairNames(first);
  if (names.length > 0) {
    return Object.fromEntries(
      names.map((name) => [name.charAt(0).toLowerCase() + name.slice(1), adapt(pairOf(first, name), options)]),
    );
  }
  return adapt(trioOf(first), options);
}

/** The options of an adapter, and their types. */
export const fromBeginEndOptions = {
  cancel: 'function',
  onAbort: 'any',
  dispose: 'function',
  state: 'any',
  name: 'string',
} as const;

function adapt({ begin, end, key, object, ...pair }: Pair, options: Options = {}): unknown {
  checkOptions(options, 'fromBeginEnd', fromBeginEndOptions);
  const { onAbort, name = key, state = null } = options;
  checkAbortPolicy(onAbort, 'fromBeginEnd');
  const cancel = options.cancel as Method | undefined;
  const reporter = { name, warned: new Set<MisuseKind>() };
  const adapted = BeginEndOperation.adapt({
    begin,
    end,
    cancel: (object && cancel?.bind(object)) ?? cancel ?? pair.cancel,
    dispose: options.dispose as Method | undefined,
    onAbort,
    state,
    arity: begin.length - 2,
    isBound: object !== undefined,
    reporter,
    over: { reporter },
    observed: undefined,
  });
  // As the function that it stands for: without callback and state.
  Object.defineProperties(adapted, { name: { value: name }, length: { value: Math.max(0, begin.length - 2) } });
  adaptedFunctions.add(adapted);
  return adapted;
}
