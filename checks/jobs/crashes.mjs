// 200 jobs in flight, and a worker, Redis and the caller killed by SIGKILL among them.
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import { Jobs } from '../../examples/jobs/Jobs.mjs';
import { openQueue } from '../../examples/jobs/openQueue.mjs';
import { withProcesses } from './processes.mjs';
import { Tally } from './Tally.mjs';

/** @import { ChildProcess } from 'node:child_process' */
/** @import { OpenQueue } from '../../examples/jobs/openQueue.mjs' */
/** @import { Processes } from './processes.mjs' */

const count = 200;
const patience = 60;
const callerFile = fileURLToPath(new URL('caller.mjs', import.meta.url));

/** @param {number} n */
export const idOf = (n) => `job-${n}`;

/** @param {number} n */
export const jobOf = (n) => ({ n, milliseconds: 30 });

/** The caller lives: each of its operations is invoked once. @returns {Promise<string>} */
export async function workerAndRedisKilled() {
  let said = '';
  await withProcesses(async (processes) => {
    const open = openQueue('squares', processes.redis.address);
    const jobs = new Jobs(open, { recheckMilliseconds: 500 });
    const ids = new Set();
    const tally = new Tally(count, (result) => jobs.EndRun(result));
    const stalled = countStalled(open);
    for (let n = 0; n < count; n += 1) ids.add(jobs.BeginRun(jobOf(n), tally.callback(n), null));
    assert.equal(ids.size, count, 'ids of jobs');

    await tally.untilEnded(20, patience);
    const replaced = killBusyWorker(processes, open);
    await tally.untilEnded(60, patience);
    assert.ok(jobs.pending > 0, 'nothing was pending when Redis was killed');
    const pending = jobs.pending;
    await processes.redis.kill();
    await processes.redis.restart();
    await replaced;

    await tally.untilEnded(count, patience);
    await jobs.recheck();
    assert.deepEqual(tally.faults(), []);
    assert.equal(jobs.pending, 0, 'operations that wait');
    await assertAllOnce(open);
    said = `${stalled()} jobs ran again; Redis killed with ${pending} pending`;
    jobs.close();
    await open.close();
  });
  return said;
}

/** The caller dies, and a worker: the successor attaches to all by their ids. @returns {Promise<string>} */
export async function callerKilled() {
  let said = '';
  await withProcesses(async (processes) => {
    const { address } = processes.redis;
    const open = openQueue('squares', address);
    const caller = fork(callerFile, [`${address.port}`, `${count}`]);
    const { seen, faults } = watch(caller);
    while (seen.size < 50) await once(caller, 'message', { signal: AbortSignal.timeout(patience * 1000) });
    const replaced = killBusyWorker(processes, open);
    const gone = once(caller, 'exit');
    caller.kill('SIGKILL');
    await Promise.all([gone, replaced]);
    assert.deepEqual(faults, []);
    assert.ok(seen.size < count, 'nothing was pending when the caller was killed');

    const jobs = new Jobs(open, { recheckMilliseconds: 500 });
    const tally = new Tally(count, (result) => jobs.EndAttach(result));
    for (let n = 0; n < count; n += 1) jobs.BeginAttach(idOf(n), tally.callback(n), null);
    await tally.untilEnded(count, patience);
    await jobs.recheck();
    assert.deepEqual(tally.faults(), []);
    await assertAllOnce(open);
    said = `the caller killed with ${count - seen.size} pending; its successor attached to ${count}`;
    jobs.close();
    await open.close();
  });
  return said;
}

/** What a caller is told until it is killed: each operation once, and its own value. @param {ChildProcess} caller */
function watch(caller) {
  const seen = new Set();
  /** @type {string[]} */
  const faults = [];
  caller.on('message', (/** @type {{ n: number, isRight: boolean }} */ { n, isRight }) => {
    if (seen.has(n)) faults.push(`operation ${n} was invoked twice`);
    if (!isRight) faults.push(`operation ${n} ended with another value`);
    seen.add(n);
  });
  return { seen, faults };
}

/** Kills a worker that has jobs in its hands, at once; starting another one takes its time. @type {(processes: Processes, open: OpenQueue) => Promise<void>} */
async function killBusyWorker({ workers, replace }, { queue }) {
  assert.ok((await queue.getActiveCount()) > 0, 'no worker was busy when one was killed');
  await replace(/** @type {ChildProcess} */ (workers[0]));
}

/** @param {OpenQueue} open */
function countStalled({ events }) {
  let stalled = 0;
  events.on('stalled', () => (stalled += 1));
  return () => stalled;
}

/** Redis itself has each job once, and none of them unfinished. @param {OpenQueue} open */
async function assertAllOnce({ queue }) {
  const counts = await queue.getJobCounts('completed', 'failed', 'active', 'waiting', 'delayed');
  assert.deepEqual(counts, { completed: count, failed: 0, active: 0, waiting: 0, delayed: 0 });
}
