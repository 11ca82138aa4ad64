// The pairs, with a Redis and two workers, and what they report as progress.
import { Jobs } from '../../examples/jobs/Jobs.mjs';
import { openQueue } from '../../examples/jobs/openQueue.mjs';
import { withProcesses } from './processes.mjs';

/** @import { Given } from './behaviour.mjs' */

/** @type {(work: (given: Given) => Promise<void>) => Promise<void>} */
export const withJobs = (work) =>
  withProcesses(async ({ redis }) => {
    const open = openQueue('squares', redis.address);
    /** @type {Map<string, unknown[]>} */
    const progress = new Map();
    const jobs = new Jobs(open, {
      recheckMilliseconds: 500,
      onProgress: (id, value) => progress.set(id, [...(progress.get(id) ?? []), value]),
    });
    await work({ jobs, open, progress, redis });
    jobs.close();
    await open.close();
  });
