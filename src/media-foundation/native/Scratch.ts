import { FAILED, type HRESULT } from '../../contract/hresult.js';
import type { Address } from './koffi.js';

/** Memory for one out parameter. */
export class Slot {
  readonly words: Uint32Array;
  readonly bytes: Uint8Array;
  readonly view: DataView;

  constructor() {
    const buffer = new ArrayBuffer(Slot.size);
    this.words = new Uint32Array(buffer);
    this.bytes = new Uint8Array(buffer);
    this.view = new DataView(buffer);
  }

  /** A PROPVARIANT is the largest out parameter. */
  static readonly size = 24;

  clear(): void {
    const { words } = this;
    words[0] = words[1] = words[2] = words[3] = words[4] = words[5] = 0;
  }

  get address(): Address {
    return this.words[0]! + this.words[1]! * 0x1_0000_0000;
  }
}

/** Slots, taken and given back like a stack: native code that is called may call JavaScript, which calls native code. */
export class Scratch {
  readonly #slots: Slot[] = [];
  #top = 0;

  /** How many slots are taken. */
  get mark(): number {
    return this.#top;
  }

  take(): Slot {
    const slot = (this.#slots[this.#top] ??= new Slot());
    this.#top += 1;
    slot.clear();
    return slot;
  }

  /** Gives back all slots that were taken since `mark` was read. */
  release(mark: number): void {
    this.#top = mark;
  }

  /** Calls a function with memory for the one address that it writes. Returns that address, or 0 where the call fails. */
  addressFrom(call: (out: Uint32Array) => HRESULT): Address {
    const mark = this.#top;
    const slot = this.take();
    try {
      return FAILED(call(slot.words)) ? 0 : slot.address;
    } finally {
      this.#top = mark;
    }
  }
}
