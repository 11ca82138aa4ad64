// @ts-nocheck: the tables that it is used for have no types.
// Which methods of the tables are called on another thread: read by scripts/generate-interfaces.mjs.

/**
 * The methods that are called on another thread, and give a promise.
 *
 * They take a lock of Media Foundation, or wait for one of its threads, while that thread may be waiting for a byte stream or a
 * media source of JavaScript. On JavaScript's own thread the two would wait for each other for ever. `Begin…` and `End…` are
 * never called on another thread.
 */
const waitingMethods = {
  // It opens, reads and parses the URL or the stream, which JavaScript may serve.
  IMFSourceResolver: /^CreateObjectFrom/,
  // The reader's lock is held while its thread asks the source, which may be JavaScript's.
  IMFSourceReader: /./,
  // The source's lock is held while its thread reads the byte stream, which may be JavaScript's.
  IMFMediaSource: /^(GetCharacteristics|CreatePresentationDescriptor|Start|Stop|Pause|Shutdown)$/,
  IMFMediaStream: /^(GetMediaSource|GetStreamDescriptor|RequestSample)$/,
  // The session's lock is held while its thread asks sources, transforms and sinks, which may be JavaScript's.
  IMFMediaSession: /^(?!Begin|End|GetEvent|QueueEvent)/,
  // It asks its sink, which may be JavaScript's, and waits for the sink's events.
  IMFSinkWriter: /./,
  // The extensions of those: derived interfaces have the methods of their bases as they are.
  IMFSourceReaderEx: /./,
  IMFSinkWriterEx: /./,
  IMFSinkWriterEncoderConfig: /./,
  IMFMediaSourceEx: /^(GetSourceAttributes|GetStreamAttributes|SetD3DManager)$/,
  IMFMediaSource2: /^SetMediaType$/,
  IMFMediaStream2: /^(Set|Get)StreamState$/,
  // They are services of sessions and of sources.
  IMFRateControl: /./,
  IMFRateSupport: /./,
  // It appends topologies to the session's, and asks their sources.
  IMFSequencerSource: /./,
  // It asks the sources and the sinks of a topology.
  IMFTopoLoader: /./,
  // Their threads call sources and extensions, which may be JavaScript's, under the lock that each method takes.
  IMFMediaEngine: /./,
  IMFMediaEngineEx: /./,
  IMFPMediaPlayer: /./,
  IMFPMediaItem: /./,
  IMFCaptureEngine: /./,
  IMFCaptureSource: /./,
};

/** The interfaces whose last Release shuts an object down, which may wait in the same way. */
const waitingReleases =
  /^IMF(Source(Reader|Resolver)|Media(Source|Stream|Session|Engine)|SinkWriter|SequencerSource|PMediaPlayer|CaptureEngine)$/;

/** The functions that do so. */
const waitingFunctions = new Set([
  'MFCreateSourceReaderFromURL',
  'MFCreateSinkWriterFromURL',
  'MFCreateAggregateSource',
  'MFCreateDeviceSource',
  'MFCreateTranscodeTopology',
  'MFCreateTranscodeTopologyFromByteStream',
  'MFShutdownObject',
]);

/** @param owner the interface; `''` for a function */
export const waits = (owner, name) =>
  owner === '' ? waitingFunctions.has(name) : waitingMethods[owner]?.test(name) === true;

export const releaseWaits = (interfaceName) => waitingReleases.test(interfaceName);
