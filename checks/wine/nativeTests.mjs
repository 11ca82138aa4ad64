/** Programs of `__tests__/media-foundation/wine`. */
export const nativeTests = [
  'bridge',
  'operations',
  'reverse',
  'deadlocks',
  'faults',
  'called',
  'added',
  'identity',
  'lifetimes',
  'scale',
  'sinkWriter',
  'fuzzed',
];
