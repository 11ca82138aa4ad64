import { describe, test } from '@jest/globals';
import * as fc from 'fast-check';

import { expectFunctions, functionPrograms } from './programs/functions.js';
import { expectNested, nestedPrograms } from './programs/nested.js';
import { expectPairs, pairPrograms } from './programs/pairs.js';

// The law that every Begin that succeeded is ended once, every promise settles once, and nothing is called or reported that is
// not due, over random programs. After each step all that was called is compared with what must come out. A failure
// prints the seed and the shortest program that fails, as a test to be pasted below; `SEED=… RUNS=… npm test -- laws/programs` runs it
// again, or more of them.

const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31);
const numRuns = Number(process.env['RUNS'] ?? 1000);
const run = { seed, numRuns };

describe(`seed ${seed}`, () => {
  test('programs over fromBeginEnd, all that is called, comes out and is reported, is due', async () => {
    await fc.assert(fc.asyncProperty(pairPrograms, expectPairs), run);
  });

  test('programs over toBeginEnd, all that is called, comes out and is reported, is due', async () => {
    await fc.assert(fc.asyncProperty(functionPrograms, expectFunctions), run);
  });

  test('programs over fromBeginEnd(toBeginEnd(f)), all that is called, comes out and is reported, is due', async () => {
    await fc.assert(fc.asyncProperty(nestedPrograms, expectNested), run);
  });
});
