/**
 * Results: the native ones as JavaScript sees them, those of JavaScript as native code sees them.
 *
 *     MFCreateAsyncResult ──▶ native, owned ──▶ dispatched ──▶ Invoke gets the same object
 *     Invoke(native) ──▶ borrowed ──▶ after Invoke: detached where it was ended, owned otherwise
 *
 * A detached result answers from memory. It becomes native again when native code is to have it.
 */
import { callbackOf } from '../../contract/MFCreateAsyncResult.js';
import { E_POINTER, type HRESULT } from '../../contract/hresult.js';
import { HResultError } from '../../contract/HResultError.js';
import type { IMFAsyncCallback, IMFAsyncResult } from '../../contract/IMFAsyncResult.js';
import type { Bridge } from '../bridge.js';
import { CallbackEntry } from './Callbacks.js';
import type { Address } from '../native/koffi.js';
import { addressOf } from './ComObject.js';
import type { Transfer } from './Transfer.js';

/** Who has the callback of a new result lent. */
const creation = { where: 'MFCreateAsyncResult', method: 'MFCreateAsyncResult' };

const iid = 'ac6b7889-0740-4d51-8619-905994a55cc6';

/** Whom a result was made for, and what with: a callback of JavaScript's, or what JavaScript gave MFCreateAsyncResult. */
export interface Origin {
  readonly callback: unknown;
  /** `undefined` where only the native result knows. */
  readonly state: unknown;
  transfer: Transfer | undefined;
}

/** `IMFAsyncResult` of mfplat.dll, projected. Its fields are the bridge's: there is one for every operation. */
export class NativeResult implements IMFAsyncResult {
  readonly bridge: Bridge;
  readonly origin: Origin | undefined;
  /** 0 while it is detached. */
  address: Address;
  /** The status as it was delivered; of a result that JavaScript made, only the native one knows. */
  status: HRESULT | undefined;
  /** Whether End was called with it. */
  ended = false;

  constructor(bridge: Bridge, address: Address, origin: Origin | undefined, status: HRESULT | undefined) {
    this.bridge = bridge;
    this.address = address;
    this.origin = origin;
    this.status = status;
  }

  GetState(): unknown {
    const state = this.GetStateNoAddRef();
    if (state === null) throw new HResultError(E_POINTER, 'GetState', { fault: 'there is none on this result' });
    return state;
  }

  GetStateNoAddRef(): unknown {
    const state = this.origin?.state;
    return state === undefined ? this.bridge.resultCalls.state(this.address) : state;
  }

  GetStatus(): HRESULT {
    return this.status ?? this.bridge.resultCalls.status(this.address);
  }

  SetStatus(status: HRESULT): void {
    if (this.status !== undefined) this.status = status >>> 0;
    if (this.address !== 0) this.bridge.resultCalls.setStatus(this.address, status >>> 0);
  }

  GetObject(): unknown {
    const object = this.address === 0 ? null : this.bridge.resultCalls.object(this.address);
    if (object === null) throw new HResultError(E_POINTER, 'GetObject', { fault: 'there is none on this result' });
    return object;
  }
}

export const recordOf = (value: unknown): NativeResult | undefined =>
  value instanceof NativeResult ? value : undefined;

/** The callback of JavaScript's that a result is to be delivered to. */
const entryOf = (result: NativeResult): CallbackEntry | undefined =>
  result.origin instanceof CallbackEntry ? result.origin : undefined;

export class Results {
  readonly #bridge: Bridge;
  /** By the address of the native result; those that JavaScript may have let go of are gone, or about to go. */
  readonly #known = new Map<Address, WeakRef<NativeResult>>();
  /** Dispatched, and not delivered yet: JavaScript may have let go of them, but Invoke or End is to get the same one. */
  readonly #inFlight = new Map<NativeResult, (() => void) | undefined>();
  #sweepAt = 1024;
  readonly #standIns = new Map<Address, { readonly result: IMFAsyncResult; readonly watcher: Address }>();
  readonly #forgotten = new FinalizationRegistry<{ address: Address; transfer: Transfer | undefined }>((held) => {
    if (this.#known.get(held.address)?.deref() === undefined) this.#known.delete(held.address);
    held.transfer?.free();
    this.#bridge.release(held.address);
  });

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
  }

  /** `MFCreateAsyncResult`. */
  create(object: unknown, callback: unknown, state: unknown): NativeResult {
    const bridge = this.#bridge;
    const native = addressOf(callback);
    const entry =
      native === undefined && callback != null ? bridge.callbacks.lend(callback, creation, 'callback') : undefined;
    const releases: Address[] = [];
    try {
      const objectAddress = bridge.lendValue(object, releases);
      const stateAddress = bridge.lendValue(state, releases);
      const address = bridge.resultCalls.create(objectAddress, native ?? entry?.address ?? 0, stateAddress);
      if (entry) entry.state = state ?? null;
      const origin = entry ?? { callback: callback ?? null, state: state ?? null, transfer: undefined };
      const result = new NativeResult(bridge, address, origin, undefined);
      if (entry) entry.created = new WeakRef(result);
      this.#own(result);
      return result;
    } finally {
      if (entry) bridge.releaseOwn(entry.address);
      for (const lent of releases) bridge.release(lent);
    }
  }

  /** Invoke: tells the callback. The native result is borrowed while this runs. */
  deliver(entry: CallbackEntry, address: Address, status: HRESULT): void {
    const known = entry.created?.deref();
    if (known !== undefined && known.address === address) {
      this.#land(known);
      entry.callback.Invoke(known);
      return;
    }
    const result = new NativeResult(this.#bridge, address, entry, status);
    try {
      entry.callback.Invoke(result);
    } finally {
      // After Invoke the borrowed result is detached, which costs nothing, or becomes ours.
      if (result.ended || (entry.isItem && !entry.replies)) {
        result.address = 0;
      } else {
        this.#bridge.addRef(address);
        this.#own(result);
      }
    }
  }

  #own(result: NativeResult): void {
    const { address, origin } = result;
    this.#known.set(address, new WeakRef(result));
    this.#forgotten.register(result, { address, transfer: origin?.transfer });
  }

  /** The result at an address that native code hands in; the reference stays with native code. */
  at(address: Address): IMFAsyncResult {
    const standIn = this.#standInAt(address);
    if (standIn) return standIn;
    const known = this.#known.get(address)?.deref();
    if (known) return known;
    const result = new NativeResult(this.#bridge, address, undefined, undefined);
    this.#bridge.addRef(address);
    this.#own(result);
    return result;
  }

  /** The result that is known to be at the address of some object, if there is one. */
  knownAt(address: Address): IMFAsyncResult | undefined {
    if (this.#standIns.has(address)) {
      const result = this.#bridge.queryInterface(address, iid);
      if (result !== 0) this.#bridge.release(result);
      if (result === address) return this.#standInAt(address);
    }
    return this.#known.get(address)?.deref();
  }

  /** The native result of one of ours, for a call. */
  addressOf(result: NativeResult): Address {
    if (result.address === 0) {
      // Its native result has gone: a new one says the same. To whoever issued the old one it is a stranger's, as it
      // is there for a result that was ended already.
      const bridge = this.#bridge;
      const twin = this.create(null, result.origin!.callback, result.origin!.state);
      result.address = twin.address;
      const entry = entryOf(twin);
      if (entry) entry.created = new WeakRef(result);
      bridge.addRef(twin.address);
      this.#own(result);
      bridge.resultCalls.setStatus(result.address, result.status!);
    }
    return result.address;
  }

  // Media Foundation uses the memory of results again, before we hear of the end of the old one. So it is asked whether
  // it is still the one that holds our watcher, which is not used again before that.
  #standInAt(address: Address): IMFAsyncResult | undefined {
    const standIn = this.#standIns.get(address);
    return standIn && this.#bridge.resultCalls.objectAddress(address) === standIn.watcher ? standIn.result : undefined;
  }

  /** A native result that stands for one that JavaScript made without a platform. It has one reference, ours. */
  standInFor(result: IMFAsyncResult, releases: Address[]): Address {
    const bridge = this.#bridge;
    const watcher: Address = bridge.held.watch(result, () => {
      if (this.#standIns.get(address)?.watcher === watcher) this.#standIns.delete(address);
    });
    const callback = callbackOf(result) ?? null;
    const native = addressOf(callback);
    const entry =
      callback === null || native !== undefined ? undefined : bridge.callbacks.lend(callback, creation, 'callback');
    const lent: Address[] = [];
    const state = bridge.lendValue(result.GetStateNoAddRef(), lent);
    // The object of the native result is ours: with it we hear of the end of the result.
    const address: Address = bridge.resultCalls.create(watcher, native ?? entry?.address ?? 0, state);
    for (const one of lent) bridge.release(one);
    if (entry) bridge.releaseOwn(entry.address);
    bridge.release(watcher);
    bridge.resultCalls.setStatus(address, result.GetStatus());
    this.#standIns.set(address, { result, watcher });
    releases.push(address);
    return address;
  }

  /**
   * A result goes to a work queue: Invoke will come, or End, with the same object.
   *
   * @param landed called when one of them has, or will not come
   */
  dispatched(record: NativeResult, landed?: () => void): void {
    entryOf(record)?.expect(1);
    const earlier = this.#inFlight.get(record);
    this.#inFlight.set(record, landed && earlier ? () => (earlier(), landed()) : (landed ?? earlier));
    if (this.#inFlight.size > this.#sweepAt) this.#sweep();
  }

  /** A dispatched result will not be delivered after all. */
  recalled(record: NativeResult): void {
    if (this.#land(record)) entryOf(record)?.expect(-1);
  }

  /** A dispatched result has been dropped in silence. */
  dropped(record: NativeResult, operation: string): void {
    if (this.#land(record)) entryOf(record)?.drop(operation);
  }

  isInFlight(record: NativeResult): boolean {
    return this.#inFlight.has(record);
  }

  /** Native code has ended the operation. */
  ended(result: IMFAsyncResult): void {
    const record = recordOf(result);
    if (record) this.#land(record);
  }

  #land(record: NativeResult): boolean {
    const landed = this.#inFlight.get(record);
    const was = this.#inFlight.delete(record);
    landed?.();
    return was;
  }

  // A native callback may drop a result without End: then ours is the last reference.
  #sweep(): void {
    for (const record of this.#inFlight.keys()) {
      this.#bridge.addRef(record.address);
      if (this.#bridge.release(record.address) === 1) this.#land(record);
    }
    this.#sweepAt = Math.max(1024, this.#inFlight.size * 2);
  }
}

/** Whose callback a result has, if that is known. */
export function callbackOfResult(result: IMFAsyncResult): IMFAsyncCallback | null | undefined {
  const native = recordOf(result);
  return native ? (native.origin?.callback as IMFAsyncCallback | null | undefined) : callbackOf(result);
}
