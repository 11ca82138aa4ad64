import { isAborted, join, leave, reasonOf, type AbortLink, type AbortListener } from '../adapters/abortSignals.js';
import { fromBeginEnd } from '../adapters/fromBeginEnd.js';
import type { CancellablePromise } from '../adapters/types.js';
import { checkCount } from '../byte-stream/byteArguments.js';
import { checkMethods, checkOptions, checkSignal, describe } from '../contract/arguments.js';
import { asyncDispose } from '../contract/disposal.js';
import type { IMFByteStream } from '../contract/IMFByteStream.js';
import { closingOf } from './closingOf.js';
import { disposed } from './disposed.js';

/** The options of {@link readableStreamOf}. */
export interface ReadableStreamOptions {
  /** The most bytes that one read asks for, and so the largest chunk. Default: 65536. */
  chunkSize?: number | undefined;
  /** An abort errors the Web stream with the reason of the signal. */
  signal?: AbortSignal | undefined;
  /** Leaves the byte stream open at the end. Default: `false`. */
  preventClose?: boolean | undefined;
}

const defaultChunkSize = 65_536;

/** Tells a stream of the abort of its signal. */
class StreamAbort implements AbortListener {
  next: AbortLink = this;
  previous: AbortLink = this;
  readonly aborted: () => void;

  constructor(aborted: () => void) {
    this.aborted = aborted;
  }
}

/** WebKit has no readable byte streams: its streams throw for this type. */
function hasByteStreams(): boolean {
  try {
    Reflect.construct(ReadableStream, [{ type: 'bytes' }]);
    return true;
  } catch {
    return false;
  }
}

/**
 * The bytes of a byte stream, from its position on, as a `ReadableStream`. It is a readable byte stream, where the host
 * has those: a BYOB reader has its own buffers filled.
 *
 * The Web stream reads when it is asked, one read at a time, and nothing ahead. It owns the byte stream: at the end, on
 * an error, when it is cancelled or disposed and when its signal is aborted it calls `Close()`, which cancels the pending
 * read. With `preventClose` that read goes on, and its bytes are lost. The end comes, and the promises of `cancel()` and
 * `Symbol.asyncDispose` are settled, once the byte stream is closed and the read is over; only an abort of the signal does
 * not wait for them.
 *
 * For a few reads at known places, `fromBeginEnd(stream).read` is simpler.
 *
 * @param stream what to read
 * @param options see {@link ReadableStreamOptions}
 * @returns a stream that errors with what BeginRead, EndRead or Close throw, with an `HResultError` (`E_UNEXPECTED`)
 *   where the stream reports more bytes than it was asked for, with a `RangeError` where there is no memory for `chunkSize`
 *   bytes, and with the reason of an aborted signal
 * @throws TypeError where an argument or option is of the wrong kind
 *
 * @example
 * const text = await new Response(readableStreamOf(stream)).text();
 *
 * @see https://learn.microsoft.com/windows/win32/api/mfobjects/nf-mfobjects-imfbytestream-beginread
 */
export function readableStreamOf(
  stream: IMFByteStream,
  options: ReadableStreamOptions = {},
): ReadableStream<Uint8Array<ArrayBuffer>> & AsyncDisposable {
  checkMethods(stream, ['BeginRead', 'EndRead', 'Close'], 'readableStreamOf', 'an IMFByteStream');
  checkOptions(options, 'readableStreamOf', { chunkSize: 'any', signal: 'any', preventClose: 'boolean' });
  const { chunkSize = defaultChunkSize, signal, preventClose = false } = options;
  checkSignal(signal, 'readableStreamOf');
  if (!Number.isInteger(chunkSize) || chunkSize <= 0) {
    throw new TypeError(`readableStreamOf: options.chunkSize must be a positive integer, got ${describe(chunkSize)}`);
  }
  const read = fromBeginEnd(stream, 'Read');
  const owned = closingOf(stream, preventClose);
  let reading: CancellablePromise<number> | undefined;
  let fail: (error: unknown) => void;
  const abort = new StreamAbort(() => {
    fail(reasonOf(signal as AbortSignal));
    void owned.closeQuietly();
  });

  function end(): Promise<void> {
    leave(abort);
    return owned.close(reading);
  }

  const source = {
    start(controller: ReadableStreamController<Uint8Array<ArrayBuffer>>) {
      fail = (error) => controller.error(error);
      if (signal && isAborted(signal)) abort.aborted();
      else if (signal) join(signal, abort);
    },
    async pull(controller: ReadableStreamController<Uint8Array<ArrayBuffer>>) {
      // Of a signal that cannot be listened to.
      if (signal && isAborted(signal)) return abort.aborted();
      try {
        const request = (controller as ReadableByteStreamController).byobRequest;
        const view = request?.view;
        const bytes = view
          ? new Uint8Array(view.buffer, view.byteOffset, Math.min(view.byteLength, chunkSize))
          : new Uint8Array(chunkSize);
        reading = read(bytes, bytes.length);
        const count = checkCount(await reading, bytes.length, 'EndRead');
        if (count === 0) {
          await end();
          controller.close();
        }
        // A BYOB request must be answered even at the end of the stream: the reader gets its buffer back.
        if (request) request.respond(count);
        else if (count > 0) controller.enqueue(sliceOf(bytes, count));
      } catch (error) {
        leave(abort);
        await owned.closeQuietly();
        throw error;
      }
    },
    cancel: end,
  };
  // Not read ahead; a default stream would ask for one chunk.
  const strategy = { highWaterMark: 0 };
  const readable = hasByteStreams()
    ? new ReadableStream({ ...source, type: 'bytes' }, strategy)
    : new ReadableStream(source, strategy);
  return Object.assign(readable, {
    [asyncDispose]() {
      fail(disposed('readableStreamOf'));
      return end();
    },
  });
}

/** The first bytes: a copy where they are few, so that a small chunk does not hold a large buffer. */
const sliceOf = (bytes: Uint8Array<ArrayBuffer>, count: number): Uint8Array<ArrayBuffer> =>
  count < bytes.length / 2 ? bytes.slice(0, count) : bytes.subarray(0, count);
