// `npm run check -- jobs`: examples/jobs on a real Redis. First what its pairs do, then that nothing is lost where processes die.
import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';

import { readArguments } from '../arguments.mjs';
import { root } from '../setUp.mjs';

const { options } = readArguments('jobs');

// Only this folder has the packages that these import.
const { NoRedis, setUpRedis } = await import('../../examples/jobs/setUpRedis.mjs');

try {
  setUpRedis(console.log);
  process.exitCode = (await check(options['runs'])) === 0 ? 0 : 1;
} catch (error) {
  if (!(error instanceof NoRedis)) throw error;
  console.log(`examples/jobs was NOT checked: ${error.message}`);
  process.exitCode = options['ifPossible'] ? 0 : 1;
}

/** @param {number} runs @returns {Promise<number>} how many failed */
async function check(runs) {
  const { behaviour } = await import('./behaviour.mjs');
  const { callerKilled, workerAndRedisKilled } = await import('./crashes.mjs');
  const { demoKilled, demoInterrupted } = await import('./demo.mjs');
  const { guide } = await import('./guide.mjs');
  const { withJobs } = await import('./withJobs.mjs');
  let failures = 0;

  /** @type {(name: string, work: () => string | void | Promise<string | void>) => Promise<void>} */
  async function test(name, work) {
    const start = performance.now();
    try {
      const said = (await inTime(work())) ?? '';
      console.log(
        `ok    ${name}${said === '' ? '' : `: ${said}`} (${((performance.now() - start) / 1000).toFixed(1)} s)`,
      );
    } catch (error) {
      failures += 1;
      console.log(`FAIL  ${name}\n${error instanceof Error ? error.stack : String(error)}`);
    }
  }

  await test('the example and this check compile', compile);
  await withJobs(async (given) => {
    for (const [name, work] of Object.entries(behaviour)) await test(name, () => work(given));
  });
  await test('the program of the guide', guide);
  await test('the demo, ended by Ctrl-C, leaves no process', demoInterrupted);
  await test('the demo, killed, leaves no process', demoKilled);
  for (let run = 1; run <= runs; run += 1) {
    await test(`run ${run}: 200 jobs, a worker and Redis killed, nothing lost, nothing twice`, workerAndRedisKilled);
    await test(`run ${run}: 200 jobs, a worker and the caller killed, nothing lost, nothing twice`, callerKilled);
  }
  console.log(failures === 0 ? 'nothing was lost, nothing ended twice, nothing is left' : `${failures} failed`);
  return failures;
}

/** What does not end is a failure. @template T @param {T | Promise<T>} work @returns {Promise<T>} */
async function inTime(work) {
  const over = new AbortController();
  const seconds = 90;
  const limit = pause(seconds * 1000, undefined, { signal: over.signal }).then(
    () => Promise.reject(new Error(`it has not ended in ${seconds} s`)),
    () => new Promise(() => {}),
  );
  try {
    return await Promise.race([work, limit]);
  } finally {
    over.abort();
  }
}

function compile() {
  const tsc = ['node_modules/typescript/bin/tsc', '--noEmit', '--pretty', 'false', '-p', 'checks/jobs'];
  const { status, stdout } = spawnSync(process.execPath, tsc, { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(stdout);
}
