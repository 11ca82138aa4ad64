/** Programs of `__tests__/media-foundation/wine`. */
export const nativeTests = [
  'bridge',
  'operations',
  'reverse',
  'deadlocks',
  'faults',
  'called',
  'added',
  'arguments',
  'identity',
  'lifetimes',
  'scale',
  'sinkWriter',
  'fuzzed',
];
