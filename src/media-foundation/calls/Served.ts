/**
 * A method of an object of JavaScript, called by native code.
 *
 * Memory of the caller is never shown to JavaScript: what it reads is a copy, what it writes is copied when the call, or
 * the operation that it began, has ended.
 */
import { S_OK } from '../../contract/hresult.js';
import type { IMFAsyncResult } from '../../contract/IMFAsyncResult.js';
import { isBegin, isEnd, isOutput, outputNames, type Method, type Parameter } from '../facts/interfaces.js';
import { scalars } from '../facts/kinds.js';
import type { Address, NativeType } from '../native/koffi.js';
import { guidFromBytes, bytesFromGuid } from '../native/Memory.js';
import { readVariant, writeVariant } from './propvariant.js';
import { callbackOfResult } from '../handles/NativeResult.js';
import { Slot } from '../native/Scratch.js';
import type { Values } from './Values.js';

/** What a BeginRead of native code's is to fill when it ends, by the callback that came with it. */
const pendingReads = new WeakMap<object, { bytes: Uint8Array; target: Address }>();

/** What one call has to do after JavaScript has returned. */
interface Serving {
  /** Memory that JavaScript fills before it returns. */
  filled?: { bytes: Uint8Array; target: Address };
  /** Memory that JavaScript fills before the operation ends. */
  reading?: { bytes: Uint8Array; target: Address };
  callback?: object;
  result?: IMFAsyncResult;
}

export class Served {
  readonly name: string;
  readonly types: readonly NativeType[];
  readonly resultType: NativeType;
  readonly #values: Values;
  readonly #method: Method;
  readonly #outputs: readonly { parameter: Parameter; index: number }[];
  readonly #names: readonly string[];

  constructor(values: Values, method: Method) {
    this.#values = values;
    this.#method = method;
    this.name = method.name;
    this.types = method.parameters.map(({ direction, kind }) =>
      direction === 'out' ? 'uint64' : (scalars[kind]?.type ?? 'uint64'),
    );
    this.resultType = method.returns === 'void' ? 'void' : (scalars[method.returns]?.type ?? 'uint64');
    this.#outputs = method.parameters
      .map((parameter, index) => ({ parameter, index }))
      .filter(({ parameter }) => isOutput(parameter));
    this.#names = outputNames(this.#outputs.map(({ parameter }) => parameter));
  }

  call(value: object, native: readonly (number | bigint)[]): unknown {
    const serving: Serving = {};
    const { parameters, name } = this.#method;
    // What is not set on failure reads as null, as COM wants it.
    for (const { parameter, index } of this.#outputs) {
      if (parameter.kind === 'interface' || parameter.kind === 'object') this.#set(native[index], 0);
    }
    const args: unknown[] = [];
    parameters.forEach((parameter, index) => {
      if (!isOutput(parameter)) args.push(this.#argument(parameter, native, index, serving));
    });
    if (serving.reading && serving.callback) pendingReads.set(serving.callback, serving.reading);
    const method = (value as Record<string, (...all: unknown[]) => unknown>)[name]!;
    const returned = method.apply(value, args);
    this.#write(returned, native);
    this.#fill(serving, returned);
    return this.#outputs.length === 0 ? returned : S_OK;
  }

  #argument(parameter: Parameter, native: readonly (number | bigint)[], index: number, serving: Serving): unknown {
    const { memory } = this.#values.runtime;
    const { kind, direction, interface: type } = parameter;
    const word = native[index]!;
    switch (kind) {
      case 'bytes': {
        const count = Number(native[this.#method.parameters.findIndex(({ name }) => name === parameter.by)]);
        const bytes = new Uint8Array(count);
        if (direction === 'in') memory.read(bytes, Number(word), count);
        else if (isBegin(this.#method)) serving.reading = { bytes, target: Number(word) };
        else serving.filled = { bytes, target: Number(word) };
        return bytes;
      }
      case 'interface':
        return this.#object(Number(word), type!, serving);
      case 'string':
      case 'bstr':
        return memory.readString(Number(word));
      case 'guid':
        return this.#read(Number(word), 16, guidFromBytes);
      case 'propvariant':
        return this.#read(Number(word), Slot.size, (bytes) => readVariant(bytes, this.#values.variants));
      default:
        return kind in scalars ? scalars[kind]!.fromNative(word) : word;
    }
  }

  #object(address: Address, type: string, serving: Serving): unknown {
    const values = this.#values;
    if (address === 0) return null;
    if (type === 'IMFAsyncResult') {
      const result = values.results.at(address);
      if (isEnd(this.#method)) {
        serving.result = result;
        values.results.ended(result);
      }
      return result;
    }
    if (type === 'IMFAsyncCallback' && serving.reading) {
      // An object of its own for each operation: the memory of the operation goes with it.
      serving.callback = values.borrowAlone(address, type);
      return serving.callback;
    }
    return values.borrow(address, type);
  }

  #read<T>(address: Address, size: number, from: (bytes: Uint8Array) => T): T | null {
    if (address === 0) return null;
    const bytes = new Uint8Array(size);
    this.#values.runtime.memory.read(bytes, address, size);
    return from(bytes);
  }

  #write(returned: unknown, native: readonly (number | bigint)[]): void {
    const single = this.#outputs.length === 1;
    this.#outputs.forEach(({ parameter, index }, at) => {
      const target = native[index];
      // Out parameters are often optional.
      if (Number(target) === 0) return;
      const value = single ? returned : (returned as Record<string, unknown> | null)?.[this.#names[at]!];
      this.#output(parameter, value, Number(target), native);
    });
  }

  #output(parameter: Parameter, value: unknown, target: Address, native: readonly (number | bigint)[]): void {
    const values = this.#values;
    const { catalogue, memory, system } = values.runtime;
    switch (parameter.kind) {
      case 'interface':
        memory.writeAddress(target, values.give(value, parameter.interface!));
        break;
      case 'object': {
        const at = this.#method.parameters.findIndex(({ name }) => name === parameter.by);
        const iid = this.#read(Number(native[at]), 16, guidFromBytes);
        memory.writeAddress(target, values.give(value, catalogue.nameOf(iid) ?? 'IUnknown'));
        break;
      }
      case 'string':
        memory.writeAddress(
          target,
          memory.writeString(String(value), (size) => system.CoTaskMemAlloc(size)),
        );
        break;
      case 'guid':
        memory.write(target, bytesFromGuid(String(value)) ?? new Uint8Array(16), 16);
        break;
      case 'propvariant':
        memory.write(target, writeVariant(value, values.variants), Slot.size);
        break;
      default: {
        const { write, size } = scalars[parameter.kind] ?? scalars.u32;
        const slot = new Slot();
        write(slot.view, value);
        memory.write(target, slot.bytes, size);
      }
    }
  }

  /** Copies what JavaScript has read into the memory of the caller: what it says that it read, and not more than fits. */
  #fill(serving: Serving, returned: unknown): void {
    let { filled } = serving;
    const { result } = serving;
    if (result) {
      const callback = callbackOfResult(result);
      filled = callback ? pendingReads.get(callback) : undefined;
      if (callback) pendingReads.delete(callback);
    }
    if (!filled) return;
    const last = this.#outputs.length > 1 ? Object.values(returned as object).at(-1) : returned;
    const count = typeof last === 'number' ? Math.min(last, filled.bytes.byteLength) : 0;
    this.#values.runtime.memory.write(filled.target, filled.bytes, count);
  }

  #set(address: number | bigint | undefined, value: Address): void {
    if (Number(address) !== 0) this.#values.runtime.memory.writeAddress(Number(address), value);
  }
}
