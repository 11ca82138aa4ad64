// `npm run check -- exhaustive`: the library against the model, in every order of events. `--short` has fewer of them, `--deep`
// more.
//
// Two processes take one scenario after the other from a list, and send back the digests of the orders that they have met.
import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { getEventListeners } from 'node:events';
import { availableParallelism } from 'node:os';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

import { readArguments } from '../arguments.mjs';
import { checkAll, countListenersWith, uncaught } from './check.mjs';
import { scenarios } from './scenarios.mjs';
import { playTheCollector } from './world.mjs';

/**
 * What a process found in one scenario: 8 bytes for each distinct order.
 *
 * @typedef {{ name: string, runs: number, violations: string[], orders: Uint8Array, seconds: number }} Found
 */

const DIGEST = 8;

const { options } = readArguments('exhaustive');
const more = options['short'] ? 1 : options['deep'] ? 3 : 2;
/** With fewer distinct orders, a scenario does not go as far as it did. */
const least = options['short'] ? 40_000 : 500_000;

if (process.send) await serve();
else await main();

async function main() {
  const start = performance.now();
  const waiting = Object.keys(scenarios({}));
  const names = [...waiting];
  /** @type {Found[]} */ const found = [];
  const file = fileURLToPath(import.meta.url);
  const work = () =>
    new Promise((resolve) => {
      const child = fork(file, process.argv.slice(2), { serialization: 'advanced' });
      const next = () => child.send(waiting.shift() ?? '');
      child.on('message', (/** @type {Found} */ message) => {
        found.push(message);
        for (const violation of message.violations) console.log(violation);
        console.log(`${message.name}: ${message.orders.length / DIGEST} orders, ${message.seconds.toFixed(1)} s`);
        next();
      });
      child.once('spawn', next);
      child.once('exit', resolve);
    });
  await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, work));
  // By what happens in them: two ways to the same order count once, in whichever scenario.
  const orders = new Set();
  for (const { orders: digests } of found) {
    for (let at = 0; at < digests.length; at += DIGEST) {
      orders.add(Buffer.from(digests.subarray(at, at + DIGEST)).toString('latin1'));
    }
  }
  const violations = found.reduce((sum, each) => sum + each.violations.length, 0);
  const missing = names.filter((name) => !found.some((each) => each.name === name));
  for (const name of missing) console.log(`${name}: did not come to its end`);
  if (orders.size < least) console.log(`expected at least ${least} distinct orders`);
  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  console.log(`${orders.size} distinct orders, ${violations} violations, ${seconds} s`);
  process.exitCode = violations === 0 && missing.length === 0 && orders.size >= least ? 0 : 1;
}

/** In a process of its own: checks the scenarios whose names come, until an empty one does. */
async function serve() {
  playTheCollector();
  // Hundreds of thousands of errors are made: their stacks would cost more than all the rest.
  Error.stackTraceLimit = 0;
  const library = await import('begin-end');
  countListenersWith((signal) => getEventListeners(signal, 'abort').length);
  process.on('unhandledRejection', (reason) => void uncaught.push(`unhandled rejection: ${String(reason)}`));
  process.setUncaughtExceptionCaptureCallback((error) => void uncaught.push(`uncaught exception: ${error.message}`));
  const all = scenarios(library, more);
  process.on('message', (/** @type {string} */ name) => {
    const scenario = all[name];
    // An error of the checker itself, or it would count as one of the exceptions that the runs provoke.
    if (scenario) check(name, scenario, library).catch(fail);
    else process.disconnect();
  });
}

/** @param {unknown} error */
function fail(error) {
  console.error(error);
  process.exit(1);
}

/** @param {string} name @param {import('./check.mjs').Scenario} scenario @param {any} library */
async function check(name, scenario, library) {
  const start = performance.now();
  /** @type {Set<string>} */ const digests = new Set();
  /** @type {string[]} */ const violations = [];
  const { runs } = await checkAll(scenario, library, {
    onViolation: (violation) => violations.push(asTest(name, violation)),
    onOrder: (order) => digests.add(createHash('md5').update(order).digest().toString('latin1', 0, DIGEST)),
  });
  const orders = Buffer.from([...digests].join(''), 'latin1');
  /** @type {Found} */ const found = { name, runs, violations, orders, seconds: (performance.now() - start) / 1000 };
  process.send?.(found);
}

/** A failing order, to be pasted. @param {string} name @param {import('./check.mjs').Violation} violation */
function asTest(name, { chosen, faults, real, model }) {
  const at = real.findIndex((entry, index) => entry !== model[index]);
  const differs = at < 0 ? `the model goes on: ${model[real.length]}` : `${real[at]}, and not ${model[at]}`;
  return `
// ${faults.join('; ')}
// real:  ${real.join(' | ')}
// model: ${model.join(' | ')}
// first difference: ${differs}
test('${name}, an order that was found, does what the model says', async () => {
  const { real, model, faults } = await checkOne(scenarios(library, ${more})['${name}'], library, ${JSON.stringify(chosen)});
  expect(real).toEqual(model);
  expect(faults).toEqual([]);
});
`;
}
