import { isAborted } from '../adapters/abortSignals.js';
import { fromBeginEnd, fromBeginEndOptions } from '../adapters/fromBeginEnd.js';
import type { Method } from '../adapters/methods.js';
import { discard } from '../adapters/operation.js';
import { whenEnded } from '../adapters/whenEnded.js';
import type { CancellablePromise, FromBeginEndOptions } from '../adapters/types.js';
import { checkOptions, checkSignal, expectFunction } from '../contract/arguments.js';
import { asyncDispose } from '../contract/disposal.js';
import { MF_E_END_OF_STREAM, MF_E_SHUTDOWN } from '../contract/hresult.js';
import { hresultOf } from '../contract/hresultOf.js';
import type { IMFAsyncCallback, IMFAsyncResult } from '../contract/IMFAsyncResult.js';
import { fieldOf } from '../contract/isCancelled.js';
import { LinkedQueue } from '../contract/LinkedQueue.js';

/** The options of {@link iterateBeginEnd}: those of `fromBeginEnd`, and two of its own. */
export interface IterateOptions<Cookie = unknown, T = unknown> extends FromBeginEndOptions<Cookie, T> {
  /** Aborts the operation that is outstanding; its reason is thrown. */
  signal?: AbortSignal | undefined;
  /**
   * Whether an error of Begin or End is the regular end of the iteration. Anything but `true`, as the promise of an `async`
   * function, says that it is not. Default: `MF_E_SHUTDOWN` and `MF_E_END_OF_STREAM`.
   */
  until?: ((error: unknown) => boolean) | undefined;
}

/** An iteration that can be left at the end of a block by `await using`. */
export interface BeginEndIterator<T> extends AsyncIterableIterator<T> {
  /**
   * Ends the iteration: the outstanding operation is cancelled, `next()` calls that wait give `done: true`, and a value
   * that comes all the same is disposed.
   *
   * @returns resolves with `value` once the operation is over for good
   */
  return(value?: unknown): Promise<IteratorResult<T>>;
  /** The same, and rejects with `error`. */
  throw(error?: unknown): Promise<IteratorResult<T>>;
  /** Calls `return()`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** A call of an iterator that waits for those before it. */
interface Turn {
  readonly start: () => void;
  next: Turn | undefined;
}

const isRegularEnd = (error: unknown): boolean => {
  const hr = hresultOf(error);
  return hr === MF_E_SHUTDOWN || hr === MF_E_END_OF_STREAM;
};

/** Whether an error is the reason of an aborted signal; where a polyfill gives none, the adapter makes an AbortError. */
function isReasonOf(signal: AbortSignal, error: unknown): boolean {
  const reason = fieldOf(signal, 'reason');
  return reason === undefined ? fieldOf(error, 'name') === 'AbortError' : Object.is(error, reason);
}

/**
 * Repeats a Begin/End pair as an async iteration: each turn begins one operation and yields what End gives.
 *
 * No operation begins before `next()` asks for it, and at most one is outstanding: calls of `next()` queue up.
 * `return()`, which leaving a `for await` loop calls, cancels the outstanding operation like `cancel()` of its promise,
 * and resolves once that is over for good. `next()` does not wait for an operation that cannot be cancelled: End is
 * called when it completes, and its value is disposed.
 *
 * Where the operation takes arguments that change from turn to turn, await a function of `fromBeginEnd` in a loop.
 *
 * @param begin starts the operation; called as `begin(callback, state)`
 * @param end gives the outcome
 * @param options see {@link IterateOptions}
 * @returns an iterator that throws what Begin or End throws, unless `until` says that it is the end, and the reason of
 *   an aborted signal
 * @throws TypeError where an argument or option is of the wrong kind
 *
 * @example
 * const reports = iterateBeginEnd(
 *   (callback, state) => watcher.BeginGetReport(callback, state),
 *   (result) => watcher.EndGetReport(result),
 * );
 * for await (const report of reports) console.log(report);
 *
 * @see https://learn.microsoft.com/windows/win32/medfound/calling-asynchronous-methods
 */
export function iterateBeginEnd<Cookie = never, T = never>(
  begin: (callback: IMFAsyncCallback, state: never) => Cookie,
  end: (result: IMFAsyncResult) => T,
  options: IterateOptions<NoInfer<Cookie>, NoInfer<T>> = {},
): BeginEndIterator<Awaited<T>> {
  expectFunction(begin, 'iterateBeginEnd: begin');
  expectFunction(end, 'iterateBeginEnd: end');
  checkOptions(options, 'iterateBeginEnd', { ...fromBeginEndOptions, until: 'function', signal: 'any' });
  const { signal, until = isRegularEnd, ...others } = options;
  checkSignal(signal, 'iterateBeginEnd');
  const operate = fromBeginEnd<unknown, [], Cookie, T>(begin, end, others);
  const reporter = { name: operate.name, warned: new Set<never>() };
  const callOptions = { signal };
  // The reason of our own cancel: an object, so that no other error can be mistaken for it.
  const stop = {};
  const iteration: { newest?: CancellablePromise<Awaited<T>> | undefined; isStopped: boolean } = { isStopped: false };

  async function* iterate(): AsyncGenerator<Awaited<T>, unknown, undefined> {
    while (!iteration.isStopped) {
      let value: Awaited<T>;
      try {
        const operation = operate(callOptions);
        iteration.newest = operation;
        // It may have been stopped inside Begin, when there was no operation to cancel yet.
        if (iteration.isStopped) operation.cancel(stop);
        value = await operation;
      } catch (error) {
        const isReason = signal !== undefined && isAborted(signal) && isReasonOf(signal, error);
        // Compared with `true`: the promise of an `async` function would count as true as well.
        const isEnd: unknown = error === stop || (!isReason && until(error));
        if (isEnd === true) return undefined;
        throw error;
      }
      if (iteration.isStopped) {
        discard(reporter, others.dispose as Method | undefined, value);
        return undefined;
      }
      yield value;
    }
    return undefined;
  }

  const generator = iterate();
  const waiting = new LinkedQueue<Turn>();
  let isBusy = false;

  function goOn(): void {
    const turn = waiting.shift();
    if (turn === undefined) isBusy = false;
    else turn.start();
  }

  function run<Step>(call: () => Promise<Step>): Promise<Step> {
    isBusy = true;
    const step = call();
    void step.then(goOn, goOn);
    return step;
  }

  /**
   * Calls the generator once it has answered the calls before. It would queue them itself, but walks along its queue for
   * each that is added, and begins an operation in the asynchronous context of the call before.
   */
  function inTurn<Step>(call: () => Promise<Step>): Promise<Step> {
    if (!isBusy) return run(call);
    const turn = new Promise<void>((start) => waiting.push({ start, next: undefined }));
    return turn.then(() => run(call));
  }

  // Their turn would come behind an operation that may never complete: so return and throw cancel that first.
  async function leave(how: () => Promise<IteratorResult<Awaited<T>>>): Promise<IteratorResult<Awaited<T>>> {
    iteration.isStopped = true;
    iteration.newest?.cancel(stop);
    try {
      return await how();
    } finally {
      if (iteration.newest) await whenEnded(iteration.newest);
      // An iterator that is kept must not keep the last value.
      iteration.newest = undefined;
    }
  }
  const iterator: BeginEndIterator<Awaited<T>> = {
    next: () => inTurn(() => generator.next()),
    return: (value) => leave(() => inTurn(() => generator.return(value))),
    throw: (error) => leave(() => inTurn(() => generator.throw(error))),
    [asyncDispose]: async () => void (await iterator.return()),
    [Symbol.asyncIterator]: () => iterator,
  };
  return iterator;
}
