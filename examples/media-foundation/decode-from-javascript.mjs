// @ts-nocheck: plain JavaScript, as short as it can be.
// A byte stream of JavaScript, decoded by Media Foundation: the native source resolver opens it, the native source reader
// decodes it, and the samples are those of the source, byte for byte.
import assert from 'node:assert/strict';
import { fromBeginEnd, toBeginEnd } from 'begin-end';
import { MF_VERSION, openMediaFoundation } from 'begin-end/media-foundation';
import { readAll } from './shared/samples.mjs';
import { dataAt, tone } from './shared/wav.mjs';

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
const file = tone();
const memory = new MemoryStream(file);
const stream = Object.assign(memory, toBeginEnd(memory, 'readAsync', { platform: mf }));

const resolver = mf.MFCreateSourceResolver();
const { createObjectFromByteStream } = fromBeginEnd(resolver);
const opened = await createObjectFromByteStream(stream, 'tone.wav', 1 /* MF_RESOLUTION_MEDIASOURCE */, null);
console.log('opened a media source, type', opened.objectType);

const source = opened.object.QueryInterface('IMFMediaSource');
const reader = await mf.MFCreateSourceReaderFromMediaSource(source, null);
const samples = await readAll(mf, reader);
console.log('decoded', samples.length, 'bytes');
assert.ok(samples.equals(file.subarray(dataAt)), 'the samples are those of the source');
for (const object of [reader, source, opened.object, resolver]) {
  await object[Symbol.asyncDispose]();
}
console.log('Done.');
process.exit(0);
