/**
 * One function for each method and each function: arguments in, native call, outputs out.
 *
 * No output gives `undefined` for S_OK and the number for another success code; one, its value; several, an object.
 */
import { FAILED, MF_S_MULTIPLE_BEGIN, S_OK } from '../../contract/hresult.js';
import { HResultError } from '../../contract/HResultError.js';
import { Frame, type Frames } from './Frame.js';
import { inputFor, type Input } from './inputFor.js';
import { isBegin, isEnd, isOutput, outputNames, type Method, type Parameter } from '../facts/interfaces.js';
import { scalars } from '../facts/kinds.js';
import { recordOf } from '../handles/NativeResult.js';
import type { NativeFunction } from '../native/koffi.js';
import { guidFromBytes } from '../native/Memory.js';
import type { Runtime } from '../native/Runtime.js';
import { Slot } from '../native/Scratch.js';
import { readVariant } from './propvariant.js';
import type { Values } from './Values.js';

type Output = { readonly name: string; read(slot: Slot, all: readonly unknown[]): unknown };

/** Makes the next output's memory, in place of an argument. */
const toSlot: Input = (_value, frame) => {
  const slot = frame.values.runtime.scratch.take();
  if (frame.slot === undefined) frame.slot = slot;
  else (frame.slots ??= [frame.slot]).push(slot);
  return slot.words;
};

const dispatching = /^MF(InvokeCallback|PutWorkItemEx|PutWorkItemEx2)$/;

/** What a method needs for being called. */
export class Call {
  readonly #frames: Frames;
  readonly #runtime: Runtime;
  readonly #method: Method;
  readonly #owner: string;
  /** One for each native parameter, and which argument it takes. */
  readonly #inputs: readonly Input[];
  readonly #at: readonly number[];
  readonly #outputs: readonly Output[];
  readonly #begins: boolean;
  readonly #ends: boolean;
  readonly #dispatches: boolean;

  /** @param owner the interface, for messages; `''` for a function */
  constructor(frames: Frames, owner: string, method: Method, waits: boolean) {
    this.#frames = frames;
    this.#runtime = frames.values.runtime;
    this.#method = method;
    this.#owner = owner;
    const { parameters } = method;
    this.#inputs = parameters.map((one) => (isOutput(one) ? toSlot : inputFor(one, method, waits)));
    let taken = 0;
    this.#at = parameters.map((one) => (isOutput(one) ? -1 : taken++));
    const inputs = parameters.filter((one) => !isOutput(one));
    const outputs = parameters.filter(isOutput);
    const names = outputNames(outputs);
    this.#outputs = outputs.map((one, index) => outputFor(frames.values, one, names[index]!, inputs));
    this.#begins = isBegin(method);
    this.#ends = isEnd(method);
    this.#dispatches = dispatching.test(method.name);
  }

  /** Calls at once. `self` is the object's address, or `undefined` for a function. */
  now(native: NativeFunction, self: number | undefined, all: readonly unknown[]): unknown {
    const { scratch } = this.#runtime;
    const { mark } = scratch;
    const frame = this.#frames.take().open(this.#owner, this.#method.name);
    try {
      return this.#finish(frame, this.#call(native, self, all, frame), all);
    } finally {
      frame.close();
      this.#frames.giveBack();
      scratch.release(mark);
    }
  }

  #call(native: NativeFunction, self: number | undefined, all: readonly unknown[], frame: Frame): number {
    const inputs = this.#inputs;
    const at = this.#at;
    try {
      if (this.#dispatches) this.#dispatch(frame, all);
      if (self === undefined) {
        if (inputs.length !== 3) return native(...inputs.map((input, index) => input(all[at[index]!], frame, all)));
        return native(
          inputs[0]!(all[at[0]!], frame, all),
          inputs[1]!(all[at[1]!], frame, all),
          inputs[2]!(all[at[2]!], frame, all),
        );
      }
      // The usual numbers one by one: spreading an array costs more than the conversions.
      switch (inputs.length) {
        case 0:
          return native(self);
        case 1:
          return native(self, inputs[0]!(all[at[0]!], frame, all));
        case 2:
          return native(self, inputs[0]!(all[at[0]!], frame, all), inputs[1]!(all[at[1]!], frame, all));
        case 4:
          return native(
            self,
            inputs[0]!(all[at[0]!], frame, all),
            inputs[1]!(all[at[1]!], frame, all),
            inputs[2]!(all[at[2]!], frame, all),
            inputs[3]!(all[at[3]!], frame, all),
          );
        default:
          return native(self, ...inputs.map((input, index) => input(all[at[index]!], frame, all)));
      }
    } catch (error) {
      frame.failed();
      throw error;
    }
  }

  /** Calls on another thread: for what may wait for JavaScript. */
  async later(native: NativeFunction, self: number | undefined, all: readonly unknown[]): Promise<unknown> {
    const { memory } = this.#runtime;
    const frame = new Frame(this.#frames.values).open(this.#owner, this.#method.name);
    const block = memory.allocate(Slot.size * (this.#outputs.length + 1));
    try {
      let used = 0;
      const values = this.#inputs.map((input, index) => {
        if (input !== toSlot) return input(all[this.#at[index]!], frame, all);
        used += 1;
        return block + Slot.size * (used - 1);
      });
      const result = await this.#runtime.onAnotherThread(native, self === undefined ? values : [self, ...values]);
      frame.slots = this.#outputs.map((_, index) => {
        const slot = new Slot();
        memory.read(slot.bytes, block + Slot.size * index, Slot.size);
        return slot;
      });
      [frame.slot] = frame.slots;
      const { transfer } = frame;
      const value = this.#finish(frame, result, all);
      if (transfer) transfer.end(typeof value === 'number' ? value : 0);
      return value;
    } finally {
      frame.close();
      memory.free(block);
    }
  }

  #dispatch(frame: Frame, all: readonly unknown[]): void {
    const record = recordOf(all.at(-1));
    if (!record) return;
    frame.dispatched = record;
    frame.values.results.dispatched(record);
  }

  #finish(frame: Frame, result: number, all: readonly unknown[]): unknown {
    const { returns, name } = this.#method;
    if (returns === 'hresult') {
      if (FAILED(result)) {
        frame.failed();
        if (this.#ends) frame.endTransfer(undefined);
        throw new HResultError(result, name);
      }
      if (result === MF_S_MULTIPLE_BEGIN) frame.failed();
      else frame.succeeded(this.#begins);
    }
    const outputs = this.#outputs;
    let value: unknown;
    if (outputs.length === 0) {
      if (returns === 'hresult') value = result === S_OK ? undefined : result;
      else value = returns === 'void' ? undefined : result;
    } else if (outputs.length === 1) {
      value = outputs[0]!.read(frame.slot!, all);
    } else {
      value = Object.fromEntries(outputs.map((output, index) => [output.name, output.read(frame.slots![index]!, all)]));
    }
    if (this.#ends && frame.result?.origin?.transfer) {
      // EndRead has the count alone; EndReadPayload has it last.
      const count = outputs.length < 2 ? value : Object.values(value as object).at(-1);
      frame.endTransfer(typeof count === 'number' ? count : 0);
    }
    return value;
  }
}

function outputFor(values: Values, parameter: Parameter, name: string, inputs: readonly Parameter[]): Output {
  const { kind, interface: type, by } = parameter;
  const { catalogue, system, memory } = values.runtime;
  switch (kind) {
    case 'interface':
      return { name, read: (slot) => values.take(slot.address, type!) };
    case 'object': {
      const iidAt = inputs.findIndex((one) => one.name === by);
      return { name, read: (slot, all) => values.take(slot.address, catalogue.nameOf(all[iidAt]) ?? 'IUnknown') };
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
      return { name, read: (slot) => guidFromBytes(slot.bytes.subarray(0, 16)) };
    case 'propvariant':
      return {
        name,
        read: (slot) => {
          const bytes = slot.bytes.slice(0, Slot.size);
          try {
            return readVariant(bytes, values.variants);
          } finally {
            system.PropVariantClear(bytes);
          }
        },
      };
    default: {
      const { read } = scalars[kind] ?? scalars.u32;
      return { name, read: (slot) => read(slot.view) };
    }
  }
}
