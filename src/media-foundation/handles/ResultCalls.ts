import { FAILED, S_OK, type HRESULT } from '../../contract/hresult.js';
import { HResultError } from '../../contract/HResultError.js';
import { slots } from '../facts/interfaces.js';
import type { Address, NativeFunction } from '../native/koffi.js';
import type { Runtime } from '../native/Runtime.js';

/** Where MFASYNCRESULT, which every implementation of IMFAsyncResult inherits, keeps its callback. */
const callbackOffset = 40;

/** Native methods of results, called without a Frame: they are on the path of every operation. */
export class ResultCalls {
  readonly #runtime: Runtime;
  readonly #takeUnknown: (address: Address) => unknown;
  readonly #create: NativeFunction;
  readonly #invokeCallback: NativeFunction;

  /** @param takeUnknown gives the value for a reference to an object of any kind, and `null` for 0 */
  constructor(runtime: Runtime, takeUnknown: (address: Address) => unknown) {
    this.#runtime = runtime;
    this.#takeUnknown = takeUnknown;
    const mfplat = runtime.koffi.load('mfplat.dll');
    this.#create = mfplat.func('MFCreateAsyncResult', 'uint32', ['uint64', 'uint64', 'uint64', 'void *']);
    this.#invokeCallback = mfplat.func('MFInvokeCallback', 'uint32', ['uint64']);
  }

  #call(address: Address, slot: number, ...values: unknown[]): number {
    const { catalogue, vtables } = this.#runtime;
    return vtables.functionOf(address, catalogue.get('IMFAsyncResult'), slot)(address, ...values);
  }

  /** The reference that a method gives; 0 where there is none. That is E_POINTER, or, of some results, S_OK and null. */
  #reference(address: Address, slot: number): Address {
    return this.#runtime.scratch.addressFrom((out) => this.#call(address, slot, out));
  }

  /** `MFCreateAsyncResult`: a new result, with one reference. */
  create(object: Address, callback: Address, state: Address): Address {
    let hr: HRESULT = S_OK;
    const result = this.#runtime.scratch.addressFrom((out) => (hr = this.#create(object, callback, state, out)));
    if (FAILED(hr)) throw new HResultError(hr, 'MFCreateAsyncResult');
    return result;
  }

  /** `null` where there is none. */
  state(address: Address): unknown {
    return this.#takeUnknown(this.#reference(address, slots.GetState));
  }

  status(address: Address): HRESULT {
    return this.#call(address, slots.GetStatus);
  }

  setStatus(address: Address, status: HRESULT): void {
    this.#call(address, slots.SetStatus, status);
  }

  /** `null` where there is none. */
  object(address: Address): unknown {
    return this.#takeUnknown(this.#reference(address, slots.GetObject));
  }

  /** The address of the object, or 0. It has no reference of its own: the result must live while the address is used. */
  objectAddress(address: Address): Address {
    const object = this.#reference(address, slots.GetObject);
    if (object !== 0) this.#runtime.release(object);
    return object;
  }

  /** The address of the callback, or 0. It has no reference of its own either. */
  callback(address: Address): Address {
    return this.#runtime.memory.readAddress(address + callbackOffset);
  }

  /** `MFInvokeCallback`. */
  invokeCallback(address: Address): void {
    const hr = this.#invokeCallback(address);
    if (FAILED(hr)) throw new HResultError(hr, 'MFInvokeCallback');
  }
}
