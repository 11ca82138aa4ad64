// @ts-nocheck: plain JavaScript, as short as it can be.
// The two ends of a topology: a WAV file in memory as its source, which is of JavaScript, and a sink that hands all samples to
// JavaScript. With its own WAV source, which tells its end once for each sample that is still asked for, the session of Wine 8.0 does
// not always end, or close; a program of C hangs as well.
import { pcmType } from './samples.mjs';
import { WavSource } from './wavSource.mjs';

const outputNode = 0; // MF_TOPOLOGY_OUTPUT_NODE
const sourceNode = 1; // MF_TOPOLOGY_SOURCESTREAM_NODE
const MF_TOPONODE_SOURCE = '835c58ec-e075-4bc7-bcba-4de000df9ae6';
const MF_TOPONODE_PRESENTATION_DESCRIPTOR = '835c58ed-e075-4bc7-bcba-4de000df9ae6';
const MF_TOPONODE_STREAM_DESCRIPTOR = '835c58ee-e075-4bc7-bcba-4de000df9ae6';
const MF_SAMPLEGRABBERSINK_IGNORE_CLOCK = '0efda2c0-2b69-4e2e-ab8d-46dcbff7d25d';

/** A node for the stream of a WAV file, and the source that it is of. */
export function sourceOf(mf, file) {
  const source = new WavSource(mf, file);
  const presentation = source.CreatePresentationDescriptor();
  const { descriptor } = presentation.GetStreamDescriptorByIndex(0);
  const node = mf.MFCreateTopologyNode(sourceNode);
  node.SetUnknown(MF_TOPONODE_SOURCE, source);
  node.SetUnknown(MF_TOPONODE_PRESENTATION_DESCRIPTOR, presentation);
  node.SetUnknown(MF_TOPONODE_STREAM_DESCRIPTOR, descriptor);
  return { node, source };
}

/** A node for a sink, and what it has heard: it runs without a clock, as fast as samples come. */
export function sinkOf(mf) {
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
  const node = mf.MFCreateTopologyNode(outputNode);
  node.SetObject(sink);
  return { node, sink, heard };
}
