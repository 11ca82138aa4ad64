import process from 'node:process';
import { fromBeginEnd, HResultError } from 'begin-end';

import { Jobs } from './Jobs.mjs';
import { openQueue } from './openQueue.mjs';

const open = openQueue('squares', { host: '127.0.0.1', port: Number(process.env['REDIS_PORT'] ?? 6379) });
const jobs = new Jobs(open, { onProgress: (id, progress) => console.log(id, JSON.stringify(progress)) });

// Callbacks, as ever. What Begin returns is the id of the job.
await new Promise((resolve) => {
  jobs.BeginRun({ n: 7 }, { Invoke: (result) => resolve(console.log(JSON.stringify(jobs.EndRun(result)))) }, null);
});

// Or await. A job with an id of your own is run once, however often it is begun.
const { run, runAs, attach } = fromBeginEnd(jobs);
await runAs('order-17', { n: 8, steps: 2, milliseconds: 50 });

// After a restart: wait for it, or for what it gave, by its id.
console.log(JSON.stringify(await attach('order-17')));

// What the worker threw, with its code.
try {
  await run({ n: 9, fault: { hresult: 0x80070005, words: 'the file is locked' } });
} catch (error) {
  console.log(error instanceof HResultError && error.message);
}

// An abort takes a job off the queue, or tells the worker that runs it.
const signal = AbortSignal.timeout(200);
await run({ n: 10, milliseconds: 60_000 }, { signal }).catch((error) => console.log(error.name));

jobs.close();
await open.close();
