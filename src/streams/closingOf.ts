import type { IMFByteStream } from '../contract/IMFByteStream.js';

/** How a Web stream lets go of the byte stream that it owns. */
export interface Closing {
  /** Closes it, the first time. Throws what Close throws. */
  readonly close: () => void;
  /** The same where there is an error already: that one counts, and not that of closing. */
  readonly closeQuietly: () => void;
}

/** Close, once; or nothing at all, where it is to stay open. */
export function closingOf(stream: IMFByteStream, preventClose: boolean): Closing {
  let isOurs = !preventClose;
  const close = (): void => {
    if (!isOurs) return;
    isOurs = false;
    stream.Close();
  };
  const closeQuietly = (): void => {
    try {
      close();
    } catch {}
  };
  return { close, closeQuietly };
}
