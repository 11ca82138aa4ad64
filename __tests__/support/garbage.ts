import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { allJobs } from './promises.js';

let collect: (() => void) | undefined;

/** Collects garbage once. Where an engine has no such flag, the test that calls this fails, and not its whole file. */
export function collectNow(): void {
  if (collect === undefined) {
    setFlagsFromString('--expose-gc');
    collect = runInNewContext('gc') as () => void;
  }
  collect();
}

/** Collects garbage until all that was dropped has been noticed. */
export async function collectGarbage(): Promise<void> {
  for (let round = 0; round < 5; round++) {
    await allJobs();
    collectNow();
  }
  await allJobs();
}
