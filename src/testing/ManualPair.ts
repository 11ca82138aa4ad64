/**
 * A Begin/End pair whose operations complete when a test says so:
 *
 *     begin(...args, callback, state): cookie   is noted in `begun`; the cookie is the operation's result
 *     operation.complete(value)                 callback.Invoke(result)
 *     end(result, ...out): value                is noted in `ended`
 *     cancel(cookie)                            is noted in `cancelled`, and does nothing
 */
import { callbackFrom } from '../adapters/PromiseOperation.js';
import { siblingName } from '../adapters/methods.js';
import type { AsyncCallback } from '../adapters/types.js';
import { checkOptions } from '../contract/arguments.js';
import { E_INVALIDARG } from '../contract/hresult.js';
import { HResultError } from '../contract/HResultError.js';
import type { IMFAsyncResult } from '../contract/IMFAsyncResult.js';
import { ManualOperation } from './ManualOperation.js';

/** The options of a {@link ManualPair}. */
export interface ManualPairOptions<Args extends readonly unknown[] = unknown[], T = unknown, Cookie = unknown> {
  /** The name of Begin, for messages; End of `'BeginRead'` is called `'EndRead'`. Default: `'begin'`. */
  name?: string | undefined;
  /**
   * The body of Begin, called once the call is noted: Begin returns what it returns, and throws what it throws. Default:
   * it returns the result of the operation.
   */
  onBegin?: ((operation: ManualOperation<Args, T>) => Cookie) | undefined;
}

/**
 * A Begin/End pair that a test drives by hand. It stands for the real one in a test of the code that calls it: Begin
 * notes the call, and nothing happens until the test completes the operation, lets it fail, or never does.
 *
 * `begin`, `end` and `cancel` need no `this`. Hand them out under the names that your code knows:
 * `{ BeginRead: pair.begin, EndRead: pair.end }`, with `CancelRead: pair.cancel` where the real one can be cancelled.
 * `fromBeginEnd` takes the pair as it is, as one that can be cancelled. A third type argument is what Begin returns, where your
 * code needs to know: the cookie.
 *
 * End refuses as the contract has it: `E_PENDING` before completion, `MF_E_INVALIDREQUEST` the second time, `E_INVALIDARG`
 * for a result that is of another pair.
 *
 * To offer an `async` function as a pair, use `toBeginEnd`.
 *
 * @example
 * const pair = new ManualPair<[count: number], string>();
 * const read = fromBeginEnd(pair);
 * const promise = read(4);
 * pair.last.args[0]; // 4
 * pair.last.complete('data');
 * await promise; // 'data'
 */
export class ManualPair<Args extends readonly unknown[] = unknown[], T = unknown, Cookie = unknown> {
  /** What Begin was called with, in order. */
  readonly begun: readonly ManualOperation<Args, T>[];
  /** What End was called with, in order; also what it refused. */
  readonly ended: readonly IMFAsyncResult[];
  /** What Cancel was called with, in order: what Begin has returned. */
  readonly cancelled: readonly Cookie[];
  /** Begin. Throws a `TypeError` for a callback that is neither an object with `Invoke`, nor a function, nor `null`. */
  readonly begin: (this: unknown, ...args: [...args: Args, callback: AsyncCallback, state: unknown]) => Cookie;
  /** End. What comes after the result goes to the function of `completeWith`. */
  readonly end: (this: unknown, result: IMFAsyncResult, ...out: unknown[]) => T;
  /** Cancel. It only notes the call: complete the operation, or let it fail with `E_ABORT`, as the real one does. */
  readonly cancel: (this: unknown, cookie: Cookie) => void;
  readonly #name: string;
  /** How many operations `next` has given out, or promised. */
  #taken = 0;
  readonly #waiting: ((operation: ManualOperation<Args, T>) => void)[] = [];

  /**
   * @param options see {@link ManualPairOptions}; `onBegin` is needed where the cookie is no result
   * @throws TypeError where an option is of the wrong kind
   */
  constructor(
    ...[options = {}]: IMFAsyncResult extends Cookie
      ? [options?: ManualPairOptions<Args, T, Cookie>]
      : [options: ManualPairOptions<Args, T, Cookie> & { onBegin: {} }]
  ) {
    checkOptions(options, 'ManualPair', { name: 'string', onBegin: 'function' });
    const { name = 'begin', onBegin = ({ result }) => result as Cookie } = options as ManualPairOptions<
      Args,
      T,
      Cookie
    >;
    const endName = siblingName(name, 'End');
    const begun: ManualOperation<Args, T>[] = [];
    const byResult = new Map<IMFAsyncResult, ManualOperation<Args, T>>();
    const ended: IMFAsyncResult[] = [];
    const cancelled: Cookie[] = [];
    const note = (thisValue: unknown, all: readonly unknown[]): Cookie => {
      const count = all.length - 2;
      const callback = callbackFrom(all[count], count, name);
      const args = all.slice(0, count) as readonly unknown[] as Args;
      const operation = new ManualOperation<Args, T>({ thisValue, args, callback, state: all[count + 1] }, endName);
      begun.push(operation);
      byResult.set(operation.result, operation);
      this.#waiting.shift()?.(operation);
      return onBegin(operation);
    };
    this.#name = name;
    this.begun = begun;
    this.ended = ended;
    this.cancelled = cancelled;
    this.begin = function begin(...all) {
      return note(this, all);
    };
    this.end = function end(result, ...out) {
      ended.push(result);
      const operation = byResult.get(result);
      if (operation === undefined) {
        throw new HResultError(E_INVALIDARG, endName, { fault: 'this result belongs to another operation' });
      }
      return operation.end(this, out);
    };
    this.cancel = (cookie) => void cancelled.push(cookie);
    // fromBeginEnd names Begin and End in its messages.
    Object.defineProperty(this.begin, 'name', { value: name });
    Object.defineProperty(this.end, 'name', { value: endName });
  }

  /** The last call of Begin. @throws Error where there was none */
  get last(): ManualOperation<Args, T> {
    const last = this.begun.at(-1);
    if (last === undefined) throw new Error(`ManualPair.last: ${this.#name} was not called, there is no operation`);
    return last;
  }

  /**
   * Gives the calls of Begin out one after the other: the first call of `next` gives the first one, which may have been made
   * already or is waited for. For code under test that calls Begin some time later, without counting turns or microtasks.
   *
   * @example
   * const pair = new ManualPair<[], string>();
   * const read = fromBeginEnd(pair);
   * const lines = (async () => `${await read()}, ${await read()}`)();
   * (await pair.next()).complete('one');
   * (await pair.next()).complete('two');
   * await lines; // 'one, two'
   */
  next(): Promise<ManualOperation<Args, T>> {
    return new Promise((resolve) => {
      const operation = this.begun[this.#taken];
      this.#taken += 1;
      if (operation === undefined) this.#waiting.push(resolve);
      else resolve(operation);
    });
  }
}
