/**
 * Objects of JavaScript → COM objects. IUnknown is the addon's, on whatever thread asks; the other methods are
 * trampolines of koffi, one a method for all objects, which find the object by its address and run on JavaScript's thread.
 */
import { describe } from '../../contract/arguments.js';
import { E_NOTIMPL, isFailureHresult, S_OK } from '../../contract/hresult.js';
import { hresultOf } from '../../contract/hresultOf.js';
import type { Bridge } from '../bridge.js';
import type { Interface, Method } from '../facts/interfaces.js';
import type { Address } from '../native/koffi.js';
import { isOrExtends } from './Projector.js';
import { Served } from '../calls/Served.js';
import type { Entry } from '../native/Tokens.js';
import { bytesFromGuid } from '../native/Memory.js';

/** One COM object for one object of JavaScript. */
class ObjectEntry implements Entry {
  readonly value: unknown;
  readonly interfaces: readonly Interface[];
  readonly #ended: (entry: ObjectEntry) => void;
  address: Address = 0;

  constructor(value: unknown, interfaces: readonly Interface[], ended: (entry: ObjectEntry) => void) {
    this.value = value;
    this.interfaces = interfaces;
    this.#ended = ended;
  }

  invoked(): void {}

  died(): void {
    this.#ended(this);
  }
}

export class Implementer {
  readonly #bridge: Bridge;
  readonly #entries = new Map<unknown, ObjectEntry[]>();
  readonly #faces = new Map<Address, ObjectEntry>();
  readonly #kinds = new Map<string, Address>();
  readonly #trampolines = new Map<Method, Address>();

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
  }

  /**
   * The COM object of a value, with a reference for the caller.
   *
   * @param type `undefined` for a value that is only kept and given back
   */
  lend(value: unknown, type: Interface | undefined): Address {
    const { objects } = this.#bridge;
    for (const entry of this.#entries.get(value) ?? []) {
      const face = type === undefined ? 0 : entry.interfaces.findIndex((one) => isOrExtends(one, type));
      if (face >= 0 && objects.addRef(entry.address)) return entry.address + face * objects.faceSize;
    }
    return this.#create(value, type === undefined ? [] : this.#interfacesOf(value, type));
  }

  /** A COM object that does nothing but tell when native code has let go of it. */
  watch(value: unknown, ended: () => void): Address {
    return this.#make(new ObjectEntry(value, [], ended));
  }

  /** Whether an address is that of an object of JavaScript. */
  has(address: Address): boolean {
    return this.#faces.has(address);
  }

  /** The object of JavaScript at an address. */
  at(address: Address): unknown {
    return this.#faces.get(address)?.value;
  }

  #create(value: unknown, interfaces: readonly Interface[]): Address {
    const entry = new ObjectEntry(value, interfaces, (ended) => this.#forget(ended));
    const entries = this.#entries.get(value);
    if (entries) entries.push(entry);
    else this.#entries.set(value, [entry]);
    const address = this.#make(entry);
    const { faceSize } = this.#bridge.objects;
    for (let i = 0; i < Math.max(1, interfaces.length); i += 1) this.#faces.set(address + i * faceSize, entry);
    return address;
  }

  #make(entry: ObjectEntry): Address {
    const { objects, tokens } = this.#bridge;
    const kinds =
      entry.interfaces.length === 0 ? [this.#plainKind()] : entry.interfaces.map((one) => this.#kindOf(one));
    entry.address = objects.create(tokens.take(entry), -1, 0, ...kinds);
    return entry.address;
  }

  #forget(entry: ObjectEntry): void {
    const rest = this.#entries.get(entry.value)?.filter((one) => one !== entry) ?? [];
    if (rest.length === 0) this.#entries.delete(entry.value);
    else this.#entries.set(entry.value, rest);
    for (let i = 0; i < Math.max(1, entry.interfaces.length); i += 1) {
      this.#faces.delete(entry.address + i * this.#bridge.objects.faceSize);
    }
  }

  /** What an object is to answer to: the interface that is wanted, or, for IUnknown, all that it has the methods of. */
  #interfacesOf(value: unknown, type: Interface): readonly Interface[] {
    const { catalogue } = this.#bridge;
    if (type.base !== null) {
      if (!type.methods.some(({ name, slot }) => slot > 2 && hasMethod(value, name))) {
        throw new TypeError(`${type.name}: ${describe(value)} has none of its methods`);
      }
      return [type];
    }
    const spoken = [...catalogue.names()]
      .map((name) => catalogue.get(name))
      .filter(({ methods }) => methods.length > 3 && methods.slice(3).every(({ name }) => hasMethod(value, name)));
    // A base is spoken by the face of whatever extends it.
    return spoken.filter((one) => !spoken.some((other) => other !== one && isOrExtends(other, one))).slice(0, 12);
  }

  /** Registers the trampolines of all interfaces in the table. Not to be called by a method that native code has called. */
  registerAll(): void {
    const { catalogue } = this.#bridge;
    for (const name of catalogue.names()) {
      const type = catalogue.get(name);
      for (const method of type.methods.slice(3)) this.#trampoline(type, method);
    }
  }

  /** Whether an interface that is added is to be registered now. */
  get isReady(): boolean {
    return this.#trampolines.size > 0;
  }

  #plainKind(): Address {
    return this.#kind('', [], []);
  }

  #kindOf(type: Interface): Address {
    // koffi 3.3 loses its place when a callback is registered inside a callback: all are registered before the first.
    if (this.#trampolines.size === 0) this.registerAll();
    const methods = type.methods.slice(3).map((method) => this.#trampoline(type, method));
    return this.#kind(type.name, methods, type.iids);
  }

  /** { vtable, iids, number of iids }, for ever, as native code may hold an object for as long as it likes. */
  #kind(name: string, methods: readonly Address[], iids: readonly string[]): Address {
    const known = this.#kinds.get(name);
    if (known !== undefined) return known;
    const { memory, unknownMethods } = this.#bridge;
    const all = [...unknownMethods, ...methods];
    const vtable = memory.allocate(all.length * 8);
    all.forEach((address, index) => memory.writeAddress(vtable + index * 8, address));
    const guids = memory.allocate(iids.length * 16 + 1);
    iids.forEach((iid, index) => memory.write(guids + index * 16, bytesFromGuid(iid)!, 16));
    const kind = memory.allocate(24);
    [vtable, guids, iids.length].forEach((value, index) => memory.writeAddress(kind + index * 8, value));
    this.#kinds.set(name, kind);
    return kind;
  }

  #trampoline(type: Interface, method: Method): Address {
    const known = this.#trampolines.get(method);
    if (known !== undefined) return known;
    const served = new Served(this.#bridge, type, method);
    const { koffi } = this.#bridge;
    const types = ['uint64', ...served.types];
    const result = served.resultType;
    const address = Number(
      koffi.register(
        (self: number, ...native: number[]) => this.#serve(served, self, native),
        koffi.pointer(koffi.proto(result, types)),
      ),
    );
    this.#trampolines.set(method, address);
    return address;
  }

  /** Nothing may be thrown here: native code would take it for success. */
  #serve(served: Served, self: number, native: readonly (number | bigint)[]): number {
    const value = this.#faces.get(self)?.value;
    try {
      if (!hasMethod(value, served.name)) return E_NOTIMPL;
      const result = served.call(value as object, native);
      return isFailureHresult(result) ? result >>> 0 : typeof result === 'number' ? result : S_OK;
    } catch (error) {
      return hresultOf(error);
    }
  }
}

function hasMethod(value: unknown, name: string): boolean {
  return (
    ((typeof value === 'object' && value !== null) || typeof value === 'function') &&
    typeof (value as Record<string, unknown>)[name] === 'function'
  );
}
