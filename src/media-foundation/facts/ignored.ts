/**
 * The interfaces of callbacks that return an HRESULT to native code that ignores it: an error in one of their methods would be
 * lost, and the program wait for what the method has not done.
 */
const ignored = new Set(['IMFSourceReaderCallback']);

export const isHresultIgnored = (interfaceName: string): boolean => ignored.has(interfaceName);
