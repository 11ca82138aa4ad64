// @ts-nocheck: plain JavaScript, as short as it can be.
// The sink writer over a media sink of JavaScript, such as one that streams to a network or writes a format of one's own. The
// sink asks for one sample after the other; the writer delivers them, and waits for the sink when it is finalized.
import assert from 'node:assert/strict';
import { MF_VERSION, openMediaFoundation } from 'begin-end/media-foundation';
import { MemorySink } from './shared/memorySink.mjs';
import { pcmType, sampleOf } from './shared/samples.mjs';
import { dataAt, tone } from './shared/wav.mjs';

const mf = openMediaFoundation();
mf.MFStartup(MF_VERSION);

const samples = tone().subarray(dataAt);
const chunk = 800;
const sink = new MemorySink(mf);
const writer = await mf.MFCreateSinkWriterFromMediaSink(sink, null);
await writer.SetInputMediaType(0, pcmType(mf), null);
await writer.BeginWriting();
for (let at = 0; at < samples.length; at += chunk) {
  const sample = sampleOf(mf, samples.subarray(at, at + chunk), BigInt(at) * 625n, BigInt(chunk) * 625n);
  await writer.WriteSample(0, sample);
  sample[Symbol.dispose]();
}
await writer.Finalize();
assert.ok(sink.stream.isEnded);
assert.ok(Buffer.concat(sink.stream.received).equals(samples), 'the sink has got what was written');
console.log('wrote', samples.length, 'bytes in', sink.stream.received.length, 'samples');
await writer[Symbol.asyncDispose]();
if (!sink.isShutDown) sink.Shutdown();
console.log('Done.');
process.exit(0);
