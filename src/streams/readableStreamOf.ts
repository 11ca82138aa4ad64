import { fromBeginEnd } from '../adapters/fromBeginEnd.js';
import { checkMethods, checkSignal, describe } from '../contract/arguments.js';
import type { IMFByteStream } from '../contract/IMFByteStream.js';
import { checkCount } from './checkCount.js';
import { closingOf } from './closingOf.js';

/** The options of {@link readableStreamOf}. */
export interface ReadableStreamOptions {
  /** The most bytes that one read asks for, and so the largest chunk. Default: 65536. */
  chunkSize?: number | undefined;
  /** An abort errors the Web stream with the reason of the signal. */
  signal?: AbortSignal | undefined;
  /** Leaves the byte stream open at the end. Default: `false`. */
  preventClose?: boolean | undefined;
}

const defaultChunkSize = 64 * 1024;

/**
 * The bytes of a byte stream, from its position on, as a `ReadableStream`. It is a readable byte stream: a BYOB reader
 * has its own buffers filled.
 *
 * The Web stream reads when it is asked, one read at a time, and nothing ahead. It owns the byte stream: at the end, on
 * an error, when it is cancelled and when its signal is aborted it calls `Close()`, which cancels the pending read.
 * With `preventClose` that read goes on, and its bytes are lost.
 *
 * For a few reads at known places, `fromBeginEnd(stream).read` is simpler.
 *
 * @param stream what to read
 * @param options see {@link ReadableStreamOptions}
 * @returns a stream that errors with what BeginRead, EndRead or Close throw, with an `HResultError` (`E_UNEXPECTED`)
 *   where the stream reports more bytes than it was asked for, and with the reason of an aborted signal
 * @throws TypeError where an argument or option is of the wrong kind
 *
 * @example
 * const text = await new Response(readableStreamOf(stream)).text();
 *
 * @see https://learn.microsoft.com/windows/win32/api/mfobjects/nf-mfobjects-imfbytestream-beginread
 */
export function readableStreamOf(
  stream: IMFByteStream,
  { chunkSize = defaultChunkSize, signal, preventClose = false }: ReadableStreamOptions = {},
): ReadableStream<Uint8Array<ArrayBuffer>> {
  checkMethods(stream, ['BeginRead', 'EndRead', 'Close'], 'readableStreamOf', 'an IMFByteStream');
  checkSignal(signal, 'readableStreamOf');
  if (!Number.isInteger(chunkSize) || chunkSize <= 0) {
    throw new TypeError(`readableStreamOf: options.chunkSize must be a positive integer, got ${describe(chunkSize)}`);
  }
  const read = fromBeginEnd(stream, 'Read');
  const { close, closeQuietly } = closingOf(stream, preventClose);
  let stopListening: (() => void) | undefined;
  const end = (release: () => void): void => {
    stopListening?.();
    release();
  };

  return new ReadableStream({
    type: 'bytes',
    start(controller) {
      if (!signal) return;
      const abort = () => {
        controller.error(signal.reason);
        closeQuietly();
      };
      stopListening = () => signal.removeEventListener('abort', abort);
      if (signal.aborted) abort();
      else signal.addEventListener('abort', abort);
    },
    async pull(controller) {
      const request = controller.byobRequest;
      const view = request?.view;
      const bytes = view
        ? new Uint8Array(view.buffer, view.byteOffset, Math.min(view.byteLength, chunkSize))
        : new Uint8Array(chunkSize);
      let count: number;
      try {
        count = checkCount(await read(bytes, bytes.length), bytes.length, 'EndRead');
        if (count === 0) end(close);
      } catch (error) {
        end(closeQuietly);
        throw error;
      }
      if (count === 0) controller.close();
      // A BYOB request must be answered even at the end of the stream: the reader gets its buffer back.
      if (request) request.respond(count);
      else if (count > 0) controller.enqueue(bytes.subarray(0, count));
    },
    cancel: () => end(close),
  });
}
