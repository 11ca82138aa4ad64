import { isOrExtends, type Interface } from '../facts/interfaces.js';
import type { Address } from '../native/koffi.js';
import { bytesFromGuid } from '../native/Memory.js';
import type { Runtime } from '../native/Runtime.js';
import type { Entry } from '../native/Tokens.js';

/** What a COM object answers to by one of its pointers. */
export interface Face {
  readonly interface: Interface;
  /** See {@link HeldObjects.kind}. */
  readonly kind: Address;
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
  readonly #byAddress = new Map<Address, HeldObject>();
  readonly #kinds = new Map<string, Address>();

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  /** The object of JavaScript at an address; `undefined` where there is none. */
  at(address: Address): unknown {
    return this.#byAddress.get(address)?.value;
  }

  /** The COM object that a value has already, with a reference for the caller; 0 where it has none for the interface. */
  find(value: unknown, type?: Interface): Address {
    const { objects } = this.#runtime;
    for (const { address, faces } of this.#byValue.get(value) ?? []) {
      const face = type === undefined ? 0 : faces.findIndex((one) => isOrExtends(one.interface, type));
      if (face >= 0 && objects.addRef(address)) return address + face * objects.faceSize;
    }
    return 0;
  }

  /** A COM object for a value that is only kept and given back, with a reference for the caller. */
  lend(value: unknown): Address {
    return this.find(value) || this.keep(value, []);
  }

  /** A new COM object for a value, with a reference for the caller. */
  keep(value: unknown, faces: readonly Face[]): Address {
    const held: HeldObject = { value, faces, address: 0, invoked() {}, died: () => this.#forget(held) };
    held.address = this.#create(held, faces);
    const others = this.#byValue.get(value);
    if (others) others.push(held);
    else this.#byValue.set(value, [held]);
    for (const address of this.#addressesOf(held)) this.#byAddress.set(address, held);
    return held.address;
  }

  /** A COM object that does nothing but call `died` after its last Release. */
  watch(died: () => void): Address {
    return this.#create({ invoked() {}, died }, []);
  }

  #create(entry: Entry, faces: readonly Face[]): Address {
    const { objects, tokens } = this.#runtime;
    const kinds = faces.length === 0 ? [this.kind('', [], [])] : faces.map(({ kind }) => kind);
    return objects.create(tokens.take(entry), -1, 0, ...kinds);
  }

  #forget(held: HeldObject): void {
    const others = this.#byValue.get(held.value)!.filter((one) => one !== held);
    if (others.length === 0) this.#byValue.delete(held.value);
    else this.#byValue.set(held.value, others);
    for (const address of this.#addressesOf(held)) this.#byAddress.delete(address);
  }

  #addressesOf({ address, faces }: HeldObject): Address[] {
    const { faceSize } = this.#runtime.objects;
    return Array.from({ length: Math.max(1, faces.length) }, (_, index) => address + index * faceSize);
  }

  /**
   * The address of { vtable, iids, number of iids }. None of it is ever freed: native code may hold an object for as long as
   * the process lives.
   *
   * @param name of the interface; `''` for IUnknown alone
   * @param methods the addresses of the methods but those of IUnknown
   */
  kind(name: string, methods: readonly Address[], iids: readonly string[]): Address {
    const known = this.#kinds.get(name);
    if (known !== undefined) return known;
    const { memory, unknownMethods } = this.#runtime;
    const guids = memory.allocate(iids.length * 16 + 1);
    iids.forEach((iid, index) => memory.write(guids + index * 16, bytesFromGuid(iid)!, 16));
    const words = (all: readonly number[]): Address => {
      const address = memory.allocate(all.length * 8);
      all.forEach((word, index) => memory.writeAddress(address + index * 8, word));
      return address;
    };
    const kind = words([words([...unknownMethods, ...methods]), guids, iids.length]);
    this.#kinds.set(name, kind);
    return kind;
  }
}
