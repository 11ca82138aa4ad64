/**
 * COM as one thread of JavaScript knows it, by addresses alone: memory, calls, references, GUIDs.
 * It knows no object of JavaScript: those are made and found in the rooms above.
 */
import { throwUncaught } from '../../contract/dispatch.js';
import { interfaceTable } from '../facts/interfaces.generated.js';
import { InterfaceCatalogue, type Interface } from '../facts/interfaces.js';
import { servesMeanwhile } from '../facts/servesMeanwhile.js';
import { type Addon, type Address } from './addon.js';
import { KeptMemory } from './KeptMemory.js';
import { Ledger } from './Ledger.js';
import { Memory } from './Memory.js';
import { NativeCalls } from './NativeCalls.js';
import { isMainThread } from './node.js';
import { openSystem, type System } from './openSystem.js';
import { Scratch } from './Scratch.js';
import { ThreadLocks } from './ThreadLocks.js';
import { Tokens } from './Tokens.js';
import { TransferTable } from './TransferTable.js';
import { Words } from './Words.js';

/** The slots of IUnknown. */
const QUERY_INTERFACE = 0;
const RELEASE = 2;

export class Runtime {
  readonly addon: Addon;
  readonly words = new Words();
  readonly tokens = new Tokens(throwUncaught);
  readonly memory: Memory;
  readonly calls: NativeCalls;
  readonly system: System;
  readonly scratch: Scratch;
  readonly ledger: Ledger;
  readonly transfers: TransferTable;
  readonly keptMemory: KeptMemory;
  readonly catalogue = new InterfaceCatalogue(interfaceTable);
  /**
   * The interfaces of the objects of JavaScript that native code has been given, and calls, with those that they extend: from
   * then on native code may wait for JavaScript, under whatever lock.
   */
  readonly given = new Set<string>();
  readonly locks = new ThreadLocks();
  /** Runs the method of an object of JavaScript that native code has called: the room above sets it. */
  serve: () => void = () => {};
  /**
   * How many calls are under way that may call JavaScript, which may dispose of the very objects that the calls use. Each call
   * sets it back itself, by a store: where the stack is full, a method that did so could not be called.
   */
  callDepth = 0;
  /** What is to be released when no call is under way any more. */
  readonly #afterCalls: (() => void)[] = [];

  constructor(addon: Addon) {
    this.addon = addon;
    this.memory = new Memory(addon, this.words);
    this.calls = new NativeCalls(addon, this.words, this.tokens);
    this.scratch = new Scratch(addon.addressOf);
    addon.open(this.tokens.deliver, () => this.serve(), this.tokens.words, this.words.doubles, !isMainThread());
    this.tokens.use(addon);
    // A call that is under way, where the program runs its event loop inside, still brings a block back with it.
    this.tokens.onCollect(() => this.callDepth === 0 && this.memory.collect());
    this.ledger = new Ledger(addon.keepLedger);
    this.transfers = new TransferTable(addon.keepTransfers);
    this.keptMemory = new KeptMemory(addon.tellMemory);
    this.system = openSystem(this.calls);
    // Threads that nobody has initialised for COM are members of the multi-threaded apartment, as long as there is one.
    this.scratch.addressFrom((out) => this.calls.call(this.calls.find('ole32.dll', 'CoIncrementMTAUsage'), out));
  }

  addRef(address: Address): number {
    return this.addon.addRef(address);
  }

  /** Releases a reference of which there are others, or to an object of the addon's own. */
  release(address: Address): number {
    return this.addon.release(address);
  }

  /** Releases a reference that may be the last one: native code may wait then for a thread that waits for JavaScript. */
  releaseLast(address: Address, interfaceName = 'IUnknown'): number {
    return this.serves(interfaceName, 'Release')
      ? this.calls.callServing(RELEASE, true, address)
      : this.release(address);
  }

  /** Whether another thread must make a call, while this one serves. A lock that JavaScript holds is the other thread's. */
  serves(interfaceName: string, method: string): boolean {
    return (this.given.size > 0 && servesMeanwhile(interfaceName, method, this.given)) || !this.locks.isEmpty;
  }

  /** Runs what may call JavaScript, as a call does: what is disposed of meanwhile is released when it is over. */
  inCall<T>(run: () => T): T {
    const { callDepth } = this;
    this.callDepth = callDepth + 1;
    try {
      return run();
    } finally {
      this.callDepth = callDepth;
      if (callDepth === 0) this.callsEnded();
    }
  }

  /** No call is under way any more: what waits for that is released. */
  callsEnded(): void {
    while (this.#afterCalls.length > 0) this.#afterCalls.pop()!();
  }

  /** Releases a reference that a call which is under way may use, when no call is under way any more. */
  releaseAfterCalls(address: Address): void {
    if (this.callDepth > 0) this.#afterCalls.push(() => void this.releaseLast(address));
    else this.releaseLast(address);
  }

  /** Releases an object, on a thread that nothing waits for where its Release always may take long; never inside a call. */
  async releaseAs(type: Interface, address: Address): Promise<void> {
    if (this.callDepth > 0) await new Promise<void>((resolve) => this.#afterCalls.push(resolve));
    if (!type.releaseWaits) {
      this.releaseLast(address, type.name);
      return;
    }
    this.words.put(0, address);
    this.words.putKinds(0, false);
    await this.calls.callPutLater(RELEASE, true, 0, 0);
  }

  /** A reference to the object by another of its interfaces; 0 where the object does not have it. */
  queryInterface(address: Address, iid: string): Address {
    const { scratch, calls } = this;
    const { top } = scratch;
    const guid = scratch.takeGuid(iid)!;
    try {
      return scratch.addressFrom((out) => calls.callMethod(address, QUERY_INTERFACE, guid, out));
    } finally {
      scratch.top = top;
    }
  }
}
