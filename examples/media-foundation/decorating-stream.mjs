// @ts-nocheck: plain JavaScript, as short as it can be.
// A byte stream that decorates another one, as a logging or a counting stream does: a class of JavaScript around a native
// file, whose BeginRead hands the native callback on. Media Foundation reads a WAV file through two of them.
import assert from 'node:assert/strict';
import { unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromBeginEnd } from 'begin-end';
import {
  MF_ACCESSMODE_READ,
  MF_FILEFLAGS_NONE,
  MF_OPENMODE_FAIL_IF_NOT_EXIST,
  MF_VERSION,
  openMediaFoundation,
} from 'begin-end/media-foundation';
import { readAll } from './shared/samples.mjs';
import { dataAt, tone } from './shared/wav.mjs';

const mf = openMediaFoundation();
mf.MFStartup(MF_VERSION);

/** Passes all on to the stream inside, and counts what is read. Such a class does not know who calls it, nor has to. */
class CountingStream {
  reads = 0;
  bytesRead = 0;
  #inner;
  constructor(inner) {
    this.#inner = inner;
  }
  GetCapabilities = () => this.#inner.GetCapabilities();
  GetLength = () => this.#inner.GetLength();
  GetCurrentPosition = () => this.#inner.GetCurrentPosition();
  SetCurrentPosition = (position) => this.#inner.SetCurrentPosition(position);
  IsEndOfStream = () => this.#inner.IsEndOfStream();
  Seek = (origin, offset, flags) => this.#inner.Seek(origin, offset, flags);
  Close = () => {};
  Read = (bytes, count) => this.#count(this.#inner.Read(bytes, count));
  // The callback is the caller's: the operation of the stream inside ends by it, and its bytes arrive at the caller's.
  BeginRead = (bytes, count, callback, state) => this.#inner.BeginRead(bytes, count, callback, state);
  EndRead = (result) => this.#count(this.#inner.EndRead(result));
  #count(bytesRead) {
    this.reads += 1;
    this.bytesRead += bytesRead;
    return bytesRead;
  }
}

const path = join(tmpdir(), `begin-end-tone-${process.pid}.wav`);
const content = tone();
writeFileSync(path, content);
const file = mf.MFCreateFile(MF_ACCESSMODE_READ, MF_OPENMODE_FAIL_IF_NOT_EXIST, MF_FILEFLAGS_NONE, path);

// Native code reads through two decorators, 200 times: its wrapper calls the outer one, which calls the inner one, which
// calls the native file.
const inner = new CountingStream(file);
const outer = new CountingStream(inner);
const wrapper = mf.MFCreateMFByteStreamWrapper(outer);
const { read } = fromBeginEnd(wrapper);
for (let position = 0; position < 200; position += 1) {
  wrapper.SetCurrentPosition(position);
  const bytes = new Uint8Array(1000);
  assert.equal(await read(bytes, bytes.length), bytes.length);
  assert.ok(content.subarray(position, position + bytes.length).equals(bytes), `bytes at ${position}`);
}
assert.deepEqual([outer.reads, outer.bytesRead], [200, 200_000]);
assert.deepEqual([inner.reads, inner.bytesRead], [200, 200_000]);
console.log('read', outer.bytesRead, 'bytes in', outer.reads, 'reads');

// And the source reader decodes through them.
wrapper.SetCurrentPosition(0);
const reader = await mf.MFCreateSourceReaderFromByteStream(outer, null);
const samples = await readAll(mf, reader);
assert.ok(samples.equals(content.subarray(dataAt)), 'the samples are those of the file');
console.log('decoded', samples.length, 'bytes;', outer.reads - 200, 'more reads');
assert.ok(outer.reads > 200 && outer.reads === inner.reads);

await reader[Symbol.asyncDispose]();
wrapper[Symbol.dispose]();
file[Symbol.dispose]();
unlinkSync(path); // nothing holds the file open any more
console.log('Done.');
process.exit(0);
