import { E_UNEXPECTED } from '../contract/hresult.js';
import { HResultError } from '../contract/HResultError.js';

/** How many bytes a stream says it moved. More than it was given would corrupt what follows. */
export function checkCount(count: number, most: number, operation: string): number {
  if (Number.isInteger(count) && count >= 0 && count <= most) return count;
  const fault = `the stream reports ${count} bytes where ${most} were asked for`;
  throw new HResultError(E_UNEXPECTED, operation, { fault });
}
