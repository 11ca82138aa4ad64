/**
 * Callbacks of JavaScript in native hands.
 *
 *     lend(callback) ── reference 1 ──▶ Begin… takes its own ──▶ giveBack()
 *                                       Invoke ──▶ delivered, with a result that is borrowed
 *                                       the last Release ──▶ died; before the Invoke that was expected: dropped
 */
import { describe, isCallback } from '../../contract/arguments.js';
import { E_ABORT, type HRESULT } from '../../contract/hresult.js';
import { HResultError } from '../../contract/HResultError.js';
import type { IMFAsyncCallback } from '../../contract/IMFAsyncResult.js';
import { MFASYNC_REPLY_CALLBACK } from '../../platform/constants.js';
import type { Address } from '../native/koffi.js';
import type { Runtime } from '../native/Runtime.js';
import type { Entry } from '../native/Tokens.js';
import type { NativeResult } from './NativeResult.js';
import type { Transfer } from './Transfer.js';

/**
 * A method that a callback may have: called, with an `HResultError`, where Media Foundation lets go of the callback
 * without ever having invoked it (a scheduled item that was cancelled, an event queue that was shut down). The promises
 * of `fromBeginEnd` reject by it.
 */
export const callbackDropped: unique symbol = Symbol.for('begin-end.callbackDropped') as never;

/** Who has a callback lent: a call. */
interface Borrower {
  readonly where: string;
  readonly method: string;
}

type Droppable = { [callbackDropped]?(error: HResultError): void };

/** One native object for one callback. */
export class CallbackEntry implements Entry {
  readonly callback: IMFAsyncCallback;
  readonly #callbacks: Callbacks;
  address: Address = 0;
  /** A result that JavaScript made for this callback: the one that Invoke is to get. */
  created: { deref(): NativeResult | undefined } | undefined;
  /** The native memory of the operation, until its result takes it over. */
  transfer: Transfer | undefined;
  /** The state as it was given; `undefined` where it is the result that knows. */
  state: unknown;
  readonly #operation: string;
  /** Whether its result may have to be replied to: MFASYNC_REPLY_CALLBACK. */
  replies = false;
  /** Whether it is that of a work item, whose result nobody ends. */
  isItem = false;
  #expected = 0;
  #delivered = 0;

  constructor(callbacks: Callbacks, callback: IMFAsyncCallback, operation: string) {
    this.#operation = operation;
    this.#callbacks = callbacks;
    this.callback = callback;
  }

  /** So many more invocations will come: until then the process is kept alive. */
  expect(count: number): void {
    const before = Math.max(0, this.#expected - this.#delivered);
    this.#expected += count;
    const change = Math.max(0, this.#expected - this.#delivered) - before;
    if (change !== 0) this.#callbacks.runtime.tokens.expect(change);
  }

  invoked(address: Address, status: HRESULT): void {
    this.#delivered += 1;
    if (this.#delivered <= this.#expected) this.#callbacks.runtime.tokens.expect(-1);
    this.#callbacks.deliver(this, address, status);
  }

  died(): void {
    // Once it was invoked, its result sees to the memory.
    if (this.#delivered === 0) this.transfer?.free();
    this.#callbacks.forget(this);
    this.drop(this.#operation);
  }

  /** What was expected will not come: whoever waits for it is told. */
  drop(operation: string): void {
    const missing = this.#expected - this.#delivered;
    if (missing <= 0) return;
    this.expect(-missing);
    const fault = 'Media Foundation released the callback without having invoked it, the operation will not complete';
    (this.callback as Droppable)[callbackDropped]?.(new HResultError(E_ABORT, operation, { fault }));
  }
}

/** Calls the JavaScript callback of an entry with the native result that Invoke got, which is borrowed. */
type Deliver = (entry: CallbackEntry, result: Address, status: HRESULT) => void;

export class Callbacks {
  readonly runtime: Runtime;
  readonly deliver: Deliver;
  readonly #shared = new Map<IMFAsyncCallback, CallbackEntry>();

  constructor(runtime: Runtime, deliver: Deliver) {
    this.runtime = runtime;
    this.deliver = deliver;
  }

  /**
   * A native callback for one operation, with one reference: to be given back when Begin has returned.
   *
   * @param call which method it is lent to, and `name`, as which parameter, for messages
   */
  lend(callback: unknown, call: Borrower, name: string): CallbackEntry {
    if (!isCallback(callback)) {
      throw new TypeError(`${call.where}: ${name} must be an IMFAsyncCallback or null, got ${describe(callback)}`);
    }
    const entry = new CallbackEntry(this, callback, call.method);
    let flags = -1;
    let queue = 0;
    // Asked once, here: the threads that ask do not wait for JavaScript.
    if (callback.GetParameters) {
      try {
        const parameters = callback.GetParameters();
        flags = parameters.flags | 0;
        queue = parameters.queue >>> 0;
      } catch {
        // as absent: no flags, the STANDARD queue
      }
    }
    const { objects, tokens } = this.runtime;
    const token = tokens.take(entry);
    entry.address = flags === -1 ? objects.create(token) : objects.create(token, flags, queue);
    entry.replies = flags > 0 && (flags & MFASYNC_REPLY_CALLBACK) !== 0;
    return entry;
  }

  /** The same native callback for as long as native code holds it: who compares pointers sees the same one. */
  lendShared(callback: unknown, call: Borrower, name: string): CallbackEntry {
    const shared = this.#shared.get(callback as IMFAsyncCallback);
    if (shared && this.runtime.objects.addRef(shared.address)) return shared;
    const entry = this.lend(callback, call, name);
    this.#shared.set(entry.callback, entry);
    return entry;
  }

  /** Native code has let go of it. */
  forget(entry: CallbackEntry): void {
    if (this.#shared.get(entry.callback) === entry) this.#shared.delete(entry.callback);
  }
}
