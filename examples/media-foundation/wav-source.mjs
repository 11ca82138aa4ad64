// @ts-nocheck: plain JavaScript, as short as it can be.
// A media source of JavaScript with work queues, shared/wavSource.mjs: the native source reader plays it to its end, and
// another one is shut down midway.
import assert from 'node:assert/strict';
import { MF_VERSION, openMediaFoundation } from 'begin-end/media-foundation';
import { anyStream, endOfStream, readAll } from './shared/samples.mjs';
import { dataAt, tone } from './shared/wav.mjs';
import { WavSource } from './shared/wavSource.mjs';

const mf = openMediaFoundation();
mf.MFStartup(MF_VERSION);

// To the end.
const file = tone();
const whole = new WavSource(mf, file);
const reader = await mf.MFCreateSourceReaderFromMediaSource(whole, null);
const samples = await readAll(mf, reader);
assert.ok(samples.equals(file.subarray(dataAt)), 'the samples are those of the file');
console.log('played', samples.length, 'bytes in', whole.delivered, 'samples');
await reader[Symbol.asyncDispose]();
assert.throws(() => whole.Start(), { code: 'MF_E_SHUTDOWN' }, 'the reader shuts down its source');

// Shut down midway, while a call of the reader is on its way to the source.
const broken = new WavSource(mf, tone({ seconds: 10 }));
const other = await mf.MFCreateSourceReaderFromMediaSource(broken, null);
for (let i = 0; i < 5; i += 1) {
  const { streamFlags, sample } = await other.ReadSample(anyStream, 0);
  assert.equal(streamFlags & endOfStream, 0);
  sample?.[Symbol.dispose]();
}
const next = other.ReadSample(anyStream, 0);
broken.Shutdown();
await assert.rejects(next, { code: 'MF_E_SHUTDOWN' });
console.log('shut down midway, after', broken.delivered, 'samples');
assert.throws(() => broken.stream.RequestSample(null), { code: 'MF_E_SHUTDOWN' });
console.log('Done.');
process.exit(0);
