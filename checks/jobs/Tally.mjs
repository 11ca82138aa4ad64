// What became of many operations, seen by callbacks alone: how often each was invoked, and what End gave.
import { setTimeout as pause } from 'node:timers/promises';

/** @import { IMFAsyncCallback, IMFAsyncResult } from 'begin-end' */
/** @import { Squared } from '../../examples/jobs/squares.mjs' */

/** @typedef {{ invoked: number, outcome: unknown }} Entry */

export class Tally {
  /** @type {Entry[]} */
  #entries;
  #end;
  #told;

  /**
   * @param {number} count
   * @param {(result: IMFAsyncResult) => unknown} end
   * @param {(n: number, outcome: unknown) => void} [told]
   */
  constructor(count, end, told = () => {}) {
    this.#entries = Array.from({ length: count }, () => ({ invoked: 0, outcome: undefined }));
    this.#end = end;
    this.#told = told;
  }

  /** The callback of one operation, by its number. @param {number} n @returns {IMFAsyncCallback} */
  callback(n) {
    return {
      Invoke: (result) => {
        const entry = /** @type {Entry} */ (this.#entries[n]);
        entry.invoked += 1;
        try {
          entry.outcome = this.#end(result);
        } catch (error) {
          entry.outcome = error;
        }
        this.#told(n, entry.outcome);
      },
    };
  }

  get ended() {
    return this.#entries.filter(({ invoked }) => invoked > 0).length;
  }

  /** @param {number} count @param {number} seconds */
  async untilEnded(count, seconds) {
    for (const deadline = Date.now() + seconds * 1000; this.ended < count; await pause(5)) {
      if (Date.now() > deadline) throw new Error(`after ${seconds} s, ${this.ended} of ${count} operations have ended`);
    }
  }

  /** What is not as it must be: each operation is invoked once, and End gives its own value. */
  faults() {
    return this.#entries.flatMap(({ invoked, outcome }, n) => {
      if (invoked !== 1) return [`operation ${n} was invoked ${invoked} times`];
      return isSquareOf(n, outcome) ? [] : [`operation ${n} ended with ${describe(outcome)}`];
    });
  }
}

/** @type {(n: number, outcome: unknown) => boolean} */
export function isSquareOf(n, outcome) {
  const value = /** @type {Partial<Squared> | undefined} */ (outcome);
  return value?.n === n && value.square === n * n;
}

/** @param {unknown} outcome */
export const describe = (outcome) => (outcome instanceof Error ? String(outcome) : JSON.stringify(outcome));
