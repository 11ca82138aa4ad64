// Both in one flow: an async reader becomes BeginRead/EndRead/CancelRead for old code (LineCounter.mjs), whose own
// BeginCount/EndCount/CancelCount is awaited. An abort goes the same way through: CancelCount, CancelRead, signal.
import { open } from 'node:fs/promises';
import { fromBeginEnd, toBeginEnd } from 'begin-end';

import { countOf, stopwatch } from './figures.mjs';
import { LineCounter } from './LineCounter.mjs';
import { showProgress } from './progress.mjs';
import { showCode } from './showCode.mjs';

/** @import { Facts } from './awaitCallbacks.mjs' */

/** @type {(path: string, facts: Facts, signal: AbortSignal) => Promise<void>} */
export async function bothWays(path, { length }, signal) {
  showCode('bothWays.mjs', "toBeginEnd(reader, 'read'", "fromBeginEnd(counter, 'Count')", 'await count(');
  const handle = await open(path);
  const progress = showProgress(length);
  const elapsed = stopwatch();
  try {
    const reader = {
      /** @param {Uint8Array} bytes @param {number} count @param {{ signal: AbortSignal }} options */
      async read(bytes, count, options) {
        options.signal.throwIfAborted();
        const { bytesRead } = await handle.read(bytes, 0, count);
        options.signal.throwIfAborted();
        progress.add(bytesRead);
        return bytesRead;
      },
    };
    const counter = new LineCounter(toBeginEnd(reader, 'read', { passSignal: true }));
    const count = fromBeginEnd(counter, 'Count');
    const lines = await count({ signal });
    progress.stop();
    console.log(`   ${elapsed(length)}; ${countOf(lines)} line ends`);
  } finally {
    progress.stop();
    await handle.close();
  }
}
