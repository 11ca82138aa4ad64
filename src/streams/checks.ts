import { describe } from '../contract/describe.js';
import { E_UNEXPECTED } from '../contract/hresult.js';
import { HResultError } from '../contract/HResultError.js';

/** Throws a `TypeError` where a signal is none. By its shape: signals come from other realms, too. */
export function checkSignal(signal: AbortSignal | undefined, caller: string): void {
  if (signal === undefined) return;
  if (typeof signal?.aborted === 'boolean' && typeof signal.addEventListener === 'function') return;
  throw new TypeError(`${caller}: options.signal must be an AbortSignal, got ${describe(signal)}`);
}

/** Throws a `TypeError` where an object lacks one of the methods that are going to be called. */
export function checkMethods(object: object, methods: readonly string[], caller: string, what: string): void {
  const missing = methods.find((name) => typeof Reflect.get(Object(object) as object, name) !== 'function');
  if (missing === undefined) return;
  throw new TypeError(`${caller}: expected ${what}, but it has no method ${missing}`);
}

/** How many bytes a stream says it moved. More than it was given would corrupt what follows. */
export function checkCount(count: number, most: number, operation: string): number {
  if (Number.isInteger(count) && count >= 0 && count <= most) return count;
  const fault = `the stream reports ${count} bytes where ${most} were asked for`;
  throw new HResultError(E_UNEXPECTED, operation, { fault });
}
