// Jest as native ESM: p-defer is an ES module only. `npm test` passes Node the flag that this needs.

/** @type {import('jest').Config} */
export default {
  // Jest's own, as users have it: its `Error` and `Promise` are not those of what Node hands in.
  testEnvironment: 'node',
  // Nothing else is searched: tools, builds and packed copies have a package.json of their own.
  roots: ['<rootDir>/src', '<rootDir>/__tests__'],
  testMatch: ['**/__tests__/**/*.test.ts'],
  // For what never ends. Tests that collect garbage or start processes say themselves what they may take.
  testTimeout: 10_000,

  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      // ES2022 keeps `#private` native, as the compiler does: the tests run what is shipped.
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'es6' } },
    ],
  },
  moduleNameMapper: {
    // Tests and examples import the library by its own name, and get the sources.
    '^begin-end$': '<rootDir>/src/index.ts',
    '^begin-end/hresults$': '<rootDir>/src/contract/hresults.ts',
    '^begin-end/platform$': '<rootDir>/src/platform/index.ts',
    '^begin-end/tracing$': '<rootDir>/src/tracing/index.ts',
    '^begin-end/testing$': '<rootDir>/src/testing/index.ts',
    '^begin-end/media-foundation$': '<rootDir>/src/media-foundation/index.ts',
    '^begin-end/media-foundation/all$': '<rootDir>/src/media-foundation/all.ts',
    // TypeScript sources are imported as the `.js` that they become; packages really have `.js` files.
    '^(\\.{1,2}/.*)\\.js$': ['$1.ts', '$1.js'],
  },

  // `v8` would count comments and types as covered lines.
  coverageProvider: 'babel',
  // media-foundation runs on Windows or Wine alone: `npm run check -- wine --coverage` measures it there.
  collectCoverageFrom: ['src/**/*.ts', '!src/media-foundation/**'],
  coverageReporters: ['text', 'lcov'],
  coverageThreshold: { global: { lines: 100, branches: 100, functions: 100, statements: 100 } },
};
