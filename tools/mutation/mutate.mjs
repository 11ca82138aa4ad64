// `npm run mutate [-- folder …]`: is there a test for every decision in the sources? Without folders, all four; what did
// not change since the last run is not run again. `-- --sample` takes a few files, in a minute or so.
//
// Writes the scores and the survivors to docs/mutation.md, and fails below 95 %.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

import { writeBetweenMarkers } from '../../reliability/markers.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(dirname(here));
const page = join(root, 'docs', 'mutation.md');
const folders = ['contract', 'adapters', 'streams', 'platform'];
const goal = 95;
const sampled = ['hresult', 'hresultOf', 'HResultError', 'MFCreateAsyncResult'];
const sample = process.argv.includes('--sample');
const asked = process.argv.slice(2).filter((argument) => folders.includes(argument));

/** @typedef {{ status: string, mutatorName: string, replacement?: string, location: { start: { line: number, column: number } } }} Mutant */
/** @typedef {{ file: string } & Mutant} Found */

let failed = false;
for (const folder of sample ? ['contract'] : asked.length > 0 ? asked : folders) {
  console.log(`src/${folder}`);
  mkdirSync(join(here, 'incremental'), { recursive: true });
  const files = sample ? ['-m', sampled.map((name) => `src/contract/${name}.ts`).join(',')] : [];
  const stryker = join(here, 'node_modules', '@stryker-mutator', 'core', 'bin', 'stryker.js');
  const { status } = spawnSync(process.execPath, [stryker, 'run', join(here, 'stryker.config.mjs'), ...files], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, MUTATE_FOLDER: folder, ...(sample ? { MUTATE_SAMPLE: '1' } : {}) },
  });
  if (status !== 0) failed = true;
}

const rows = [];
/** @type {Found[]} */ const survivors = [];
for (const folder of sample ? ['contract-sample'] : folders) {
  const found = mutantsOf(folder);
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
  const list = survivors.map(
    ({ file, location, mutatorName, replacement = '' }) =>
      `- \`${file}\` ${location.start.line}:${location.start.column}, ${mutatorName}: \`${replacement.replaceAll(/\s+/g, ' ').replaceAll('`', "'").slice(0, 80)}\``,
  );
  writeBetweenMarkers(page, { scores: table.join('\n'), survivors: list.join('\n') });
}
process.exitCode = failed || rows.length === 0 ? 1 : 0;

/** @param {string} folder @returns {Found[]} */
function mutantsOf(folder) {
  const report = join(here, 'report', `${folder}.json`);
  if (!existsSync(report)) return [];
  /** @type {{ files: Record<string, { mutants: Mutant[] }> }} */ const { files } = JSON.parse(
    readFileSync(report, 'utf8'),
  );
  return Object.entries(files).flatMap(([file, { mutants }]) => mutants.map((mutant) => ({ file, ...mutant })));
}
