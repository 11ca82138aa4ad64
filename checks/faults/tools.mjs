// What all faults are made of: rows with a verdict each, outcomes, and time that passes.
/** @typedef {'survived' | 'told otherwise' | 'silent loss' | 'crash' | 'not expressible' | 'not comparable'} Verdict */
/** @typedef {{ name: string, reason?: string | undefined, run: (peer: any, tell: Tell) => Promise<Verdict> | Verdict }} Fault */
/** Whether anybody was told: by a report, a warning, an uncaught exception or an unhandled rejection. @typedef {{ heard: string[] }} Tell */

export const turn = () => new Promise((resolve) => void setImmediate(resolve));
/** @param {boolean} condition @returns {Verdict} */
export const survivedIf = (condition) => (condition ? 'survived' : 'silent loss');
/** @param {Promise<unknown>} promise @returns {Promise<{ value?: unknown, error?: unknown, failed: boolean }>} */
export const outcome = async (promise) => {
  try {
    return { value: await promise, failed: false };
  } catch (error) {
    return { error, failed: true };
  }
};
/**
 * The verdict on a failure: it came as that very object; or as another one, such as a wrapper with a `cause`: then it was told,
 * but not as asked for.
 *
 * @param {{ error?: unknown, failed: boolean }} got
 * @param {boolean} asAsked
 * @returns {Verdict}
 */
export const toldIf = (got, asAsked) => (asAsked ? 'survived' : got.failed ? 'told otherwise' : 'silent loss');
const NOT_COMPARABLE = 'not comparable: ';
/** A need that no other library can meet by construction. @param {string} reason */
export const notComparable = (reason) => NOT_COMPARABLE + reason;

/** @typedef {(peer: any, tell: Tell) => Promise<Verdict> | Verdict} Run */
/**
 * Faults by name, what a library must have words for, and what is done to it.
 *
 * @param {string[]} base
 * @param {[name: string, needs: string[], run: Run][]} list
 * @returns {Fault[]}
 */
export const rows = (base, list) =>
  list.map(([name, needs, run]) => {
    const has = [...base, ...needs];
    const reason = has.find((need) => need.startsWith(NOT_COMPARABLE))?.slice(NOT_COMPARABLE.length);
    return {
      name,
      reason,
      run: (peer, tell) =>
        has.every((need) => need.startsWith(NOT_COMPARABLE) || peer[need]) ? run(peer, tell) : 'not expressible',
    };
  });
/** In a turn of its own. @param {(...args: unknown[]) => unknown} job @param {unknown[]} args */
export const soon = (job, ...args) => void setImmediate(() => job(...args));
/**
 * Faults of what only this library has: they are done to it alone.
 *
 * @param {string} reason why no other can be asked
 * @param {[name: string, survives: (library: any, tell: Tell) => unknown][]} list
 * @returns {Fault[]}
 */
export const ownRows = (reason, list) =>
  list.map(([name, survives]) => ({
    name,
    reason,
    run: async (peer, tell) => survivedIf((await survives(peer.library, tell)) === true),
  }));
/** Until whatever was put off has happened. */
export const quiet = () => new Promise((resolve) => void setTimeout(resolve, 50));

export const error = new Error('the error');

/** What an action throws. @param {() => unknown} action @returns {any} */
export function thrownBy(action) {
  try {
    action();
    return undefined;
  } catch (thrown) {
    return thrown;
  }
}
