import { describe } from '../contract/arguments.js';
import { byteLengthOf, isBytes, viewOf } from '../contract/bytes.js';
import { E_INVALIDARG, E_UNEXPECTED } from '../contract/hresult.js';
import { HResultError } from '../contract/HResultError.js';

/** An unsigned integer of 64 bits; a `number` holds up to 2⁵³ − 1, more bytes than any system stores. */
export type QWORD = bigint | number;

/**
 * The first `count` bytes, as a view of their own: an array whose length follows that of its buffer could grow while the
 * transfer waits.
 *
 * @throws HResultError `E_INVALIDARG` where `bytes` has fewer
 */
export function partOf(bytes: Uint8Array, count: number, operation: string): Uint8Array {
  if (!isBytes(bytes)) {
    throw new HResultError(E_INVALIDARG, operation, { fault: `expected a Uint8Array, got ${describe(bytes)}` });
  }
  const length = byteLengthOf(bytes);
  if (!Number.isInteger(count) || count < 0 || count > length) {
    const fault = `count must be 0 to ${length}, got ${describe(count)}`;
    throw new HResultError(E_INVALIDARG, operation, { fault });
  }
  return viewOf(bytes, 0, count);
}

/** A length or position as a number. @throws HResultError `E_INVALIDARG` where `value` is neither */
export function toNumber(value: QWORD, operation: string): number {
  const number = toOffset(value, operation);
  if (Number.isSafeInteger(number) && number >= 0) return number;
  throw noNumber(value, operation);
}

/** A number of bytes in either direction. @throws HResultError `E_INVALIDARG` where `value` is no integer */
export function toOffset(value: QWORD, operation: string): number {
  if (typeof value === 'bigint') return Number(value);
  if (Number.isInteger(value)) return value;
  throw noNumber(value, operation);
}

const noNumber = (value: unknown, operation: string): HResultError =>
  new HResultError(E_INVALIDARG, operation, { fault: `expected a number of bytes, got ${describe(value)}` });

/** Checks the number of bytes that a stream reports. A count that is too large would corrupt the bytes that follow. */
export function checkCount(count: number, most: number, operation: string): number {
  if (Number.isInteger(count) && count >= 0 && count <= most) return count;
  const fault = `the stream reports ${describe(count)} bytes where ${most} were asked for`;
  throw new HResultError(E_UNEXPECTED, operation, { fault });
}

/**
 * Checks that memory is what it was. Memory is detached where it is transferred to another thread, and where that of a
 * WebAssembly module grows: its length is then 0, and a transfer of 0 bytes would look like the end of the stream.
 */
export function checkMemory(bytes: Uint8Array, length: number, operation: string): void {
  if (byteLengthOf(bytes) === length) return;
  const fault = 'the memory was detached or resized while the operation was pending';
  throw new HResultError(E_INVALIDARG, operation, { fault });
}
