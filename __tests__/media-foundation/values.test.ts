import { describe, expect, jest, test } from '@jest/globals';
import { bytesFromGuid, guidFromBytes, type Memory } from '../../src/media-foundation/native/Memory.js';
import { readVariant, writeVariant } from '../../src/media-foundation/calls/propvariant.js';
import { scalars } from '../../src/media-foundation/facts/kinds.js';
import { Scratch } from '../../src/media-foundation/native/Scratch.js';
import { Tokens } from '../../src/media-foundation/native/Tokens.js';
import { Transfer } from '../../src/media-foundation/handles/Transfer.js';

/** Native memory, as far as these need it: blocks by their addresses. */
function fakeMemory() {
  const blocks = new Map<number, Uint8Array>();
  let next = 0x10_0000_0000;
  const allocate = (size: number): number => {
    const address = next;
    next += 0x1000;
    blocks.set(address, new Uint8Array(size));
    return address;
  };
  const memory = {
    allocateForWriting: allocate,
    free: (address: number) => void blocks.delete(address),
    read(bytes: Uint8Array, address: number, count: number) {
      if (count > 0) bytes.set(blocks.get(address)!.subarray(0, count));
    },
    write: (address: number, bytes: Uint8Array, count: number) => blocks.get(address)!.set(bytes.subarray(0, count)),
    readString: (address: number) => new TextDecoder('utf-16le').decode(blocks.get(address)),
    writeString(text: string, by: (size: number) => number) {
      const address = by(text.length * 2);
      new Uint16Array(blocks.get(address)!.buffer).set(Array.from(text, (unit) => unit.charCodeAt(0)));
      return address;
    },
  };
  return { blocks, allocate, memory: memory as unknown as Memory };
}

describe('GUIDs', () => {
  const text = '12345678-9abc-def0-0123-456789abcdef';
  test('are kept in the byte order of Windows, and come back in lower case', () => {
    const bytes = bytesFromGuid(text.toUpperCase())!;
    expect(Buffer.from(bytes).toString('hex')).toBe('78563412bc9af0de0123456789abcdef');
    expect(guidFromBytes(bytes)).toBe(text);
    expect(bytesFromGuid(`{${text}}`)).toStrictEqual(bytes);
  });
  test.each(['', 'x', text.slice(1), `${text}0`, `${text} `])('%j is none', (none) => {
    expect(bytesFromGuid(none)).toBeUndefined();
  });
});

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

describe('the native memory of a transfer', () => {
  test('of a read is copied when it ends, as far as was read, and is free then', () => {
    const { memory, blocks } = fakeMemory();
    const bytes = new Uint8Array(4).fill(9);
    const transfer = new Transfer(memory, bytes, 4, true);
    blocks.get(transfer.address)!.set([1, 2, 3, 4]);
    transfer.end(2);
    expect([...bytes]).toStrictEqual([1, 2, 9, 9]);
    expect(blocks.size).toBe(0);
    transfer.end(4);
    transfer.free();
    expect([...bytes]).toStrictEqual([1, 2, 9, 9]);
  });
  test('of a write is filled when it begins', () => {
    const { memory, blocks } = fakeMemory();
    const bytes = Uint8Array.of(5, 6, 7);
    const transfer = new Transfer(memory, bytes, 2, false);
    bytes.fill(0);
    expect([...blocks.get(transfer.address)!]).toStrictEqual([5, 6, 0]);
    transfer.end(2);
    expect([...bytes]).toStrictEqual([0, 0, 0]);
  });
  test('of a read whose bytes have moved away is dropped', () => {
    const { memory, blocks } = fakeMemory();
    const bytes = new Uint8Array(4);
    const transfer = new Transfer(memory, bytes, 4, true);
    structuredClone(bytes, { transfer: [bytes.buffer] });
    transfer.end(4);
    expect(blocks.size).toBe(0);
  });
});

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
    ['u32', -1, 2 ** 32 - 1],
    ['u32', 'text', undefined],
    ['u32', 5n, undefined],
    ['i32', 2 ** 31, -(2 ** 31)],
    ['hresult', -2147467259, 0x80004005],
    ['u64', 5n, 5n],
    ['i64', 5, 5],
    ['i64', 0.5, undefined],
    ['f64', 0.5, 0.5],
    ['f32', 1n, undefined],
    ['bool', 'text', 1],
    ['bool', undefined, 0],
    ['pointer', undefined, null],
    ['pointer', 5n, 5n],
    ['pointer', 5, undefined],
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

describe('slots', () => {
  test('nest like calls do', () => {
    const scratch = new Scratch();
    const outer = scratch.take();
    const { mark } = scratch;
    const inner = scratch.take();
    expect(inner).not.toBe(outer);
    scratch.release(mark);
    inner.words[0] = 5;
    const again = scratch.take();
    expect(again).toBe(inner);
    expect(again.words[0]).toBe(0);
  });
});

describe('tokens', () => {
  test('tell invocations and deaths to whom they belong, and are used again after a death alone', () => {
    const told: unknown[] = [];
    const tokens = new Tokens((error) => told.push(error));
    const entry = { invoked: (...args: unknown[]) => told.push(args), died: () => told.push('died') };
    const token = tokens.take(entry);
    tokens.words.set([token, 0x80004005, 5, 1, token, 0, 0, 0]);
    tokens.deliver(2);
    expect(told).toStrictEqual([[0x1_0000_0005, 0x80004005], 'died']);
    expect(tokens.take(entry)).toBe(token);
  });
  test('report what an entry throws, and go on', () => {
    const told: unknown[] = [];
    const tokens = new Tokens((error) => told.push(error));
    const error = new Error('mine');
    const thrower = tokens.take({
      invoked() {
        throw error;
      },
      died() {},
    });
    const other = tokens.take({ invoked: () => told.push('other'), died() {} });
    tokens.words.set([thrower, 0, 1, 0, other, 0, 1, 0]);
    tokens.deliver(2);
    expect(told).toStrictEqual([error, 'other']);
  });
  test('ask for deaths once, some time after deliveries', () => {
    jest.useFakeTimers();
    try {
      const asked: unknown[] = [];
      const tokens = new Tokens(() => {});
      tokens.use({ keepAlive: () => {}, collect: (deliver) => asked.push(deliver) });
      tokens.deliver(0);
      tokens.deliver(0);
      expect(asked).toStrictEqual([]);
      jest.runAllTimers();
      expect(asked).toStrictEqual([tokens.deliver]);
    } finally {
      jest.useRealTimers();
    }
  });
  test('keep the process alive from the first operation that is expected to the last', () => {
    const told: boolean[] = [];
    const tokens = new Tokens(() => {});
    tokens.use({ keepAlive: (wanted) => told.push(wanted) });
    tokens.expect(1);
    tokens.expect(2);
    tokens.expect(-2);
    tokens.expect(-1);
    expect(told).toStrictEqual([true, false]);
  });
});
