import { describe } from '../../contract/arguments.js';
import { E_NOTIMPL, isFailureHresult, S_OK } from '../../contract/hresult.js';
import { hresultOf } from '../../contract/hresultOf.js';
import { Served } from '../calls/Served.js';
import type { Values } from '../calls/Values.js';
import { beyondUnknown, isOrExtends, type Interface, type Method } from '../facts/interfaces.js';
import type { Face, HeldObjects } from '../handles/HeldObjects.js';
import type { Address } from '../native/koffi.js';

/**
 * The addon's `create` reads 16 arguments: token, flags, queue and at most 13 kinds. It ignores the rest without a word, and
 * HeldObjects would then take addresses behind the end of the COM object for faces of it.
 */
const mostFaces = 12;

/**
 * Objects of JavaScript → COM objects. The addon has their methods of IUnknown, which run on any thread. The other methods are
 * callbacks of koffi, which run on JavaScript's thread: one for each method of an interface. They find the object by its
 * address.
 */
export class Implementer {
  readonly #values: Values;
  readonly #held: HeldObjects;
  readonly #trampolines = new Map<Method, Address>();

  constructor(values: Values, held: HeldObjects) {
    this.#values = values;
    this.#held = held;
  }

  /** The COM object of a value as an interface, with a reference for the caller. */
  lend(value: unknown, type: Interface): Address {
    const known = this.#held.find(value, type);
    if (known !== 0) return known;
    const faces = this.#interfacesOf(value, type).map((one) => this.#faceOf(one));
    return this.#held.keep(value, faces);
  }

  /** The interfaces that an object answers to: the one that is wanted, or, for IUnknown, all whose methods it has. */
  #interfacesOf(value: unknown, type: Interface): readonly Interface[] {
    if (type.base !== null) {
      if (beyondUnknown(type).some(({ name }) => hasMethod(value, name))) return [type];
      throw new TypeError(`${type.name}: ${describe(value)} has none of its methods`);
    }
    const all = this.#allInterfaces().filter((one) => {
      const methods = beyondUnknown(one);
      return methods.length > 0 && methods.every(({ name }) => hasMethod(value, name));
    });
    // Leave out base interfaces: a derived interface's vtable begins with its base's methods.
    return all.filter((one) => !all.some((other) => other !== one && isOrExtends(other, one))).slice(0, mostFaces);
  }

  #allInterfaces(): Interface[] {
    const { catalogue } = this.#values.runtime;
    return Array.from(catalogue.names(), (name) => catalogue.get(name));
  }

  /** Registers the methods of an interface that was added to the table, unless all are still to be registered. */
  registerAdded(): void {
    if (this.#trampolines.size > 0) this.#registerAll();
  }

  #registerAll(): void {
    for (const type of this.#allInterfaces()) for (const method of beyondUnknown(type)) this.#trampoline(method);
  }

  #faceOf(type: Interface): Face {
    // koffi 3.3 must not register a callback inside a callback: all are registered before the first can be called.
    if (this.#trampolines.size === 0) this.#registerAll();
    const methods = beyondUnknown(type).map((method) => this.#trampoline(method));
    return { interface: type, kind: this.#held.kind(type.name, methods, type.iids) };
  }

  #trampoline(method: Method): Address {
    const known = this.#trampolines.get(method);
    if (known !== undefined) return known;
    const served = new Served(this.#values, method);
    const { koffi } = this.#values.runtime;
    const type = koffi.pointer(koffi.proto(served.resultType, ['uint64', ...served.types]));
    const serve = (self: number, ...native: number[]): number => this.#serve(served, self, native);
    const address = Number(koffi.register(serve, type));
    this.#trampolines.set(method, address);
    return address;
  }

  /** Must not throw: native code would take that for success. */
  #serve(served: Served, self: number, native: readonly (number | bigint)[]): number {
    const value = this.#held.at(self);
    try {
      if (!hasMethod(value, served.name)) return E_NOTIMPL;
      const result = served.call(value as object, native);
      return isFailureHresult(result) ? result >>> 0 : typeof result === 'number' ? result : S_OK;
    } catch (error) {
      return hresultOf(error);
    }
  }
}

const hasMethod = (value: unknown, name: string): boolean =>
  Object(value) === value && typeof (value as Record<string, unknown>)[name] === 'function';
