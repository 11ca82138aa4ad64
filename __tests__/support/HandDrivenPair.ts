import {
  E_ABORT,
  fromBeginEnd,
  HResultError,
  MFCreateAsyncResult,
  type FromBeginEndOptions,
  type IMFAsyncCallback,
  type IMFAsyncResult,
} from '../../src/index.js';

type Begin = (this: unknown, ...args: [...args: unknown[], callback: IMFAsyncCallback, state: unknown]) => unknown;

/** One call of Begin. */
export interface Begun {
  readonly self: unknown;
  readonly args: unknown[];
  readonly callback: IMFAsyncCallback;
  readonly state: unknown;
  readonly result: IMFAsyncResult;
}

/**
 * A Begin/End pair, written as an implementer writes one, whose operations complete when the test says so.
 *
 * `onBegin` is the body of Begin: what it returns is the cookie, what it throws Begin throws.
 */
export class HandDrivenPair {
  readonly begun: Begun[] = [];
  /** The results that End was called with. */
  readonly ended: unknown[] = [];
  readonly BeginRead: Begin;
  readonly EndRead: (this: unknown, result: IMFAsyncResult) => unknown;
  #onEnd: (result: IMFAsyncResult) => unknown = () => undefined;

  constructor(onBegin: (begun: Begun, pair: HandDrivenPair) => unknown = () => undefined) {
    const self = (): this => this;
    this.BeginRead = function BeginRead(...all) {
      const [callback, state] = all.slice(-2) as [IMFAsyncCallback, unknown];
      const result = MFCreateAsyncResult(null, callback, state) as IMFAsyncResult;
      const begun = { self: this, args: all.slice(0, -2), callback, state, result };
      self().begun.push(begun);
      return onBegin(begun, self());
    };
    this.EndRead = function EndRead(result) {
      self().ended.push(result);
      return self().#onEnd.call(this, result);
    };
  }

  /** The last call of Begin. */
  get last(): Begun {
    return this.begun.at(-1) as Begun;
  }

  /** Invokes the last operation's callback; `onEnd` is the body of End. */
  invoke(onEnd: (this: unknown, result: IMFAsyncResult) => unknown, { callback, result } = this.last): void {
    this.#onEnd = onEnd;
    callback.Invoke(result);
  }

  complete(value?: unknown, begun = this.last): void {
    this.invoke(() => value, begun);
  }

  fail(error: unknown, begun = this.last): void {
    this.invoke(() => {
      throw error;
    }, begun);
  }

  /** As Media Foundation completes what was cancelled. */
  completeCancelled(begun = this.last): void {
    this.fail(new HResultError(E_ABORT, 'EndRead'), begun);
  }
}

/** A pair, and the promise function that `fromBeginEnd` makes of it. */
export function adaptedPair(options?: FromBeginEndOptions, onBegin?: (begun: Begun, pair: HandDrivenPair) => unknown) {
  const pair = new HandDrivenPair(onBegin);
  const read = fromBeginEnd(pair.BeginRead, pair.EndRead, options);
  return { pair, read };
}
