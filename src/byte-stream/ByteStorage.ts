/**
 * Where the bytes of a `ByteStream` are. The stream keeps the position, the order of transfers and their results: a
 * storage is called for one transfer at a time, and `close` is called last, once. A transfer that reports more bytes than
 * it was given, or no number, fails.
 *
 * Leave out the methods that a storage cannot have: the stream then throws `E_NOTIMPL`. A `…Sync` method serves Read
 * and BeginRead alike, or Write and BeginWrite. Throw errors, or reject with them, as the system gives them.
 */
export interface ByteStorage {
  /** `MFBYTESTREAM_…` bits. Without `MFBYTESTREAM_IS_SEEKABLE`, the storage ignores the positions that it is given. */
  readonly capabilities: number;
  /** How many bytes there are, or `undefined` where that is unknown. */
  length(): number | undefined;
  /** Fills `into`, or the beginning of it. Returns the number of bytes read; 0 at the end. */
  read?: (position: number, into: Uint8Array) => Promise<number>;
  readSync?: (position: number, into: Uint8Array) => number;
  /** Writes `from` or its beginning; makes the storage longer where it can. Returns the number of bytes written. */
  write?: (position: number, from: Uint8Array) => Promise<number>;
  writeSync?: (position: number, from: Uint8Array) => number;
  setLength?: (length: number) => void;
  /** Asks a transfer that is pending to end: the stream is being closed. Leave it out where nothing can be done. */
  abort?: () => void;
  close(): void | Promise<void>;
}
