/**
 * Native objects → objects of JavaScript. One class an interface, whose methods stand on its prototype under their own
 * names; one object a native object, for as long as it lives.
 */
import { E_NOINTERFACE } from '../../contract/hresultTable.js';
import { HResultError } from '../../contract/HResultError.js';
import type { IMFAsyncResult } from '../../contract/IMFAsyncResult.js';
import type { Bridge } from '../bridge.js';
import { Call } from '../calls/Call.js';
import { streamOnStream } from '../facts/functions.js';
import { ComObject, identityOf, type Identity } from '../handles/ComObject.js';
import { isOrExtends, type Interface, type Method } from '../facts/interfaces.js';
import type { Address } from '../native/koffi.js';
import { nodeProcess } from '../native/node.js';
import { oneAtATime } from './oneAtATime.js';
import { waitsForJavaScript } from '../facts/threads.js';
import { fileOfWine, writePair } from './wineFiles.js';

type ComClass = new (identity: Identity) => ComObject;

const ownMethods = new Set(['QueryInterface', 'AddRef', 'Release']);

export class Projector {
  readonly #bridge: Bridge;
  readonly #classes = new Map<string, ComClass>();
  readonly #alive = new Map<Address, WeakRef<ComObject>>();
  #warned = false;
  readonly #forgotten = new FinalizationRegistry<Identity>((its) => {
    if (this.#alive.get(its.address)?.deref() === undefined) this.#alive.delete(its.address);
    const { address } = its;
    its.address = 0;
    for (let i = 0; i < its.references; i += 1) void its.bridge.releaseAs(its.interface, address);
    this.#warnOnce(its.interface.name);
  });

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
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
    const bridge = this.#bridge;
    const methods = bridge.vtables.of(address, type);
    const its: Identity = { bridge, interface: type, address, methods, references: 1 };
    const object = new (this.#classOf(type))(its);
    this.#alive.set(address, new WeakRef(object));
    this.#forgotten.register(object, its, object);
    return object;
  }

  /** It was disposed of. */
  forget(object: ComObject, its: Identity): void {
    this.#forgotten.unregister(object);
    if (this.#alive.get(its.address)?.deref() === object) this.#alive.delete(its.address);
    its.address = 0;
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
    const bridge = this.#bridge;
    const Class = class extends ComObject {};
    Object.defineProperty(Class, 'name', { value: type.name });
    const define = (name: string, value: unknown): void => {
      Object.defineProperty(value, 'name', { value: name });
      Object.defineProperty(Class.prototype, name, { value, writable: true, configurable: true });
    };
    for (const method of type.methods) {
      if (ownMethods.has(method.name)) continue;
      const compiled = compile(bridge, type, method);
      define(method.name, type.name === streamOnStream.name ? oneAtATime(method.name, compiled) : compiled);
    }
    if (type.name === fileOfWine.name) {
      const write = type.methods.find(({ name }) => name === 'Write')!;
      const pair = writePair(bridge, compile(bridge, bridge.catalogue.get('IMFByteStream'), write, true));
      define('BeginWrite', pair.BeginWrite);
      define('EndWrite', pair.EndWrite);
    }
    define('QueryInterface', function queryInterface(this: unknown, name: string): unknown {
      const its = identityFor(this, type, 'QueryInterface');
      const wanted = bridge.catalogue.get(name);
      const address = bridge.queryInterface(its.address, wanted.iid);
      if (address === 0) {
        throw new HResultError(E_NOINTERFACE, 'QueryInterface', { fault: `this ${type.name} is no ${name}` });
      }
      return bridge.take(address, name);
    });
    if (type.name === 'IMFAsyncCallback') {
      // Invoke of a native callback may take the locks that a thread holds which waits for JavaScript. So it is
      // dispatched, as the contract wants it: to the queue that the callback names, never inside this call.
      define('Invoke', function invoke(this: unknown, result: IMFAsyncResult): void {
        identityFor(this, type, 'Invoke');
        bridge.invokeNative(this as ComObject, result);
      });
    }
    this.#classes.set(type.name, Class);
    return Class;
  }
}

/** The identity of a projected object that a method was called on. */
export function identityFor(self: unknown, type: Interface, method: string): Identity {
  const its = identityOf(self);
  if (!its) throw new TypeError(`${type.name}.${method}: called on something that is no ${type.name}`);
  if (its.address === 0) throw new TypeError(`${type.name}.${method}: this object has been disposed of`);
  return its;
}

function compile(
  bridge: Bridge,
  type: Interface,
  method: Method,
  waits = waitsForJavaScript(type.name, method.name),
): (...args: unknown[]) => unknown {
  const { slot, name } = method;
  const call = new Call(bridge, type.name, method, waits);
  if (waits) {
    return function later(this: unknown, ...args: unknown[]): unknown {
      const its = identityFor(this, type, name);
      return call.later(its.methods.waiting[slot] ?? bridge.vtables.bind(its.methods, method, true), its.address, args);
    };
  }
  return function now(this: unknown, ...args: unknown[]): unknown {
    const its = identityFor(this, type, name);
    return call.now(its.methods.functions[slot] ?? bridge.vtables.bind(its.methods, method, false), its.address, args);
  };
}
