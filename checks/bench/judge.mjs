// What `npm run check -- bench` decides, apart from measuring: so that it can be tested without a clock.

/**
 * A row of goals.json: what is measured must be at most `max` or at least `min`, give or take `tolerance` (a share).
 *
 * @typedef {{
 *   goal: string, row: string, entry: string, per?: string, max?: number, min?: number, tolerance: number,
 *   knownMiss?: { value: number, tolerance?: number, cause: string },
 * }} Goal `per` names the entry to divide by; default: the first of the row. A known miss must not get worse, give or take its
 *   own tolerance, where it has one
 * @typedef {'met' | 'known miss' | 'missed'} Verdict
 */

/** Whether a value is as good as a limit, give or take the tolerance. */
/** @type {(goal: Goal, value: number, limit: number, tolerance: number) => boolean} */
const holds = ({ max }, value, limit, tolerance) =>
  max === undefined ? value >= limit * (1 - tolerance) : value <= limit * (1 + tolerance);

/** @type {(goal: Goal, value: number) => Verdict} */
export function judge(goal, value) {
  const limit = /** @type {number} */ (goal.max ?? goal.min);
  const { tolerance, knownMiss } = goal;
  if (holds(goal, value, limit, tolerance)) return 'met';
  return knownMiss && holds(goal, value, knownMiss.value, knownMiss.tolerance ?? tolerance) ? 'known miss' : 'missed';
}

/** The figure that a goal is about. */
/** @type {(goal: Goal, measured: { entries?: { name: string, ratio: number }[], values?: Record<string, number> }) => number} */
export function figureOf({ row, entry, per }, { entries = [], values = {} }) {
  const ratioOf = (/** @type {string} */ name) => entries.find((each) => each.name === name)?.ratio;
  const value = ratioOf(entry) ?? values[entry];
  const divisor = per === undefined ? 1 : (ratioOf(per) ?? values[per]);
  if (value === undefined || divisor === undefined) throw new Error(`${row} has no ${entry}, or no ${per}`);
  return value / divisor;
}

/**
 * Measures again before it says that a goal is missed: a noisy machine makes single figures worse, hardly ever better.
 *
 * @param {Goal} goal
 * @param {(attempt: number) => number} measureOnce
 * @param {number} attempts
 * @returns {{ verdict: Verdict, value: number }} the best value
 */
export function judgeRepeatedly(goal, measureOnce, attempts) {
  const better = goal.max === undefined ? Math.max : Math.min;
  let value = measureOnce(0);
  for (let attempt = 1; attempt < attempts && judge(goal, value) === 'missed'; attempt++) {
    value = better(value, measureOnce(attempt));
  }
  return { verdict: judge(goal, value), value };
}
