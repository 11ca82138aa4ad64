import type { Address } from './addon.js';

/**
 * The locks that JavaScript holds, and that are a thread's: while another one had the next call made, that would wait for ever.
 *
 *     LockStore ──▶ made by some thread ──▶ all calls of that object by the same one ──▶ UnlockStore
 */
export class ThreadLocks {
  readonly #held = new Map<Address, { readonly thread: number; count: number }>();

  get isEmpty(): boolean {
    return this.#held.size === 0;
  }

  /** The thread that has the lock of an object; 0 where JavaScript does not hold it. */
  threadOf(object: Address): number {
    return this.#held.get(object)?.thread ?? 0;
  }

  /** A thread has locked an object, once more or for the first time. */
  taken(object: Address, thread: number): void {
    const held = this.#held.get(object);
    if (held) held.count += 1;
    else this.#held.set(object, { thread, count: 1 });
  }

  left(object: Address): void {
    const held = this.#held.get(object);
    if (held === undefined) return;
    held.count -= 1;
    if (held.count === 0) this.#held.delete(object);
  }

  /** JavaScript has let go of the object. */
  forget(object: Address): void {
    this.#held.delete(object);
  }
}
