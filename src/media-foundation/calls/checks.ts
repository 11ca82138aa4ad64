import { describe } from '../../contract/arguments.js';
import type { Scalar } from '../facts/kinds.js';
import type { Place } from '../handles/Place.js';
import { isPointer, type Address } from '../native/addon.js';

export function wrong(place: Place, name: string, expected: string, value: unknown): TypeError {
  // With its n: a number of the same digits may be right.
  const got = typeof value === 'bigint' ? `${value}n` : describe(value);
  return new TypeError(`${place.where}: ${name} must be ${expected}, got ${got}`);
}

/** A text that native code reads up to a zero. @throws TypeError for what is none, and for one that would be cut there */
export function checkText(place: Place, name: string, expected: string, value: unknown): string {
  if (typeof value !== 'string') throw wrong(place, name, expected, value);
  if (!value.includes('\0')) return value;
  throw new TypeError(`${place.where}: ${name} must be without a zero, where native code would end it`);
}

/** A number as native code takes it. @throws TypeError for what is none, RangeError for one that does not fit */
export function checkNumber(
  place: Place,
  name: string,
  { expected, toNative, range }: Pick<Scalar, 'expected' | 'toNative' | 'range'>,
  value: unknown,
): number | bigint {
  const native = toNative(value);
  if (native === undefined) throw wrong(place, name, expected, value);
  if (range !== undefined && (native < range[0] || native > range[1])) {
    throw new RangeError(`${place.where}: ${name} must be ${expected} of ${range[0]} to ${range[1]}, got ${native}`);
  }
  return native;
}

/** A count as a number: one of 64 bits may be a bigint. Anything else is left as it is. */
export const plainCount = (count: unknown): unknown => (typeof count === 'bigint' ? Number(count) : count);

/** @throws TypeError, RangeError for what is no count */
export function checkCount(place: Place, name: string, given: unknown): number {
  const count = plainCount(given);
  if (!Number.isInteger(count)) throw wrong(place, name, 'an integer', given);
  if ((count as number) >= 0) return count as number;
  throw new RangeError(`${place.where}: ${name} must not be negative, got ${String(given)}`);
}

/** A pointer that JavaScript got from somewhere else: all that can be known of it is whether it can be one. */
export function checkPointer(place: Place, name: string, value: bigint, canBe = isPointer): Address {
  if (canBe(value)) return Number(value);
  throw new RangeError(`${place.where}: ${name} must be a pointer to user space, got ${value}n`);
}
