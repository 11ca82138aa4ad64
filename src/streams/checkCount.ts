import { E_UNEXPECTED } from '../contract/hresult.js';
import { HResultError } from '../contract/HResultError.js';

/** Checks the number of bytes that a stream reports. A count that is too large would corrupt the bytes that follow. */
export function checkCount(count: number, most: number, operation: string): number {
  if (Number.isInteger(count) && count >= 0 && count <= most) return count;
  const fault = `the stream reports ${count} bytes where ${most} were asked for`;
  throw new HResultError(E_UNEXPECTED, operation, { fault });
}
