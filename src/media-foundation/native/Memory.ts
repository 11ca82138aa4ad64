/**
 * Native memory, and what is read from it and written to it. Nothing here is a view on foreign memory: what native code
 * frees or changes cannot be touched by mistake, and hosts that forbid such views (Electron) work as well.
 */
import { byteLengthOf } from '../../contract/bytes.js';
import { shared, type Addon, type Address } from './addon.js';
import type { Words } from './Words.js';

/**
 * Up to here V8 keeps typed arrays in its own heap. To give one to native code would move it out, which costs a hundred
 * times as much as copying it.
 */
const smallSize = 64;
/** A block has one byte more, so that what is empty has an address too; and no fewer than a call brings back. */
const blockSize = smallSize + 1;
/** So many blocks that are not in use are kept. */
const mostIdle = 1024;
/** A function takes no arguments without limit. */
const unitsAtOnce = 4096;

/** There is no memory of a size that a program has asked for. The message lacks the call, and which argument it was. */
export class NoMemoryError extends RangeError {}

/** So many bytes of JavaScript, all zero. @throws NoMemoryError */
export function newBytes(size: number): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(size);
  } catch {
    throw new NoMemoryError(`there is no memory of ${size} bytes`);
  }
}

/** A loop, as a view for `set` would be garbage. */
export function copySmall(to: Uint8Array, from: Uint8Array, count: number): void {
  for (let i = 0; i < count; i += 1) to[i] = from[i]!;
}

export class Memory {
  readonly #addon: Addon;
  readonly #words: Words;
  /** Its buffer is of its own, outside of V8's heap. */
  readonly #small = new Uint8Array(new ArrayBuffer(smallSize));

  /** Blocks that are not in use. */
  readonly #idle: Address[] = [];

  constructor(addon: Addon, words: Words) {
    this.#addon = addon;
    this.#words = words;
  }

  /** Memory of so many bytes, all zero. */
  allocate(size: number): Address {
    return this.#allocate(size, true);
  }

  /** Memory of so many bytes, whatever is in them. */
  allocateForWriting(size: number): Address {
    return this.#allocate(size, false);
  }

  /** The same, to be given back: blocks of few bytes are used again, as each operation on bytes wants one. */
  take(size: number): Address {
    if (size > blockSize) return this.allocateForWriting(size);
    return this.#idle.pop() ?? this.allocateForWriting(blockSize);
  }

  /** @param size as it was taken with */
  giveBack(address: Address, size: number): void {
    if (size > blockSize) this.free(address);
    else this.#idle.push(address);
  }

  /** Frees the blocks that are too many. */
  collect(): void {
    while (this.#idle.length > mostIdle) this.free(this.#idle.pop()!);
  }

  #allocate(size: number, isZeroed: boolean): Address {
    const address = this.#addon.allocateMemory(size, isZeroed);
    if (address === 0) throw new NoMemoryError(`there is no native memory of ${size} bytes`);
    return address;
  }

  free(address: Address): void {
    this.#addon.freeMemory(address);
  }

  /** Copies `count` bytes from native memory into the beginning of `bytes`. @throws RangeError where they do not fit */
  read(bytes: Uint8Array, address: Address, count: number): void {
    if (count > smallSize || count > byteLengthOf(bytes)) this.#addon.readMemory(bytes, address, count);
    else if (count > 0) {
      this.#addon.readMemory(this.#small, address, count);
      copySmall(bytes, this.#small, count);
    }
  }

  /** Copies the first `count` of `bytes` into native memory. @throws RangeError where there are not so many */
  write(address: Address, bytes: Uint8Array, count: number): void {
    if (count > smallSize || count > byteLengthOf(bytes)) this.#addon.writeMemory(address, bytes, count);
    else if (count > 0) {
      copySmall(this.#small, bytes, count);
      this.#addon.writeMemory(address, this.#small, count);
    }
  }

  readAddress(address: Address): Address {
    return this.#addon.load(address);
  }

  writeAddress(address: Address, value: Address): void {
    this.#words.put(shared.answer, value);
    this.#addon.store(address, 8);
  }

  /** A string in UTF-16 that ends with a zero; `null` at the address 0. */
  readString(address: Address): string | null {
    return address === 0 ? null : this.#addon.readText(address);
  }

  /** A BSTR, which may have zeros in it: its size stands before it. `null` at the address 0. */
  readBstr(address: Address): string | null {
    if (address === 0) return null;
    const size = new Uint32Array(1);
    this.#addon.readMemory(new Uint8Array(size.buffer), address - 4, 4);
    const units = new Uint16Array(size[0]! >>> 1);
    const bytes = new Uint8Array(units.buffer);
    this.read(bytes, address, bytes.byteLength);
    let text = '';
    for (let at = 0; at < units.length; at += unitsAtOnce) {
      text += String.fromCharCode(...units.subarray(at, at + unitsAtOnce));
    }
    return text;
  }

  /** A copy of a string in UTF-16 with a zero at its end, made by `allocate` of whoever will free it. */
  writeString(text: string, allocate: (size: number) => Address): Address {
    const units = text.length + 1;
    const address = allocate(units * 2);
    this.#addon.writeText(address, text, units);
    return address;
  }
}

/** A GUID as text, from the 16 bytes that Windows keeps it in. */
export function guidFromBytes(bytes: Uint8Array): string {
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0'));
  const order = [3, 2, 1, 0, -1, 5, 4, -1, 7, 6, -1, 8, 9, -1, 10, 11, 12, 13, 14, 15];
  return order.map((index) => (index < 0 ? '-' : hex[index])).join('');
}

const guidPattern = /^\{?([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})\}?$/i;
/** So many GUIDs are remembered: more than a program has constants. One that makes them up has no end of them. */
const mostKnown = 1024;
const known = new Map<string, Uint8Array>();

/** The 16 bytes of a GUID that is given as text; `undefined` where it is none. Do not change them. */
export function bytesFromGuid(text: string): Uint8Array | undefined {
  const cached = known.get(text);
  if (cached) return cached;
  const groups = guidPattern.exec(text)?.slice(1);
  if (!groups) return undefined;
  const bytes = groups.flatMap((group, index) => {
    const pairs = group.match(/../g)!.map((pair) => Number.parseInt(pair, 16));
    // The first three groups are numbers, in the byte order of the machine.
    return index < 3 ? pairs.map((_, at) => pairs[pairs.length - 1 - at]!) : pairs;
  });
  const guid = Uint8Array.from(bytes);
  if (known.size >= mostKnown) known.clear();
  known.set(text, guid);
  return guid;
}
