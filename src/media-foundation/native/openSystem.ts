import type { Address, Koffi, NativeFunction } from './koffi.js';

/** The few functions of Windows, besides Media Foundation, that COM's conventions need. */
export interface System {
  CoTaskMemAlloc(size: number): Address;
  CoTaskMemFree(address: Address): void;
  PropVariantClear(address: Address | Uint8Array): number;
  SysAllocStringLen(text: Address, length: number): Address;
  SysFreeString(address: Address): void;
  CreateEventW(): Address;
  SetEvent(handle: Address): void;
  CloseHandle(handle: Address): void;
  /** Ends this process at once. */
  TerminateProcess(code: number): void;
}

export function openSystem(koffi: Koffi): System {
  const ole32 = koffi.load('ole32.dll');
  const oleaut32 = koffi.load('oleaut32.dll');
  const kernel32 = koffi.load('kernel32.dll');
  const allocate = ole32.func('CoTaskMemAlloc', 'uint64', ['uint64']);
  const free = ole32.func('CoTaskMemFree', 'void', ['uint64']);
  const clear = ole32.func('PropVariantClear', 'uint32', ['void *']);
  const newString = oleaut32.func('SysAllocStringLen', 'uint64', ['uint64', 'uint32']);
  const freeString = oleaut32.func('SysFreeString', 'void', ['uint64']);
  const createEvent = kernel32.func('CreateEventW', 'uint64', ['uint64', 'int32', 'int32', 'uint64']);
  const setEvent = kernel32.func('SetEvent', 'int32', ['uint64']);
  const close = kernel32.func('CloseHandle', 'int32', ['uint64']);
  // −1 is the handle of the process itself.
  const terminate = kernel32.func('TerminateProcess', 'int32', ['int64', 'uint32']);
  return {
    CoTaskMemAlloc: (size) => {
      const address = allocate(size);
      if (address === 0) throw new RangeError(`no native memory of ${size} bytes`);
      return address;
    },
    CoTaskMemFree: (address) => void free(address),
    PropVariantClear: (variant) => clear(typeof variant === 'number' ? BigInt(variant) : variant),
    SysAllocStringLen: (text, length) => newString(text, length),
    SysFreeString: (address) => void freeString(address),
    // Reset by hand, not signalled: what waits for it may begin to wait when it is signalled already.
    CreateEventW: () => createEvent(0, 1, 0, 0),
    SetEvent: (handle) => void setEvent(handle),
    CloseHandle: (handle) => void close(handle),
    TerminateProcess: (code) => void terminate(-1n, code),
  };
}

/**
 * Keeps a DLL for the life of the process. One that a worker thread alone has loaded would be unloaded with it, while
 * Media Foundation's own threads still run in it.
 */
export function pin(koffi: Koffi, dll: string): void {
  const find: NativeFunction = koffi
    .load('kernel32.dll')
    .func('GetModuleHandleExW', 'int32', ['uint32', 'str16', 'void *']);
  find(1 /* GET_MODULE_HANDLE_EX_FLAG_PIN */, dll, new Uint32Array(2));
}
