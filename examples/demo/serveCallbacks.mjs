// toBeginEnd: an async function for a consumer that only knows callbacks (ChecksumReport.mjs).
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { toBeginEnd } from 'begin-end';

import { ChecksumReport } from './ChecksumReport.mjs';
import { stopwatch } from './figures.mjs';
import { showProgress } from './progress.mjs';
import { showCode } from './showCode.mjs';

/** @import { Facts } from './awaitCallbacks.mjs' */

/** @type {(path: string, facts: Facts, signal: AbortSignal) => Promise<string | undefined>} */
export async function serveCallbacks(path, { length }, signal) {
  showCode('serveCallbacks.mjs', "toBeginEnd(hasher, 'hash'", 'report.Start(path)');
  const progress = showProgress(length);
  const elapsed = stopwatch();

  const hasher = {
    /** @param {string} file @param {{ signal: AbortSignal }} options */
    async hash(file, options) {
      const hash = createHash('sha256');
      for await (const bytes of createReadStream(file, options)) {
        hash.update(bytes);
        progress.add(bytes.length);
      }
      return hash.digest('hex');
    },
  };

  const outcome = await new Promise((resolve) => {
    const report = new ChecksumReport(toBeginEnd(hasher, 'hash', { passSignal: true }), resolve);
    signal.addEventListener('abort', () => report.Stop(), { once: true });
    report.Start(path);
  });
  progress.stop();
  signal.throwIfAborted();
  console.log(`   ${elapsed(length)}; BeginHash, Invoke (${outcome.status}), EndHash: once`);
  return outcome.checksum;
}
