// Runs smoke.mjs in an engine that has no way to report: what has come of it stands in a global.
import { smoke } from './smoke.mjs';

/** @type {{ outcomes: import('./outcome.mjs').Outcome[], isDone: boolean }} */
const state = { outcomes: [], isDone: false };
Object.assign(globalThis, { smoke: state });

async function run() {
  for (const [name, action] of Object.entries(smoke)) {
    try {
      await action();
      state.outcomes.push({ place: name, name, outcome: 'passed' });
    } catch (/** @type {any} */ error) {
      state.outcomes.push({ place: name, name, outcome: 'failed', error: `${error}\n${error?.stack}` });
    }
  }
  state.isDone = true;
}
void run();
