// A media source of JavaScript that never ends: one stream, whose samples are so many bytes long. Native queues carry the events.
import { pcmType, sampleOf } from '../../../examples/media-foundation/shared/samples.mjs';

const MENewStream = 205;
const MESourceStarted = 201;
const MEStreamStarted = 202;
const MEMediaSample = 213;

class Generator {
  constructor(mf) {
    this.mf = mf;
    this.events = mf.MFCreateEventQueue();
  }
  GetEvent(flags) {
    return this.events.GetEvent(flags);
  }
  BeginGetEvent(callback, state) {
    return this.events.BeginGetEvent(callback, state);
  }
  EndGetEvent(result) {
    return this.events.EndGetEvent(result);
  }
  QueueEvent(type, guid, status, value) {
    this.events.QueueEventParamVar(type, guid, status, value);
  }
  raise(type, value = null) {
    this.events.QueueEventParamVar(type, null, 0, value);
  }
}

class LoopStream extends Generator {
  constructor(mf, source, descriptor, size) {
    super(mf);
    this.source = source;
    this.descriptor = descriptor;
    this.bytes = new Uint8Array(size).fill(1);
    this.made = 0;
  }
  GetMediaSource() {
    return this.source;
  }
  GetStreamDescriptor() {
    return this.descriptor;
  }
  RequestSample() {
    const { mf, bytes } = this;
    const sample = sampleOf(mf, bytes, this.made * 1000, 1000);
    this.made += 1;
    this.raise(MEMediaSample, sample);
    sample[Symbol.dispose]();
  }
}

export class LoopSource extends Generator {
  constructor(mf, size) {
    super(mf);
    const type = pcmType(mf);
    const descriptor = mf.MFCreateStreamDescriptor(1, 1, [type]);
    const handler = descriptor.GetMediaTypeHandler();
    handler.SetCurrentMediaType(type);
    this.presentation = mf.MFCreatePresentationDescriptor(1, [descriptor]);
    this.presentation.SelectStream(0);
    this.stream = new LoopStream(mf, this, descriptor, size);
  }
  GetCharacteristics() {
    return 0;
  }
  CreatePresentationDescriptor() {
    return this.presentation.Clone();
  }
  Start() {
    this.raise(MENewStream, this.stream);
    this.raise(MESourceStarted);
    this.stream.raise(MEStreamStarted);
  }
  Stop() {}
  Pause() {}
  Shutdown() {
    this.stream.events.Shutdown();
    this.events.Shutdown();
  }
}
