import { describe, expect, test } from '@jest/globals';
import { seenSize, type Addon } from '../../../src/media-foundation/native/addon.js';
import { bytesFromGuid, guidFromBytes, Memory } from '../../../src/media-foundation/native/Memory.js';
import { Words } from '../../../src/media-foundation/native/Words.js';

const numbered = (number: number): string => `12345678-9abc-def0-0123-${String(number).padStart(12, '0')}`;

describe('GUIDs', () => {
  const text = '12345678-9abc-def0-0123-456789abcdef';
  test('are kept in the byte order of Windows, and come back in lower case', () => {
    const bytes = bytesFromGuid(text.toUpperCase())!;
    expect(Buffer.from(bytes).toString('hex')).toBe('78563412bc9af0de0123456789abcdef');
    expect(guidFromBytes(bytes)).toBe(text);
    expect(bytesFromGuid(`{${text}}`)).toStrictEqual(bytes);
  });
  test('that are many have their own bytes each, however many came before', () => {
    for (const number of Array(3000).keys()) {
      const guid = numbered(number);
      expect(guidFromBytes(bytesFromGuid(guid)!)).toBe(guid);
    }
    expect(guidFromBytes(bytesFromGuid(numbered(0))!)).toBe(numbered(0));
  });
  test.each(['', 'x', text.slice(1), `${text}0`, `${text} `])('%j is none', (none) => {
    expect(bytesFromGuid(none)).toBeUndefined();
  });
});

/** Addresses are numbers that go up; `freed` are those that native memory was told of. */
function heap() {
  const sizes = new Map<number, number>();
  const freed: number[] = [];
  let last = 0;
  const addon = {
    allocateMemory(size: number) {
      sizes.set((last += 1), size);
      return last;
    },
    freeMemory: (address: number) => void freed.push(address),
  };
  return { sizes, freed, memory: new Memory(addon as unknown as Addon, new Words()) };
}

describe('memory that is given back', () => {
  test('is used again for few bytes, however few, and has room for them', () => {
    const { memory, sizes, freed } = heap();
    const first = memory.take(1);
    memory.giveBack(first, 1);
    expect(memory.take(65)).toBe(first);
    expect(memory.take(65)).not.toBe(first);
    expect(sizes.get(first)).toBe(65);
    expect(freed).toStrictEqual([]);
  });
  test('has as many bytes as a call brings back, however few are taken', () => {
    const { memory, sizes } = heap();
    expect(sizes.get(memory.take(1))).toBeGreaterThanOrEqual(seenSize);
  });
  test('is freed at once where it was many', () => {
    const { memory, sizes, freed } = heap();
    const many = memory.take(66);
    memory.giveBack(many, 66);
    expect(sizes.get(many)).toBe(66);
    expect(freed).toStrictEqual([many]);
  });
  test('is kept for 1,024 uses, and the rest freed when deaths are collected', () => {
    const { memory, freed } = heap();
    const all = Array.from({ length: 1030 }, () => memory.take(8));
    for (const address of all) memory.giveBack(address, 8);
    expect(freed).toStrictEqual([]);
    memory.collect();
    expect(freed).toHaveLength(6);
    expect(freed).not.toContain(memory.take(8));
  });
});
