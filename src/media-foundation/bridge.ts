/** What all parts of the bridge share: one a thread of JavaScript. */
import { describe } from '../contract/arguments.js';
import { E_INVALIDARG } from '../contract/hresult.js';
import { HResultError } from '../contract/HResultError.js';
import type { IMFAsyncResult } from '../contract/IMFAsyncResult.js';
import { throwUncaught } from '../contract/dispatch.js';
import type { NativeObjects } from './native/addon.js';
import { openAddon } from './native/addon.js';
import { Callbacks } from './handles/Callbacks.js';
import { Frames } from './calls/Frame.js';
import { addressOf, identityOf, type ComObject } from './handles/ComObject.js';
import { openKoffiObjects } from './native/koffiObjects.js';
import { Implementer } from './objects/Implementer.js';
import { InterfaceCatalogue, type Interface } from './facts/interfaces.js';
import { interfaceTable } from './facts/interfaces.generated.js';
import type { Address, Koffi, NativeFunction } from './native/koffi.js';
import { bytesFromGuid, guidFromBytes, Memory } from './native/Memory.js';
import { isOrExtends, Projector } from './objects/Projector.js';
import type { VariantReader, VariantWriter } from './calls/propvariant.js';
import { openResultCalls, type ResultCalls } from './handles/resultCalls.js';
import { ExitWithCalls } from './native/ExitWithCalls.js';
import { recordOf, Results, type NativeResult } from './handles/Results.js';
import { Scratch } from './native/Scratch.js';
import { openSystem, pin, type System } from './native/system.js';
import { Tokens } from './native/Tokens.js';
import { VTables } from './native/VTables.js';
import { releaseWaits } from './facts/threads.js';

export interface BridgeOptions {
  /** `false` for koffi's callbacks instead of the addon; a string for the addon's path. */
  callbackAddon?: boolean | string | undefined;
}

export class Bridge {
  readonly koffi: Koffi;
  readonly memory: Memory;
  readonly system: System;
  readonly vtables: VTables;
  readonly scratch = new Scratch();
  readonly frames = new Frames(this);
  readonly tokens = new Tokens(throwUncaught);
  readonly catalogue = new InterfaceCatalogue(interfaceTable);
  readonly callbacks = new Callbacks(this);
  readonly results = new Results(this);
  readonly projector = new Projector(this);
  readonly implementer = new Implementer(this);
  readonly objects: NativeObjects;
  readonly resultCalls: ResultCalls;
  /** QueryInterface, AddRef and Release of the objects of JavaScript. */
  readonly unknownMethods: readonly Address[];
  readonly #unknown: Interface;
  #exit: ExitWithCalls | undefined;
  readonly #guids = new Map<string, Address>();
  readonly #release: NativeFunction;

  constructor(koffi: Koffi, options: BridgeOptions) {
    this.koffi = koffi;
    this.memory = new Memory(koffi);
    this.system = openSystem(koffi);
    this.vtables = new VTables(koffi, this.memory);
    this.#unknown = this.catalogue.get('IUnknown');
    for (const dll of ['mfplat.dll', 'rtworkq.dll']) pin(koffi, dll);
    const { callbackAddon } = options;
    const path = typeof callbackAddon === 'string' ? callbackAddon : undefined;
    const addon = callbackAddon === false ? undefined : openAddon(this.tokens.deliver, this.tokens.words, path);
    this.objects = addon ?? openKoffiObjects(koffi, this.memory, this.tokens);
    this.tokens.use(this.objects);
    // Any object of ours tells the addresses of the methods that all have.
    const probe = this.objects.create(this.tokens.take({ invoked() {}, died() {} }), -1, 0);
    const vtable = this.memory.readAddress(probe);
    this.unknownMethods = [0, 8, 16].map((offset) => this.memory.readAddress(vtable + offset));
    this.#release = this.vtables.bind(this.vtables.of(probe, this.#unknown), this.#unknown.methods[2]!, false);
    this.#release(probe);
    this.resultCalls = openResultCalls(this);
  }

  addRef(address: Address): number {
    return this.#count(address, 1);
  }

  release(address: Address): number {
    return this.#count(address, 2);
  }

  /** The same for an object of JavaScript's, whose Release is known. */
  releaseOwn(address: Address): void {
    this.#release(address);
  }

  #count(address: Address, slot: 1 | 2): number {
    const bound = this.vtables.of(address, this.#unknown);
    const native = bound.functions[slot] ?? this.vtables.bind(bound, this.#unknown.methods[slot]!, false);
    return native(address);
  }

  /** Releases an object on another thread where its Release may wait for JavaScript. */
  async releaseAs(type: Interface, address: Address): Promise<void> {
    if (!releaseWaits(type.name)) {
      this.release(address);
      return;
    }
    const bound = this.vtables.of(address, this.#unknown);
    const native = bound.functions[2] ?? this.vtables.bind(bound, this.#unknown.methods[2]!, false);
    await this.onAnotherThread(native, [address]);
  }

  /** Calls a function on a thread of koffi's. Keeps the process alive until it returns. */
  onAnotherThread(native: NativeFunction, values: readonly unknown[]): Promise<number> {
    this.#exit ??= new ExitWithCalls(this.system);
    this.#exit.calls += 1;
    this.tokens.expect(1);
    return new Promise<number>((resolve, reject) => {
      native.async(...values, (error: Error | null, result: number) => {
        this.#exit!.calls -= 1;
        this.tokens.expect(-1);
        if (error) reject(error);
        else resolve(result);
      });
    });
  }

  /** 0 where the object does not answer to it. */
  queryInterface(address: Address, iid: string): Address {
    const bound = this.vtables.of(address, this.#unknown);
    const native = bound.functions[0] ?? this.vtables.bind(bound, this.#unknown.methods[0]!, false);
    const mark = this.scratch.mark;
    const slot = this.scratch.take();
    try {
      return native(address, this.guidAddress(iid), slot.words) > 0x7fff_ffff ? 0 : slot.address;
    } finally {
      this.scratch.release(mark);
    }
  }

  /** The address of a GUID, for ever; `undefined` where the value is none. */
  guidAddress(value: unknown): Address | undefined {
    if (typeof value !== 'string') return undefined;
    let address = this.#guids.get(value);
    if (address !== undefined) return address;
    const bytes = bytesFromGuid(value);
    if (!bytes) return undefined;
    address = this.memory.allocate(16);
    this.memory.write(address, bytes, 16);
    this.#guids.set(value, address);
    return address;
  }

  guidText(bytes: Uint8Array): string {
    return guidFromBytes(bytes.subarray(0, 16));
  }

  /** The name of the interface that an IID stands for. */
  interfaceFor(iid: unknown): string | undefined {
    return typeof iid === 'string' ? this.catalogue.nameOf(iid.toLowerCase()) : undefined;
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
    if (this.implementer.has(address)) return { value: this.implementer.at(address) };
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
    const address = this.implementer.lend(value, undefined);
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
