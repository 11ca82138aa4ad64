import { describe, isCallback } from '../../contract/arguments.js';
import { throwUncaught } from '../../contract/dispatch.js';
import { E_ABORT, type HRESULT } from '../../contract/hresult.js';
import { HResultError } from '../../contract/HResultError.js';
import { callbackDropped, type IMFAsyncCallback } from '../../contract/IMFAsyncResult.js';
import { MFASYNC_REPLY_CALLBACK } from '../../platform/constants.js';
import type { Address } from '../native/addon.js';
import type { Runtime } from '../native/Runtime.js';
import type { Entry } from '../native/Tokens.js';
import { letGo, type ComObject } from './ComObject.js';
import type { NativeResult } from './NativeResult.js';
import type { Transfer } from './Transfer.js';
import { CallbackPool } from './CallbackPool.js';
import type { Place } from './Place.js';

/** One native object for one callback. */
export class CallbackEntry implements Entry {
  readonly callback: IMFAsyncCallback;
  readonly #callbacks: Callbacks;
  address: Address = 0;
  token = 0;
  /** The result that JavaScript made with this callback, or has dispatched again: Invoke gets that one. */
  known: { deref(): NativeResult | undefined } | undefined;
  /** The native memory of the operation, until End frees it. */
  transfer: Transfer | undefined;
  /** What Begin has given to cancel the operation by. */
  cookie: ComObject | undefined;
  owner: Address = 0;
  /** The state as it was given; `undefined` where only the native result knows, as where several operations have several. */
  state: unknown;
  /** Whether native code has it for whatever results it likes. */
  isGiven = false;
  readonly #operation: string;
  /** Whether the program replies to a result of this callback later: MFASYNC_REPLY_CALLBACK. */
  replies = false;
  /** Whether this is the callback of a work item, or of a result that JavaScript made: no native End is called with it. */
  isItem = false;
  /** So many invocations are still expected. */
  #expected = 0;
  #wasInvoked = false;

  constructor(callbacks: Callbacks, callback: IMFAsyncCallback, operation: string) {
    this.#operation = operation;
    this.#callbacks = callbacks;
    this.callback = callback;
  }

  /** So many more invocations will come: until then the process is kept alive. */
  expect(count: number): void {
    // Fewer where the call has failed that it was expected of: native code may have invoked the callback all the same.
    const change = Math.max(-this.#expected, count);
    this.#expected += change;
    if (change !== 0) this.#callbacks.runtime.tokens.expect(change);
  }

  /** An operation is under way, whose result will have a state. A callback that is shared may have others under way. */
  began(state: unknown): void {
    const isOnly = this.#expected <= 1 && !this.isGiven;
    if (isOnly) this.state = state;
    else if (this.state !== state) this.state = undefined;
  }

  /** The operation has ended, and cannot be cancelled any more. */
  letGoOfCookie(): void {
    if (this.cookie) letGo(this.cookie, 'was to cancel an operation that has ended: keep(object) keeps it');
    this.cookie = undefined;
  }

  invoked(address: Address, status: HRESULT): void {
    this.#wasInvoked = true;
    this.expect(-1);
    this.#callbacks.deliver(this, address, status);
  }

  died(): void {
    // After an Invoke, End or the garbage collection of the result frees the memory.
    if (!this.#wasInvoked) this.transfer?.free();
    this.#callbacks.forget(this);
    this.drop(this.#operation, this.#expected);
  }

  /** So many of the invocations that are expected will not come: tells the callback, once. */
  drop(operation: string, count: number): void {
    if (this.#expected === 0) return;
    this.expect(-count);
    const fault = 'Media Foundation released the callback without having invoked it, the operation will not complete';
    try {
      this.callback[callbackDropped]?.(new HResultError(E_ABORT, operation, { fault }));
    } catch (error) {
      throwUncaught(error);
    }
  }
}

/** Calls the callback of an entry with the native result of an Invoke, which is borrowed. */
type Deliver = (entry: CallbackEntry, result: Address, status: HRESULT) => void;

/**
 * Callbacks of JavaScript that native code holds.
 *
 *     lend(callback) ── reference 1 ──▶ Begin… takes its own ──▶ ours is released
 *                                       Invoke ──▶ delivered, with a result that is borrowed
 *                                       the last Release ──▶ died; before an Invoke that was expected: dropped
 */
export class Callbacks {
  readonly runtime: Runtime;
  readonly deliver: Deliver;
  readonly #shared = new Map<IMFAsyncCallback, CallbackEntry>();
  readonly #pool: CallbackPool;

  constructor(runtime: Runtime, deliver: Deliver) {
    this.#pool = new CallbackPool(runtime);
    this.runtime = runtime;
    this.deliver = deliver;
  }

  /**
   * A native callback for one operation, with one reference, to be released when Begin has returned.
   *
   * @param name of the parameter, for messages
   */
  lend(callback: unknown, call: Place, name: string): CallbackEntry {
    return this.#lend(callback, call, name, false);
  }

  #lend(callback: unknown, call: Place, name: string, isShared: boolean): CallbackEntry {
    if (!isCallback(callback)) {
      throw new TypeError(`${call.where}: ${name} must be an IMFAsyncCallback or null, got ${describe(callback)}`);
    }
    const entry = new CallbackEntry(this, callback, call.method);
    let flags = -1;
    let queue = 0;
    // Asked only here: the addon answers the work-queue threads that ask, so that they need not wait for JavaScript.
    if (callback.GetParameters) {
      try {
        const parameters = callback.GetParameters();
        flags = parameters.flags | 0;
        queue = parameters.queue >>> 0;
      } catch {
        // As if there were no GetParameters: no flags, the STANDARD queue.
      }
    }
    const { addon, tokens } = this.runtime;
    const hasParameters = flags !== -1;
    if (hasParameters || isShared) {
      entry.token = tokens.take(entry);
      entry.address = addon.createCallback(entry.token, hasParameters, flags >>> 0, queue);
    } else {
      entry.token = this.#pool.take(entry);
      entry.address = this.#pool.addressOf(entry.token);
    }
    entry.replies = flags > 0 && (flags & MFASYNC_REPLY_CALLBACK) !== 0;
    return entry;
  }

  /** The same native callback for as long as native code holds it, for native code that compares pointers. */
  lendShared(callback: unknown, call: Place, name: string): CallbackEntry {
    const shared = this.#shared.get(callback as IMFAsyncCallback);
    if (shared && this.runtime.addon.addReference(shared.address)) return shared;
    const entry = this.#lend(callback, call, name, true);
    this.#shared.set(entry.callback, entry);
    return entry;
  }

  forget(entry: CallbackEntry): void {
    if (this.#shared.get(entry.callback) === entry) this.#shared.delete(entry.callback);
  }
}
