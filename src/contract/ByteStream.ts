import { partOf, toNumber, type QWORD } from './byteArguments.js';
import type { ByteStorage } from './ByteStorage.js';
import { ByteTransfer, failureOf, foreignResult, type Cursor, type TransferKind } from './ByteTransfer.js';
import {
  E_INVALIDARG,
  E_NOTIMPL,
  MF_E_INVALIDREQUEST,
  MF_E_SHUTDOWN,
  teachHresultNames,
  type HRESULT,
} from './hresult.js';
import { HResultError } from './HResultError.js';
import type { AsyncResultPlatform, IMFAsyncCallback, IMFAsyncResult } from './IMFAsyncResult.js';
import {
  MFBYTESTREAM_IS_SEEKABLE,
  MFBYTESTREAM_SEEK_FLAG_CANCEL_PENDING_IO,
  msoBegin,
  msoCurrent,
  type IMFByteStream,
} from './IMFByteStream.js';
import { promiseJobs } from './promiseJobs.js';

// Not from the table of all codes: that would make everybody load it.
const MF_E_BYTESTREAM_NOT_SEEKABLE = 0xc00d36ee;
const MF_E_BYTESTREAM_UNKNOWN_LENGTH = 0xc00d36fb;
teachHresultNames({ MF_E_BYTESTREAM_NOT_SEEKABLE, MF_E_BYTESTREAM_UNKNOWN_LENGTH });

/**
 * The one implementation of `IMFByteStream`, over any {@link ByteStorage}: position, order, results, status, Close.
 *
 * It stands next to the interface, as `MFCreateAsyncResult` does, because both sides of the house need it and know
 * nothing else in common: the embedded platform's files (`platform → contract`) and `byteStreamFrom`
 * (`streams → adapters → contract`).
 *
 * Transfers run one after the other, in the order of their Begins. Each keeps the position that was current when it
 * began: a SetCurrentPosition or Seek in between counts for those that begin later. The code after Close, which no page
 * names, is `MF_E_SHUTDOWN`, as of everything else in Media Foundation that was shut down; GetCapabilities still
 * answers, as Windows does. What is pending at Close completes with `E_ABORT`, the code of a cancelled operation, but
 * not before the storage has let go of its bytes.
 */
export class ByteStream implements IMFByteStream {
  readonly #storage: ByteStorage;
  readonly #platform: AsyncResultPlatform;
  /** By result; a result that somebody keeps does not keep its bytes. */
  readonly #transfers = new WeakMap<IMFAsyncResult, ByteTransfer>();
  readonly #pending = new Set<ByteTransfer>();
  /** Settled once the last transfer that was begun has completed. A chain of promises runs each in its Begin's context. */
  #tail: Promise<void> = Promise.resolve();
  #cursor: Cursor;
  #readNothing = false;
  #closed = false;

  constructor(storage: ByteStorage, platform: AsyncResultPlatform = promiseJobs, position = 0) {
    this.#storage = storage;
    this.#platform = platform;
    this.#cursor = { position };
  }

  GetCapabilities(): number {
    return this.#storage.capabilities;
  }

  GetLength(): bigint {
    return BigInt(this.#length('GetLength'));
  }

  SetLength(length: QWORD): void {
    this.#checkOpen('SetLength');
    this.#checkIdle('SetLength');
    const size = toNumber(length, 'SetLength');
    const setLength = existing(this.#storage.setLength, 'SetLength');
    attempt('SetLength', () => setLength.call(this.#storage, size));
  }

  GetCurrentPosition(): bigint {
    this.#checkOpen('GetCurrentPosition');
    return BigInt(this.#cursor.position);
  }

  SetCurrentPosition(position: QWORD): void {
    this.#moveTo(toNumber(position, 'SetCurrentPosition'), 'SetCurrentPosition');
  }

  Seek(origin: number, offset: QWORD, flags: number): bigint {
    const from = origin === msoCurrent ? this.#cursor.position : 0;
    const known = origin === msoCurrent || origin === msoBegin;
    if (!known || (flags & ~MFBYTESTREAM_SEEK_FLAG_CANCEL_PENDING_IO) !== 0) {
      throw new HResultError(E_INVALIDARG, 'Seek', { fault: 'unknown origin or flags' });
    }
    const target = Number(offset) + from;
    this.#moveTo(toNumber(target, 'Seek'), 'Seek');
    if (flags !== 0) this.#cancelPending();
    return BigInt(target);
  }

  IsEndOfStream(): boolean {
    this.#checkOpen('IsEndOfStream');
    const length = attempt('IsEndOfStream', () => this.#storage.length());
    return length === undefined ? this.#readNothing : this.#cursor.position >= length;
  }

  Read(bytes: Uint8Array, count: number): number {
    return this.#now('Read', this.#storage.readSync, bytes, count);
  }

  BeginRead(bytes: Uint8Array, count: number, callback: IMFAsyncCallback | null, state: unknown): HRESULT | void {
    this.#begin('Read', this.#storage.read ?? this.#storage.readSync, bytes, count, callback, state);
  }

  EndRead(result: IMFAsyncResult): number {
    return this.#end('Read', result);
  }

  Write(bytes: Uint8Array, count: number): number {
    return this.#now('Write', this.#storage.writeSync, bytes, count);
  }

  BeginWrite(bytes: Uint8Array, count: number, callback: IMFAsyncCallback | null, state: unknown): HRESULT | void {
    this.#begin('Write', this.#storage.write ?? this.#storage.writeSync, bytes, count, callback, state);
  }

  EndWrite(result: IMFAsyncResult): number {
    return this.#end('Write', result);
  }

  /** Nothing is buffered here: what has been written is with the system. */
  Flush(): void {
    this.#checkOpen('Flush');
  }

  Close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#cancelPending();
    const close = () => this.#storage.close();
    // Nobody is left to be told how a late closing ended.
    if (this.#pending.size > 0) this.#tail = this.#tail.then(close).catch(ignore);
    else Promise.resolve(attempt('Close', close)).catch(ignore);
  }

  #begin(
    kind: TransferKind,
    move: Move | undefined,
    bytes: Uint8Array,
    count: number,
    callback: IMFAsyncCallback | null,
    state: unknown,
  ): void {
    const operation = `Begin${kind}`;
    this.#checkOpen(operation);
    const method = existing(move, operation);
    const part = partOf(bytes, count, operation);
    const transfer = new ByteTransfer(kind, part, this.#cursor, this.#platform, callback, state);
    this.#transfers.set(transfer.result, transfer);
    this.#pending.add(transfer);
    this.#tail = this.#tail.then(() => this.#run(transfer, method));
  }

  /** Never throws and never rejects: the chain must go on. */
  #run(transfer: ByteTransfer, move: Move): void | Promise<void> {
    const complete = (moved: number) => {
      if (transfer.kind === 'Read') this.#readNothing = moved === 0 && transfer.bytes.length > 0;
      this.#pending.delete(transfer);
      transfer.complete(moved);
    };
    const fail = (error: unknown) => {
      this.#pending.delete(transfer);
      transfer.fail(error);
    };
    if (transfer.cancelled) return fail(undefined);
    try {
      const moved = move.call(this.#storage, transfer.cursor.position, transfer.bytes);
      return typeof moved === 'number' ? complete(moved) : moved.then(complete, fail);
    } catch (error) {
      return fail(error);
    }
  }

  #end(kind: TransferKind, result: IMFAsyncResult): number {
    const transfer = this.#transfers.get(result);
    if (transfer?.kind !== kind) throw foreignResult(`End${kind}`);
    return transfer.end();
  }

  #now(kind: TransferKind, move: MoveSync | undefined, bytes: Uint8Array, count: number): number {
    this.#checkOpen(kind);
    const method = existing(move, kind);
    const part = partOf(bytes, count, kind);
    this.#checkIdle(kind);
    const moved = attempt(kind, () => method.call(this.#storage, this.#cursor.position, part));
    if (kind === 'Read') this.#readNothing = moved === 0 && count > 0;
    this.#cursor.position += moved;
    return moved;
  }

  #moveTo(position: number, operation: string): void {
    if ((this.#storage.capabilities & MFBYTESTREAM_IS_SEEKABLE) === 0) {
      this.#checkOpen(operation);
      throw new HResultError(MF_E_BYTESTREAM_NOT_SEEKABLE, operation, { fault: 'this stream cannot be positioned' });
    }
    if (position > this.#length(operation)) {
      throw new HResultError(E_INVALIDARG, operation, { fault: 'the position is behind the end of the stream' });
    }
    this.#cursor = { position };
  }

  #length(operation: string): number {
    this.#checkOpen(operation);
    const length = attempt(operation, () => this.#storage.length());
    if (length !== undefined) return length;
    throw new HResultError(MF_E_BYTESTREAM_UNKNOWN_LENGTH, operation, { fault: 'this stream has no known length' });
  }

  #cancelPending(): void {
    for (const transfer of this.#pending) transfer.cancel();
  }

  #checkOpen(operation: string): void {
    if (this.#closed) throw new HResultError(MF_E_SHUTDOWN, operation, { fault: 'the stream is closed' });
  }

  /** What is done at once cannot wait for its turn, and out of turn it would move the position of those that wait. */
  #checkIdle(operation: string): void {
    if (this.#pending.size === 0) return;
    throw new HResultError(MF_E_INVALIDREQUEST, operation, { fault: 'a read or write is pending on this stream' });
  }
}

type MoveSync = (position: number, bytes: Uint8Array) => number;
type Move = (position: number, bytes: Uint8Array) => number | Promise<number>;

const ignore = (): void => {};

function attempt<T>(operation: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw failureOf(error, operation);
  }
}

function existing<T>(method: T | undefined, operation: string): T {
  if (method !== undefined) return method;
  throw new HResultError(E_NOTIMPL, operation, { fault: 'this stream cannot do that' });
}
