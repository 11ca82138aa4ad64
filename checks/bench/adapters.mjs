// The library, as it is published. BENCH_PLANT=slow puts a slow variant in its place: that is how we know that
// `npm run check -- bench` would notice one.
import * as library from '../../dist/index.js';

export const planted = globalThis.process?.env?.['BENCH_PLANT'] === 'slow';

/** @type {(fn: any) => any} */
const slow = (fn) =>
  async function (/** @type {any} */ ...args) {
    // @ts-expect-error -- whatever this is
    return await fn.apply(this, args);
  };

/** @type {any} */
export const fromBeginEnd = planted
  ? (/** @type {any} */ ...args) => slow(/** @type {any} */ (library.fromBeginEnd)(...args))
  : library.fromBeginEnd;

/** @type {any} */
export const toBeginEnd = planted
  ? (/** @type {any} */ fn) => /** @type {any} */ (library.toBeginEnd)(slow(slow(fn)))
  : library.toBeginEnd;
