import type { Address, Koffi, NativeFunction } from './koffi.js';
import { isBegin, type Interface, type Method, type Parameter } from '../facts/interfaces.js';
import { scalars } from '../facts/kinds.js';
import type { Memory } from './Memory.js';

/** What calls pass for the length of the call alone, and `void`. */
const passedTypes: Readonly<Record<string, string>> = {
  void: 'void',
  // UTF-16. Where a type is `void *` koffi passes strings as UTF-8, without a word.
  string: 'str16',
  // Memory of JavaScript.
  pointer: 'void *',
};

const typeOf = (kind: string): string => passedTypes[kind] ?? scalars[kind]?.type ?? 'uint64';

function callType({ direction, kind }: Parameter, outlives: boolean): string {
  // Memory that is used when JavaScript has gone on must be native: JavaScript's own may be moved or freed by then.
  if (direction === 'out' || kind === 'bytes') return outlives ? 'uint64' : 'void *';
  return typeOf(kind);
}

/** The types of a call without the object itself. @param waits whether the call is made on another thread */
export const callTypes = (method: Method, waits: boolean): string[] =>
  method.parameters.map((one) => callType(one, waits || (one.kind === 'bytes' && isBegin(method))));
export const returnType = (method: Method): string => typeOf(method.returns);

/** The functions of one class by their slots; a hole is not bound yet. */
export interface Bound {
  readonly vtable: Address;
  readonly functions: (NativeFunction | undefined)[];
  /** Those for calls on another thread. */
  readonly waiting: (NativeFunction | undefined)[];
}

interface Signature {
  readonly type: object;
  readonly key: string;
}

/** Native methods: a function of koffi for each method of each class, bound when it is first called. */
export class VTables {
  readonly #koffi: Koffi;
  readonly #memory: Memory;
  readonly #classes = new Map<string, Map<Address, Bound>>();
  readonly #functions = new Map<string, NativeFunction>();
  readonly #signatures = [new Map<Method, Signature>(), new Map<Method, Signature>()] as const;

  constructor(koffi: Koffi, memory: Memory) {
    this.#koffi = koffi;
    this.#memory = memory;
  }

  /** The functions for the object at an address, by the slots of an interface. */
  of(address: Address, { name }: Interface): Bound {
    const vtable = this.#memory.readAddress(address);
    let classes = this.#classes.get(name);
    if (!classes) this.#classes.set(name, (classes = new Map()));
    let bound = classes.get(vtable);
    if (!bound) classes.set(vtable, (bound = { vtable, functions: [], waiting: [] }));
    return bound;
  }

  /** The function for one method, to be called on this thread. */
  functionOf(address: Address, type: Interface, slot: number): NativeFunction {
    const bound = this.of(address, type);
    return bound.functions[slot] ?? this.bind(bound, type.methods[slot]!, false);
  }

  bind(bound: Bound, method: Method, waits: boolean): NativeFunction {
    const address = this.#memory.readAddress(bound.vtable + method.slot * 8);
    const { type, key } = this.#signature(method, waits);
    const cacheKey = `${address}:${key}`;
    let native = this.#functions.get(cacheKey);
    if (!native) this.#functions.set(cacheKey, (native = this.#koffi.decode(BigInt(address), type)));
    (waits ? bound.waiting : bound.functions)[method.slot] = native;
    return native;
  }

  #signature(method: Method, waits: boolean): Signature {
    const signatures = this.#signatures[waits ? 1 : 0];
    let signature = signatures.get(method);
    if (!signature) {
      const types = callTypes(method, waits);
      const result = returnType(method);
      signature = { type: this.#koffi.proto(result, ['uint64', ...types]), key: [result, ...types].join() };
      signatures.set(method, signature);
    }
    return signature;
  }
}
