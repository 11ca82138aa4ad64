import type { IMFByteStream } from '../contract/IMFByteStream.js';

/** How a Web stream closes the byte stream that it owns. */
export interface Closing {
  /** Calls Close, the first time. Throws what Close throws. */
  readonly close: () => void;
  /** The same after an error: the Web stream reports that error, and not one of Close. */
  readonly closeQuietly: () => void;
}

/** Calls Close once; or never, with `preventClose`. */
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
