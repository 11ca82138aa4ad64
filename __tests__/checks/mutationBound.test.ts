import { describe, expect, test } from '@jest/globals';

import { limitOf, seldom } from '../../checks/mutation/bound.mjs';

/** How likely more than `limit` of `count` survive, where each does with a chance of 3 %, added up term by term. */
function chanceOfMore(limit: number, count: number): number {
  let sum = 0;
  for (let survivors = limit + 1; survivors <= count; survivors++) {
    let term = 0.03 ** survivors * 0.97 ** (count - survivors);
    for (let i = 0; i < survivors; i++) term *= (count - i) / (i + 1);
    sum += term;
  }
  return sum;
}

describe('the limit of a mutation sample', () => {
  test.each([[1], [10], [22], [154]])(
    'of %i mutants, is exceeded less often than it may be, one less is not',
    (count) => {
      const limit = limitOf(count);
      expect(chanceOfMore(limit, count)).toBeLessThanOrEqual(1 / seldom);
      expect(chanceOfMore(limit - 1, count)).toBeGreaterThan(1 / seldom);
    },
  );

  test('of a folder in which every second mutant survives, is exceeded by the usual sample', () => {
    expect(limitOf(22)).toBeLessThan(11);
  });
});
