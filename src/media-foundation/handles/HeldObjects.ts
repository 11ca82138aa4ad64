/**
 * Objects of JavaScript that native code holds, each by one COM object with a face for each of its interfaces.
 *
 *     keep(value) ── reference 1 ──▶ native code takes its own ──▶ the last Release ──▶ forgotten
 *
 * The COM object of a value lives as long as native code holds it, and the value as long as the COM object.
 */
import { isOrExtends, type Interface } from '../facts/interfaces.js';
import type { Address } from '../native/koffi.js';
import { bytesFromGuid } from '../native/Memory.js';
import type { Runtime } from '../native/Runtime.js';
import type { Entry } from '../native/Tokens.js';

/** What each face of a COM object is made of, by its interface. No interface: IUnknown alone. */
export interface Face {
  readonly interface: Interface;
  /** The address of { vtable, iids, number of iids }. */
  readonly kind: Address;
}

/** One COM object for one object of JavaScript. */
class ObjectEntry implements Entry {
  readonly value: unknown;
  readonly faces: readonly Face[];
  readonly #ended: (entry: ObjectEntry) => void;
  address: Address = 0;

  constructor(value: unknown, faces: readonly Face[], ended: (entry: ObjectEntry) => void) {
    this.value = value;
    this.faces = faces;
    this.#ended = ended;
  }

  invoked(): void {}

  died(): void {
    this.#ended(this);
  }
}

export class HeldObjects {
  readonly #runtime: Runtime;
  readonly #byValue = new Map<unknown, ObjectEntry[]>();
  readonly #byAddress = new Map<Address, ObjectEntry>();
  readonly #kinds = new Map<string, Address>();

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  /** Whether an address is that of an object of JavaScript. */
  has(address: Address): boolean {
    return this.#byAddress.has(address);
  }

  /** The object of JavaScript at an address. */
  at(address: Address): unknown {
    return this.#byAddress.get(address)?.value;
  }

  /** The COM object that a value has already as an interface, with a reference for the caller; 0 where there is none. */
  find(value: unknown, type: Interface): Address {
    return this.#find(value, ({ faces }) => faces.findIndex((one) => isOrExtends(one.interface, type)));
  }

  #find(value: unknown, faceOf: (entry: ObjectEntry) => number): Address {
    const { objects } = this.#runtime;
    for (const entry of this.#byValue.get(value) ?? []) {
      const face = faceOf(entry);
      if (face >= 0 && objects.addRef(entry.address)) return entry.address + face * objects.faceSize;
    }
    return 0;
  }

  /** A COM object for a value that is only kept and given back, with a reference for the caller. */
  lend(value: unknown): Address {
    return this.#find(value, () => 0) || this.keep(value, []);
  }

  /** A new COM object for a value, with a reference for the caller. */
  keep(value: unknown, faces: readonly Face[]): Address {
    const entry = new ObjectEntry(value, faces, (ended) => this.#forget(ended));
    const address = this.#create(entry);
    const entries = this.#byValue.get(value);
    if (entries) entries.push(entry);
    else this.#byValue.set(value, [entry]);
    for (const face of this.#addresses(entry)) this.#byAddress.set(face, entry);
    return address;
  }

  /** A COM object that does nothing but tell when native code has let go of it. */
  watch(value: unknown, ended: () => void): Address {
    return this.#create(new ObjectEntry(value, [], ended));
  }

  #create(entry: ObjectEntry): Address {
    const { objects, tokens } = this.#runtime;
    const kinds = entry.faces.length === 0 ? [this.kind('', [], [])] : entry.faces.map(({ kind }) => kind);
    entry.address = objects.create(tokens.take(entry), -1, 0, ...kinds);
    return entry.address;
  }

  #forget(entry: ObjectEntry): void {
    const rest = this.#byValue.get(entry.value)?.filter((one) => one !== entry) ?? [];
    if (rest.length === 0) this.#byValue.delete(entry.value);
    else this.#byValue.set(entry.value, rest);
    for (const face of this.#addresses(entry)) this.#byAddress.delete(face);
  }

  #addresses({ address, faces }: ObjectEntry): Address[] {
    const { faceSize } = this.#runtime.objects;
    return Array.from({ length: Math.max(1, faces.length) }, (_, index) => address + index * faceSize);
  }

  /**
   * The address of { vtable, iids, number of iids }, which is never freed: native code may hold an object for as long as
   * the process lives.
   *
   * @param name of the interface; `''` for IUnknown alone
   * @param methods the addresses of the methods beyond those of IUnknown
   */
  kind(name: string, methods: readonly Address[], iids: readonly string[]): Address {
    const known = this.#kinds.get(name);
    if (known !== undefined) return known;
    const { memory, unknownMethods } = this.#runtime;
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
}
