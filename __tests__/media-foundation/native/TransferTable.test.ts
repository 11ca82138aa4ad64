import { expect, test } from '@jest/globals';
import { TransferTable } from '../../../src/media-foundation/native/TransferTable.js';

function tableAndPages() {
  const pages: Float64Array[] = [];
  return { pages, table: new TransferTable((page) => pages.push(page)) };
}

test('memory is noted by the token of its callback, and struck when it is free', () => {
  const { pages, table } = tableAndPages();
  table.note(2050, 5);
  expect(pages).toHaveLength(3);
  expect(pages[2]![2]).toBe(5);
  table.strike(2050, 5);
  expect(pages[2]![2]).toBe(0);
});

test('memory of an operation that is over, which the addon has made negative, is struck as well', () => {
  const { pages, table } = tableAndPages();
  table.note(1, 5);
  pages[0]![1] = -5;
  table.strike(1, 5);
  expect(pages[0]![1]).toBe(0);
});

test('memory is not struck where the callback has that of another operation', () => {
  const { pages, table } = tableAndPages();
  table.note(1, 5);
  table.note(1, 6);
  table.strike(1, 5);
  expect(pages[0]![1]).toBe(6);
});
