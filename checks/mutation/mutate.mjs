// `npm run check -- mutate [folder …]`: is there a test for every decision in the sources? Without folders, all; what was
// found and did not change since the last run is not run again. `--sample` takes a few files, in minutes.
//
// Writes the scores and the survivors to README.md, and fails below 95 %.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

import { writeBetweenMarkers } from '../markers.mjs';
import { readArguments } from '../arguments.mjs';
import { parts } from './parts.mjs';
import { classes, survivors as explained } from './survivors.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(dirname(here));
const page = join(here, 'README.md');
const goal = 95;
const { options, args: asked } = readArguments('mutate');
const sample = Boolean(options['sample']);
const folders = Array.from(new Set(Object.values(parts).map(({ folder }) => folder)));

/** @typedef {{ line: number, column: number }} Place */
/** @typedef {{ status: string, statusReason?: string, mutatorName: string, replacement?: string, location: { start: Place, end: Place } }} Mutant */
/** @typedef {{ file: string, lines: string[] } & Mutant} Found */

let failed = false;
for (const folder of sample ? ['sample'] : asked.length > 0 ? asked : folders) {
  for (const part of partsOf(folder)) {
    console.log(`src/${parts[part]?.folder}: ${part}`);
    mkdirSync(join(here, 'incremental'), { recursive: true });
    forgetSurvivors(part);
    const stryker = join(here, 'node_modules', '@stryker-mutator', 'core', 'bin', 'stryker.js');
    const { status } = spawnSync(process.execPath, [stryker, 'run', join(here, 'stryker.config.mjs')], {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      // A mutant's test may leave behind the opening of a pipe, which takes a thread for good: with the usual four,
      // what comes after would soon wait for files for ever.
      env: { ...process.env, MUTATE_PART: part, UV_THREADPOOL_SIZE: '256' },
    });
    if (status !== 0) failed = true;
  }
}

const rows = [];
/** @type {Found[]} */ const survivors = [];
for (const folder of sample ? ['sample'] : folders) {
  const found = partsOf(folder).flatMap(mutantsOf);
  const count = (/** @type {string[]} */ ...statuses) => found.filter(({ status }) => statuses.includes(status)).length;
  const detected = count('Killed', 'Timeout');
  const undetected = count('Survived', 'NoCoverage');
  if (detected + undetected === 0) continue;
  const score = (100 * detected) / (detected + undetected);
  if (score < goal) failed = true;
  survivors.push(...found.filter(({ status }) => status === 'Survived' || status === 'NoCoverage'));
  rows.push(`| \`src/${folder}\` | ${detected + undetected} | ${detected} | ${undetected} | ${score.toFixed(1)} % |`);
  console.log(`${folder}: ${score.toFixed(1)} % of ${detected + undetected} mutants are found by a test`);
}
// A sample says nothing about the whole.
if (!sample && rows.length > 0) {
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
}
process.exitCode = failed || rows.length === 0 ? 1 : 0;

/** The parts of a folder; the sample is one itself. @param {string} folder */
function partsOf(folder) {
  if (folder === 'sample') return [folder];
  return Object.keys(parts).filter((part) => part !== 'sample' && parts[part]?.folder === folder);
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

/** @param {string} part @returns {Found[]} */
function mutantsOf(part) {
  const report = join(here, 'report', `${part}.json`);
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
