import { describe } from '../contract/arguments.js';
import { Closing } from '../contract/disposal.js';
import { fieldOf } from '../contract/isCancelled.js';

type AnyIterator<T> = AsyncIterator<T> | Iterator<T>;

/** @returns `undefined` for what is not iterable by this symbol */
export function iteratorOf<T>(
  iterable: unknown,
  symbol: typeof Symbol.asyncIterator | typeof Symbol.iterator,
): AnyIterator<T> | undefined {
  const method = fieldOf(iterable, symbol);
  const iterator: unknown = typeof method === 'function' ? Reflect.apply(method, iterable, []) : undefined;
  return typeof fieldOf(iterator, 'next') === 'function' ? (iterator as AnyIterator<T>) : undefined;
}

/**
 * An iterator that a stream or a generator owns: asked for one value at a time and, as by `for await`, returned at most
 * once, and not where it is over: it has said `done: true`, or thrown.
 */
export class OwnedIterator<T> {
  readonly #iterator: AnyIterator<T>;
  readonly #caller: string;
  readonly #returning: Closing;
  #isAsked = false;
  #isOver = false;

  /**
   * @param caller the function that was given the iterable, for errors
   * @param operation the call that returns the iterator, for the warning where that fails
   */
  constructor(iterator: AnyIterator<T>, caller: string, operation: string) {
    this.#iterator = iterator;
    this.#caller = caller;
    this.#returning = new Closing(operation);
  }

  /** @throws TypeError where the iterator gives no object */
  async next(): Promise<IteratorResult<T, unknown>> {
    let isOver = true;
    this.#isAsked = true;
    try {
      const step: unknown = await this.#iterator.next();
      if (typeof step !== 'object' || step === null) {
        throw new TypeError(`${this.#caller}: expected an object from next() of the iterator, got ${describe(step)}`);
      }
      isOver = Boolean((step as IteratorResult<T>).done);
      return step as IteratorResult<T>;
    } finally {
      this.#isAsked = false;
      this.#isOver ||= isOver;
    }
  }

  /** Returns the iterator, if it is not over, without waiting for that. */
  return(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#returning.run(() => this.#iterator.return?.());
  }

  /**
   * Settles as `return()` of the iterator does; at once while `next` is pending. An async generator runs `return()` only
   * after that, and so never where its source is silent for ever. If it then fails, that is warned about.
   */
  async whenReturned(): Promise<void> {
    if (!this.#isAsked) await this.#returning.wait();
  }
}
