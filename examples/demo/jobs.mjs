// npm run demo -- jobs: the same contract over several machines. Its packages are installed when it is first asked for.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { Refusal } from './refusals.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** @param {AbortSignal} signal */
export async function showJobs(signal) {
  const { status } = spawnSync(process.execPath, ['scripts/setup.mjs', 'examples/jobs'], {
    cwd: root,
    stdio: 'inherit',
  });
  signal.throwIfAborted();
  if (status !== 0) throw new Refusal('examples/jobs could not be installed');
  // By its address: the compiler of the other examples does not have its packages.
  const entry = new URL('../jobs/demo.mjs', import.meta.url).href;
  await (await import(entry)).demo(signal);
}
