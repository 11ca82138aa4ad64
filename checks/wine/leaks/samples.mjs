// Samples of 1 MiB through a media source of JavaScript, to the native source reader, and back to JavaScript. Argument: COUNT.
// It prints one line of JSON: by how many bytes the memory of the process grew after the first hundred, at the most.
import { MF_VERSION, openMediaFoundation } from 'begin-end/media-foundation';
import { LoopSource } from './LoopSource.mjs';

const count = Number(process.argv[2]);
const anyStream = 0xfffffffe;
const mf = openMediaFoundation();
mf.MFStartup(MF_VERSION);
const reader = await mf.MFCreateSourceReaderFromMediaSource(new LoopSource(mf, 2 ** 20), null);
let first = 0;
let peak = 0;
const start = Date.now();
for (let i = 0; i < count; i += 1) {
  const { sample } = await reader.ReadSample(anyStream, 0);
  if (i % 10_000 === 0 && sample.GetTotalLength() !== 2 ** 20) throw new Error('a sample has lost its bytes');
  sample[Symbol.dispose]();
  if (i < 100) first = Math.max(first, process.memoryUsage().rss);
  else peak = Math.max(peak, process.memoryUsage().rss);
}
console.log(JSON.stringify({ grown: peak - first, peak, seconds: Math.round((Date.now() - start) / 1000) }));
process.exit(0);
