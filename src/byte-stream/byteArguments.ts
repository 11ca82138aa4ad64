import { describe } from '../contract/arguments.js';
import { E_INVALIDARG } from '../contract/hresult.js';
import { HResultError } from '../contract/HResultError.js';

/** An unsigned integer of 64 bits; a `number` holds up to 2⁵³ − 1, more bytes than any system stores. */
export type QWORD = bigint | number;

/** Whether a value is a `Uint8Array`, of any realm. */
export const isUint8Array = (value: unknown): value is Uint8Array =>
  ArrayBuffer.isView(value) && Reflect.get(value, Symbol.toStringTag) === 'Uint8Array';

/** The first `count` bytes. @throws HResultError `E_INVALIDARG` where `bytes` has fewer */
export function partOf(bytes: Uint8Array, count: number, operation: string): Uint8Array {
  if (!isUint8Array(bytes)) {
    throw new HResultError(E_INVALIDARG, operation, { fault: `expected a Uint8Array, got ${describe(bytes)}` });
  }
  if (!Number.isInteger(count) || count < 0 || count > bytes.length) {
    throw new HResultError(E_INVALIDARG, operation, { fault: `count must be 0 to ${bytes.length}, got ${count}` });
  }
  return count === bytes.length ? bytes : bytes.subarray(0, count);
}

/** A length or position as a number. @throws HResultError `E_INVALIDARG` where `value` is neither */
export function toNumber(value: QWORD, operation: string): number {
  const number = Number(value);
  if (Number.isSafeInteger(number) && number >= 0) return number;
  throw new HResultError(E_INVALIDARG, operation, { fault: `expected a number of bytes, got ${describe(value)}` });
}
