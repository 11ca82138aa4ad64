/**
 * The methods that are called on another thread while JavaScript's waits for them, and runs its methods for all that wait for it.
 *
 * They may take a lock that a thread has which waits for JavaScript, and must return at once what they give. The resolver asks
 * for the handler of a URL, which may be JavaScript's, under the lock that all resolvers share, and Wine's does so in Begin. A
 * presentation clock asks its time source, and tells its sinks, under its own lock, whichever of its interfaces it is called by.
 */
const methods: Readonly<Record<string, RegExp>> = {
  IMFSourceResolver: /^(Begin|End|Cancel)/,
  IMFClock: /./,
  IMFPresentationClock: /./,
  IMFRateControl: /./,
  IMFShutdown: /./,
  IMFTimer: /./,
};

/** A sample asks its buffers under the lock of its attributes. Most programs have no buffer of JavaScript, and must not pay for it. */
const withBuffers: Readonly<Record<string, RegExp>> = { IMFSample: /./ };

/** Functions of the same sort: those that take that lock, and one that may wait for the threads of a work queue. */
const functions = /^(MFRegisterLocalSchemeHandler|MFRegisterLocalByteStreamHandler|MFUnlockWorkQueue)$/;

/**
 * @param interfaceName `''` for a function
 * @param servesBuffers whether an object of JavaScript is a buffer
 */
export function servesMeanwhile(interfaceName: string, method: string, servesBuffers: boolean): boolean {
  if (interfaceName === '') return functions.test(method);
  const names = methods[interfaceName] ?? (servesBuffers ? withBuffers[interfaceName] : undefined);
  return names?.test(method) ?? false;
}
