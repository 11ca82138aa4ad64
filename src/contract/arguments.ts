/**
 * Checks of arguments. Callbacks and signals are told by their shape, not by their class: they come from other realms,
 * from polyfills and from other copies of this library.
 */
import { E_INVALIDARG } from './hresult.js';
import { HResultError } from './HResultError.js';
import type { IMFAsyncCallback } from './IMFAsyncResult.js';
import { fieldOf } from './isCancelled.js';

/** A text that may be as long as a file, for people. */
export const shortened = (text: string): string => (text.length > 80 ? `${text.slice(0, 79)}…` : text);

/** What came instead of what was expected, in a word or two for an error message. Never throws. */
export const describe = (value: unknown): string => {
  // As a program writes it: `5n` where `5` is expected must not read as `5`.
  if (typeof value === 'bigint') return shortened(`${value}n`);
  return shortened(typeof value === 'string' ? `'${value}'` : Object(value) === value ? typeof value : String(value));
};

export function isCallback(value: unknown): value is IMFAsyncCallback {
  try {
    return typeof (value as Partial<IMFAsyncCallback>).Invoke === 'function';
  } catch {
    return false; // nothing, a revoked proxy, or a getter that throws
  }
}

export function isAbortSignal(value: unknown): value is AbortSignal {
  try {
    // Without the `?.`, which nothing needs, a call with a signal takes 4 % longer in V8.
    const signal = value as Partial<AbortSignal> | null | undefined;
    return typeof signal?.aborted === 'boolean' && typeof signal.addEventListener === 'function';
  } catch {
    return false;
  }
}

/** Throws `E_INVALIDARG` for what is no callback: the check of those Begin methods whose contract names that code. */
export function requireCallback(value: unknown, operation: string): asserts value is IMFAsyncCallback {
  if (isCallback(value)) return;
  const fault = `callback must be an IMFAsyncCallback, got ${describe(value)}`;
  throw new HResultError(E_INVALIDARG, operation, { fault });
}

type TypeName = 'function' | 'string' | 'boolean' | 'object' | 'any';

/** Throws a `TypeError` that says what an argument or option must be, and what came. */
export function expectType(value: unknown, type: TypeName, what: string): void {
  if (type !== 'any' && (typeof value !== type || value === null)) {
    throw new TypeError(`${what} must be of type ${type}, got ${describe(value)}`);
  }
}

export function expectFunction(value: unknown, what: string): asserts value is (...args: unknown[]) => unknown {
  expectType(value, 'function', what);
}

/** Checks the options of a function of this library, each of which may be left out; `types` has all of them. */
export function checkOptions(options: unknown, caller: string, types: Readonly<Record<string, TypeName>>): void {
  expectType(options, 'object', `${caller}: options`);
  const known = Object.keys(types);
  for (const key of Object.keys(options as object)) {
    if (!known.includes(key)) throw new TypeError(`${caller}: there is no option '${key}'${didYouMean(key, known)}`);
  }
  for (const [key, type] of Object.entries(types)) {
    const value = (options as Record<string, unknown>)[key];
    if (value !== undefined) expectType(value, type, `${caller}: options.${key}`);
  }
}

/** Names the one that was most likely meant, if there is one; else all, if there are any. */
export function didYouMean(name: string, names: readonly string[]): string {
  const close = names.find((each) => distance(each.toLowerCase(), name.toLowerCase()) <= 2);
  if (close !== undefined) return `, did you mean '${close}'?`;
  return names.length > 0 ? `, there is: ${names.join(', ')}` : '';
}

/** How many letters have to be left out, added or replaced to make one word of another. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 0; i < from.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < to.length; j++) {
      const replaced = row[j]! + (from[i] === to[j] ? 0 : 1);
      next.push(Math.min(replaced, row[j + 1]! + 1, next[j]! + 1));
    }
    row = next;
  }
  return row[to.length]!;
}

/** Throws a `TypeError` where the option `signal` is there and is no signal. */
export function checkSignal(signal: unknown, caller: string): void {
  if (signal === undefined || isAbortSignal(signal)) return;
  throw new TypeError(`${caller}: options.signal must be an AbortSignal, got ${describe(signal)}`);
}

/** Throws a `TypeError` where an object lacks one of the methods that are going to be called. */
export function checkMethods(object: object, methods: readonly string[], caller: string, what: string): void {
  const missing = methods.find((name) => typeof fieldOf(object, name) !== 'function');
  if (missing === undefined) return;
  throw new TypeError(`${caller}: expected ${what}, but it has no method ${missing}`);
}
