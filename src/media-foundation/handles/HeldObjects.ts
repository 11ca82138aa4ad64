import { isOrExtends, type Interface } from '../facts/interfaces.js';
import { faceSize, type Address } from '../native/addon.js';
import type { Runtime } from '../native/Runtime.js';
import type { Entry } from '../native/Tokens.js';

/** What a COM object answers to by one of its pointers. */
export interface Face {
  readonly interface: Interface;
  /** The addon's. */
  readonly kind: Address;
}

/** An object of JavaScript, and the face by whose address it was found: `undefined` for IUnknown alone. */
export interface Found {
  readonly value: unknown;
  readonly face: Face | undefined;
}

/** One COM object of an object of JavaScript. */
interface HeldObject extends Entry {
  readonly value: unknown;
  /** Empty: IUnknown alone. */
  readonly faces: readonly Face[];
  address: Address;
}

/**
 * Objects of JavaScript that native code holds. Each has a COM object, or several, with a face for each interface.
 *
 *     keep(value) ── reference 1 ──▶ native code takes its own ──▶ the last Release ──▶ forgotten
 */
export class HeldObjects {
  readonly #runtime: Runtime;
  readonly #byValue = new Map<unknown, HeldObject[]>();
  readonly #byAddress = new Map<Address, Found>();
  readonly #unknownKind: Address;

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
    this.#unknownKind = runtime.addon.createKind(new Uint32Array(0), new Uint8Array(0));
  }

  /** The object of JavaScript at an address; `undefined` where there is none. */
  at(address: Address): unknown {
    return this.#byAddress.get(address)?.value;
  }

  /** The same, with the face. */
  foundAt(address: Address): Found | undefined {
    return this.#byAddress.get(address);
  }

  /** The COM object that a value has already, with a reference for the caller; 0 where it has none for the interface. */
  find(value: unknown, type?: Interface): Address {
    const { addon } = this.#runtime;
    for (const { address, faces } of this.#byValue.get(value) ?? []) {
      const face = type === undefined ? 0 : faces.findIndex((one) => isOrExtends(one.interface, type));
      if (face >= 0 && addon.addReference(address)) return address + face * faceSize;
    }
    return 0;
  }

  /** A COM object for a value that is only kept and given back, with a reference for the caller. */
  lend(value: unknown): Address {
    return this.find(value) || this.keep(value, []);
  }

  /** A new COM object for a value, with a reference for the caller. */
  keep(value: unknown, faces: readonly Face[]): Address {
    const held: HeldObject = { value, faces, address: 0, died: () => this.#forget(held) };
    held.address = this.#create(held, faces);
    const others = this.#byValue.get(value);
    if (others) others.push(held);
    else this.#byValue.set(value, [held]);
    this.#addressesOf(held).forEach((at, index) => this.#byAddress.set(at, { value, face: faces[index] }));
    return held.address;
  }

  /** A COM object that does nothing but call `died` after its last Release. */
  watch(died: () => void): Address {
    return this.#create({ died }, []);
  }

  #create(entry: Entry, faces: readonly Face[]): Address {
    const { addon, tokens } = this.#runtime;
    const kinds = faces.length === 0 ? [this.#unknownKind] : faces.map(({ kind }) => kind);
    return addon.createObject(tokens.take(entry), ...kinds);
  }

  #forget(held: HeldObject): void {
    const others = this.#byValue.get(held.value)!.filter((one) => one !== held);
    if (others.length === 0) this.#byValue.delete(held.value);
    else this.#byValue.set(held.value, others);
    for (const address of this.#addressesOf(held)) this.#byAddress.delete(address);
  }

  #addressesOf({ address, faces }: HeldObject): Address[] {
    return Array.from({ length: Math.max(1, faces.length) }, (_, index) => address + index * faceSize);
  }
}
