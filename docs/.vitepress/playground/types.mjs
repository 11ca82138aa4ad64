// The compiler, as the editor asks it. It is large: its thread starts with the first question.
import address from 'virtual:playground/checker';

/** @typedef {import('./checker.mjs').Fault} Fault */
/** @typedef {import('./checker.mjs').Info} Info */
/** @typedef {import('./checker.mjs').Entry} Entry */
/** @typedef {import('./checker.mjs').Details} Details */

export function createTypes() {
  /** @type {Worker | undefined} */
  let worker;
  /** @type {Map<number, { resolve: (answer: any) => void, reject: (error: Error) => void }>} */
  const asked = new Map();
  let last = 0;

  function start() {
    const started = new Worker(address);
    started.addEventListener('message', ({ data: { id, answer } }) => {
      asked.get(id)?.resolve(answer);
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
  function ask(/** @type {string} */ method, /** @type {unknown[]} */ ...args) {
    worker ??= start();
    last += 1;
    const id = last;
    return new Promise((resolve, reject) => {
      asked.set(id, { resolve, reject });
      worker.postMessage({ id, method, args });
    });
  }
  return {
    /** @type {(program: string) => Promise<Fault[]>} */
    faultsOf: (program) => ask('faultsOf', program),
    /** @type {(program: string, position: number) => Promise<Info | undefined>} */
    infoAt: (program, position) => ask('infoAt', program, position),
    /** @type {(program: string, position: number) => Promise<Entry[]>} */
    completionsAt: (program, position) => ask('completionsAt', program, position),
    /** @type {(program: string, position: number, entry: Entry) => Promise<Details | undefined>} */
    detailsOf: (program, position, entry) => ask('detailsOf', program, position, entry),
    end: () => worker?.terminate(),
  };
}
