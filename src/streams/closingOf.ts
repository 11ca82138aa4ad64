import { ByteStream } from '../byte-stream/ByteStream.js';
import type { IMFByteStream } from '../contract/IMFByteStream.js';
import { isNativePromise } from '../contract/nativePromise.js';

/**
 * How a Web stream closes the byte stream that it owns: once, however often it is called; or never, with `preventClose`.
 *
 * @returns a function that calls Close at once, and whose promise settles when the byte stream is closed indeed. It
 *   rejects with what Close throws
 */
export function closingOf(stream: IMFByteStream, preventClose: boolean): () => Promise<void> {
  let closing: Promise<void> | undefined;
  return () => (closing ??= preventClose ? Promise.resolve() : close(stream));
}

async function close(stream: IMFByteStream): Promise<void> {
  const returned: unknown = stream.Close();
  await ByteStream.whenClosed(stream);
  // Where Close is an `async` method.
  if (isNativePromise(returned)) await returned;
}

/** Waits for an end after an error: the Web stream reports that error, and not another. */
export const quietly = (ending: Promise<void>): Promise<void> => ending.catch(() => {});
