// What `npm run check -- bench` decides, apart from measuring: so that it can be tested without a clock.
import { quantile } from './measure.mjs';

/**
 * A row of goals.json: what is measured must be at most `max` or at least `min`. The figure is the median of several processes,
 * as V8 may optimize the same code in another way in the next one. `tolerance` is how far the median of three may be off, as a
 * share: `npm run check -- bench --record` measures it.
 *
 * @typedef {{
 *   goal: string, row: string, entry: string, per?: string, max?: number, min?: number, tolerance: number,
 *   knownMiss?: { cause: string, values: Record<string, number> },
 * }} Goal `per` names the entry to divide by; default: the first of the row. `values` has the figure of each Node that misses
 *   the goal, by its major version
 * @typedef {'met' | 'known miss' | 'missed' | 'met, known as a miss'} Verdict the last two are faults
 */

/** Fewer processes say too little; more are asked only before something is a fault. */
export const FEWEST = 3;
export const MOST = 9;

/** From one day to the next, and beside other work, medians differ by a tenth; beyond a third a goal would say nothing. */
const NARROWEST = 0.1;
const WIDEST = 0.3;

/** Whether a value is as good as a limit, give or take the tolerance. */
/** @type {(goal: Goal, value: number, limit: number, tolerance: number) => boolean} */
const holds = ({ max }, value, limit, tolerance) =>
  max === undefined ? value >= limit * (1 - tolerance) : value <= limit * (1 + tolerance);

/**
 * @param {Goal} goal
 * @param {number[]} figures of one process each
 * @param {string} node the major version that they were measured on
 * @returns {{ verdict: Verdict, value: number }}
 */
export function judge(goal, figures, node) {
  const value = quantile(figures);
  const limit = /** @type {number} */ (goal.max ?? goal.min);
  const { tolerance, knownMiss } = goal;
  const known = knownMiss?.values[node];
  if (known === undefined) return { verdict: holds(goal, value, limit, tolerance) ? 'met' : 'missed', value };
  // What the tolerance cannot tell from the goal may stay a known miss.
  if (holds(goal, value, limit, -tolerance)) return { verdict: 'met, known as a miss', value };
  return { verdict: holds(goal, value, known, tolerance) ? 'known miss' : 'missed', value };
}

/** @param {Verdict} verdict */
export const isFault = (verdict) => verdict === 'missed' || verdict === 'met, known as a miss';

/** Whether another process would change nothing. @type {(goal: Goal, figures: number[], node: string) => boolean} */
export function isDecided(goal, figures, node) {
  // What counts bytes or ticks is the same each time.
  if (goal.tolerance === 0) return figures.length > 0;
  if (figures.length < FEWEST) return false;
  return figures.length >= MOST || !isFault(judge(goal, figures, node).verdict);
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
 * How far the median of three processes may be off: 95 of 100 triples of the figures stay within it. As a share of the median of
 * all, within the bounds above.
 *
 * @param {number[]} figures
 */
export function toleranceOf(figures) {
  const all = quantile(figures);
  const errors = figures.flatMap((a, i) =>
    figures
      .slice(i + 1)
      .flatMap((b, j) => figures.slice(i + j + 2).map((c) => Math.abs(quantile([a, b, c]) / all - 1))),
  );
  return Math.min(WIDEST, Math.max(NARROWEST, Math.ceil(quantile(errors, 0.95) * 100) / 100));
}
