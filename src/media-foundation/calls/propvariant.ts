/**
 * PROPVARIANTs ↔ values of JavaScript.
 *
 *     null, undefined  VT_EMPTY          string      VT_LPWSTR
 *     boolean          VT_BOOL           Uint8Array  VT_VECTOR | VT_UI1
 *     integer number   VT_I4, VT_UI4     bigint      VT_I8, VT_UI8
 *     other number, -0 VT_R8             the rest    VT_UNKNOWN
 *
 * `{ vt, value }` is of the kind that it says. Text and memory of another kind than the plain value would have, such as a GUID,
 * come back as `{ vt, value }`, so that they can be handed on as what they are. Numbers come back plain.
 */
import { byteLengthOf, isBytes } from '../../contract/bytes.js';
import { scalars, type Scalar } from '../facts/kinds.js';
import {
  VT_BLOB,
  VT_BOOL,
  VT_BSTR,
  VT_CLSID,
  VT_EMPTY,
  VT_ERROR,
  VT_FILETIME,
  VT_I1,
  VT_I2,
  VT_I4,
  VT_I8,
  VT_INT,
  VT_LPWSTR,
  VT_NULL,
  VT_R4,
  VT_R8,
  VT_UI1,
  VT_UI2,
  VT_UI4,
  VT_UI8,
  VT_UINT,
  VT_UNKNOWN,
  VT_VECTOR,
  type Variant,
} from '../facts/variantKinds.js';
import type { Place } from '../handles/Place.js';
import type { Address } from '../native/addon.js';
import { bytesFromGuid, guidFromBytes, type Memory } from '../native/Memory.js';
import { checkNumber, checkText, wrong } from './checks.js';

const bytesKind = VT_VECTOR | VT_UI1;

type NumberKind = Pick<Scalar, 'expected' | 'toNative' | 'range' | 'read' | 'write'>;

/** The kinds that are one number, and as which scalar they are kept. */
const numbers: Readonly<Record<number, NumberKind>> = {
  [VT_I1]: {
    ...scalars['i16']!,
    range: [-128, 127],
    read: (memory) => memory.getInt8(0),
    write: (memory, value) => memory.setInt8(0, Number(value)),
  },
  [VT_UI1]: scalars['u8']!,
  [VT_I2]: scalars['i16']!,
  [VT_UI2]: scalars['u16']!,
  [VT_I4]: scalars['i32']!,
  [VT_INT]: scalars['i32']!,
  [VT_UI4]: scalars.u32,
  [VT_UINT]: scalars.u32,
  [VT_ERROR]: scalars['hresult']!,
  [VT_I8]: scalars['i64']!,
  [VT_UI8]: scalars['u64']!,
  [VT_FILETIME]: scalars['u64']!,
  [VT_R4]: scalars['f32']!,
  [VT_R8]: scalars['f64']!,
};

export const variantSize = 24;

/** What a value is written with: strings and memory by the allocator that PropVariantClear frees with. */
export interface VariantWriter {
  allocate(this: void, size: number): Address;
  allocateBstr(this: void, text: string): Address;
  memory: Pick<Memory, 'write' | 'writeString'>;
  /** The address of an object as COM object, with a reference for the receiver of the variant. */
  objectAddress(value: unknown, place: Place, name: string): Address;
}

export interface VariantReader {
  memory: Pick<Memory, 'read' | 'readBstr' | 'readString'>;
  /** The object at an address; the reference stays with the variant. */
  objectAt(address: Address): unknown;
}

export const isVariant = (value: unknown): value is Variant =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, 'vt');

/** The kind that a plain value has. */
function kindOf(value: unknown): number {
  if (value === null || value === undefined) return VT_EMPTY;
  if (typeof value === 'boolean') return VT_BOOL;
  if (typeof value === 'bigint') return BigInt.asIntN(64, value) === value ? VT_I8 : VT_UI8;
  if (typeof value === 'string') return VT_LPWSTR;
  if (isBytes(value)) return bytesKind;
  if (typeof value !== 'number') return VT_UNKNOWN;
  // -0 is no integer: as one, it would come back as 0.
  if (Object.is(value, value | 0)) return VT_I4;
  return Object.is(value, value >>> 0) ? VT_UI4 : VT_R8;
}

/**
 * The 24 bytes of a PROPVARIANT, for the parameter `name` of a call.
 *
 * @throws TypeError, RangeError for a kind that cannot be written, and for a value that does not fit its kind
 */
export function writeVariant(given: unknown, writer: VariantWriter, place: Place, name: string): Uint8Array {
  if (!isVariant(given)) return write(kindOf(given), given, writer, place, name);
  const { vt, value } = given;
  if (typeof vt !== 'number') throw wrong(place, `${name}.vt`, 'one of the numbers VT_…', vt);
  return write(vt, value, writer, place, `${name}.value`);
}

function write(vt: number, value: unknown, writer: VariantWriter, place: Place, name: string): Uint8Array {
  const bytes = new Uint8Array(variantSize);
  const content = new DataView(bytes.buffer, 8);
  const putAddress = (offset: number, address: Address): void => content.setBigUint64(offset, BigInt(address), true);
  const copied = (source: Uint8Array, size: number): Address => {
    const address = writer.allocate(Math.max(size, 1));
    writer.memory.write(address, source, size);
    return address;
  };
  const number = numbers[vt];
  if (number !== undefined) number.write(content, checkNumber(place, name, number, value));
  else {
    switch (vt) {
      case VT_EMPTY:
      case VT_NULL:
        if (value !== null && value !== undefined) throw wrong(place, name, 'null', value);
        break;
      case VT_BOOL:
        if (typeof value !== 'boolean') throw wrong(place, name, 'a boolean', value);
        content.setInt16(0, value ? -1 : 0, true);
        break;
      case VT_BSTR:
        if (typeof value !== 'string') throw wrong(place, name, 'a string', value);
        putAddress(0, writer.allocateBstr(value));
        break;
      case VT_LPWSTR:
        putAddress(0, writer.memory.writeString(checkText(place, name, 'a string', value), writer.allocate));
        break;
      case VT_CLSID: {
        const guid = typeof value === 'string' ? bytesFromGuid(value) : undefined;
        if (guid === undefined) throw wrong(place, name, 'a GUID as text', value);
        putAddress(0, copied(guid, 16));
        break;
      }
      case VT_BLOB:
      case bytesKind: {
        if (!isBytes(value)) throw wrong(place, name, 'a Uint8Array', value);
        const size = byteLengthOf(value);
        content.setUint32(0, size, true);
        putAddress(8, copied(value, size));
        break;
      }
      case VT_UNKNOWN:
        putAddress(0, writer.objectAddress(value, place, name));
        break;
      default: {
        const expected = 'of a kind that can be written here';
        throw new RangeError(`${place.where}: ${name} must be ${expected}, got the kind ${vt}`);
      }
    }
  }
  new DataView(bytes.buffer).setUint16(0, vt, true);
  return bytes;
}

/**
 * The value of a PROPVARIANT, of the parameter `name` of a call.
 *
 * @throws TypeError for a type that has no value in JavaScript here
 */
export function readVariant(bytes: Uint8Array, reader: VariantReader, place: Place, name: string): unknown {
  const view = new DataView(bytes.buffer, bytes.byteOffset, variantSize);
  const address = (offset: number): Address => Number(view.getBigUint64(offset, true));
  const copy = (from: Address, count: number): Uint8Array<ArrayBuffer> => {
    const target = new Uint8Array(count);
    reader.memory.read(target, from, count);
    return target;
  };
  const type = view.getUint16(0, true);
  const number = numbers[type];
  if (number !== undefined) return number.read(new DataView(bytes.buffer, bytes.byteOffset + 8));
  switch (type) {
    case VT_EMPTY:
    case VT_NULL:
      return null;
    case VT_BOOL:
      return view.getInt16(8, true) !== 0;
    case VT_UNKNOWN:
      return reader.objectAt(address(8));
    case VT_LPWSTR:
      return reader.memory.readString(address(8));
    case VT_BSTR:
      return { vt: type, value: reader.memory.readBstr(address(8)) ?? '' };
    case bytesKind:
      return copy(address(16), view.getUint32(8, true));
    case VT_BLOB:
      return { vt: type, value: copy(address(16), view.getUint32(8, true)) };
    case VT_CLSID:
      return { vt: type, value: guidFromBytes(copy(address(8), 16)) };
    default:
      throw new TypeError(`${place.where}: ${name}, a PROPVARIANT of type ${type}, has no value in JavaScript here`);
  }
}
