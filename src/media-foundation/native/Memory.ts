import type { Address, Koffi, NativeFunction } from './koffi.js';

/**
 * V8 keeps typed arrays of at most so many bytes in its own heap. Passing one to native code moves it out of the heap, which
 * costs a hundred times as much as to copy its bytes.
 */
const smallSize = 64;
const HEAP_ZERO_MEMORY = 8;

/**
 * Native memory. All reading and writing copies, and no view on foreign memory is ever made: JavaScript cannot touch by
 * mistake what native code frees or changes, and hosts that forbid such views (Electron) work as well.
 */
export class Memory {
  readonly #koffi: Koffi;
  readonly #allocate: NativeFunction;
  readonly #free: NativeFunction;
  readonly #read: NativeFunction;
  readonly #write: NativeFunction;
  readonly #heap: number;
  // With buffers of their own these are outside of V8's heap.
  readonly #words = new Uint32Array(new ArrayBuffer(8));
  readonly #small = new Uint8Array(new ArrayBuffer(smallSize));

  constructor(koffi: Koffi) {
    const kernel32 = koffi.load('kernel32.dll');
    this.#koffi = koffi;
    this.#heap = kernel32.func('GetProcessHeap', 'uint64', [])();
    this.#allocate = kernel32.func('HeapAlloc', 'uint64', ['uint64', 'uint32', 'uint64']);
    this.#free = kernel32.func('HeapFree', 'int32', ['uint64', 'uint32', 'uint64']);
    this.#read = kernel32.func('RtlMoveMemory', 'void', ['void *', 'uint64', 'uint64']);
    this.#write = kernel32.func('RtlMoveMemory', 'void', ['uint64', 'void *', 'uint64']);
  }

  /** Memory of `size` bytes, all zero. */
  allocate(size: number, flags = HEAP_ZERO_MEMORY): Address {
    const address = this.#allocate(this.#heap, flags, size);
    if (address === 0) throw new RangeError(`no native memory of ${size} bytes`);
    return address;
  }

  /** Memory of `size` bytes with any content. */
  allocateForWriting(size: number): Address {
    return this.allocate(size, 0);
  }

  free(address: Address): void {
    this.#free(this.#heap, 0, address);
  }

  /** Copies `count` bytes from native memory into the beginning of `bytes`. */
  read(bytes: Uint8Array, address: Address, count: number): void {
    if (count > smallSize) this.#read(bytes, address, count);
    else if (count > 0) {
      const small = this.#small;
      this.#read(small, address, count);
      for (let i = 0; i < count; i += 1) bytes[i] = small[i]!;
    }
  }

  /** Copies the first `count` of `bytes` into native memory. */
  write(address: Address, bytes: ArrayBufferView, count: number): void {
    if (count > 0) this.#write(address, bytes, count);
  }

  readAddress(address: Address): Address {
    this.#read(this.#words, address, 8);
    return this.#words[0]! + this.#words[1]! * 0x1_0000_0000;
  }

  writeAddress(address: Address, value: Address): void {
    this.#words[0] = value % 0x1_0000_0000;
    this.#words[1] = value / 0x1_0000_0000;
    this.#write(address, this.#words, 8);
  }

  writeU32(address: Address, value: number): void {
    this.#words[0] = value;
    this.#write(address, this.#words, 4);
  }

  /** A string in UTF-16 that ends with a zero; `null` at the address 0. */
  readString(address: Address): string | null {
    return address === 0 ? null : this.#koffi.decode.string16(BigInt(address));
  }

  /** A copy of a string in UTF-16 with a zero at its end, in memory that `allocate` makes. */
  writeString(text: string, allocate: (size: number) => Address): Address {
    const units = new Uint16Array(text.length + 1);
    for (let i = 0; i < text.length; i += 1) units[i] = text.charCodeAt(i);
    const address = allocate(units.byteLength);
    this.write(address, units, units.byteLength);
    return address;
  }
}

/** The bytes of a GUID in the order of its text: its first three groups are numbers, in the byte order of the machine. */
const guidOrder = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];

/** A GUID as text, from the first 16 bytes. */
export function guidFromBytes(bytes: Uint8Array): string {
  const digits = guidOrder.map((index) => bytes[index]!.toString(16).padStart(2, '0')).join('');
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

const guidPattern = /^\{?([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})\}?$/i;
const known = new Map<string, Uint8Array>();

/** The 16 bytes of a GUID that is given as text; `undefined` where it is none. Do not change them. */
export function bytesFromGuid(text: string): Uint8Array | undefined {
  const cached = known.get(text);
  if (cached) return cached;
  const digits = guidPattern.exec(text)?.slice(1).join('');
  if (digits === undefined) return undefined;
  // The order is its own inverse.
  const guid = Uint8Array.from(guidOrder, (at) => Number.parseInt(digits.slice(2 * at, 2 * at + 2), 16));
  known.set(text, guid);
  return guid;
}
