import { E_INVALIDARG } from '../../contract/hresult.js';
import { isOrExtends, type Interface } from '../facts/interfaces.js';
import type { Address } from '../native/addon.js';
import type { Lent } from '../native/Lent.js';
import type { Runtime } from '../native/Runtime.js';
import { refusal, type Place } from './Place.js';

/** What has made a projected object. */
export interface Owner {
  /** The object was disposed of. */
  forget(object: ComObject, its: Identity): void;
  /** Asks how many bytes the object keeps alive: it may keep more or fewer than before. */
  measure(its: Identity): void;
  /** Gives the reference back. */
  release(its: Identity, address: Address): Promise<void>;
}

/** What is known of a projected object; its methods find it by {@link identityOf}. */
export interface Identity {
  readonly owner: Owner;
  readonly interface: Interface;
  /** 0 once the object is disposed of. */
  address: Address;
  /** How often native code has handed out the object, less how often it was disposed of. One reference is ours. */
  references: number;
  /** So many of those are arguments of methods of JavaScript that run, and were neither kept nor disposed of. */
  borrowed: number;
  /** The number of the call in which it was handed out for the last time: see Borrowed. */
  got: number;
  /** What became of it, where the library has given it back: for messages. */
  gone: string | undefined;
  /** How many bytes it keeps alive, as far as that is known and V8 was told. */
  size: number;
  /** The place of the reference in the ledger. */
  readonly place: number;
}

let identity: (value: object) => Identity | undefined;

/** A native COM object as JavaScript sees it: the base of the projected classes, of which each interface has one. */
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
    if (its.borrowed > 0) its.borrowed -= 1;
    await give(this, its);
  }

  static {
    identity = (value) => (#identity in value ? value.#identity : undefined);
  }
}

/** What is known about a value, where it is a projected object. */
export const identityOf = (value: unknown): Identity | undefined =>
  typeof value === 'object' && value !== null ? identity(value) : undefined;

async function give(object: ComObject, its: Identity): Promise<void> {
  const { address } = its;
  if (address === 0) return;
  its.references -= 1;
  if (its.references > 0) return;
  its.owner.forget(object, its);
  await its.owner.release(its, address);
}

/** Gives back one reference to an object, as its disposal does. `gone` says why, where the object is used afterwards. */
export function letGo(object: ComObject, gone: string): void {
  const its = identityOf(object)!;
  void give(object, its);
  if (its.address === 0) its.gone = gone;
}

/** Takes over the reference of an argument that is lent to a method of JavaScript; else adds one. */
export function keepObject(its: Identity): void {
  if (its.address === 0) throw errorForDisposed(its, 'keep', 'value');
  if (its.borrowed > 0) its.borrowed -= 1;
  else its.references += 1;
}

/** What is used was lent, and has been given back. Native code, which called the method, would see an HRESULT alone. */
export class GivenBackError extends TypeError {}

/** The error for an object that is used after it was disposed of, as `name` of a call. */
export const errorForDisposed = ({ gone }: Identity, where: string, name: string): TypeError =>
  gone === undefined
    ? new TypeError(`${where}: ${name} has been disposed of`)
    : new GivenBackError(`${where}: ${name} ${gone}`);

/** The address of a projected object; `undefined` for any other value. @throws TypeError where it is disposed of */
export function addressOf(value: unknown, place: Place, name: string): Address | undefined {
  const its = identityOf(value);
  if (its === undefined) return undefined;
  if (its.address === 0) throw errorForDisposed(its, place.where, name);
  return its.address;
}

/**
 * The address of a projected object as an interface; `undefined` for any other value. Where that takes a QueryInterface, its
 * reference is lent.
 *
 * @throws HResultError `E_INVALIDARG` where the object does not have the interface
 */
export function addressAs(
  runtime: Runtime,
  value: unknown,
  type: string,
  lent: Lent,
  place: Place,
  name: string,
): Address | undefined {
  const address = addressOf(value, place, name);
  if (address === undefined) return undefined;
  const wanted = runtime.catalogue.get(type);
  const { interface: own } = identityOf(value)!;
  if (wanted.base === null || isOrExtends(own, wanted)) return address;
  const other = runtime.queryInterface(address, wanted.iid);
  if (other !== 0) return lent.add(other);
  throw refusal(place, E_INVALIDARG, `${name}, an ${own.name}, is no ${type}`);
}
