import type { ByteStorage } from '../byte-stream/ByteStorage.js';
import { ByteStream } from '../byte-stream/ByteStream.js';
import { failureOf } from '../byte-stream/ByteTransfer.js';
import { FileStorage, nodeFileSystem, type OpenFile } from '../byte-stream/FileStorage.js';
import { checkMemory } from '../byte-stream/byteArguments.js';
import { describe } from '../contract/arguments.js';
import { byteLengthOf, hasMemory, isBytes, viewOf } from '../contract/bytes.js';
import {
  MFBYTESTREAM_DOES_NOT_USE_NETWORK,
  MFBYTESTREAM_IS_READABLE,
  MFBYTESTREAM_IS_SEEKABLE,
  MFBYTESTREAM_IS_WRITABLE,
  type DisposableByteStream,
} from '../contract/IMFByteStream.js';
import { fieldOf } from '../contract/isCancelled.js';
import { ChunkStorage, chunksOfIterator, chunksOfReadable, chunksOfStream, type NodeReadable } from './ChunkStorage.js';
import { iteratorOf } from './OwnedIterator.js';

/** The part of a `FileHandle` of `node:fs/promises` that is used here. */
export interface FileHandleLike {
  /** The file descriptor. */
  readonly fd: number;
  /** Reads up to `length` bytes from `position` in the file into `buffer`, from `offset` on. */
  read(buffer: Uint8Array, offset: number, length: number, position: number | null): Promise<{ bytesRead: number }>;
  /** Writes up to `length` bytes of `buffer`, from `offset` on, to `position` in the file. */
  write(buffer: Uint8Array, offset: number, length: number, position: number | null): Promise<{ bytesWritten: number }>;
  /** Closes the file. */
  close(): Promise<void>;
}

/** What {@link byteStreamFrom} makes a byte stream of. A `Readable` of Node is an `AsyncIterable<Uint8Array>`. */
export type ByteSource =
  | ArrayBufferView
  | ArrayBuffer
  | SharedArrayBuffer
  | Blob
  | FileHandleLike
  | ReadableStream<Uint8Array>
  | AsyncIterable<Uint8Array>;

/**
 * A byte stream over bytes in memory, in a `Blob`, in an open file or of another stream.
 *
 * - An `ArrayBuffer`, or a view of one, is read, and written in place. It does not grow: a write beyond its end writes 0
 *   bytes. Where others resize it, the buffer itself and a `Uint8Array` that follows its length end where it ends then; any
 *   other view keeps the length that it had. Memory that is detached later, or shrunk beneath a view, is an error.
 * - A `Blob`, a `File` of a browser as well, can only be read, and only asynchronously: `Read` is `E_NOTIMPL`.
 * - A `FileHandle` of Node is owned by the stream, which closes it. Its own position is neither used nor moved. After a
 *   `close()` of the handle itself, reads and writes fail.
 * - A `ReadableStream`, a `Readable` of Node or another async iterable of `Uint8Array`s is owned by the stream as well, and
 *   is cancelled, destroyed or returned by Close. It can only be read, asynchronously, and cannot seek. An error of a
 *   `Readable` is told by the next read, or else by the close.
 *
 * Reads and writes that are begun while another is pending are served in order, each where the one before ended. Where
 * that one fails, they fail as well. Callbacks are invoked in a promise job; streams that use the queues of a platform
 * come from its `MFCreateFile`. Reads and writes that are pending at `Close` complete with `E_ABORT`; to begin others is
 * `MF_E_SHUTDOWN`. `Close` does not wait for a file: `Symbol.asyncDispose` does, and tells where it cannot be closed, which
 * otherwise is warned about. It waits for a `Readable` to be closed as well, but for no other async iterable that is being
 * asked for a chunk: that may be silent for ever. A `Readable.from(iterable)` looks like any other `Readable`, and is closed
 * only when the iterable has answered: give the iterable itself where it may not.
 *
 * @param source the bytes
 * @returns a stream at position 0
 * @throws TypeError for any other source, for a stream that is locked, and for a `Blob` without `arrayBuffer`, as jsdom
 *   has them
 * @throws HResultError the code of the system where the file is not usable, `HRESULT_FROM_WIN32(ERROR_ACCESS_DENIED)`
 *   for a folder; `E_NOTIMPL` for a FileHandle where there is no `node:fs`. The handle then stays the caller's
 *
 * @example
 * const { read } = fromBeginEnd(byteStreamFrom(new Blob(['hello'])));
 * const bytes = new Uint8Array(16);
 * await read(bytes, bytes.length); // 5
 *
 * @see https://learn.microsoft.com/windows/win32/api/mfobjects/nn-mfobjects-imfbytestream
 */
export function byteStreamFrom(source: ByteSource): DisposableByteStream {
  return new ByteStream(storageOf(source));
}

function storageOf(source: ByteSource): ByteStorage {
  const bytes = bytesOf(source);
  if (bytes) return new ArrayStorage(bytes);
  if (isBlob(source)) return storageOfBlob(source);
  if (has(source, 'getReader')) return new ChunkStorage(chunksOfStream(source as ReadableStream<Uint8Array>));
  if (isReadable(source)) return new ChunkStorage(chunksOfReadable(source));
  const iterator = iteratorOf<Uint8Array>(source, Symbol.asyncIterator);
  if (iterator) return new ChunkStorage(chunksOfIterator(iterator));
  if (isFileHandle(source)) return storageOfHandle(source);
  const expected = 'a buffer, a Blob, a FileHandle, a ReadableStream or an async iterable';
  throw new TypeError(`byteStreamFrom: expected ${expected}, got ${describe(source)}`);
}

// Told by shape, not by class: all of them may come from another realm, and the class of a FileHandle is not public.

function bytesOf(source: ByteSource): Uint8Array | undefined {
  try {
    if (isBytes(source)) return source;
    if (ArrayBuffer.isView(source)) return new Uint8Array(source.buffer, source.byteOffset, source.byteLength);
    // A DataView takes no other object than a buffer, whatever that says of itself.
    return new Uint8Array(new DataView(source as ArrayBuffer).buffer);
  } catch {
    return undefined; // no memory, or detached memory
  }
}

const has = (source: unknown, method: PropertyKey): boolean => typeof fieldOf(source, method) === 'function';

const isBlob = (source: unknown): source is Blob => typeof fieldOf(source, 'size') === 'number' && has(source, 'slice');

const isReadable = (source: unknown): source is NodeReadable =>
  [Symbol.asyncIterator, 'on', 'destroy'].every((method) => has(source, method));

const isFileHandle = (source: unknown): source is FileHandleLike =>
  typeof fieldOf(source, 'fd') === 'number' && ['read', 'write', 'close'].every((method) => has(source, method));

function storageOfBlob(blob: Blob): ByteStorage {
  if (has(blob, 'arrayBuffer')) return new BlobStorage(blob);
  throw new TypeError('byteStreamFrom: the Blob has no method arrayBuffer, as in jsdom; give its bytes instead');
}

function storageOfHandle(handle: FileHandleLike): ByteStorage {
  const fs = nodeFileSystem('byteStreamFrom');
  // By its own methods: its `close` waits for those, so that the descriptor is that of no other file meanwhile.
  const file: OpenFile = {
    get fd() {
      return handle.fd;
    },
    read: async (bytes, position) => (await handle.read(bytes, 0, bytes.length, position)).bytesRead,
    write: async (bytes, position) => (await handle.write(bytes, 0, bytes.length, position)).bytesWritten,
    close: () => handle.close(),
  };
  try {
    // The handle does not tell how it was opened: the system refuses a read or write that it does not allow.
    return new FileStorage(fs, file, MFBYTESTREAM_IS_READABLE | MFBYTESTREAM_IS_WRITABLE);
  } catch (error) {
    throw failureOf(error, 'byteStreamFrom');
  }
}

class ArrayStorage implements ByteStorage {
  readonly capabilities =
    MFBYTESTREAM_IS_READABLE | MFBYTESTREAM_IS_WRITABLE | MFBYTESTREAM_IS_SEEKABLE | MFBYTESTREAM_DOES_NOT_USE_NETWORK;
  #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  length(): number {
    return byteLengthOf(this.#memory);
  }

  readSync(position: number, into: Uint8Array): number {
    const part = this.#part(position, into.length);
    into.set(part);
    return part.length;
  }

  writeSync(position: number, from: Uint8Array): number {
    const part = this.#part(position, from.length);
    part.set(from.subarray(0, part.length));
    return part.length;
  }

  close(): void {
    this.#bytes = new Uint8Array(0);
  }

  /** So many bytes, or those that there are. */
  #part(position: number, count: number): Uint8Array {
    const memory = this.#memory;
    const length = byteLengthOf(memory);
    return viewOf(memory, Math.min(position, length), Math.min(position + count, length));
  }

  /** Memory that is gone has the length 0, and would look like the end of the stream. */
  get #memory(): Uint8Array {
    if (byteLengthOf(this.#bytes) > 0 || hasMemory(this.#bytes)) return this.#bytes;
    throw new Error('the memory of the stream was detached or shrunk');
  }
}

class BlobStorage implements ByteStorage {
  readonly capabilities = MFBYTESTREAM_IS_READABLE | MFBYTESTREAM_IS_SEEKABLE | MFBYTESTREAM_DOES_NOT_USE_NETWORK;
  #blob: Blob;

  constructor(blob: Blob) {
    this.#blob = blob;
  }

  length(): number {
    return this.#blob.size;
  }

  async read(position: number, into: Uint8Array): Promise<number> {
    const count = into.length;
    const part = await this.#blob.slice(position, position + count).arrayBuffer();
    checkMemory(into, count, 'EndRead');
    into.set(new Uint8Array(part));
    return part.byteLength;
  }

  close(): void {
    this.#blob = new Blob(); // the other one may hold much memory
  }
}
