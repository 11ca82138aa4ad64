// What is changed together, and the tests that have to notice. The fewer tests a part has, the sooner it is done, and the
// less of what is counted as found is a test that only took too long.

import process from 'node:process';

/** @typedef {{ folder: string, mutate: string[], tests: string[], testTimeout: number }} Part */

/** @type {Record<string, Part>} */
export const parts = {
  contract: {
    folder: 'contract',
    // The table of codes is generated, and compared with its source as a whole.
    mutate: ['src/contract/*.ts', '!src/contract/hresultTable.ts'],
    // bundles.test.ts asks what a bundle of the sources carries; here they carry the mutants. EventSubscription is tested
    // through the generators that are built on it.
    tests: ['contract/!(bundles)*', 'streams/event*', 'platform/EventQueue*'],
    testTimeout: 1000,
  },
  byteStream: {
    folder: 'byte-stream',
    mutate: ['src/byte-stream/*.ts'],
    // Tested through what is built on it as well.
    tests: ['byte-stream/**', 'streams/{byteStreamFrom*,copy,writableStreamOf}*', 'platform/createFileFunctions*'],
    testTimeout: 1000,
  },
  adapters: {
    folder: 'adapters',
    mutate: ['src/adapters/*.ts'],
    // The exhaustive tests would find some more, and take a minute for each that they do not.
    tests: ['adapters/**'],
    testTimeout: 1000,
  },
  streams: { folder: 'streams', mutate: ['src/streams/*.ts'], tests: ['streams/**'], testTimeout: 1000 },
  tracing: { folder: 'tracing', mutate: ['src/tracing/*.ts'], tests: ['tracing/**'], testTimeout: 1000 },
  platform: {
    folder: 'platform',
    mutate: ['src/platform/**/*.ts'],
    // process.test.ts starts programs, of which nobody here can see what they meet.
    tests: ['platform/**/!(process)*', 'conformance/**'],
    testTimeout: 1000,
  },
  testing: { folder: 'testing', mutate: ['src/testing/*.ts'], tests: ['testing/**'], testTimeout: 1000 },
};

/** Test files that collect garbage, which takes its time in a process that holds much. */
const slow = new Set(['lostCallbacks.test.ts', 'retention.test.ts']);
/** How long each of their tests may wait. */
export const slowTestTimeout = 5000;

/** Whether a test file is slow: it is run last. @param {string} file its name */
export const isSlow = (file) => slow.has(file);

/**
 * How long a test may wait. A sample is a gate: a test that a busy machine keeps waiting must not count as one that fails
 * without any mutant, which ends the run, or as one that found a mutant.
 *
 * @param {string} part
 */
export const testTimeoutOf = (part) =>
  Math.max(process.env['MUTATE_DRAW'] === undefined ? 0 : 5000, parts[part]?.testTimeout ?? 0);
