/**
 * Where the bytes of a `ByteStream` are. A storage knows nothing of positions that move, of order, of results; the
 * stream sees to it that one transfer runs at a time and that `close` comes last, once.
 *
 * What a storage cannot do it leaves out; the stream then answers `E_NOTIMPL`. A transfer that can be done at once is a
 * `…Sync` method and serves both forms of reading or writing. Errors are thrown, or rejected, as they come.
 */
export interface ByteStorage {
  /** `MFBYTESTREAM_…` bits. Without `MFBYTESTREAM_IS_SEEKABLE`, positions count but do not choose. */
  readonly capabilities: number;
  /** How many bytes there are, or `undefined` where nobody knows. */
  length(): number | undefined;
  /** Reads into the whole of `into`, or less; how many bytes, 0 at the end. */
  read?: (position: number, into: Uint8Array) => Promise<number>;
  readSync?: (position: number, into: Uint8Array) => number;
  /** Writes the whole of `from`, or less; how many bytes. At the end it makes the storage longer, where it can. */
  write?: (position: number, from: Uint8Array) => Promise<number>;
  writeSync?: (position: number, from: Uint8Array) => number;
  setLength?: (length: number) => void;
  close(): void | Promise<void>;
}
