// `npm run check -- mutate [folder …]`: is there a test for every decision in the sources? Without folders, all; what was
// found and did not change since the last run is not run again. It writes the scores and the survivors to README.md, and fails
// below the goal.
//
// `--sample` tries a few mutants of each folder, others with each commit, in minutes: see drawn.mjs and bound.mjs.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

import { writeBetweenMarkers } from '../markers.mjs';
import { readArguments } from '../arguments.mjs';
import { limitOf, seldom } from './bound.mjs';
import { parts } from './parts.mjs';
import { classes, survivors as explained } from './survivors.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(dirname(here));
const page = join(here, 'README.md');
const goal = 97;
const { options, args: asked } = readArguments('mutate');
const folders = Array.from(new Set(Object.values(parts).map(({ folder }) => folder)));
const chosen = asked.length > 0 ? asked : folders;

/** @typedef {{ line: number, column: number }} Place */
/** @typedef {{ status: string, statusReason?: string, mutatorName: string, replacement?: string, location: { start: Place, end: Place } }} Mutant */
/** @typedef {{ file: string, lines: string[] } & Mutant} Found */

process.exitCode = (options['sample'] ? sampled() : mutated()) ? 0 : 1;

/** All mutants of the folders that are asked for. */
function mutated() {
  let passed = true;
  for (const part of chosen.flatMap(partsOf)) {
    forgetSurvivors(part);
    if (!runStryker(part)) passed = false;
  }
  const rows = [];
  /** @type {Found[]} */ const survivors = [];
  // Those of earlier runs as well.
  for (const folder of folders) {
    const { tried, survived } = outcomeOf(partsOf(folder).flatMap((part) => mutantsOf(part)));
    if (tried === 0) continue;
    const score = (100 * (tried - survived.length)) / tried;
    if (score < goal) passed = false;
    survivors.push(...survived);
    rows.push(
      `| \`src/${folder}\` | ${tried} | ${tried - survived.length} | ${survived.length} | ${score.toFixed(1)} % |`,
    );
    console.log(`${folder}: ${score.toFixed(1)} % of ${tried} mutants are found by a test`);
  }
  if (rows.length === 0) return false;
  const table = [
    '| folder | mutants | found by a test | survived | score |',
    '| -- | --: | --: | --: | --: |',
    ...rows,
  ];
  const list = [];
  for (const [name, text] of [...Object.entries(classes), ['', '**Not explained.**']]) {
    const own = survivors.filter((survivor) => whyOf(survivor) === name);
    if (own.length > 0) list.push(text, '', ...own.map(described), '');
  }
  writeBetweenMarkers(page, { scores: table.join('\n'), survivors: list.join('\n').trim() });
  return passed;
}

/** A few mutants of each folder that is asked for: others with each commit, the same in each clone of it. */
function sampled() {
  const draw = options['draw'] ?? execFileSync('git', ['rev-parse', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim();
  let passed = true;
  let drawn = 0;
  /** @type {Found[]} */ const unexplained = [];
  const rows = [];
  for (const folder of chosen) {
    for (const part of partsOf(folder)) {
      rmSync(reportOf(part, draw), { force: true });
      if (!runStryker(part, draw)) passed = false;
    }
    const { tried, survived } = outcomeOf(partsOf(folder).flatMap((part) => mutantsOf(part, draw)));
    const own = survived.filter((survivor) => whyOf(survivor) === '');
    rows.push(rowOf(folder, tried, survived.length, own.length));
    if (tried === 0 || own.length > limitOf(tried)) passed = false;
    drawn += tried;
    unexplained.push(...own);
  }
  rows.push(rowOf('in all', drawn, undefined, unexplained.length));
  if (unexplained.length > limitOf(drawn)) passed = false;

  console.log(`\nThe sample that is drawn by ${draw} (again: npm run check -- mutate --sample --draw ${draw})`);
  console.log(rows.join('\n'));
  console.log(`Where 97 % of all mutants are found or explained, one sample in ${seldom} exceeds a limit.`);
  if (unexplained.length > 0) console.log(`\nUnexplained:\n${unexplained.map(described).join('\n')}`);
  return passed;
}

/** @param {string} name @param {number} tried @param {number | undefined} survived @param {number} unexplained */
function rowOf(name, tried, survived, unexplained) {
  const explainedToo = survived === undefined ? '' : `, ${survived - unexplained} as survivors.mjs explains`;
  return `${name}: ${tried} mutants, ${unexplained} survived unexplained (limit ${limitOf(tried)})${explainedToo}`;
}

/** The parts of a folder. @param {string} folder */
function partsOf(folder) {
  return Object.keys(parts).filter((part) => parts[part]?.folder === folder);
}

/** @param {string} part @param {string} [draw] */
function runStryker(part, draw) {
  console.log(`src/${parts[part]?.folder}: ${part}`);
  mkdirSync(join(here, 'incremental'), { recursive: true });
  // What a run that was ended has left there would be copied into each of the next.
  rmSync(join(here, '.tmp'), { recursive: true, force: true });
  const stryker = join(here, 'node_modules', '@stryker-mutator', 'core', 'bin', 'stryker.js');
  const { status } = spawnSync(process.execPath, [stryker, 'run', join(here, 'stryker.config.mjs')], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: {
      ...process.env,
      MUTATE_PART: part,
      ...(draw !== undefined && { MUTATE_DRAW: draw }),
      // A mutant's test may leave behind the opening of a pipe, which takes a thread for good: with the usual four,
      // what comes after would soon wait for files for ever.
      UV_THREADPOOL_SIZE: '256',
    },
  });
  return status === 0;
}

/** What came of those that were tried. @param {Found[]} found */
function outcomeOf(found) {
  const survived = found.filter(({ status }) => status === 'Survived' || status === 'NoCoverage');
  const detected = found.filter(({ status }) => status === 'Killed' || status === 'Timeout');
  return { tried: survived.length + detected.length, survived };
}

/**
 * What survived or took too long last time, in a test's own time limit as well, is tried again, whatever has changed: Stryker
 * itself would keep it where it cannot tell which tests meet it, and a busy machine would be remembered for ever.
 *
 * @param {string} part
 */
function forgetSurvivors(part) {
  const file = join(here, 'incremental', `${part}.json`);
  if (!existsSync(file)) return;
  /** @type {{ files: Record<string, { mutants: Mutant[] }> }} */ const last = JSON.parse(readFileSync(file, 'utf8'));
  for (const each of Object.values(last.files)) {
    each.mutants = each.mutants.filter(
      ({ status, statusReason = '' }) => status === 'Killed' && !statusReason.includes('Exceeded timeout'),
    );
  }
  writeFileSync(file, JSON.stringify(last));
}

/** @param {string} part @param {string} [draw] */
function reportOf(part, draw) {
  return join(here, 'report', `${part}${draw === undefined ? '' : '.sample'}.json`);
}

/** @param {string} part @param {string} [draw] @returns {Found[]} */
function mutantsOf(part, draw) {
  const report = reportOf(part, draw);
  if (!existsSync(report)) return [];
  /** @type {{ files: Record<string, { source: string, mutants: Mutant[] }> }} */ const { files } = JSON.parse(
    readFileSync(report, 'utf8'),
  );
  return Object.entries(files).flatMap(([file, { source, mutants }]) => {
    const lines = source.split('\n');
    return mutants.map((mutant) => ({ file, lines, ...mutant }));
  });
}

/** The class that says why a mutant survives; nothing where nobody has said so. @param {Found} found */
function whyOf({ file, lines, location, replacement = '' }) {
  const line = lines[location.start.line - 1] ?? '';
  const known = explained.find(
    ([name, part, , by = '']) => file === `src/${name}.ts` && line.includes(part) && replacement.includes(by),
  );
  return known?.[2] ?? '';
}

/** What is changed, and into what. @param {Found} found */
function described({ file, lines, location: { start, end }, replacement = '' }) {
  const changed = lines.slice(start.line - 1, end.line);
  changed[changed.length - 1] = changed.at(-1)?.slice(0, end.column - 1) ?? '';
  changed[0] = changed[0]?.slice(start.column - 1) ?? '';
  return `- \`${file}\` ${start.line}: ${code(changed.join(' '))} → ${code(replacement)}`;
}

/** @param {string} text */
function code(text) {
  const short = text.replaceAll(/\s+/g, ' ').replaceAll('`', "'");
  return `\`${short.length > 70 ? `${short.slice(0, 69)}…` : short}\``;
}
