// Runs the library and the model through the same choices, and compares what they did.
import { Chooser, replay } from './chooser.mjs';

/**
 * @typedef {import('./forward.mjs').World} World
 * @typedef {{ signal?: AbortSignal, outcomes: string[], operations: number }} Finish
 * @typedef {(world: World) => Promise<() => Finish>} Scenario
 * @typedef {{ chosen: string[], faults: string[], real: string[], model: string[] }} Violation
 */

/** What is thrown or rejected and caught by nobody, where it can be told. @type {string[]} */
export const uncaught = [];

const turn = () => new Promise((resolve) => void setImmediate(resolve));

/** One run. @param {Scenario} scenario @param {import('./chooser.mjs').Pick} pick @param {boolean} isModel @param {(handler: any) => void} setMisuseHandler */
async function run(scenario, pick, isModel, setMisuseHandler) {
  /** @type {string[]} */ const trace = [];
  const log = (/** @type {string} */ entry) => void trace.push(entry);
  const report = (/** @type {string} */ kind) => log(`reported: ${kind}`);
  setMisuseHandler((/** @type {{ kind: string }} */ { kind }) => report(kind));
  const finish = await scenario({ pick, log, report, turn, isModel });
  // A turn of the event loop: all microtasks have run, and unhandled rejections have been told.
  await turn();
  const finished = finish();
  trace.push(...uncaught.splice(0));
  return { trace, finished };
}

/** What must hold for every run, whatever the model says. @param {string[]} trace @param {Finish} finished */
function faultsOf(trace, { operations, outcomes }) {
  const faults = [];
  for (const what of ['Begin', 'End', 'cancel action', 'dispose']) {
    const calls = trace.filter((entry) => entry.startsWith(`${what}(`)).length;
    if (calls > operations) faults.push(`${what} was called ${calls} times for ${operations} operations`);
  }
  if (outcomes.length > operations) faults.push('a promise settled twice');
  if (trace.some((entry) => entry.startsWith('unhandled'))) faults.push('a rejection was unhandled');
  return faults;
}

/**
 * Every way through a scenario.
 *
 * @param {Scenario} scenario
 * @param {any} library
 * @param {{ onViolation: (violation: Violation) => void, onProgress?: (orders: number) => void, stopAfter?: number, orders?: Set<string> }} options
 * @returns {Promise<{ orders: number, violations: number }>}
 */
export async function checkAll(scenario, library, { onViolation, onProgress, stopAfter = 3, orders = new Set() }) {
  const chooser = new Chooser();
  const before = orders.size;
  /** @type {{ signal: AbortSignal, chosen: string[] }[]} */ let signals = [];
  let violations = 0;
  let runs = 0;
  const isEnough = () => violations >= stopAfter;
  const violated = (/** @type {Violation} */ violation) => {
    violations += 1;
    onViolation(violation);
  };
  const checkListeners = async () => {
    if (signals.length === 0) return;
    // A listener may stay a moment after the last operation is over.
    await new Promise((resolve) => void setTimeout(resolve, 150));
    for (const { signal, chosen } of signals) {
      const left = listenersOf(signal);
      if (left > 0 && !isEnough())
        violated({ chosen, faults: [`${left} listeners were left on the signal`], real: [], model: [] });
    }
    signals = [];
  };
  do {
    const { trace, finished } = await run(scenario, chooser.pick, false, library.setMisuseHandler);
    const { chosen } = chooser;
    const model = await run(scenario, replay(chosen), true, () => {});
    const faults = faultsOf(trace, finished);
    if (trace.join('\n') !== model.trace.join('\n')) faults.push('the model says otherwise');
    if (faults.length > 0) violated({ chosen, faults, real: trace, model: model.trace });
    orders.add(trace.join('\n'));
    if (finished.signal) signals.push({ signal: finished.signal, chosen });
    if (signals.length >= 20_000) await checkListeners();
    runs += 1;
    if (runs % 10_000 === 0) onProgress?.(orders.size);
  } while (chooser.next() && !isEnough());
  await checkListeners();
  library.setMisuseHandler(undefined);
  return { orders: orders.size - before, violations };
}

/** One way, again. @param {Scenario} scenario @param {any} library @param {readonly string[]} chosen */
export async function checkOne(scenario, library, chosen) {
  const real = await run(scenario, replay(chosen), false, library.setMisuseHandler);
  const model = await run(scenario, replay(chosen), true, () => {});
  library.setMisuseHandler(undefined);
  return { real: real.trace, model: model.trace, faults: faultsOf(real.trace, real.finished) };
}

/** @type {(signal: AbortSignal) => number} */
let listenersOf = () => 0;
/** Node can count a signal's listeners. @param {(signal: AbortSignal) => number} count */
export function countListenersWith(count) {
  listenersOf = count;
}
