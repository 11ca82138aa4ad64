// @ts-nocheck: plain JavaScript, as short as it can be.
// A URL scheme over slow asynchronous code: each `slow://name` is a file of Node's file system, behind a server that takes
// its time. Thirty-two streams are opened at once, by either way that the resolver has, and decoded.
import assert from 'node:assert/strict';
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { byteStreamFrom, fromBeginEnd, toBeginEnd } from 'begin-end';
import { MF_VERSION, openMediaFoundation } from 'begin-end/media-foundation';
import { readAll } from './shared/samples.mjs';
import { dataAt, tone } from './shared/wav.mjs';

const mf = openMediaFoundation();
mf.MFStartup(MF_VERSION);

const MF_RESOLUTION_BYTESTREAM = 2;
const MF_OBJECT_BYTESTREAM = 1;
const total = 32;

const folder = await mkdtemp(join(tmpdir(), 'begin-end-'));
const files = await Promise.all(
  Array.from({ length: total }, async (_, number) => {
    const file = tone({ seconds: 0.1, pitch: 10 + number });
    await writeFile(join(folder, `${number}.wav`), file);
    return file;
  }),
);

/** Opens `slow://number.wav`: after a while, and by several calls of the file system. */
async function serve(url, _flags, _properties, { signal }) {
  await sleep(20, undefined, { signal });
  const handle = await open(join(folder, new URL(url).hostname));
  await handle.stat();
  await sleep(20, undefined, { signal });
  return { objectType: MF_OBJECT_BYTESTREAM, object: byteStreamFrom(handle) };
}
const { begin, end, cancel } = toBeginEnd(serve, { passSignal: true, platform: mf });
const handler = { BeginCreateObject: begin, EndCreateObject: end, CancelObjectCreation: cancel };
mf.MFRegisterLocalSchemeHandler('slow:', { ActivateObject: () => handler });

const resolver = mf.MFCreateSourceResolver();
const createObjectFromURL = fromBeginEnd(resolver, 'CreateObjectFromURL');

/** Decodes each file, through what `resolve` opens, all at once. */
async function playAll(resolve) {
  await Promise.all(
    files.map(async (file, number) => {
      const { object } = await resolve(`slow://${number}.wav`, MF_RESOLUTION_BYTESTREAM, null);
      const reader = await mf.MFCreateSourceReaderFromByteStream(object, null);
      const samples = await readAll(mf, reader);
      assert.ok(samples.equals(file.subarray(dataAt)), `the samples of ${number}.wav`);
      await reader[Symbol.asyncDispose]();
      await object[Symbol.asyncDispose]();
    }),
  );
}

await playAll(createObjectFromURL);
console.log(total, 'streams were opened by Begin and End, and decoded');
// The method that waits is called on threads of the addon's, as many as there are calls. One way at a time: Media Foundation
// may hold a lock while it asks JavaScript for the handler, and Begin, on JavaScript's own thread, would wait for that lock.
await playAll((...args) => resolver.CreateObjectFromURL(...args));
console.log(total, 'streams were opened by the method that waits, and decoded');

await resolver[Symbol.asyncDispose]();
await rm(folder, { recursive: true });
console.log('Done.');
process.exit(0);
