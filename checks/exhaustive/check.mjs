// Runs the library and the model through the same choices, and compares what they did.
import { Chooser, replay } from './chooser.mjs';

/**
 * @typedef {import('./world.mjs').World} World
 * @typedef {{ signal?: AbortSignal, outcomes: string[], operations: number }} Finish
 * @typedef {(world: World) => Promise<() => Finish>} Scenario
 * @typedef {{ chosen: string[], faults: string[], real: string[], model: string[] }} Violation
 */

/** What is thrown or rejected and caught by nobody, where it can be told. @type {string[]} */
export const uncaught = [];

const turn = () => new Promise((resolve) => void setImmediate(resolve));

/** One run. @param {Scenario} scenario @param {import('./chooser.mjs').Pick} pick @param {any} [library] none for the model */
async function run(scenario, pick, library) {
  /** @type {string[]} */ const trace = [];
  const log = (/** @type {string} */ entry) => void trace.push(entry);
  /** @type {World} */ const world = { pick, log, report, insideReport() {}, turn, isModel: library === undefined };
  const told = (/** @type {string} */ kind) => {
    log(`reported: ${kind}`);
    world.insideReport();
  };
  /** As a handler of the library's is called. @param {string} kind */
  function report(kind) {
    try {
      told(kind);
    } catch (error) {
      queueMicrotask(() => {
        throw error;
      });
    }
  }
  library?.setMisuseHandler((/** @type {{ kind: string }} */ { kind }) => told(kind));
  const finish = await scenario(world);
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

/** @param {Scenario} scenario @param {any} library @param {import('./chooser.mjs').Pick} pick @param {() => readonly string[]} chosen */
async function compare(scenario, library, pick, chosen) {
  const { trace, finished } = await run(scenario, pick, library);
  const model = await run(scenario, replay(chosen()));
  const faults = faultsOf(trace, finished);
  if (trace.join('\n') !== model.trace.join('\n')) faults.push('the model says otherwise');
  const left = finished.signal ? listenersOf(finished.signal) : 0;
  if (left > 0) faults.push(`${left} listeners were left on the signal`);
  return { real: trace, model: model.trace, faults };
}

/**
 * Every way through a scenario.
 *
 * @param {Scenario} scenario
 * @param {any} library
 * @param {{ onViolation: (violation: Violation) => void, onOrder?: (order: string) => void, stopAfter?: number }} options
 * @returns {Promise<{ runs: number, violations: number }>}
 */
export async function checkAll(scenario, library, { onViolation, onOrder, stopAfter = 3 }) {
  const chooser = new Chooser();
  let violations = 0;
  let runs = 0;
  do {
    const { real, model, faults } = await compare(scenario, library, chooser.pick, () => chooser.chosen);
    if (faults.length > 0) {
      violations += 1;
      onViolation({ chosen: chooser.chosen, faults, real, model });
    }
    onOrder?.(real.join('\n'));
    runs += 1;
  } while (chooser.next() && violations < stopAfter);
  library.setMisuseHandler(undefined);
  return { runs, violations };
}

/** One way, again. @param {Scenario} scenario @param {any} library @param {readonly string[]} chosen */
export async function checkOne(scenario, library, chosen) {
  const compared = await compare(scenario, library, replay(chosen), () => chosen);
  library.setMisuseHandler(undefined);
  return compared;
}

/** @type {(signal: AbortSignal) => number} */
let listenersOf = () => 0;
/** Node can count a signal's listeners. @param {(signal: AbortSignal) => number} count */
export function countListenersWith(count) {
  listenersOf = count;
}
