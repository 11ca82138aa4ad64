/** What a method of JavaScript gives back to the native code that has called it. */
import { describe } from '../../contract/arguments.js';
import { E_POINTER, HRESULT_FROM_WIN32, isFailureHresult, S_OK } from '../../contract/hresult.js';
import { HResultError } from '../../contract/HResultError.js';
import { ERROR_INSUFFICIENT_BUFFER } from '../../contract/win32.js';
import { isEnd, isOutput, isReference, outputNames, type Method, type Parameter } from '../facts/interfaces.js';
import { scalars } from '../facts/kinds.js';
import type { Borrowed } from '../handles/Borrowed.js';
import type { Address } from '../native/addon.js';
import { byteLengthOf, guidFromBytes, isBytes } from '../native/Memory.js';
import { checkNumber, checkText, wrong, type Place } from './checks.js';
import { bytesOfArray, bytesOfElement, readBytes, type ElementWriter } from './elements.js';
import { isVariant, variantSize, writeVariant } from './propvariant.js';
import type { Values } from './Values.js';

/** The arguments of one call, as native code passes them. */
export type Words = readonly (number | bigint)[];

/** Bytes that JavaScript fills, and the caller's memory for them. */
export interface Filling {
  readonly bytes: Uint8Array;
  readonly target: Address;
  /** The size of what JavaScript counts. */
  readonly unit: number;
}

/** What may be an object in an argument, or in what a method has returned: of an array all elements. */
export const objectsIn = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : [isVariant(value) ? value.value : value];

/**
 * The outputs of one method, the bytes that it fills, and its answer: an HRESULT, or what the table says that it returns.
 */
export class ServedOutputs {
  readonly #values: Values;
  readonly #method: Method;
  readonly #wordOf: (name: string | undefined, native: Words) => number | undefined;
  readonly #outputs: readonly { parameter: Parameter; index: number }[];
  readonly #names: readonly string[];
  readonly #hasArrays: boolean;
  readonly #place: Place;
  readonly #writer: ElementWriter;
  readonly #ends: boolean;

  /** @param wordOf gives what native code passes for the parameter of a name */
  constructor(values: Values, method: Method, wordOf: (name: string | undefined, native: Words) => number | undefined) {
    this.#values = values;
    this.#method = method;
    this.#wordOf = wordOf;
    this.#outputs = method.parameters
      .map((parameter, index) => ({ parameter, index }))
      .filter(({ parameter }) => isOutput(parameter));
    this.#names = outputNames(this.#outputs.map(({ parameter }) => parameter));
    this.#hasArrays = this.#outputs.some(({ parameter }) => parameter.kind === 'array');
    this.#place = { where: method.name };
    const { memory, system } = values.runtime;
    this.#writer = {
      reference: (value, type) => values.give(value, type),
      text: (value) => memory.writeString(value, (size) => system.CoTaskMemAlloc(size)),
    };
    this.#ends = isEnd(method);
  }

  /** COM wants null in the outputs of a method that fails. */
  clear(native: Words): void {
    for (const { parameter, index } of this.#outputs) {
      const target = Number(native[index]);
      if (isReference(parameter) && target !== 0) this.#values.runtime.memory.writeAddress(target, 0);
    }
  }

  /** What native code gets for what the method of JavaScript has returned. */
  answer(returned: unknown): number | bigint {
    if (this.#outputs.length > 0) return S_OK;
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

  #roomFor({ kind, by }: Parameter, native: Words): number | undefined {
    return kind === 'array' ? this.#wordOf(by, native) : undefined;
  }

  /** An output in what JavaScript has returned: that is the only output, or an object of several. */
  #outputAt(at: number, returned: unknown): unknown {
    return this.#outputs.length === 1 ? returned : (returned as Record<string, unknown> | null)?.[this.#names[at]!];
  }

  write(returned: unknown, native: Words, borrowed: Borrowed): void {
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
        const iid = readBytes(memory, this.#wordOf(by, native)!, 16, guidFromBytes);
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
  fill(filling: Filling | undefined, returned: unknown): void {
    if (!filling) return;
    const { bytes, target, unit } = filling;
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
    if (unit === 2) this.#terminate(filling, size);
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
