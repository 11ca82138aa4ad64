/**
 * Where out parameters are written. Calls nest (native code that is called may call JavaScript, which calls native
 * code), so slots are taken like the stack is.
 */
export class Slot {
  readonly words: Uint32Array;
  readonly bytes: Uint8Array;
  readonly #signed: Int32Array;
  readonly #long: BigInt64Array;
  readonly #unsignedLong: BigUint64Array;
  readonly #double: Float64Array;
  readonly #single: Float32Array;

  constructor() {
    const buffer = new ArrayBuffer(Slot.size);
    this.words = new Uint32Array(buffer);
    this.bytes = new Uint8Array(buffer);
    this.#signed = new Int32Array(buffer);
    this.#long = new BigInt64Array(buffer);
    this.#unsignedLong = new BigUint64Array(buffer);
    this.#double = new Float64Array(buffer);
    this.#single = new Float32Array(buffer);
  }

  /** The largest thing that comes out is a PROPVARIANT. */
  static readonly size = 24;

  clear(): void {
    const { words } = this;
    words[0] = words[1] = words[2] = words[3] = words[4] = words[5] = 0;
  }

  get address(): number {
    return this.words[0]! + this.words[1]! * 0x1_0000_0000;
  }

  /** A scalar, as what it is. */
  get(kind: string): number | bigint | boolean {
    switch (kind) {
      case 'u64':
        return this.#unsignedLong[0]!;
      case 'pointer':
        return this.#unsignedLong[0]!;
      case 'i64':
        return this.#long[0]!;
      case 'i32':
        return this.#signed[0]!;
      case 'i16':
        return (this.words[0]! << 16) >> 16;
      case 'u16':
        return this.words[0]! & 0xffff;
      case 'u8':
        return this.bytes[0]!;
      case 'bool':
        return this.words[0] !== 0;
      case 'f64':
        return this.#double[0]!;
      case 'f32':
        return this.#single[0]!;
      default:
        return this.words[0]!;
    }
  }

  /** The bytes of a scalar, and how many they are. */
  set(kind: string, value: unknown): number {
    this.clear();
    switch (kind) {
      case 'u64':
      case 'pointer':
        this.#unsignedLong[0] = BigInt((value ?? 0) as number);
        return 8;
      case 'i64':
        this.#long[0] = BigInt((value ?? 0) as number);
        return 8;
      case 'f64':
        this.#double[0] = Number(value);
        return 8;
      case 'f32':
        this.#single[0] = Number(value);
        return 4;
      case 'u16':
      case 'i16':
        this.words[0] = Number(value);
        return 2;
      case 'u8':
        this.words[0] = Number(value);
        return 1;
      default:
        this.words[0] = Number(value);
        return 4;
    }
  }
}

export class Scratch {
  readonly #slots: Slot[] = [];
  #top = 0;

  /** How many are taken: to be given back to `release`. */
  get mark(): number {
    return this.#top;
  }

  take(): Slot {
    const slot = (this.#slots[this.#top] ??= new Slot());
    this.#top += 1;
    slot.clear();
    return slot;
  }

  release(mark: number): void {
    this.#top = mark;
  }
}
