/**
 * A method of an object of JavaScript, called by native code.
 *
 * Memory of the caller is never shown to JavaScript: what JavaScript reads is a copy, and what it writes is copied when the
 * call has ended, or the operation that the call began.
 */
import { E_INVALIDARG, E_PENDING, isFailureHresult } from '../../contract/hresult.js';
import { HResultError } from '../../contract/HResultError.js';
import { hresultOf } from '../../contract/hresultOf.js';
import type { IMFAsyncResult } from '../../contract/IMFAsyncResult.js';
import { isBegin, isEnd, isInput, wordsOf, type Element, type Method, type Parameter } from '../facts/interfaces.js';
import { scalars } from '../facts/kinds.js';
import { Borrowed } from '../handles/Borrowed.js';
import { recordOf } from '../handles/NativeResult.js';
import { placeOf, type Place } from '../handles/Place.js';
import { shared, type Address } from '../native/addon.js';
import { guidFromBytes } from '../native/Memory.js';
import type { WordType } from '../native/Words.js';
import { readArray, readBytes, readElement, type ElementReader } from './elements.js';
import { readVariant, variantSize } from './propvariant.js';
import { objectsIn, ServedOutputs, type Filling, type Words } from './ServedOutputs.js';
import type { Values } from './Values.js';

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

const typeOf = (kind: string): WordType => scalars[kind]?.type ?? 'uint64';

export class Served {
  readonly #types: readonly WordType[];
  readonly #values: Values;
  readonly #method: Method;
  readonly #outputs: ServedOutputs;
  readonly #reader: ElementReader;
  readonly #place: Place;
  readonly #begins: boolean;
  readonly #ends: boolean;

  constructor(values: Values, owner: string, method: Method) {
    this.#values = values;
    this.#method = method;
    this.#place = placeOf(method.name, owner);
    this.#begins = isBegin(method);
    this.#ends = isEnd(method);
    this.#types = method.parameters.map(({ direction, kind }) => (direction === 'in' ? typeOf(kind) : 'uint64'));
    this.#outputs = new ServedOutputs(values, this.#place, method, (name, native) => this.#wordOf(name, native));
    const { memory } = values.runtime;
    this.#reader = {
      object: (address, type) => values.borrow(address, type),
      text: (address) => memory.readString(address),
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

  /** Before anything can fail: COM wants null in the pointers that a method hands out, where it fails. */
  clear(native: Words): void {
    this.#outputs.clear(native);
  }

  /** What native code gets for the call. */
  call(value: object, native: Words): number | bigint {
    const borrowed = new Borrowed(this.#values.results, this.#place.where);
    const serving: Serving = { self: value, borrowed };
    let goesOn = false;
    let isTooEarly = false;
    try {
      const returned = this.#run(value, native, serving);
      const answer = this.#outputs.answer(returned);
      goesOn = this.#goesOn(serving, returned);
      return answer;
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
    this.#outputs.write(returned, native, serving.ended?.reading ?? serving.filling, borrowed);
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
    const { name, kind, direction, by, unit = 1, interface: type, element } = parameter;
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
        return readBytes(memory, address, 16, guidFromBytes);
      case 'guidvalue': {
        const view = new DataView(new ArrayBuffer(16));
        view.setBigUint64(0, BigInt(word), true);
        view.setBigUint64(8, BigInt(word) >> 64n, true);
        return guidFromBytes(new Uint8Array(view.buffer));
      }
      case 'propvariant':
        return readBytes(memory, address, variantSize, (bytes) =>
          readVariant(bytes, this.#values.variants, this.#place, name),
        );
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
}
