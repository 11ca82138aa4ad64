// @ts-nocheck: plain JavaScript, as short as it can be.
// Four source readers at once, and sixty-four: each decodes a file of its own out of a byte stream of JavaScript, while the
// file system of Node goes on. No reader waits for another, and each gets its own samples.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { byteStreamFrom } from 'begin-end';
import { MF_VERSION, openMediaFoundation } from 'begin-end/media-foundation';
import { readAll } from './shared/samples.mjs';
import { dataAt, tone } from './shared/wav.mjs';

const mf = openMediaFoundation();
mf.MFStartup(MF_VERSION);
const me = fileURLToPath(import.meta.url);

async function decode(number) {
  const file = tone({ seconds: 0.2, pitch: 10 + number });
  const reader = await mf.MFCreateSourceReaderFromByteStream(byteStreamFrom(file), null);
  const samples = await readAll(mf, reader);
  assert.ok(samples.equals(file.subarray(dataAt)), `the samples of reader ${number}`);
  await reader[Symbol.asyncDispose]();
}

/** Reads this file again and again. */
async function readAgain(signal) {
  let done = 0;
  for (; !signal.aborted; done += 1) await readFile(me);
  return done;
}

for (const count of [4, 64]) {
  const controller = new AbortController();
  const reads = readAgain(controller.signal);
  await Promise.all(Array.from({ length: count }, (_, number) => decode(number)));
  controller.abort();
  const done = await reads;
  assert.ok(done > 0);
  console.log(`${count} readers are done; meanwhile a file was read ${done} times`);
}
console.log('Done.');
process.exit(0);
