import { isKind } from './kinds.js';

/**
 * The facts about a COM interface: an entry of the table. A parameter reads `name: direction type`. Directions: `in`, `out`. Types: `u8` `u16` `u32` `u64` `i16` `i32` `i64` `f32`
 * `f64` `bool` `hresult` `string` (UTF-16) `bstr` `guid` `propvariant` `pointer`, `bytes(count)` for memory whose size another
 * parameter has (`bytes(count*2)` where that counts characters), `blob(count)` for memory that native code allocates,
 * `object(riid)` for an object of the interface whose IID another parameter has, or the name of an interface.
 * `in?` and `out?`: null will do, native code does not need the parameter.
 * The few methods that do not return an HRESULT have `: returns type` at the end.
 *
 * @example
 * mf.addInterface('IMFVirtualCamera', { iid: '1c08a864-…', base: 'IMFAttributes', methods: { … } });
 */
export interface InterfaceFacts {
  /** The IID, in lower case without braces. */
  readonly iid: string;
  /** The interface that this one extends; `null` for IUnknown alone. */
  readonly base: string | null;
  /** The methods that the base does not have, in vtable order. */
  readonly methods: Readonly<Record<string, readonly string[]>>;
}

/** `'pb: out bytes(cb)'` is `{ name: 'pb', direction: 'out', kind: 'bytes', by: 'cb' }`. */
export interface Parameter {
  readonly name: string;
  readonly direction: 'in' | 'out';
  /** Whether native code takes null for it. */
  readonly isOptional: boolean;
  /** A kind of kinds.ts, or `interface`. */
  readonly kind: string;
  /** The name of the interface, for `interface`. */
  readonly interface?: string;
  /** The name of the parameter that has the size of the memory, or the IID of the object. */
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
}

export interface Interface {
  readonly name: string;
  readonly iid: string;
  /** This IID and those of the bases, without that of IUnknown. */
  readonly iids: readonly string[];
  readonly base: Interface | null;
  /** All methods, those of the bases first: the vtable. */
  readonly methods: readonly Method[];
}

const line = /^(\w*): (in|out|returns)(\??) (\w+)(?:\((\w+)(?:\*(\d))?\))?$/;

function parseParameter(text: string): { parameter: Parameter; returns: boolean } {
  const [, name, direction, mark, kind, by, unit] = line.exec(text) ?? [];
  if (name === undefined || kind === undefined) throw new TypeError(`${text}: expected "name: direction type"`);
  const isPlain = isKind(kind);
  return {
    returns: direction === 'returns',
    parameter: {
      name,
      direction: direction === 'out' ? 'out' : 'in',
      isOptional: mark === '?',
      kind: isPlain ? kind : 'interface',
      ...(isPlain ? {} : { interface: kind }),
      ...(by === undefined ? {} : { by, unit: Number(unit ?? 1) }),
    },
  };
}

export function readInterface(name: string, facts: InterfaceFacts, base: Interface | null): Interface {
  const inherited = base?.methods ?? [];
  const methods = Object.entries(facts.methods).map(([method, texts], index): Method => {
    const all = texts.map(parseParameter);
    return {
      name: method,
      slot: inherited.length + index,
      parameters: all.filter(({ returns }) => !returns).map(({ parameter }) => parameter),
      returns: all.find(({ returns }) => returns)?.parameter.kind ?? 'hresult',
    };
  });
  return {
    name,
    iid: facts.iid,
    iids: base === null ? [] : [facts.iid, ...base.iids],
    base,
    methods: [...inherited, ...methods],
  };
}

/** `pdwFlags` is `flags`, `ppObject` is `object`: a returned value is no pointer. */
export const plainName = (name: string): string =>
  name.replace(/^[a-z]+(?=[A-Z])/, '').replace(/^./, (letter) => letter.toLowerCase());

/** The names of outputs: where two would be the same, the second keeps its prefix (`data` and `cbData`). */
export function outputNames(outputs: readonly Parameter[]): string[] {
  const names: string[] = [];
  for (const { name } of outputs) {
    const plain = plainName(name);
    names.push(names.includes(plain) ? name.replace(/^p+/, '') : plain);
  }
  return names;
}

/** Whether a parameter is returned. Memory that native code writes stays an argument, as in C. */
export const isOutput = ({ direction, kind }: Parameter): boolean => direction === 'out' && kind !== 'bytes';

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

  constructor(table: Readonly<Record<string, InterfaceFacts>>) {
    for (const [name, facts] of Object.entries(table)) this.#facts.set(name, facts);
  }

  /** @throws TypeError where the name is taken, the base unknown, or a parameter cannot be read */
  add(name: string, facts: InterfaceFacts): void {
    if (this.#facts.has(name)) throw new TypeError(`${name}: the table has this interface already`);
    this.#facts.set(name, facts);
    try {
      this.get(name);
    } catch (error) {
      this.#facts.delete(name);
      throw error;
    }
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

  /** The name of the interface with an IID, given as text, if the table has one. */
  nameOf(iid: unknown): string | undefined {
    const wanted = typeof iid === 'string' ? iid.toLowerCase() : undefined;
    for (const [name, facts] of this.#facts) if (facts.iid === wanted) return name;
    return undefined;
  }

  names(): IterableIterator<string> {
    return this.#facts.keys();
  }
}
