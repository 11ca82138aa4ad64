import { basename } from 'node:path';
import { TestEnvironment } from 'jest-environment-node';

import { hasFailed, setFailed } from './firstFailure.mjs';
import { isSlow, slowTestTimeout } from './parts.mjs';

/** One failure tells that a mutant was found: all other tests, which may wait for what never comes, are left out. */
export default class extends TestEnvironment {
  #isSlow;

  /** @param {import('@jest/environment').JestEnvironmentConfig} config @param {import('@jest/environment').EnvironmentContext} context */
  constructor(config, context) {
    super(config, context);
    this.#isSlow = isSlow(basename(context.testPath));
  }

  /** @param {import('@jest/types').Circus.Event} event @param {import('@jest/types').Circus.State} state */
  handleTestEvent(event, state) {
    if (event.name === 'run_start' && this.#isSlow) state.testTimeout = slowTestTimeout;
    if (event.name === 'test_fn_failure') setFailed(true);
    if (event.name === 'test_start' && hasFailed()) event.test.mode = 'skip';
  }
}
