// Jest for mutants. A folder's mutants are for that folder's own tests to kill: a fault is then found where it is made.
import process from 'node:process';

import config from '../../jest.config.mjs';

const folder = process.env['MUTATE_FOLDER'] ?? 'adapters';
/** @type {Record<string, string[]>} */
const more = {
  // Byte streams and cancelled failures are nobody's own: they are tested through what is built on them.
  contract: ['adapters', 'streams', 'platform'],
  adapters: ['exhaustive'],
  platform: ['conformance'],
};
const others = process.env['MUTATE_SAMPLE'] ? [] : (more[folder] ?? []);

/** @type {import('jest').Config} */
export default {
  ...config,
  rootDir: '../..',
  testEnvironment: './tools/mutation/environment.mjs',
  roots: ['<rootDir>/src', ...[folder, ...others].map((name) => `<rootDir>/__tests__/${name}`)],
  // What a mutant lets wait for ever is not waited for as long as in a test run.
  testTimeout: 2000,
};
