/**
 * The methods that are called on another thread, and give a promise.
 *
 * They take a lock of Media Foundation, or wait for one of its threads, while that thread may be waiting for a byte stream or a
 * media source of JavaScript. On JavaScript's own thread the two would wait for each other for ever. `Begin…` and `End…` are
 * never called on another thread.
 */
const waitingMethods: Readonly<Record<string, RegExp>> = {
  // It opens, reads and parses the URL or the stream, which JavaScript may serve.
  IMFSourceResolver: /^CreateObjectFrom/,
  // The stream's lock is held while a work-queue thread reads its IStream, which may be JavaScript's.
  IMFByteStreamOnStream: /^(?!Begin|End)/,
  // The reader's lock is held while its thread asks the source, which may be JavaScript's.
  IMFSourceReader: /./,
  // The source's lock is held while its thread reads the byte stream, which may be JavaScript's.
  IMFMediaSource: /^(GetCharacteristics|CreatePresentationDescriptor|Start|Stop|Pause|Shutdown)$/,
  IMFMediaStream: /^(GetMediaSource|GetStreamDescriptor|RequestSample)$/,
  // The session's lock is held while its thread asks sources, transforms and sinks, which may be JavaScript's.
  IMFMediaSession: /^(?!Begin|End|GetEvent|QueueEvent)/,
  // It asks its sink, which may be JavaScript's, and waits for the sink's events.
  IMFSinkWriter: /./,
};

/** The interfaces whose last Release shuts an object down, which may wait in the same way. */
const waitingReleases =
  /^(IMFByteStreamOnStream|IMFSourceReader|IMFMediaSource|IMFMediaStream|IMFSourceResolver|IMFMediaSession|IMFSinkWriter)$/;

export const waitsForJavaScript = (interfaceName: string, method: string): boolean =>
  waitingMethods[interfaceName]?.test(method) ?? false;

export const releaseWaits = (interfaceName: string): boolean => waitingReleases.test(interfaceName);
