import { checkCount, partOf, toNumber, toOffset, type QWORD } from './byteArguments.js';
import type { ByteStorage } from './ByteStorage.js';
import {
  advance,
  ByteTransfer,
  cursorAt,
  failedBefore,
  failureOf,
  unknownResult,
  type Cursor,
  type TransferKind,
} from './ByteTransfer.js';
import {
  E_INVALIDARG,
  E_NOTIMPL,
  MF_E_BYTESTREAM_NOT_SEEKABLE,
  MF_E_BYTESTREAM_UNKNOWN_LENGTH,
  MF_E_INVALIDREQUEST,
  MF_E_SHUTDOWN,
  type HRESULT,
} from '../contract/hresult.js';
import { HResultError } from '../contract/HResultError.js';
import type { AsyncResultPlatform, IMFAsyncCallback, IMFAsyncResult } from '../contract/IMFAsyncResult.js';
import {
  MFBYTESTREAM_IS_SEEKABLE,
  MFBYTESTREAM_SEEK_FLAG_CANCEL_PENDING_IO,
  msoBegin,
  msoCurrent,
  type DisposableByteStream,
  type IMFByteStream,
} from '../contract/IMFByteStream.js';
import { requireCallback } from '../contract/arguments.js';
import { promiseJobs } from '../contract/dispatch.js';
import { asyncDispose, Closing, dispose } from '../contract/disposal.js';
import { TransferQueue, type Move } from './TransferQueue.js';

/**
 * The one implementation of `IMFByteStream`, over any {@link ByteStorage}: position, order, results, status, Close.
 *
 * It has a folder of its own because the embedded platform's files and `byteStreamFrom` both need it, and neither of
 * `platform` and `streams` may import the other.
 *
 * Transfers run one after the other, in the order of their Begins. Each keeps the position that was current when it
 * began: a SetCurrentPosition or Seek in between counts for those that begin later. After Close, methods throw
 * `MF_E_SHUTDOWN`, the code of everything else in Media Foundation that was shut down (no page names one for streams);
 * GetCapabilities still answers, as on Windows. Transfers that are pending at Close complete with `E_ABORT`, the code
 * of a cancelled operation, but not before the storage has let go of their bytes.
 *
 * A transfer that fails leaves the position unknown: those that were begun before its End has told that fail as well,
 * and do nothing. From then on, the position is where the failed transfer began.
 */
export class ByteStream implements DisposableByteStream {
  readonly #storage: ByteStorage;
  readonly #platform: AsyncResultPlatform;
  /** Transfers that can still be ended. A WeakMap, which needs no End, takes twice the time of all else here. */
  readonly #transfers = new Map<IMFAsyncResult, ByteTransfer>();
  readonly #queue = new TransferQueue();
  #cursor: Cursor;
  #isClosed = false;
  /** Runs where Close cannot wait for the storage. */
  readonly #closing = new Closing('Close');

  /** Settles once the storage of a closed stream is closed; at once for a stream that is no `ByteStream`. */
  static async whenClosed(stream: IMFByteStream): Promise<void> {
    if (#closing in stream) await stream.#closing.wait();
  }

  constructor(storage: ByteStorage, platform: AsyncResultPlatform = promiseJobs, position = 0) {
    this.#storage = storage;
    this.#platform = platform;
    this.#cursor = cursorAt(position);
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
    const known = origin === msoCurrent || origin === msoBegin;
    if (!known || (flags !== 0 && flags !== MFBYTESTREAM_SEEK_FLAG_CANCEL_PENDING_IO)) {
      throw new HResultError(E_INVALIDARG, 'Seek', { fault: 'unknown origin or flags' });
    }
    const from = origin === msoCurrent ? this.#cursor.position : 0;
    const target = toOffset(offset, 'Seek') + from;
    this.#moveTo(toNumber(target, 'Seek'), 'Seek');
    if (flags !== 0) this.#queue.cancelAll();
    return BigInt(target);
  }

  IsEndOfStream(): boolean {
    this.#checkOpen('IsEndOfStream');
    const length = attempt('IsEndOfStream', () => this.#storage.length());
    return length === undefined ? this.#cursor.isAtEnd : this.#cursor.position >= length;
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

  /** Does nothing: no bytes are buffered here, the storage has them already. */
  Flush(): void {
    this.#checkOpen('Flush');
  }

  Close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#queue.cancelAll();
    if (this.#queue.isIdle) {
      const closing = attempt('Close', () => this.#storage.close());
      this.#closeLate(async () => closing);
    } else {
      this.#closeLate(async () => {
        await this.#queue.whenIdle();
        await this.#storage.close();
      });
      attempt('Close', () => this.#storage.abort?.());
    }
  }

  #closeLate(close: () => Promise<void>): void {
    this.#closing.run(async () => {
      try {
        await close();
      } catch (error) {
        throw failureOf(error, 'Close');
      }
    });
  }

  [dispose](): void {
    this.Close();
  }

  async [asyncDispose](): Promise<void> {
    this.Close();
    await ByteStream.whenClosed(this);
  }

  #begin(
    kind: TransferKind,
    method: Move | undefined,
    bytes: Uint8Array,
    count: number,
    callback: IMFAsyncCallback | null,
    state: unknown,
  ): void {
    const operation = `Begin${kind}`;
    this.#checkOpen(operation);
    const move = existing(method, operation).bind(this.#storage);
    const part = partOf(bytes, count, operation);
    if (callback !== null) requireCallback(callback, operation);
    const transfer = new ByteTransfer(kind, part, this.#cursor, this.#platform, callback, state);
    // Only Invoke hands out the result: without a callback there is no End.
    if (callback !== null) this.#transfers.set(transfer.result, transfer);
    this.#queue.put(transfer, move);
  }

  #end(kind: TransferKind, result: IMFAsyncResult): number {
    const transfer = this.#transfers.get(result);
    if (transfer?.kind !== kind) throw unknownResult(`End${kind}`);
    transfer.checkCompleted();
    this.#transfers.delete(result);
    // From now on the failure is known: what begins later does not count on the place of the failed transfer.
    if (this.#cursor.failure !== undefined && this.#cursor === transfer.cursor) this.#forgetFailure();
    return transfer.outcome();
  }

  #now(kind: TransferKind, move: MoveSync | undefined, bytes: Uint8Array, count: number): number {
    this.#checkOpen(kind);
    const method = existing(move, kind);
    const part = partOf(bytes, count, kind);
    this.#checkIdle(kind);
    const { failure, position } = this.#cursor;
    if (failure !== undefined) {
      this.#forgetFailure();
      throw failedBefore(failure, kind);
    }
    const moved = attempt(kind, () => checkCount(method.call(this.#storage, position, part), count, kind));
    advance(this.#cursor, kind, moved, count);
    return moved;
  }

  #forgetFailure(): void {
    this.#cursor = cursorAt(this.#cursor.position);
  }

  #moveTo(position: number, operation: string): void {
    if ((this.#storage.capabilities & MFBYTESTREAM_IS_SEEKABLE) === 0) {
      this.#checkOpen(operation);
      throw new HResultError(MF_E_BYTESTREAM_NOT_SEEKABLE, operation, { fault: 'this stream cannot be positioned' });
    }
    if (position > this.#length(operation)) {
      throw new HResultError(E_INVALIDARG, operation, { fault: 'the position is behind the end of the stream' });
    }
    this.#cursor = cursorAt(position);
  }

  #length(operation: string): number {
    this.#checkOpen(operation);
    const length = attempt(operation, () => this.#storage.length());
    if (length !== undefined) return length;
    throw new HResultError(MF_E_BYTESTREAM_UNKNOWN_LENGTH, operation, { fault: 'this stream has no known length' });
  }

  #checkOpen(operation: string): void {
    if (this.#isClosed) throw new HResultError(MF_E_SHUTDOWN, operation, { fault: 'the stream is closed' });
  }

  /** A synchronous call cannot wait for its turn, and out of turn it would move the position of transfers that wait. */
  #checkIdle(operation: string): void {
    if (this.#queue.isIdle) return;
    throw new HResultError(MF_E_INVALIDREQUEST, operation, { fault: 'a read or write is pending on this stream' });
  }
}

type MoveSync = (position: number, bytes: Uint8Array) => number;

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
