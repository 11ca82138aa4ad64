import { describe, expect, test } from '@jest/globals';
import { Ledger } from '../../../src/media-foundation/native/Ledger.js';

describe('the ledger', () => {
  test('notes references where the addon can read them, and uses places again', () => {
    const pages: Float64Array[] = [];
    const ledger = new Ledger((page) => pages.push(page));
    const held = (): number[] => pages.flatMap((page) => [...page].filter((address) => address !== 0));
    const noted = Array.from({ length: 1500 }, (_, index) => ledger.note(index + 1));
    expect(new Set(noted).size).toBe(1500);
    expect(held().toSorted((a, b) => a - b)).toStrictEqual(Array.from({ length: 1500 }, (_, index) => index + 1));
    for (const place of noted) ledger.strike(place);
    expect(held()).toStrictEqual([]);
    for (let i = 0; i < 1500; i += 1) ledger.note(7);
    expect(pages).toHaveLength(2);
  });
});
