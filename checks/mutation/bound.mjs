// How many mutants of a sample may survive, that it neither fails by chance nor hides a folder without tests.

/** Of all mutants, what tests find or survivors.mjs explains: the goal. */
const found = 0.97;

/** How seldom a sample fails where the goal is met: once in so many. */
export const seldom = 10_000;

/**
 * The most that may survive unexplained among `drawn` mutants. Where the goal is met, each one drawn survives with a chance of
 * 3 % or less, so their count follows the binomial distribution: the limit is the least count that is exceeded less often
 * than once in `seldom` samples.
 *
 * @param {number} drawn
 */
export function limitOf(drawn) {
  let chance = found ** drawn; // of exactly `count` survivors
  let more = 1 - chance; // of more than `count`
  let count = 0;
  while (more > 1 / seldom) {
    chance *= ((drawn - count) / (count + 1)) * ((1 - found) / found);
    count += 1;
    more -= chance;
  }
  return count;
}
