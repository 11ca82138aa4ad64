// fromBeginEnd: a stream that is written with callbacks (FileStream.mjs), opened and read with await.
import { createHash } from 'node:crypto';
import { fromBeginEnd } from 'begin-end';

import { countOf, sizeOf, stopwatch } from './figures.mjs';
import { FileStream } from './FileStream.mjs';
import { paceFor } from './pace.mjs';
import { showProgress } from './progress.mjs';
import { Refusal, refusalOf } from './refusals.mjs';
import { showCode } from './showCode.mjs';

/** @typedef {{ length: number, checksum: string }} Facts */

/** @type {(path: string, signal: AbortSignal) => Promise<FileStream>} */
export async function openFile(path, signal) {
  const open = fromBeginEnd(FileStream, 'Open');
  try {
    const stream = await open(path, { signal });
    if (stream.length > 0) return stream;
    stream.Close();
  } catch (error) {
    throw refusalOf(error, path);
  }
  throw new Refusal(`${path}: it is empty`);
}

/** @type {(stream: FileStream, seconds: number, signal: AbortSignal) => Promise<Facts>} it takes so many seconds at least */
export async function awaitCallbacks(stream, seconds, signal) {
  showCode('awaitCallbacks.mjs', "fromBeginEnd(stream, 'Read')", 'await read(bytes');
  if (seconds > 0) console.log(`   slowed down to ${seconds} s: press Ctrl-C to see it cancel`);
  // BeginRead with EndRead; CancelRead, which the stream has as well, is what an abort calls.
  const read = fromBeginEnd(stream, 'Read');
  const progress = showProgress(stream.length);
  const elapsed = stopwatch();
  const pace = paceFor(stream.length, seconds, signal);
  const hash = createHash('sha256');
  const bytes = new Uint8Array(64 * 1024);
  let length = 0;
  let reads = 0;
  try {
    for (let count; (count = await read(bytes, bytes.length, { signal })) > 0; reads += 1) {
      hash.update(bytes.subarray(0, count));
      length += count;
      progress.add(count);
      await pace(count);
    }
  } finally {
    progress.stop();
    stream.Close();
    if (signal.aborted) console.log(`   ${sizeOf(length)} read; no read is pending any more, the file is closed`);
  }
  const checksum = hash.digest('hex');
  console.log(`   ${elapsed(length)}; BeginRead, Invoke, EndRead: ${countOf(reads + 1)} times each`);
  console.log(`   SHA-256 ${checksum}`);
  return { length, checksum };
}
