import { HResultError } from '../../contract/HResultError.js';
import { MF_E_NOT_FOUND } from '../../contract/hresults.js';
import { describe } from '../../contract/arguments.js';

/** An item that is not yet on a queue, and that `MFCancelWorkItem` can find. */
export interface PendingItem {
  /** Ends it as `MFCancelWorkItem` does. */
  cancel(): void;
  /** Forgets it: the platform shuts down. */
  drop(): void;
}

/** As on Windows, keys have their highest bit set, and are too large for a `number`. */
const firstKey = 0x8000_0000_0000_0000n;

/** One count for all platforms: the key of one is unknown to the others. */
let lastId = 0;

/** The pending items of one platform, by ids, which are the keys less their high bits: numbers are found faster. */
export class PendingItems {
  readonly #items = new Map<number, PendingItem>();

  add(item: PendingItem): number {
    const id = ++lastId;
    this.#items.set(id, item);
    return id;
  }

  keyOf(id: number): bigint {
    return firstKey + BigInt(id);
  }

  /** It has gone to its queue. */
  remove(id: number): void {
    this.#items.delete(id);
  }

  cancel(key: bigint | number): void {
    // No number is a key: what was rounded to one would be the key of another item.
    const id = typeof key === 'bigint' ? Number(key - firstKey) : 0;
    const item = this.#items.get(id);
    if (item === undefined) {
      const fault = `no pending item has the key ${describe(key)}, it has run or is cancelled already`;
      throw new HResultError(MF_E_NOT_FOUND, 'MFCancelWorkItem', { fault });
    }
    this.#items.delete(id);
    item.cancel();
  }

  dropAll(): void {
    const items = [...this.#items.values()];
    this.#items.clear();
    for (const item of items) item.drop();
  }
}
