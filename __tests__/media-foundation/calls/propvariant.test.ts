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
  // [VARTYPE, how the value is kept, the value]: those that are never written, only read.
  test.each([
    [2, 'setInt16', -5],
    [4, 'setFloat32', 0.5],
    [10, 'setUint32', 0x80004005],
    [16, 'setInt8', -5],
    [17, 'setUint8', 200],
    [18, 'setUint16', 60_000],
    [22, 'setInt32', -5],
    [23, 'setUint32', 2 ** 32 - 1],
  ] as const)('a number of type %i, kept by %s, is read as %p', (type, set, value) => {
    const variant = new DataView(new ArrayBuffer(24));
    variant.setUint16(0, type, true);
    variant[set](8, value, true);
    const { memory } = fakeMemory();
    expect(readVariant(new Uint8Array(variant.buffer), { memory, objectAt: () => null })).toBe(value);
  });
  test('undefined is VT_EMPTY, and a type without a value is a TypeError', () => {
    const { memory, allocate } = fakeMemory();
    expect(writeVariant(undefined, { memory, allocate, objectAddress: () => 0 })).toStrictEqual(new Uint8Array(24));
    const strange = new Uint8Array(24);
    strange[0] = 14;
    expect(() => readVariant(strange, { memory, objectAt: () => null })).toThrow(/type 14 has no value/);
  });
});
