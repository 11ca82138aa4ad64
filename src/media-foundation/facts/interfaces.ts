import { describe } from '../../contract/arguments.js';
import { isKind, scalars } from './kinds.js';

/**
 * The facts about a COM interface: an entry of the table. A method is the list of its parameters, each of which reads
 * `name: direction type`.
 *
 * | direction | JavaScript                                                                                         |
 * | --------- | -------------------------------------------------------------------------------------------------- |
 * | `in`      | an argument                                                                                        |
 * | `out`     | the return value, or a property of it where there are several                                      |
 * | `inout`   | both: for numbers, structures, and arrays of them                                                  |
 * | `in?`     | `null` will do                                                                                     |
 * | `out?`    | left out by one `null` behind the arguments, as is `inout?`: native code does not need it          |
 *
 * | type                                                                  | JavaScript                                           |
 * | --------------------------------------------------------------------- | ---------------------------------------------------- |
 * | `u8` `u16` `u32` `i16` `i32` `f32` `f64` `hresult`                    | a number                                             |
 * | `u64` `i64`                                                           | a bigint                                             |
 * | `bool`                                                                | a boolean, of 32 bits                                |
 * | `string` (UTF-16), `bstr`, `guid`, `guidvalue` (by value)             | a string                                             |
 * | `propvariant`                                                         | a plain value, or `{ vt, value }`                    |
 * | `pointer`                                                             | a bigint, or memory that native code reads or writes |
 * | `bytes(count)`, `bytes(count*2)` where that counts units of two bytes | a `Uint8Array`, whose size another parameter has     |
 * | `bytes(40)`                                                           | one of at least 40 bytes                             |
 * | `blob(count)`                                                         | a `Uint8Array`, of memory that native code allocates |
 * | `IMFSample`                                                           | an object of the interface                           |
 * | `object(riid)`                                                        | one of the interface whose IID another parameter has |
 * | `{dwFlags: u32, cbSize: u32}`                                         | a structure: `{ flags, size }`                       |
 * | `f32[count]`, `IMFSample[count]`, `{a: u32}[count]`                   | an array, whose length another parameter has         |
 *
 * An array that goes out, and whose count goes out too, is memory that native code allocates. At the end of the list may stand
 * `: returns type`, for a method that returns no HRESULT (`: returns void`), and `: waits`, for one that may wait for
 * JavaScript: it is called on another thread, and gives a promise.
 *
 * @example
 * const IMFTimer = { iid: 'e56e4cbd-…', base: 'IUnknown', methods: { CancelTimer: ['punkKey: in IUnknown'] } };
 */
export interface InterfaceFacts {
  /** The IID, as text without braces. */
  readonly iid: string;
  /** The interface that this one extends; `null` for IUnknown alone. */
  readonly base: string | null;
  /** The methods that the base does not have, in vtable order. */
  readonly methods: Readonly<Record<string, readonly string[]>>;
  /** Whether its last Release may wait for JavaScript: it is then called on another thread. */
  readonly releaseWaits?: boolean;
}

/** What an array has, a structure has as a field, or a parameter is. */
export interface Element {
  /** A kind of kinds.ts, `interface`, or `struct`. */
  readonly kind: string;
  /** The name of the interface, for `interface`. */
  readonly interface?: string;
  /** For `struct`. */
  readonly fields?: readonly Field[];
}

export interface Field extends Element {
  /** Without its Hungarian. */
  readonly name: string;
  /** Where it is in the structure, in bytes. */
  readonly offset: number;
}

/** `'pb: out bytes(cb)'` is `{ name: 'pb', direction: 'out', kind: 'bytes', by: 'cb' }`. */
export interface Parameter extends Element {
  readonly name: string;
  readonly direction: 'in' | 'out' | 'inout';
  /** Whether native code takes null for it. */
  readonly isOptional: boolean;
  /** What an array has; its own kind is `array`. */
  readonly element?: Element;
  /** The name of the parameter that has the size of the memory, the length of the array, or the IID of the object. */
  readonly by?: string;
  /** The size in bytes of what the parameter that has the size counts. */
  readonly unit?: number;
}

export interface Method {
  readonly name: string;
  /** Its index in the vtable. */
  readonly slot: number;
  readonly parameters: readonly Parameter[];
  /** The kind that it returns: `hresult` for most methods. */
  readonly returns: string;
  /** Whether it may wait for JavaScript. */
  readonly waits: boolean;
}

export interface Interface {
  readonly name: string;
  readonly iid: string;
  /** This IID and those of the bases, without that of IUnknown. */
  readonly iids: readonly string[];
  readonly base: Interface | null;
  /** All methods, those of the bases first: the vtable. */
  readonly methods: readonly Method[];
  /** Whether its last Release may wait for JavaScript. */
  readonly releaseWaits: boolean;
}

/** The addon passes no more words than these: the object and the parameters of a method, or the parameters of a function. */
export const mostWords = 16;

const line = /^(\w*): (in|out|inout|returns|waits)(\??)(?: (.+))?$/;
const sized = /^(\w+)(?:\((\w+)(?:\*(\d))?\))?$/;
const array = /^(.+)\[(\w+)\]$/;
const structure = /^\{(.+)\}$/;

/** The size in bytes, which is its alignment as well where it is no structure. */
export const sizeOf = ({ kind, fields }: Element): number => {
  if (fields !== undefined) return roundUp(endOf(fields), alignmentOf({ kind, fields }));
  return scalars[kind]?.size ?? (kind === 'guid' ? 16 : 8);
};

/** A GUID begins with an integer of 32 bits. */
const alignmentOf = ({ kind, fields }: Element): number =>
  fields ? Math.max(...fields.map(alignmentOf)) : kind === 'guid' ? 4 : sizeOf({ kind });

const roundUp = (size: number, unit: number): number => Math.ceil(size / unit) * unit;

const endOf = (fields: readonly Field[]): number => {
  const last = fields.at(-1);
  return last === undefined ? 0 : last.offset + sizeOf(last);
};

function parseElement(text: string): Element {
  const [, inside] = structure.exec(text) ?? [];
  if (inside !== undefined) return { kind: 'struct', fields: parseFields(inside) };
  return isKind(text) ? { kind: text } : { kind: 'interface', interface: text };
}

function parseFields(text: string): Field[] {
  const fields: Field[] = [];
  const all = text.split(', ').map((one) => one.split(': '));
  const names = plainNames(all.map(([name = '']) => name));
  all.forEach(([, kind = ''], index) => {
    const element = parseElement(kind);
    fields.push({ name: names[index]!, offset: roundUp(endOf(fields), alignmentOf(element)), ...element });
  });
  return fields;
}

/** @throws TypeError for what is no parameter at all; declarations.ts checks the rest */
function parseParameter(text: string): Parameter & { mark?: 'returns' | 'waits' } {
  const [, name, word, mark, type = ''] = line.exec(text) ?? [];
  if (name === undefined) throw new TypeError(`${text}: expected "name: direction type"`);
  const parameter = { name, isOptional: mark === '?' } as const;
  if (word === 'returns' || word === 'waits')
    return { ...parameter, direction: 'in', ...parseElement(type), mark: word };
  const direction = word as Parameter['direction'];
  const [, of, length] = array.exec(type) ?? [];
  if (of !== undefined && length !== undefined) {
    return { ...parameter, direction, kind: 'array', element: parseElement(of), by: length };
  }
  const [, kind, by, unit] = sized.exec(type) ?? [];
  if (by === undefined) return { ...parameter, direction, ...parseElement(type) };
  return { ...parameter, direction, ...parseElement(kind!), by, unit: Number(unit ?? 1) };
}

export function readMethod(name: string, slot: number, texts: readonly string[]): Method {
  const all = texts.map(parseParameter);
  return {
    name,
    slot,
    parameters: all.filter(({ mark }) => mark === undefined),
    returns: all.find(({ mark }) => mark === 'returns')?.kind ?? 'hresult',
    waits: all.some(({ mark }) => mark === 'waits'),
  };
}

export function readInterface(name: string, facts: InterfaceFacts, base: Interface | null): Interface {
  const inherited = base?.methods ?? [];
  const own = Object.entries(facts.methods).map(([method, texts], index) =>
    readMethod(method, inherited.length + index, texts),
  );
  return {
    name,
    iid: facts.iid,
    iids: base === null ? [] : [facts.iid, ...base.iids],
    base,
    methods: [...inherited, ...own],
    releaseWaits: facts.releaseWaits ?? base?.releaseWaits === true,
  };
}

/** `pdwFlags` is `flags`, `ppObject` is `object`: a returned value is no pointer. */
export const plainName = (name: string): string =>
  name.replace(/^[a-z]+(?=[A-Z])/, '').replace(/^./, (letter) => letter.toLowerCase());

/** Where two would be the same, the second keeps its prefix (`data` and `cbData`). */
function plainNames(names: readonly string[]): string[] {
  const plain: string[] = [];
  for (const name of names) plain.push(plain.includes(plainName(name)) ? name.replace(/^p+/, '') : plainName(name));
  return plain;
}

/** The names of outputs, as they are returned. */
export const outputNames = (outputs: readonly Parameter[]): string[] => plainNames(outputs.map(({ name }) => name));

/** Whether a parameter is returned. Memory that native code writes stays an argument, as in C. */
export const isOutput = ({ direction, kind }: Parameter): boolean => direction !== 'in' && kind !== 'bytes';
/** Whether a parameter is an argument. */
export const isInput = ({ direction, kind }: Parameter): boolean => direction !== 'out' || kind === 'bytes';

/** How many words of 64 bits a parameter takes. */
export const wordsOf = ({ kind }: Parameter): number => (kind === 'guidvalue' ? 2 : 1);

/** Whether a parameter is a COM object. */
export const isReference = ({ kind }: Parameter): boolean => kind === 'interface' || kind === 'object';

/** The slots of IUnknown, and after them those of IMFAsyncResult. */
export const slots = {
  QueryInterface: 0,
  AddRef: 1,
  Release: 2,
  GetState: 3,
  GetStatus: 4,
  SetStatus: 5,
  GetObject: 6,
};

/** The methods of an interface without those of IUnknown. */
export const beyondUnknown = ({ methods }: Interface): readonly Method[] => methods.slice(3);

/** Whether a method begins an operation that goes on after it has returned. */
export const isBegin = (method: { readonly name: string }): boolean => /^(MF)?Begin[A-Z]/.test(method.name);
/** Whether a method ends such an operation. */
export const isEnd = (method: { readonly name: string }): boolean => /^(MF)?End[A-Z]/.test(method.name);

/** The interfaces that one extends, IUnknown first. */
export function basesOf(type: Interface): Interface[] {
  const bases: Interface[] = [];
  for (let one = type.base; one; one = one.base) bases.unshift(one);
  return bases;
}

/** Whether an interface is the one that is wanted, or has all methods of it. */
export function isOrExtends(type: Interface | null, wanted: Interface): boolean {
  for (let one = type; one; one = one.base) if (one === wanted) return true;
  return false;
}

/** The interfaces that are known, by name. */
export class InterfaceCatalogue {
  readonly #facts = new Map<string, InterfaceFacts>();
  readonly #read = new Map<string, Interface>();
  readonly #names = new Map<string, string>();
  /** The interfaces that have methods of their own, by the first of these. */
  readonly #byFirstMethod = new Map<string, string[]>();

  constructor(table: Readonly<Record<string, InterfaceFacts>>) {
    for (const [name, facts] of Object.entries(table)) this.add(name, facts);
  }

  /**
   * @param first the first of its own methods, where that is known without reading all of them
   * @throws TypeError where the name is taken
   */
  add(name: string, facts: InterfaceFacts, first = Object.keys(facts.methods)[0]): void {
    if (this.#facts.has(name)) throw new TypeError(`${name}: the table has this interface already`);
    this.#facts.set(name, facts);
    // Of two with one IID, the first is what native objects are projected as.
    if (!this.#names.has(facts.iid)) this.#names.set(facts.iid, name);
    if (first === undefined || facts.base === null) return;
    const others = this.#byFirstMethod.get(first);
    if (others) others.push(name);
    else this.#byFirstMethod.set(first, [name]);
  }

  has(name: string): boolean {
    return this.#facts.has(name);
  }

  /** @throws TypeError where there is no interface of that name */
  get(name: string): Interface {
    const known = this.#read.get(name);
    if (known) return known;
    const facts = this.#facts.get(name);
    if (!facts) throw new TypeError(`${name}: no interface of this name in the table`);
    const read = readInterface(name, facts, facts.base === null ? null : this.get(facts.base));
    this.#read.set(name, read);
    return read;
  }

  /** The interface of a name that a program has given, by a call. @throws TypeError where there is none of that name */
  wanted(name: unknown, where: string): Interface {
    if (typeof name === 'string' && this.has(name)) return this.get(name);
    throw new TypeError(`${where}: expected the name of an interface of the table, got ${describe(name)}`);
  }

  /** The name of the interface with an IID, given as text, in braces or not, if the table has one. */
  nameOf(iid: unknown): string | undefined {
    return typeof iid === 'string' ? this.#names.get(iid.replace(/^\{|\}$/g, '').toLowerCase()) : undefined;
  }

  names(): IterableIterator<string> {
    return this.#facts.keys();
  }

  /** The interfaces all of whose methods are there, IUnknown's apart. One without methods of its own cannot be told by them. */
  spokenBy(hasMethod: (name: string) => boolean): Interface[] {
    const spoken: Interface[] = [];
    for (const [first, names] of this.#byFirstMethod) {
      if (!hasMethod(first)) continue;
      const types = names.map((name) => this.get(name));
      spoken.push(...types.filter((type) => beyondUnknown(type).every(({ name }) => hasMethod(name))));
    }
    return spoken;
  }
}
