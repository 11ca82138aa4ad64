// `npm run check -- bench --record [row]`: goals.json with the tolerances and known misses of today, measured on this Node and
// on those that checks/bench/runtimes has installed. A new known miss gets no cause: that is for people to find.
import { figureOf, judge, toleranceOf } from './judge.mjs';
import { measure, nodes } from './process.mjs';

/** @typedef {import('./judge.mjs').Goal} Goal */

const PROCESSES = 7;

/** @param {Goal[]} goals @param {number} rounds of each process @returns {Goal[]} */
export function record(goals, rounds) {
  const rows = [...new Set(goals.map(({ row }) => row))];
  /** The figures of each goal, by the major version of Node. @type {Map<Goal, Record<string, number[]>>} */
  const figures = new Map(goals.map((goal) => [goal, {}]));
  for (let turn = 1; turn <= PROCESSES; turn += 1) {
    for (const { major, ...runtime } of nodes()) {
      console.error(`${runtime.name}, ${turn} of ${PROCESSES}`);
      for (const row of rows) {
        const measured = measure(runtime, row, rounds, 'goals');
        for (const [goal, byNode] of figures)
          if (goal.row === row) (byNode[major] ??= []).push(figureOf(goal, measured));
      }
    }
  }
  return [...figures].map(([goal, byNode]) => recorded(goal, byNode));
}

/** @param {Goal} goal @param {Record<string, number[]>} byNode @returns {Goal} */
function recorded({ knownMiss, ...goal }, byNode) {
  const measured = Object.entries(byNode);
  const tolerance = goal.tolerance === 0 ? 0 : Math.max(...measured.map(([, figures]) => toleranceOf(figures)));
  console.error(goal.goal);
  for (const [node, figures] of measured)
    console.error(`  ${node}: ${figures.map((each) => each.toFixed(2)).join(' ')}`);
  /** @type {Record<string, number>} */
  const values = {};
  for (const [node, figures] of measured) {
    const { verdict, value } = judge({ ...goal, tolerance }, figures, node);
    if (verdict === 'missed') values[node] = Number(value.toPrecision(3));
  }
  if (Object.keys(values).length === 0) return { ...goal, tolerance };
  return { ...goal, tolerance, knownMiss: { cause: knownMiss?.cause ?? '', values } };
}
