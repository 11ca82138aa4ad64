/** Projected objects: native COM objects as JavaScript sees them. */
import type { Bridge } from '../bridge.js';
import type { Interface } from '../facts/interfaces.js';
import type { Address } from '../native/koffi.js';
import type { Bound } from '../native/VTables.js';

/** What a projected object is about; its methods find it by {@link identityOf}. */
export interface Identity {
  readonly bridge: Bridge;
  readonly interface: Interface;
  /** 0 once it is disposed of. */
  address: Address;
  readonly methods: Bound;
  /** How often native code has handed it out: so many references are ours. */
  references: number;
}

let identity: (value: object) => Identity | undefined;

/** The base of all projected classes; there is one class an interface. */
export class ComObject implements Disposable, AsyncDisposable {
  readonly #identity: Identity;

  constructor(its: Identity) {
    this.#identity = its;
  }

  [Symbol.dispose](): void {
    void this[Symbol.asyncDispose]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const its = this.#identity;
    if (its.address === 0) return;
    const { address } = its;
    its.references -= 1;
    if (its.references === 0) its.bridge.projector.forget(this, its);
    await its.bridge.releaseAs(its.interface, address);
  }

  static {
    identity = (value) => (#identity in value ? value.#identity : undefined);
  }
}

/** What is known about a value, where it is a projected object. */
export const identityOf = (value: unknown): Identity | undefined =>
  typeof value === 'object' && value !== null ? identity(value) : undefined;

/** The address of a projected object; `undefined` for any other value. @throws TypeError where it is disposed of */
export function addressOf(value: unknown): Address | undefined {
  const its = identityOf(value);
  if (its?.address === 0) throw new TypeError(`${its.interface.name}: this object has been disposed of`);
  return its?.address;
}
