// Mutation testing of one part of src: is there a test for every decision in it? mutate.mjs runs this.
import process from 'node:process';
import { fileURLToPath } from 'node:url';

import { parts, testTimeoutOf } from './parts.mjs';

const name = process.env['MUTATE_PART'] ?? 'adapters';
const { mutate } = parts[name];
// A sample, of which nothing is kept.
const draw = process.env['MUTATE_DRAW'];
const output = draw === undefined ? name : `${name}.sample`;

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  mutate,
  // This folder has a node_modules of its own, where plugins are not looked for.
  plugins: [
    fileURLToPath(import.meta.resolve('@stryker-mutator/jest-runner')),
    fileURLToPath(import.meta.resolve('./drawn.mjs')),
  ],
  checkers: draw === undefined ? [] : ['drawn'],
  testRunner: 'jest',
  testRunnerNodeArgs: ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
  jest: { configFile: 'checks/mutation/jest.config.mjs', enableFindRelatedTests: false },
  coverageAnalysis: 'perTest',
  // TypeScript 7 has no JavaScript interface, which Stryker would call where it finds this file.
  tsconfigFile: 'none.json',
  concurrency: Number(process.env['MUTATE_CONCURRENCY'] ?? 2),
  // Longer than that of Jest: a test that waits for ever fails there, which is told from a machine that is merely busy, and
  // does not cost a new process. What is left for this one is a loop without end.
  timeoutMS: testTimeoutOf(name) + 4000,
  // Jest leaves something behind each time, and garbage is collected the more slowly.
  maxTestRunnerReuse: 40,
  incremental: draw === undefined,
  incrementalFile: `checks/mutation/incremental/${name}.json`,
  reporters: ['clear-text', 'json', 'progress-append-only'],
  clearTextReporter: { allowColor: false, reportTests: false, logTests: false },
  jsonReporter: { fileName: `checks/mutation/report/${output}.json` },
  tempDirName: `checks/mutation/.tmp/${output}`,
  ignorePatterns: ['.wine', 'checks', '!checks/mutation/*.mjs', 'docs', 'prebuilds', 'coverage', 'dist'],
};
