// @ts-nocheck: plain JavaScript, as short as it can be.
// The media session plays a WAV file of JavaScript's to a sink that hands every sample to JavaScript. The program follows the
// session's events until the presentation has ended, then closes the session and shuts all down.
import assert from 'node:assert/strict';
import { byteStreamFrom, eventsOf, fromBeginEnd } from 'begin-end';
import { GUID_NULL, MF_VERSION, openMediaFoundation } from 'begin-end/media-foundation';
import { pcmType } from './shared/samples.mjs';
import { dataAt, tone } from './shared/wav.mjs';

const names = {
  1: 'MEError',
  101: 'MESessionTopologySet',
  103: 'MESessionStarted',
  105: 'MESessionStopped',
  106: 'MESessionClosed',
  107: 'MESessionEnded',
  110: 'MESessionCapabilitiesChanged',
  111: 'MESessionTopologyStatus',
  112: 'MESessionNotifyPresentationTime',
  211: 'MEEndOfPresentation',
};
const MF_RESOLUTION_MEDIASOURCE = 1;
const outputNode = 0; // MF_TOPOLOGY_OUTPUT_NODE
const sourceNode = 1; // MF_TOPOLOGY_SOURCESTREAM_NODE
const MF_TOPONODE_SOURCE = '835c58ec-e075-4bc7-bcba-4de000df9ae6';
const MF_TOPONODE_PRESENTATION_DESCRIPTOR = '835c58ed-e075-4bc7-bcba-4de000df9ae6';
const MF_TOPONODE_STREAM_DESCRIPTOR = '835c58ee-e075-4bc7-bcba-4de000df9ae6';
const MF_SAMPLEGRABBERSINK_IGNORE_CLOCK = '0efda2c0-2b69-4e2e-ab8d-46dcbff7d25d';
const MF_EVENT_TOPOLOGY_STATUS = '30c5018d-9a53-454b-ad9e-6d5f8fa7c43b';
const MF_TOPOSTATUS_READY = 100;

const mf = openMediaFoundation();
mf.MFStartup(MF_VERSION);
const file = tone({ seconds: 0.5 });

// The sink: it runs without a clock, as fast as samples come.
const heard = [];
const grabber = {
  OnClockStart: () => {},
  OnClockStop: () => {},
  OnClockPause: () => {},
  OnClockRestart: () => {},
  OnClockSetRate: () => {},
  OnSetPresentationClock: () => {},
  OnProcessSample: (_type, _flags, _time, _duration, bytes) => void heard.push(bytes),
  OnShutdown: () => {},
};
const sink = mf.MFCreateSampleGrabberSinkActivate(pcmType(mf), grabber);
sink.SetUINT32(MF_SAMPLEGRABBERSINK_IGNORE_CLOCK, 1);

// The source, and a topology of two nodes.
const resolver = mf.MFCreateSourceResolver();
const { createObjectFromByteStream } = fromBeginEnd(resolver);
const { object } = await createObjectFromByteStream(byteStreamFrom(file), 'tone.wav', MF_RESOLUTION_MEDIASOURCE, null);
const source = object.QueryInterface('IMFMediaSource');
const presentation = await source.CreatePresentationDescriptor();
const { descriptor } = presentation.GetStreamDescriptorByIndex(0);

const from = mf.MFCreateTopologyNode(sourceNode);
from.SetUnknown(MF_TOPONODE_SOURCE, source);
from.SetUnknown(MF_TOPONODE_PRESENTATION_DESCRIPTOR, presentation);
from.SetUnknown(MF_TOPONODE_STREAM_DESCRIPTOR, descriptor);
const to = mf.MFCreateTopologyNode(outputNode);
to.SetObject(sink);
from.ConnectOutput(0, to, 0);
const topology = mf.MFCreateTopology();
topology.AddNode(from);
topology.AddNode(to);

// Playback: each event says what may be done next.
const session = mf.MFCreateMediaSession(null);
await session.SetTopology(0, topology);
const seen = [];
for await (const event of eventsOf(session)) {
  const type = names[event.GetType()] ?? event.GetType();
  const status = event.GetStatus();
  assert.equal(status, 0, `${type}: ${status.toString(16)}`);
  const isReady =
    type === 'MESessionTopologyStatus' && event.GetUINT32(MF_EVENT_TOPOLOGY_STATUS) === MF_TOPOSTATUS_READY;
  event[Symbol.dispose]();
  seen.push(type);
  console.log(type);
  if (isReady) await session.Start(GUID_NULL, null);
  if (type === 'MESessionEnded') await session.Close();
  if (type === 'MESessionClosed') break;
}
assert.ok(Buffer.concat(heard).equals(file.subarray(dataAt)), 'what was heard are the samples of the file');
console.log('heard', Buffer.concat(heard).length, 'bytes in', heard.length, 'samples');
for (const type of ['MESessionTopologySet', 'MESessionStarted', 'MESessionEnded', 'MESessionClosed']) {
  assert.ok(seen.includes(type), type);
}

await source.Shutdown();
await session.Shutdown();
sink.ShutdownObject();
console.log('Done.');
process.exit(0);
