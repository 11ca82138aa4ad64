// The tests as they are, in an environment that ends the run with the first test that fails.
import config from '../../jest.config.mjs';

/** @type {import('jest').Config} */
export default { ...config, rootDir: '../..', testEnvironment: './checks/planted/environment.mjs' };
