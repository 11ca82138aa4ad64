/** The native methods of results, and what dispatches them, called directly: they are on the path of every operation. */
import { FAILED } from '../../contract/hresult.js';
import { HResultError } from '../../contract/HResultError.js';
import type { Interface, Method } from '../facts/interfaces.js';
import type { Address, NativeFunction } from '../native/koffi.js';
import type { Runtime } from '../native/Runtime.js';

/** Where MFASYNCRESULT keeps its callback. */
const callbackOffset = 40;

export class ResultCalls {
  readonly #runtime: Runtime;
  readonly #takeUnknown: (address: Address) => unknown;
  readonly #create: NativeFunction;
  readonly #invokeCallback: NativeFunction;
  readonly #type: Interface;
  readonly #getState: Method;
  readonly #getStatus: Method;
  readonly #setStatus: Method;
  readonly #getObject: Method;

  /** @param takeUnknown gives the value for a reference to an object of any kind */
  constructor(runtime: Runtime, takeUnknown: (address: Address) => unknown) {
    this.#runtime = runtime;
    this.#takeUnknown = takeUnknown;
    const mfplat = runtime.koffi.load('mfplat.dll');
    this.#create = mfplat.func('MFCreateAsyncResult', 'uint32', ['uint64', 'uint64', 'uint64', 'void *']);
    this.#invokeCallback = mfplat.func('MFInvokeCallback', 'uint32', ['uint64']);
    this.#type = runtime.catalogue.get('IMFAsyncResult');
    const [getState, getStatus, setStatus, getObject] = this.#type.methods.slice(3);
    this.#getState = getState!;
    this.#getStatus = getStatus!;
    this.#setStatus = setStatus!;
    this.#getObject = getObject!;
  }

  #call(address: Address, method: Method, ...values: unknown[]): number {
    const { vtables } = this.#runtime;
    const bound = vtables.of(address, this.#type);
    return (bound.functions[method.slot] ?? vtables.bind(bound, method, false))(address, ...values);
  }

  /** A reference that a method gives; 0 where there is none: E_POINTER, or, of some implementations, S_OK and null. */
  #reference(address: Address, method: Method): Address {
    const { scratch } = this.#runtime;
    const mark = scratch.mark;
    const slot = scratch.take();
    try {
      return FAILED(this.#call(address, method, slot.words)) ? 0 : slot.address;
    } finally {
      scratch.release(mark);
    }
  }

  /** `MFCreateAsyncResult`. The new result has one reference, the caller's. */
  create(object: Address, callback: Address, state: Address): Address {
    const { scratch } = this.#runtime;
    const mark = scratch.mark;
    const slot = scratch.take();
    const hr = this.#create(object, callback, state, slot.words);
    scratch.release(mark);
    if (FAILED(hr)) throw new HResultError(hr, 'MFCreateAsyncResult');
    return slot.address;
  }

  /** `null` where there is none. */
  state(address: Address): unknown {
    return this.#takeUnknown(this.#reference(address, this.#getState));
  }

  status(address: Address): number {
    return this.#call(address, this.#getStatus);
  }

  setStatus(address: Address, status: number): void {
    this.#call(address, this.#setStatus, status);
  }

  /** `null` where there is none. */
  object(address: Address): unknown {
    return this.#takeUnknown(this.#reference(address, this.#getObject));
  }

  /** The address of the result's object, or 0, without a reference: the caller knows that the result lives. */
  objectAddress(address: Address): Address {
    const object = this.#reference(address, this.#getObject);
    if (object !== 0) this.#runtime.release(object);
    return object;
  }

  /** The address of the result's callback, or 0, without a reference. */
  callback(address: Address): Address {
    return this.#runtime.memory.readAddress(address + callbackOffset);
  }

  /** `MFInvokeCallback`. */
  invokeCallback(address: Address): void {
    const hr = this.#invokeCallback(address);
    if (FAILED(hr)) throw new HResultError(hr, 'MFInvokeCallback');
  }
}
