import { E_NOINTERFACE } from '../../contract/hresultTable.js';
import { checkPointer } from '../calls/checks.js';
import { Frames } from '../calls/Frame.js';
import type { VariantReader, VariantWriter } from '../calls/propvariant.js';
import type { Values } from '../calls/Values.js';
import type { Interface } from '../facts/interfaces.js';
import { addressAs, addressOf, identityOf } from '../handles/ComObject.js';
import { HeldObjects } from '../handles/HeldObjects.js';
import { recordOf } from '../handles/NativeResult.js';
import { placeOf, refusal, type Place } from '../handles/Place.js';
import { Results } from '../handles/Results.js';
import type { Address } from '../native/addon.js';
import { Lent } from '../native/Lent.js';
import type { Runtime } from '../native/Runtime.js';
import { hasOwnImplementation, Implementer } from './Implementer.js';
import { Projector, type SpecialMethods } from './Projector.js';

/** The call that a callback is lent to where it is given away as a pointer. */
const giving = placeOf('toPointer');

/** Values of JavaScript ↔ COM objects, for one thread of JavaScript. */
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
    this.results = new Results(
      runtime,
      this.held,
      (address) => this.take(address, 'IUnknown'),
      (address) => this.#known(address, 'IUnknown') ?? this.known(address),
    );
    this.implementer = new Implementer(this, this.held);
    this.#projector = new Projector(this.frames, special);
    this.variants = {
      memory: runtime.memory,
      allocate: (size) => runtime.system.CoTaskMemAlloc(size),
      allocateBstr(text) {
        const { memory, system } = runtime;
        const units = memory.writeString(text, (size) => memory.allocateForWriting(size));
        const address = system.SysAllocStringLen(units, text.length);
        memory.free(units);
        return address;
      },
      objectAddress: (value, place, name) => this.give(value, 'IUnknown', place, name),
      objectAt: (address) => this.borrow(address, 'IUnknown'),
    };
  }

  take(address: Address, type: string): unknown {
    if (address === 0) return null;
    const known = this.#known(address, type);
    if (known === undefined) return this.#projector.project(address, this.#interface(type));
    this.runtime.release(address);
    return known;
  }

  borrow(address: Address, type: string): unknown {
    if (address === 0) return null;
    this.runtime.addRef(address);
    return this.take(address, type);
  }

  known(address: Address): object | undefined {
    return this.#projector.at(address);
  }

  borrowAlone(address: Address, type: string): object {
    this.runtime.addRef(address);
    return this.#projector.projectAlone(address, this.runtime.catalogue.get(type));
  }

  /** Whatever interface an object has, it has IUnknown: that is all that is known of one that the table lacks. */
  #interface(type: string): Interface {
    const { catalogue } = this.runtime;
    return catalogue.get(catalogue.has(type) ? type : 'IUnknown');
  }

  /** An object of JavaScript, or a result: they need no reference of the caller's. */
  #known(address: Address, type: string): unknown {
    const own = this.held.at(address);
    if (own !== undefined) return own;
    if (type === 'IMFAsyncResult') return this.results.at(address);
    return type === 'IUnknown' ? this.results.knownAt(address) : undefined;
  }

  give(value: unknown, type: string, place: Place, name: string): Address {
    if (value === null || value === undefined) return 0;
    const lent = new Lent(this.runtime);
    const isCallback = type === 'IMFAsyncCallback';
    const address = isCallback
      ? this.#lendCallback(value, lent, place, name)
      : this.lend(value, type, lent, place, name);
    // A reference that was made for the loan is the receiver's now; without one, the receiver gets one.
    if (lent.isEmpty) this.runtime.addRef(address);
    const record = recordOf(value);
    if (record !== undefined) this.results.given(record);
    return address;
  }

  /** A reference to an object, which answers to all of these interfaces, by its pointer as the first of them. */
  giveAll(value: object, [first, ...others]: readonly [string, ...string[]]): Address {
    const own = others.length === 0 ? undefined : [first, ...others].find((one) => hasOwnImplementation.has(one));
    if (own !== undefined && identityOf(value) === undefined) {
      throw new TypeError(`toPointer: an ${own} is an object of its own, and can have no other interface`);
    }
    const address = this.give(value, first, giving, 'object');
    const lent = new Lent(this.runtime);
    try {
      for (const name of others) this.lend(value, name, lent, giving, 'object');
      return address;
    } catch (error) {
      this.runtime.release(address);
      throw error;
    } finally {
      lent[Symbol.dispose]();
    }
  }

  giveAs(value: unknown, iid: string, place: Place, name: string): Address {
    const type = this.runtime.catalogue.nameOf(iid);
    if (type !== undefined || value === null || value === undefined) {
      return this.give(value, type ?? 'IUnknown', place, name);
    }
    const address = addressOf(value, place, name);
    const given = address === undefined ? 0 : this.runtime.queryInterface(address, iid);
    if (given !== 0) return given;
    throw refusal(place, E_NOINTERFACE, `${name} is not known to have the interface ${iid}`);
  }

  #lendCallback(value: unknown, lent: Lent, place: Place, name: string): Address {
    const native = addressAs(this.runtime, value, 'IMFAsyncCallback', lent, place, name);
    if (native !== undefined) return native;
    const entry = this.results.callbacks.lendShared(value, place, name);
    entry.isGiven = true;
    entry.state = undefined;
    return lent.add(entry.address);
  }

  /** @throws TypeError for an object without any of the methods, HResultError for a native one of another interface */
  lend(value: unknown, type: string, lent: Lent, place: Place, name: string): Address {
    if (typeof value === 'bigint') return checkPointer(place, name, value);
    // A result has no vtable but its own.
    const isForResults = type === 'IUnknown' || type === 'IMFAsyncResult';
    const native =
      addressAs(this.runtime, value, type, lent, place, name) ??
      (isForResults ? this.results.addressOf(value, lent, place, name) : undefined);
    return native ?? lent.add(this.implementer.lend(value, this.runtime.catalogue.get(type), place, name));
  }
}
