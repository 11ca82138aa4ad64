import { fromBeginEnd } from '../adapters/fromBeginEnd.js';
import { isUint8Array } from '../byte-stream/byteArguments.js';
import { checkMethods, describe } from '../contract/arguments.js';
import { E_UNEXPECTED } from '../contract/hresult.js';
import { HResultError } from '../contract/HResultError.js';
import type { IMFByteStream } from '../contract/IMFByteStream.js';
import { checkCount } from './checkCount.js';
import { closingOf } from './closingOf.js';

/** The options of {@link writableStreamOf}. */
export interface WritableStreamOptions {
  /** Leaves the byte stream open at the end. Default: `false`. */
  preventClose?: boolean | undefined;
}

/**
 * A byte stream, from its position on, as a `WritableStream`. Each chunk is written completely, in as many writes as it
 * takes, before the next one. While one chunk is being written, the stream asks for one more, not for two.
 *
 * The Web stream owns the byte stream: when it is closed or aborted, and on an error, it calls `Close()`, which cancels
 * the pending write. With `preventClose` the byte stream stays open.
 *
 * @param stream where to write
 * @param options see {@link WritableStreamOptions}
 * @returns a stream that errors with what BeginWrite, EndWrite or Close throw, with an `HResultError` (`E_UNEXPECTED`)
 *   where a write wrote 0 bytes, as one to a full memory stream does, and with a `TypeError` for a chunk that is no
 *   `Uint8Array`
 * @throws TypeError where an argument is of the wrong kind
 *
 * @example
 * await response.body.pipeTo(writableStreamOf(stream));
 *
 * @see https://learn.microsoft.com/windows/win32/api/mfobjects/nf-mfobjects-imfbytestream-beginwrite
 */
export function writableStreamOf(
  stream: IMFByteStream,
  { preventClose = false }: WritableStreamOptions = {},
): WritableStream<Uint8Array> {
  checkMethods(stream, ['BeginWrite', 'EndWrite', 'Close'], 'writableStreamOf', 'an IMFByteStream');
  const write = fromBeginEnd(stream, 'Write');

  const { close, closeQuietly } = closingOf(stream, preventClose);

  async function writeAll(chunk: Uint8Array, signal: AbortSignal): Promise<void> {
    if (!isUint8Array(chunk)) throw new TypeError(`writableStreamOf: expected a Uint8Array, got ${describe(chunk)}`);
    for (let rest = chunk; rest.length > 0;) {
      const count = checkCount(await write(rest, rest.length, { signal }), rest.length, 'EndWrite');
      if (count === 0) {
        const fault = `nothing was written, bytes left to write: ${rest.length}`;
        throw new HResultError(E_UNEXPECTED, 'EndWrite', { fault });
      }
      rest = rest.subarray(count);
    }
  }

  const sink: UnderlyingSink<Uint8Array> = {
    start(controller) {
      // `abort` below is called only after the pending write: this listener cancels that write.
      controller.signal.addEventListener('abort', closeQuietly);
    },
    async write(chunk, controller) {
      try {
        await writeAll(chunk, controller.signal);
      } catch (error) {
        closeQuietly();
        throw error;
      }
    },
    close,
    abort: close,
  };
  // The next chunk is read while one is being written: a copy is one and a half times as fast (checks/bench/copy.mjs).
  return new WritableStream(sink, { highWaterMark: 2 });
}
