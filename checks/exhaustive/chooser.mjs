// Choice points, and all ways through them: depth first, each way once.

/** A way that was taken: what was asked, and what was chosen. @typedef {{ question: string, options: readonly string[], index: number }} Choice */

/**
 * @typedef {<T extends string>(question: string, options: readonly T[]) => T} Pick
 */

/** Takes each way once: call `pick` during a run, then `next` until it says that there is no other. */
export class Chooser {
  /** @type {Choice[]} */ #way = [];
  #depth = 0;

  /** @type {Pick} */
  pick = (question, options) => {
    // Where there is one answer only, nothing was chosen.
    if (options.length === 1) return /** @type {any} */ (options[0]);
    this.#way[this.#depth] ??= { question, options, index: 0 };
    const choice = /** @type {Choice} */ (this.#way[this.#depth]);
    this.#depth += 1;
    // The same way must lead to the same question, or what is checked is not deterministic.
    if (choice.question !== question || choice.options.length !== options.length) {
      throw new Error(`the way led to '${question}' after it had led to '${choice.question}'`);
    }
    return /** @type {any} */ (options[choice.index]);
  };

  /** What was chosen, in order. @returns {string[]} */
  get chosen() {
    return this.#way.slice(0, this.#depth).map(({ options, index }) => `${options[index]}`);
  }

  /** Turns to the next way; `false` where all have been taken. */
  next() {
    this.#way.length = this.#depth;
    this.#depth = 0;
    for (;;) {
      const last = this.#way.at(-1);
      if (last === undefined) return false;
      last.index += 1;
      if (last.index < last.options.length) return true;
      this.#way.pop();
    }
  }
}

/**
 * Does one thing that is offered, and says which; or nothing, where nothing is left. The caller awaits a microtask himself: to
 * await somebody else's end would cost one more.
 *
 * @param {Pick} pick
 * @param {string[]} offered
 * @param {(action: string) => void} perform
 */
export function doOne(pick, offered, perform) {
  const action = offered.length === 0 ? 'no more' : pick('then', ['no more', ...offered]);
  if (action !== 'no more') perform(action);
  return action;
}

/** Chooses again what was chosen before. @param {readonly string[]} chosen @returns {Pick} */
export function replay(chosen) {
  let depth = 0;
  return (_question, options) => {
    if (options.length === 1) return /** @type {any} */ (options[0]);
    const wanted = chosen[depth];
    depth += 1;
    // Where the two differ, this goes on somehow, and the traces tell.
    return /** @type {any} */ (options.find((option) => option === wanted) ?? options[0]);
  };
}
