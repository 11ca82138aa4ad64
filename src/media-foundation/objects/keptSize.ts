import type { Interface } from '../facts/interfaces.js';
import type { Address } from '../native/addon.js';
import type { Runtime } from '../native/Runtime.js';

type Size = (runtime: Runtime, address: Address, type: Interface) => number;

/** What a method without other parameters gives; 0 where it fails. */
function output({ calls, scratch }: Runtime, address: Address, { methods }: Interface, name: string, index?: number) {
  const { slot } = methods.find((one) => one.name === name)!;
  return scratch.addressFrom((out) =>
    index === undefined ? calls.callMethod(address, slot, out) : calls.callMethod(address, slot, index, out),
  );
}

/** All of a buffer, also what is not in use. */
const sizeOfBuffer: Size = (runtime, address, type) => output(runtime, address, type, 'GetMaxLength');

const sizeOfSample: Size = (runtime, address, type) => {
  const bufferType = runtime.catalogue.get('IMFMediaBuffer');
  const count = output(runtime, address, type, 'GetBufferCount');
  let size = 0;
  for (let index = 0; index < count; index += 1) {
    const buffer = output(runtime, address, type, 'GetBufferByIndex', index);
    if (buffer === 0) continue;
    size += sizeOfBuffer(runtime, buffer, bufferType);
    runtime.release(buffer);
  }
  return size;
};

/** The interfaces of objects with much memory. Those that extend them have it as well. */
const sizes: Readonly<Record<string, Size>> = { IMFMediaBuffer: sizeOfBuffer, IMFSample: sizeOfSample };

/** How many bytes of native memory an object keeps alive: 0 where its interface does not tell. */
export function keptSize(runtime: Runtime, address: Address, type: Interface): number {
  for (let one: Interface | null = type; one; one = one.base) {
    const size = sizes[one.name];
    if (size !== undefined) return size(runtime, address, type);
  }
  return 0;
}
