import type { Address } from '../native/koffi.js';
import type { Memory } from '../native/Memory.js';

/**
 * The native memory of one asynchronous read or write. The operation works on it for as long as it likes, also when
 * nobody waits for it any more; JavaScript's own bytes are touched in two moments only, when it begins and when it ends.
 */
export class Transfer {
  readonly #memory: Memory;
  readonly #bytes: Uint8Array;
  readonly #reads: boolean;
  #address: Address;

  /** @param reads whether bytes come in (BeginRead) rather than go out (BeginWrite) */
  constructor(memory: Memory, bytes: Uint8Array, count: number, reads: boolean) {
    this.#memory = memory;
    this.#bytes = bytes;
    this.#reads = reads;
    // One byte more, so that an empty transfer has an address too.
    this.#address = memory.allocateForWriting(count + 1);
    if (!reads) memory.write(this.#address, bytes, count);
  }

  get address(): Address {
    return this.#address;
  }

  /** The operation has ended with so many bytes: they are copied, and the memory is free. */
  end(count: number): void {
    if (this.#address === 0) return;
    // Bytes whose buffer was transferred meanwhile have no length any more: there is nowhere to copy to.
    if (this.#reads) this.#memory.read(this.#bytes, this.#address, Math.min(count, this.#bytes.byteLength));
    this.free();
  }

  /** The operation has failed, or will never end. */
  free(): void {
    if (this.#address !== 0) this.#memory.free(this.#address);
    this.#address = 0;
  }
}
