// A sink writer over a media sink of JavaScript: the part of examples/media-foundation/sink-writer.mjs that Wine 8.0 has.
import assert from 'node:assert/strict';
import { MemorySink } from '../../../examples/media-foundation/shared/memorySink.mjs';
import { sampleOf } from '../../../examples/media-foundation/shared/samples.mjs';
import { run, test, until } from './harness.js';

test('samples that a sink writer writes arrive in a media sink of JavaScript, in their order', async (mf) => {
  const sink = new MemorySink(mf);
  const writer = await mf.MFCreateSinkWriterFromMediaSink(sink, null);
  await writer.BeginWriting();
  const chunks = Array.from({ length: 20 }, (_, index) => new Uint8Array(800).fill(index));
  for (const [index, bytes] of chunks.entries()) {
    const sample = sampleOf(mf, bytes, BigInt(index) * 500_000n, 500_000n);
    await writer.WriteSample(0, sample);
    sample[Symbol.dispose]();
  }
  await until(() => sink.stream.received.length === chunks.length, 'all samples');
  assert.deepEqual(sink.stream.received, chunks);
  await writer[Symbol.asyncDispose]();
});

void run();
