import type { ByteStorage } from '../byte-stream/ByteStorage.js';
import { describe } from '../contract/arguments.js';
import { byteLengthOf, isBytes, viewOf } from '../contract/bytes.js';
import { asyncDispose } from '../contract/disposal.js';
import { MFBYTESTREAM_IS_READABLE } from '../contract/IMFByteStream.js';
import { fieldOf } from '../contract/isCancelled.js';
import { OwnedIterator } from './OwnedIterator.js';

/** A stream of chunks, whatever its kind. */
export interface Chunks {
  next(): Promise<{ done?: boolean | undefined; value?: unknown }>;
  /** Ends the stream, also while `next` is pending. It may reject with an error that `next` has told already. */
  stop(): Promise<unknown>;
}

/** @throws TypeError where the stream is locked */
export function chunksOfStream(stream: ReadableStream<Uint8Array>): Chunks {
  let reader: ReadableStreamDefaultReader<Uint8Array>;
  try {
    reader = stream.getReader();
  } catch (error) {
    throw new TypeError('byteStreamFrom: the ReadableStream cannot be read, it is locked', { cause: error });
  }
  return { next: () => reader.read(), stop: () => reader.cancel() };
}

/** The part of a `Readable` of Node that is used here. */
export interface NodeReadable extends AsyncIterable<Uint8Array> {
  on(event: 'error', listener: () => void): unknown;
  destroy(): unknown;
  /** Older ones, those of the package `readable-stream` as well, do not have it. */
  [Symbol.asyncDispose]?(): Promise<void>;
}

export function chunksOfReadable(readable: NodeReadable): Chunks {
  const iterator = readable[Symbol.asyncIterator]();
  // An error that has no listener ends the process. The next read tells it; without one, the close does.
  readable.on('error', () => {});
  return {
    next: () => iterator.next(),
    async stop() {
      // Not by `asyncDispose` alone: it destroys with an error, which others may have to handle, a request of HTTP say.
      readable.destroy();
      try {
        await readable[asyncDispose]?.();
      } catch (error) {
        // That it was destroyed before its end.
        if (fieldOf(error, 'code') !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
      }
    },
  };
}

export function chunksOfIterator(iterator: AsyncIterator<Uint8Array> | Iterator<Uint8Array>): Chunks {
  const owned = new OwnedIterator(iterator, 'byteStreamFrom', 'Close');
  return {
    next: () => owned.next(),
    stop() {
      owned.return();
      return owned.whenReturned();
    },
  };
}

/** The bytes of a stream of chunks, as they come. */
export class ChunkStorage implements ByteStorage {
  readonly capabilities = MFBYTESTREAM_IS_READABLE;
  readonly #chunks: Chunks;
  /** What of the newest chunk was not read yet, and how much that is: others may detach it. */
  #rest: Uint8Array = new Uint8Array(0);
  #left = 0;
  /** Why the stream failed. Asked again, it would say that it is over. */
  #failure: { readonly error: unknown } | undefined;
  /** Ends the read that waits for a chunk; the chunk is lost. */
  #giveUp: (() => void) | undefined;
  #stopping: Promise<void> | undefined;

  constructor(chunks: Chunks) {
    this.#chunks = chunks;
  }

  length(): undefined {}

  async read(_position: number, into: Uint8Array): Promise<number> {
    if (this.#failure) throw this.#failure.error;
    try {
      return await this.#read(into);
    } catch (error) {
      this.#failure = { error };
      throw error;
    }
  }

  async #read(into: Uint8Array): Promise<number> {
    if (into.length === 0) return 0;
    while (this.#left === 0) {
      const { done, value } = await this.#next();
      if (done) return 0;
      if (!isBytes(value)) throw new TypeError(`expected Uint8Arrays of the stream, got ${describe(value)}`);
      this.#keep(viewOf(value, 0, byteLengthOf(value)));
    }
    if (this.#rest.length !== this.#left) throw new Error('a chunk of the stream was detached before it was read');
    const part = this.#rest.subarray(0, into.length);
    into.set(part);
    this.#keep(viewOf(this.#rest, part.length, this.#left));
    return part.length;
  }

  async #next(): ReturnType<Chunks['next']> {
    try {
      return await new Promise((resolve, reject) => {
        this.#giveUp = () => resolve({ done: true });
        this.#chunks.next().then(resolve, reject);
      });
    } finally {
      this.#giveUp = undefined;
    }
  }

  #keep(rest: Uint8Array): void {
    this.#rest = rest;
    this.#left = rest.length;
  }

  abort(): void {
    // What this rejects with, `close` tells.
    this.close().catch(() => {});
    this.#giveUp?.();
  }

  close(): Promise<void> {
    this.#keep(new Uint8Array(0));
    return (this.#stopping ??= this.#stop());
  }

  async #stop(): Promise<void> {
    try {
      await this.#chunks.stop();
    } catch (error) {
      const wasTold = this.#failure !== undefined && this.#failure.error === error;
      if (!wasTold) throw error;
    }
  }
}
