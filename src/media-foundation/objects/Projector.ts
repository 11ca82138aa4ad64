/**
 * Native objects → objects of JavaScript. One class an interface, whose methods stand on its prototype under their own
 * names; one object a native object, for as long as it lives.
 */
import { E_NOINTERFACE } from '../../contract/hresultTable.js';
import { HResultError } from '../../contract/HResultError.js';
import { Call } from '../calls/Call.js';
import type { Frames } from '../calls/Frame.js';
import type { Values } from '../calls/Values.js';
import { isOrExtends, type Interface, type Method } from '../facts/interfaces.js';
import { waitsForJavaScript } from '../facts/threads.js';
import { ComObject, identityOf, type Identity, type Owner } from '../handles/ComObject.js';
import type { Address } from '../native/koffi.js';
import { nodeProcess } from '../native/node.js';
import type { Runtime } from '../native/Runtime.js';

type ComClass = new (identity: Identity) => ComObject;

/** A method of a projected object. */
export type ObjectMethod = (this: unknown, ...args: unknown[]) => unknown;

/** The class that is being made of an interface. */
export interface Projection {
  readonly type: Interface;
  readonly values: Values;
  /** The methods by the table, under their names. */
  readonly methods: Readonly<Record<string, ObjectMethod>>;
  /** @param waits whether the method is called on another thread, and gives a promise */
  readonly compile: (type: Interface, method: Method, waits: boolean) => ObjectMethod;
}

/** The methods of an interface that are not as the table has them. */
export type SpecialMethods = (projection: Projection) => Readonly<Record<string, ObjectMethod>>;

const ownMethods = new Set(['QueryInterface', 'AddRef', 'Release']);

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
    for (let i = 0; i < its.references; i += 1) void this.release(its.interface, address);
    this.#warnOnce(its.interface.name);
  });

  /** @param special by the name of the interface */
  constructor(frames: Frames, special: Readonly<Record<string, SpecialMethods>>) {
    this.#frames = frames;
    this.#runtime = frames.values.runtime;
    this.#special = special;
  }

  /** An object for a native one. Takes over one reference. */
  project(address: Address, type: Interface): ComObject {
    const alive = this.#alive.get(address)?.deref();
    const its = identityOf(alive);
    if (alive && its && its.address !== 0 && isOrExtends(its.interface, type)) {
      its.references += 1;
      return alive;
    }
    return this.projectAlone(address, type);
  }

  /** The same, where nobody else may have the object. */
  projectAlone(address: Address, type: Interface): ComObject {
    const methods = this.#runtime.vtables.of(address, type);
    const its: Identity = { owner: this, interface: type, address, methods, references: 1 };
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

  release(type: Interface, address: Address): Promise<void> {
    return this.#runtime.releaseAs(type, address);
  }

  #warnOnce(name: string): void {
    if (this.#warned) return;
    this.#warned = true;
    nodeProcess()?.emitWarning(
      `an ${name} was collected without having been disposed of: it is released now, but garbage collection comes late`,
      { type: 'MediaFoundationWarning', code: 'not-disposed' },
    );
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
    const compile = (of: Interface, method: Method, waits: boolean): ObjectMethod => this.#compile(of, method, waits);
    const methods: Record<string, ObjectMethod> = {};
    for (const method of type.methods) {
      if (ownMethods.has(method.name)) continue;
      methods[method.name] = compile(type, method, waitsForJavaScript(type.name, method.name));
    }
    return {
      ...methods,
      ...this.#special[type.name]?.({ type, values, methods, compile }),
      QueryInterface: this.#queryInterface(type),
    };
  }

  #queryInterface(type: Interface): ObjectMethod {
    const runtime = this.#runtime;
    const { values } = this.#frames;
    return function (this: unknown, name): unknown {
      const its = identityFor(this, type, 'QueryInterface');
      const wanted = runtime.catalogue.get(name as string);
      const address = runtime.queryInterface(its.address, wanted.iid);
      if (address === 0) {
        throw new HResultError(E_NOINTERFACE, 'QueryInterface', { fault: `this ${type.name} is no ${wanted.name}` });
      }
      return values.take(address, wanted.name);
    };
  }

  #compile(type: Interface, method: Method, waits: boolean): ObjectMethod {
    const { slot, name } = method;
    const { vtables } = this.#runtime;
    const call = new Call(this.#frames, type.name, method, waits);
    if (waits) {
      return function later(this: unknown, ...args): unknown {
        const its = identityFor(this, type, name);
        return call.later(its.methods.waiting[slot] ?? vtables.bind(its.methods, method, true), its.address, args);
      };
    }
    return function now(this: unknown, ...args): unknown {
      const its = identityFor(this, type, name);
      return call.now(its.methods.functions[slot] ?? vtables.bind(its.methods, method, false), its.address, args);
    };
  }
}

/** The identity of a projected object that a method was called on. */
export function identityFor(self: unknown, type: Interface, method: string): Identity {
  const its = identityOf(self);
  if (!its) throw new TypeError(`${type.name}.${method}: called on something that is no ${type.name}`);
  if (its.address === 0) throw new TypeError(`${type.name}.${method}: this object has been disposed of`);
  return its;
}
