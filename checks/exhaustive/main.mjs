// `npm run check -- exhaustive`: the library against the model, in every order of events. `--short` takes seconds, `--deep`
// half an hour.
import { getEventListeners } from 'node:events';
import process from 'node:process';

import { readArguments } from '../arguments.mjs';
import { checkAll, countListenersWith, uncaught } from './check.mjs';
import { FakeRegistry } from './forward.mjs';
import { scenarios } from './scenarios.mjs';

const { options } = readArguments('exhaustive');

globalThis.FinalizationRegistry = /** @type {any} */ (FakeRegistry);
// Hundreds of thousands of errors are made: their stacks would cost more than all the rest.
Error.stackTraceLimit = 0;
const library = await import('begin-end');
countListenersWith((signal) => getEventListeners(signal, 'abort').length);
process.on('unhandledRejection', (reason) => void uncaught.push(`unhandled rejection: ${String(reason)}`));
process.setUncaughtExceptionCaptureCallback((error) => void uncaught.push(`uncaught exception: ${error.message}`));

// Until all has been checked, however this ends.
process.exitCode = 1;
const more = options['short'] ? 1 : options['deep'] ? 3 : 2;
// By what happens in them: two ways to the same order count once.
/** @type {Set<string>} */ const orders = new Set();
let violations = 0;
try {
  for (const [name, scenario] of Object.entries(scenarios(library, more))) {
    const start = performance.now();
    const found = await checkAll(scenario, library, {
      orders,
      onViolation: (violation) => console.log(asTest(name, violation)),
      onProgress: (count) => console.log(`  ${count} orders …`),
    });
    violations += found.violations;
    console.log(`${name}: ${found.orders} orders, ${((performance.now() - start) / 1000).toFixed(1)} s`);
  }
  console.log(`${orders.size} distinct orders, ${violations} violations`);
  if (violations === 0 && orders.size > 0) process.exitCode = 0;
} catch (error) {
  // Or it would count as one of the exceptions that the runs provoke.
  console.error(error);
}

/** A failing order, to be pasted. @param {string} name @param {import('./check.mjs').Violation} violation */
function asTest(name, { chosen, faults, real, model }) {
  const differs = real.findIndex((entry, index) => entry !== model[index]);
  return `
// ${faults.join('; ')}
// real:  ${real.join(' | ')}
// model: ${model.join(' | ')}
// first difference: ${differs < 0 ? `the model goes on: ${model[real.length]}` : `${real[differs]}, and not ${model[differs]}`}
test('${name}, an order that was found, does what the model says', async () => {
  const { real, model, faults } = await checkOne(scenarios(library)['${name}'], library, ${JSON.stringify(chosen)});
  expect(real).toEqual(model);
  expect(faults).toEqual([]);
});
`;
}
