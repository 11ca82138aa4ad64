// npm run demo -- jobs
//
// Squares on two worker processes, over a Redis of its own: many at once with progress, a failure with its code, a cancel, and
// a caller that dies and whose successor takes over.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { fromBeginEnd } from 'begin-end';

import { Jobs } from './Jobs.mjs';
import { openQueue } from './openQueue.mjs';
import { RedisServer } from './RedisServer.mjs';
import { setUpRedis } from './setUpRedis.mjs';
import { WorkerLines } from './WorkerLines.mjs';
import { killWorker, startWorker } from './workers.mjs';

/** @import { ChildProcess } from 'node:child_process' */
/** @import { Address } from './openQueue.mjs' */
/** @import { Squared } from './squares.mjs' */

const callerFile = fileURLToPath(new URL('caller.mjs', import.meta.url));
const orders = ['order-1', 'order-2', 'order-3', 'order-4'];
const accessDenied = 0x80070005;

/** @param {AbortSignal} signal */
export async function demo(signal) {
  setUpRedis(console.log);
  const redis = await RedisServer.start();
  /** @type {ChildProcess[]} */
  const workers = [];
  const open = openQueue('squares', redis.address);
  const lines = new WorkerLines(process.stdout);
  const jobs = new Jobs(open, { onProgress: lines.show });
  try {
    // One job at a time for each, so that each has one line.
    for (let count = 1; count <= 2; count += 1) workers.push(await startWorker(redis.address, 'squares', 1));
    console.log(`Redis is process ${redis.pid}, on port ${redis.address.port} of this machine alone.`);
    console.log(`The workers are processes ${workers.map(({ pid }) => pid).join(' and ')}.`);
    await showJobs(jobs, lines, signal);
    await showFailure(jobs, signal);
    await showCancel(jobs, signal);
    await showRestart(jobs, lines, redis.address, signal);
  } finally {
    lines.leave();
    jobs.close();
    await Promise.all(workers.map(killWorker));
    await open.close();
    await redis.stop();
  }
  console.log('\nDone. Redis and the workers have ended.');
}

/** @type {(jobs: Jobs, lines: WorkerLines, signal: AbortSignal) => Promise<void>} */
async function showJobs(jobs, lines, signal) {
  console.log('\n1. Ten jobs at once, awaited: const { run } = fromBeginEnd(jobs)');
  const { runAs } = fromBeginEnd(jobs);
  const numbers = Array.from({ length: 10 }, (_, n) => n + 1);
  const values = await Promise.all(
    numbers.map((n) => runAs(`square-${n}`, { n, steps: 4, milliseconds: 400 }, { signal })),
  );
  lines.leave();
  console.log(`   ${values.map((value) => /** @type {Squared} */ (value).square).join(' ')}`);
}

/** @type {(jobs: Jobs, signal: AbortSignal) => Promise<void>} */
async function showFailure(jobs, signal) {
  console.log('\n2. A job that fails: the error of the worker, with its code');
  const fault = { hresult: accessDenied, words: 'the file is locked' };
  try {
    await fromBeginEnd(jobs).run({ n: 0, fault }, { signal });
  } catch (error) {
    signal.throwIfAborted();
    console.log(`   ${String(error)}`);
  }
}

/** @type {(jobs: Jobs, signal: AbortSignal) => Promise<void>} */
async function showCancel(jobs, signal) {
  console.log('\n3. A job of an hour, cancelled after half a second: the signal of its worker aborts');
  const limit = AbortSignal.any([signal, AbortSignal.timeout(500)]);
  try {
    await fromBeginEnd(jobs).run({ n: 0, milliseconds: 3_600_000 }, { signal: limit });
  } catch (error) {
    signal.throwIfAborted();
    console.log(`   ${String(error)}`);
  }
}

/** @type {(jobs: Jobs, lines: WorkerLines, address: Address, signal: AbortSignal) => Promise<void>} */
async function showRestart(jobs, lines, { port }, signal) {
  console.log('\n4. Another process begins four jobs, and is killed. This one attaches to them by their ids');
  const caller = fork(callerFile, [`${port}`, ...orders]);
  await once(caller, 'message');
  await killWorker(caller);
  console.log(`   process ${caller.pid} is dead`);
  const { attach } = fromBeginEnd(jobs);
  const values = await Promise.all(orders.map((id) => attach(id, { signal })));
  lines.leave();
  console.log(`   ${values.map((value) => /** @type {Squared} */ (value).square).join(' ')}`);
}
