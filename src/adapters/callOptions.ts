import { describe, didYouMean, isAbortSignal } from '../contract/arguments.js';

/** Whether the promise of an aborted operation waits for the real end, or rejects at once. */
export type AbortPolicy = 'wait' | 'abandon';

/** What the caller of an adapted function may give behind the arguments of Begin. */
export interface CallOptions {
  /** Aborts the operation. */
  signal?: AbortSignal | null | undefined;
  /** How this call deals with an abort; default: what the adapter was made with. */
  onAbort?: AbortPolicy | undefined;
  /** An `AbortController` has this and a `signal`, too: it is not what is wanted here. */
  abort?: never;
}

/**
 * The call options behind all arguments of Begin: a plain object of any realm whose own keys are `signal` (an AbortSignal,
 * `undefined` or `null`) and `onAbort`, or fewer. What can only have been meant as options and is none is a mistake. Anything
 * else is Begin's, whose `length` does not count a parameter with a default value.
 *
 * @throws TypeError for such a mistake, and for an unknown policy
 */
export function callOptionsBehindAll(last: unknown, name: string): CallOptions | undefined {
  const options = read(last);
  if (typeof options === 'string') throw new TypeError(`${name}: ${options}`);
  if (options !== undefined) checkAbortPolicy(options.onAbort, name);
  return options;
}

/**
 * The call options where it is not known how many arguments Begin takes: what has their shape, and not only that of `{}`.
 *
 * @throws TypeError for an unknown policy
 */
export function callOptionsByShape(last: unknown, name: string): CallOptions | undefined {
  const options = read(last);
  if (typeof options !== 'object' || (!Object.hasOwn(last as object, 'signal') && typeof options.onAbort !== 'string'))
    return undefined;
  checkAbortPolicy(options.onAbort, name);
  return options;
}

/** The options, what is wrong with them, or `undefined`: then the value is Begin's. */
function read(last: unknown): CallOptions | string | undefined {
  if (typeof last !== 'object' || last === null) return undefined;
  let isPlain = false;
  try {
    const prototype: unknown = Object.getPrototypeOf(last);
    isPlain = prototype === Object.prototype || prototype === null || isOfAnotherRealm(prototype);
    const { signal, onAbort } = last as CallOptions;
    if (!isPlain) {
      if (!('signal' in last)) return undefined;
      const kind = String((last.constructor as unknown as { name?: unknown } | undefined)?.name);
      return `expected call options { signal, onAbort }, got an object of class ${kind}`;
    }
    // for…in is many times faster than Object.keys; what it finds inherited is no option.
    for (const key in last) {
      if (key !== 'signal' && key !== 'onAbort' && Object.hasOwn(last, key)) {
        return `unknown call option '${key}'${didYouMean(key, ['signal', 'onAbort'])}`;
      }
    }
    if (signal === undefined || signal === null || isAbortSignal(signal)) return { signal, onAbort };
    return `the call option signal must be an AbortSignal, got ${describe(signal)}`;
  } catch {
    // A getter that throws; or a proxy that does: Begin may know what to do with that.
    return isPlain ? 'the call options cannot be read' : undefined;
  }
}

/** The Object.prototype of another realm: it alone has this of its own. */
const isOfAnotherRealm = (prototype: unknown): boolean => Object.hasOwn(prototype as object, 'isPrototypeOf');

/** Throws a `TypeError` where a policy is asked for that does not exist. */
export function checkAbortPolicy(onAbort: unknown, name: string): void {
  if (onAbort !== undefined && onAbort !== 'wait' && onAbort !== 'abandon') {
    throw new TypeError(`${name}: onAbort must be 'wait' or 'abandon', got ${describe(onAbort)}`);
  }
}
