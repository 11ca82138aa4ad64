import { describe, expect, test } from '@jest/globals';
import { Transfer } from '../../../src/media-foundation/handles/Transfer.js';
import { TransferTable } from '../../../src/media-foundation/native/TransferTable.js';
import { fakeMemory } from '../../support/fakeMemory.js';

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
  test('of a read of few bytes is wanted of End, and is copied from what that has brought', () => {
    const { memory, blocks } = fakeMemory();
    const bytes = new Uint8Array(64).fill(9);
    const transfer = new Transfer(memory, bytes, 64, true);
    expect(transfer.wanted).toBe(transfer.address);
    transfer.end(2, new Uint8Array(64).fill(5));
    expect([...bytes.subarray(0, 3)]).toStrictEqual([5, 5, 9]);
    expect(transfer.wanted).toBe(0);
    expect(blocks.size).toBe(0);
  });
  test.each([
    ['a read of more bytes than End can bring', 65, true],
    ['a write', 4, false],
  ])('of %s is not wanted of End', (_what, count, reads) => {
    const { memory } = fakeMemory();
    expect(new Transfer(memory, new Uint8Array(count), count, reads).wanted).toBe(0);
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
  test('is known by the token of its callback from the beginning of the operation until it is free', () => {
    const { memory } = fakeMemory();
    const pages: Float64Array[] = [];
    const transfer = new Transfer(memory, new Uint8Array(4), 4, true);
    transfer.begun(new TransferTable((page) => pages.push(page)), 7);
    expect(pages[0]![7]).toBe(transfer.address);
    transfer.end(4);
    expect(pages[0]![7]).toBe(0);
  });
  test('of a read that claims more than was asked for is copied as far as it reaches', () => {
    const { memory } = fakeMemory();
    const bytes = new Uint8Array(8).fill(9);
    const transfer = new Transfer(memory, bytes, 2, true);
    transfer.end(8);
    expect([...bytes.subarray(2)]).toStrictEqual([9, 9, 9, 9, 9, 9]);
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
