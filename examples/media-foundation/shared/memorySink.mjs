// @ts-nocheck: plain JavaScript, as short as it can be.
// A media sink of one stream, which keeps what it gets. One that sends it through a network would be the same.
import { HResultError } from 'begin-end';
import { bytesOf, pcmType } from './samples.mjs';

const MEStreamSinkStarted = 301;
const MEStreamSinkRequestSample = 305;
const MEStreamSinkMarker = 306;
const MEDIASINK_FIXED_STREAMS = 0x1;
const MF_E_INVALIDSTREAMNUMBER = 0xc00d36b3;
const MF_E_STREAMSINKS_FIXED = 0xc00d4a3b;

/** Its stream: it asks for one sample after the other. */
class MemoryStreamSink {
  received = [];
  isEnded = false;
  #sink;
  #mf;
  #events;
  #types;
  constructor(mf, sink) {
    this.#mf = mf;
    this.#sink = sink;
    this.#events = mf.MFCreateEventQueue();
    this.#types = mf.MFCreateSimpleTypeHandler();
    this.#types.SetCurrentMediaType(pcmType(mf));
  }
  GetEvent = (flags) => this.#events.GetEvent(flags);
  BeginGetEvent = (callback, state) => this.#events.BeginGetEvent(callback, state);
  EndGetEvent = (result) => this.#events.EndGetEvent(result);
  QueueEvent = (type, guid, status, value) => this.#events.QueueEventParamVar(type, guid, status, value);
  raise = (type, value = null) => this.#events.QueueEventParamVar(type, null, 0, value);

  GetMediaSink = () => this.#sink;
  GetIdentifier = () => 0;
  GetMediaTypeHandler = () => this.#types;
  /** It may take its time: the writer sends no sample that is not asked for. */
  ProcessSample = (sample) => {
    this.received.push(bytesOf(this.#mf, sample));
    setImmediate(() => this.raise(MEStreamSinkRequestSample));
  };
  PlaceMarker = (_type, _value, context) => {
    this.isEnded = true;
    this.raise(MEStreamSinkMarker, context);
  };
  Flush = () => {};
  shutdown = () => this.#events.Shutdown();
}

/** The sink: it asks for samples once its clock has started. */
export class MemorySink {
  stream;
  isShutDown = false;
  #clock = null;
  #mf;
  #state = {
    OnClockStart: () => {
      this.stream.raise(MEStreamSinkStarted);
      this.stream.raise(MEStreamSinkRequestSample);
    },
    OnClockStop: () => {},
    OnClockPause: () => {},
    OnClockRestart: () => {},
    OnClockSetRate: () => {},
  };
  constructor(mf) {
    this.#mf = mf;
    this.stream = new MemoryStreamSink(mf, this);
  }
  GetCharacteristics = () => MEDIASINK_FIXED_STREAMS;
  AddStreamSink = () => {
    throw new HResultError(MF_E_STREAMSINKS_FIXED, 'AddStreamSink');
  };
  RemoveStreamSink = this.AddStreamSink;
  GetStreamSinkCount = () => 1;
  GetStreamSinkByIndex = (index) => this.#only(index);
  GetStreamSinkById = (id) => this.#only(id);
  SetPresentationClock = (clock) => {
    this.#clock?.RemoveClockStateSink(this.#state);
    this.#clock = this.#mf.keep(clock);
    this.#clock?.AddClockStateSink(this.#state);
  };
  GetPresentationClock = () => this.#clock;
  Shutdown = () => {
    this.isShutDown = true;
    this.stream.shutdown();
  };
  #only(number) {
    if (number !== 0) throw new HResultError(MF_E_INVALIDSTREAMNUMBER, 'MemorySink');
    return this.stream;
  }
}
