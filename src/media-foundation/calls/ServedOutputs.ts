/**
 * What a method of JavaScript gives back to the native code that has called it: an answer, outputs, and the bytes that it has
 * filled.
 *
 *     returned ──▶ all outputs converted ──▶ all written ──▶ what the method got while it ran is handed over
 *                            └── one cannot be ──▶ what was made for the others is released and freed
 *
 * Native code ignores the outputs of a call that has failed. So nothing is written before all is there, and the pointers among the
 * outputs are null from the beginning of the call.
 */
import { describe } from '../../contract/arguments.js';
import { byteLengthOf, isBytes } from '../../contract/bytes.js';
import { E_POINTER, HRESULT_FROM_WIN32, isFailureHresult, isHresult, S_OK } from '../../contract/hresult.js';
import { ERROR_INSUFFICIENT_BUFFER } from '../../contract/win32.js';
import { isEnd, isOutput, isReference, outputNames, type Method, type Parameter } from '../facts/interfaces.js';
import { scalars, type Scalar } from '../facts/kinds.js';
import type { Borrowed } from '../handles/Borrowed.js';
import { refusal, type Place } from '../handles/Place.js';
import type { Address } from '../native/addon.js';
import { Lent } from '../native/Lent.js';
import { guidFromBytes } from '../native/Memory.js';
import { checkNumber, checkText, plainCount, wrong } from './checks.js';
import { bytesOfArray, bytesOfElement, readBytes, type ElementWriter } from './elements.js';
import { isVariant, writeVariant, type VariantWriter } from './propvariant.js';
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

/** An output of a method. */
interface Output {
  readonly parameter: Parameter;
  /** Of its parameter. */
  readonly index: number;
  /** Whether it is a pointer, also to an array that the caller has no memory for. */
  readonly isPointer: boolean;
}

const pointers = new Set(['interface', 'object', 'string', 'bstr', 'blob', 'pointer']);

const isPointerOut = ({ kind, direction, by }: Parameter, { parameters }: Method): boolean => {
  if (kind !== 'array') return direction === 'out' && pointers.has(kind);
  return parameters.some((one) => one.name === by && one.direction === 'out');
};

/** Notes a reference that was made for native code, where there is one. */
const hold = (address: Address, made: Lent): Address => (address === 0 ? 0 : made.add(address));

/** Makes what outputs point to. It is native code's to release and to free, unless `made` is disposed of. */
function makerOf(values: Values, made: Lent): ElementWriter & VariantWriter {
  const { memory, system } = values.runtime;
  const reference: ElementWriter['reference'] = (value, type, place, name) =>
    hold(values.give(value, type, place, name), made);
  const allocate = (size: number): Address => {
    const address = system.CoTaskMemAlloc(size);
    made.addMemory(() => system.CoTaskMemFree(address));
    return address;
  };
  return {
    memory,
    reference,
    allocate,
    text: (value) => memory.writeString(value, allocate),
    allocateBstr(text) {
      const address = values.variants.allocateBstr(text);
      made.addMemory(() => system.SysFreeString(address));
      return address;
    },
    objectAddress: (value, place, name) => reference(value, 'IUnknown', place, name),
  };
}

const bytesOfPointer = (address: Address): Uint8Array => new Uint8Array(BigUint64Array.of(BigInt(address)).buffer);

/** What is to be written to the caller's memory. */
interface Write {
  readonly target: Address;
  readonly bytes: Uint8Array;
  readonly size: number;
}

/** The outputs of one method, the bytes that it fills, and its answer: an HRESULT, or what the table says that it returns. */
export class ServedOutputs {
  readonly #values: Values;
  readonly #method: Method;
  readonly #wordOf: (name: string | undefined, native: Words) => number | undefined;
  readonly #outputs: readonly Output[];
  readonly #names: readonly string[];
  readonly #place: Place;
  readonly #ends: boolean;

  /** @param wordOf gives what native code passes for the parameter of a name; `undefined` where that goes out only */
  constructor(
    values: Values,
    place: Place,
    method: Method,
    wordOf: (name: string | undefined, native: Words) => number | undefined,
  ) {
    this.#values = values;
    this.#place = place;
    this.#method = method;
    this.#wordOf = wordOf;
    this.#outputs = method.parameters
      .map((parameter, index) => ({ parameter, index, isPointer: isPointerOut(parameter, method) }))
      .filter(({ parameter }) => isOutput(parameter));
    this.#names = outputNames(this.#outputs.map(({ parameter }) => parameter));
    this.#ends = isEnd(method);
  }

  /** Makes the pointers null that the caller has memory for. */
  clear(native: Words): void {
    for (const output of this.#outputs) {
      const target = Number(native[output.index]);
      if (output.isPointer && target !== 0) this.#values.runtime.memory.writeAddress(target, 0);
    }
  }

  /**
   * What native code gets for what the method has returned: what is no HRESULT is success, as a method need not return one.
   *
   * @throws TypeError, RangeError where the method returns no HRESULT, for what its type cannot hold
   */
  answer(returned: unknown): number | bigint {
    if (this.#outputs.length > 0) return S_OK;
    const { returns } = this.#method;
    if (returns === 'hresult') return isHresult(returned) ? returned >>> 0 : S_OK;
    const scalar = scalars[returns];
    if (scalar === undefined) return 0;
    const given = returns === 'pointer' ? (returned ?? 0) : returned;
    return new DataView(this.#bytesOfNumber(scalar, 'what it returns', given, 8).buffer).getBigUint64(0, true);
  }

  /** A number, and zeros behind it. */
  #bytesOfNumber(scalar: Scalar, name: string, value: unknown, size: number): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(size);
    scalar.write(new DataView(bytes.buffer), checkNumber(this.#place, name, scalar, value));
    return bytes;
  }

  /** Converts what the method has returned, and what it has filled; then writes it to the caller's memory. */
  write(returned: unknown, native: Words, filling: Filling | undefined, borrowed: Borrowed): void {
    if (this.#outputs.length === 0 && !filling) return;
    const isOne = this.#outputs.length === 1;
    const all = this.#names.map((name) => (isOne ? returned : (returned as Record<string, unknown> | null)?.[name]));
    const { runtime } = this.#values;
    const made = new Lent(runtime);
    const writes: Write[] = [];
    let handed: unknown[];
    try {
      this.#outputs.forEach(({ parameter, index }, at) => {
        const target = Number(native[index]);
        // Callers that do not want an output pass null for it.
        if (target === 0) return;
        const bytes = this.#output(parameter, all[at], all, native, made);
        writes.push({ target, bytes, size: bytes.byteLength });
      });
      handed = all.flatMap(objectsIn);
      // At the end: a getter of what was returned may have changed the bytes, and none runs any more.
      const hasFilled = all.length > 0 || !isFailureHresult(returned);
      if (filling && hasFilled) writes.push(...this.#fill(filling, all));
    } catch (error) {
      made[Symbol.dispose]();
      throw error;
    }
    for (const { target, bytes, size } of writes) runtime.memory.write(target, bytes, size);
    for (const one of handed) borrowed.handOver(one, this.#ends);
  }

  /** Another output, by the name of its parameter; `otherwise` where that is none. */
  #other(by: string | undefined, all: readonly unknown[], otherwise?: unknown): unknown {
    const at = this.#outputs.findIndex(({ parameter }) => parameter.name === by);
    return at < 0 ? otherwise : all[at];
  }

  /**
   * An output as it will be in the caller's memory.
   *
   * @param all the outputs, which may have a part of this one: its size, its length
   */
  #output(parameter: Parameter, value: unknown, all: readonly unknown[], native: Words, made: Lent): Uint8Array {
    const { kind, by, interface: type, name, isOptional } = parameter;
    const values = this.#values;
    const place = this.#place;
    const isMissing = value === null || value === undefined;
    // Native code uses what a method that has succeeded hands out, and reads through a null pointer.
    if (isReference(parameter) && !isOptional && isMissing) {
      throw refusal(place, E_POINTER, `it has returned no ${name}`);
    }
    const { memory } = values.runtime;
    switch (kind) {
      case 'interface':
        return bytesOfPointer(hold(values.give(value, type!, place, name), made));
      case 'object': {
        const iid = readBytes(memory, this.#wordOf(by, native)!, 16, guidFromBytes);
        return bytesOfPointer(hold(values.giveAs(value, iid!, place, name), made));
      }
      case 'string':
        if (isOptional && isMissing) return bytesOfPointer(0);
        return bytesOfPointer(makerOf(values, made).text(checkText(place, name, 'a string', value)));
      case 'bstr':
        if (isOptional && isMissing) return bytesOfPointer(0);
        if (typeof value !== 'string') throw wrong(place, name, 'a string', value);
        return bytesOfPointer(makerOf(values, made).allocateBstr(value));
      case 'array':
        return this.#array(parameter, value, all, native, made);
      case 'blob': {
        const bytes = value ?? new Uint8Array(0);
        if (!isBytes(bytes)) throw wrong(place, name, 'a Uint8Array', value);
        const size = byteLengthOf(bytes);
        const said = this.#other(by, all);
        if (!(Number(said) <= size)) {
          throw new RangeError(`${this.#place.where}: ${by} is ${describe(said)}, ${name} has ${size} bytes`);
        }
        const address = makerOf(values, made).allocate(Math.max(1, size));
        memory.write(address, bytes, size);
        return bytesOfPointer(address);
      }
      case 'struct':
      case 'guid':
        return bytesOfElement(parameter, value, makerOf(values, made), place, name);
      case 'propvariant':
        return writeVariant(value, makerOf(values, made), place, name);
      default: {
        const scalar = scalars[kind] ?? scalars.u32;
        const given = isOptional || kind === 'pointer' ? (value ?? 0) : value;
        return this.#bytesOfNumber(scalar, name, given, scalar.size);
      }
    }
  }

  /** An array in memory of the caller's, which has room for so many elements, or in memory that the caller will free. */
  #array(
    { element, name, by }: Parameter,
    value: unknown,
    all: readonly unknown[],
    native: Words,
    made: Lent,
  ): Uint8Array {
    const { memory } = this.#values.runtime;
    const room = this.#wordOf(by, native);
    const { length } = Object(value) as { length: number };
    const said = plainCount(this.#other(by, all, length));
    if (length > (room ?? length) || said !== length) {
      const fault =
        said === length
          ? `there was room for ${room}`
          : `${by} is ${String(said)}, there was room for ${room ?? 'any'}`;
      throw new RangeError(`${this.#place.where}: ${name} has ${length} elements, ${fault}`);
    }
    const maker = makerOf(this.#values, made);
    const bytes = bytesOfArray(element!, value, length, maker, this.#place, name);
    if (room !== undefined) return bytes;
    const address = maker.allocate(bytes.byteLength + 1);
    memory.write(address, bytes, bytes.byteLength);
    return bytesOfPointer(address);
  }

  /**
   * As many bytes as JavaScript says that it has read, by the last output; all, where there is none.
   *
   * @throws RangeError where it says what is no count, or one that there was no room for; HResultError where a text has no room for its end
   */
  #fill({ bytes, target, unit }: Filling, all: readonly unknown[]): readonly Write[] {
    const room = byteLengthOf(bytes) / unit;
    const last = all.length === 0 ? room : all.at(-1);
    const count = plainCount(this.#outputs.at(-1)?.parameter.isOptional ? (last ?? 0) : last);
    if (!Number.isInteger(count) || (count as number) < 0 || (count as number) > room) {
      throw new RangeError(`${this.#place.where}: it has returned ${describe(last)}, there was room for ${room}`);
    }
    const size = (count as number) * unit;
    // Native code reads a text up to a zero. Some methods count that zero as well, others do not.
    const lacksEnd = unit === 2 && !(size > 0 && bytes[size - 2] === 0 && bytes[size - 1] === 0);
    if (lacksEnd && size + 2 > byteLengthOf(bytes)) {
      const fault = 'there was no room for the zero at the end of the text';
      throw refusal(this.#place, HRESULT_FROM_WIN32(ERROR_INSUFFICIENT_BUFFER), fault);
    }
    const filled = { target, bytes, size };
    return lacksEnd ? [filled, { target: target + size, bytes: new Uint8Array(2), size: 2 }] : [filled];
  }
}
