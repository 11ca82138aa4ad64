// @ts-nocheck: plain JavaScript, as short as it can be.
// The source reader with a callback, as capture programs have it: four requests are open at any time, over a media source of
// JavaScript. OnReadSample takes a sample, and asks for the next one.
import assert from 'node:assert/strict';
import { FAILED, HResultError } from 'begin-end';
import { MF_VERSION, openMediaFoundation } from 'begin-end/media-foundation';
import { anyStream, bytesOf, endOfStream } from './shared/samples.mjs';
import { dataAt, tone } from './shared/wav.mjs';
import { WavSource } from './shared/wavSource.mjs';

const MF_SOURCE_READER_ASYNC_CALLBACK = '1e3dbeac-bb43-4c35-b507-cd644464c965';
const requests = 4;

const mf = openMediaFoundation();
mf.MFStartup(MF_VERSION);

const parts = [];
let reader;
const ended = new Promise((resolve, reject) => {
  // The null leaves out the outputs: they come by OnReadSample.
  const request = () => reader.ReadSample(anyStream, 0, null).catch(reject);
  const callback = {
    OnReadSample(status, _stream, flags, _time, sample) {
      // What it throws would be an HRESULT for native code alone.
      try {
        if (FAILED(status)) throw new HResultError(status, 'OnReadSample');
        if (sample) parts.push(bytesOf(mf, sample));
        if (flags & endOfStream) resolve();
        else request();
      } catch (error) {
        reject(error);
      }
    },
    OnFlush: () => {},
    OnEvent: () => {},
  };
  const start = async () => {
    const attributes = mf.MFCreateAttributes(1);
    attributes.SetUnknown(MF_SOURCE_READER_ASYNC_CALLBACK, callback);
    reader = await mf.MFCreateSourceReaderFromMediaSource(new WavSource(mf, file), attributes);
    for (let open = 0; open < requests; open += 1) request();
  };
  const file = tone();
  start().catch(reject);
});
// Requests that are pending do not keep the process alive: this does.
const alive = setInterval(() => {}, 1000);
await ended;
clearInterval(alive);
assert.ok(Buffer.concat(parts).equals(tone().subarray(dataAt)), 'the samples are those of the source');
console.log('read', Buffer.concat(parts).length, 'bytes in', parts.length, 'samples');
await reader[Symbol.asyncDispose]();
console.log('Done.');
process.exit(0);
