import { runInNewContext } from 'node:vm';
import { describe, expect, test } from '@jest/globals';
import { bytesOfArray } from '../../../src/media-foundation/calls/elements.js';
import type { Element } from '../../../src/media-foundation/facts/interfaces.js';

const place = { where: 'IMFThing.Put', method: 'Put' };
const writer = { reference: () => 0, text: () => 0 };
const byte = { name: 'pb', kind: 'u8' } as Element;

describe('an array that goes to native code', () => {
  test.each<[string, () => unknown]>([
    ['an array', () => [1, 2]],
    ['an array of another realm', () => runInNewContext('[1, 2]')],
    ['a typed array', () => Uint16Array.of(1, 2)],
    ['a typed array of another realm', () => runInNewContext('Uint16Array.of(1, 2)')],
  ])('may be %s', (_what, made) => {
    expect(bytesOfArray(byte, made(), 2, writer, place, 'pb')).toStrictEqual(Uint8Array.of(1, 2));
  });

  test.each<[string, () => unknown]>([
    ['an object', () => ({ length: 0 })],
    ['a view', () => new DataView(new ArrayBuffer(2))],
    ['a view of another realm', () => runInNewContext('new DataView(new ArrayBuffer(2))')],
  ])('is not %s, even for no elements', (_what, made) => {
    const write = (): unknown => bytesOfArray(byte, made(), 0, writer, place, 'pb');
    expect(write).toThrow(TypeError);
    expect(write).toThrow('IMFThing.Put: pb must be an array, got object');
  });
});
