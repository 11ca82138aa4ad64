import { fromBeginEnd } from '../adapters/fromBeginEnd.js';
import type { CancellablePromise } from '../adapters/types.js';
import { checkCount, checkMemory } from '../byte-stream/byteArguments.js';
import { checkMethods, checkOptions, describe } from '../contract/arguments.js';
import { byteLengthOf, isBytes, viewOf } from '../contract/bytes.js';
import { asyncDispose } from '../contract/disposal.js';
import { E_UNEXPECTED } from '../contract/hresult.js';
import { HResultError } from '../contract/HResultError.js';
import type { IMFByteStream } from '../contract/IMFByteStream.js';
import { LinkedQueue } from '../contract/LinkedQueue.js';
import { closingOf } from './closingOf.js';
import { disposed } from './disposed.js';

/** The options of {@link writableStreamOf}. */
export interface WritableStreamOptions {
  /** Leaves the byte stream open at the end. Default: `false`. */
  preventClose?: boolean | undefined;
}

/** The length of a chunk as it was when it was written: the chunk may have to wait. */
interface Length {
  readonly length: number;
  next: Length | undefined;
}

/**
 * A byte stream, from its position on, as a `WritableStream`. Each chunk is written completely, in as many writes as it
 * takes, before the next one. While one chunk is being written, the stream asks for one more, not for two.
 *
 * The Web stream owns the byte stream: when it is closed, aborted or disposed, and on an error, it calls `Close()`, which
 * cancels the pending write. With `preventClose` the byte stream stays open, and that write goes on. The promise of a
 * write is settled once its chunk is no longer in use; those of `close()`, `abort()` and `Symbol.asyncDispose` once the byte
 * stream is closed as well, and they reject where that fails. Close it first where all is to be written: to dispose it
 * gives up what waits.
 *
 * @param stream where to write
 * @param options see {@link WritableStreamOptions}
 * @returns a stream that errors with what BeginWrite, EndWrite or Close throw, with an `HResultError` (`E_UNEXPECTED`)
 *   where a write wrote 0 bytes, as one to a full memory stream does, (`E_INVALIDARG`) where the memory of a chunk was
 *   detached while the chunk waited, and with a `TypeError` for a chunk that is no `Uint8Array`
 * @throws TypeError where an argument is of the wrong kind
 *
 * @example
 * await response.body.pipeTo(writableStreamOf(stream));
 *
 * @see https://learn.microsoft.com/windows/win32/api/mfobjects/nf-mfobjects-imfbytestream-beginwrite
 */
export function writableStreamOf(
  stream: IMFByteStream,
  options: WritableStreamOptions = {},
): WritableStream<Uint8Array> & AsyncDisposable {
  checkMethods(stream, ['BeginWrite', 'EndWrite', 'Close'], 'writableStreamOf', 'an IMFByteStream');
  checkOptions(options, 'writableStreamOf', { preventClose: 'boolean' });
  const write = fromBeginEnd(stream, 'Write');
  const owned = closingOf(stream, options.preventClose ?? false);
  const lengths = new LinkedQueue<Length>();
  const stopping = new AbortController();
  let controllerOf: WritableStreamDefaultController;
  let writing: CancellablePromise<number> | undefined;

  const end = (): Promise<void> => owned.close(writing);

  /** Ends before all is written: the pending write is cancelled, and no other is begun. */
  function stop(reason: unknown): Promise<void> {
    stopping.abort(reason);
    return end();
  }

  async function writeAll(chunk: Uint8Array): Promise<void> {
    // The size of each chunk is asked when it is written, in the order in which they come here.
    const { length } = lengths.shift() as Length;
    if (!isBytes(chunk)) throw new TypeError(`writableStreamOf: expected a Uint8Array, got ${describe(chunk)}`);
    for (let written = 0; written < length;) {
      if (byteLengthOf(chunk) < length) checkMemory(chunk, length, 'BeginWrite');
      const rest = viewOf(chunk, written, length);
      writing = write(rest, rest.length, { signal: stopping.signal });
      const count = checkCount(await writing, rest.length, 'EndWrite');
      if (count === 0) {
        const fault = `nothing was written, bytes left to write: ${rest.length}`;
        throw new HResultError(E_UNEXPECTED, 'EndWrite', { fault });
      }
      written += count;
    }
  }

  const sink: UnderlyingSink<Uint8Array> = {
    start(controller) {
      controllerOf = controller;
      // `abort` below is called only after the pending write: this listener cancels that write. That the close fails,
      // `abort` tells.
      const { signal } = controller;
      signal.addEventListener('abort', () => void stop(signal.reason).catch(() => {}));
    },
    async write(chunk) {
      try {
        await writeAll(chunk);
      } catch (error) {
        await owned.closeQuietly(writing);
        throw error;
      }
    },
    close: end,
    abort: end,
  };
  const strategy: QueuingStrategy<Uint8Array> = {
    // The next chunk is read while one is being written: a copy is one and a half times as fast (bench/copy.mjs).
    highWaterMark: 2,
    size(chunk) {
      lengths.push({ length: isBytes(chunk) ? byteLengthOf(chunk) : 0, next: undefined });
      return 1;
    },
  };
  return Object.assign(new WritableStream(sink, strategy), {
    [asyncDispose]() {
      const reason = disposed('writableStreamOf');
      controllerOf.error(reason);
      return stop(reason);
    },
  });
}
