/** The native methods of results, and what dispatches them, called directly: they are on the path of every operation. */
import { HResultError } from '../../contract/HResultError.js';
import type { Bridge } from '../bridge.js';
import type { Address } from '../native/koffi.js';

/** Where MFASYNCRESULT keeps its callback. */
const callbackOffset = 40;

export interface ResultCalls {
  create(object: Address, callback: Address, state: Address): Address;
  state(address: Address): unknown;
  status(address: Address): number;
  setStatus(address: Address, status: number): void;
  object(address: Address): unknown;
  /** The address of its object, or 0. It is borrowed: whoever asks knows that it lives. */
  objectAddress(address: Address): Address;
  callback(address: Address): Address;
  invokeCallback(address: Address): void;
}

export function openResultCalls(bridge: Bridge): ResultCalls {
  const { koffi, vtables, scratch, memory, catalogue } = bridge;
  const mfplat = koffi.load('mfplat.dll');
  const create = mfplat.func('MFCreateAsyncResult', 'uint32', ['uint64', 'uint64', 'uint64', 'void *']);
  const invokeCallback = mfplat.func('MFInvokeCallback', 'uint32', ['uint64']);
  const type = catalogue.get('IMFAsyncResult');
  const [getState, getStatus, setStatus, getObject] = type.methods.slice(3);
  const call = (address: Address, method: typeof getState, ...values: unknown[]): number => {
    const bound = vtables.of(address, type);
    return (bound.functions[method!.slot] ?? vtables.bind(bound, method!, false))(address, ...values);
  };
  const out = (address: Address, method: typeof getState): unknown => {
    const mark = scratch.mark;
    const slot = scratch.take();
    try {
      // E_POINTER where there is none; some implementations say S_OK and null.
      return call(address, method, slot.words) > 0x7fff_ffff ? null : bridge.take(slot.address, 'IUnknown');
    } finally {
      scratch.release(mark);
    }
  };
  return {
    create(object, callback, state) {
      const mark = scratch.mark;
      const slot = scratch.take();
      const hr = create(object, callback, state, slot.words);
      scratch.release(mark);
      if (hr > 0x7fff_ffff) throw new HResultError(hr, 'MFCreateAsyncResult');
      return slot.address;
    },
    state: (address) => out(address, getState),
    status: (address) => call(address, getStatus),
    setStatus: (address, status) => void call(address, setStatus, status),
    object: (address) => out(address, getObject),
    objectAddress(address) {
      const mark = scratch.mark;
      const slot = scratch.take();
      try {
        if (call(address, getObject, slot.words) > 0x7fff_ffff || slot.address === 0) return 0;
        bridge.release(slot.address);
        return slot.address;
      } finally {
        scratch.release(mark);
      }
    },
    callback: (address) => memory.readAddress(address + callbackOffset),
    invokeCallback(address) {
      const hr = invokeCallback(address);
      if (hr > 0x7fff_ffff) throw new HResultError(hr, 'MFInvokeCallback');
    },
  };
}
