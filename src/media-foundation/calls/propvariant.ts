/**
 * PROPVARIANTs ↔ values of JavaScript.
 *
 *     null, undefined  VT_EMPTY          string      VT_LPWSTR
 *     boolean          VT_BOOL           Uint8Array  VT_VECTOR | VT_UI1
 *     integer number   VT_I4, VT_UI4     bigint      VT_I8, VT_UI8
 *     other number     VT_R8             the rest    VT_UNKNOWN
 */
import type { Address } from '../native/koffi.js';
import type { Memory } from '../native/Memory.js';
import { guidFromBytes } from '../native/Memory.js';

export const VT_EMPTY = 0;
export const VT_I4 = 3;
export const VT_R8 = 5;
export const VT_BOOL = 11;
export const VT_UNKNOWN = 13;
export const VT_UI4 = 19;
export const VT_I8 = 20;
export const VT_UI8 = 21;
export const VT_LPWSTR = 31;
export const VT_BYTES = 0x1011;

export const variantSize = 24;

/** What a value is written with: strings and memory by the allocator that PropVariantClear frees with. */
export interface VariantWriter {
  allocate(this: void, size: number): Address;
  memory: Pick<Memory, 'write' | 'writeString'>;
  /** The address of an object as COM object, with a reference for whoever gets the variant. */
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
  const type = (vt: number): void => view.setUint16(0, vt, true);
  switch (typeof value) {
    case 'boolean':
      type(VT_BOOL);
      view.setInt16(8, value ? -1 : 0, true);
      break;
    case 'number':
      if (Number.isInteger(value) && value === (value | 0)) {
        type(VT_I4);
        view.setInt32(8, value, true);
      } else if (Number.isInteger(value) && value === value >>> 0) {
        type(VT_UI4);
        view.setUint32(8, value, true);
      } else {
        type(VT_R8);
        view.setFloat64(8, value, true);
      }
      break;
    case 'bigint':
      type(BigInt.asIntN(64, value) === value ? VT_I8 : VT_UI8);
      view.setBigUint64(8, BigInt.asUintN(64, value), true);
      break;
    case 'string':
      type(VT_LPWSTR);
      view.setBigUint64(8, BigInt(writer.memory.writeString(value, writer.allocate)), true);
      break;
    default:
      if (value === null || value === undefined) break;
      if (value instanceof Uint8Array) {
        const address = writer.allocate(Math.max(value.byteLength, 1));
        writer.memory.write(address, value, value.byteLength);
        type(VT_BYTES);
        view.setUint32(8, value.byteLength, true);
        view.setBigUint64(16, BigInt(address), true);
      } else {
        type(VT_UNKNOWN);
        view.setBigUint64(8, BigInt(writer.objectAddress(value)), true);
      }
  }
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
  switch (type) {
    case VT_EMPTY:
    case 1: // VT_NULL
      return null;
    case 2: // VT_I2
      return view.getInt16(8, true);
    case VT_I4:
    case 22: // VT_INT
      return view.getInt32(8, true);
    case 4: // VT_R4
      return view.getFloat32(8, true);
    case VT_R8:
      return view.getFloat64(8, true);
    case VT_BOOL:
      return view.getInt16(8, true) !== 0;
    case VT_UNKNOWN:
      return reader.objectAt(address(8));
    case 16: // VT_I1
      return view.getInt8(8);
    case 17: // VT_UI1
      return view.getUint8(8);
    case 18: // VT_UI2
      return view.getUint16(8, true);
    case 10: // VT_ERROR
    case VT_UI4:
    case 23: // VT_UINT
      return view.getUint32(8, true);
    case VT_I8:
      return view.getBigInt64(8, true);
    case VT_UI8:
    case 64: // VT_FILETIME
      return view.getBigUint64(8, true);
    case 8: // VT_BSTR
    case VT_LPWSTR:
      return reader.memory.readString(address(8));
    case 65: // VT_BLOB
    case VT_BYTES:
      return copy(address(16), view.getUint32(8, true));
    case 72: // VT_CLSID
      return guidFromBytes(copy(address(8), 16));
    default:
      throw new TypeError(`a PROPVARIANT of type ${type} has no value in JavaScript here`);
  }
}
