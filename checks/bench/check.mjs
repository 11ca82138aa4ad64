// `npm run check -- bench [row]`: whether the goals in goals.json hold. Each is measured again, with more rounds, before it counts as
// missed. A known miss is printed with its cause, and fails as soon as it gets worse.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readArguments } from '../arguments.mjs';
import { figureOf, judgeRepeatedly } from './judge.mjs';
import { here, measure, outputOf, thisNode } from './process.mjs';

const ATTEMPTS = 4;

/** @type {import('./judge.mjs').Goal[]} */
const goals = JSON.parse(readFileSync(join(here, 'goals.json'), 'utf8'));
const {
  args: [only],
} = readArguments('bench');

// One measurement serves all goals of its row.
/** @type {Map<string, import('./rows.mjs').Measured>} */
const measured = new Map();

/** @type {(row: string, attempt: number) => import('./rows.mjs').Measured} */
function measuredRow(row, attempt) {
  const key = `${row} ${attempt}`;
  const known = measured.get(key);
  if (known) return known;
  const result = row === 'size' ? sizes() : measure(thisNode, row, 24 * (attempt + 1));
  measured.set(key, result);
  return result;
}

function sizes() {
  const parsed = JSON.parse(outputOf(thisNode, 'sizes.mjs', []));
  return {
    values: Object.fromEntries(Object.entries(parsed).map(([name, { bytes }]) => [name, bytes])),
  };
}

let failures = 0;
let misses = 0;
for (const goal of goals.filter(({ row }) => only === undefined || row === only)) {
  const { verdict, value } = judgeRepeatedly(
    goal,
    (attempt) => figureOf(goal, measuredRow(goal.row, attempt)),
    goal.row === 'size' ? 1 : ATTEMPTS,
  );
  const bound = goal.max === undefined ? `≥ ${goal.min}` : `≤ ${goal.max}`;
  const limit = goal.tolerance === 0 ? bound : `${bound} ± ${Math.round(100 * goal.tolerance)} %`;
  const figure = value >= 100 ? value.toFixed(0) : value.toFixed(2);
  console.log(`${verdict.padEnd(10)}  ${figure.padStart(7)}  ${limit.padEnd(13)}  ${goal.goal}`);
  if (verdict === 'known miss') console.log(`${' '.repeat(36)}${goal.knownMiss?.cause}`);
  if (verdict === 'missed') failures += 1;
  if (verdict === 'known miss') misses += 1;
}
console.log(`\n${failures} goals missed, ${misses} known misses (measured on ${thisNode.name})`);
if (failures > 0) process.exitCode = 1;
