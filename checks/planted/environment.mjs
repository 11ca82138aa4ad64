import { writeSync } from 'node:fs';
import process from 'node:process';
import { TestEnvironment } from 'jest-environment-node';

/** Ends the run with the first test that fails: a fault may leave many tests waiting, each for as long as it may. */
export default class FirstFailure extends TestEnvironment {
  #file;

  /** @param {ConstructorParameters<typeof TestEnvironment>} args */
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
