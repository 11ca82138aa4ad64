import type { ByteTransfer } from './ByteTransfer.js';

/** Moves the bytes of a transfer. Returns the number of bytes moved. */
export type Move = (position: number, bytes: Uint8Array) => number | Promise<number>;

/**
 * Runs transfers one after the other, in the order of their Begins. The first one runs inside its Begin, and completes
 * there where the storage answers at once.
 */
export class TransferQueue {
  readonly #onIdle: () => void;
  readonly #pending = new Set<ByteTransfer>();
  /** Starts the pending transfers that wait for their turn, oldest first. */
  readonly #waiting: (() => void)[] = [];

  /** @param onIdle called each time the last pending transfer has completed */
  constructor(onIdle: () => void) {
    this.#onIdle = onIdle;
  }

  get isIdle(): boolean {
    return this.#pending.size === 0;
  }

  put(transfer: ByteTransfer, move: Move): void {
    this.#pending.add(transfer);
    if (this.#pending.size === 1) this.#run(transfer, move);
    // By way of a promise, so that the transfer runs in the asynchronous context of its Begin.
    else void new Promise<void>((start) => this.#waiting.push(start)).then(() => this.#run(transfer, move));
  }

  cancelAll(): void {
    for (const transfer of this.#pending) transfer.cancel();
  }

  #run(transfer: ByteTransfer, move: Move): void {
    try {
      const moved = transfer.isCancelled ? 0 : move(transfer.cursor.position, transfer.bytes);
      if (typeof moved === 'number') this.#complete(transfer, moved);
      else void this.#completeLate(transfer, moved);
    } catch (error) {
      this.#fail(transfer, error);
    }
  }

  async #completeLate(transfer: ByteTransfer, moving: Promise<number>): Promise<void> {
    try {
      this.#complete(transfer, await moving);
    } catch (error) {
      this.#fail(transfer, error);
    }
  }

  #complete(transfer: ByteTransfer, moved: number): void {
    transfer.complete(moved);
    this.#goOn(transfer);
  }

  #fail(transfer: ByteTransfer, error: unknown): void {
    transfer.fail(error);
    this.#goOn(transfer);
  }

  #goOn(completed: ByteTransfer): void {
    this.#pending.delete(completed);
    const start = this.#waiting.shift();
    if (start) start();
    else this.#onIdle();
  }
}
