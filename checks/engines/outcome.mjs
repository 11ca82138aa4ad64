// What an engine tells the check.

/**
 * What a test has come to.
 *
 * @typedef {object} Outcome
 * @property {string} place where it stands in its file: that is the same in every engine, while a name may say what an engine
 *   calls something
 * @property {string} name
 * @property {'passed' | 'failed' | 'skipped'} outcome
 * @property {string} [error]
 */

/**
 * @typedef {{ kind: 'starts', file: string }
 *   | { kind: 'goes on', file: string, test: string }
 *   | { kind: 'ended', file: string, outcomes: Outcome[] }
 *   | { kind: 'done' }
 *   | { kind: 'crashed', error: string }} Report
 */

/** The place of a file that cannot be loaded. */
export const loading = 'loading';
