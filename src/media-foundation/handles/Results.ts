import { callbackOf, statusOf } from '../../contract/MFCreateAsyncResult.js';
import { describe } from '../../contract/arguments.js';
import { markKeeper } from '../../contract/dispatch.js';
import { E_INVALIDARG, type HRESULT } from '../../contract/hresult.js';
import { HResultError } from '../../contract/HResultError.js';
import type { AsyncResultPlatform, IMFAsyncCallback, IMFAsyncResult } from '../../contract/IMFAsyncResult.js';
import { isPointer, type Address } from '../native/addon.js';
import { Lent } from '../native/Lent.js';
import type { Runtime } from '../native/Runtime.js';
import { CallbackEntry, Callbacks } from './Callbacks.js';
import { addressAs, addressOf, identityOf, type ComObject } from './ComObject.js';
import type { HeldObjects } from './HeldObjects.js';
import { InFlight } from './InFlight.js';
import { NativeResult, recordOf, refuseGone, type Origin } from './NativeResult.js';
import { placeOf, type Place } from './Place.js';
import { Relay, Relays } from './Relays.js';
import { ResultCalls } from './ResultCalls.js';
import { StandInCallback } from './StandInCallback.js';
import { StandIns } from './StandIns.js';
import type { Transfer } from './Transfer.js';

/** So many results that have ended are kept, where native code does not let go of them. */
const mostEnded = 256;

/** The call that the callback of a new result is lent to. */
const creation = placeOf('MFCreateAsyncResult');
const delivery = placeOf('MFInvokeCallback');
const invocation = placeOf('Invoke', 'IMFAsyncCallback');

/** The callback of JavaScript that a result is delivered to. */
const entryOf = (result: NativeResult): CallbackEntry | undefined =>
  result.origin instanceof CallbackEntry ? result.origin : undefined;

/** Whether nothing will be asked of a result any more that its callback has been invoked with. */
const isOver = (result: NativeResult, entry: CallbackEntry): boolean =>
  result.ended || (entry.isItem && !entry.replies);

/**
 * Results: the native ones as JavaScript sees them, those of JavaScript as native code sees them.
 *
 *     MFCreateAsyncResult ──▶ native, owned ──▶ dispatched ──▶ Invoke gets the same object
 *     Invoke(native) ──▶ borrowed ──▶ after Invoke: detached where it was ended, owned otherwise
 *
 * A detached result has no native result any more: its fields answer. It gets one again when it goes to native code.
 */
export class Results implements AsyncResultPlatform {
  readonly #runtime: Runtime;
  readonly #held: HeldObjects;
  readonly calls: ResultCalls;
  readonly callbacks: Callbacks;
  readonly relays: Relays;
  /** By the address of the native result. A result that was collected is still here until its registry callback runs. */
  readonly #known = new Map<Address, WeakRef<NativeResult>>();
  // Of a result whose callback, a native one, has never called End, the last reference is ours.
  readonly #inFlight = new InFlight<NativeResult>((record) => record.address === 0 || this.#isHeldBy(record, 1));
  /** Ended, but native code may have them still: see settled. */
  readonly #ended = new Set<NativeResult>();
  #sweepEndedAt = mostEnded;
  /** The native callbacks that JavaScript has invoked with results of its own. */
  readonly #invoked = new WeakMap<IMFAsyncResult, IMFAsyncCallback>();
  readonly #standIns: StandIns;
  readonly #forgotten = new FinalizationRegistry<{ address: Address; place: number; transfer: Transfer | undefined }>(
    ({ address, place, transfer }) => {
      if (this.#known.get(address)?.deref() === undefined) this.#known.delete(address);
      transfer?.free();
      this.#runtime.ledger.strike(place);
      this.#runtime.releaseAfterCalls(address);
    },
  );

  /**
   * @param takeUnknown gives the value for a reference to an object of any kind
   * @param known gives the value for an object that JavaScript has already, and `undefined` for any other
   */
  constructor(
    runtime: Runtime,
    held: HeldObjects,
    takeUnknown: (address: Address) => unknown,
    known: (address: Address) => unknown,
  ) {
    markKeeper(this);
    this.#runtime = runtime;
    this.#held = held;
    this.calls = new ResultCalls(runtime, takeUnknown, known);
    this.#standIns = new StandIns(runtime, held, this.calls, this);
    this.relays = new Relays(runtime);
    this.callbacks = new Callbacks(runtime, (entry, address, status) => this.#deliver(entry, address, status));
    runtime.tokens.onCollect(() => this.#sweepEnded());
  }

  /** `MFCreateAsyncResult`, for another call where that makes a result of its arguments. */
  MFCreateAsyncResult(object: unknown, callback: unknown, state: unknown, place = creation): NativeResult {
    // GetParameters of the callback, and the getters of the state, may dispose of the object.
    return this.#runtime.inCall(() => this.#make(object, callback, state, place));
  }

  #make(object: unknown, callback: unknown, state: unknown, place: Place): NativeResult {
    const lent = new Lent(this.#runtime);
    try {
      const its = this.lendValue(object, lent, place, 'object');
      const { address, entry } = this.create(its, callback, state, lent, place);
      if (entry) {
        entry.state = state ?? null;
        entry.isItem = true;
      }
      // The callback of a pointer may live only as long as the native result, which is kept where this one has no state.
      const known = typeof callback === 'bigint' ? undefined : (state ?? null);
      const origin = entry ?? { callback: callback ?? null, state: known, transfer: undefined, owner: 0 };
      const result = new NativeResult(this.calls, address, origin, undefined);
      result.object = object ?? null;
      if (entry) entry.known = new WeakRef(result);
      return this.#own(result);
    } finally {
      lent[Symbol.dispose]();
    }
  }

  /** A native result, with one reference, and the entry of its callback, where that is one of JavaScript. */
  create(
    object: Address,
    callback: unknown,
    state: unknown,
    lent: Lent,
    place = creation,
  ): { readonly address: Address; readonly entry: CallbackEntry | undefined } {
    const native = this.#nativeCallback(callback, lent, place);
    const entry =
      native === undefined && callback != null ? this.callbacks.lend(callback, place, 'callback') : undefined;
    try {
      const address = this.calls.create(
        object,
        native ?? entry?.address ?? 0,
        this.lendValue(state, lent, place, 'state'),
      );
      return { address, entry };
    } finally {
      if (entry) this.#runtime.release(entry.address);
    }
  }

  /** The address of a native callback, as the interface whose vtable has Invoke; `undefined` for any other value. */
  #nativeCallback(callback: unknown, lent: Lent, place: Place): Address | undefined {
    if (typeof callback !== 'bigint') {
      return addressAs(this.#runtime, callback, 'IMFAsyncCallback', lent, place, 'callback');
    }
    if (isPointer(callback)) return Number(callback);
    throw new RangeError(`${place.where}: callback must be a pointer to user space, got ${callback}n`);
  }

  /** Calls Invoke. The native result is borrowed while Invoke runs. */
  #deliver(entry: CallbackEntry, address: Address, status: HRESULT): void {
    const known = entry.known?.deref();
    if (known !== undefined && known.address === address) {
      this.#inFlight.land(known);
      try {
        entry.callback.Invoke(known);
      } finally {
        if (isOver(known, entry)) this.#detach(known);
      }
      return;
    }
    const result = new NativeResult(this.calls, address, entry, status);
    try {
      entry.callback.Invoke(result);
    } finally {
      // After Invoke: detach a result that no End will want, which costs no native call; take a reference to any other, and to
      // one that Invoke has dispatched again, or given away.
      if (isOver(result, entry) && !this.#inFlight.has(result)) {
        if (result.state === undefined) result.state = this.calls.knownState(address);
        result.address = 0;
      } else {
        this.#runtime.addRef(address);
        this.#own(result);
      }
    }
  }

  /** A result that holds a reference to its native one, until it is detached or collected. */
  #own(result: NativeResult): NativeResult {
    const { address, origin } = result;
    // Where the object of JavaScript that completes the operation is another one's, both have a result of their own for the
    // native one. That object's End gets its own.
    if (this.#known.get(address)?.deref() === undefined) this.#known.set(address, new WeakRef(result));
    // The memory of a relay is its own: native code may still end the operation.
    const transfer = origin instanceof Relay ? undefined : origin?.transfer;
    const place = this.#runtime.ledger.note(address);
    this.#forgotten.register(result, { address, place, transfer }, result);
    result.place = place;
    return result;
  }

  /**
   * Gives the native result of a delivered one back, unless native code still has it. It holds the callback, which may hold
   * the result of JavaScript: the garbage collector does not see that circle.
   */
  #detach(result: NativeResult): void {
    // Two are ours: that of the result, and that of the delivery.
    if (this.#isHeldBy(result, 2) && !this.#inFlight.has(result)) this.#letGo(result);
    else this.settled(result);
  }

  /** Whether a native result has no references but so many. */
  #isHeldBy({ address }: NativeResult, references: number): boolean {
    if (address === 0) return false;
    const count = this.#runtime.addRef(address);
    this.#runtime.release(address);
    return count === references + 1;
  }

  #letGo(result: NativeResult): void {
    const { address } = result;
    result.status = this.calls.status(address);
    result.address = 0;
    this.#runtime.ledger.strike(result.place!);
    result.place = undefined;
    this.#known.delete(address);
    this.#forgotten.unregister(result);
    this.#runtime.releaseAfterCalls(address);
  }

  /** An operation has ended: nothing is asked of its result any more. It is given back once native code has let go of it. */
  settled(result: NativeResult): void {
    // What only the native result knows would be lost.
    if (result.place === undefined || result.state === undefined) return;
    this.#ended.add(result);
    if (this.#ended.size >= this.#sweepEndedAt) this.#sweepEnded();
    else this.#runtime.tokens.collectSoon();
  }

  #sweepEnded(): void {
    for (const result of this.#ended) {
      const isOurs = result.place !== undefined && !this.#inFlight.has(result) && this.#isHeldBy(result, 1);
      if (isOurs) this.#letGo(result);
      if (result.place === undefined) this.#ended.delete(result);
    }
    this.#sweepEndedAt = Math.max(mostEnded, this.#ended.size * 2);
  }

  /** The result at an address, for a method of JavaScript: it is borrowed where JavaScript does not know it already. */
  borrow(address: Address): IMFAsyncResult {
    const known = this.#standIns.at(address) ?? this.#known.get(address)?.deref();
    if (known) return known;
    const result = this.#adopt(address);
    result.borrowed = 0;
    return result;
  }

  /** A method that was given a borrowed result has ended. */
  giveBack(result: NativeResult): void {
    if (result.borrowed === undefined) return;
    result.borrowed -= 1;
    if (result.borrowed === 0 && result.place !== undefined && !this.#inFlight.has(result)) this.#letGo(result);
  }

  /** The result at an address; the reference stays with native code. */
  at(address: Address): IMFAsyncResult {
    const standIn = this.#standIns.at(address);
    if (standIn) return standIn;
    const known = this.#known.get(address)?.deref();
    if (known === undefined) return this.#adopt(address);
    known.borrowed = undefined;
    return known;
  }

  #adopt(address: Address): NativeResult {
    this.#runtime.addRef(address);
    return this.#own(new NativeResult(this.calls, address, this.relays.of(address), undefined));
  }

  /** The result at the address of an object that need not be a result; `undefined` where none is known there. */
  knownAt(address: Address): IMFAsyncResult | undefined {
    return this.#standIns.knownAt(address) ?? this.#known.get(address)?.deref();
  }

  /** A value that native code only keeps and gives back, for a call; 0 for `null` and `undefined`. */
  lendValue(value: unknown, lent: Lent, place: Place, name: string): Address {
    if (value === null || value === undefined) return 0;
    return (
      addressOf(value, place, name) ?? this.addressOf(value, lent, place, name) ?? lent.add(this.#held.lend(value))
    );
  }

  /** The callback that a result was made with; `undefined` where that is not known. */
  callbackOf(result: IMFAsyncResult): IMFAsyncCallback | null | undefined {
    const native = recordOf(result);
    if (native) return native.origin?.callback as IMFAsyncCallback | null | undefined;
    return this.#invoked.get(result) ?? callbackOf(result);
  }

  /** Whether a result, of any kind, has no callback: Media Foundation would read through its null pointer. */
  lacksCallback(value: unknown): boolean {
    const record = recordOf(value);
    if (record !== undefined && record.address !== 0) return this.calls.callback(record.address) === 0;
    return isResult(value) && this.callbackOf(value) == null;
  }

  /** The same, and all callbacks behind it, where it is that of a relay. */
  *callbacksOf(result: IMFAsyncResult): Generator<object> {
    const origin = recordOf(result)?.origin;
    let relay = origin instanceof Relay ? origin : undefined;
    if (!relay) {
      const callback = this.callbackOf(result);
      if (callback) yield callback;
    }
    for (; relay; relay = this.relays.behind(relay)) if (relay.callback) yield relay.callback;
  }

  /** What has the transfer that an object's End is to end; `undefined` where the result has none of that object. */
  transferOf(result: NativeResult, owner: Address): Origin | undefined {
    const { origin } = result;
    if (origin === undefined || origin.owner === owner) return origin;
    let relay = origin instanceof Relay ? this.relays.behind(origin) : undefined;
    while (relay && relay.owner !== owner) relay = this.relays.behind(relay);
    return relay;
  }

  /** The native result of a result, for a call; `undefined` for any other value. */
  addressOf(value: unknown, lent: Lent, place: Place, name: string): Address | undefined {
    const record = recordOf(value);
    if (record) return this.#nativeOf(record, place, name);
    return isResult(value) ? this.#standIns.lend(value, lent) : undefined;
  }

  #nativeOf(result: NativeResult, place: Place, name: string): Address {
    if (result.address === 0) {
      // The native result was released after End. Make a new one with the same callback, state and status. The native
      // object that made the old one refuses the new one, as it refuses any result that was ended before.
      const { origin, state } = result;
      if (origin === undefined || state === undefined) refuseGone(place.where, name);
      const twin = this.MFCreateAsyncResult(null, origin.callback, state);
      result.address = twin.address;
      result.origin = twin.origin;
      const entry = entryOf(twin);
      if (entry) entry.known = new WeakRef(result);
      this.#runtime.addRef(twin.address);
      this.#known.delete(twin.address);
      this.#own(result);
      this.calls.setStatus(result.address, result.status!);
    }
    return result.address;
  }

  /** A result as an item: a native one, whose callback is invoked with the result. `undefined` for what is none. */
  itemOf(value: unknown): NativeResult | undefined {
    const record = recordOf(value);
    if (record || !isResult(value)) return record;
    // One of its own for each item, by which the item is known.
    const callback = new StandInCallback(this.callbackOf(value)!, value);
    const item = this.MFCreateAsyncResult(null, callback, value.GetStateNoAddRef());
    item.SetStatus(statusOf(value));
    return item;
  }

  /** Whether the callback of a result is known to be native. */
  invokesNative(value: unknown): boolean {
    return isResult(value) && identityOf(this.callbackOf(value)) !== undefined;
  }

  /** `MFInvokeCallback`, for a result of `MFCreateAsyncResult` above. */
  MFInvokeCallback(result: IMFAsyncResult): void {
    if (this.lacksCallback(result)) return;
    const record = recordOf(result)!;
    this.dispatch(record, delivery, () => this.calls.invokeCallback(record.address));
  }

  /** Dispatches a result by a call, which throws where native code does not take the result. */
  dispatch<T>(record: NativeResult | undefined, place: Place, call: () => T): T {
    if (record) {
      this.#nativeOf(record, place, 'the result');
      this.dispatched(record);
    }
    try {
      return call();
    } catch (error) {
      if (record) {
        this.#inFlight.land(record);
        entryOf(record)?.expect(-1);
      }
      throw error;
    }
  }

  /** Dispatches a native callback. */
  invokeNative(callback: ComObject & IMFAsyncCallback, result: IMFAsyncResult): void {
    const lent = new Lent(this.#runtime);
    try {
      // Its own object knows the callback no more: it let go of it to invoke it.
      if (isResult(result) && !recordOf(result) && callbackOf(result) == null) this.#invoked.set(result, callback);
      const address = this.addressOf(result, lent, invocation, 'the result');
      if (address === undefined)
        throw new TypeError(`IMFAsyncCallback.Invoke: expected a result, got ${describe(result)}`);
      if (this.calls.callback(address) !== addressOf(callback, invocation, 'this object')) {
        const fault = 'the result was made for another callback';
        throw new HResultError(E_INVALIDARG, 'Invoke', { fault });
      }
      this.calls.invokeCallback(address);
    } finally {
      lent[Symbol.dispose]();
    }
  }

  /** A result goes to a work queue: Invoke or End gets the same object. */
  dispatched(record: NativeResult): void {
    this.#tellCallback(record);
    entryOf(record)?.expect(1);
    this.#inFlight.add(record);
  }

  /** Calls `run` when a result that native code has is not in flight any more. */
  whenLanded(record: NativeResult, run: () => void): void {
    this.given(record);
    this.#inFlight.whenLanded(record, run);
  }

  /** Native code keeps a result, as it does a cookie: it gets the same object back, even where JavaScript lets go of it. */
  given(record: NativeResult): void {
    if (this.#inFlight.has(record)) return;
    this.#tellCallback(record);
    this.#inFlight.keep(record);
  }

  /** Tells the callback of a record which object it gets. */
  #tellCallback(record: NativeResult): void {
    const entry = entryOf(record);
    if (entry && entry.known?.deref() !== record) entry.known = new WeakRef(record);
  }

  /** Native code has dropped a dispatched result, without a word. It may be in flight on other ways still. */
  dropped(record: NativeResult, operation: string): void {
    this.#inFlight.land(record);
    entryOf(record)?.drop(operation, 1);
  }

  isInFlight(record: NativeResult): boolean {
    return this.#inFlight.has(record);
  }

  /** Native code has called End with a result. */
  ended(result: IMFAsyncResult): void {
    const record = recordOf(result);
    if (record) this.#inFlight.land(record);
  }
}

function isResult(value: unknown): value is IMFAsyncResult {
  const { GetStatus, GetStateNoAddRef } = Object(value) as Partial<IMFAsyncResult>;
  return typeof GetStatus === 'function' && typeof GetStateNoAddRef === 'function';
}
