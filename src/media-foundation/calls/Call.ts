import { FAILED, MF_S_MULTIPLE_BEGIN, S_OK } from '../../contract/hresult.js';
import { HResultError } from '../../contract/HResultError.js';
import { isBegin, isEnd, isOutput, outputNames, type Method, type Parameter } from '../facts/interfaces.js';
import { scalars } from '../facts/kinds.js';
import type { NativeFunction } from '../native/koffi.js';
import { guidFromBytes } from '../native/Memory.js';
import type { Runtime } from '../native/Runtime.js';
import { Slot } from '../native/Scratch.js';
import { Frame, type Frames } from './Frame.js';
import { inputFor, type Input } from './inputFor.js';
import { readVariant } from './propvariant.js';
import type { Values } from './Values.js';

interface Output {
  readonly name: string;
  readonly read: (slot: Slot, all: readonly unknown[]) => unknown;
}

/** Stands for an output among the inputs: it makes the memory that native code writes the output to. */
const toSlot: Input = (_value, frame) => {
  const slot = frame.values.runtime.scratch.take();
  if (frame.slot === undefined) frame.slot = slot;
  else (frame.slots ??= [frame.slot]).push(slot);
  return slot.words;
};

/**
 * How one native method or function is called: inputs in, outputs out.
 *
 *     no output         undefined for S_OK, the number for another success code
 *     one output        its value
 *     several outputs   an object of them
 */
export class Call {
  readonly #frames: Frames;
  readonly #runtime: Runtime;
  readonly #method: Method;
  readonly #owner: string;
  /** One for each native parameter, and the index of the argument that it takes. */
  readonly #inputs: readonly Input[];
  readonly #at: readonly number[];
  readonly #outputs: readonly Output[];
  readonly #begins: boolean;
  readonly #ends: boolean;

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
  }

  /** Calls on this thread. `self` is the object's address, or `undefined` for a function. */
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

  #input(index: number, all: readonly unknown[], frame: Frame): unknown {
    return this.#inputs[index]!(all[this.#at[index]!], frame, all);
  }

  #call(native: NativeFunction, self: number | undefined, all: readonly unknown[], frame: Frame): number {
    const { length } = this.#inputs;
    try {
      // The usual numbers of inputs one by one: to spread an array costs more than to convert its items.
      if (self !== undefined) {
        if (length === 0) return native(self);
        if (length === 1) return native(self, this.#input(0, all, frame));
        if (length === 2) return native(self, this.#input(0, all, frame), this.#input(1, all, frame));
        if (length === 4) {
          const first = this.#input(0, all, frame);
          const second = this.#input(1, all, frame);
          return native(self, first, second, this.#input(2, all, frame), this.#input(3, all, frame));
        }
      } else if (length === 3) {
        return native(this.#input(0, all, frame), this.#input(1, all, frame), this.#input(2, all, frame));
      }
      const inputs = this.#inputs.map((_, index) => this.#input(index, all, frame));
      return self === undefined ? native(...inputs) : native(self, ...inputs);
    } catch (error) {
      frame.failed();
      throw error;
    }
  }

  /** Calls on another thread, for a method that may wait for JavaScript. */
  async later(native: NativeFunction, self: number | undefined, all: readonly unknown[]): Promise<unknown> {
    const { memory } = this.#runtime;
    const frame = new Frame(this.#frames.values).open(this.#owner, this.#method.name);
    const block = memory.allocate(Slot.size * (this.#outputs.length + 1));
    try {
      let used = 0;
      const values = this.#inputs.map((input, index) =>
        input === toSlot ? block + Slot.size * used++ : this.#input(index, all, frame),
      );
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
    const value = this.#valueOf(frame, result, all);
    if (this.#ends && frame.result?.origin?.transfer) {
      // EndRead has the count alone; EndReadPayload has it last.
      const count = this.#outputs.length < 2 ? value : Object.values(value as object).at(-1);
      frame.endTransfer(typeof count === 'number' ? count : 0);
    }
    return value;
  }

  #valueOf(frame: Frame, result: number, all: readonly unknown[]): unknown {
    const outputs = this.#outputs;
    const { returns } = this.#method;
    if (outputs.length === 1) return outputs[0]!.read(frame.slot!, all);
    if (outputs.length > 1) {
      return Object.fromEntries(outputs.map(({ name, read }, index) => [name, read(frame.slots![index]!, all)]));
    }
    return returns === 'void' || (returns === 'hresult' && result === S_OK) ? undefined : result;
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
        read(slot) {
          const text = memory.readString(slot.address);
          system.CoTaskMemFree(slot.address);
          return text;
        },
      };
    case 'guid':
      return { name, read: (slot) => guidFromBytes(slot.bytes) };
    case 'propvariant':
      return {
        name,
        read(slot) {
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
