import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { allJobs } from './promises.js';

setFlagsFromString('--expose-gc');
/** Collects garbage once. */
export const collectNow = runInNewContext('gc') as () => void;

/** Collects garbage until all that was dropped has been noticed. */
export async function collectGarbage(): Promise<void> {
  for (let round = 0; round < 5; round++) {
    await allJobs();
    collectNow();
  }
  await allJobs();
}
