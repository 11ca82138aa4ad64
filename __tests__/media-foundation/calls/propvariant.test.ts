import { describe, expect, test } from '@jest/globals';
import { readVariant, writeVariant } from '../../../src/media-foundation/calls/propvariant.js';
import { fakeMemory } from '../../support/fakeMemory.js';

describe('PROPVARIANTs', () => {
  const object = { any: 'object' };
  const values: unknown[] = [
    null,
    true,
    false,
    0,
    -(2 ** 31),
    2 ** 31,
    2 ** 32 - 1,
    2 ** 32,
    0.5,
    NaN,
    -5n,
    2n ** 63n,
    'grün 語',
    Uint8Array.of(1, 2, 3),
    object,
  ];
  test.each(values)('%p goes and comes', (value) => {
    const { memory, allocate } = fakeMemory();
    const variant = writeVariant(value, { memory, allocate, objectAddress: () => 77 });
    const read = readVariant(variant, { memory, objectAt: (address) => (address === 77 ? object : undefined) });
    expect(read).toStrictEqual(value);
  });
  test('undefined is VT_EMPTY, and a type without a value is a TypeError', () => {
    const { memory, allocate } = fakeMemory();
    expect(writeVariant(undefined, { memory, allocate, objectAddress: () => 0 })).toStrictEqual(new Uint8Array(24));
    const strange = new Uint8Array(24);
    strange[0] = 14;
    expect(() => readVariant(strange, { memory, objectAt: () => null })).toThrow(/type 14 has no value/);
  });
});
