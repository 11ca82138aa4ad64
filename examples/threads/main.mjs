// Hashes files in another thread, with `await`, and with errors that keep their codes on the way.
//
//   node examples/threads/main.mjs [--limit <milliseconds>] FILE …
import { parseArgs } from 'node:util';
import { fromBeginEnd } from 'begin-end';

import { HashingThread } from './HashingThread.mjs';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { limit: { type: 'string' } } });
const thread = new HashingThread();
const { hash } = fromBeginEnd(thread);

for (const path of positionals) {
  try {
    const limit = values.limit === undefined ? {} : { signal: AbortSignal.timeout(Number(values.limit)) };
    console.log(`${await hash(path, limit)}  ${path}`);
  } catch (error) {
    console.log(`${/** @type {Error} */ (error).name}: ${/** @type {Error} */ (error).message}`);
    process.exitCode = 1;
  }
}
await thread.close();
