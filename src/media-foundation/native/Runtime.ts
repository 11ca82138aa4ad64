import { throwUncaught } from '../../contract/dispatch.js';
import { interfaceTable } from '../facts/interfaces.generated.js';
import { InterfaceCatalogue, slots, type Interface } from '../facts/interfaces.js';
import { releaseWaits } from '../facts/threads.js';
import { openAddon, type NativeObjects } from './openAddon.js';
import { ExitWithCalls } from './ExitWithCalls.js';
import type { Address, Koffi, NativeFunction } from './koffi.js';
import { openKoffiObjects } from './openKoffiObjects.js';
import { bytesFromGuid, Memory } from './Memory.js';
import { Scratch } from './Scratch.js';
import { openSystem, pin, type System } from './openSystem.js';
import { Tokens } from './Tokens.js';
import { VTables } from './VTables.js';

export interface RuntimeOptions {
  /** `false` for koffi's callbacks instead of the addon; a string for the addon's path. */
  callbackAddon?: boolean | string | undefined;
}

/**
 * COM for one thread of JavaScript, in addresses: memory, vtables, references, GUIDs, calls on other threads. The rooms above
 * make objects of the addresses.
 */
export class Runtime {
  readonly koffi: Koffi;
  readonly memory: Memory;
  readonly system: System;
  readonly vtables: VTables;
  readonly scratch = new Scratch();
  readonly tokens = new Tokens(throwUncaught);
  readonly catalogue = new InterfaceCatalogue(interfaceTable);
  readonly objects: NativeObjects;
  /** QueryInterface, AddRef and Release of the objects of JavaScript. */
  readonly unknownMethods: readonly Address[];
  readonly #unknown: Interface;
  #exit: ExitWithCalls | undefined;
  readonly #guids = new Map<string, Address>();
  /** Release for an object of JavaScript: it is known, and need not be looked up. */
  readonly releaseOwn: NativeFunction;

  constructor(koffi: Koffi, { callbackAddon }: RuntimeOptions) {
    this.koffi = koffi;
    this.memory = new Memory(koffi);
    this.system = openSystem(koffi);
    this.vtables = new VTables(koffi, this.memory);
    this.#unknown = this.catalogue.get('IUnknown');
    for (const dll of ['mfplat.dll', 'rtworkq.dll']) pin(koffi, dll);
    const path = typeof callbackAddon === 'string' ? callbackAddon : undefined;
    const addon = callbackAddon === false ? undefined : openAddon(this.tokens.deliver, this.tokens.words, path);
    this.objects = addon ?? openKoffiObjects(koffi, this.memory, this.tokens);
    this.tokens.use(this.objects);
    // All objects of JavaScript have the same three methods: an object that is made for this tells their addresses.
    const probe = this.objects.create(this.tokens.take({ invoked() {}, died() {} }), -1, 0);
    const vtable = this.memory.readAddress(probe);
    this.unknownMethods = [0, 8, 16].map((offset) => this.memory.readAddress(vtable + offset));
    this.releaseOwn = this.#unknownMethod(probe, slots.Release);
    this.releaseOwn(probe);
  }

  #unknownMethod(address: Address, slot: number): NativeFunction {
    return this.vtables.functionOf(address, this.#unknown, slot);
  }

  addRef(address: Address): number {
    return this.#unknownMethod(address, slots.AddRef)(address);
  }

  release(address: Address): number {
    return this.#unknownMethod(address, slots.Release)(address);
  }

  /** Releases an object: on another thread where its Release may wait for JavaScript. */
  async releaseAs(type: Interface, address: Address): Promise<void> {
    if (releaseWaits(type.name)) await this.onAnotherThread(this.#unknownMethod(address, slots.Release), [address]);
    else this.release(address);
  }

  /** Calls a function on a thread of koffi's. Keeps the process alive until the function returns. */
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

  /** A reference to the object by another of its interfaces; 0 where the object does not have it. */
  queryInterface(address: Address, iid: string): Address {
    const method = this.#unknownMethod(address, slots.QueryInterface);
    return this.scratch.addressFrom((out) => method(address, this.guidAddress(iid), out));
  }

  /** The address of a GUID that is given as text, valid for ever; `undefined` for any other value. */
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
}
