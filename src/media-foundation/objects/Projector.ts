import { E_NOINTERFACE } from '../../contract/hresultTable.js';
import { HResultError } from '../../contract/HResultError.js';
import { warn } from '../../contract/host.js';
import { Call } from '../calls/Call.js';
import type { Frames } from '../calls/Frame.js';
import type { Values } from '../calls/Values.js';
import { basesOf, beyondUnknown, isOrExtends, type Interface, type Method } from '../facts/interfaces.js';
import { currentCall } from '../handles/Borrowed.js';
import { ComObject, identityOf, errorForDisposed, type Identity, type Owner } from '../handles/ComObject.js';
import type { Address } from '../native/addon.js';
import type { Runtime } from '../native/Runtime.js';
import { keptSize } from './keptSize.js';

type ComClass = new (identity: Identity) => ComObject;

/** A method of a projected object. */
export type ObjectMethod = (this: unknown, ...args: unknown[]) => unknown;

/** A class that is being made for an interface. */
export interface Projection {
  readonly type: Interface;
  readonly values: Values;
  /** The methods as the table has them. */
  readonly methods: Readonly<Record<string, ObjectMethod>>;
  /** @param waits whether the method is called on another thread, and gives a promise */
  readonly compile: (type: Interface, method: Method, waits: boolean) => ObjectMethod;
}

/** The methods of an interface that are not as the table has them. */
export type SpecialMethods = (projection: Projection) => Readonly<Record<string, ObjectMethod>>;

/**
 * Native objects → objects of JavaScript. Each interface has one class, with the interface's methods on its prototype. Each
 * native object has one object of JavaScript, until that is disposed of or collected.
 */
export class Projector implements Owner {
  readonly #frames: Frames;
  readonly #runtime: Runtime;
  readonly #special: Readonly<Record<string, SpecialMethods>>;
  readonly #classes = new Map<string, ComClass>();
  readonly #alive = new Map<Address, WeakRef<ComObject>>();
  #warned = false;
  readonly #forgotten = new FinalizationRegistry<Identity>((its) => {
    if (this.#alive.get(its.address)?.deref() === undefined) this.#alive.delete(its.address);
    const { address } = its;
    its.address = 0;
    void this.release(its, address);
    const late = 'was collected without having been disposed of: it is released now, but garbage collection comes late';
    if (!this.#warned) warn(`an ${its.interface.name} ${late}`, 'MediaFoundationWarning', 'not-disposed');
    this.#warned = true;
  });

  /** @param special by the name of the interface */
  constructor(frames: Frames, special: Readonly<Record<string, SpecialMethods>>) {
    this.#frames = frames;
    this.#runtime = frames.values.runtime;
    this.#special = special;
  }

  /** The object for a native one. Takes over one reference. */
  project(address: Address, type: Interface): ComObject {
    const alive = this.#alive.get(address)?.deref();
    const its = identityOf(alive);
    if (alive && its && its.address !== 0 && isOrExtends(its.interface, type)) {
      its.references += 1;
      its.got = currentCall();
      this.#runtime.release(address);
      return alive;
    }
    return this.projectAlone(address, type);
  }

  /** The object for a native one that is in use; `undefined` where there is none. */
  at(address: Address): ComObject | undefined {
    return this.#alive.get(address)?.deref();
  }

  /** The same, as a new object. */
  projectAlone(address: Address, type: Interface): ComObject {
    const place = this.#runtime.ledger.note(address);
    const its: Identity = {
      owner: this,
      interface: type,
      address,
      references: 1,
      borrowed: 0,
      got: currentCall(),
      gone: undefined,
      size: 0,
      place,
    };
    this.measure(its);
    const object = new (this.#classOf(type))(its);
    this.#alive.set(address, new WeakRef(object));
    this.#forgotten.register(object, its, object);
    return object;
  }

  forget(object: ComObject, its: Identity): void {
    this.#forgotten.unregister(object);
    if (this.#alive.get(its.address)?.deref() === object) this.#alive.delete(its.address);
    its.address = 0;
  }

  measure(its: Identity): void {
    const { keptMemory, given, locks } = this.#runtime;
    // The size is asked on this thread, which must not wait for another one.
    if (its.address === 0 || given.has('IMFMediaBuffer') || !locks.isEmpty) return;
    const size = keptSize(this.#runtime, its.address, its.interface);
    if (size !== its.size) keptMemory.add(size - its.size);
    its.size = size;
  }

  release(its: Identity, address: Address): Promise<void> {
    this.#runtime.ledger.strike(its.place);
    if (its.size > 0) this.#runtime.keptMemory.add(-its.size);
    this.#runtime.locks.forget(address);
    return this.#runtime.releaseAs(its.interface, address);
  }

  #classOf(type: Interface): ComClass {
    const known = this.#classes.get(type.name);
    if (known) return known;
    const Class = class extends ComObject {};
    Object.defineProperty(Class, 'name', { value: type.name });
    for (const [name, value] of Object.entries(this.#methodsOf(type))) {
      Object.defineProperty(value, 'name', { value: name });
      Object.defineProperty(Class.prototype, name, { value, writable: true, configurable: true });
    }
    this.#classes.set(type.name, Class);
    return Class;
  }

  #methodsOf(type: Interface): Record<string, ObjectMethod> {
    const { values } = this.#frames;
    const compile = this.#compile;
    const methods = Object.fromEntries(beyondUnknown(type).map((one) => [one.name, compile(type, one, one.waits)]));
    for (const one of [...basesOf(type), type]) {
      Object.assign(methods, this.#special[one.name]?.({ type, values, methods: { ...methods }, compile }));
    }
    return { ...methods, QueryInterface: this.#queryInterface(type) };
  }

  #queryInterface(type: Interface): ObjectMethod {
    const runtime = this.#runtime;
    const { values } = this.#frames;
    return function (this: unknown, name): unknown {
      const its = identityFor(this, type, 'QueryInterface');
      const wanted = runtime.catalogue.wanted(name, `${type.name}.QueryInterface`);
      const address = runtime.queryInterface(its.address, wanted.iid);
      if (address !== 0) return values.take(address, wanted.name);
      throw new HResultError(E_NOINTERFACE, 'QueryInterface', { fault: `this ${type.name} is no ${wanted.name}` });
    };
  }

  readonly #compile: Projection['compile'] = (type, method, waits) => {
    const { slot, name } = method;
    const call = new Call(this.#frames, type.name, method, waits);
    return function (this: unknown, ...args): unknown {
      const { address } = identityFor(this, type, name);
      return waits ? call.later(slot, address, args) : call.now(slot, address, args);
    };
  };
}

/**
 * The identity of a projected object that a method was called on. The object must have the method's interface: native code
 * would be called past the end of another one's vtable.
 *
 * @throws TypeError
 */
export function identityFor(self: unknown, type: Interface, method: string): Identity {
  const its = identityOf(self);
  if (!its || !isOrExtends(its.interface, type))
    throw new TypeError(`${type.name}.${method}: called on something that is no ${type.name}`);
  if (its.address === 0) throw errorForDisposed(its, `${type.name}.${method}`, 'this object');
  return its;
}
