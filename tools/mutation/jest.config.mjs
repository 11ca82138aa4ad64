// Jest for mutants. A folder's mutants are for that folder's own tests to kill: a fault is then found where it is made.
import process from 'node:process';

import config from '../../jest.config.mjs';

const folder = process.env['MUTATE_FOLDER'] ?? 'adapters';
/** @type {Record<string, string[]>} */
const more = { adapters: ['exhaustive'], platform: ['conformance'] };

/** @type {import('jest').Config} */
export default {
  ...config,
  rootDir: '../..',
  roots: ['<rootDir>/src', ...[folder, ...(more[folder] ?? [])].map((name) => `<rootDir>/__tests__/${name}`)],
  // What a mutant lets wait for ever is not waited for as long as in a test run.
  testTimeout: 1000,
};
