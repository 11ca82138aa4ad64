/**
 * Results: the native ones as JavaScript sees them, those of JavaScript as native code sees them.
 *
 *     MFCreateAsyncResult ──▶ native, owned ──▶ dispatched ──▶ Invoke gets the same object
 *     Invoke(native) ──▶ borrowed ──▶ after Invoke: detached where it was ended, owned otherwise
 *
 * A detached result answers from memory. It becomes native again when native code is to have it.
 */
import { callbackOf } from '../contract/MFCreateAsyncResult.js';
import { E_POINTER, S_OK, type HRESULT } from '../contract/hresult.js';
import { HResultError } from '../contract/HResultError.js';
import type { IMFAsyncCallback, IMFAsyncResult } from '../contract/IMFAsyncResult.js';
import type { Bridge } from './bridge.js';
import type { CallbackEntry } from './callbacks.js';
import type { Address } from './koffi.js';
import { addressOf } from './ComObject.js';
import type { Transfer } from './transfers.js';

/** What the bridge knows about a result. */
export class ResultRecord {
  readonly facade: NativeResult;
  readonly bridge: Bridge;
  /** 0 while it is detached. */
  address: Address;
  /** Whether one native reference is ours. */
  owned = false;
  /** Whether End was called with it. */
  ended = false;
  /** The status of a detached result. */
  status: HRESULT = S_OK;
  /** The state as JavaScript gave it; `undefined` where the native result has to be asked. */
  state: unknown;
  /** Whom it was made for. */
  callback: unknown;
  entry: CallbackEntry | undefined;
  transfer: Transfer | undefined;

  constructor(bridge: Bridge, address: Address) {
    this.bridge = bridge;
    this.address = address;
    this.facade = new NativeResult(this);
  }
}

let recordOfFacade: (value: NativeResult) => ResultRecord;

/** `IMFAsyncResult` of mfplat.dll, projected. */
export class NativeResult implements IMFAsyncResult {
  readonly #record: ResultRecord;

  constructor(record: ResultRecord) {
    this.#record = record;
  }

  GetState(): unknown {
    const state = this.GetStateNoAddRef();
    if (state === null) throw new HResultError(E_POINTER, 'GetState', { fault: 'there is none on this result' });
    return state;
  }

  GetStateNoAddRef(): unknown {
    const { state, address, bridge } = this.#record;
    return state === undefined ? bridge.resultCalls.state(address) : state;
  }

  GetStatus(): HRESULT {
    const { address, bridge, status } = this.#record;
    return address === 0 ? status : bridge.resultCalls.status(address);
  }

  SetStatus(status: HRESULT): void {
    const record = this.#record;
    record.status = status >>> 0;
    if (record.address !== 0) record.bridge.resultCalls.setStatus(record.address, record.status);
  }

  GetObject(): unknown {
    const { address, bridge } = this.#record;
    const object = address === 0 ? null : bridge.resultCalls.object(address);
    if (object === null) throw new HResultError(E_POINTER, 'GetObject', { fault: 'there is none on this result' });
    return object;
  }

  static {
    recordOfFacade = (value) => value.#record;
  }
}

export const recordOf = (value: unknown): ResultRecord | undefined =>
  value instanceof NativeResult ? recordOfFacade(value) : undefined;

export class Results {
  readonly #bridge: Bridge;
  /** By the address of the native result; those that JavaScript may have let go of are gone, or about to go. */
  readonly #known = new Map<Address, WeakRef<ResultRecord>>();
  /** Dispatched, and not delivered yet: JavaScript may have let go of them, but Invoke or End is to get the same one. */
  readonly #inFlight = new Set<ResultRecord>();
  #sweepAt = 1024;
  readonly #standIns = new Map<Address, IMFAsyncResult>();
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
    const where = 'MFCreateAsyncResult: callback';
    const native = addressOf(callback);
    const entry =
      callback === null || callback === undefined || native !== undefined
        ? undefined
        : bridge.callbacks.lend(callback, where);
    const releases: Address[] = [];
    try {
      const objectAddress = bridge.lendValue(object, releases);
      const stateAddress = bridge.lendValue(state, releases);
      const address = bridge.resultCalls.create(objectAddress, native ?? entry?.address ?? 0, stateAddress);
      const record = new ResultRecord(bridge, address);
      record.callback = callback ?? null;
      record.state = state ?? null;
      record.entry = entry;
      if (entry) entry.created = new WeakRef(record);
      this.#own(record);
      return record.facade;
    } finally {
      if (entry) bridge.callbacks.giveBack(entry);
      for (const lent of releases) bridge.release(lent);
    }
  }

  /** Invoke: tells the callback. The native result is borrowed while this runs. */
  deliver(entry: CallbackEntry, address: Address, status: HRESULT, hasObject: boolean): void {
    const known = entry.created?.deref();
    const isKnown = known !== undefined && known.address === address;
    const record = isKnown ? known : new ResultRecord(this.#bridge, address);
    if (isKnown) {
      this.#inFlight.delete(record);
    } else {
      record.status = status;
      record.state = entry.state;
      record.callback = entry.callback;
      record.entry = entry;
      record.transfer = entry.transfer;
      entry.transfer = undefined;
    }
    try {
      entry.callback.Invoke(record.facade);
    } finally {
      if (!isKnown) this.#leave(record, hasObject || (!record.ended && !entry.detaches));
    }
  }

  /** After Invoke the borrowed result is detached, which costs nothing, or becomes ours. */
  #leave(record: ResultRecord, isNeeded: boolean): void {
    if (isNeeded || record.state === undefined || record.transfer) {
      this.#bridge.addRef(record.address);
      this.#own(record);
    } else {
      record.address = 0;
    }
  }

  #own(record: ResultRecord): void {
    const { address, transfer, facade } = record;
    record.owned = true;
    this.#known.set(address, new WeakRef(record));
    this.#forgotten.register(facade, { address, transfer });
  }

  /** The result at an address that native code hands in; the reference stays with native code. */
  at(address: Address): IMFAsyncResult {
    const standIn = this.#standIns.get(address);
    if (standIn) return standIn;
    const known = this.#known.get(address)?.deref();
    if (known) return known.facade;
    const record = new ResultRecord(this.#bridge, address);
    this.#bridge.addRef(address);
    this.#own(record);
    return record.facade;
  }

  /** The result that is known to be at an address, if there is one. */
  knownAt(address: Address): IMFAsyncResult | undefined {
    return this.#standIns.get(address) ?? this.#known.get(address)?.deref()?.facade;
  }

  /** The native result of one of ours, for a call. */
  addressOf(record: ResultRecord): Address {
    if (record.address === 0) {
      // Its native result has gone: a new one says the same. To whoever issued the old one it is a stranger's, as it
      // is there for a result that was ended already.
      const { callback, state, status } = record;
      const twin = recordOf(this.create(null, callback, state))!;
      record.address = twin.address;
      record.entry = twin.entry;
      if (record.entry) record.entry.created = new WeakRef(record);
      this.#bridge.addRef(twin.address);
      this.#own(record);
      this.#bridge.resultCalls.setStatus(record.address, status);
    }
    return record.address;
  }

  /** A native result that stands for one that JavaScript made without a platform. It has one reference, ours. */
  standInFor(result: IMFAsyncResult, releases: Address[]): Address {
    const bridge = this.#bridge;
    const watcher = bridge.implementer.watch(result, () => this.#standIns.delete(address));
    const callback = callbackOf(result) ?? null;
    const native = addressOf(callback);
    const entry = callback === null || native !== undefined ? undefined : bridge.callbacks.lend(callback, 'result');
    const lent: Address[] = [];
    const state = bridge.lendValue(result.GetStateNoAddRef(), lent);
    // The object of the native result is ours: with it we hear of the end of the result.
    const address: Address = bridge.resultCalls.create(watcher, native ?? entry?.address ?? 0, state);
    for (const one of lent) bridge.release(one);
    if (entry) bridge.callbacks.giveBack(entry);
    bridge.release(watcher);
    bridge.resultCalls.setStatus(address, result.GetStatus());
    this.#standIns.set(address, result);
    releases.push(address);
    return address;
  }

  /** A result goes to a work queue: Invoke will come, or End, with the same object. */
  dispatched(record: ResultRecord): void {
    record.entry?.expect(1);
    this.#inFlight.add(record);
    if (this.#inFlight.size > this.#sweepAt) this.#sweep();
  }

  /** A dispatched result will not be delivered after all. */
  recalled(record: ResultRecord): void {
    if (this.#inFlight.delete(record)) record.entry?.expect(-1);
  }

  isInFlight(record: ResultRecord): boolean {
    return this.#inFlight.has(record);
  }

  /** Native code has ended the operation. */
  ended(result: IMFAsyncResult): void {
    const record = recordOf(result);
    if (record) this.#inFlight.delete(record);
  }

  // A native callback may drop a result without End: then ours is the last reference.
  #sweep(): void {
    for (const record of this.#inFlight) {
      this.#bridge.addRef(record.address);
      if (this.#bridge.release(record.address) === 1) this.#inFlight.delete(record);
    }
    this.#sweepAt = Math.max(1024, this.#inFlight.size * 2);
  }
}

/** Whose callback a result has, if that is known. */
export function callbackOfResult(result: IMFAsyncResult): IMFAsyncCallback | null | undefined {
  const record = recordOf(result);
  return record ? (record.callback as IMFAsyncCallback | null | undefined) : callbackOf(result);
}
