import { isOrExtends, type Interface } from '../facts/interfaces.js';
import type { Address } from '../native/addon.js';
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

/** The COM object of an object of JavaScript. */
interface HeldObject extends Entry {
  readonly value: unknown;
  /** The address of its IUnknown, and of its first face. */
  address: Address;
  readonly faces: { readonly face: Face; readonly address: Address }[];
}

/**
 * Objects of JavaScript that native code holds. Each has one COM object, with a face for each interface: by which of its
 * pointers native code asks, it is one object.
 *
 *     keep(value) ── reference 1 ──▶ native code takes its own ──▶ the last Release ──▶ forgotten
 */
export class HeldObjects {
  readonly #runtime: Runtime;
  readonly #byValue = new Map<unknown, HeldObject>();
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
    const held = this.#byValue.get(value);
    const address = type === undefined ? held?.address : addressFor(held, type);
    return address !== undefined && this.#runtime.addon.addReference(address) ? address : 0;
  }

  /** A COM object for a value that is only kept and given back, with a reference for the caller. */
  lend(value: unknown): Address {
    return this.find(value) || this.#create(value, []).address;
  }

  /** The COM object of a value, with all of these faces, as an interface, with a reference for the caller. */
  keep(value: unknown, type: Interface, faces: readonly Face[]): Address {
    const isHeld = this.find(value) !== 0;
    const held = isHeld ? this.#byValue.get(value)! : this.#create(value, faces);
    for (const face of faces) {
      if (held.faces.some((one) => one.face === face)) continue;
      this.#put(held, this.#runtime.addon.addFace(held.address, face.kind), face);
    }
    return addressFor(held, type) ?? held.address;
  }

  #create(value: unknown, [first]: readonly Face[]): HeldObject {
    const held: HeldObject = { value, faces: [], address: 0, died: () => this.#forget(held) };
    held.address = this.#createObject(held, first?.kind);
    this.#byValue.set(value, held);
    this.#put(held, held.address, first);
    return held;
  }

  #put(held: HeldObject, address: Address, face: Face | undefined): void {
    if (face !== undefined) held.faces.push({ face, address });
    this.#byAddress.set(address, { value: held.value, face });
  }

  /** A COM object that does nothing but call `died` after its last Release. */
  watch(died: () => void): Address {
    return this.#createObject({ died }, undefined);
  }

  #createObject(entry: Entry, kind: Address | undefined): Address {
    const { addon, tokens } = this.#runtime;
    return addon.createObject(tokens.take(entry), kind ?? this.#unknownKind);
  }

  #forget(held: HeldObject): void {
    if (this.#byValue.get(held.value) === held) this.#byValue.delete(held.value);
    this.#byAddress.delete(held.address);
    for (const { address } of held.faces) this.#byAddress.delete(address);
  }
}

/** The pointer of an object as an interface. IUnknown is its identity, once its interfaces are known. */
function addressFor(held: HeldObject | undefined, type: Interface): Address | undefined {
  const found = held?.faces.find(({ face }) => isOrExtends(face.interface, type));
  return type.base === null && found ? held!.address : found?.address;
}
