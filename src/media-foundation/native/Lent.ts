import type { Address } from './koffi.js';
import type { Runtime } from './Runtime.js';

/**
 * References and memory that a native call has lent: disposing of it takes them back, and it can be used again. By try and
 * finally: TypeScript compiles `using` for ES2022 to helpers of many lines.
 */
export class Lent implements Disposable {
  readonly #runtime: Runtime;
  /** References, and what frees memory; made when the first one comes, as most calls lend nothing. */
  #all: (Address | (() => void))[] | undefined;

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  get isEmpty(): boolean {
    return this.#all === undefined;
  }

  add(reference: Address): Address {
    (this.#all ??= []).push(reference);
    return reference;
  }

  addMemory(free: () => void): void {
    (this.#all ??= []).push(free);
  }

  [Symbol.dispose](): void {
    const all = this.#all ?? [];
    this.#all = undefined;
    for (const one of all) {
      if (typeof one === 'number') this.#runtime.release(one);
      else one();
    }
  }
}
