import pDefer from 'p-defer';

import { checkOptions, expectFunction } from '../contract/arguments.js';
import type { IMFAsyncCallback, IMFAsyncResult } from '../contract/IMFAsyncResult.js';
import { BeginEndOperation, type BeginEndAdapter } from './BeginEndOperation.js';
import { checkAbortPolicy, type CallOptions } from './callOptions.js';
import { methodsOf, type Method } from './members.js';
import { siblingName } from './names.js';
import { ABANDONED, disposeByDefault } from './operation.js';
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
  options?: FromBeginEndOptions<NoInfer<Exclude<Cookie, null>>, NoInfer<Awaited<T>>>,
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
export function fromBeginEnd<O extends object, X extends string & PairName<O>>(
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
  if (typeof first === 'function' && typeof second !== 'string') {
    expectFunction(second, 'fromBeginEnd: end');
    return adapt({ begin: first as Method, end: second, key: first.name || 'begin' }, third);
  }
  const pairs = pairsOf(first);
  if (typeof second === 'string') {
    const pair = pairs.get(second);
    if (pair) return adapt(pair, third, first as object);
    throw new TypeError(`fromBeginEnd: the object has no pair Begin${second}, End${second}`);
  }
  if (pairs.size === 0) throw new TypeError('fromBeginEnd: the object has no Begin/End pair');
  return Object.fromEntries(
    [...pairs].map(([name, pair]) => [
      name.charAt(0).toLowerCase() + name.slice(1),
      adapt(pair, second as Options, first as object),
    ]),
  );
}

interface Pair {
  readonly begin: Method;
  readonly end: Method;
  readonly cancel?: Method | undefined;
  /** The name of Begin. */
  readonly key: string;
}

/** The pairs of an object, by name: `'Read'` for `BeginRead` with `EndRead`, or `beginRead` with `endRead`. */
function pairsOf(object: unknown): Map<string, Pair> {
  const methods = methodsOf(object, 'fromBeginEnd');
  const pairs = new Map<string, Pair>();
  for (const [key, begin] of methods) {
    const name = /^[Bb]egin(?![a-z])(.+)/.exec(key)?.[1];
    const end = methods.get(siblingName(key, 'End'));
    // The COM spelling counts where both exist.
    if (name && end && (key.startsWith('B') || !pairs.has(name))) {
      pairs.set(name, { begin, end, cancel: methods.get(siblingName(key, 'Cancel')), key });
    }
  }
  return pairs;
}

/** Methods of an object are bound to it already. */
function adapt({ begin, end, cancel, key }: Pair, options: Options = {}, object?: object): Adapted {
  checkOptions(options, 'fromBeginEnd', { cancel: 'function', dispose: 'function', name: 'string' });
  const { onAbort, name = key } = options;
  checkAbortPolicy(onAbort, 'fromBeginEnd');
  const adapter: BeginEndAdapter = {
    name,
    begin,
    end,
    cancel:
      object && options.cancel
        ? (options.cancel as Method).bind(object)
        : ((options.cancel as Method | undefined) ?? cancel),
    dispose: (options.dispose as Method | undefined) ?? disposeByDefault,
    onAbort,
    state: options.state ?? null,
    warned: new Set(),
  };
  function adapted(this: unknown, ...args: unknown[]): CancellablePromise<unknown> {
    return BeginEndOperation.start(adapter, object ? undefined : this, args);
  }
  // As the function that it stands for: without callback and state.
  return Object.defineProperties(adapted, {
    name: { value: name },
    length: { value: Math.max(0, begin.length - 2) },
  });
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
  const { extras, state } = BeginEndOperation.of(promise, 'whenEnded');
  const ended = (extras.ended ??= pDefer());
  if (state > ABANDONED) ended.resolve();
  return ended.promise;
}
