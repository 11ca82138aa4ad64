import { seenSize, shared, type Address } from './addon.js';

/** How a word is read that native code passes: by the type that C has there. */
export type WordType =
  | 'int8'
  | 'uint8'
  | 'int16'
  | 'uint16'
  | 'int32'
  | 'uint32'
  | 'int64'
  | 'uint64'
  | 'float'
  | 'double';

/**
 * The words of 64 bits that JavaScript and the addon show each other: one set for calls of JavaScript's, one for those of
 * native code's. As calls nest, arguments are converted first and written last, and an answer is read at once.
 */
export class Words {
  readonly doubles = new Float64Array(new ArrayBuffer(shared.length * 8));
  readonly #halves = new Uint32Array(this.doubles.buffer);
  readonly #singles = new Float32Array(this.doubles.buffer);
  readonly #long = new BigUint64Array(this.doubles.buffer);
  readonly #signedLong = new BigInt64Array(this.doubles.buffer);
  readonly #seen = new Uint8Array(this.doubles.buffer, shared.seen * 8, seenSize);

  /** An integer of up to 64 bits: what is larger than its type loses its upper bits, as in C. */
  put(index: number, value: number | bigint): void {
    if (typeof value === 'number') {
      this.#halves[2 * index] = value;
      this.#halves[2 * index + 1] = Math.floor(value / 0x1_0000_0000);
    } else this.#long[index] = value;
  }

  /** 128 bits, in two words. */
  putPair(index: number, value: bigint): void {
    this.#long[index] = value;
    this.#long[index + 1] = value >> 64n;
  }

  putFloat(index: number, value: number): void {
    this.#singles[2 * index] = value;
  }

  putDouble(index: number, value: number): void {
    this.doubles[index] = value;
  }

  /**
   * The kinds of the words of the next call, and whether it returns a float.
   *
   * @param lent a callback of ours whose reference the addon releases when the call has returned; 0: none
   * @param seen a block of memory that is wanted as it is when the call has returned; 0: none
   */
  putKinds(kinds: number, returnsFloat: boolean, lent: Address = 0, seen: Address = 0): void {
    this.#halves[2 * shared.kinds] = kinds;
    this.#halves[2 * shared.kinds + 1] = returnsFloat ? 0x8000_0000 : 0;
    this.put(shared.lent, lent);
    this.put(shared.seenAt, seen);
  }

  /** The bytes of a block as they were when the last call returned; `undefined` where that did not want them. */
  seen(block: Address): Uint8Array | undefined {
    return block !== 0 && this.address(shared.seenAt) === block ? this.#seen : undefined;
  }

  /** The lower half of a word. */
  half(index: number): number {
    return this.#halves[2 * index]!;
  }

  address(index: number): Address {
    return this.#halves[2 * index]! + this.#halves[2 * index + 1]! * 0x1_0000_0000;
  }

  get(index: number, type: WordType): number | bigint {
    const low = this.#halves[2 * index]!;
    switch (type) {
      case 'int8':
        return (low << 24) >> 24;
      case 'uint8':
        return low & 0xff;
      case 'int16':
        return (low << 16) >> 16;
      case 'uint16':
        return low & 0xffff;
      case 'int32':
        return low | 0;
      case 'uint32':
        return low;
      case 'int64':
        return this.#signedLong[index]!;
      case 'float':
        return this.#singles[2 * index]!;
      case 'double':
        return this.doubles[index]!;
      default:
        return this.#long[index]!;
    }
  }

  /** 128 bits, of two words. */
  pair(index: number): bigint {
    return this.#long[index]! | (this.#long[index + 1]! << 64n);
  }

  /** The tokens of so many callbacks that were taken out of the pool, copied: the next call may write others there. */
  tokensTaken(count: number): Uint32Array {
    return this.#halves.slice(2 * shared.tokensTaken, 2 * shared.tokensTaken + count);
  }
}
