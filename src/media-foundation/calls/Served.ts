/**
 * A method of an object of JavaScript, called by native code.
 *
 * Memory of the caller is never shown to JavaScript: what JavaScript reads is a copy, and what it writes is copied when the
 * call has ended, or the operation that the call began.
 */
import { describe } from '../../contract/arguments.js';
import {
  E_INVALIDARG,
  E_PENDING,
  E_POINTER,
  HRESULT_FROM_WIN32,
  isFailureHresult,
  S_OK,
} from '../../contract/hresult.js';
import { HResultError } from '../../contract/HResultError.js';
import { hresultOf } from '../../contract/hresultOf.js';
import type { IMFAsyncResult } from '../../contract/IMFAsyncResult.js';
import { ERROR_INSUFFICIENT_BUFFER } from '../../contract/win32.js';
import {
  isBegin,
  isEnd,
  isInput,
  isOutput,
  isReference,
  outputNames,
  wordsOf,
  type Element,
  type Method,
  type Parameter,
} from '../facts/interfaces.js';
import { scalars } from '../facts/kinds.js';
import { Borrowed } from '../handles/Borrowed.js';
import { recordOf } from '../handles/NativeResult.js';
import { shared, type Address } from '../native/addon.js';
import { byteLengthOf, guidFromBytes, isBytes } from '../native/Memory.js';
import type { WordType } from '../native/Words.js';
import { checkNumber, checkText, wrong, type Place } from './checks.js';
import {
  bytesOfArray,
  bytesOfElement,
  readArray,
  readElement,
  type ElementReader,
  type ElementWriter,
} from './elements.js';
import { isVariant, readVariant, variantSize, writeVariant } from './propvariant.js';
import type { Values } from './Values.js';

type Words = readonly (number | bigint)[];

/** Bytes that JavaScript fills, and the caller's memory for them. */
interface Filling {
  readonly bytes: Uint8Array;
  readonly target: Address;
  /** The size of what JavaScript counts. */
  readonly unit: number;
}

/** An operation that native code has begun: the call of a Begin, until its End. */
interface Operation {
  /** The object of JavaScript whose operation it is. */
  readonly self: object;
  readonly callback: object;
  readonly borrowed: Borrowed;
  /** The caller's memory, to be filled when the operation has ended. */
  readonly reading: Filling | undefined;
  /** Whether its End has failed: the caller may have freed its memory. */
  hasFailed: boolean;
}

/** The operations by the callback that came with each: several are one's that more than one object was given. */
const operations = new WeakMap<object, Operation[]>();

/** What one call has to do after the method of JavaScript has returned. */
interface Serving {
  readonly self: object;
  readonly borrowed: Borrowed;
  /** To be copied when the method has returned. */
  filling?: Filling;
  /** To be copied when the operation ends that the method begins. */
  reading?: Filling;
  /** The callback of the operation that the method begins, and the operation. */
  callback?: object;
  begun?: Operation;
  /** The result that End is called with, and the operation that it is of. */
  result?: IMFAsyncResult;
  ended?: Operation | undefined;
}

function remember(operation: Operation): Operation {
  const others = operations.get(operation.callback);
  if (others) others.push(operation);
  else operations.set(operation.callback, [operation]);
  return operation;
}

function forget(operation: Operation): void {
  const all = operations.get(operation.callback)!;
  operations.set(
    operation.callback,
    all.filter((one) => one !== operation),
  );
}

/** An End has returned. What has failed to read is remembered: a second End would read into memory that is free. */
function end(operation: Operation): void {
  operation.borrowed.giveBack();
  if (!operation.hasFailed || operation.reading === undefined) forget(operation);
}

const operationOf = (callback: object, self: object): Operation | undefined =>
  operations.get(callback)?.find((one) => one.self === self);

/** What may be an object in an argument, or in what a method has returned: of an array all elements. */
const objectsIn = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : [isVariant(value) ? value.value : value];

const typeOf = (kind: string): WordType => scalars[kind]?.type ?? 'uint64';

export class Served {
  readonly #types: readonly WordType[];
  readonly #values: Values;
  readonly #method: Method;
  readonly #outputs: readonly { parameter: Parameter; index: number }[];
  readonly #names: readonly string[];
  readonly #hasArrays: boolean;
  readonly #place: Place;
  readonly #reader: ElementReader;
  readonly #writer: ElementWriter;
  readonly #where: string;
  readonly #begins: boolean;
  readonly #ends: boolean;

  constructor(values: Values, owner: string, method: Method) {
    this.#values = values;
    this.#method = method;
    this.#where = `${owner}.${method.name}`;
    this.#begins = isBegin(method);
    this.#ends = isEnd(method);
    this.#types = method.parameters.map(({ direction, kind }) => (direction === 'in' ? typeOf(kind) : 'uint64'));
    this.#outputs = method.parameters
      .map((parameter, index) => ({ parameter, index }))
      .filter(({ parameter }) => isOutput(parameter));
    this.#names = outputNames(this.#outputs.map(({ parameter }) => parameter));
    this.#hasArrays = this.#outputs.some(({ parameter }) => parameter.kind === 'array');
    this.#place = { where: method.name };
    const { memory, system } = values.runtime;
    this.#reader = {
      object: (address, type) => values.borrow(address, type),
      text: (address) => memory.readString(address),
    };
    this.#writer = {
      reference: (value, type) => values.give(value, type),
      text: (value) => memory.writeString(value, (size) => system.CoTaskMemAlloc(size)),
    };
  }

  /** The arguments that are in the shared words. They are read at once, as other calls follow. */
  get words(): Words {
    const { words } = this.#values.runtime;
    let word = shared.served + 1;
    return this.#method.parameters.map((parameter, index) => {
      const at = word;
      word += wordsOf(parameter);
      return parameter.kind === 'guidvalue' ? words.pair(at) : words.get(at, this.#types[index]!);
    });
  }

  /** What native code gets for what the method of JavaScript has returned. */
  answer(returned: unknown): number | bigint {
    const { returns } = this.#method;
    if (returns === 'hresult') {
      if (isFailureHresult(returned)) return returned >>> 0;
      return typeof returned === 'number' ? returned : S_OK;
    }
    const scalar = scalars[returns];
    if (scalar === undefined) return 0;
    const word = new DataView(new ArrayBuffer(8));
    scalar.write(word, returned);
    return word.getBigUint64(0, true);
  }

  call(value: object, native: Words): unknown {
    const borrowed = new Borrowed(this.#values.results, this.#where);
    const serving: Serving = { self: value, borrowed };
    let goesOn = false;
    let isTooEarly = false;
    try {
      const returned = this.#run(value, native, serving);
      goesOn = this.#goesOn(serving, returned);
      return this.#outputs.length === 0 ? returned : S_OK;
    } catch (error) {
      isTooEarly = this.#ends && hresultOf(error) === E_PENDING;
      if (serving.ended && !isTooEarly) serving.ended.hasFailed = true;
      throw error;
    } finally {
      borrowed.returned();
      if (!goesOn) {
        borrowed.giveBack();
        if (serving.begun) forget(serving.begun);
      }
      if (!isTooEarly) {
        if (serving.ended) end(serving.ended);
        if (this.#ends) this.#settle(serving.result);
      }
    }
  }

  /** Whether what the method began goes on after it has returned, and needs its arguments: they are given back at its end. */
  #goesOn({ borrowed, begun }: Serving, returned: unknown): boolean {
    if (this.#begins) return begun !== undefined && !isFailureHresult(returned);
    const isPromise = typeof (returned as Partial<Promise<unknown>> | null | undefined)?.then === 'function';
    // Where the promise rejects, so does this one, without a handler: it is reported all the same.
    if (isPromise) void Promise.resolve(returned).finally(() => borrowed.giveBack());
    return isPromise;
  }

  #settle(result: IMFAsyncResult | undefined): void {
    const record = recordOf(result);
    if (record) this.#values.results.settled(record);
  }

  #run(value: object, native: Words, serving: Serving): unknown {
    const { memory } = this.#values.runtime;
    // COM wants null in the outputs of a method that fails.
    for (const { parameter, index } of this.#outputs) {
      if (isReference(parameter) && Number(native[index]) !== 0) memory.writeAddress(Number(native[index]), 0);
    }
    const args: unknown[] = [];
    this.#method.parameters.forEach((parameter, index) => {
      if (!isInput(parameter)) return;
      const argument = this.#argument(parameter, native[index]!, native, serving);
      for (const one of objectsIn(argument)) serving.borrowed.add(one);
      args.push(argument);
    });
    const { callback, borrowed, reading, result } = serving;
    if (callback) serving.begun = remember({ self: value, callback, borrowed, reading, hasFailed: false });
    if (result) serving.ended = this.#operationOf(result, native, value);
    if (serving.ended?.hasFailed) {
      throw new HResultError(E_INVALIDARG, this.#method.name, { fault: 'the End of this operation has failed before' });
    }
    const method = (value as Record<string, (...all: unknown[]) => unknown>)[this.#method.name]!;
    borrowed.begin();
    const returned = method.apply(value, args);
    this.#fill(serving, returned);
    this.#write(returned, native, borrowed);
    return returned;
  }

  /** The operation of an object that End is called for with a result. */
  #operationOf(result: IMFAsyncResult, native: Words, self: object): Operation | undefined {
    const { results } = this.#values;
    let found: Operation | undefined;
    for (const callback of results.callbacksOf(result)) found = operationOf(callback, self) ?? found;
    if (found !== undefined || this.#method.name !== 'EndGetEvent') return found;
    // A subscription that was handed on to another generator: the result is that one's, and the callback the subscriber's.
    const subscriber = this.#values.known(results.calls.callback(Number(native[0])));
    return subscriber && operationOf(subscriber, self);
  }

  /**
   * What native code passes for the parameter that another one names: the size of its memory, the length of its array, or the
   * IID of its object. `undefined` where it is an output, which JavaScript has yet to give.
   */
  #wordOf(name: string | undefined, native: Words): number | undefined {
    const { parameters } = this.#method;
    const at = parameters.findIndex((one) => one.name === name);
    if (at < 0) return Number(name);
    const { direction } = parameters[at]!;
    if (direction === 'out') return undefined;
    return direction === 'in' ? Number(native[at]) : Number(this.#readElement(parameters[at]!, Number(native[at])));
  }

  #readElement(element: Element, address: Address): unknown {
    return address === 0 ? null : readElement(element, this.#values.runtime.memory, address, this.#reader);
  }

  #argument(parameter: Parameter, word: number | bigint, native: Words, serving: Serving): unknown {
    const { kind, direction, by, unit = 1, interface: type, element } = parameter;
    const { memory } = this.#values.runtime;
    const address = Number(word);
    if (element !== undefined) {
      return address === 0 ? null : readArray(element, memory, address, this.#wordOf(by, native)!, this.#reader);
    }
    if (kind === 'struct' || direction === 'inout') return this.#readElement(parameter, address);
    switch (kind) {
      case 'bytes': {
        const count = this.#wordOf(by, native)! * unit;
        if (address === 0 && count > 0) return null;
        const bytes = new Uint8Array(count);
        if (direction === 'in') memory.read(bytes, address, count);
        else serving[this.#begins ? 'reading' : 'filling'] = { bytes, target: address, unit };
        return bytes;
      }
      case 'interface':
        return this.#object(address, type!, serving);
      case 'string':
        return memory.readString(address);
      case 'bstr':
        return memory.readBstr(address);
      case 'guid':
        return this.#read(address, 16, guidFromBytes);
      case 'guidvalue': {
        const view = new DataView(new ArrayBuffer(16));
        view.setBigUint64(0, BigInt(word), true);
        view.setBigUint64(8, BigInt(word) >> 64n, true);
        return guidFromBytes(new Uint8Array(view.buffer));
      }
      case 'propvariant':
        return this.#read(address, variantSize, (bytes) => readVariant(bytes, this.#values.variants));
      default:
        return kind in scalars ? scalars[kind]!.fromNative(word) : word;
    }
  }

  #object(address: Address, type: string, serving: Serving): unknown {
    const values = this.#values;
    if (address === 0) return null;
    if (type === 'IMFAsyncResult') {
      const result = values.results.borrow(address);
      if (this.#ends) {
        serving.result = result;
        values.results.ended(result);
      }
      return result;
    }
    if (type !== 'IMFAsyncCallback' || !this.#begins) return values.borrow(address, type);
    // An operation is found by its callback: each has an object of its own for that. Not so a subscription, of which an object
    // has one at a time: a subscriber that asks twice is the same one.
    const isSubscription = this.#method.name === 'BeginGetEvent';
    const callback = isSubscription ? values.borrow(address, type) : values.borrowAlone(address, type);
    serving.callback = callback as object;
    return callback;
  }

  #read<T>(address: Address, size: number, from: (bytes: Uint8Array) => T): T | null {
    if (address === 0) return null;
    const bytes = new Uint8Array(size);
    this.#values.runtime.memory.read(bytes, address, size);
    return from(bytes);
  }

  #roomFor({ kind, by }: Parameter, native: Words): number | undefined {
    return kind === 'array' ? this.#wordOf(by, native) : undefined;
  }

  /** An output in what JavaScript has returned: that is the only output, or an object of several. */
  #outputAt(at: number, returned: unknown): unknown {
    return this.#outputs.length === 1 ? returned : (returned as Record<string, unknown> | null)?.[this.#names[at]!];
  }

  #write(returned: unknown, native: Words, borrowed: Borrowed): void {
    // Read before anything is written: the length of an array may go both ways.
    const rooms = this.#hasArrays ? this.#outputs.map(({ parameter }) => this.#roomFor(parameter, native)) : [];
    this.#outputs.forEach(({ parameter, index }, at) => {
      const target = Number(native[index]);
      const value = this.#outputAt(at, returned);
      // Callers that do not want an output pass null for it.
      if (target !== 0) this.#output(parameter, value, target, native, rooms[at], returned);
      for (const one of objectsIn(value)) borrowed.handOver(one, this.#ends);
    });
  }

  /** Writes an array to memory of the caller's, which has room for so many elements, or to memory that the caller will free. */
  #outputArray(
    { element, name, by }: Parameter,
    value: unknown,
    target: Address,
    room: number | undefined,
    returned: unknown,
  ): void {
    const { memory, system } = this.#values.runtime;
    const { length } = Object(value) as { length: number };
    const at = this.#outputs.findIndex(({ parameter }) => parameter.name === by);
    const said = at < 0 ? length : (returned as Record<string, unknown>)[this.#names[at]!];
    if (length > (room ?? length) || said !== length) {
      const fault =
        at < 0 ? `there was room for ${room}` : `${by} is ${String(said)}, there was room for ${room ?? 'any'}`;
      throw new RangeError(`${this.#method.name}: ${name} has ${length} elements, ${fault}`);
    }
    const bytes = bytesOfArray(element!, value, length, this.#writer, this.#place, name);
    const address = room === undefined ? system.CoTaskMemAlloc(bytes.byteLength + 1) : target;
    memory.write(address, bytes, bytes.byteLength);
    if (room === undefined) memory.writeAddress(target, address);
  }

  #output(
    parameter: Parameter,
    value: unknown,
    target: Address,
    native: Words,
    room: number | undefined,
    returned: unknown,
  ): void {
    const { kind, by, interface: type, name, isOptional } = parameter;
    const values = this.#values;
    // Native code uses what a method that has succeeded hands out, and reads through a null pointer.
    if (isReference(parameter) && !isOptional && (value === null || value === undefined)) {
      throw new HResultError(E_POINTER, this.#method.name, { fault: `it has returned no ${name}` });
    }
    const { memory, system } = values.runtime;
    switch (kind) {
      case 'interface':
        memory.writeAddress(target, values.give(value, type!));
        break;
      case 'object': {
        const iid = this.#read(this.#wordOf(by, native)!, 16, guidFromBytes);
        memory.writeAddress(target, values.giveAs(value, iid!));
        break;
      }
      case 'string':
      case 'bstr': {
        const isBstr = kind === 'bstr';
        let address: Address = 0;
        if (!isOptional || (value !== null && value !== undefined)) {
          if (!isBstr) address = this.#writer.text(checkText(this.#place, name, 'a string', value));
          else if (typeof value === 'string') address = values.variants.allocateBstr(value);
          else throw wrong(this.#place, name, 'a string', value);
        }
        memory.writeAddress(target, address);
        break;
      }
      case 'array':
        this.#outputArray(parameter, value, target, room, returned);
        break;
      case 'struct': {
        const bytes = bytesOfElement(parameter, value, this.#writer, this.#place, name);
        memory.write(target, bytes, bytes.byteLength);
        break;
      }
      case 'blob': {
        const bytes = value ?? new Uint8Array(0);
        if (!isBytes(bytes)) throw wrong(this.#place, name, 'a Uint8Array', value);
        const size = byteLengthOf(bytes);
        const sizeAt = this.#outputs.findIndex((one) => one.parameter.name === by);
        const said = this.#outputAt(sizeAt, returned);
        if (!(Number(said) <= size)) {
          throw new RangeError(`${this.#method.name}: ${by} is ${describe(said)}, ${name} has ${size} bytes`);
        }
        const address = system.CoTaskMemAlloc(Math.max(1, size));
        memory.write(address, bytes, size);
        memory.writeAddress(target, address);
        break;
      }
      case 'guid':
        memory.write(target, bytesOfElement(parameter, value, this.#writer, this.#place, name), 16);
        break;
      case 'propvariant':
        memory.write(target, writeVariant(value, values.variants, this.#place, name), variantSize);
        break;
      default: {
        const scalar = scalars[kind] ?? scalars.u32;
        const given = isOptional || kind === 'pointer' ? (value ?? 0) : value;
        const bytes = new Uint8Array(8);
        scalar.write(new DataView(bytes.buffer), checkNumber(this.#place, name, scalar, given));
        memory.write(target, bytes, scalar.size);
      }
    }
  }

  /**
   * Copies as many bytes into the caller's memory as JavaScript says that it has read, by the last output; all, where there is none.
   *
   * @throws RangeError where it says what is no count, or one that there was no room for; HResultError where a text has no room for its end
   */
  #fill({ filling, ended }: Serving, returned: unknown): void {
    const filled = ended?.reading ?? filling;
    if (!filled) return;
    const { bytes, target, unit } = filled;
    const room = byteLengthOf(bytes) / unit;
    const at = this.#outputs.length - 1;
    if (at < 0 && isFailureHresult(returned)) return;
    const last = at < 0 ? room : this.#outputAt(at, returned);
    const count = this.#outputs[at]?.parameter.isOptional ? (last ?? 0) : last;
    if (!Number.isInteger(count) || (count as number) < 0 || (count as number) > room) {
      throw new RangeError(`${this.#method.name}: it has returned ${describe(last)}, there was room for ${room}`);
    }
    const { memory } = this.#values.runtime;
    const size = (count as number) * unit;
    memory.write(target, bytes, size);
    if (unit === 2) this.#terminate(filled, size);
  }

  /** Native code reads a text up to a zero. Some methods count that zero as well, others do not. */
  #terminate({ bytes, target }: Filling, size: number): void {
    if (size > 0 && bytes[size - 2] === 0 && bytes[size - 1] === 0) return;
    if (size + 2 > byteLengthOf(bytes)) {
      const fault = 'there was no room for the zero at the end of the text';
      throw new HResultError(HRESULT_FROM_WIN32(ERROR_INSUFFICIENT_BUFFER), this.#method.name, { fault });
    }
    this.#values.runtime.memory.write(target + size, new Uint8Array(2), 2);
  }
}
