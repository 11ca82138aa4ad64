/**
 * Which calls JavaScript's thread must not make itself: another thread makes them, while JavaScript's waits for it, and runs its
 * methods for all threads that wait for them.
 *
 * Native code may call an object of JavaScript under a lock of its own, and no table says which locks a method wants. So once
 * native code has an object of JavaScript whose methods it calls, any method and function of Media Foundation may wait for a
 * thread that waits for JavaScript: all are called in this way, but those below. Before that none needs it.
 */

/** What holds values, and its like: it calls nothing else, as long as no object of JavaScript is one of them. */
const data = [
  'IMFMediaBuffer',
  'IMFMediaEvent',
  'IMFMediaEventQueue',
  'IMFMediaType',
  'IMFPresentationDescriptor',
  'IMFSample',
  'IMFStreamDescriptor',
];
const streams = ['IMFByteStream', 'IStream'];

/** The interfaces whose methods call nothing but objects of these. A file of Wine is the only one of its interface. */
const leaves: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(data.map((name) => [name, data])),
  IMFByteStream: streams,
  IMFByteStreamOfWine: [],
};

/** They let go of what may be any object, and whose last Release may wait. A buffer and a file have none. */
const letsGo = /^(Release|Shutdown|Set(Item|Unknown)|Delete(All)?Items?|CopyAllItems)$/;
const hasNone = /^IMF(MediaBuffer|ByteStream.*)$/;

/** They make a new object, or put an item into a queue. */
const makes =
  /^MFCreate(Attributes|EventQueue|File|Media(Event|Type)|MemoryBuffer|Sample|(Stream|Presentation)Descriptor)$/;
const queues = /^MF(Allocate\w*WorkQueue(Ex)?|PutWorkItem(2|Ex|Ex2)?|ScheduleWorkItemEx|InvokeCallback)$/;

/**
 * @param interfaceName `''` for a function
 * @param method `'Release'` for the last one, as well
 * @param given the interfaces of the objects of JavaScript that native code has been given, with those that they extend
 */
export function servesMeanwhile(interfaceName: string, method: string, given: ReadonlySet<string>): boolean {
  if (given.size === 0) return false;
  // A function of another DLL is the program's own declaration, which says whether it waits.
  if (interfaceName === '') return method.startsWith('MF') && !makes.test(method) && !queues.test(method);
  const calls = leaves[interfaceName];
  if (calls === undefined || (letsGo.test(method) && !hasNone.test(interfaceName))) return true;
  return calls.some((name) => given.has(name));
}

/** Whether a method takes or leaves a lock that is its thread's: it runs where the calls run that JavaScript's thread waits for. */
export const isLock = (method: string): boolean => /^(Lock|Unlock)(Store|Device)$/.test(method);
