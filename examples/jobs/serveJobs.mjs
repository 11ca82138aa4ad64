// The side of the worker: an async function of the data, served to the queue.
//
//     work(data, { id, signal, progress }): Promise<value>
//
// It runs at least once for each job, and again where its worker died, or was believed dead: it must bear that.
import { QueueEvents, Worker } from 'bullmq';

import { cancelsOf, connectionTo, reconnectSilently } from './openQueue.mjs';
import { reasonOf } from './wire.mjs';

/** @import { EventEmitter } from 'node:events' */
/** @import { WorkerOptions } from 'bullmq' */
/** @import { Address } from './openQueue.mjs' */

/** @typedef {{ id: string, signal: AbortSignal, progress: (value: number | object) => Promise<void> }} Context */

/**
 * @template Data
 * @param {string} name of the queue
 * @param {Address} address
 * @param {(data: Data, context: Context) => Promise<unknown>} work
 * @param {Omit<WorkerOptions, 'connection'>} [options] how many jobs at once, and when a worker counts as dead
 */
export async function serveJobs(name, address, work, options) {
  const connection = connectionTo(address);
  /** What is needed to stop a job that runs here. @type {Map<string, AbortController>} */
  const running = new Map();
  const worker = new Worker(
    name,
    async (job) => {
      const id = job.id ?? '';
      const controller = new AbortController();
      running.set(id, controller);
      try {
        return await work(job.data, { id, signal: controller.signal, progress: (value) => job.updateProgress(value) });
      } catch (error) {
        throw reasonOf(error, 'EndRun');
      } finally {
        running.delete(id);
      }
    },
    { connection, ...options },
  );
  const cancels = new QueueEvents(cancelsOf(name), { connection });
  reconnectSilently(worker, cancels);
  // Every worker hears of every cancel; one of them has the job.
  /** @type {EventEmitter} */ (cancels).on('cancel', ({ jobId }) => running.get(jobId)?.abort());
  await Promise.all([worker.waitUntilReady(), cancels.waitUntilReady()]);
  return {
    /** Takes no more jobs, and waits for those that run. */
    async close() {
      await Promise.all([worker.close(), cancels.close()]);
    },
  };
}
