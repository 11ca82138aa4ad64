import { E_PENDING, E_UNEXPECTED, FAILED, MF_S_MULTIPLE_BEGIN, S_OK } from '../../contract/hresult.js';
import { HResultError } from '../../contract/HResultError.js';
import {
  isBegin,
  isEnd,
  isInput,
  isOutput,
  outputNames,
  wordsOf,
  type Element,
  type Method,
  type Parameter,
} from '../facts/interfaces.js';
import { scalars } from '../facts/kinds.js';
import { isLock } from '../facts/servesMeanwhile.js';
import { placeOf, type Place } from '../handles/Place.js';
import { shared, type Address } from '../native/addon.js';
import { guidFromBytes, NoMemoryError } from '../native/Memory.js';
import { runForEach } from '../native/runForEach.js';
import type { Runtime } from '../native/Runtime.js';
import { Slot } from '../native/Scratch.js';
import { signatureOf, type Signature } from '../native/signatureOf.js';
import { plainCount } from './checks.js';
import { readArray, readElement } from './elements.js';
import { Frame, type Frames, type Input } from './Frame.js';
import { inMemory, taker } from './inMemory.js';
import { inputFor } from './inputFor.js';
import { readVariant } from './propvariant.js';
import type { Values } from './Values.js';

interface Output {
  readonly name: string;
  readonly read: (slot: Slot, all: readonly unknown[], slots: readonly Slot[]) => unknown;
}

/** Stands for an output among the inputs: it makes the memory that native code writes the output to. */
const toSlot: Input = (_value, frame) => frame.takeSlot();

/** Stands for an output that is not wanted where null is behind the arguments. */
const toOptionalSlot: Input = (_value, frame) => (frame.leavesOut ? 0 : frame.takeSlot());

/** The input that stands for a parameter. */
function nativeInput(parameter: Parameter, method: Method, waits: boolean): Input {
  const { direction, kind, by } = parameter;
  if (isInput(parameter)) return inputFor(parameter, method, waits);
  // Native code allocates the array whose length it says.
  const isCallers = kind === 'array' && method.parameters.some((one) => one.name === by && isInput(one));
  if (direction === 'out' && (isCallers || kind === 'struct')) return inMemory(parameter, method);
  return parameter.isOptional ? toOptionalSlot : toSlot;
}

/**
 * How one native method or function is called: inputs in, outputs out.
 *
 *     no output         undefined for S_OK, the number for another success code
 *     one output        its value
 *     several outputs   an object of them
 *
 * One `null` behind the arguments leaves out the outputs that native code does not need, as NULL for each of them does in C.
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
  readonly #neededOutputs: readonly Output[];
  readonly #inputCount: number;
  readonly #begins: boolean;
  readonly #ends: boolean;
  readonly #isLock: boolean;
  readonly #signature: Signature;

  /** @param owner the interface, for messages; `''` for a function */
  constructor(frames: Frames, owner: string, method: Method, waits: boolean) {
    this.#frames = frames;
    this.#runtime = frames.values.runtime;
    this.#method = method;
    this.#owner = owner;
    const { parameters } = method;
    this.#inputs = parameters.map((one) => nativeInput(one, method, waits));
    let taken = 0;
    this.#at = parameters.map((one) => (isInput(one) ? taken++ : -1));
    const inputs = parameters.filter(isInput);
    const outputs = parameters.filter(isOutput);
    const needed = outputs.filter(({ isOptional }) => !isOptional);
    const place = placeOf(method.name, owner);
    this.#outputs = outputsFor(frames.values, place, inputs, outputs);
    this.#neededOutputs = outputsFor(frames.values, place, inputs, needed);
    this.#inputCount = inputs.length;
    this.#begins = isBegin(method);
    this.#ends = isEnd(method);
    this.#isLock = isLock(method.name);
    this.#signature = signatureOf(method, owner !== '');
  }

  /**
   * Calls on this thread, or on another one that this waits for.
   *
   * @param target the address of a function, or the slot of a method
   * @param self the object's address; `undefined` for a function
   */
  now(target: number, self: Address | undefined, all: readonly unknown[]): unknown {
    const runtime = this.#runtime;
    const { scratch, callDepth } = runtime;
    const { top } = scratch;
    let frame: Frame | undefined;
    runtime.callDepth = callDepth + 1;
    try {
      frame = this.#frames.at(callDepth).open(this.#owner, this.#method.name, self ?? 0);
      this.#convert(frame, all);
      this.#put(frame, self, frame.lentCallback, frame.wanted);
      if (this.#isLock || runtime.serves(this.#owner, this.#method.name)) this.#callServing(frame, target, self);
      else runtime.calls.callPut(target, self !== undefined);
      frame.lentCallback = 0;
      return this.#finish(frame, all, this.#answer());
    } finally {
      try {
        frame?.close();
      } finally {
        // First what needs no call: where the stack is full, each call throws, in here as well.
        scratch.top = top;
        runtime.callDepth = callDepth;
        if (callDepth === 0) runtime.callsEnded();
      }
    }
  }

  /** Has another thread make the call: the one that has locked the object for JavaScript, where one has. */
  #callServing(frame: Frame, target: number, self: Address | undefined): void {
    const { calls, locks, words } = this.#runtime;
    const { name } = this.#method;
    const thread = calls.callPutServing(target, self !== undefined, self && locks.threadOf(self));
    if (thread === 0) {
      frame.lentCallback = 0;
      frame.failed();
      const fault = 'the thread that has locked the object has gone on, or waits for JavaScript itself';
      throw new HResultError(E_UNEXPECTED, name, { fault });
    }
    if (!this.#isLock || self === undefined || FAILED(words.half(shared.answer))) return;
    if (name.startsWith('Lock')) locks.taken(self, thread);
    else locks.left(self);
  }

  /** Converts all arguments, which may call JavaScript: nothing is written to the shared words before that is over. */
  #convert(frame: Frame, all: readonly unknown[]): void {
    const inputs = this.#inputs;
    const at = this.#at;
    const { args } = frame;
    frame.leavesOut = all.length > this.#inputCount && all[this.#inputCount] === null;
    let i = 0;
    try {
      for (; i < inputs.length; i += 1) args[i] = inputs[i]!(all[at[i]!], frame, all);
    } catch (error) {
      frame.failed();
      if (!(error instanceof NoMemoryError)) throw error;
      throw new RangeError(`${frame.where}: ${this.#method.parameters[i]!.name} is too large, ${error.message}`);
    }
  }

  #put(frame: Frame, self: Address | undefined, lent: Address, seen: Address): void {
    const { words } = this.#runtime;
    const { kinds, returnsFloat } = this.#signature;
    const { args } = frame;
    let word = 0;
    if (self !== undefined) words.put(word++, self);
    if (kinds === 0) for (let i = 0; i < this.#inputs.length; i += 1) words.put(word++, args[i]!);
    else this.#putKinds(args, word);
    words.putKinds(kinds, returnsFloat, lent, seen);
  }

  #putKinds(args: readonly (number | bigint)[], first: number): void {
    const { words } = this.#runtime;
    let word = first;
    this.#method.parameters.forEach((parameter, index) => {
      const { direction, kind } = parameter;
      const arg = args[index]!;
      if (direction === 'in' && kind === 'f32') words.putFloat(word, arg as number);
      else if (direction === 'in' && kind === 'f64') words.putDouble(word, arg as number);
      else if (kind === 'guidvalue') words.putPair(word, arg as bigint);
      else words.put(word, arg);
      word += wordsOf(parameter);
    });
  }

  /** What the call has returned: an HRESULT, or what the table says. */
  #answer(): unknown {
    const { words } = this.#runtime;
    const { returns } = this.#method;
    if (returns === 'hresult') return words.half(shared.answer);
    const scalar = scalars[returns];
    if (scalar !== undefined) return scalar.fromNative(words.get(shared.answer, scalar.type));
    return returns === 'void' ? undefined : words.address(shared.answer);
  }

  /** Calls on another thread, for a method that may wait for JavaScript. */
  async later(target: number, self: Address | undefined, all: readonly unknown[]): Promise<unknown> {
    const runtime = this.#runtime;
    const { memory, addon } = runtime;
    const frame = new Frame(this.#frames.values).open(this.#owner, this.#method.name, self ?? 0);
    const block = memory.allocate(Slot.size * (this.#outputs.length + 1));
    frame.block = block;
    try {
      const answer = await this.#start(frame, target, self, all);
      frame.slots = this.#outputsOf(frame).map((_, index) => {
        const slot = new Slot(addon.addressOf);
        memory.read(slot.bytes, block + Slot.size * index, Slot.size);
        return slot;
      });
      [frame.slot] = frame.slots;
      const { transfer } = frame;
      runtime.words.put(shared.answer, answer);
      const value = this.#finish(frame, all, this.#answer());
      if (transfer) transfer.end(countIn(value));
      return value;
    } finally {
      try {
        frame.close();
      } finally {
        memory.free(block);
      }
    }
  }

  #start(frame: Frame, target: number, self: Address | undefined, all: readonly unknown[]): Promise<bigint> {
    const runtime = this.#runtime;
    return runtime.inCall(() => {
      this.#convert(frame, all);
      this.#put(frame, self, 0, 0);
      const { references, referencesOut } = this.#signature;
      const returned = runtime.calls.callPutLater(target, self !== undefined, references, referencesOut);
      // The other thread holds references of its own, and the last one may be released there only.
      frame.lent.releaseReferences();
      return returned;
    });
  }

  #finish(frame: Frame, all: readonly unknown[], answer: unknown): unknown {
    const { returns, name } = this.#method;
    if (returns === 'hresult') {
      const result = answer as number;
      if (FAILED(result)) {
        frame.failed();
        // After an End that came too early, the operation goes on, and the right End may follow.
        if (this.#ends && result !== E_PENDING && frame.result !== undefined) {
          frame.endTransfer(undefined);
          frame.ended(frame.result, true);
        }
        throw new HResultError(result, name);
      }
      // A subscriber that asks twice is invoked once. What reads or writes keeps its memory: it may complete all the same.
      if (result === MF_S_MULTIPLE_BEGIN && name === 'BeginGetEvent') frame.failed();
      else frame.succeeded(this.#begins);
    }
    const value = this.#valueOf(frame, all, answer);
    if (this.#ends && frame.result !== undefined) {
      // EndRead has the count alone; EndReadPayload has it last.
      const count = this.#outputsOf(frame).length < 2 ? value : Object.values(value as object).at(-1);
      frame.endTransfer(countIn(count));
      frame.ended(frame.result, false);
    }
    if (this.#begins) frame.keepCookie(value);
    return value;
  }

  #outputsOf(frame: Frame): readonly Output[] {
    return frame.leavesOut ? this.#neededOutputs : this.#outputs;
  }

  #valueOf(frame: Frame, all: readonly unknown[], answer: unknown): unknown {
    const outputs = this.#outputsOf(frame);
    if (outputs.length === 1) return outputs[0]!.read(frame.slot!, all, frame.slots ?? []);
    if (outputs.length > 1) return readAll(outputs, frame.slots!, all);
    return this.#method.returns === 'hresult' && answer === S_OK ? undefined : answer;
  }
}

/** Behind an output that cannot be read, the others are taken all the same: they would never be released. */
function readAll(outputs: readonly Output[], slots: readonly Slot[], all: readonly unknown[]): object {
  const values: (readonly [string, unknown])[] = [];
  runForEach(outputs, ({ name, read }, index) => values.push([name, read(slots[index]!, all, slots)]));
  return Object.fromEntries(values);
}

function outputsFor(
  values: Values,
  place: Place,
  inputs: readonly Parameter[],
  outputs: readonly Parameter[],
): Output[] {
  const names = outputNames(outputs);
  return outputs.map((one, index) => ({ name: names[index]!, read: readerFor(values, place, one, inputs, outputs) }));
}

function readerFor(
  values: Values,
  place: Place,
  parameter: Parameter,
  inputs: readonly Parameter[],
  outputs: readonly Parameter[],
): Output['read'] {
  const { catalogue, system, memory } = values.runtime;
  const { name, kind, interface: type, by, element } = parameter;
  switch (kind) {
    case 'interface':
      return (slot) => values.take(slot.address, type!);
    case 'object': {
      const iidAt = inputs.findIndex((one) => one.name === by);
      return (slot, all) => values.take(slot.address, catalogue.nameOf(all[iidAt]) ?? 'IUnknown');
    }
    case 'string':
      return ({ address }) => thenFree(address, system.CoTaskMemFree, () => memory.readString(address));
    case 'blob': {
      const countAt = outputs.findIndex((one) => one.name === by);
      return ({ address }, _all, slots) =>
        thenFree(address, system.CoTaskMemFree, () => {
          const bytes = new Uint8Array(address === 0 ? 0 : slots[countAt]!.words[0]!);
          memory.read(bytes, address, bytes.byteLength);
          return bytes;
        });
    }
    case 'bstr':
      return ({ address }) => thenFree(address, system.SysFreeString, () => memory.readBstr(address) ?? '');
    case 'struct': {
      const reader = taker(values);
      return (slot) => readElement(parameter, memory, slot.address, reader);
    }
    case 'array':
      return arrayReader(values, element!, indexOf(inputs, by), indexOf(outputs, by));
    case 'guid':
      return (slot) => guidFromBytes(slot.bytes);
    case 'propvariant':
      return ({ at, bytes }) =>
        thenFree(at, system.PropVariantClear, () => readVariant(bytes, values.variants, place, name));
    default: {
      const { read } = scalars[kind] ?? scalars.u32;
      return (slot) => read(slot.view);
    }
  }
}

/** Reads what native code has allocated for this call, and frees it, also where it cannot be read. */
function thenFree<T>(address: Address, free: (address: Address) => unknown, read: () => T): T {
  try {
    return read();
  } finally {
    free(address);
  }
}

/** How many bytes were read, where a value says that. */
function countIn(value: unknown): number {
  const count = plainCount(value);
  return typeof count === 'number' ? count : 0;
}

const indexOf = (parameters: readonly Parameter[], name: string | undefined): number =>
  parameters.findIndex((one) => one.name === name);

/** @param inputAt where the length of the array is among the inputs, and `outputAt` among the outputs; -1: it is none */
function arrayReader(values: Values, element: Element, inputAt: number, outputAt: number): Output['read'] {
  const { system, memory } = values.runtime;
  const reader = taker(values);
  return ({ address }, all, slots) => {
    const written = outputAt < 0 ? Infinity : slots[outputAt]!.words[0]!;
    if (inputAt >= 0) return readArray(element, memory, address, Math.min(Number(all[inputAt]), written), reader);
    return thenFree(address, system.CoTaskMemFree, () =>
      address === 0 ? [] : readArray(element, memory, address, written, reader),
    );
  };
}
