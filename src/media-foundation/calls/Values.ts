import type { Place } from '../handles/Place.js';
import type { Results } from '../handles/Results.js';
import type { Address } from '../native/addon.js';
import type { Lent } from '../native/Lent.js';
import type { Runtime } from '../native/Runtime.js';
import type { VariantReader, VariantWriter } from './propvariant.js';

/**
 * How calls turn objects into addresses, and addresses into objects. The room above implements it, since it makes objects
 * by means of calls.
 */
export interface Values {
  readonly runtime: Runtime;
  readonly results: Results;
  readonly variants: VariantReader & VariantWriter;
  /** The value for a reference that native code hands over; `null` for 0. */
  take(address: Address, type: string): unknown;
  /** The value for a reference that stays with native code; `null` for 0. */
  borrow(address: Address, type: string): unknown;
  /** The object for a native one that JavaScript has already, where it has one. */
  known(address: Address): object | undefined;
  /** The same, as an object that is given out only this once. */
  borrowAlone(address: Address, type: string): object;
  /** A reference to a value, for native code to keep; 0 for `null` and `undefined`. */
  give(value: unknown, type: string, place: Place, name: string): Address;
  /** The same, as the interface with an IID. @throws HResultError `E_NOINTERFACE` where the object cannot be known to have it */
  giveAs(value: unknown, iid: string, place: Place, name: string): Address;
  /** An object as an interface, for as long as it is lent. */
  lend(value: unknown, type: string, lent: Lent, place: Place, name: string): Address;
}
