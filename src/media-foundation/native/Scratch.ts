import { FAILED, type HRESULT } from '../../contract/hresult.js';
import type { Address } from './addon.js';
import { bytesFromGuid } from './Memory.js';

/**
 * Where out parameters are written, and GUIDs are read. Calls nest (native code that is called may call JavaScript, which calls native
 * code), so slots are taken like the stack is.
 */
export class Slot {
  readonly words: Uint32Array;
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** Where it is, for native code. It stays there, as the slot keeps its buffer and never transfers it. */
  readonly at: Address;

  constructor(addressOf: (memory: Uint8Array) => Address) {
    const buffer = new ArrayBuffer(Slot.size);
    this.words = new Uint32Array(buffer);
    this.bytes = new Uint8Array(buffer);
    this.view = new DataView(buffer);
    this.at = addressOf(this.bytes);
  }

  /** The largest thing that comes out is a PROPVARIANT. */
  static readonly size = 24;

  clear(): void {
    const { words } = this;
    words[0] = words[1] = words[2] = words[3] = words[4] = words[5] = 0;
  }

  get address(): Address {
    return this.words[0]! + this.words[1]! * 0x1_0000_0000;
  }
}

export class Scratch {
  readonly #slots: Slot[] = [];
  readonly #addressOf: (memory: Uint8Array) => Address;
  /** How many are taken. What has taken some sets it back to what it was. */
  top = 0;

  constructor(addressOf: (memory: Uint8Array) => Address) {
    this.#addressOf = addressOf;
  }

  take(): Slot {
    const slot = (this.#slots[this.top] ??= new Slot(this.#addressOf));
    this.top += 1;
    slot.clear();
    return slot;
  }

  /** The address of a GUID that is given as text, as long as what was taken is not given back; `undefined` for any other value. */
  takeGuid(value: unknown): Address | undefined {
    const bytes = typeof value === 'string' ? bytesFromGuid(value) : undefined;
    if (bytes === undefined) return undefined;
    const slot = this.take();
    slot.bytes.set(bytes);
    return slot.at;
  }

  /** Calls a function with memory for the one address that it writes. Returns that address, or 0 where the call fails. */
  addressFrom(call: (out: Address) => HRESULT): Address {
    const { top } = this;
    const slot = this.take();
    try {
      return FAILED(call(slot.at)) ? 0 : slot.address;
    } finally {
      this.top = top;
    }
  }
}
