import { expectType } from '../contract/arguments.js';

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
