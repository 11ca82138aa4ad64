// Mutation testing of one folder of src: is there a test for every decision in it? mutate.mjs runs this.
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const folder = process.env['MUTATE_FOLDER'] ?? 'adapters';
const name = process.env['MUTATE_SAMPLE'] ? `${folder}-sample` : folder;

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  // The table of codes is generated, and compared with its source as a whole.
  mutate: [`src/${folder}/**/*.ts`, '!src/contract/hresultTable.ts'],
  // This folder has a node_modules of its own, where plugins are not looked for.
  plugins: [fileURLToPath(import.meta.resolve('@stryker-mutator/jest-runner'))],
  testRunner: 'jest',
  testRunnerNodeArgs: ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
  jest: { configFile: 'tools/mutation/jest.config.mjs', enableFindRelatedTests: false },
  coverageAnalysis: 'perTest',
  // TypeScript 7 has no JavaScript interface, which Stryker would call where it finds this file.
  tsconfigFile: 'none.json',
  concurrency: Number(process.env['MUTATE_CONCURRENCY'] ?? 2),
  timeoutMS: 2000,
  incremental: true,
  incrementalFile: `tools/mutation/incremental/${name}.json`,
  reporters: ['clear-text', 'json', 'progress-append-only'],
  clearTextReporter: { allowColor: false, reportTests: false, logTests: false },
  jsonReporter: { fileName: `tools/mutation/report/${name}.json` },
  tempDirName: `tools/mutation/.tmp/${folder}`,
  ignorePatterns: ['.wine', 'tools', '!tools/mutation/*.mjs', 'bench', 'docs', 'prebuilds', 'coverage', 'dist'],
};
