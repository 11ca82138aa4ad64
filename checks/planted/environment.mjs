import { writeSync } from 'node:fs';
import process from 'node:process';

import config from '../../jest.config.mjs';

const { testEnvironment = 'jest-environment-node' } = config;
const isFile = testEnvironment.startsWith('.');
const base = isFile ? new URL(`../../${testEnvironment}`, import.meta.url).href : testEnvironment;
/** That of the tests. @type {typeof import('jest-environment-node').TestEnvironment} */
const Environment = (await import(base)).default;

/** Ends the run with the first test that fails: a fault may leave many tests waiting, each for as long as it may. */
export default class FirstFailure extends Environment {
  #file;

  /** @param {ConstructorParameters<typeof import('jest-environment-node').TestEnvironment>} args */
  constructor(...args) {
    super(...args);
    this.#file = args[1].testPath;
  }

  /** @param {{ name: string, test?: { name: string, errors: unknown[] } }} event */
  handleTestEvent(event) {
    if (event.name !== 'test_done' || !event.test || event.test.errors.length === 0) return;
    writeSync(2, `\nfailed: ${this.#file}: ${event.test.name}\n`);
    process.exit(1);
  }
}
