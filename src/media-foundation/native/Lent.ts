import type { Address } from './koffi.js';
import type { Runtime } from './Runtime.js';

/**
 * What one native call has lent: references and memory that are taken back when it is disposed of. It can be used again
 * after that.
 *
 *     const lent = new Lent(runtime);
 *     try {
 *       call(lent.add(reference));
 *     } finally {
 *       lent[Symbol.dispose](); // `using` is compiled to a helper of many lines for ES2022
 *     }
 */
export class Lent implements Disposable {
  readonly #runtime: Runtime;
  /** References, and what frees memory. Most calls lend nothing: the list is made when it is needed. */
  #all: (Address | (() => void))[] | undefined;

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  get isEmpty(): boolean {
    return this.#all === undefined;
  }

  /** A reference, to be released. */
  add(address: Address): Address {
    (this.#all ??= []).push(address);
    return address;
  }

  /** Memory, to be freed. */
  addMemory(free: () => void): void {
    (this.#all ??= []).push(free);
  }

  [Symbol.dispose](): void {
    const all = this.#all;
    if (all === undefined) return;
    this.#all = undefined;
    for (const one of all) {
      if (typeof one === 'number') this.#runtime.release(one);
      else one();
    }
  }
}
