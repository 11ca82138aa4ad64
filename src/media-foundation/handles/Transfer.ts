import { byteLengthOf } from '../../contract/bytes.js';
import { seenSize, type Address } from '../native/addon.js';
import { copySmall, type Memory } from '../native/Memory.js';
import type { TransferTable } from '../native/TransferTable.js';

/**
 * The native memory of one asynchronous read or write. The operation may use it until it ends, also when its promise was
 * abandoned; the bytes of JavaScript are touched twice only: read when a write begins, written when a read ends.
 */
export class Transfer {
  readonly #memory: Memory;
  readonly #bytes: Uint8Array;
  readonly #reads: boolean;
  /** How many bytes native code has been given. */
  readonly #count: number;
  #table: TransferTable | undefined;
  #token = 0;
  /** 0 once the memory is free. */
  address: Address;

  /** @param reads `true` for BeginRead, `false` for BeginWrite */
  constructor(memory: Memory, bytes: Uint8Array, count: number, reads: boolean) {
    this.#memory = memory;
    this.#bytes = bytes;
    this.#reads = reads;
    this.#count = count;
    // One byte more: an empty transfer needs an address as well.
    this.address = memory.take(count + 1);
    if (!reads) memory.write(this.address, bytes, count);
  }

  /** The operation is under way. @param token of its callback, by which the memory is known where a worker ends meanwhile */
  begun(table: TransferTable, token: number): void {
    table.note(token, this.address);
    this.#table = table;
    this.#token = token;
  }

  /** The block that a call of End is to bring back with it, where few bytes are read; 0: none. */
  get wanted(): Address {
    return this.#reads && this.#count <= seenSize ? this.address : 0;
  }

  /**
   * The operation has ended, with `count` bytes: copies what was read, and frees the memory.
   *
   * @param seen the block, where End has brought it
   */
  end(count: number, seen?: Uint8Array): void {
    if (this.address === 0) return;
    if (this.#reads) {
      // Bytes whose buffer was transferred meanwhile have the length 0: nothing is copied then. Native code may claim to have
      // read more than there was room for.
      const size = Math.min(count, this.#count, byteLengthOf(this.#bytes));
      if (seen === undefined) this.#memory.read(this.#bytes, this.address, size);
      else copySmall(this.#bytes, seen, size);
    }
    this.free();
  }

  /** Frees the memory: the operation has failed, or will never end. */
  free(): void {
    const { address } = this;
    if (address === 0) return;
    this.#table?.strike(this.#token, address);
    this.#memory.giveBack(address, this.#count + 1);
    this.address = 0;
  }
}
