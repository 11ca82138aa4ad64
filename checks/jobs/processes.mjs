// A Redis and its workers, for as long as something is done with them. None is left behind.
import process from 'node:process';

import { RedisServer } from '../../examples/jobs/RedisServer.mjs';
import { killWorker, startWorker } from '../../examples/jobs/workers.mjs';

/** @import { ChildProcess } from 'node:child_process' */

/**
 * @typedef {object} Processes
 * @property {RedisServer} redis
 * @property {ChildProcess[]} workers
 * @property {(worker: ChildProcess) => Promise<void>} replace kills a worker, and starts another one
 */

/** @type {(work: (processes: Processes) => Promise<void>) => Promise<void>} */
export async function withProcesses(work) {
  const redis = await RedisServer.start();
  /** @type {ChildProcess[]} */
  const workers = [];
  /** @type {number[]} */
  const pids = [];
  const add = async () => {
    const worker = await startWorker(redis.address);
    workers.push(worker);
    pids.push(worker.pid ?? 0);
  };
  try {
    await add();
    await add();
    await work({
      redis,
      workers,
      async replace(worker) {
        workers.splice(workers.indexOf(worker), 1);
        await killWorker(worker);
        await add();
      },
    });
  } finally {
    await Promise.all(workers.map(killWorker));
    await redis.stop();
  }
  const left = [redis.pid, ...pids].filter(isRunning);
  if (left.length > 0) throw new Error(`processes were left behind: ${left.join(', ')}`);
}

/** @param {number} pid */
export function isRunning(pid) {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
