import { describe, didYouMean, expectFunction } from '../contract/arguments.js';

export type Method = (...args: unknown[]) => unknown;

export type Verb = 'Begin' | 'End' | 'Cancel';

/**
 * `BeginRead` → `EndRead`, `beginRead` → `endRead`, `MFBeginCreateFile` → `MFEndCreateFile`; a name that does not begin so
 * stands for itself.
 */
export const siblingName = (begin: string, verb: Verb): string =>
  begin.replace(/^(MF)?Begin/, `$1${verb}`).replace(/^begin/, verb.toLowerCase());

export const upperFirst = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

/** Stands on the functions of `toBeginEnd(fn)`, in every copy of this library: their `this` is that of `fn`, or nothing. */
export const FORWARDS_THIS = /* @__PURE__ */ Symbol.for('begin-end.forwardsThis');

/** Functions of `fromBeginEnd`, bound ones too: their `length` does not count the call options behind their arguments. */
export const adaptedFunctions = /* @__PURE__ */ new WeakSet();

/**
 * A method of an object, bound to it. It is read through the object, so that a proxy gives the method that it wraps, and a
 * getter of a module its export.
 */
export function methodOf(object: object, key: string): Method | undefined {
  const method: unknown = Reflect.get(object, key);
  // What every object has is no method of this one.
  const isItsOwn = key !== 'constructor' && method !== Reflect.get(Object.prototype, key);
  if (typeof method !== 'function' || !isItsOwn) return undefined;
  const bound = method.bind(object) as Method;
  if (adaptedFunctions.has(method)) adaptedFunctions.add(bound);
  return bound;
}

/**
 * The names of the methods of an object, its own and inherited ones, but not of those that every object has. Accessors are
 * left unread, for reading one may do anything; but those of modules, which are how bundlers write exports.
 */
export function methodNames(object: object): string[] {
  const names = new Set<string>();
  const seen = new Set(['constructor']);
  for (let holder: object | null = object; holder !== null; holder = Object.getPrototypeOf(holder) as object | null) {
    // The Object.prototype of some realm: it alone has this of its own.
    if (Object.hasOwn(holder, 'isPrototypeOf')) break;
    const properties = Object.getOwnPropertyDescriptors(holder);
    const areExports = isModule(holder, properties);
    for (const [key, property] of Object.entries(properties)) {
      if (seen.has(key)) continue;
      seen.add(key);
      const value: unknown = areExports ? Reflect.get(object, key) : property.value;
      if (typeof value === 'function') names.add(key);
    }
  }
  return [...names];
}

/**
 * Whether an object holds the exports of a module: it says so, or, as esbuild makes it, every property is one that can
 * neither be assigned nor redefined. A frozen object is none.
 */
function isModule(
  holder: object,
  properties: PropertyDescriptorMap & { [Symbol.toStringTag]?: PropertyDescriptor },
): boolean {
  if (Object.hasOwn(properties, '__esModule') || properties[Symbol.toStringTag]?.value === 'Module') return true;
  return (
    Object.isExtensible(holder) &&
    Object.values(properties).every((property) => !property.configurable && !property.set && !property.writable)
  );
}

/** Throws a `TypeError` where a first argument can have no methods. */
export function expectObject(value: unknown, caller: string): asserts value is object {
  if (Object(value) === value) return;
  throw new TypeError(`${caller}: expected a function or an object, got ${describe(value)}`);
}

/** Throws a `TypeError` where options are behind a name that is none: they would be ignored. */
export function expectNoMore(third: unknown, second: unknown, caller: string): void {
  if (third === undefined) return;
  throw new TypeError(`${caller}: expected a name before the options, got ${describe(second)}`);
}

/** A Begin/End pair of an object, or of two functions. */
export interface Pair {
  readonly begin: Method;
  readonly end: Method;
  readonly cancel?: Method | undefined;
  /** The name of Begin. */
  readonly key: string;
  /** The object that the methods are bound to. */
  readonly object?: object | undefined;
}

/** The names of an object's pairs: `'Read'` for `BeginRead` with `EndRead`, or `beginRead` with `endRead`. */
export function pairNames(object: object): string[] {
  const methods = new Set(methodNames(object));
  const names = [...methods].flatMap((key) => {
    const name = /^[Bb]egin(?![a-z])(.+)/.exec(key)?.[1];
    return name !== undefined && methods.has(siblingName(key, 'End')) ? [name] : [];
  });
  return [...new Set(names)];
}

/** What an object without a pair has, for an error message. */
function insteadOfPair(object: object): string {
  const half = methodNames(object).find((key) => /^[Bb]egin(?![a-z])./.test(key));
  return half === undefined ? 'no Begin/End pair' : `${half}, and no ${siblingName(half, 'End')}`;
}

/** The pair of that name; where both spellings exist, the COM one. */
export function pairOf(object: unknown, name: string): Pair {
  expectObject(object, 'fromBeginEnd');
  for (const key of [`Begin${name}`, `begin${name}`]) {
    const begin = methodOf(object, key);
    const end = methodOf(object, siblingName(key, 'End'));
    if (begin && end) return { begin, end, cancel: methodOf(object, siblingName(key, 'Cancel')), key, object };
  }
  const fault = `the object has no pair Begin${name}, End${name}${didYouMean(name, pairNames(object))}`;
  throw new TypeError(`fromBeginEnd: ${fault}`);
}

/** Whether a function counts as an object: a class with static pairs, one that has some, or one that is itself a pair. */
export const hasPairs = (value: object): boolean => pairNames(value).length > 0 || methodNames(value).includes('begin');

/** An object that is itself a pair. */
export function trioOf(object: object): Pair {
  const { begin, end, cancel } = object as Partial<Record<string, unknown>>;
  if (begin === undefined) throw new TypeError(`fromBeginEnd: the object has ${insteadOfPair(object)}`);
  expectFunction(begin, 'fromBeginEnd: begin of the trio');
  expectFunction(end, 'fromBeginEnd: end of the trio');
  if (cancel !== undefined) expectFunction(cancel, 'fromBeginEnd: cancel of the trio');
  const bound = (method: Method): Method =>
    forwardsThis(method) ? method : method.bind<(...args: unknown[]) => unknown>(object);
  return {
    begin: bound(begin),
    end: bound(end),
    cancel: cancel && bound(cancel),
    key: begin.name || 'begin',
    object: forwardsThis(begin) ? undefined : object,
  };
}

/** The function behind `toBeginEnd` has the caller's `this`; any other trio is an object with methods. */
const forwardsThis = (method: Method): boolean => Reflect.get(method, FORWARDS_THIS) === true;
