// Whether a test of this run of Jest has failed. It is the process that remembers: Jest loads this file once for
// sequencer.mjs, where a run begins, and once more for environment.mjs.
const key = Symbol.for('begin-end.mutation.hasFailed');
/** @type {Record<symbol, boolean | undefined>} */ const kept = globalThis;

/** @param {boolean} value */
export const setFailed = (value) => {
  kept[key] = value;
};
export const hasFailed = () => kept[key] === true;
