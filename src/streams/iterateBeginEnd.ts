import { fromBeginEnd, fromBeginEndOptions } from '../adapters/fromBeginEnd.js';
import type { CancellablePromise, FromBeginEndOptions } from '../adapters/types.js';
import { checkOptions, checkSignal, expectFunction } from '../contract/arguments.js';
import { MF_E_END_OF_STREAM, MF_E_SHUTDOWN } from '../contract/hresult.js';
import { hresultOf } from '../contract/hresultOf.js';
import type { IMFAsyncCallback, IMFAsyncResult } from '../contract/IMFAsyncResult.js';

/** The options of {@link iterateBeginEnd}: those of `fromBeginEnd`, and two of its own. */
export interface IterateOptions<Cookie = unknown, T = unknown> extends FromBeginEndOptions<Cookie, T> {
  /** Aborts the operation that is outstanding; its reason is thrown. */
  signal?: AbortSignal | undefined;
  /**
   * Whether an error of Begin or End is the regular end of the iteration. Default: `MF_E_SHUTDOWN` and
   * `MF_E_END_OF_STREAM`.
   */
  until?: ((error: unknown) => boolean) | undefined;
}

const isRegularEnd = (error: unknown): boolean => {
  const hr = hresultOf(error);
  return hr === MF_E_SHUTDOWN || hr === MF_E_END_OF_STREAM;
};

/**
 * Repeats a Begin/End pair as an async iteration: each turn begins one operation and yields what End gives.
 *
 * No operation begins before `next()` asks for it, and at most one is outstanding: calls of `next()` queue up.
 * `return()`, which leaving a `for await` loop calls, cancels the outstanding operation like `cancel()` of its promise.
 * Where it cannot be cancelled, End is still called when it completes, and its value is disposed.
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
export function iterateBeginEnd<Cookie, T>(
  begin: (callback: IMFAsyncCallback, state: never) => Cookie,
  end: (result: IMFAsyncResult) => T,
  options: IterateOptions<NoInfer<Cookie>, NoInfer<T>> = {},
): AsyncIterableIterator<Awaited<T>> {
  expectFunction(begin, 'iterateBeginEnd: begin');
  expectFunction(end, 'iterateBeginEnd: end');
  checkOptions(options, 'iterateBeginEnd', { ...fromBeginEndOptions, until: 'function', signal: 'any' });
  const { signal, until = isRegularEnd, ...others } = options;
  checkSignal(signal, 'iterateBeginEnd');
  const operate = fromBeginEnd<unknown, [], Cookie, T>(begin, end, others);
  const callOptions = { signal };
  // The reason of our own cancel: an object, so that no other error can be mistaken for it.
  const stop = {};
  let outstanding: CancellablePromise<Awaited<T>> | undefined;
  let stopped = false;

  async function* iterate(): AsyncGenerator<Awaited<T>, void, undefined> {
    for (;;) {
      if (stopped) return;
      let value: Awaited<T>;
      try {
        outstanding = operate(callOptions);
        value = await outstanding;
      } catch (error) {
        const isAborted = signal?.aborted === true && error === signal.reason;
        if (error === stop || (!isAborted && until(error))) return;
        throw error;
      } finally {
        outstanding = undefined;
      }
      yield value;
    }
  }

  // The generator queues calls of next. It would queue return and throw as well, behind an operation that may never
  // complete: so those cancel the operation first.
  const generator = iterate();
  const cancel = () => {
    stopped = true;
    outstanding?.cancel(stop);
  };
  const iterator: AsyncIterableIterator<Awaited<T>> = {
    next: () => generator.next(),
    return: () => {
      cancel();
      return generator.return();
    },
    throw: (error) => {
      cancel();
      return generator.throw(error);
    },
    [Symbol.asyncIterator]: () => iterator,
  };
  return iterator;
}
