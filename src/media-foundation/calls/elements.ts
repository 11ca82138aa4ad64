/** Numbers, GUIDs, texts, objects and structures in native memory ↔ values of JavaScript: what arrays and structures have. */
import { sizeOf, type Element } from '../facts/interfaces.js';
import { scalars } from '../facts/kinds.js';
import type { Place } from '../handles/Place.js';
import type { Address } from '../native/addon.js';
import { bytesFromGuid, guidFromBytes, newBytes, type Memory } from '../native/Memory.js';
import { checkNumber, checkText, wrong } from './checks.js';

/** Makes what an element points to. */
export interface ElementWriter {
  readonly reference: (value: unknown, type: string, place: Place, name: string) => Address;
  readonly text: (value: string) => Address;
}

/** Takes what an element points to. */
export interface ElementReader {
  readonly object: (address: Address, type: string) => unknown;
  readonly text: (address: Address) => unknown;
}

const part = (memory: DataView, offset: number): DataView =>
  new DataView(memory.buffer, memory.byteOffset + offset, memory.byteLength - offset);

/** Writes one element. @throws TypeError, RangeError for a value that is none */
function write(element: Element, memory: DataView, value: unknown, writer: ElementWriter, place: Place, name: string) {
  const { kind, fields, interface: type } = element;
  if (fields !== undefined) {
    if (typeof value !== 'object' || value === null) {
      const names = fields.map((field) => field.name).join(', ');
      throw wrong(place, name, `an object with ${names}`, value);
    }
    for (const field of fields) {
      const its = (value as Record<string, unknown>)[field.name];
      write(field, part(memory, field.offset), its, writer, place, `${name}.${field.name}`);
    }
  } else if (kind === 'guid') {
    const text = value ?? '00000000-0000-0000-0000-000000000000';
    const guid = typeof text === 'string' ? bytesFromGuid(text) : undefined;
    if (guid === undefined) throw wrong(place, name, 'a GUID as text, or null', value);
    guid.forEach((byte, at) => memory.setUint8(at, byte));
  } else if (kind === 'string') {
    const text = value === null ? null : checkText(place, name, 'a string or null', value);
    memory.setBigUint64(0, BigInt(text === null ? 0 : writer.text(text)), true);
  } else if (type !== undefined) {
    const isObject = typeof value === 'object' && value !== null;
    if (!isObject && typeof value !== 'bigint') throw wrong(place, name, `an ${type}, a pointer`, value);
    memory.setBigUint64(0, BigInt(writer.reference(value, type, place, name)), true);
  } else {
    const scalar = scalars[kind]!;
    scalar.write(memory, checkNumber(place, name, scalar, kind === 'pointer' ? (value ?? 0n) : value));
  }
}

/** The bytes of one element. @throws TypeError, RangeError for a value that is none */
export function bytesOfElement(
  element: Element,
  value: unknown,
  writer: ElementWriter,
  place: Place,
  name: string,
): Uint8Array {
  const bytes = new Uint8Array(sizeOf(element));
  write(element, new DataView(bytes.buffer), value, writer, place, name);
  return bytes;
}

/**
 * The bytes of an array's first elements.
 *
 * @throws TypeError for what is no array and for an element that is none, RangeError where there are less than `count`
 */
export function bytesOfArray(
  element: Element,
  value: unknown,
  count: number,
  writer: ElementWriter,
  place: Place,
  name: string,
): Uint8Array {
  const isArray = Array.isArray(value) || (ArrayBuffer.isView(value) && 'length' in value);
  if (!isArray) throw wrong(place, name, 'an array', value);
  const all = value as ArrayLike<unknown>;
  if (all.length < count) {
    throw new RangeError(`${place.where}: ${name} has ${all.length} elements, ${count} are needed`);
  }
  const size = sizeOf(element);
  const bytes = newBytes(size * count);
  for (let at = 0; at < count; at += 1) {
    write(element, new DataView(bytes.buffer, at * size, size), all[at], writer, place, `${name}[${at}]`);
  }
  return bytes;
}

function read(element: Element, memory: DataView, reader: ElementReader): unknown {
  const { kind, fields, interface: type } = element;
  if (fields !== undefined) {
    return Object.fromEntries(fields.map((one) => [one.name, read(one, part(memory, one.offset), reader)]));
  }
  if (kind === 'guid') return guidFromBytes(new Uint8Array(memory.buffer, memory.byteOffset, 16));
  const scalar = scalars[kind];
  if (scalar !== undefined) return scalar.read(memory);
  const address = Number(memory.getBigUint64(0, true));
  return type === undefined ? reader.text(address) : reader.object(address, type);
}

/** What is made of the bytes at an address; `null` at the address 0. */
export function readBytes<T>(memory: Memory, address: Address, size: number, from: (bytes: Uint8Array) => T): T | null {
  if (address === 0) return null;
  const bytes = new Uint8Array(size);
  memory.read(bytes, address, size);
  return from(bytes);
}

/** The elements at an address. */
export function readArray(
  element: Element,
  memory: Memory,
  address: Address,
  count: number,
  reader: ElementReader,
): unknown[] {
  const size = sizeOf(element);
  const bytes = new Uint8Array(size * count);
  memory.read(bytes, address, bytes.byteLength);
  return Array.from({ length: count }, (_, at) => read(element, new DataView(bytes.buffer, at * size, size), reader));
}

/** The element at an address. */
export const readElement = (element: Element, memory: Memory, address: Address, reader: ElementReader): unknown =>
  readArray(element, memory, address, 1, reader)[0];
