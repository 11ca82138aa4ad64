import type { CancellablePromise } from '../adapters/types.js';
import { whenEnded } from '../adapters/whenEnded.js';
import { ByteStream } from '../byte-stream/ByteStream.js';
import type { IMFByteStream } from '../contract/IMFByteStream.js';
import { isNativePromise, settled } from '../contract/nativePromise.js';

/**
 * How a Web stream closes the byte stream that it owns: once, however often it is called; or never, with `preventClose`.
 *
 * @returns a function that calls Close at once, and whose promise settles when the byte stream is closed indeed and the
 *   operation that was pending is over: until then that uses its buffer, and moves the position. It rejects with what
 *   Close throws
 */
export function closingOf(
  stream: IMFByteStream,
  preventClose: boolean,
): (pending: CancellablePromise<unknown> | undefined) => Promise<void> {
  let closing: Promise<void> | undefined;
  return async (pending) => {
    closing ??= preventClose ? settled : close(stream);
    try {
      await closing;
    } finally {
      if (pending !== undefined) await whenEnded(pending);
    }
  };
}

async function close(stream: IMFByteStream): Promise<void> {
  const returned: unknown = stream.Close();
  await ByteStream.whenClosed(stream);
  // Where Close is an `async` method.
  if (isNativePromise(returned)) await returned;
}

/** Waits for an end after an error: the Web stream reports that error, and not another. */
export const quietly = (ending: Promise<void>): Promise<void> => ending.catch(() => {});
