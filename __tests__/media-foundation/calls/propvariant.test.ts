import { runInNewContext } from 'node:vm';
import { describe, expect, test } from '@jest/globals';
import { readVariant, writeVariant } from '../../../src/media-foundation/calls/propvariant.js';
import {
  VT_BLOB,
  VT_BOOL,
  VT_CLSID,
  VT_EMPTY,
  VT_I1,
  VT_R4,
  VT_UI1,
  VT_UI2,
  VT_UI4,
  VT_UI8,
} from '../../../src/media-foundation/facts/variantKinds.js';
import { fakeMemory } from '../../support/fakeMemory.js';

const place = { where: 'IMFAttributes.SetItem', method: 'SetItem' };
const allocateBstr = (): number => 0;

describe('PROPVARIANTs', () => {
  const object = { any: 'object' };
  const values: unknown[] = [
    null,
    true,
    false,
    0,
    -0,
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
    const variant = writeVariant(value, { memory, allocate, allocateBstr, objectAddress: () => 77 }, place, 'value');
    const read = readVariant(
      variant,
      { memory, objectAt: (address) => (address === 77 ? object : undefined) },
      place,
      'pValue',
    );
    expect(read).toStrictEqual(value);
  });
  test('bytes of another realm are bytes', () => {
    const { memory, allocate } = fakeMemory();
    const writer = { memory, allocate, allocateBstr, objectAddress: () => 77 };
    const variant = writeVariant(runInNewContext('Uint8Array.of(1, 2)'), writer, place, 'value');
    const read = readVariant(variant, { memory, objectAt: () => null }, place, 'value');
    expect(read).toStrictEqual(Uint8Array.of(1, 2));
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
    expect(readVariant(new Uint8Array(variant.buffer), { memory, objectAt: () => null }, place, 'pValue')).toBe(value);
  });
  test('undefined is VT_EMPTY, and a type without a value is a TypeError', () => {
    const { memory, allocate } = fakeMemory();
    expect(
      writeVariant(undefined, { memory, allocate, allocateBstr, objectAddress: () => 0 }, place, 'value'),
    ).toStrictEqual(new Uint8Array(24));
    const strange = new Uint8Array(24);
    strange[0] = 14;
    expect(() => readVariant(strange, { memory, objectAt: () => null }, place, 'pValue')).toThrow(
      /^IMFAttributes\.SetItem: pValue, a PROPVARIANT of type 14, has no value/,
    );
  });
  test.each([
    [VT_I1, -5],
    [VT_UI1, 200],
    [VT_UI2, 60_000],
    [VT_UI4, 5],
    [VT_UI8, 5n],
    [VT_R4, 0.5],
  ])('a number of the kind %i is written as that kind', (vt, value) => {
    const { memory, allocate } = fakeMemory();
    const writer = { memory, allocate, allocateBstr, objectAddress: () => 0 };
    const variant = writeVariant({ vt, value }, writer, place, 'value');
    expect(variant[0]).toBe(vt);
    expect(readVariant(variant, { memory, objectAt: () => null }, place, 'pValue')).toBe(value);
  });
  test.each([
    [{ vt: VT_BLOB, value: Uint8Array.of(1, 2, 3) }],
    [{ vt: VT_CLSID, value: '11111111-2222-3333-4444-555555555555' }],
  ])('%p comes back with its kind', (given) => {
    const { memory, allocate } = fakeMemory();
    const variant = writeVariant(given, { memory, allocate, allocateBstr, objectAddress: () => 0 }, place, 'value');
    expect(readVariant(variant, { memory, objectAt: () => null }, place, 'pValue')).toStrictEqual(given);
  });
  test.each([
    [{ vt: VT_I1, value: 128 }, RangeError, 'value.value must be an integer of -128 to 127, got 128'],
    [{ vt: VT_BOOL, value: 1 }, TypeError, 'value.value must be a boolean, got 1'],
    [{ vt: VT_EMPTY, value: 1 }, TypeError, 'value.value must be null, got 1'],
    [{ vt: VT_BLOB, value: 'x' }, TypeError, "value.value must be a Uint8Array, got 'x'"],
  ])('%p is refused by name', (given, type, message) => {
    const { memory, allocate, blocks } = fakeMemory();
    const writer = { memory, allocate, allocateBstr, objectAddress: () => 0 };
    const write = (): unknown => writeVariant(given, writer, place, 'value');
    expect(write).toThrow(type);
    expect(write).toThrow(`IMFAttributes.SetItem: ${message}`);
    expect(blocks.size).toBe(0);
  });
});
