import { describe } from '../../contract/arguments.js';
import type { HRESULT } from '../../contract/hresult.js';
import type { IMFAsyncResult } from '../../contract/IMFAsyncResult.js';
import { existing } from '../../contract/MFCreateAsyncResult.js';
import type { Address } from '../native/addon.js';
import { GivenBackError } from './ComObject.js';
import type { ResultCalls } from './ResultCalls.js';
import type { Transfer } from './Transfer.js';

/** What a result was made with: by JavaScript's MFCreateAsyncResult, or by native code with a callback of JavaScript. */
export interface Origin {
  readonly callback: unknown;
  /** The state of the result that comes next; `undefined` where only the native result knows. */
  readonly state: unknown;
  transfer: Transfer | undefined;
  /** The native object whose Begin has the transfer: an End of another object is none of its. 0 where there is no transfer. */
  readonly owner: Address;
}

let itself: (value: object) => NativeResult | undefined;

/** An `IMFAsyncResult` of mfplat.dll. Its fields are for this room: every operation has a result, and pays for each layer. */
export class NativeResult implements IMFAsyncResult {
  /** What stands for a result does not have it: a `Proxy`, an object that inherits from the result. */
  readonly #self = this;
  readonly calls: ResultCalls;
  origin: Origin | undefined;
  /** 0 while it is detached. */
  address: Address;
  /** `undefined` where only the native result knows. The origin may be that of other results as well, with other states. */
  state: unknown;
  /** The status that was delivered; `undefined` for a result that JavaScript made, whose native result is asked. */
  status: HRESULT | undefined;
  /** The object that JavaScript made it with; `undefined` where only the native result knows. */
  object: unknown = undefined;
  /** Whether End was called with it. */
  ended = false;
  /** The place in the ledger of the reference that it holds to the native result; `undefined` where it holds none. */
  place: number | undefined = undefined;
  /** How many methods of JavaScript that run were given it; `undefined` where it was not got in that way alone, or is kept. */
  borrowed: number | undefined = undefined;

  constructor(calls: ResultCalls, address: Address, origin: Origin | undefined, status: HRESULT | undefined) {
    this.calls = calls;
    this.address = address;
    this.origin = origin;
    this.state = origin?.state;
    this.status = status;
  }

  GetState(): unknown {
    return existing(this.GetStateNoAddRef(), 'GetState');
  }

  GetStateNoAddRef(): unknown {
    return this.state === undefined
      ? this.calls.state(this.address || refuseGone('IMFAsyncResult.GetState', 'this result'))
      : this.state;
  }

  GetStatus(): HRESULT {
    return this.status ?? this.calls.status(this.address);
  }

  SetStatus(status: HRESULT): void {
    if (!Number.isInteger(status) || status < -(2 ** 31) || status >= 2 ** 32) {
      const Refusal = Number.isInteger(status) ? RangeError : TypeError;
      throw new Refusal(`IMFAsyncResult.SetStatus: status must be an HRESULT, got ${describe(status)}`);
    }
    if (this.status !== undefined) this.status = status >>> 0;
    if (this.address !== 0) this.calls.setStatus(this.address, status >>> 0);
  }

  GetObject(): unknown {
    if (this.object !== undefined) return existing(this.object, 'GetObject');
    return existing(this.address === 0 ? null : this.calls.object(this.address), 'GetObject');
  }

  static {
    itself = (value) => (#self in value ? value.#self : undefined);
  }
}

/** For what only the native result knows. @throws GivenBackError, as the result, `name` of a call, was lent, and given back */
export function refuseGone(where: string, name: string): never {
  const fault = 'was lent to a method, and given back when that had ended: keep(result) keeps it';
  throw new GivenBackError(`${where}: ${name} ${fault}`);
}

/** A value as a result of this class; `undefined` for any other value. */
export const recordOf = (value: unknown): NativeResult | undefined =>
  typeof value === 'object' && value !== null ? itself(value) : undefined;
