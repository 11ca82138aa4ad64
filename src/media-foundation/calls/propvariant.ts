/**
 * PROPVARIANTs ↔ values of JavaScript.
 *
 *     null, undefined  VT_EMPTY          string      VT_LPWSTR
 *     boolean          VT_BOOL           Uint8Array  VT_VECTOR | VT_UI1
 *     integer number   VT_I4, VT_UI4     bigint      VT_I8, VT_UI8
 *     other number     VT_R8             the rest    VT_UNKNOWN
 */
import { scalars } from '../facts/kinds.js';
import type { Address } from '../native/addon.js';
import { guidFromBytes, type Memory } from '../native/Memory.js';

const VT_EMPTY = 0;
const VT_NULL = 1;
const VT_I4 = 3;
const VT_R8 = 5;
const VT_BSTR = 8;
const VT_BOOL = 11;
const VT_UNKNOWN = 13;
const VT_I1 = 16;
const VT_UI4 = 19;
const VT_I8 = 20;
const VT_UI8 = 21;
const VT_LPWSTR = 31;
const VT_BLOB = 65;
const VT_CLSID = 72;
const VT_VECTOR_UI1 = 0x1011;

/** The types that are one number, and as which scalar they are kept. */
const numbers: Readonly<Record<number, string>> = {
  2: 'i16', // VT_I2
  [VT_I4]: 'i32',
  4: 'f32', // VT_R4
  [VT_R8]: 'f64',
  10: 'u32', // VT_ERROR
  17: 'u8', // VT_UI1
  18: 'u16', // VT_UI2
  [VT_UI4]: 'u32',
  [VT_I8]: 'i64',
  [VT_UI8]: 'u64',
  22: 'i32', // VT_INT
  23: 'u32', // VT_UINT
  64: 'u64', // VT_FILETIME
};

export const variantSize = 24;

/** What a value is written with: strings and memory by the allocator that PropVariantClear frees with. */
export interface VariantWriter {
  allocate(this: void, size: number): Address;
  memory: Pick<Memory, 'write' | 'writeString'>;
  /** The address of an object as COM object, with a reference for the receiver of the variant. */
  objectAddress(value: unknown): Address;
}

export interface VariantReader {
  memory: Pick<Memory, 'read' | 'readString'>;
  /** The object at an address; the reference stays with the variant. */
  objectAt(address: Address): unknown;
}

/** The 24 bytes of a PROPVARIANT. */
export function writeVariant(value: unknown, writer: VariantWriter): Uint8Array {
  const bytes = new Uint8Array(variantSize);
  const view = new DataView(bytes.buffer);
  const put = (type: number, kind: string, content: unknown): void => {
    view.setUint16(0, type, true);
    scalars[kind]!.write(new DataView(bytes.buffer, 8), content);
  };
  if (value === null || value === undefined) return bytes;
  if (typeof value === 'boolean') put(VT_BOOL, 'i16', value ? -1 : 0);
  else if (typeof value === 'bigint') put(BigInt.asIntN(64, value) === value ? VT_I8 : VT_UI8, 'u64', value);
  else if (typeof value === 'string') put(VT_LPWSTR, 'u64', writer.memory.writeString(value, writer.allocate));
  else if (value instanceof Uint8Array) {
    const address = writer.allocate(Math.max(value.byteLength, 1));
    writer.memory.write(address, value, value.byteLength);
    put(VT_VECTOR_UI1, 'u32', value.byteLength);
    view.setBigUint64(16, BigInt(address), true);
  } else if (typeof value !== 'number') put(VT_UNKNOWN, 'u64', writer.objectAddress(value));
  else if (value === (value | 0)) put(VT_I4, 'i32', value);
  else if (value === value >>> 0) put(VT_UI4, 'u32', value);
  else put(VT_R8, 'f64', value);
  return bytes;
}

/** The value of a PROPVARIANT. @throws TypeError for a type that has no value in JavaScript here */
export function readVariant(bytes: Uint8Array, reader: VariantReader): unknown {
  const view = new DataView(bytes.buffer, bytes.byteOffset, variantSize);
  const address = (offset: number): Address => Number(view.getBigUint64(offset, true));
  const copy = (from: Address, count: number): Uint8Array<ArrayBuffer> => {
    const target = new Uint8Array(count);
    reader.memory.read(target, from, count);
    return target;
  };
  const type = view.getUint16(0, true);
  const scalar = scalars[numbers[type] ?? ''];
  if (scalar !== undefined) return scalar.read(new DataView(bytes.buffer, bytes.byteOffset + 8));
  switch (type) {
    case VT_EMPTY:
    case VT_NULL:
      return null;
    case VT_BOOL:
      return view.getInt16(8, true) !== 0;
    case VT_I1:
      return view.getInt8(8);
    case VT_UNKNOWN:
      return reader.objectAt(address(8));
    case VT_BSTR:
    case VT_LPWSTR:
      return reader.memory.readString(address(8));
    case VT_BLOB:
    case VT_VECTOR_UI1:
      return copy(address(16), view.getUint32(8, true));
    case VT_CLSID:
      return guidFromBytes(copy(address(8), 16));
    default:
      throw new TypeError(`a PROPVARIANT of type ${type} has no value in JavaScript here`);
  }
}
