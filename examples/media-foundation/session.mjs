// @ts-nocheck: plain JavaScript, as short as it can be.
// The media session plays a WAV file of JavaScript's to a sink that hands every sample to JavaScript. The program follows the
// session's events until the presentation has ended, then closes the session and shuts all down.
import assert from 'node:assert/strict';
import { eventsOf } from 'begin-end';
import { GUID_NULL, MF_VERSION, openMediaFoundation } from 'begin-end/media-foundation';
import { sinkOf, sourceOf } from './shared/topology.mjs';
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
const MF_EVENT_TOPOLOGY_STATUS = '30c5018d-9a53-454b-ad9e-6d5f8fa7c43b';
const MF_TOPOSTATUS_READY = 100;

const mf = openMediaFoundation();
mf.MFStartup(MF_VERSION);
const file = tone({ seconds: 0.5 });

// A topology of two nodes.
const { node: from, source } = sourceOf(mf, file);
const { node: to, sink, heard } = sinkOf(mf);
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

source.Shutdown();
await session.Shutdown();
sink.ShutdownObject();
console.log('Done.');
process.exit(0);
