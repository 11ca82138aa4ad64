import { expect, test } from '@jest/globals';
import { runForEach } from '../../../src/media-foundation/native/runForEach.js';

test('what is run for each, and throws for some, runs for the others, and throws the first of what it has thrown', () => {
  const ran: unknown[] = [];
  const run = (one: string, index: number): void => {
    ran.push([one, index]);
    if (one !== 'good') throw new RangeError(one);
  };
  expect(() => runForEach(['first', 'second', 'good'], run)).toThrow(new RangeError('first'));
  expect(ran).toStrictEqual([
    ['first', 0],
    ['second', 1],
    ['good', 2],
  ]);
});
