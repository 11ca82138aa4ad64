import { describe } from '../contract/describe.js';

export type Method = (...args: unknown[]) => unknown;

/** Whether the first argument of an adapter is an object whose methods are meant; throws where it is nothing of use. */
export function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

/** A method of an object, its own or inherited. Accessors are left alone: reading one may do anything. */
export function methodOf(object: object, key: string): Method | undefined {
  for (let holder: object | null = object; holder !== null; holder = Object.getPrototypeOf(holder) as object | null) {
    const descriptor = Object.getOwnPropertyDescriptor(holder, key);
    if (descriptor !== undefined) {
      return typeof descriptor.value === 'function' ? (descriptor.value as Method) : undefined;
    }
  }
  return undefined;
}

/** The names of an object's methods, its own and inherited ones, without those that every object has. */
export function methodNames(object: object): string[] {
  const names = new Set<string>();
  for (
    let holder: object | null = object;
    // By what it is, not by identity: objects cross realms.
    holder !== null && !(Object.getPrototypeOf(holder) === null && Object.hasOwn(holder, 'hasOwnProperty'));
    holder = Object.getPrototypeOf(holder) as object | null
  ) {
    for (const key of Object.getOwnPropertyNames(holder)) names.add(key);
  }
  names.delete('constructor');
  return [...names].filter((name) => methodOf(object, name) !== undefined);
}

/** Throws a `TypeError` that says what an argument or option must be, and what came. */
export function expectFunction(value: unknown, what: string): asserts value is Method {
  if (typeof value !== 'function') throw new TypeError(`${what} must be a function, got ${describe(value)}`);
}

/** Checks options that are the same in both directions. */
export function checkOptions(
  options: unknown,
  caller: string,
  kinds: Readonly<Record<string, 'function' | 'string' | 'boolean' | 'object'>>,
): void {
  if (typeof options !== 'object' || options === null) {
    throw new TypeError(`${caller}: options must be an object, got ${describe(options)}`);
  }
  for (const [key, kind] of Object.entries(kinds)) {
    const value = (options as Record<string, unknown>)[key];
    if (value !== undefined && (typeof value !== kind || value === null)) {
      throw new TypeError(`${caller}: options.${key} must be a ${kind}, got ${describe(value)}`);
    }
  }
}
