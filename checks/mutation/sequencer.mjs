import { basename } from 'node:path';

import { setFailed } from './firstFailure.mjs';
import { isSlow } from './parts.mjs';

/** Slow test files come last: most mutants are found before their turn. Jest's own sequencer runs what was slow before first. */
export default class {
  /** @template {{ path: string }} Test @param {Test[]} tests */
  sort(tests) {
    setFailed(false);
    const byName = tests.toSorted((a, b) => (a.path < b.path ? -1 : 1));
    return byName.toSorted((a, b) => Number(isSlow(basename(a.path))) - Number(isSlow(basename(b.path))));
  }

  /** Nothing is kept for the next run. */
  cacheResults() {}
}
