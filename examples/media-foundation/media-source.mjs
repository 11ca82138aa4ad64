// @ts-nocheck: plain JavaScript, as short as it can be.
// A media source of JavaScript: its events, and those of its stream, come from async generators, through eventGeneratorFrom.
// The native source reader plays it.
import assert from 'node:assert/strict';
import { EventEmitter, on } from 'node:events';
import { eventGeneratorFrom } from 'begin-end';
import { MF_VERSION, openMediaFoundation } from 'begin-end/media-foundation';
import { anyStream, bytesOf, endOfStream, pcmType, sampleOf } from './shared/samples.mjs';

const MENewStream = 205;
const MESourceStarted = 201;
const MEStreamStarted = 202;
const MEEndOfPresentation = 211;
const MEEndOfStream = 212;
const MEMediaSample = 213;

const mf = openMediaFoundation();
mf.MFStartup(MF_VERSION);
const event = (type, value = null) => mf.MFCreateMediaEvent(type, null, 0, value);

const mediaType = pcmType(mf);
const streamDescriptor = mf.MFCreateStreamDescriptor(1, 1, [mediaType]);
streamDescriptor.GetMediaTypeHandler().SetCurrentMediaType(mediaType);
const presentation = mf.MFCreatePresentationDescriptor(1, [streamDescriptor]);
presentation.SelectStream(0);

const total = 5;
const sample = (index) => sampleOf(mf, Buffer.alloc(16, 65 + index), index * 1000, 1000);

// What native code asks of the source arrives here; the generators answer it with events.
const requests = new EventEmitter();
const started = on(requests, 'start');
const sampleRequests = on(requests, 'sample');

async function* sourceEvents() {
  for await (const _ of started) {
    yield event(MENewStream, stream);
    yield event(MESourceStarted);
    requests.emit('streamStart');
    await ended.promise;
    yield event(MEEndOfPresentation);
  }
}

const ended = Promise.withResolvers?.() ?? deferred();
const streamStarted = new Promise((resolve) => requests.once('streamStart', resolve));

async function* streamEvents() {
  await streamStarted;
  yield event(MEStreamStarted);
  let index = 0;
  for await (const _ of sampleRequests) {
    if (index === total) {
      yield event(MEEndOfStream);
      ended.resolve();
      return;
    }
    const made = sample(index);
    yield event(MEMediaSample, made);
    made[Symbol.dispose]();
    index += 1;
  }
}

/** The four methods of an event generator, for an object that has others besides. */
const generatorOf = (events) => {
  const generator = eventGeneratorFrom(events);
  return {
    GetEvent: (flags) => generator.GetEvent(flags),
    BeginGetEvent: (callback, state) => generator.BeginGetEvent(callback, state),
    EndGetEvent: (result) => generator.EndGetEvent(result),
    QueueEvent: (...args) => generator.QueueEvent(...args),
    shutdownEvents: () => generator.Shutdown(),
  };
};

const stream = {
  ...generatorOf(streamEvents()),
  GetMediaSource: () => source,
  GetStreamDescriptor: () => streamDescriptor,
  RequestSample: () => void requests.emit('sample'),
};
const source = {
  ...generatorOf(sourceEvents()),
  GetCharacteristics: () => 0,
  CreatePresentationDescriptor: () => presentation.Clone(),
  Start: () => void requests.emit('start'),
  Stop: () => {},
  Pause: () => {},
  Shutdown() {
    source.shutdownEvents();
    stream.shutdownEvents();
  },
};

const reader = await mf.MFCreateSourceReaderFromMediaSource(source, null);
const texts = [];
for (;;) {
  const { streamFlags, timestamp, sample: got } = await reader.ReadSample(anyStream, 0);
  if (got) {
    texts.push(Buffer.from(bytesOf(mf, got)).toString());
    got[Symbol.dispose]();
    console.log(`sample at ${timestamp}: ${texts.at(-1)}`);
  }
  if (streamFlags & endOfStream) break;
}
assert.deepEqual(
  texts,
  Array.from({ length: total }, (_, index) => String.fromCharCode(65 + index).repeat(16)),
);
await reader[Symbol.asyncDispose]();
console.log('Done.');
process.exit(0);

function deferred() {
  let resolve;
  const promise = new Promise((one) => (resolve = one));
  return { promise, resolve };
}
