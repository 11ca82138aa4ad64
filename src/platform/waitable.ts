import type { WaitableEvent } from './WorkQueueFunctions.js';

/** The event that signals a handle: that of an AbortSignal is its `abort`. `undefined` for a promise, and for what is no handle. */
export function eventOf(handle: unknown): WaitableEvent | undefined {
  const { target, type, aborted, addEventListener } = Object(handle) as Partial<WaitableEvent & AbortSignal>;
  // By its shape, not by its class: signals cross realms.
  if (aborted !== undefined && typeof addEventListener === 'function') {
    return { target: handle as AbortSignal, type: 'abort' };
  }
  return typeof target?.addEventListener === 'function' && typeof type === 'string'
    ? (handle as WaitableEvent)
    : undefined;
}
