// Worker processes, started and ended by their parent. One whose parent is gone ends itself (worker.mjs).
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** @import { ChildProcess } from 'node:child_process' */
/** @import { Address } from './openQueue.mjs' */

const workerFile = fileURLToPath(new URL('worker.mjs', import.meta.url));

/** @type {(address: Address, name?: string, concurrency?: number) => Promise<ChildProcess>} */
export async function startWorker({ port }, name = 'squares', concurrency = 4) {
  const worker = fork(workerFile, [`${port}`, name, `${concurrency}`]);
  const gone = once(worker, 'exit').then(() => Promise.reject(new Error('worker.mjs: it ended before it was ready')));
  await Promise.race([once(worker, 'message'), gone]);
  return worker;
}

/** What a worker has in its hands then, runs again on another one. @param {ChildProcess} worker */
export async function killWorker(worker) {
  if (worker.exitCode !== null || worker.signalCode !== null) return;
  const gone = once(worker, 'exit');
  worker.kill('SIGKILL');
  await gone;
}
