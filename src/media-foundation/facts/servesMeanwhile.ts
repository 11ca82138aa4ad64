/**
 * The methods that are called on another thread while JavaScript's waits for them, and runs its methods for all that wait for it.
 *
 * They may take a lock that a thread has which waits for JavaScript, and must return at once what they give. The resolver asks
 * for the handler of a URL, which may be JavaScript's, under the lock that all resolvers share, and Wine's does so in Begin.
 */
const methods: Readonly<Record<string, RegExp>> = {
  IMFSourceResolver: /^(Begin|End|Cancel)/,
};

/** Functions of the same sort: those that take that lock, and one that may wait for the threads of a work queue. */
const functions = /^(MFRegisterLocalSchemeHandler|MFRegisterLocalByteStreamHandler|MFUnlockWorkQueue)$/;

/** @param interfaceName `''` for a function */
export const servesMeanwhile = (interfaceName: string, method: string): boolean =>
  interfaceName === '' ? functions.test(method) : (methods[interfaceName]?.test(method) ?? false);
