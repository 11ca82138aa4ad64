/**
 * Parameters that native code finds in memory: arrays, structures, and numbers that go both ways.
 *
 *     in      write ──▶ native memory ──▶ the call
 *     inout   write ──▶ native memory ──▶ the call ──▶ read
 *     out               native memory ──▶ the call ──▶ read
 *
 * The slot of an array or a structure that comes out has the address of its memory.
 */
import { isInput, type Method, type Parameter, sizeOf } from '../facts/interfaces.js';
import type { Address } from '../native/addon.js';
import { Lent } from '../native/Lent.js';
import { checkCount } from './checks.js';
import { bytesOfArray, bytesOfElement, type ElementReader, type ElementWriter } from './elements.js';
import type { Frame, Input } from './Frame.js';
import type { Values } from './Values.js';

/** What is lent for the length of a call. */
function lender(frame: Frame): ElementWriter {
  const { runtime } = frame.values;
  const { memory } = runtime;
  // On another thread the call holds its own parameters, and not what is in an array: these references stay until it returns.
  const references = new Lent(runtime);
  frame.lent.addMemory(() => references[Symbol.dispose]());
  return {
    reference(value, type, place, name) {
      const address = frame.values.lend(value, type, references, place, name);
      runtime.addRef(address);
      return references.add(address);
    },
    text(value) {
      const address = memory.writeString(value, (size) => memory.allocateForWriting(size));
      frame.lent.addMemory(() => memory.free(address));
      return address;
    },
  };
}

/** Takes over what native code hands out. */
export const taker = (values: Values): ElementReader => ({
  object: (address, type) => values.take(address, type),
  text(address) {
    const text = values.runtime.memory.readString(address);
    values.runtime.system.CoTaskMemFree(address);
    return text;
  },
});

export function inMemory(parameter: Parameter, method: Method): Input {
  const { name, direction, isOptional, element, by } = parameter;
  const isNumber = element === undefined && parameter.kind !== 'struct';
  const size = sizeOf(element ?? parameter);
  const countAt = method.parameters.filter(isInput).findIndex((one) => one.name === by);
  return (value, frame, all) => {
    const isLeftOut = direction === 'in' ? value === null || value === undefined : frame.leavesOut;
    if (isOptional && isLeftOut) return 0;
    const count = element === undefined ? 1 : checkCount(frame, by!, all[countAt]);
    let bytes: Uint8Array = new Uint8Array(0);
    if (direction !== 'out') {
      const writer = lender(frame);
      bytes = element
        ? bytesOfArray(element, value, count, writer, frame, name)
        : bytesOfElement(parameter, value, writer, frame, name);
    }
    const { memory } = frame.values.runtime;
    let address: Address;
    if (isNumber) address = frame.takeSlot();
    else {
      // One byte more, so that an empty array has an address too.
      address = memory.allocate(size * count + 1);
      frame.lent.addMemory(() => memory.free(address));
      if (direction !== 'in') memory.writeAddress(frame.takeSlot(), address);
    }
    memory.write(address, bytes, bytes.byteLength);
    return address;
  };
}
