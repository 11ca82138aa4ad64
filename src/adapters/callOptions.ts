import { describe, isAbortSignal } from '../contract/arguments.js';

/** Whether the promise of an aborted operation waits for the real end, or rejects at once. */
export type AbortPolicy = 'wait' | 'abandon';

/** What the caller of an adapted function may give as its last argument. */
export interface CallOptions {
  /** Aborts the operation. */
  signal?: AbortSignal | undefined;
  /** How this call deals with an abort; default: what the adapter was made with. */
  onAbort?: AbortPolicy | undefined;
}

/**
 * The call options, where the last argument is some: a plain object that has `signal`, an AbortSignal or `undefined`, and
 * no other enumerable string key but `onAbort`. Anything else belongs to Begin, and is not to be disturbed: a
 * proxy or a getter that throws makes no options.
 */
export function callOptionsOf(last: object): CallOptions | undefined {
  try {
    const prototype: unknown = Object.getPrototypeOf(last);
    if (prototype && prototype !== Object.prototype) return undefined;
    let isOwn = false;
    // for…in is many times faster than Object.keys and Object.hasOwn here; what it finds inherited is no option.
    for (const key in last) {
      if (key === 'signal') isOwn = !('signal' in Object.prototype);
      else if (key !== 'onAbort' && Object.hasOwn(last, key)) return undefined;
    }
    if (!isOwn && !Object.hasOwn(last, 'signal')) return undefined;
    const { signal, onAbort } = last as CallOptions;
    if (signal === undefined || isAbortSignal(signal)) return { signal, onAbort };
  } catch {
    // Begin may know what to do with it.
  }
  return undefined;
}

/** Throws a `TypeError` where a policy is asked for that does not exist. */
export function checkAbortPolicy(onAbort: unknown, operation: string): void {
  if (onAbort !== undefined && onAbort !== 'wait' && onAbort !== 'abandon') {
    throw new TypeError(`${operation}: onAbort must be 'wait' or 'abandon', got ${describe(onAbort)}`);
  }
}
