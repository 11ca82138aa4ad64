// @ts-nocheck: plain JavaScript, as short as it can be.
// A byte stream of JavaScript, decoded by Media Foundation: the native source resolver opens it, the native source reader
// decodes it, and the samples are those of the source, byte for byte.
import assert from 'node:assert/strict';
import { fromBeginEnd, toBeginEnd } from 'begin-end';
import { MF_VERSION, openMediaFoundation } from 'begin-end/media-foundation';

/** A second of a tone, as a WAV file in memory. */
function wav(rate = 8000) {
  const file = Buffer.alloc(44 + rate * 2);
  file.write('RIFF', 0);
  file.writeUInt32LE(file.length - 8, 4);
  file.write('WAVEfmt ', 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(rate, 24);
  file.writeUInt32LE(rate * 2, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36);
  file.writeUInt32LE(rate * 2, 40);
  for (let i = 0; i < rate; i += 1) file.writeInt16LE(Math.round(10_000 * Math.sin(i / 20)), 44 + i * 2);
  return file;
}

/** What a byte stream needs, over memory; `fetch` would be the same with another readAsync. */
class MemoryStream {
  #position = 0;
  #content;
  constructor(content) {
    this.#content = content;
  }
  #take(bytes, count) {
    const part = this.#content.subarray(this.#position, this.#position + count);
    bytes.set(part);
    this.#position += part.length;
    return part.length;
  }
  GetCapabilities = () => 0x1 | 0x4; // MFBYTESTREAM_IS_READABLE | MFBYTESTREAM_IS_SEEKABLE
  GetLength = () => BigInt(this.#content.length);
  GetCurrentPosition = () => BigInt(this.#position);
  SetCurrentPosition = (position) => void (this.#position = Number(position));
  IsEndOfStream = () => this.#position >= this.#content.length;
  Read = (bytes, count) => this.#take(bytes, count);
  Seek = (origin, offset) => BigInt((this.#position = Number(offset) + (origin === 1 ? this.#position : 0)));
  Flush = () => {};
  Close = () => {};
  readAsync = async (bytes, count) => this.#take(bytes, count);
}

const mf = openMediaFoundation();
mf.MFStartup(MF_VERSION);
const file = wav();
const memory = new MemoryStream(file);
const stream = Object.assign(memory, toBeginEnd(memory, 'readAsync', { platform: mf }));

const resolver = mf.MFCreateSourceResolver();
const { createObjectFromByteStream } = fromBeginEnd(resolver);
const opened = await createObjectFromByteStream(stream, 'tone.wav', 1 /* MF_RESOLUTION_MEDIASOURCE */, null);
console.log('opened a media source, type', opened.objectType);

const source = opened.object.QueryInterface('IMFMediaSource');
const reader = await mf.MFCreateSourceReaderFromMediaSource(source, null);
const anyStream = 0xfffffffe;
const decoded = [];
for (;;) {
  const { streamFlags, sample } = await reader.ReadSample(anyStream, 0);
  if (sample) {
    const buffer = sample.ConvertToContiguousBuffer();
    decoded.push(bytesOf(buffer));
    buffer[Symbol.dispose]();
    sample[Symbol.dispose]();
  }
  if (streamFlags & 0x2 /* MF_SOURCE_READERF_ENDOFSTREAM */) break;
}
const samples = Buffer.concat(decoded);
console.log('decoded', samples.length, 'bytes in', decoded.length, 'samples');
assert.ok(samples.equals(file.subarray(44)), 'the samples are those of the source');
for (const object of [reader, source, opened.object, resolver]) {
  await object[Symbol.asyncDispose]();
}
console.log('Done.');
process.exit(0);

/** The bytes of a media buffer. */
function bytesOf(buffer) {
  const { buffer: pointer, currentLength } = buffer.Lock();
  try {
    return mf.readMemory(pointer, currentLength);
  } finally {
    buffer.Unlock();
  }
}
