/**
 * `begin-end/testing`: a Begin/End pair and a clock that a test drives by hand. Both are plain JavaScript, for any test
 * runner and for none.
 *
 * @module begin-end/testing
 */
export { ManualClock } from './ManualClock.js';
export { ManualPair, type ManualPairOptions } from './ManualPair.js';
export type { ManualOperation } from './ManualOperation.js';
