import { dispatch } from './promiseJobs.js';
import { E_ABORT, E_INVALIDARG, E_PENDING, FAILED, MF_E_INVALIDREQUEST, type HRESULT } from './hresult.js';
import { HResultError } from './HResultError.js';
import { hresultOf } from './hresultOf.js';
import type { AsyncResultPlatform, IMFAsyncCallback, IMFAsyncResult } from './IMFAsyncResult.js';

export type TransferKind = 'Read' | 'Write';

/** A position that transfers share and move. Whoever sets the position replaces it, so that earlier ones keep theirs. */
export interface Cursor {
  position: number;
}

const nothing = new Uint8Array(0);

/** Any failure as one that carries an HRESULT, the operation and the words of its cause. */
export function failureOf(error: unknown, operation: string): HResultError {
  const fault = error instanceof Error ? error.message : 'the operation failed';
  return new HResultError(hresultOf(error), operation, { fault, cause: error });
}

/** One BeginRead or BeginWrite: pending, completed once, ended once. */
export class ByteTransfer {
  readonly kind: TransferKind;
  readonly result: IMFAsyncResult;
  readonly cursor: Cursor;
  readonly #platform: AsyncResultPlatform;
  readonly #callback: IMFAsyncCallback | null;
  #bytes: Uint8Array;
  #cancelled = false;
  #phase: 'pending' | 'completed' | 'ended' = 'pending';
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
    this.#platform = platform;
    this.#callback = callback;
    this.result = platform.MFCreateAsyncResult(null, callback, state);
  }

  get bytes(): Uint8Array {
    return this.#bytes;
  }

  get cancelled(): boolean {
    return this.#cancelled;
  }

  /** From now on it completes with `E_ABORT`, whatever becomes of it: when, is for whoever uses its bytes. */
  cancel(): void {
    this.#cancelled = true;
  }

  complete(moved: number): void {
    if (this.#cancelled) return this.fail(undefined);
    this.#moved = moved;
    this.cursor.position += moved;
    this.#finish();
  }

  fail(cause: unknown): void {
    const operation = `End${this.kind}`;
    this.#error = this.#cancelled
      ? new HResultError(E_ABORT, operation, { fault: 'it was cancelled while it was pending' })
      : failureOf(cause, operation);
    this.result.SetStatus(this.#error.hresult);
    this.#finish();
  }

  #finish(): void {
    this.#phase = 'completed';
    this.#bytes = nothing; // they are the caller's again
    dispatch(this.#platform, this.#callback, this.result);
  }

  /** How many bytes were moved, or throws what came in between. */
  end(): number {
    const operation = `End${this.kind}`;
    const refuse = (hr: HRESULT, fault: string) => new HResultError(hr, operation, { fault });
    if (this.#phase === 'pending') throw refuse(E_PENDING, 'the operation has not completed yet');
    if (this.#phase === 'ended') throw refuse(MF_E_INVALIDREQUEST, 'the operation was ended already');
    this.#phase = 'ended';
    if (this.#error) throw this.#error;
    const status = this.result.GetStatus();
    if (FAILED(status)) throw new HResultError(status, operation);
    return this.#moved;
  }
}

/** What End says of a result that the stream does not know. */
export const foreignResult = (operation: string): HResultError =>
  new HResultError(E_INVALIDARG, operation, { fault: 'this result belongs to another operation' });
