// How far a step has come: a bar on a terminal, a line for each quarter elsewhere, so that a log stays a log.
import { SingleBar } from 'cli-progress';

import { sizeOf } from './figures.mjs';

/**
 * @typedef {object} Progress
 * @property {(bytes: number) => void} add so many bytes more are done
 * @property {() => void} stop leaves what is shown as it is
 */

/** @type {(total: number) => Progress} */
export const showProgress = (total) => (process.stdout.isTTY ? showBar(total) : showLines(total));

/** @type {(total: number) => Progress} */
function showBar(total) {
  const bar = new SingleBar({
    stream: process.stdout,
    format: '   {bar} {percentage} % | {value} of {total}',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    // What stands beside the bar takes 33 columns; a line that is too long would be cut.
    barsize: Math.max(5, Math.min(30, process.stdout.columns - 34)),
    formatValue: (value, _, type) => (type === 'percentage' ? `${value}`.padStart(3) : sizeOf(value)),
  });
  bar.start(total, 0);
  return { add: (bytes) => bar.increment(bytes), stop: () => bar.stop() };
}

/** @type {(total: number) => Progress} */
function showLines(total) {
  let done = 0;
  let shown = -1;
  return {
    add(bytes) {
      done += bytes;
      const quarter = Math.floor((done / total) * 4);
      if (quarter === shown) return;
      shown = quarter;
      console.log(`   ${quarter * 25} % | ${sizeOf(done)} of ${sizeOf(total)}`);
    },
    stop() {},
  };
}
