/** What one call from JavaScript lends to native code, and takes back when the call has returned. */
import type { Bridge } from './bridge.js';
import type { CallbackEntry } from './callbacks.js';
import type { Address } from './koffi.js';
import type { ResultRecord } from './results.js';
import { recordOf } from './results.js';
import { Transfer } from './transfers.js';
import type { IMFAsyncResult } from '../contract/IMFAsyncResult.js';

export class Frame {
  readonly bridge: Bridge;
  /** `IMFByteStream.BeginRead`, for messages. */
  readonly where: string;
  /** References that the call has had lent. */
  readonly releases: Address[] = [];
  /** Native memory for the length of the call. */
  readonly memory: (() => void)[] = [];
  callback: CallbackEntry | undefined;
  transfer: Transfer | undefined;
  state: unknown = null;
  /** The result that End was called with. */
  result: ResultRecord | undefined;
  /** A result that goes to a work queue. */
  dispatched: ResultRecord | undefined;

  constructor(bridge: Bridge, where: string) {
    this.bridge = bridge;
    this.where = where;
  }

  startTransfer(bytes: Uint8Array, count: number, reads: boolean): Address {
    this.transfer = new Transfer(this.bridge.memory, bytes, count, reads);
    return this.transfer.address;
  }

  lendCallback(callback: unknown, name: string, shared: boolean): Address {
    const { callbacks } = this.bridge;
    const where = `${this.where}: ${name}`;
    this.callback = shared ? callbacks.lendShared(callback, where) : callbacks.lend(callback, where);
    this.callback.operation = this.where.slice(this.where.indexOf('.') + 1);
    // Before the call: Invoke may come from another thread at once.
    this.callback.expect(1);
    return this.callback.address;
  }

  useResult(result: IMFAsyncResult, ends: boolean): void {
    const record = recordOf(result);
    if (record && ends) {
      record.ended = true;
      this.result = record;
    }
  }

  /** The operation is under way: what it needs goes with its callback. */
  succeeded(): void {
    const { callback, transfer } = this;
    if (callback) {
      callback.state = this.state;
      callback.transfer = transfer;
      this.transfer = undefined;
    }
  }

  /** No callback will come. */
  failed(): void {
    this.callback?.expect(-1);
    if (this.dispatched) this.bridge.results.recalled(this.dispatched);
  }

  /** End has returned; `count` bytes were read, or nothing came. */
  endTransfer(count: number | undefined): void {
    const transfer = this.result?.transfer;
    if (!transfer) return;
    this.result!.transfer = undefined;
    if (count === undefined) transfer.free();
    else transfer.end(count);
  }

  close(): void {
    const { bridge, callback, releases, memory } = this;
    this.transfer?.free();
    if (callback) bridge.callbacks.giveBack(callback);
    for (const address of releases) bridge.release(address);
    for (const free of memory) free();
  }
}
