// Two operations on one signal, and a third that begins in the midst of the others' calls.
import { doOne } from './chooser.mjs';
import { named, nameOf } from './forward.mjs';
import { modelledFromBeginEnd } from './model.mjs';

/**
 * @param {any} library the library's main entry
 * @param {{ steps: number, policies: readonly string[] }} limits
 */
export function sharedScenario(library, limits) {
  /** @param {import('./forward.mjs').World} world */
  return async function shared({ pick, log, report, isModel }) {
    const policy = pick('policy', limits.policies);
    const controller = new AbortController();
    const { signal } = controller;
    let { steps } = limits;
    /** @type {Map<string, { Invoke(result: unknown): void } | undefined>} */ const callbacks = new Map();
    /** @type {Map<string, { promise: Promise<unknown>, cancel(reason: unknown): void }>} */ const operations =
      new Map();
    /** @type {string[]} */ const outcomes = [];

    /** @param {string} name */
    const start = (name) => {
      const begin = (/** @type {any} */ callback) => {
        log(`Begin ${name}`);
        callbacks.set(name, callback);
        return name;
      };
      const end = (/** @type {any} */ result) => {
        log(`End(${nameOf(result)})`);
        inside(`End of ${name}`);
        if (pick(`End of ${name}`, ['a value', 'a cancelled failure']) === 'a value') return `the value of ${name}`;
        throw new library.HResultError(0x80004004, 'End');
      };
      const options = {
        ...(policy === 'default' ? {} : { onAbort: policy }),
        dispose: (/** @type {unknown} */ value) => log(`dispose(${nameOf(value)})`),
        cancel(/** @type {unknown} */ cookie) {
          log(`cancel action(${nameOf(cookie)})`);
          inside(`the cancel action of ${name}`);
        },
      };
      const operation = isModel
        ? modelledFromBeginEnd(begin, end, { ...options, report }, signal)
        : cancellable(library.fromBeginEnd(begin, end, options)({ signal }));
      operations.set(name, operation);
      const settled = (/** @type {string} */ how) => {
        outcomes.push(name);
        log(`${name} ${how}`);
      };
      operation.promise.then(
        (/** @type {unknown} */ value) => settled(`resolved: ${nameOf(value)}`),
        (/** @type {unknown} */ error) => settled(`rejected: ${nameOf(error)}`),
      );
    };

    const offered = (outside = false) => {
      if (steps === 0) return [];
      const actions = [...callbacks.keys()].filter((name) => callbacks.get(name)).map((name) => `Invoke ${name}`);
      actions.push(...[...operations.keys()].map((name) => `cancel ${name}`));
      if (!signal.aborted) actions.push('abort');
      if (!callbacks.has('C') && !operations.has('C')) actions.push('begin C');
      if (outside) actions.push('a microtask');
      return actions;
    };

    /** @param {string} action */
    const perform = (action) => {
      steps -= 1;
      log(`> ${action}`);
      const name = action.slice(-1);
      if (action.startsWith('Invoke')) {
        const callback = callbacks.get(name);
        callbacks.set(name, undefined);
        callback?.Invoke(named(`the result of ${name}`, {}));
      } else if (action.startsWith('cancel')) operations.get(name)?.cancel(`the reason of ${name}`);
      else if (action === 'abort') controller.abort('the reason');
      else if (action === 'begin C') start('C');
      log(`< ${action}`);
    };

    /** @param {string} where */
    const inside = (where) => {
      const actions = offered();
      if (actions.length === 0) return;
      const action = pick(`inside ${where}`, ['nothing', ...actions]);
      if (action !== 'nothing') perform(action);
    };

    start('A');
    start('B');
    let did;
    do {
      did = doOne(pick, offered(true), perform);
      if (did === 'a microtask') await Promise.resolve();
    } while (did !== 'no more');
    // Only when nobody is left may the signal be without a listener.
    return () => ({
      operations: operations.size,
      outcomes,
      ...(outcomes.length === operations.size ? { signal } : {}),
    });
  };
}

/** @param {any} promise */
const cancellable = (promise) => ({ promise, cancel: (/** @type {unknown} */ reason) => promise.cancel(reason) });
