import { TestEnvironment } from 'jest-environment-node';

/** One failure tells that a mutant was found: the rest of the file, which may wait for what never comes, is left out. */
export default class extends TestEnvironment {
  #failed = false;

  /** @param {import('@jest/types').Circus.Event} event */
  handleTestEvent(event) {
    if (event.name === 'test_fn_failure') this.#failed = true;
    if (event.name === 'test_start' && this.#failed) event.test.mode = 'skip';
  }
}
