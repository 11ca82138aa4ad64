import { byteLengthOf, isBytes } from '../../contract/bytes.js';
import { E_INVALIDARG } from '../../contract/hresult.js';
import type { IMFAsyncResult } from '../../contract/IMFAsyncResult.js';
import { isBegin, isEnd, isInput, type Method, type Parameter } from '../facts/interfaces.js';
import { scalars, type Scalar } from '../facts/kinds.js';
import { addressAs } from '../handles/ComObject.js';
import { refusal } from '../handles/Place.js';
import type { Address } from '../native/addon.js';
import { bytesFromGuid } from '../native/Memory.js';
import { checkCount, checkNumber, checkPointer, checkText, wrong } from './checks.js';
import type { Frame, Input } from './Frame.js';
import { inMemory } from './inMemory.js';
import { variantSize, writeVariant } from './propvariant.js';

const nullGuid = '00000000-0000-0000-0000-000000000000';

/** Whether native code only keeps a parameter and gives it back: any value of JavaScript will do. */
const isOpaque = (name: string): boolean => /^(punk|pUnk|p|pDone)State$/.test(name);

const number =
  (name: string, scalar: Scalar): Input =>
  (value, frame) =>
    checkNumber(frame, name, scalar, value);

/** What an argument must be, for messages. */
const orNull = ({ isOptional }: Parameter, expected: string): string => (isOptional ? `${expected} or null` : expected);

/** No pointer, to native code. */
const isNull = (value: unknown): boolean => value === null || value === undefined || value === 0n;

/** Native memory with what is in some of JavaScript's, for the length of a call: JavaScript may move its own meanwhile. */
function lendBytes(frame: Frame, source: Uint8Array, count: number, comesBack: boolean): Address {
  const { memory } = frame.values.runtime;
  // One byte more, so that an empty one has an address too.
  const address = memory.allocateForWriting(count + 1);
  memory.write(address, source, count);
  frame.lent.addMemory(() => {
    try {
      // An array whose buffer was transferred meanwhile has no length any more.
      if (comesBack) memory.read(source, address, Math.min(count, byteLengthOf(source)));
    } finally {
      memory.free(address);
    }
  });
  return address;
}

/** What the tables call a pointer may be a handle as well, which is a small number. */
const isPointerOrHandle = (value: bigint): boolean => value > 0n && value <= 0x7fff_ffff_ffffn;

/** A pointer to something that the tables do not describe: an address, or memory of JavaScript, which is in and out. */
function pointer(parameter: Parameter): Input {
  const { name, isOptional } = parameter;
  return (value, frame) => {
    if (isOptional && isNull(value)) return 0;
    if (typeof value === 'bigint' && value !== 0n) return checkPointer(frame, name, value, isPointerOrHandle);
    if (!ArrayBuffer.isView(value)) throw wrong(frame, name, orNull(parameter, 'a pointer, memory'), value);
    const whole = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    return lendBytes(frame, whole, whole.byteLength, true);
  };
}

function bytes({ name, direction, isOptional, by, unit = 1 }: Parameter, method: Method, waits: boolean): Input {
  const inputs = method.parameters.filter(isInput);
  const countAt = inputs.findIndex((one) => one.name === by);
  const fixed = Number(by);
  const outlives = waits || isBegin(method);
  return (value, frame, all) => {
    const given = all[countAt];
    if (!isBytes(value)) {
      if (value === null && (isOptional || given === 0 || given === 0n)) return 0;
      throw wrong(frame, name, 'a Uint8Array', value);
    }
    const length = byteLengthOf(value);
    if (countAt < 0) {
      if (length >= fixed) return lendBytes(frame, value, length, direction === 'out');
      throw new RangeError(`${frame.where}: ${name} must have ${fixed} bytes, it has ${length}`);
    }
    const size = checkCount(frame, by!, given) * unit;
    if (size > length) throw refusal(frame, E_INVALIDARG, `${by} is ${String(given)}, ${name} has ${length} bytes`);
    if (!outlives) return lendBytes(frame, value, size, direction === 'out');
    return frame.startTransfer(value, size, direction === 'out');
  };
}

function object(parameter: Parameter, method: Method): Input {
  const { name, interface: type, isOptional } = parameter;
  if (type === 'IMFAsyncCallback') {
    // An event queue compares the pointers of callbacks: the same callback has to be the same pointer.
    const shared = method.name === 'BeginGetEvent';
    return (value, frame) => {
      const isTransfer = frame.transfer !== undefined;
      if (isNull(value)) {
        // Nothing would tell when a transfer has ended, and its memory is free.
        if (isTransfer || !isOptional) throw wrong(frame, name, 'an IMFAsyncCallback', value);
        return 0;
      }
      const native =
        typeof value === 'bigint'
          ? checkPointer(frame, name, value)
          : addressAs(frame.values.runtime, value, type, frame.lent, frame, name);
      if (native === undefined) return frame.lendCallback(value, name, shared);
      return isTransfer ? frame.relayTo(typeof value === 'object' ? value! : undefined, native) : native;
    };
  }
  if (type === 'IMFAsyncResult') {
    const ends = isEnd(method);
    return (value, frame) => {
      const address = frame.values.results.addressOf(value, frame.lent, frame, name);
      if (address === undefined) throw wrong(frame, name, 'an IMFAsyncResult', value);
      if (ends) frame.endWith(value as IMFAsyncResult);
      return address;
    };
  }
  if (type === 'IUnknown' && isOpaque(name)) {
    return (value, frame) => {
      frame.state = value ?? null;
      return frame.values.results.lendValue(value, frame.lent, frame, name);
    };
  }
  return (value, frame) => {
    if (isOptional && isNull(value)) return 0;
    if (typeof value === 'bigint' && value !== 0n) return checkPointer(frame, name, value);
    if (typeof value !== 'object' || value === null) {
      throw wrong(frame, name, orNull(parameter, `an ${type}, a pointer`), value);
    }
    // By another vtable than its own, native code would call past the end of that: so nothing is lent as what is unknown.
    if (!frame.values.runtime.catalogue.has(type!)) {
      throw wrong(frame, name, `a pointer, as the table has no ${type}`, value);
    }
    return frame.values.lend(value, type!, frame.lent, frame, name);
  };
}

/** @param waits whether the call is made on another thread */
export function inputFor(parameter: Parameter, method: Method, waits: boolean): Input {
  const { name, kind, isOptional, direction } = parameter;
  if (direction === 'inout' || kind === 'array' || kind === 'struct') return inMemory(parameter, method);
  switch (kind) {
    case 'string':
      return (value, frame) => {
        if (isOptional && isNull(value)) return 0;
        const text = checkText(frame, name, orNull(parameter, 'a string'), value);
        const { memory } = frame.values.runtime;
        const address = memory.writeString(text, (size) => memory.allocateForWriting(size));
        frame.lent.addMemory(() => memory.free(address));
        return address;
      };
    case 'bstr':
      return (value, frame) => {
        // For a BSTR null is the empty string.
        if (value === null || value === undefined) return 0;
        if (typeof value !== 'string') throw wrong(frame, name, 'a string or null', value);
        const { system } = frame.values.runtime;
        const address = frame.values.variants.allocateBstr(value);
        frame.lent.addMemory(() => system.SysFreeString(address));
        return address;
      };
    case 'guid':
      return (value, frame) => {
        if (isOptional && isNull(value)) return 0;
        // C passes GUIDs by reference, and native code that needs one reads through the pointer: no GUID is the null GUID.
        const address = frame.lendGuid(value ?? nullGuid);
        if (address === undefined) throw wrong(frame, name, 'a GUID as text, or null', value);
        return address;
      };
    case 'guidvalue':
      return (value, frame) => {
        const guid = typeof value === 'string' || value === null ? bytesFromGuid(value ?? nullGuid) : undefined;
        if (guid === undefined) throw wrong(frame, name, 'a GUID as text, or null', value);
        const view = new DataView(guid.buffer);
        return view.getBigUint64(0, true) | (view.getBigUint64(8, true) << 64n);
      };
    case 'propvariant':
      return (value, frame) => {
        if (isOptional && (value === null || value === undefined)) return 0;
        const { system, memory } = frame.values.runtime;
        const variant = writeVariant(value, frame.values.variants, frame, name);
        const address = memory.allocateForWriting(variantSize);
        memory.write(address, variant, variantSize);
        frame.lent.addMemory(() => {
          system.PropVariantClear(address);
          memory.free(address);
        });
        return address;
      };
    case 'bytes':
      return bytes(parameter, method, waits);
    case 'interface':
      return object(parameter, method);
    case 'pointer':
      return pointer(parameter);
    default:
      return number(name, scalars[kind] ?? scalars.u32);
  }
}
