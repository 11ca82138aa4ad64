// Slows the first step down, on a terminal, so that there is time to press Ctrl-C.
import { setTimeout as sleep } from 'node:timers/promises';

/** @typedef {(bytes: number) => Promise<void>} Pace waits until it is time for the next bytes; rejects when the signal is aborted */

/** @type {(total: number, seconds: number, signal: AbortSignal) => Pace} */
export function paceFor(total, seconds, signal) {
  const start = performance.now();
  let done = 0;
  return async (bytes) => {
    done += bytes;
    const early = start + (done / total) * seconds * 1000 - performance.now();
    // A timer is some milliseconds late: many short waits would add up.
    if (early > 10) await sleep(early, undefined, { signal });
  };
}
