// `npm run check -- bench [row]`: whether the goals in goals.json hold, on this Node. All rows are measured three times, one after
// the other, so that a busy minute spoils no more than one figure of each; and again where the median would be a fault.
import { readArguments } from '../arguments.mjs';
import { figureOf, isDecided, isFault, judge, MOST } from './judge.mjs';
import { measure, readGoals, thisNode } from './process.mjs';
import { record } from './record.mjs';

/** @typedef {import('./judge.mjs').Goal} Goal */

/** Of each process: V8's choices differ from one to the next by more than rounds do. */
const ROUNDS = 12;

const {
  options,
  args: [only],
} = readArguments('bench');
const goals = readGoals().filter(({ row }) => only === undefined || row === only);
if (options['record']) console.log(JSON.stringify(record(goals, ROUNDS), null, 2));
else check();

function check() {
  const { major } = thisNode;
  /** @type {Map<Goal, number[]>} */
  const figures = new Map(goals.map((goal) => [goal, []]));
  for (let attempt = 0; attempt < MOST; attempt += 1) {
    const open = [...figures].filter(([goal, own]) => !isDecided(goal, own, major));
    // One measurement serves all goals of its row.
    for (const row of new Set(open.map(([goal]) => goal.row))) {
      const measured = measure(thisNode, row, ROUNDS, 'goals');
      for (const [goal, own] of figures) if (goal.row === row) own.push(figureOf(goal, measured));
    }
  }
  const verdicts = [...figures].map(([goal, own]) => say(goal, own, major));
  const faults = verdicts.filter(isFault).length;
  const misses = verdicts.filter((verdict) => verdict === 'known miss').length;
  console.log(`\n${faults} goals missed or out of date, ${misses} known misses (measured on ${thisNode.name})`);
  if (faults > 0) process.exitCode = 1;
}

/** @type {(goal: Goal, figures: number[], node: string) => import('./judge.mjs').Verdict} */
function say(goal, figures, node) {
  const { verdict, value } = judge(goal, figures, node);
  const bound = goal.max === undefined ? `≥ ${goal.min}` : `≤ ${goal.max}`;
  const limit = goal.tolerance === 0 ? bound : `${bound} ± ${Math.round(100 * goal.tolerance)} %`;
  console.log(`${verdict.padEnd(10)}  ${short(value).padStart(7)}  ${limit.padEnd(13)}  ${goal.goal}`);
  const known = goal.knownMiss?.values[node];
  const remarks = [
    ...(known === undefined ? [] : [`known: ${known}. ${goal.knownMiss?.cause}`]),
    ...(isFault(verdict) ? [`measured: ${figures.map(short).join(', ')}`] : []),
  ];
  for (const remark of remarks) console.log(`${' '.repeat(36)}${remark}`);
  return verdict;
}

/** @param {number} value */
function short(value) {
  return value >= 100 ? value.toFixed(0) : value.toFixed(2);
}
