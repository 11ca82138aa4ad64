// `npm run check -- bytecode`: how much bytecode the hot functions of dist have, against what V8 inlines, on this Node and on
// those that checks/bench/runtimes has installed.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { readArguments } from '../arguments.mjs';
import { nodes } from '../bench/process.mjs';
import { faultsOf, figuresIn, sumOf } from './judge.mjs';
import { groups } from './limits.mjs';

readArguments('bytecode');
const program = fileURLToPath(new URL('program.mjs', import.meta.url));
const directions = [...new Set(groups.map(({ direction }) => direction))];

const measured = nodes().map(({ name, command }) => ({
  name,
  budget: budgetOf(command),
  figures: Object.fromEntries(
    directions.map((direction) => [direction, figuresIn(run(command, '--print-bytecode', program, direction))]),
  ),
}));

for (const { group, direction, caller, inlined } of groups) {
  const figuresOf = (/** @type {string} */ name) => measured.map(({ figures }) => figures[direction]?.get(name));
  say(
    group,
    measured.map(({ name }) => name),
    'limit',
  );
  if (caller) say(`  ${caller[0]}, which calls`, figuresOf(caller[0]), caller[1]);
  for (const [name, limit] of Object.entries(inlined)) say(`  ${name}`, figuresOf(name), limit);
  say(
    '  in all',
    measured.map(({ figures }) => sumOf(figures[direction] ?? new Map(), inlined)),
    measured[0]?.budget.sum,
  );
}
for (const { name, budget, figures } of measured) {
  for (const direction of directions) {
    const own = groups.filter((group) => group.direction === direction);
    for (const fault of faultsOf(figures[direction] ?? new Map(), own, budget)) {
      console.log(`FAILED  ${name}, ${direction}: ${fault}`);
      process.exitCode = 1;
    }
  }
}

/** @type {(what: string, cells: (string | number | undefined)[], limit: string | number | undefined) => void} */
function say(what, cells, limit) {
  console.log(what.padEnd(50) + [...cells, limit].map((cell) => String(cell ?? '-').padStart(14)).join(''));
}

/** @type {(command: string, ...args: string[]) => string} */
function run(command, ...args) {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 30 });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: exit code ${status}\n${stderr}`);
  return stdout;
}

/** What V8 says of its own defaults. @param {string} command */
function budgetOf(command) {
  const options = run(command, '--v8-options');
  const valueOf = (/** @type {string} */ flag) => Number(new RegExp(`default: --${flag}=(\\d+)`).exec(options)?.[1]);
  return { single: valueOf('max-inlined-bytecode-size'), sum: valueOf('max-inlined-bytecode-size-cumulative') };
}
