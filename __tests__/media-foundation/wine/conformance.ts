// The conformance suite on mfplat.dll, under Wine: the cases by their positions, one line of JSON each, as they end.
import { writeSync } from 'node:fs';
import { setTimeout as pass } from 'node:timers/promises';
import { openMediaFoundation } from 'begin-end/media-foundation';
import { cases } from '../../conformance/cases.js';
import { runCase } from '../../conformance/run.js';

const say = (line: unknown): void => void writeSync(1, `${JSON.stringify(line)}\n`);

// What stops working, stops: every case has its time.
const milliseconds = 8000;

const platform = openMediaFoundation();
for (const index of process.argv.slice(2).map(Number)) {
  const tried = cases[index]!;
  say({ started: index });
  const timedOut = pass(milliseconds, 'timeout', { ref: true });
  const running = runCase(tried, { name: 'mfplat', platform, pass: (time) => pass(time) }).then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  const failure = await Promise.race([running, timedOut]);
  say({ ended: index, failure: failure === 'timeout' ? `no end after ${milliseconds} ms` : failure });
  if (failure === 'timeout') break;
}
say({ closed: true });
process.exit(0);
