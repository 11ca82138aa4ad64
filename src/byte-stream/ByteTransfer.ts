import { dispatch } from '../contract/dispatch.js';
import { E_ABORT, E_INVALIDARG, E_PENDING, FAILED } from '../contract/hresult.js';
import { HResultError } from '../contract/HResultError.js';
import { hresultOf } from '../contract/hresultOf.js';
import { fieldOf } from '../contract/isCancelled.js';
import type { AsyncResultPlatform, IMFAsyncCallback, IMFAsyncResult } from '../contract/IMFAsyncResult.js';
import { statusOf, tellStatus } from '../contract/MFCreateAsyncResult.js';
import { checkCount, checkMemory } from './byteArguments.js';

export type TransferKind = 'Read' | 'Write';

/**
 * A position that transfers share and move. Setting the position makes a new cursor: transfers that began earlier keep
 * theirs.
 */
export interface Cursor {
  position: number;
  /** Whether the last read found nothing: where the length is unknown, that is the end. */
  isAtEnd: boolean;
  /** Why a transfer failed. Those behind it count on its place, which is unknown: they fail as well. */
  failure?: HResultError;
}

/** A position that was set, or at which a failed transfer began. */
export const cursorAt = (position: number): Cursor => ({ position, isAtEnd: false });

/** Moves a cursor over what was read or written. */
export function advance(cursor: Cursor, kind: TransferKind, moved: number, asked: number): void {
  cursor.position += moved;
  if (kind === 'Read') cursor.isAtEnd = moved === 0 && asked > 0;
}

const nothing = /* @__PURE__ */ new Uint8Array(0);

/** Any error as an `HResultError` with the name of the operation and the words of its cause. */
export function failureOf(error: unknown, operation: string): HResultError {
  // By its operation first: a revoked proxy cannot be asked for its class.
  if (fieldOf(error, 'operation') === operation && error instanceof HResultError) return error;
  const message = fieldOf(error, 'message');
  const words = typeof message === 'string' ? { fault: message } : {};
  return new HResultError(hresultOf(error), operation, { ...words, cause: error });
}

/** What a transfer fails with that counts on the place of one that has failed. */
export const failedBefore = (failure: HResultError, operation: string): HResultError =>
  new HResultError(failure.hresult, operation, {
    fault: `a read or write before it has failed, and its place is unknown: ${failure.message}`,
    cause: failure,
  });

/** One BeginRead or BeginWrite: pending, then completed, once. */
export class ByteTransfer {
  readonly kind: TransferKind;
  readonly result: IMFAsyncResult;
  readonly cursor: Cursor;
  readonly #platform: AsyncResultPlatform;
  readonly #callback: IMFAsyncCallback | null;
  readonly #count: number;
  #bytes: Uint8Array;
  #isCancelled = false;
  #isCompleted = false;
  #moved = 0;
  #error: HResultError | undefined;

  constructor(
    kind: TransferKind,
    bytes: Uint8Array,
    cursor: Cursor,
    platform: AsyncResultPlatform,
    callback: IMFAsyncCallback | null,
    state: unknown,
  ) {
    this.kind = kind;
    this.cursor = cursor;
    this.#bytes = bytes;
    this.#count = bytes.length;
    this.#platform = platform;
    this.#callback = callback;
    this.result = platform.MFCreateAsyncResult(null, callback, state);
  }

  get bytes(): Uint8Array {
    return this.#bytes;
  }

  get isCancelled(): boolean {
    return this.#isCancelled;
  }

  /** Makes the transfer complete with `E_ABORT`, but only once the storage has let go of its bytes. */
  cancel(): void {
    this.#isCancelled = true;
  }

  /** Where the storage is to move bytes. @throws what became of the memory, or of the transfer before, meanwhile */
  place(): number {
    const { failure, position } = this.cursor;
    if (failure !== undefined) throw failedBefore(failure, `End${this.kind}`);
    checkMemory(this.#bytes, this.#count, `End${this.kind}`);
    return position;
  }

  complete(moved: number): void {
    if (this.#isCancelled) return this.fail(undefined);
    try {
      checkCount(moved, this.#count, `End${this.kind}`);
      checkMemory(this.#bytes, this.#count, `End${this.kind}`);
    } catch (error) {
      return this.fail(error);
    }
    this.#moved = moved;
    advance(this.cursor, this.kind, moved, this.#count);
    this.#finish();
  }

  fail(cause: unknown): void {
    const operation = `End${this.kind}`;
    if (this.#isCancelled) {
      this.#error = new HResultError(E_ABORT, operation, { fault: 'it was cancelled while it was pending' });
    } else {
      this.#error = failureOf(cause, operation);
      this.cursor.failure ??= this.#error;
    }
    tellStatus(this.result, this.#error.hresult);
    this.#finish();
  }

  #finish(): void {
    this.#isCompleted = true;
    this.#bytes = nothing; // they are the caller's again
    // A storage that answers at once completes the transfer inside Begin: only dispatch keeps Invoke out of it.
    dispatch(this.#platform, this.#callback, this.result);
  }

  /** @throws HResultError `E_PENDING` */
  checkCompleted(): void {
    if (this.#isCompleted) return;
    throw new HResultError(E_PENDING, `End${this.kind}`, { fault: 'the operation has not completed yet' });
  }

  /** The number of bytes moved; throws what made the transfer fail. */
  outcome(): number {
    if (this.#error) throw this.#error;
    const status = statusOf(this.result);
    if (FAILED(status)) throw new HResultError(status, `End${this.kind}`);
    return this.#moved;
  }
}

/**
 * What End throws for a result that the stream does not know. The stream forgets a transfer at its End, so a second End
 * is as foreign as a result of another stream. `E_INVALIDARG` is what Wine's byte streams give for both.
 */
export const unknownResult = (operation: string): HResultError =>
  new HResultError(E_INVALIDARG, operation, {
    fault: 'this result belongs to another operation, or was ended already',
  });
