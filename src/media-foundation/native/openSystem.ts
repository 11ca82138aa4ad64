import type { Address, Koffi } from './koffi.js';

/** The few functions of Windows, besides those of Media Foundation, that COM's conventions need. */
export type System = ReturnType<typeof openSystem>;

export function openSystem(koffi: Koffi) {
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
  const terminate = kernel32.func('TerminateProcess', 'int32', ['int64', 'uint32']);
  return {
    CoTaskMemAlloc(size: number): Address {
      const address = allocate(size);
      if (address === 0) throw new RangeError(`no native memory of ${size} bytes`);
      return address;
    },
    CoTaskMemFree: (address: Address): void => void free(address),
    PropVariantClear: (variant: Address | Uint8Array): number =>
      clear(typeof variant === 'number' ? BigInt(variant) : variant),
    SysAllocStringLen: (text: Address, length: number): Address => newString(text, length),
    SysFreeString: (address: Address): void => void freeString(address),
    /** An event that stays signalled: a wait for it may begin after that. */
    CreateEventW: (): Address => createEvent(0, 1, 0, 0),
    SetEvent: (handle: Address): void => void setEvent(handle),
    CloseHandle: (handle: Address): void => void close(handle),
    /** Ends this process at once: −1 is its handle. */
    TerminateProcess: (code: number): void => void terminate(-1n, code),
  };
}

/**
 * Keeps a DLL loaded for the life of the process. One that only a worker thread has loaded would be unloaded with the worker,
 * while threads of Media Foundation still run in it.
 */
export function pin(koffi: Koffi, dll: string): void {
  const kernel32 = koffi.load('kernel32.dll');
  const find = kernel32.func('GetModuleHandleExW', 'int32', ['uint32', 'str16', 'void *']);
  find(1 /* GET_MODULE_HANDLE_EX_FLAG_PIN */, dll, new Uint32Array(2));
}
