import type { Address } from './addon.js';
import type { NativeCalls } from './NativeCalls.js';

/** The few functions of Windows, besides Media Foundation, that COM's conventions need. */
export interface System {
  CoTaskMemAlloc(size: number): Address;
  CoTaskMemFree(this: void, address: Address): void;
  PropVariantClear(this: void, address: Address): void;
  SysAllocStringLen(text: Address, length: number): Address;
  SysFreeString(this: void, address: Address): void;
  CreateEventW(): Address;
  SetEvent(handle: Address): void;
  CloseHandle(handle: Address): void;
}

export function openSystem(calls: NativeCalls): System {
  const allocate = calls.find('ole32.dll', 'CoTaskMemAlloc');
  const free = calls.find('ole32.dll', 'CoTaskMemFree');
  const clear = calls.find('ole32.dll', 'PropVariantClear');
  const newString = calls.find('oleaut32.dll', 'SysAllocStringLen');
  const freeString = calls.find('oleaut32.dll', 'SysFreeString');
  const createEvent = calls.find('kernel32.dll', 'CreateEventW');
  const setEvent = calls.find('kernel32.dll', 'SetEvent');
  const close = calls.find('kernel32.dll', 'CloseHandle');
  return {
    CoTaskMemAlloc(size) {
      const address = calls.addressFrom(allocate, size);
      if (address === 0) throw new RangeError(`no native memory of ${size} bytes`);
      return address;
    },
    CoTaskMemFree: (address) => void calls.call(free, address),
    PropVariantClear: (address) => void calls.call(clear, address),
    SysAllocStringLen: (text, length) => calls.addressFrom(newString, text, length),
    SysFreeString: (address) => void calls.call(freeString, address),
    // Reset by hand, not signalled: what waits for it may begin to wait when it is signalled already.
    CreateEventW: () => calls.addressFrom(createEvent, 0, 1, 0, 0),
    SetEvent: (handle) => void calls.call(setEvent, handle),
    CloseHandle: (handle) => void calls.call(close, handle),
  };
}
