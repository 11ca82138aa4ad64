import { HResultError } from '../contract/HResultError.js';
import { MF_E_NOT_FOUND } from '../contract/hresults.js';
import { describe } from '../contract/describe.js';

/** An item that is not yet on a queue, and that `MFCancelWorkItem` can find. */
export interface PendingItem {
  /** Ends it as `MFCancelWorkItem` does. */
  cancel(): void;
  /** Forgets it: the platform shuts down. */
  drop(): void;
}

/** As on Windows, keys are too large for a `number`. One count for all platforms: a foreign key is unknown. */
let lastKey = 0x8000_0000_0000_0000n;

/** The pending items of one platform, by their keys. */
export class PendingItems {
  readonly #items = new Map<bigint, PendingItem>();

  add(item: PendingItem): bigint {
    const key = ++lastKey;
    this.#items.set(key, item);
    return key;
  }

  /** It has gone to its queue. */
  remove(key: bigint): void {
    this.#items.delete(key);
  }

  cancel(key: bigint | number): void {
    const exact = Number.isInteger(key) ? BigInt(key) : (key as bigint);
    const item = this.#items.get(exact);
    if (item === undefined) {
      const fault = `no pending item has the key ${describe(key)}, it has run or is cancelled already`;
      throw new HResultError(MF_E_NOT_FOUND, 'MFCancelWorkItem', { fault });
    }
    this.#items.delete(exact);
    item.cancel();
  }

  dropAll(): void {
    const items = [...this.#items.values()];
    this.#items.clear();
    for (const item of items) item.drop();
  }
}
