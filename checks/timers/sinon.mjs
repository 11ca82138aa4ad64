// The platform under the fake timers of Sinon, with its clock and without.
import assert from 'node:assert/strict';
import { useFakeTimers } from 'sinon';

import { expected, scenario } from './scenario.mjs';

/** @type {[string, Partial<import('sinon').SinonFakeTimersConfig>][]} */
const ways = [
  ['with its clock', {}],
  [
    'that leaves performance as it is',
    { toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate', 'Date'] },
  ],
];
for (const [name, config] of ways) {
  const clock = useFakeTimers(config);
  try {
    const seen = await scenario({
      tick: (milliseconds) => clock.tickAsync(milliseconds),
      runAll: () => clock.runAllAsync(),
    });
    assert.deepEqual(seen, expected);
    console.log(`ok      Sinon ${name}`);
  } catch (error) {
    process.exitCode = 1;
    console.log(`FAILED  Sinon ${name}`, error);
  } finally {
    clock.restore();
  }
}
