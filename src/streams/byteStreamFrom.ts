import { isUint8Array } from '../byte-stream/byteArguments.js';
import type { ByteStorage } from '../byte-stream/ByteStorage.js';
import { ByteStream } from '../byte-stream/ByteStream.js';
import { failureOf } from '../byte-stream/ByteTransfer.js';
import { describe } from '../contract/arguments.js';
import { FileStorage, nodeFileSystem } from '../byte-stream/FileStorage.js';
import {
  MFBYTESTREAM_DOES_NOT_USE_NETWORK,
  MFBYTESTREAM_IS_READABLE,
  MFBYTESTREAM_IS_SEEKABLE,
  MFBYTESTREAM_IS_WRITABLE,
  type IMFByteStream,
} from '../contract/IMFByteStream.js';

/** The part of a `FileHandle` of `node:fs/promises` that is used here. */
export interface FileHandleLike {
  readonly fd: number;
  close(): Promise<void>;
}

/**
 * A byte stream over bytes in memory, in a `Blob` or in an open file.
 *
 * - A `Uint8Array` is read, and written in place. It does not grow: a write beyond its end writes 0 bytes.
 * - A `Blob`, a `File` of a browser as well, can only be read, and only asynchronously: `Read` is `E_NOTIMPL`.
 * - A `FileHandle` of Node is owned by the stream, which closes it. Its own position is neither used nor moved.
 *
 * Reads and writes that are begun while another is pending are served in order, each where the one before ended.
 * Callbacks are invoked in a promise job; streams that use the queues of a platform come from its `MFCreateFile`. Reads
 * and writes that are pending at `Close` complete with `E_ABORT`; to begin others is `MF_E_SHUTDOWN`.
 *
 * @param source the bytes
 * @returns a stream at position 0
 * @throws TypeError for any other source
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
export function byteStreamFrom(source: Uint8Array | Blob | FileHandleLike): IMFByteStream {
  return new ByteStream(storageOf(source));
}

function storageOf(source: Uint8Array | Blob | FileHandleLike): ByteStorage {
  if (isUint8Array(source)) return new ArrayStorage(source);
  if (isBlob(source)) return new BlobStorage(source);
  if (isFileHandle(source)) return storageOfHandle(source);
  throw new TypeError(`byteStreamFrom: expected a Uint8Array, a Blob or a FileHandle, got ${describe(source)}`);
}

function storageOfHandle(handle: FileHandleLike): ByteStorage {
  const fs = nodeFileSystem('byteStreamFrom');
  try {
    return new FileStorage(fs, handle.fd, {
      // The handle does not tell how it was opened: the system refuses a read or write that it does not allow.
      capabilities: MFBYTESTREAM_IS_READABLE | MFBYTESTREAM_IS_WRITABLE,
      close: () => handle.close(),
    });
  } catch (error) {
    throw failureOf(error, 'byteStreamFrom');
  }
}

// Told by shape, not by class: a Blob may come from another realm, and the class of a FileHandle is not public.
const isBlob = (source: unknown): source is Blob => hasShape(source, 'size', 'slice');
const isFileHandle = (source: unknown): source is FileHandleLike => hasShape(source, 'fd', 'close');

function hasShape(source: unknown, number: string, method: string): boolean {
  const object = Object(source) as Record<string, unknown>;
  return typeof object[number] === 'number' && typeof object[method] === 'function';
}

class ArrayStorage implements ByteStorage {
  readonly capabilities =
    MFBYTESTREAM_IS_READABLE | MFBYTESTREAM_IS_WRITABLE | MFBYTESTREAM_IS_SEEKABLE | MFBYTESTREAM_DOES_NOT_USE_NETWORK;
  #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  length(): number {
    return this.#bytes.length;
  }

  readSync(position: number, into: Uint8Array): number {
    const part = this.#bytes.subarray(position, position + into.length);
    into.set(part);
    return part.length;
  }

  writeSync(position: number, from: Uint8Array): number {
    const part = this.#bytes.subarray(position, position + from.length);
    part.set(from.subarray(0, part.length));
    return part.length;
  }

  close(): void {
    this.#bytes = new Uint8Array(0);
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
    const part = await this.#blob.slice(position, position + into.length).arrayBuffer();
    into.set(new Uint8Array(part));
    return part.byteLength;
  }

  close(): void {
    this.#blob = new Blob(); // the other one may hold much memory
  }
}
