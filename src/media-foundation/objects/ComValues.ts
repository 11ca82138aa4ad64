import { Frames } from '../calls/Frame.js';
import type { VariantReader, VariantWriter } from '../calls/propvariant.js';
import type { Values } from '../calls/Values.js';
import { addressAs } from '../handles/ComObject.js';
import { HeldObjects } from '../handles/HeldObjects.js';
import { Results } from '../handles/Results.js';
import type { Address } from '../native/koffi.js';
import type { Runtime } from '../native/Runtime.js';
import { Implementer } from './Implementer.js';
import { Projector, type SpecialMethods } from './Projector.js';

/** Values of JavaScript ↔ COM objects, for one thread of JavaScript: what all rooms below work together for. */
export class ComValues implements Values {
  readonly runtime: Runtime;
  readonly held: HeldObjects;
  readonly results: Results;
  readonly variants: VariantReader & VariantWriter;
  readonly frames = new Frames(this);
  readonly implementer: Implementer;
  readonly #projector: Projector;

  constructor(runtime: Runtime, special: Readonly<Record<string, SpecialMethods>>) {
    this.runtime = runtime;
    this.held = new HeldObjects(runtime);
    this.results = new Results(runtime, this.held, (address) => this.take(address, 'IUnknown'));
    this.implementer = new Implementer(this, this.held);
    this.#projector = new Projector(this.frames, special);
    this.variants = {
      memory: runtime.memory,
      allocate: (size) => runtime.system.CoTaskMemAlloc(size),
      objectAddress: (value) => this.give(value, 'IUnknown'),
      objectAt: (address) => this.borrow(address, 'IUnknown'),
    };
  }

  take(address: Address, type: string): unknown {
    if (address === 0) return null;
    const known = this.#known(address, type);
    if (known !== undefined) {
      this.runtime.release(address);
      return known.value;
    }
    if (type === 'IMFAsyncResult') {
      const result = this.results.at(address);
      this.runtime.release(address);
      return result;
    }
    return this.#projector.project(address, this.runtime.catalogue.get(type));
  }

  borrow(address: Address, type: string): unknown {
    if (address === 0) return null;
    this.runtime.addRef(address);
    return this.take(address, type);
  }

  borrowAlone(address: Address, type: string): object {
    this.runtime.addRef(address);
    return this.#projector.projectAlone(address, this.runtime.catalogue.get(type));
  }

  #known(address: Address, type: string): { value: unknown } | undefined {
    if (this.held.has(address)) return { value: this.held.at(address) };
    const result = type === 'IUnknown' ? this.results.knownAt(address) : undefined;
    return result && { value: result };
  }

  give(value: unknown, type: string): Address {
    if (value === null || value === undefined) return 0;
    if (type === 'IMFAsyncCallback') return this.#giveCallback(value);
    const releases: Address[] = [];
    const address = this.lend(value, type, releases);
    // What was lent with a reference of its own is given with it.
    if (releases.length === 0) this.runtime.addRef(address);
    return address;
  }

  #giveCallback(value: unknown): Address {
    const native = addressAs(this.runtime, value, 'IMFAsyncCallback', []);
    if (native === undefined) {
      return this.results.callbacks.lendShared(value, { where: 'toPointer', method: 'toPointer' }, 'object').address;
    }
    this.runtime.addRef(native);
    return native;
  }

  /** @throws TypeError for an object without any of the methods, HResultError for a native one of another interface */
  lend(value: unknown, type: string, releases: Address[]): Address {
    if (typeof value === 'bigint') return Number(value);
    const native = addressAs(this.runtime, value, type, releases) ?? this.results.addressOf(value, releases);
    if (native !== undefined) return native;
    const address = this.implementer.lend(value, this.runtime.catalogue.get(type));
    releases.push(address);
    return address;
  }
}
