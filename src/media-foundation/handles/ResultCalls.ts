import { FAILED, S_OK, type HRESULT } from '../../contract/hresult.js';
import { HResultError } from '../../contract/HResultError.js';
import { slots } from '../facts/interfaces.js';
import type { Address } from '../native/addon.js';
import type { Runtime } from '../native/Runtime.js';

/** Where MFASYNCRESULT, which every implementation of IMFAsyncResult inherits, keeps its callback. */
const callbackOffset = 40;

/** Native methods of results, called without a Frame: they are on the path of every operation. */
export class ResultCalls {
  readonly #runtime: Runtime;
  readonly #takeUnknown: (address: Address) => unknown;
  readonly #known: (address: Address) => unknown;
  readonly #create: Address;
  readonly #invokeCallback: Address;

  /**
   * @param takeUnknown gives the value for a reference to an object of any kind, and `null` for 0
   * @param known gives the value for an object that JavaScript has already, and `undefined` for any other
   */
  constructor(runtime: Runtime, takeUnknown: (address: Address) => unknown, known: (address: Address) => unknown) {
    this.#runtime = runtime;
    this.#known = known;
    this.#takeUnknown = takeUnknown;
    this.#create = runtime.calls.find('mfplat.dll', 'MFCreateAsyncResult');
    this.#invokeCallback = runtime.calls.find('mfplat.dll', 'MFInvokeCallback');
  }

  /** The reference that a method gives; 0 where there is none. That is E_POINTER, or, of some results, S_OK and null. */
  #reference(address: Address, slot: number): Address {
    return this.#runtime.scratch.addressFrom((out) => this.#runtime.calls.callMethod(address, slot, out));
  }

  /** `MFCreateAsyncResult`: a new result, with one reference. */
  create(object: Address, callback: Address, state: Address): Address {
    let hr: HRESULT = S_OK;
    const result = this.#runtime.scratch.addressFrom((out) => {
      hr = this.#runtime.calls.call(this.#create, object, callback, state, out);
      return hr;
    });
    if (FAILED(hr)) throw new HResultError(hr, 'MFCreateAsyncResult');
    return result;
  }

  /** `null` where there is none. */
  state(address: Address): unknown {
    return this.#takeUnknown(this.#reference(address, slots.GetState));
  }

  /** The same, but `undefined` for a native object that JavaScript does not have: no object is made, to be disposed of. */
  knownState(address: Address): unknown {
    const state = this.#reference(address, slots.GetState);
    if (state === 0) return null;
    const value = this.#known(state);
    this.#runtime.release(state);
    return value;
  }

  status(address: Address): HRESULT {
    return this.#runtime.calls.callMethod(address, slots.GetStatus);
  }

  setStatus(address: Address, status: HRESULT): void {
    this.#runtime.calls.callMethod(address, slots.SetStatus, status);
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
    const hr = this.#runtime.calls.call(this.#invokeCallback, address);
    if (FAILED(hr)) throw new HResultError(hr, 'MFInvokeCallback');
  }
}
