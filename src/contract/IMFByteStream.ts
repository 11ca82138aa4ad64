import type { HRESULT } from './hresult.js';
import type { IMFAsyncCallback, IMFAsyncResult } from './IMFAsyncResult.js';

// What GetCapabilities says, one bit each.
/** A bit of {@link IMFByteStream.GetCapabilities}: the stream can be read. */
export const MFBYTESTREAM_IS_READABLE = 0x1;
/** A bit of {@link IMFByteStream.GetCapabilities}: the stream can be written. */
export const MFBYTESTREAM_IS_WRITABLE = 0x2;
/** A bit of {@link IMFByteStream.GetCapabilities}: the position can be set. */
export const MFBYTESTREAM_IS_SEEKABLE = 0x4;
/** A bit of {@link IMFByteStream.GetCapabilities}: the stream comes over a network. */
export const MFBYTESTREAM_IS_REMOTE = 0x8;
/** A bit of {@link IMFByteStream.GetCapabilities}: the stream is a directory of files. */
export const MFBYTESTREAM_IS_DIRECTORY = 0x80;
/** A bit of {@link IMFByteStream.GetCapabilities}: to set the position may take long. */
export const MFBYTESTREAM_HAS_SLOW_SEEK = 0x100;
/** A bit of {@link IMFByteStream.GetCapabilities}: a part of the stream is in a local cache. */
export const MFBYTESTREAM_IS_PARTIALLY_DOWNLOADED = 0x200;
/** A bit of {@link IMFByteStream.GetCapabilities}: others may write to the stream at the same time. */
export const MFBYTESTREAM_SHARE_WRITE = 0x400;
/** A bit of {@link IMFByteStream.GetCapabilities}: the stream does not use the network now. */
export const MFBYTESTREAM_DOES_NOT_USE_NETWORK = 0x800;

/** Where {@link IMFByteStream.Seek} counts from: the beginning of the stream. */
export const msoBegin = 0;
/** Where {@link IMFByteStream.Seek} counts from: the current position. */
export const msoCurrent = 1;
/** A flag of {@link IMFByteStream.Seek}: pending reads and writes are cancelled. */
export const MFBYTESTREAM_SEEK_FLAG_CANCEL_PENDING_IO = 1;

/** A byte stream of this library, to be closed at the end of a block by `using`, or `await using`. */
export interface DisposableByteStream extends IMFByteStream {
  /** Calls `Close()`. */
  [Symbol.dispose](): void;
  /**
   * Calls `Close()` and waits: for pending reads and writes to end, and for the file to be closed.
   *
   * @returns rejects with an `HResultError` where the close fails, which no other call could tell
   */
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * A stream of bytes: a file, a download, memory. Sizes and positions count bytes; 64-bit ones are `bigint`, and a
 * `number` is accepted for them.
 *
 * The COM signatures are projected: a failure HRESULT is thrown as `HResultError`, an out parameter is returned.
 *
 * @see https://learn.microsoft.com/windows/win32/api/mfobjects/nn-mfobjects-imfbytestream
 */
export interface IMFByteStream {
  /** The `MFBYTESTREAM_…` bits of what this stream can do. */
  GetCapabilities(): number;
  /** The length. Throws where it is unknown, as it is of a live stream. */
  GetLength(): bigint;
  /** Makes the stream shorter, or longer: the bytes that are added read as zeros. */
  SetLength(length: bigint | number): void;
  /** Where the next read or write begins. */
  GetCurrentPosition(): bigint;
  /** Sets where the next read or write begins. */
  SetCurrentPosition(position: bigint | number): void;
  /** Whether the position is at the end, or beyond it. */
  IsEndOfStream(): boolean;
  /** Reads up to `count` bytes into the beginning of `bytes`, at once. Returns the number of bytes; 0 at the end. */
  Read(bytes: Uint8Array, count: number): number;
  /** Begins to read up to `count` bytes into the beginning of `bytes`, which belongs to the stream until Invoke. */
  BeginRead(bytes: Uint8Array, count: number, callback: IMFAsyncCallback | null, state: unknown): HRESULT | void;
  /** Ends a read. Returns the number of bytes; 0 at the end of the stream. */
  EndRead(result: IMFAsyncResult): number;
  /** Writes the first `count` of `bytes`, at once. Returns the number of bytes written. */
  Write(bytes: Uint8Array, count: number): number;
  /** Begins to write the first `count` of `bytes`, which belong to the stream until Invoke. */
  BeginWrite(bytes: Uint8Array, count: number, callback: IMFAsyncCallback | null, state: unknown): HRESULT | void;
  /** Ends a write. Returns the number of bytes written. */
  EndWrite(result: IMFAsyncResult): number;
  /**
   * Moves the position and returns it.
   *
   * @param origin `msoBegin` or `msoCurrent`
   * @param offset in bytes, negative for backwards
   * @param flags 0, or `MFBYTESTREAM_SEEK_FLAG_CANCEL_PENDING_IO`
   */
  Seek(origin: number, offset: bigint | number, flags: number): bigint;
  /** Hands on all bytes that the stream itself has buffered. */
  Flush(): void;
  /** Closes the stream, and cancels its pending reads and writes. A second time nothing happens. */
  Close(): void;
}
