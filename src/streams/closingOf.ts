import type { CancellablePromise } from '../adapters/types.js';
import { whenEnded } from '../adapters/whenEnded.js';
import { ByteStream } from '../byte-stream/ByteStream.js';
import { Closing } from '../contract/disposal.js';
import type { IMFByteStream } from '../contract/IMFByteStream.js';
import { isNativePromise } from '../contract/nativePromise.js';

/**
 * Two ways to close the byte stream that a Web stream owns. Both call `Close()` at once, unless it was called before. They
 * settle when the byte stream is closed indeed, and the operation `pending` is over: until then that uses its buffer, and
 * moves the position.
 */
export interface OwnedClose {
  /** For a caller that is told: rejects with what Close throws. */
  close(pending?: CancellablePromise<unknown>): Promise<void>;
  /** For one that is told of another error, or does not wait: what Close throws is a warning. */
  closeQuietly(pending?: CancellablePromise<unknown>): Promise<void>;
}

/** How a Web stream closes the byte stream that it owns: once, however often it is called; or never, with `preventClose`. */
export function closingOf(stream: IMFByteStream, preventClose: boolean): OwnedClose {
  const closing = new Closing('Close');
  let isBegun = preventClose;

  function begin(): Closing {
    if (isBegun) return closing;
    // First: Close may cancel the Web stream, which comes here again.
    isBegun = true;
    closing.run(() => close(stream));
    return closing;
  }

  return {
    close: (pending) => both(begin().wait(), pending),
    closeQuietly: (pending) => both(begin().over(), pending),
  };
}

async function both(closed: Promise<void>, pending: CancellablePromise<unknown> | undefined): Promise<void> {
  try {
    await closed;
  } finally {
    if (pending !== undefined) await whenEnded(pending);
  }
}

async function close(stream: IMFByteStream): Promise<void> {
  const returned: unknown = stream.Close();
  await ByteStream.whenClosed(stream);
  // Where Close is an `async` method.
  if (isNativePromise(returned)) await returned;
}
