// @ts-nocheck: plain JavaScript, as short as it can be.
// A synchronous transform (MFT) of JavaScript, which halves the volume: native code gives it a sample by ProcessInput and
// takes one by ProcessOutput. The media session plays a WAV file through it.
import assert from 'node:assert/strict';
import { E_NOTIMPL, eventsOf, HResultError } from 'begin-end';
import { GUID_NULL, MF_VERSION, openMediaFoundation } from 'begin-end/media-foundation';
import { bytesOf, pcmType, sampleOf } from './shared/samples.mjs';
import { sinkOf, sourceOf } from './shared/topology.mjs';
import { dataAt, tone } from './shared/wav.mjs';

const MF_E_NOTACCEPTING = 0xc00d36b5;
const MF_E_TRANSFORM_NEED_MORE_INPUT = 0xc00d6d72;
const MF_E_TRANSFORM_TYPE_NOT_SET = 0xc00d6d60;
const MF_E_NO_MORE_TYPES = 0xc00d36b9;
const MFT_OUTPUT_STREAM_PROVIDES_SAMPLES = 0x100;
const MESessionClosed = 106;
const MESessionEnded = 107;
const transformNode = 2; // MF_TOPOLOGY_TRANSFORM_NODE

const mf = openMediaFoundation();
mf.MFStartup(MF_VERSION);

class Halver {
  #types = {};
  #pending = null;

  GetStreamLimits = () => ({ inputMinimum: 1, inputMaximum: 1, outputMinimum: 1, outputMaximum: 1 });
  GetStreamCount = () => ({ inputStreams: 1, outputStreams: 1 });
  // No size that is fixed.
  GetOutputStreamInfo = () => ({ flags: MFT_OUTPUT_STREAM_PROVIDES_SAMPLES, size: 0, alignment: 0 });
  GetInputStreamInfo = () => ({ maxLatency: 0n, flags: 0, size: 0, maxLookahead: 0, alignment: 0 });
  // One type, in and out.
  GetInputAvailableType = (_id, index) => this.#only(index);
  GetOutputAvailableType = (_id, index) => this.#only(index);
  SetInputType = (_id, type) => void (this.#types.input = mf.keep(type));
  SetOutputType = (_id, type) => void (this.#types.output = mf.keep(type));
  GetInputCurrentType = () => this.#type('input');
  GetOutputCurrentType = () => this.#type('output');
  ProcessMessage = () => {};

  #only(index) {
    if (index > 0) throw new HResultError(MF_E_NO_MORE_TYPES, 'Halver');
    return pcmType(mf);
  }

  #type(which) {
    if (!this.#types[which]) throw new HResultError(MF_E_TRANSFORM_TYPE_NOT_SET, 'Halver');
    return this.#types[which];
  }

  ProcessInput(_id, sample) {
    if (this.#pending) throw new HResultError(MF_E_NOTACCEPTING, 'ProcessInput');
    const bytes = bytesOf(mf, sample);
    const samples = new Int16Array(bytes.buffer);
    samples.forEach((value, index) => (samples[index] = value >> 1));
    this.#pending = sampleOf(mf, bytes, sample.GetSampleTime(), sample.GetSampleDuration());
  }

  ProcessOutput(_flags, _count, [buffer]) {
    if (!this.#pending) throw new HResultError(MF_E_TRANSFORM_NEED_MORE_INPUT, 'ProcessOutput');
    // The reference goes to the caller, by its pointer in the structure.
    const sample = mf.toPointer(this.#pending, 'IMFSample');
    this.#pending[Symbol.dispose]();
    this.#pending = null;
    return { outputSamples: [{ ...buffer, sample }], status: 0 };
  }
}

// Native code finds the interface by the methods: of an object that it asks for interfaces, all are needed.
const notThere = `GetStreamIDs GetAttributes GetInputStreamAttributes GetOutputStreamAttributes DeleteInputStream AddInputStreams
  GetInputStatus GetOutputStatus SetOutputBounds ProcessEvent`;
for (const name of notThere.split(/\s+/)) {
  Halver.prototype[name] = () => {
    throw new HResultError(E_NOTIMPL, name);
  };
}

// A topology of three nodes: the transform is between source and sink.
const file = tone({ seconds: 0.5 });
const { node: from, source } = sourceOf(mf, file);
const { node: to, sink, heard } = sinkOf(mf);
const halver = new Halver();
const through = mf.MFCreateTopologyNode(transformNode);
through.SetObject(halver);
assert.equal(through.GetObject(), halver);
from.ConnectOutput(0, through, 0);
through.ConnectOutput(0, to, 0);
const topology = mf.MFCreateTopology();
for (const node of [from, through, to]) topology.AddNode(node);

const session = mf.MFCreateMediaSession(null);
await session.SetTopology(0, topology);
await session.Start(GUID_NULL, null);
let isEnded = false;
for await (const event of eventsOf(session)) {
  const type = event.GetType();
  assert.equal(event.GetStatus(), 0, `event ${type}`);
  event[Symbol.dispose]();
  if (type === MESessionEnded) {
    isEnded = true;
    await session.Close();
  }
  if (type === MESessionClosed) break;
}
assert.ok(isEnded);
const halved = new Int16Array(file.buffer.slice(file.byteOffset + dataAt, file.byteOffset + file.length)).map(
  (one) => one >> 1,
);
assert.ok(Buffer.concat(heard).equals(Buffer.from(halved.buffer)), 'what was heard is half as loud');
console.log('heard', Buffer.concat(heard).length, 'bytes, half as loud, in', heard.length, 'samples');
source.Shutdown();
await session.Shutdown();
sink.ShutdownObject();
console.log('Done.');
process.exit(0);
