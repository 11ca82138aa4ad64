// Jest for mutants. A folder's mutants are for that folder's own tests to kill: a fault is then found where it is made.
import process from 'node:process';

import config from '../../jest.config.mjs';
import { parts, testTimeoutOf } from './parts.mjs';

const name = process.env['MUTATE_PART'] ?? 'adapters';
const part = parts[name];
if (part === undefined) throw new Error('MUTATE_PART is none of parts.mjs');

/** @type {import('jest').Config} */
export default {
  ...config,
  rootDir: '../..',
  testEnvironment: './checks/mutation/environment.mjs',
  testSequencer: './checks/mutation/sequencer.mjs',
  testMatch: part.tests.map((pattern) => `<rootDir>/__tests__/${pattern}.test.ts`),
  // What a mutant lets wait for ever is not waited for as long as in a test run.
  testTimeout: testTimeoutOf(name),
};
