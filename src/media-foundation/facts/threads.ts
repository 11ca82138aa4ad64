/**
 * What is called on another thread, and gives a promise.
 *
 * These methods take locks of Media Foundation's, or wait for its threads, while one of those threads may be waiting for
 * a method that JavaScript implements: a byte stream, a media source. Called on JavaScript's own thread, both would
 * wait for ever. Methods of `Begin…` and `End…` never wait.
 */
const waitingMethods: Readonly<Record<string, RegExp>> = {
  // Opens, reads and parses whatever stands behind the URL or the stream.
  IMFSourceResolver: /^CreateObjectFrom/,
  // Its lock is held while a work queue reads the IStream below it, which may be JavaScript's.
  IMFByteStreamOnStream: /^(?!Begin|End)/,
  // The reader's lock is held while its thread asks the source, which may be JavaScript's.
  IMFSourceReader: /./,
  // The source's lock is held while its thread reads the byte stream, which may be JavaScript's.
  IMFMediaSource: /^(GetCharacteristics|CreatePresentationDescriptor|Start|Stop|Pause|Shutdown)$/,
  IMFMediaStream: /^(GetMediaSource|GetStreamDescriptor|RequestSample)$/,
};

/** Interfaces whose last Release shuts something down that may wait in the same way. */
const waitingReleases = /^(IMFByteStreamOnStream|IMFSourceReader|IMFMediaSource|IMFMediaStream|IMFSourceResolver)$/;

/** Whether a method of a native object is called on another thread. */
export const waitsForJavaScript = (interfaceName: string, method: string): boolean =>
  waitingMethods[interfaceName]?.test(method) ?? false;

/** Whether an interface's Release is. */
export const releaseWaits = (interfaceName: string): boolean => waitingReleases.test(interfaceName);
