/**
 * One function for each method and each function: arguments in, native call, outputs out.
 *
 * No output gives `undefined` for S_OK and the number for another success code; one, its value; several, an object.
 */
import { MF_S_MULTIPLE_BEGIN, S_OK } from '../contract/hresult.js';
import { HResultError } from '../contract/HResultError.js';
import type { Bridge } from './bridge.js';
import { Frame } from './frame.js';
import { inputFor, type Input } from './inputs.js';
import { isOutput, outputNames, type Method, type Parameter } from './interfaceFacts.js';
import type { NativeFunction } from './koffi.js';
import { Slot } from './scratch.js';
import { readVariant } from './propvariant.js';
import { isEnd } from './vtables.js';

type Output = { readonly name: string; read(slot: Slot, all: readonly unknown[]): unknown };

/** What a method needs for being called. */
export class Call {
  readonly #bridge: Bridge;
  readonly #method: Method;
  readonly #where: string;
  /** In the order of the native parameters; `undefined` where an output stands. */
  readonly #inputs: readonly (Input | undefined)[];
  readonly #outputs: readonly Output[];
  readonly #ends: boolean;
  readonly #dispatches: boolean;

  /** @param owner the interface or the DLL, for messages */
  constructor(bridge: Bridge, owner: string, method: Method, waits: boolean) {
    this.#bridge = bridge;
    this.#method = method;
    this.#where = owner === '' ? method.name : `${owner}.${method.name}`;
    const { parameters } = method;
    this.#inputs = parameters.map((one) => (isOutput(one) ? undefined : inputFor(one, method, waits)));
    const inputs = parameters.filter((one) => !isOutput(one));
    const outputs = parameters.filter(isOutput);
    const names = outputNames(outputs);
    this.#outputs = outputs.map((one, index) => outputFor(bridge, one, names[index]!, inputs));
    this.#ends = isEnd(method);
    this.#dispatches = method.returns === 'hresult' && /^MF(InvokeCallback|PutWorkItemEx|PutWorkItemEx2)$/.test(method.name);
  }

  /** Calls at once. `self` is the object's address, or `undefined` for a function. */
  now(native: NativeFunction, self: number | undefined, all: readonly unknown[]): unknown {
    const bridge = this.#bridge;
    const { scratch } = bridge;
    const frame = new Frame(bridge, this.#where);
    const mark = scratch.mark;
    const slots: Slot[] = [];
    const values: unknown[] = self === undefined ? [] : [self];
    try {
      let at = 0;
      for (const input of this.#inputs) {
        if (input) {
          values.push(input(all[at], frame, all));
          at += 1;
        } else {
          const slot = scratch.take();
          slots.push(slot);
          values.push(slot.words);
        }
      }
      if (this.#dispatches) this.#dispatch(frame, all);
      let result: number;
      try {
        result = native(...values);
      } catch (error) {
        frame.failed();
        throw error;
      }
      return this.#finish(frame, result, slots, all);
    } finally {
      scratch.release(mark);
      frame.close();
    }
  }

  /** Calls on another thread: for what may wait for JavaScript. */
  async later(native: NativeFunction, self: number | undefined, all: readonly unknown[]): Promise<unknown> {
    const bridge = this.#bridge;
    const { memory } = bridge;
    const frame = new Frame(bridge, this.#where);
    const addresses: number[] = [];
    const values: unknown[] = self === undefined ? [] : [self];
    const block = memory.allocate(Slot.size * (this.#outputs.length + 1));
    frame.memory.push(() => memory.free(block));
    bridge.tokens.expect(1);
    try {
      let at = 0;
      for (const input of this.#inputs) {
        if (input) {
          values.push(input(all[at], frame, all));
          at += 1;
        } else {
          const address = block + Slot.size * addresses.length;
          addresses.push(address);
          values.push(address);
        }
      }
      const result = await bridge.onAnotherThread(native, values);
      const slots = addresses.map((address) => {
        const slot = new Slot();
        memory.read(slot.bytes, address, Slot.size);
        return slot;
      });
      const { transfer } = frame;
      const value = this.#finish(frame, result, slots, all);
      if (transfer) transfer.end(typeof value === 'number' ? value : 0);
      return value;
    } finally {
      frame.close();
      bridge.tokens.expect(-1);
    }
  }

  #dispatch(frame: Frame, all: readonly unknown[]): void {
    const record = frame.bridge.recordOf(all.at(-1));
    if (!record) return;
    frame.dispatched = record;
    frame.bridge.results.dispatched(record);
  }

  #finish(frame: Frame, result: number, slots: readonly Slot[], all: readonly unknown[]): unknown {
    const { returns, name } = this.#method;
    if (returns === 'hresult') {
      if (result > 0x7fff_ffff) {
        frame.failed();
        if (this.#ends) frame.endTransfer(undefined);
        throw new HResultError(result, name);
      }
      if (result === MF_S_MULTIPLE_BEGIN) frame.failed();
      else frame.succeeded();
    }
    const outputs = this.#outputs;
    let value: unknown;
    if (outputs.length === 0) {
      if (returns === 'hresult') value = result === S_OK ? undefined : result;
      else value = returns === 'void' ? undefined : result;
    } else if (outputs.length === 1) {
      value = outputs[0]!.read(slots[0]!, all);
    } else {
      value = Object.fromEntries(outputs.map((output, index) => [output.name, output.read(slots[index]!, all)]));
    }
    if (this.#ends && frame.result?.transfer) {
      // EndRead has the count alone; EndReadPayload has it last.
      const count = outputs.length < 2 ? value : Object.values(value as object).at(-1);
      frame.endTransfer(typeof count === 'number' ? count : 0);
    }
    return value;
  }
}

function outputFor(bridge: Bridge, parameter: Parameter, name: string, inputs: readonly Parameter[]): Output {
  const { kind, interface: type, by } = parameter;
  const { system, memory } = bridge;
  switch (kind) {
    case 'interface':
      return { name, read: (slot) => bridge.take(slot.address, type!) };
    case 'object': {
      const iidAt = inputs.findIndex((one) => one.name === by);
      return { name, read: (slot, all) => bridge.take(slot.address, bridge.interfaceFor(all[iidAt]) ?? 'IUnknown') };
    }
    case 'string':
      return {
        name,
        read: (slot) => {
          const text = memory.readString(slot.address);
          system.CoTaskMemFree(slot.address);
          return text;
        },
      };
    case 'guid':
      return { name, read: (slot) => bridge.guidText(slot.bytes) };
    case 'propvariant':
      return {
        name,
        read: (slot) => {
          const bytes = slot.bytes.slice(0, Slot.size);
          try {
            return readVariant(bytes, bridge.variants);
          } finally {
            system.PropVariantClear(bytes);
          }
        },
      };
    default:
      return { name, read: (slot) => slot.get(kind) };
  }
}
