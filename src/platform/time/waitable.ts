import { describe, isAbortSignal } from '../../contract/arguments.js';
import { E_INVALIDARG } from '../../contract/hresult.js';
import { HResultError } from '../../contract/HResultError.js';
import type { WaitableEvent, WaitableHandle } from '../WorkQueueFunctions.js';

/**
 * The event that signals a handle: that of an AbortSignal is its `abort`; a promise has none.
 *
 * @throws HResultError with `E_INVALIDARG` for what is no handle
 */
export function eventOf(handle: NonNullable<WaitableHandle>, operation: string): WaitableEvent | undefined {
  if (isAbortSignal(handle)) return { target: handle, type: 'abort' };
  const { target, type, then } = Object(handle) as Partial<WaitableEvent & PromiseLike<unknown>>;
  if (typeof target?.addEventListener === 'function' && typeof type === 'string') return handle as WaitableEvent;
  if (typeof then === 'function') return undefined;
  const fault = `the handle must be a promise, an AbortSignal, an event or null, got ${describe(handle)}`;
  throw new HResultError(E_INVALIDARG, operation, { fault });
}
