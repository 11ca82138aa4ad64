// A caller that is killed: node caller.mjs PORT ID …. It begins a job for each id, and tells its parent once Redis has them.
import process from 'node:process';

import { Jobs } from './Jobs.mjs';
import { openQueue } from './openQueue.mjs';

const [, , port, ...ids] = process.argv;

process.on('SIGINT', () => {});
process.once('disconnect', () => process.exit());

const open = openQueue('squares', { host: '127.0.0.1', port: Number(port) });
const jobs = new Jobs(open);
ids.forEach((id, index) => jobs.BeginRunAs(id, { n: index + 1, steps: 4, milliseconds: 600 }, null, null));
while ((await Promise.all(ids.map((id) => open.queue.getJobState(id)))).includes('unknown'));
process.send?.('begun');
