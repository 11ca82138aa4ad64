/**
 * Objects of JavaScript → COM objects. IUnknown is the addon's, on whatever thread asks; the other methods are
 * trampolines of koffi, one a method for all objects, which find the object by its address and run on JavaScript's thread.
 */
import { describe } from '../../contract/arguments.js';
import { E_NOTIMPL, isFailureHresult, S_OK } from '../../contract/hresult.js';
import { hresultOf } from '../../contract/hresultOf.js';
import { Served } from '../calls/Served.js';
import type { Values } from '../calls/Values.js';
import { isOrExtends, type Interface, type Method } from '../facts/interfaces.js';
import type { Face, HeldObjects } from '../handles/HeldObjects.js';
import type { Address } from '../native/koffi.js';

/**
 * The addon's `create` reads 16 arguments: token, flags, queue and at most 13 kinds. It ignores the rest without a word, and
 * HeldObjects would then take addresses behind the end of the COM object for faces of it.
 */
const mostFaces = 12;

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
    return (
      this.#held.find(value, type) ||
      this.#held.keep(
        value,
        this.#interfacesOf(value, type).map((one) => this.#faceOf(one)),
      )
    );
  }

  /** What an object is to answer to: the interface that is wanted, or, for IUnknown, all that it has the methods of. */
  #interfacesOf(value: unknown, type: Interface): readonly Interface[] {
    const { catalogue } = this.#values.runtime;
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
    return spoken
      .filter((one) => !spoken.some((other) => other !== one && isOrExtends(other, one)))
      .slice(0, mostFaces);
  }

  /** Registers the methods of an interface that was added to the table, unless all are still to be registered. */
  registerAdded(): void {
    if (this.#trampolines.size > 0) this.#registerAll();
  }

  #registerAll(): void {
    const { catalogue } = this.#values.runtime;
    for (const name of catalogue.names()) {
      const type = catalogue.get(name);
      for (const method of type.methods.slice(3)) this.#trampoline(method);
    }
  }

  #faceOf(type: Interface): Face {
    // koffi 3.3 loses its place when a callback is registered inside a callback: all are registered before the first.
    if (this.#trampolines.size === 0) this.#registerAll();
    const methods = type.methods.slice(3).map((method) => this.#trampoline(method));
    return { interface: type, kind: this.#held.kind(type.name, methods, type.iids) };
  }

  #trampoline(method: Method): Address {
    const known = this.#trampolines.get(method);
    if (known !== undefined) return known;
    const served = new Served(this.#values, method);
    const { koffi } = this.#values.runtime;
    const address = Number(
      koffi.register(
        (self: number, ...native: number[]) => this.#serve(served, self, native),
        koffi.pointer(koffi.proto(served.resultType, ['uint64', ...served.types])),
      ),
    );
    this.#trampolines.set(method, address);
    return address;
  }

  /** Nothing may be thrown here: native code would take it for success. */
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

function hasMethod(value: unknown, name: string): boolean {
  return (
    ((typeof value === 'object' && value !== null) || typeof value === 'function') &&
    typeof (value as Record<string, unknown>)[name] === 'function'
  );
}
