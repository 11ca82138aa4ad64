import { describe } from '../contract/describe.js';
import type { IMFAsyncCallback, IMFAsyncResult } from '../contract/IMFAsyncResult.js';
import { BeginEndOperation, type BeginEndAdapter } from './beginEndOperation.js';
import { checkAbortPolicy, type CallOptions } from './callOptions.js';
import { checkOptions, expectFunction, isObject, methodNames, methodOf, type Method } from './members.js';
import { lowerFirst, pairNames } from './names.js';
import { disposeByDefault } from './operation.js';
import type {
  CancellablePromise,
  FromBeginEndOptions,
  PairCookie,
  PairMethod,
  PairMethods,
  PairName,
  PairResult,
} from './types.js';

type Options = FromBeginEndOptions<never, never>;
type Adapted = (...args: unknown[]) => CancellablePromise<unknown>;

/** A function's parameters, compared loosely: whoever implements End may ask for a result of his own class. */
type EndFunction<This, T> = { bivariant(this: This, result: IMFAsyncResult): T }['bivariant'];

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
export function fromBeginEnd<This, A extends unknown[], Cookie, T>(
  begin: (this: This, ...args: [...A, callback: IMFAsyncCallback, state: never]) => Cookie,
  end: EndFunction<This, T>,
  options?: FromBeginEndOptions<NoInfer<Cookie>, NoInfer<T>>,
): (this: This, ...args: [...A, options?: CallOptions]) => CancellablePromise<Awaited<T>>;
/**
 * The same for the pair of an object that is called `name`: `'Read'` stands for `BeginRead` and `EndRead`, or `beginRead` and
 * `endRead`. Its `CancelRead(cookie)`, where it has one, is the cancel action.
 *
 * @throws TypeError where the object has no such pair
 *
 * @example
 * const read = fromBeginEnd(stream, 'Read');
 */
export function fromBeginEnd<O extends object, X extends PairName<O>>(
  object: O,
  name: X,
  options?: FromBeginEndOptions<PairCookie<O, X>, PairResult<O, X>>,
): PairMethod<O, X>;
/**
 * The same for every pair of an object; the pair `Read` becomes the method `read`.
 *
 * @throws TypeError where the object has no pair
 *
 * @example
 * const { read, write } = fromBeginEnd(stream);
 */
export function fromBeginEnd<O extends object>(
  object: [PairName<O>] extends [never] ? never : O,
  options?: FromBeginEndOptions<PairCookie<O, PairName<O>>, PairResult<O, PairName<O>>>,
): PairMethods<O>;
export function fromBeginEnd(first: unknown, second?: unknown, third?: Options): unknown {
  if (typeof second === 'string') {
    if (!isObject(first)) throw new TypeError(`fromBeginEnd: expected an object, got ${describe(first)}`);
    return adaptPair(first, second, third);
  }
  if (typeof first === 'function') {
    expectFunction(second, 'fromBeginEnd: end');
    const begin = first as Method;
    return adapt(begin, second, undefined, begin.name, undefined, third);
  }
  if (!isObject(first)) throw new TypeError(`fromBeginEnd: begin must be a function or an object, got ${describe(first)}`);
  const names = new Set(methodNames(first).flatMap((name) => pairName(first, name) ?? []));
  if (names.size === 0) throw new TypeError('fromBeginEnd: the object has no Begin/End pair');
  const options = second as Options | undefined;
  return Object.fromEntries([...names].map((name) => [lowerFirst(name), adaptPair(first, name, options)]));
}

/** `'Read'` for `BeginRead` or `beginRead` of an object that has the End to it. */
function pairName(object: object, begin: string): string | undefined {
  const name = /^[Bb]egin(.+)$/.exec(begin)?.[1];
  return name !== undefined && name.charAt(0) === name.charAt(0).toUpperCase() && findPair(object, name)
    ? name
    : undefined;
}

function findPair(object: object, name: string): { begin: Method; end: Method; cancel?: Method; key: string } | undefined {
  // The COM spelling first: where both exist it counts.
  for (const [b, e, c] of [
    ['Begin', 'End', 'Cancel'],
    ['begin', 'end', 'cancel'],
  ] as const) {
    const key = b + name;
    const begin = methodOf(object, key);
    const end = methodOf(object, e + name);
    const cancel = methodOf(object, c + name);
    if (begin && end) return { begin, end, key, ...(cancel && { cancel }) };
  }
  return undefined;
}

function adaptPair(object: object, name: string, options: Options | undefined): Adapted {
  const pair = findPair(object, name);
  if (pair === undefined) {
    throw new TypeError(`fromBeginEnd: the object has no pair Begin${name}, End${name}`);
  }
  return adapt(pair.begin, pair.end, pair.cancel, pair.key, object, options);
}

function adapt(
  begin: Method,
  end: Method,
  cancel: Method | undefined,
  key: string,
  object: object | undefined,
  options: Options = {},
): Adapted {
  checkOptions(options, 'fromBeginEnd', { cancel: 'function', dispose: 'function', name: 'string' });
  checkAbortPolicy(options.onAbort, 'fromBeginEnd');
  const cancelAction = (options.cancel as Method | undefined) ?? cancel;
  const adapter: BeginEndAdapter = {
    ...pairNames(options.name ?? (key || 'begin')),
    begin,
    end: object === undefined ? end : (result) => end.call(object, result),
    cancel: object === undefined || cancelAction === undefined ? cancelAction : (cookie) => cancelAction.call(object, cookie),
    object,
    dispose: (options.dispose as Method | undefined) ?? disposeByDefault,
    onAbort: options.onAbort,
    state: options.state ?? null,
    warned: new Set(),
  };
  function adapted(this: unknown, ...args: unknown[]): CancellablePromise<unknown> {
    return BeginEndOperation.start(adapter, object === undefined ? this : undefined, args);
  }
  // As the function that it stands for: without callback and state.
  Object.defineProperty(adapted, 'name', { value: adapter.name, configurable: true });
  Object.defineProperty(adapted, 'length', { value: Math.max(0, begin.length - 2), configurable: true });
  return adapted;
}

/**
 * Resolves once an operation is over for good: End has returned, or Begin has failed, so that the operation uses its
 * buffers no more. After an abandoned abort that is later than the promise.
 *
 * @param promise a promise that a function of `fromBeginEnd` gave
 * @returns never rejects, but with an `HResultError` where lost-callback detection finds that it can never resolve
 * @throws TypeError where the promise is not such a one
 *
 * @example
 * const reading = read(4096, { signal, onAbort: 'abandon' });
 * await reading.catch(() => {});
 * await whenEnded(reading); // the buffer may be used again
 *
 * @see https://learn.microsoft.com/windows/win32/medfound/calling-asynchronous-methods
 */
export function whenEnded(promise: Promise<unknown>): Promise<void> {
  return BeginEndOperation.of(promise, 'whenEnded').whenEnded();
}
