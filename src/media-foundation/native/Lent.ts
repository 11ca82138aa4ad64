import type { Address } from './addon.js';
import { runForEach } from './runForEach.js';
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
  /** References, and what frees memory. Most calls lend nothing: the lists are made when they are needed. */
  #references: Address[] | undefined;
  #memory: (() => void)[] | undefined;

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  get isEmpty(): boolean {
    return this.#references === undefined;
  }

  /** A reference, to be released. */
  add(address: Address): Address {
    (this.#references ??= []).push(address);
    return address;
  }

  /** Memory, to be freed. */
  addMemory(free: () => void): void {
    (this.#memory ??= []).push(free);
  }

  /** Takes the references back, and leaves the memory. */
  releaseReferences(): void {
    const references = this.#references;
    if (references === undefined) return;
    while (references.length > 0) this.#runtime.release(references.pop()!);
    this.#references = undefined;
  }

  /** @throws what one of those that free memory has thrown first, once all have run */
  [Symbol.dispose](): void {
    this.releaseReferences();
    const memory = this.#memory;
    if (memory === undefined) return;
    this.#memory = undefined;
    runForEach(memory, (free) => free());
  }
}
