/** What all parts of the bridge share: one a thread of JavaScript. */
import { describe } from '../contract/arguments.js';
import { E_INVALIDARG } from '../contract/hresult.js';
import { HResultError } from '../contract/HResultError.js';
import type { IMFAsyncResult } from '../contract/IMFAsyncResult.js';
import { Callbacks } from './handles/Callbacks.js';
import { Frames } from './calls/Frame.js';
import { addressOf, identityOf, type ComObject } from './handles/ComObject.js';
import { HeldObjects } from './handles/HeldObjects.js';
import { isOrExtends } from './facts/interfaces.js';
import { Implementer } from './objects/Implementer.js';
import type { Address, Koffi } from './native/koffi.js';
import { Projector } from './objects/Projector.js';
import type { VariantReader, VariantWriter } from './calls/propvariant.js';
import { openResultCalls, type ResultCalls } from './handles/resultCalls.js';
import { Runtime, type RuntimeOptions } from './native/Runtime.js';
import { recordOf, Results, type NativeResult } from './handles/Results.js';

export class Bridge extends Runtime {
  readonly frames = new Frames(this);
  readonly callbacks = new Callbacks(this);
  readonly results = new Results(this);
  readonly projector = new Projector(this);
  readonly held = new HeldObjects(this);
  readonly implementer = new Implementer(this, this.held);
  readonly resultCalls: ResultCalls;

  constructor(koffi: Koffi, options: RuntimeOptions) {
    super(koffi, options);
    this.resultCalls = openResultCalls(this);
  }

  /** A native reference that native code hands over → a value of JavaScript. */
  take(address: Address, type: string): unknown {
    if (address === 0) return null;
    const known = this.#known(address, type);
    if (known !== undefined) {
      this.release(address);
      return known.value;
    }
    if (type === 'IMFAsyncResult') {
      const result = this.results.at(address);
      this.release(address);
      return result;
    }
    return this.projector.project(address, this.catalogue.get(type));
  }

  /** A native reference that stays with native code → a value of JavaScript. */
  borrow(address: Address, type: string): unknown {
    if (address === 0) return null;
    this.addRef(address);
    return this.take(address, type);
  }

  #known(address: Address, type: string): { value: unknown } | undefined {
    if (this.held.has(address)) return { value: this.held.at(address) };
    const result = type === 'IUnknown' ? this.results.knownAt(address) : undefined;
    return result && { value: result };
  }

  /** A value of JavaScript → a native reference for native code to keep. */
  give(value: unknown, type: string): Address {
    if (value === null || value === undefined) return 0;
    const releases: Address[] = [];
    const address = type === 'IMFAsyncCallback' ? this.lendCallback(value) : this.lendObject(value, type, releases);
    // What was lent with a reference of its own is given with it.
    if (releases.length === 0 && type !== 'IMFAsyncCallback') this.addRef(address);
    return address;
  }

  private lendCallback(value: unknown): Address {
    const native = this.nativeAddress(value, 'IMFAsyncCallback', []);
    if (native === undefined)
      return this.callbacks.lendShared(value, { where: 'toPointer', method: 'toPointer' }, 'object').address;
    this.addRef(native);
    return native;
  }

  /** A value that is only kept and given back, for a call. */
  lendValue(value: unknown, releases: Address[]): Address {
    if (value === null || value === undefined) return 0;
    const known = addressOf(value) ?? this.resultAddress(value, releases);
    if (known !== undefined) return known;
    const address = this.held.lend(value);
    releases.push(address);
    return address;
  }

  /** An object as an interface, for a call. @throws TypeError, and E_NOINTERFACE */
  lendObject(value: unknown, type: string, releases: Address[]): Address {
    if (typeof value === 'bigint') return Number(value);
    const native = this.nativeAddress(value, type, releases) ?? this.resultAddress(value, releases);
    if (native !== undefined) return native;
    const wanted = this.catalogue.get(type);
    const address = this.implementer.lend(value, wanted);
    releases.push(address);
    return address;
  }

  /** The address of a projected object, as an interface; `undefined` for any other value. */
  nativeAddress(value: unknown, type: string, releases: Address[]): Address | undefined {
    const address = addressOf(value);
    if (address === undefined) return undefined;
    const wanted = this.catalogue.get(type);
    const { interface: own } = identityOf(value)!;
    if (wanted.base === null || isOrExtends(own, wanted)) return address;
    const other = this.queryInterface(address, wanted.iid);
    if (other === 0) {
      throw new HResultError(E_INVALIDARG, 'QueryInterface', {
        fault: `${describe(value)}, an ${own.name}, is no ${type}`,
      });
    }
    releases.push(other);
    return other;
  }

  recordOf(value: unknown): NativeResult | undefined {
    return recordOf(value);
  }

  /** The native result of a result; `undefined` for any other value. */
  resultAddress(value: unknown, releases: Address[]): Address | undefined {
    const record = recordOf(value);
    if (record) return this.results.addressOf(record);
    if (!isResult(value)) return undefined;
    return this.results.standInFor(value, releases);
  }

  /** Invokes a native callback, by dispatching it. */
  invokeNative(callback: ComObject, result: IMFAsyncResult): void {
    const releases: Address[] = [];
    try {
      const address = this.resultAddress(result, releases);
      if (address === undefined)
        throw new TypeError(`IMFAsyncCallback.Invoke: expected a result, got ${describe(result)}`);
      if (this.resultCalls.callback(address) !== addressOf(callback)) {
        const fault = 'the result was made for another callback';
        throw new HResultError(E_INVALIDARG, 'Invoke', { fault });
      }
      this.resultCalls.invokeCallback(address);
    } finally {
      for (const address of releases) this.release(address);
    }
  }

  /** How objects and memory in PROPVARIANTs are made and read. */
  get variants(): VariantReader & VariantWriter {
    return {
      memory: this.memory,
      allocate: (size) => this.system.CoTaskMemAlloc(size),
      objectAddress: (value) => this.give(value, 'IUnknown'),
      objectAt: (address) => this.borrow(address, 'IUnknown'),
    };
  }
}

function isResult(value: unknown): value is IMFAsyncResult {
  const { GetStatus, GetStateNoAddRef } = Object(value) as Partial<IMFAsyncResult>;
  return typeof GetStatus === 'function' && typeof GetStateNoAddRef === 'function';
}
