import { describe, expect, test } from '@jest/globals';
import { scalars } from '../../../src/media-foundation/facts/kinds.js';

describe('scalars', () => {
  test.each([
    ['u8', 200],
    ['u16', 60_000],
    ['i16', -5],
    ['u32', 2 ** 32 - 1],
    ['i32', -1],
    ['u64', 2n ** 64n - 1n],
    ['i64', -1n],
    ['f32', 0.5],
    ['f64', 0.1],
    ['bool', true],
    ['hresult', 0x80004005],
    ['pointer', 0x7fff_0000_0000n],
  ])('a %s, written to memory, is read as the same value', (kind, value) => {
    const memory = new DataView(new ArrayBuffer(8));
    scalars[kind]!.write(memory, value);
    expect(scalars[kind]!.read(memory)).toBe(value);
  });
  test.each([
    ['u8', 1.5, undefined],
    ['u32', 'text', undefined],
    ['u32', 5n, undefined],
    ['hresult', -2147467259, -2147467259],
    ['u64', 5n, 5n],
    ['i64', 5, 5],
    ['i64', 0.5, undefined],
    ['i64', 2 ** 53, undefined],
    ['f64', 0.5, 0.5],
    ['f32', 1n, undefined],
    ['bool', 'text', 1],
    ['bool', undefined, 0],
  ])('a %s of %p goes to native code as %p', (kind, value, native) => {
    expect(scalars[kind]!.toNative(value)).toBe(native);
  });
  test.each([
    ['u32', 5, 5],
    ['u64', 5, 5n],
    ['bool', 2, true],
    ['bool', 0, false],
    ['pointer', 0, null],
    ['pointer', 5, 5n],
  ])('a %s comes from native code as %p and is %p', (kind, word, value) => {
    expect(scalars[kind]!.fromNative(word)).toBe(value);
  });
});
