import { runInNewContext } from 'node:vm';
import { describe, expect, test } from '@jest/globals';
import { byteLengthOf, hasMemory, isBytes, viewOf } from '../../src/contract/bytes.js';
import { overriddenBytes, overridesOfBytes } from '../support/overriddenBytes.js';
import { resizable } from '../support/resizable.js';

const bytes = Uint8Array.of(1, 2, 3, 4, 5);

describe('isBytes', () => {
  test.each<[string, () => unknown]>([
    ['a Uint8Array', () => bytes],
    ['a Buffer', () => Buffer.from('hello')],
    ['an array of a class of its own', () => overriddenBytes(bytes, { constructor: () => Float32Array })],
    ['an array of another realm', () => runInNewContext('new Uint8Array(3)')],
    ['an array without a prototype', () => Object.setPrototypeOf(new Uint8Array(3), null)],
  ])('%s, asked, is bytes', (_what, made) => {
    expect(isBytes(made())).toBe(true);
  });

  test.each<[string, () => unknown]>([
    ['nothing', () => null],
    ['a text', () => 'hello'],
    ['a plain array', () => [1, 2, 3]],
    ['a buffer', () => new ArrayBuffer(3)],
    ['a view', () => new DataView(new ArrayBuffer(3))],
    ['an array of other numbers', () => new Uint16Array(3)],
    ['an array of clamped numbers', () => new Uint8ClampedArray(3)],
    ['an object that only inherits from one', () => Object.create(bytes)],
    ['an object that names itself so', () => ({ [Symbol.toStringTag]: 'Uint8Array' })],
    [
      'other numbers that inherit from its class',
      () => Object.setPrototypeOf(new Uint16Array(3), Uint8Array.prototype),
    ],
    ['a proxy of one', () => new Proxy(bytes, {})],
  ])('%s, asked, is no bytes', (_what, made) => {
    expect(isBytes(made())).toBe(false);
  });
});

describe('an array', () => {
  test.each(overridesOfBytes)('that says %s, asked for its length, has as many bytes as it has', (_what, overrides) => {
    expect(byteLengthOf(overriddenBytes(bytes, overrides))).toBe(5);
  });

  test.each(overridesOfBytes)('that says %s, asked for a part, gives that', (_what, overrides) => {
    const part = viewOf(overriddenBytes(bytes, overrides), 1, 4);
    expect(part).toStrictEqual(Uint8Array.of(2, 3, 4));
  });

  test('that is a part itself, asked for a part, gives what is on the same memory', () => {
    const part = viewOf(bytes.subarray(1), 1, 3);
    expect([part.buffer, part.byteOffset, part.length]).toStrictEqual([bytes.buffer, 2, 2]);
  });

  test('whose memory was detached, asked for a part without bytes, gives that', () => {
    const detached = new Uint8Array(5);
    structuredClone(detached, { transfer: [detached.buffer] });
    expect(byteLengthOf(detached)).toBe(0);
    expect(viewOf(detached, 0, 0)).toStrictEqual(new Uint8Array(0));
  });
});

describe('hasMemory', () => {
  test.each<[string, () => Uint8Array]>([
    ['with bytes', () => bytes],
    ['without any', () => new Uint8Array(0)],
    ['that follows its buffer, which has no byte left', () => shrunk((memory) => new Uint8Array(memory))],
    ['of another realm', () => runInNewContext('new Uint8Array(3)')],
  ])('an array %s, has', (_what, made) => {
    expect(hasMemory(made())).toBe(true);
  });

  test.each<[string, () => Uint8Array]>([
    ['whose memory was transferred', () => transferred()],
    ['that ends behind its buffer', () => shrunk((memory) => new Uint8Array(memory, 0, 8))],
    ['that begins behind its buffer', () => shrunk((memory) => new Uint8Array(memory, 4))],
  ])('an array %s, has none', (_what, made) => {
    expect(hasMemory(made())).toBe(false);
  });
});

function transferred(): Uint8Array {
  const array = Uint8Array.of(1);
  structuredClone(array.buffer, { transfer: [array.buffer] });
  return array;
}

function shrunk(made: (memory: ArrayBuffer) => Uint8Array): Uint8Array {
  const memory = resizable(8);
  const array = made(memory);
  memory.resize(0);
  return array;
}
