// The check of types, as the editor asks for it. The compiler is large: its thread starts with the first question.
import address from 'virtual:playground/checker';

/** @typedef {import('./checker.mjs').Fault} Fault */

export function createTypeCheck() {
  /** @type {Worker | undefined} */
  let worker;
  /** @type {Map<number, { resolve: (faults: Fault[]) => void, reject: (error: Error) => void }>} */
  const asked = new Map();
  let last = 0;

  function start() {
    const started = new Worker(address);
    started.addEventListener('message', ({ data: { id, faults } }) => {
      asked.get(id)?.resolve(faults);
      asked.delete(id);
    });
    started.addEventListener('error', (event) => {
      event.preventDefault();
      // The next question starts another one.
      started.terminate();
      worker = undefined;
      for (const { reject } of asked.values()) reject(new Error(event.message || 'its thread cannot be started'));
      asked.clear();
    });
    return started;
  }

  return {
    /** @param {string} program @returns {Promise<Fault[]>} */
    faultsOf(program) {
      worker ??= start();
      last += 1;
      const id = last;
      return new Promise((resolve, reject) => {
        asked.set(id, { resolve, reject });
        worker.postMessage({ id, program });
      });
    },
    end: () => worker?.terminate(),
  };
}
