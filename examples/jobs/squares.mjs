// The work of the demo and of the checks: a square, slowly, with progress; or a failure.
import { setTimeout as pause } from 'node:timers/promises';
import process from 'node:process';
import { HResultError } from 'begin-end';

/** @import { Context } from './serveJobs.mjs' */

/** @typedef {{ n: number, milliseconds?: number, steps?: number, fault?: { hresult: number, words: string } }} Square */
/** @typedef {{ n: number, square: number, worker: number }} Squared */

/** @param {Square} job @param {Context} context @returns {Promise<Squared>} */
export async function square({ n, milliseconds = 0, steps = 1, fault }, { signal, progress }) {
  for (let step = 1; step <= steps; step += 1) {
    // Without a delay no timer is needed.
    if (milliseconds > 0) await pause(milliseconds / steps, undefined, { signal });
    if (steps > 1) await progress({ step, of: steps, worker: process.pid });
  }
  if (fault) throw new HResultError(fault.hresult, 'square', { fault: fault.words });
  return { n, square: n * n, worker: process.pid };
}
