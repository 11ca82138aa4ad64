import { describe, expect, test } from '@jest/globals';
import { shared } from '../../../src/media-foundation/native/addon.js';
import { Words, type WordType } from '../../../src/media-foundation/native/Words.js';

describe('the words of a call', () => {
  test.each([
    [5, 'uint64', 5n],
    [-1, 'int32', -1],
    [-1, 'int64', -1n],
    [-1, 'uint32', 2 ** 32 - 1],
    [-1n, 'uint64', 2n ** 64n - 1n],
    [0x7fff_1234_5678, 'uint64', 0x7fff_1234_5678n],
    [-(2 ** 40), 'int64', -(2n ** 40n)],
    [0x1_80ff, 'uint16', 0x80ff],
    [0x1_80ff, 'int16', 0x80ff - 0x1_0000],
    [0x180, 'uint8', 0x80],
    [0x180, 'int8', -0x80],
  ] as [number | bigint, WordType, number | bigint][])('%p, read as %s, is %p', (value, type, expected) => {
    const words = new Words();
    words.put(3, value);
    expect(words.get(3, type)).toBe(expected);
  });
  test('have floats in their lower half, and doubles as a whole', () => {
    const words = new Words();
    words.putFloat(0, 0.5);
    words.putDouble(1, 0.1);
    expect([words.get(0, 'float'), words.get(1, 'double')]).toStrictEqual([0.5, 0.1]);
  });
  test('say how the call is made', () => {
    const words = new Words();
    words.putKinds(0xffff_ffff, true);
    expect(words.get(shared.kinds, 'uint64')).toBe(0x8000_0000_ffff_ffffn);
    words.putKinds(1, false);
    expect(words.get(shared.kinds, 'uint64')).toBe(1n);
  });
  test('name the callback that the next call alone is lent', () => {
    const words = new Words();
    words.putKinds(0, false, 0x7fff_ffff_ffff);
    expect(words.address(shared.lent)).toBe(0x7fff_ffff_ffff);
    words.putKinds(0, false);
    expect(words.address(shared.lent)).toBe(0);
  });
  test('show the block that the last call was to bring, and no other', () => {
    const words = new Words();
    words.putKinds(0, false, 0, 0x7fff_ffff_0000);
    new Uint8Array(words.doubles.buffer).set([5, 6], shared.seen * 8);
    expect([...words.seen(0x7fff_ffff_0000)!.subarray(0, 2)]).toStrictEqual([5, 6]);
    expect(words.seen(0x7fff_ffff_0000)).toHaveLength(64);
    expect(words.seen(0x7fff_fffe_0000)).toBeUndefined();
    words.putKinds(0, false);
    expect(words.seen(0x7fff_ffff_0000)).toBeUndefined();
    expect(words.seen(0)).toBeUndefined();
  });
  test('tell the tokens of callbacks that were taken, whatever the next call writes there', () => {
    const words = new Words();
    new Uint32Array(words.doubles.buffer).set([5, 6, 7], 2 * shared.tokensTaken);
    const tokens = words.tokensTaken(2);
    new Uint32Array(words.doubles.buffer).set([8, 9], 2 * shared.tokensTaken);
    expect([...tokens]).toStrictEqual([5, 6]);
  });
});
