// Several operations of one adapter, or of one each, that share a signal or have none; one may begin in the midst of the others'
// calls, or after them.
import { doOne } from './chooser.mjs';
import { modelledFromBeginEnd } from './model/fromBeginEnd.mjs';
import { named, nameOf, Signals } from './world.mjs';

/**
 * @typedef {object} Limits
 * @property {number} steps
 * @property {readonly string[]} policies
 * @property {readonly string[]} signals
 * @property {readonly string[]} adapters
 * @property {readonly string[]} first the operations that there are at first
 * @property {readonly string[]} later those that may begin later
 * @property {readonly string[]} end
 * @property {readonly string[]} places where something may happen, besides outside
 */

/** @param {any} library the library's main entry @param {Limits} limits */
export function sharedScenario(library, limits) {
  const signals = new Signals();

  /** @param {import('./world.mjs').World} world */
  return async function shared({ pick, log, report, turn, isModel }) {
    const policy = pick('policy', limits.policies);
    const hasSignal = pick('signal', limits.signals) === 'one signal';
    const hasOneAdapter = pick('adapter', limits.adapters) === 'one adapter';
    const controller = isModel ? new AbortController() : signals.borrow();
    const { signal } = controller;
    let { steps } = limits;
    let hasStarted = false;
    /** @type {Map<string, { Invoke(result: unknown): void } | undefined>} */ const callbacks = new Map();
    /** @type {Map<string, { promise: Promise<unknown>, cancel(reason: unknown): void }>} */ const operations =
      new Map();
    /** @type {string[]} */ const outcomes = [];

    const begin = (/** @type {string} */ name, /** @type {any} */ callback, /** @type {unknown} */ _state) => {
      log(`Begin ${name}`);
      callbacks.set(name, callback);
      return name;
    };
    const end = (/** @type {{ of: string }} */ result) => {
      log(`End(${nameOf(result)})`);
      inside(`End of ${result.of}`);
      if (pick(`End of ${result.of}`, limits.end) === 'a value') return `the value of ${result.of}`;
      throw new library.HResultError(0x80004004, 'End');
    };
    const options = {
      ...(policy === 'default' ? {} : { onAbort: policy }),
      dispose: (/** @type {unknown} */ value) => log(`dispose(${nameOf(value)})`),
      cancel(/** @type {unknown} */ cookie) {
        log(`cancel action(${nameOf(cookie)})`);
        inside(`the cancel action of ${nameOf(cookie)}`);
      },
    };
    const adapt = () => library.fromBeginEnd(begin, end, options);
    const adapted = hasOneAdapter ? adapt() : undefined;
    const callOptions = hasSignal ? [{ signal }] : [];

    /** @param {string} name */
    const start = (name) => {
      const operation = isModel
        ? modelledFromBeginEnd({
            ...options,
            begin: (callback) => begin(name, callback, null),
            end,
            report,
            ...(hasSignal ? { signal } : {}),
          })
        : cancellable((adapted ?? adapt())(name, ...callOptions));
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

    const offered = (isOutside = false) => {
      if (steps === 0) return [];
      // As long as nothing was done and no signal knows an order, one operation is as good as another.
      const known = [...operations.keys()].slice(0, hasSignal || hasStarted ? undefined : 1);
      const actions = known.filter((name) => callbacks.get(name)).map((name) => `Invoke ${name}`);
      actions.push(...known.map((name) => `cancel ${name}`));
      if (hasSignal && !signal.aborted) actions.push('abort');
      const next = limits.later.find((name) => !callbacks.has(name) && !operations.has(name));
      if (next !== undefined) actions.push(`begin ${next}`);
      if (isOutside) actions.push('a microtask', ...(hasSignal ? ['a turn'] : []));
      return actions;
    };

    /** @param {string} action */
    const perform = (action) => {
      steps -= 1;
      hasStarted ||= /^[Ic]/.test(action);
      log(`> ${action}`);
      const name = action.slice(-1);
      if (action.startsWith('Invoke')) {
        const callback = callbacks.get(name);
        callbacks.set(name, undefined);
        callback?.Invoke(named(`the result of ${name}`, { of: name }));
      } else if (action.startsWith('cancel')) operations.get(name)?.cancel(`the reason of ${name}`);
      else if (action === 'abort') controller.abort('the reason');
      else if (action.startsWith('begin')) start(name);
      log(`< ${action}`);
    };

    /** @param {string} where */
    const inside = (where) => {
      if (!limits.places.some((place) => where.startsWith(place))) return;
      const actions = offered();
      if (actions.length === 0) return;
      const action = pick(`inside ${where}`, ['nothing', ...actions]);
      if (action !== 'nothing') perform(action);
    };

    limits.first.forEach(start);
    let did;
    do {
      did = doOne(pick, offered(true), perform);
      if (did === 'a microtask') await Promise.resolve();
      if (did === 'a turn') await turn();
    } while (did !== 'no more');
    await turn();
    // Only when no operation is left must the signal be without a listener.
    const isOver = outcomes.length === operations.size;
    if (isOver && !isModel) signals.giveBack(controller);
    return () => ({ operations: operations.size, outcomes, ...(isOver ? { signal } : {}) });
  };
}

/** @param {any} promise */
const cancellable = (promise) => ({ promise, cancel: (/** @type {unknown} */ reason) => promise.cancel(reason) });
