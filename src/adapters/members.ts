import { describe } from '../contract/describe.js';

export type Method = (...args: unknown[]) => unknown;

/**
 * The methods of an object by name, its own and inherited ones, bound to it, but not those that every object has. Accessors
 * are left alone: reading one may do anything.
 */
export function methodsOf(object: unknown, caller: string): Map<string, Method> {
  if (typeof object !== 'function') expectType(object, 'object', `${caller}: the first argument`);
  const methods = new Map<string, Method>();
  const seen = new Set(['constructor']);
  for (let holder = object as object, parent; ; holder = parent) {
    // The Object.prototype of some realm: it alone has that of its own.
    if (Object.hasOwn(holder, 'isPrototypeOf')) return methods;
    parent = Object.getPrototypeOf(holder) as object | null;
    for (const [key, { value }] of Object.entries(Object.getOwnPropertyDescriptors(holder))) {
      if (!seen.has(key) && typeof value === 'function') methods.set(key, (value as Method).bind(object));
      seen.add(key);
    }
    if (parent === null) return methods;
  }
}

/** Throws a `TypeError` that says what an argument or option must be, and what came. */
export function expectType(value: unknown, type: 'function' | 'string' | 'boolean' | 'object', what: string): void {
  if (typeof value !== type || value === null) {
    throw new TypeError(`${what} must be of type ${type}, got ${describe(value)}`);
  }
}

export function expectFunction(value: unknown, what: string): asserts value is Method {
  expectType(value, 'function', what);
}

/** Checks the options of an adapter, each of which may be left out. */
export function checkOptions(
  options: unknown,
  caller: string,
  types: Readonly<Record<string, 'function' | 'string' | 'boolean' | 'object'>>,
): void {
  expectType(options, 'object', `${caller}: options`);
  for (const [key, type] of Object.entries(types)) {
    const value = (options as Record<string, unknown>)[key];
    if (value !== undefined) expectType(value, type, `${caller}: options.${key}`);
  }
}
