import type { IMFAsyncCallback, IMFAsyncResult } from '../../contract/IMFAsyncResult.js';
import type { Address } from '../native/addon.js';
import { Lent } from '../native/Lent.js';
import type { Runtime } from '../native/Runtime.js';
import { identityOf } from './ComObject.js';
import type { HeldObjects } from './HeldObjects.js';
import type { ResultCalls } from './ResultCalls.js';
import { StandInCallback } from './StandInCallback.js';

const iid = 'ac6b7889-0740-4d51-8619-905994a55cc6';

/** What makes native results, and knows whom each result is delivered to. */
interface Maker {
  create(object: Address, callback: unknown, state: unknown, lent: Lent): { readonly address: Address };
  callbackOf(result: IMFAsyncResult): IMFAsyncCallback | null | undefined;
}

/**
 * Native results that stand for results which JavaScript made without a platform.
 *
 *     lend(result) ──▶ a native one, with a watcher for its object ──▶ at(address) is the result of JavaScript
 *                                   └── its last Release ──▶ the watcher dies ──▶ forgotten
 */
export class StandIns {
  readonly #runtime: Runtime;
  readonly #held: HeldObjects;
  readonly #calls: ResultCalls;
  readonly #maker: Maker;
  readonly #byAddress = new Map<Address, { readonly result: IMFAsyncResult; readonly watcher: Address }>();

  constructor(runtime: Runtime, held: HeldObjects, calls: ResultCalls, maker: Maker) {
    this.#runtime = runtime;
    this.#held = held;
    this.#calls = calls;
    this.#maker = maker;
  }

  /**
   * The result that the native one at an address stands for.
   *
   * Media Foundation may use the memory of a result again before the death of its watcher is delivered here. So ask whether the
   * result at that address holds the watcher: the watcher's memory is not used again before its death is delivered.
   */
  at(address: Address): IMFAsyncResult | undefined {
    const standIn = this.#byAddress.get(address);
    return standIn && this.#calls.objectAddress(address) === standIn.watcher ? standIn.result : undefined;
  }

  /** The same, for the address of an object that need not be a result. */
  knownAt(address: Address): IMFAsyncResult | undefined {
    if (!this.#byAddress.has(address)) return undefined;
    const result = this.#runtime.queryInterface(address, iid);
    if (result !== 0) this.#runtime.release(result);
    return result === address ? this.at(address) : undefined;
  }

  /** A native result for one of JavaScript, for as long as a call lasts or native code holds it. */
  lend(result: IMFAsyncResult, lent: Lent): Address {
    // The getters of the state may dispose of the callback.
    return this.#runtime.inCall(() => this.#make(result, lent));
  }

  #make(result: IMFAsyncResult, lent: Lent): Address {
    let address: Address = 0;
    const own = new Lent(this.#runtime);
    try {
      // The watcher is the object of the native result: it dies with the result.
      const watcher = own.add(
        this.#held.watch(() => {
          if (this.#byAddress.get(address)?.watcher === watcher) this.#byAddress.delete(address);
        }),
      );
      const known = this.#maker.callbackOf(result);
      const callback = known && !identityOf(known) ? new StandInCallback(known, result) : known;
      address = lent.add(this.#maker.create(watcher, callback, result.GetStateNoAddRef(), own).address);
      this.#byAddress.set(address, { result, watcher });
      this.#calls.setStatus(address, result.GetStatus());
      return address;
    } finally {
      own[Symbol.dispose]();
    }
  }
}
