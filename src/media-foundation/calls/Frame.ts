/** What one call from JavaScript lends to native code, and takes back when the call has returned. */
import type { IMFAsyncResult } from '../../contract/IMFAsyncResult.js';
import type { CallbackEntry } from '../handles/Callbacks.js';
import type { Address } from '../native/koffi.js';
import { recordOf, type NativeResult } from '../handles/NativeResult.js';
import { Lent } from '../native/Lent.js';
import type { Slot } from '../native/Scratch.js';
import { Transfer } from '../handles/Transfer.js';
import type { Values } from './Values.js';

// Most calls need little of it: what is a list is made when something is to be put on it. Frames are used again: at
// ten thousand calls at once it is their garbage that would cost most.
export class Frame {
  readonly values: Values;
  /** The interface or nothing, and the method, for messages. */
  owner = '';
  method = '';
  callback: CallbackEntry | undefined = undefined;
  transfer: Transfer | undefined = undefined;
  state: unknown = null;
  /** The result that End was called with. */
  result: NativeResult | undefined = undefined;
  /** A result that goes to a work queue. */
  dispatched: NativeResult | undefined = undefined;
  /** Where outputs are written: the first, and all where there are several. */
  slot: Slot | undefined = undefined;
  slots: Slot[] | undefined = undefined;
  /** References and memory for the length of the call. */
  readonly lent: Lent;

  constructor(values: Values) {
    this.values = values;
    this.lent = new Lent(values.runtime);
  }

  open(owner: string, method: string): this {
    this.owner = owner;
    this.method = method;
    return this;
  }

  get where(): string {
    return this.owner === '' ? this.method : `${this.owner}.${this.method}`;
  }

  startTransfer(bytes: Uint8Array, count: number, reads: boolean): Address {
    this.transfer = new Transfer(this.values.runtime.memory, bytes, count, reads);
    return this.transfer.address;
  }

  lendCallback(callback: unknown, name: string, shared: boolean): Address {
    const { callbacks } = this.values.results;
    const entry = shared ? callbacks.lendShared(callback, this, name) : callbacks.lend(callback, this, name);
    this.callback = entry;
    // Before the call: Invoke may come from another thread at once.
    entry.expect(1);
    return entry.address;
  }

  useResult(result: IMFAsyncResult, ends: boolean): void {
    if (!ends) return;
    const native = recordOf(result);
    if (native) native.ended = true;
    this.result = native;
  }

  /** The operation is under way: what it needs goes with its callback. */
  succeeded(begins: boolean): void {
    const { callback } = this;
    if (callback === undefined) return;
    callback.state = this.state;
    callback.transfer = this.transfer;
    callback.isItem = !begins;
    this.transfer = undefined;
  }

  /** No callback will come. */
  failed(): void {
    this.callback?.expect(-1);
    if (this.dispatched) this.values.results.recalled(this.dispatched);
  }

  /** End has returned; `count` bytes were read, or nothing came. */
  endTransfer(count: number | undefined): void {
    const origin = this.result?.origin;
    if (!origin?.transfer) return;
    const { transfer } = origin;
    origin.transfer = undefined;
    if (count === undefined) transfer.free();
    else transfer.end(count);
  }

  close(): void {
    const { runtime } = this.values;
    if (this.transfer !== undefined) this.transfer.free();
    if (this.callback !== undefined) runtime.releaseOwn(this.callback.address);
    this.lent[Symbol.dispose]();
    this.callback = this.transfer = this.result = this.dispatched = this.slot = this.slots = undefined;
    this.state = null;
  }
}

/** Frames, taken and given back like a stack: native code that is called may call JavaScript, which calls native code. */
export class Frames {
  readonly values: Values;
  readonly #frames: Frame[] = [];
  #used = 0;

  constructor(values: Values) {
    this.values = values;
  }

  take(): Frame {
    const frame = (this.#frames[this.#used] ??= new Frame(this.values));
    this.#used += 1;
    return frame;
  }

  giveBack(): void {
    this.#used -= 1;
  }
}
