import type { IMFAsyncResult } from '../../contract/IMFAsyncResult.js';
import { CallbackEntry } from '../handles/Callbacks.js';
import { ComObject } from '../handles/ComObject.js';
import { recordOf, type NativeResult, type Origin } from '../handles/NativeResult.js';
import type { Relay } from '../handles/Relays.js';
import { Transfer } from '../handles/Transfer.js';
import type { Address } from '../native/addon.js';
import { Lent } from '../native/Lent.js';
import { bytesFromGuid } from '../native/Memory.js';
import { Slot } from '../native/Scratch.js';
import type { Values } from './Values.js';

/** Turns one argument of JavaScript into one of a native call. `all` are the arguments of JavaScript. */
export type Input = (value: unknown, frame: Frame, all: readonly unknown[]) => number | bigint;

/**
 * What one call from JavaScript lends to native code, and takes back when the call has returned.
 *
 * Frames are used again: at ten thousand calls at once, most of the cost would be their garbage.
 */
export class Frame {
  readonly values: Values;
  /** The interface, or `''` for a function; and the method. For messages. */
  owner = '';
  method = '';
  /** The object's address; 0 for a function. */
  self: Address = 0;
  callback: CallbackEntry | undefined = undefined;
  /** Its reference, as long as that is ours: the addon releases it with the call. 0 where there is none. */
  lentCallback: Address = 0;
  relay: Relay | undefined = undefined;
  transfer: Transfer | undefined = undefined;
  state: unknown = null;
  /** The result that End was called with. */
  result: NativeResult | undefined = undefined;
  /** Where native code writes outputs: the first, and all where there are several. */
  slot: Slot | undefined = undefined;
  slots: Slot[] | undefined = undefined;
  /** Where the next output of a call on another thread is written; 0 for a call on this one. */
  block: Address = 0;
  /** Whether the outputs that native code does not need are left out. */
  leavesOut = false;
  /** The arguments as the call takes them. */
  readonly args: (number | bigint)[] = [];
  /** References and memory for the length of the call. */
  readonly lent: Lent;
  #isOpen = false;

  constructor(values: Values) {
    this.values = values;
    this.lent = new Lent(values.runtime);
  }

  open(owner: string, method: string, self: Address): this {
    // The stack was full when the last call wanted to close it.
    if (this.#isOpen) this.close();
    this.#isOpen = true;
    this.self = self;
    this.owner = owner;
    this.method = method;
    return this;
  }

  get where(): string {
    return this.owner === '' ? this.method : `${this.owner}.${this.method}`;
  }

  /** Memory that native code writes the next output to. */
  takeSlot(): Address {
    if (this.block !== 0) {
      // A call on another thread writes to native memory.
      const at = this.block;
      this.block += Slot.size;
      return at;
    }
    const slot = this.values.runtime.scratch.take();
    if (this.slot === undefined) this.slot = slot;
    else (this.slots ??= [this.slot]).push(slot);
    return slot.at;
  }

  /** The address of a GUID that is given as text; `undefined` for any other value. No function of COM keeps it. */
  lendGuid(value: unknown): Address | undefined {
    const { scratch, memory } = this.values.runtime;
    if (this.block === 0) return scratch.takeGuid(value);
    // Other calls use the scratch memory meanwhile.
    const bytes = typeof value === 'string' ? bytesFromGuid(value) : undefined;
    if (bytes === undefined) return undefined;
    const address = memory.allocateForWriting(16);
    memory.write(address, bytes, 16);
    this.lent.addMemory(() => memory.free(address));
    return address;
  }

  startTransfer(bytes: Uint8Array, count: number, reads: boolean): Address {
    this.transfer = new Transfer(this.values.runtime.memory, bytes, count, reads);
    return this.transfer.address;
  }

  lendCallback(callback: unknown, name: string, shared: boolean): Address {
    const { callbacks } = this.values.results;
    const entry = shared ? callbacks.lendShared(callback, this, name) : callbacks.lend(callback, this, name);
    this.callback = entry;
    this.lentCallback = entry.address;
    // Before the call: another thread may call Invoke at once.
    entry.expect(1);
    return entry.address;
  }

  /** Puts a callback in front of a native one, which keeps the transfer until the operation has ended. */
  relayTo(callback: object | undefined, behind: Address): Address {
    this.relay = this.values.results.relays.create(callback, behind);
    return this.lent.add(this.relay.address);
  }

  /** The result that End is called with. */
  endWith(result: IMFAsyncResult): void {
    this.result = recordOf(result);
  }

  /**
   * The operation is under way, and its callback keeps what it needs. It may even have completed, inside Begin: its Invoke
   * finds the transfer and the state here all the same, since Invoke is dispatched, and reaches JavaScript in a later turn.
   */
  succeeded(begins: boolean): void {
    const { callback, relay, transfer } = this;
    const { transfers } = this.values.runtime;
    // First what needs no call: where the stack is full, a call throws, and the memory of the operation is in use by now.
    if (relay !== undefined) {
      relay.transfer = transfer;
      relay.owner = this.self;
      this.transfer = undefined;
      transfer?.begun(transfers, relay.token);
    }
    if (callback === undefined) return;
    const own = this.transfer;
    callback.transfer = own;
    callback.owner = this.self;
    callback.isItem = !begins;
    this.transfer = undefined;
    callback.began(this.state);
    own?.begun(transfers, callback.token);
  }

  /** What Begin gives, to cancel the operation by, is not needed any more when the operation has ended. */
  keepCookie(value: unknown): void {
    if (this.callback !== undefined && value instanceof ComObject) this.callback.cookie = value;
  }

  /** The call has failed: no callback will be invoked. */
  failed(): void {
    this.callback?.expect(-1);
  }

  /** What has the transfer that this End ends. */
  get origin(): Origin | undefined {
    return this.result && this.values.results.transferOf(this.result, this.self);
  }

  /** The block that this End is to bring back with it; 0: none, and for any other call. */
  get wanted(): Address {
    return this.origin?.transfer?.wanted ?? 0;
  }

  /** End has returned. Where it has failed, and was another object's, it has ended nothing: the right one may follow. */
  ended(result: NativeResult, hasFailed: boolean): void {
    if (hasFailed && this.origin === undefined) return;
    result.ended = true;
    if (result.origin instanceof CallbackEntry) result.origin.letGoOfCookie();
    if (!hasFailed) this.values.results.settled(result);
  }

  /** The same, of a transfer, with the count of bytes that were read; with `undefined` where it has failed. */
  endTransfer(count: number | undefined): void {
    const { origin } = this;
    if (origin?.transfer === undefined) return;
    const { transfer } = origin;
    if (count === undefined) transfer.free();
    // Other calls run beside one on another thread, and have their own.
    else transfer.end(count, this.block === 0 ? this.values.runtime.words.seen(transfer.address) : undefined);
    origin.transfer = undefined;
  }

  close(): void {
    const { lentCallback, transfer } = this;
    try {
      this.callback = this.transfer = undefined;
      this.lentCallback = 0;
      if (transfer !== undefined) transfer.free();
      if (lentCallback !== 0) this.values.runtime.release(lentCallback);
      this.lent[Symbol.dispose]();
    } finally {
      this.block = 0;
      this.relay = this.result = this.slot = this.slots = undefined;
      this.state = null;
      this.#isOpen = false;
    }
  }
}

/** Frames, one for each depth of calls: native code that is called may call JavaScript, which calls native code. */
export class Frames {
  readonly values: Values;
  readonly #frames: Frame[] = [];

  constructor(values: Values) {
    this.values = values;
  }

  at(depth: number): Frame {
    return (this.#frames[depth] ??= new Frame(this.values));
  }
}
