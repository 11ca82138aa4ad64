import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { Heap } from '../../src/contract/Heap.js';

interface Element {
  index: number;
  readonly rank: number;
}

const element = (rank: number): Element => ({ index: 0, rank });
const heapByRank = () => new Heap<Element>(({ rank }, other) => rank < other.rank);

/** Takes all elements out, always the first. */
function emptied(heap: Heap<Element>): number[] {
  const ranks: number[] = [];
  for (let { first } = heap; first !== undefined; { first } = heap) {
    ranks.push(first.rank);
    heap.remove(first);
  }
  return ranks;
}

describe('a heap', () => {
  test('without elements, has no first one', () => {
    expect(heapByRank().first).toBeUndefined();
  });

  test('that was emptied, takes elements again', () => {
    const heap = heapByRank();
    heap.push(element(1));
    expect(emptied(heap)).toStrictEqual([1]);
    heap.push(element(2));
    expect(emptied(heap)).toStrictEqual([2]);
  });

  test('whatever is put and taken out, gives the others in order', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ rank: fc.nat(20), isTaken: fc.boolean() }), { maxLength: 60 }), (all) => {
        const heap = heapByRank();
        const elements = all.map(({ rank }) => element(rank));
        for (const each of elements) heap.push(each);
        elements.filter((_, at) => all[at]!.isTaken).forEach((each) => heap.remove(each));
        const left = elements.filter((_, at) => !all[at]!.isTaken).map(({ rank }) => rank);
        expect(emptied(heap)).toStrictEqual(left.toSorted((a, b) => a - b));
      }),
    );
  });

  test('of which one is taken out, has the last one go up where it comes before those around it', () => {
    const heap = heapByRank();
    // As they stand in the heap: late ones on the left, early ones on the right, and the last of them, 5, on the right.
    const elements = [1, 100, 2, 101, 102, 3, 4, 103, 104, 105, 106, 6, 7, 8, 5].map(element);
    for (const each of elements) heap.push(each);
    heap.remove(elements[3]!);
    expect(emptied(heap)).toStrictEqual([1, 2, 3, 4, 5, 6, 7, 8, 100, 102, 103, 104, 105, 106]);
  });
});
