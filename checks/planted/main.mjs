// `npm run check -- planted [patch …]`: is each planted fault found? Every patch of patches is applied to a copy of the tree, and
// the checks that could find it are run until one fails.
//
// `--sample` takes a few, drawn by the commit. `--each` goes on after a find, to compare what the checks see; `--by` asks one of them
// alone.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

import { readArguments } from '../arguments.mjs';
import { writeBetweenMarkers } from '../markers.mjs';
import { root } from '../setUp.mjs';
import { findersOf } from './finders.mjs';
import { Tree } from './tree.mjs';

/**
 * @typedef {{ name: string, file: string, says: string, rooms: string[] }} Patch
 * @typedef {{ patch: Patch, finds: { finder: string, foundBy: string }[], fault: string, seconds: number }} Result
 */

const here = fileURLToPath(new URL('.', import.meta.url));
const SAMPLE = 8;
/** So many trees are worked on at a time. */
const TREES = 2;

const { options, args } = readArguments('planted');
const all = readPatches();
const patches = options['sample'] ? drawn() : args.length > 0 ? asked(args) : all;

/** What found each in the last full run is tried first, which takes seconds. */
const lastFoundBy = readLastFoundBy();

/** Nothing is applied here: what fails here fails without a fault. */
const good = new Tree();
await good.build();
/** @type {Map<string, Promise<boolean>>} */ const passing = new Map();
/** @type {Promise<unknown>} */ let goodIsBusy = Promise.resolve();

// Each must apply, also those that are not in the sample.
const unfit = (
  await Promise.all(all.map(async (patch) => ({ patch, ran: await good.apply(patch.file, '--check') })))
).filter(({ ran }) => !ran.passed);
for (const { patch, ran } of unfit) console.log(`${patch.name}: does not apply\n${ran.output}`);

const waiting = patches.filter((patch) => !unfit.some((other) => other.patch === patch));
/** @type {Result[]} */ const results = [];
const trees = Array.from({ length: TREES }, () => new Tree());
try {
  await Promise.all(trees.map(work));
} finally {
  for (const tree of [good, ...trees]) tree.remove();
}

results.sort((one, other) => (one.patch.name < other.patch.name ? -1 : 1));
// `--by` judges no check: one need not find all by itself.
const missed = results.filter(({ finds, fault }) => fault !== '' || (finds.length === 0 && !options['by']));
if (options['each']) printEach();
const table = [
  '| fault | what it does | found by | after |',
  '| -- | -- | -- | --: |',
  ...results.map(
    ({ patch, finds, fault, seconds }) =>
      `| ${patch.name} | ${patch.says} | ${fault || (finds[0]?.foundBy.replaceAll('|', '\\|') ?? '**nothing**')} | ${seconds.toFixed(0)} s |`,
  ),
].join('\n');
console.log(`\n${table}\n`);
const by = options['by'] ? ` by ${String(options['by'])} alone` : '';
if (
  !options['sample'] &&
  !options['each'] &&
  !options['by'] &&
  args.length === 0 &&
  missed.length + unfit.length === 0
) {
  writeBetweenMarkers(join(here, 'README.md'), { planted: table });
}
console.log(
  `${results.filter(({ finds }) => finds.length > 0).length} of ${results.length} planted faults found${by}, ${unfit.length} of ${all.length} do not apply`,
);
process.exitCode = results.length > 0 && missed.length + unfit.length === 0 ? 0 : 1;

/** Takes one patch after the other. @param {Tree} tree */
async function work(tree) {
  for (let patch = waiting.shift(); patch !== undefined; patch = waiting.shift()) {
    const result = await plant(tree, patch);
    results.push(result);
    const [first] = result.finds;
    console.log(
      `${patch.name}: ${result.fault || (first ? `found by ${first.foundBy}` : 'found by NOTHING')}, ${result.seconds.toFixed(0)} s`,
    );
  }
}

/** @param {Tree} tree @param {Patch} patch @returns {Promise<Result>} */
async function plant(tree, patch) {
  /** @type {Result['finds']} */ const finds = [];
  await tree.apply(patch.file);
  const start = performance.now();
  let fault = '';
  const finders = findersOf(patch.rooms, {
    by: options['by'],
    lastFoundBy: options['each'] ? undefined : lastFoundBy.get(patch.name),
  });
  // The build checks the types as well. `--by` asks for the tests alone only of what has compiled in a full run.
  const built =
    finders.some(({ needsDist }) => needsDist) || !options['by'] ? await tree.build() : { passed: true, output: '' };
  if (built.passed) {
    for (const { name, find } of finders) {
      const { foundBy, passes } = await find(tree);
      if (foundBy === undefined || passes === undefined) continue;
      if (await passesWithout(foundBy, passes)) finds.push({ finder: name, foundBy });
      else fault = `${foundBy} fails without it as well`;
      if (!options['each']) break;
    }
  } else fault = `does not compile: ${built.output.split('\n')[0]}`;
  const seconds = (performance.now() - start) / 1000;
  await tree.apply(patch.file, '--reverse');
  return { patch, finds, fault, seconds };
}

/** One after the other, and each once. @param {string} what @param {(tree: Tree) => Promise<boolean>} passes */
function passesWithout(what, passes) {
  const key = what.split(': ')[0] ?? what;
  const turn = goodIsBusy;
  const known = passing.get(key) ?? (async () => (await turn, passes(good)))();
  passing.set(key, known);
  goodIsBusy = known;
  return known;
}

/** What each check finds by itself. */
function printEach() {
  /** @type {Map<string, string[]>} */ const byFinder = new Map();
  for (const { patch, finds } of results) {
    for (const { finder } of finds) byFinder.set(finder, [...(byFinder.get(finder) ?? []), patch.name]);
  }
  for (const [finder, names] of byFinder) {
    console.log(`\n${finder}: ${names.length} of ${results.length}\n  ${names.join('\n  ')}`);
  }
}

/** @returns {Patch[]} */
function readPatches() {
  const folder = join(here, 'patches');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.patch'));
  files.sort();
  return files.map((path) => {
    const file = join(folder, path);
    const text = readFileSync(file, 'utf8');
    const rooms = [...text.matchAll(/^\+\+\+ b\/src\/([^/]+)\//gm)].map(([, room = '']) => room);
    return {
      name: path.replaceAll('\\', '/').replace(/\.patch$/, ''),
      file,
      says: text.split('\n')[0] ?? '',
      rooms: Array.from(new Set(rooms)),
    };
  });
}

/** The test files that the table names, where a test has found a fault. @returns {Map<string, string>} */
function readLastFoundBy() {
  const page = readFileSync(join(here, 'README.md'), 'utf8');
  const rows = page.matchAll(/^\| (\S+\/\S+) +\| [^|]*\| (\S+\.test\.ts): /gm);
  return new Map(Array.from(rows, ([, name = '', file = '']) => [name, file]));
}

/** Those whose names begin so. @param {string[]} names */
function asked(names) {
  for (const name of names) {
    if (all.some((patch) => patch.name.startsWith(name))) continue;
    console.error(
      `error: no patch begins with '${name}', expected one of: ${all.map((patch) => patch.name).join(', ')}`,
    );
    process.exit(1);
  }
  return all.filter((patch) => names.some((name) => patch.name.startsWith(name)));
}

/** A few that differ from commit to commit, and are the same for each. */
function drawn() {
  const { stdout } = spawnSync('git', ['rev-parse', 'HEAD'], { cwd: root, encoding: 'utf8' });
  const lots = all.map((patch) => ({
    patch,
    lot: createHash('sha256').update(`${stdout}${patch.name}`).digest('hex'),
  }));
  lots.sort((one, other) => (one.lot < other.lot ? -1 : 1));
  return lots.slice(0, SAMPLE).map(({ patch }) => patch);
}
