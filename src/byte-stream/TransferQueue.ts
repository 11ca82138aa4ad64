import { LinkedQueue } from '../contract/LinkedQueue.js';
import type { ByteTransfer } from './ByteTransfer.js';

/** Moves the bytes of a transfer. Returns the number of bytes moved. */
export type Move = (position: number, bytes: Uint8Array) => number | Promise<number>;

/** Starts a pending transfer that waits for its turn. */
interface Waiting {
  readonly start: () => void;
  next: Waiting | undefined;
}

/**
 * Runs transfers one after the other, in the order of their Begins. The first one runs inside its Begin, and completes
 * there where the storage answers at once.
 */
export class TransferQueue {
  readonly #pending = new Set<ByteTransfer>();
  readonly #waiting = new LinkedQueue<Waiting>();
  #onIdle: () => void = () => {};

  get isIdle(): boolean {
    return this.#pending.size === 0;
  }

  /** Resolves once the last pending transfer has completed. */
  whenIdle(): Promise<void> {
    return new Promise((resolve) => {
      this.#onIdle = resolve;
    });
  }

  put(transfer: ByteTransfer, move: Move): void {
    this.#pending.add(transfer);
    if (this.#pending.size === 1) return this.#run(transfer, move);
    // By way of a promise, so that the transfer runs in the asynchronous context of its Begin.
    const turn = new Promise<void>((start) => this.#waiting.push({ start, next: undefined }));
    void turn.then(() => this.#run(transfer, move));
  }

  cancelAll(): void {
    for (const transfer of this.#pending) transfer.cancel();
  }

  #run(transfer: ByteTransfer, move: Move): void {
    let moved: number | Promise<number>;
    try {
      moved = transfer.isCancelled ? 0 : move(transfer.place(), transfer.bytes);
    } catch (error) {
      return this.#fail(transfer, error);
    }
    if (typeof moved === 'number') this.#complete(transfer, moved);
    else void this.#completeLate(transfer, moved);
  }

  async #completeLate(transfer: ByteTransfer, moving: Promise<number>): Promise<void> {
    let moved: number;
    try {
      moved = await moving;
    } catch (error) {
      return this.#fail(transfer, error);
    }
    this.#complete(transfer, moved);
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
    const next = this.#waiting.shift();
    if (next) next.start();
    else this.#onIdle();
  }
}
