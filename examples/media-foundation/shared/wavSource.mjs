// @ts-nocheck: plain JavaScript, as short as it can be.
// A WAV file as a media source of JavaScript, built as those of C++ are: native event queues carry its events, each request
// becomes an item on a serial work queue, and the bytes come from a byte stream by BeginRead.
import { byteStreamFrom, fromBeginEnd, HResultError, MF_E_SHUTDOWN } from 'begin-end';
import { MFASYNC_CALLBACK_QUEUE_STANDARD } from 'begin-end/media-foundation';
import { pcmType, sampleOf } from './samples.mjs';
import { dataAt } from './wav.mjs';

const MESourceStarted = 201;
const MEStreamStarted = 202;
const MENewStream = 205;
const MESourceStopped = 207;
const MEStreamStopped = 208;
const MEEndOfPresentation = 211;
const MEEndOfStream = 212;
const MEMediaSample = 213;
const MEError = 1;

const rate = 8000;
const chunk = 1600; // bytes of a sample: a tenth of a second
/** The event generator of a source or a stream, over a native queue. */
class Generator {
  mf;
  events;
  constructor(mf) {
    this.mf = mf;
    this.events = mf.MFCreateEventQueue();
  }
  GetEvent = (flags) => this.events.GetEvent(flags);
  BeginGetEvent = (callback, state) => this.events.BeginGetEvent(callback, state);
  EndGetEvent = (result) => this.events.EndGetEvent(result);
  QueueEvent = (type, guid, status, value) => this.events.QueueEventParamVar(type, guid, status, value);
  raise = (type, value = null, status = 0) => this.events.QueueEventParamVar(type, null, status, value);
}

class WavStream extends Generator {
  #source;
  descriptor;
  constructor(source, descriptor) {
    super(source.mf);
    this.#source = source;
    this.descriptor = descriptor;
  }
  GetMediaSource = () => this.#source.alive();
  GetStreamDescriptor = () => this.descriptor;
  RequestSample = (token) => this.#source.queue(() => this.#source.deliver(token));
}

/** The source, which has one stream. */
export class WavSource extends Generator {
  #read;
  #bytes;
  #position = 0;
  #hasEnded = false;
  #isShutDown = false;
  #queue;
  #presentation;
  stream;
  delivered = 0;

  constructor(mf, file) {
    super(mf);
    this.#queue = mf.MFAllocateSerialWorkQueue(MFASYNC_CALLBACK_QUEUE_STANDARD);
    this.#bytes = byteStreamFrom(file);
    this.#read = fromBeginEnd(this.#bytes, 'Read');
    this.#bytes.SetCurrentPosition(dataAt);
    const type = pcmType(mf, { rate });
    const descriptor = mf.MFCreateStreamDescriptor(1, 1, [type]);
    descriptor.GetMediaTypeHandler().SetCurrentMediaType(type);
    this.#presentation = mf.MFCreatePresentationDescriptor(1, [descriptor]);
    this.#presentation.SelectStream(0);
    this.stream = new WavStream(this, descriptor);
  }

  /** @throws HResultError once the source has been shut down, as each of its methods does */
  alive() {
    if (this.#isShutDown) throw new HResultError(MF_E_SHUTDOWN, 'WavSource');
    return this;
  }

  #last = Promise.resolve();
  /** One request after the other. The serial queue begins them in order, and each waits until the one before has ended. */
  queue(work) {
    this.alive();
    const Invoke = () => {
      this.#last = this.#last.then(work).catch((error) => {
        if (!this.#isShutDown) this.raise(MEError, null, error.hresult);
      });
    };
    this.mf.MFPutWorkItem(this.#queue, { Invoke }, null);
  }

  GetCharacteristics = () => 0;
  CreatePresentationDescriptor = () => this.alive().#presentation.Clone();
  Start = () =>
    this.queue(() => {
      this.raise(MENewStream, this.stream);
      this.raise(MESourceStarted);
      this.stream.raise(MEStreamStarted);
    });
  Stop = () =>
    this.queue(() => {
      this.stream.raise(MEStreamStopped);
      this.raise(MESourceStopped);
    });
  Pause = () => {};

  /** Answers one request by one sample, or by the end. That is told once: what was asked for behind it gets no answer. */
  async deliver() {
    if (this.#hasEnded) return;
    const bytes = new Uint8Array(chunk);
    const count = await this.#read(bytes, bytes.length);
    if (this.#isShutDown) return;
    if (count === 0) {
      this.#hasEnded = true;
      this.stream.raise(MEEndOfStream);
      this.raise(MEEndOfPresentation);
      return;
    }
    const time = (BigInt(this.#position) * 10_000_000n) / BigInt(2 * rate);
    const duration = (BigInt(count) * 10_000_000n) / BigInt(2 * rate);
    this.#position += count;
    this.delivered += 1;
    const sample = sampleOf(this.mf, bytes.subarray(0, count), time, duration);
    this.stream.raise(MEMediaSample, sample);
    sample[Symbol.dispose]();
  }

  Shutdown = () => {
    this.alive();
    this.#isShutDown = true;
    this.stream.events.Shutdown();
    this.events.Shutdown();
    this.mf.MFUnlockWorkQueue(this.#queue);
    this.#bytes.Close();
  };
}
