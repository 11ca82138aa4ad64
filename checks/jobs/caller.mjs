// A caller as a process that can be killed: node caller.mjs PORT COUNT begins so many jobs, by ids that its successor knows,
// and reports each Invoke to its parent.
import process from 'node:process';

import { Jobs } from '../../examples/jobs/Jobs.mjs';
import { openQueue } from '../../examples/jobs/openQueue.mjs';
import { idOf, jobOf } from './crashes.mjs';
import { isSquareOf, Tally } from './Tally.mjs';

const [, , port, count] = process.argv;

process.once('disconnect', () => process.exit());
const jobs = new Jobs(openQueue('squares', { host: '127.0.0.1', port: Number(port) }), { recheckMilliseconds: 500 });
const tally = new Tally(
  Number(count),
  (result) => jobs.EndRunAs(result),
  (n, outcome) => process.send?.({ n, isRight: isSquareOf(n, outcome) }),
);
for (let n = 0; n < Number(count); n += 1) jobs.BeginRunAs(idOf(n), jobOf(n), tally.callback(n), null);
