// What a program waits for once: runs under Wine's or Windows' Node, `node --expose-gc opening.mjs`. Prints one line of JSON, milliseconds.
import { openMediaFoundation } from '../../../dist/media-foundation/index.js';

/** @param {() => unknown} run */
async function time(run) {
  const start = performance.now();
  const value = await run();
  return { value, milliseconds: performance.now() - start };
}

const opening = await time(() => {
  const mf = openMediaFoundation();
  mf.MFStartup(0x20070, 0);
  return mf;
});
const mf = opening.value;
// V8 collects what loading has left behind at some moment soon, 1.4 ms long: not in the middle of what is measured.
globalThis.gc();
const firstObject = await time(() => mf.toPointer({ GetCapabilities: () => 1 }, 'IMFByteStream'));
const all = await time(async () => {
  const { addAll } = await import('../../../dist/media-foundation/all.js');
  return addAll(mf);
});
const report = {
  opening: opening.milliseconds,
  firstObject: firstObject.milliseconds,
  all: all.milliseconds,
  wrong: typeof all.value.MFCreateASFContentInfo === 'function' ? 0 : 1,
};
console.log(JSON.stringify(report));
process.exit(0);
