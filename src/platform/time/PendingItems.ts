import { HResultError } from '../../contract/HResultError.js';
import { MF_E_NOT_FOUND } from '../../contract/hresults.js';
import { describe } from '../../contract/arguments.js';

/** An item that is not on a queue yet, and that `MFCancelWorkItem` can find. */
export interface PendingItem {
  /** Called by `MFCancelWorkItem`. */
  cancel(): void;
  /** Called when the platform shuts down: nothing of the item is to happen any more. */
  drop(): void;
}

/** As on Windows, keys have their highest bit set, and are too large for a `number`. */
const firstKey = 0x8000_0000_0000_0000n;

/** Counted for all platforms, so that a key of one is unknown to the others. */
let lastId = 0;

/** The pending items of one platform, by id: the key less its high bit, as maps find numbers faster than bigints. */
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

  /** Called when an item goes to its queue, or could not be put. Returns whether it was pending. */
  remove(id: number): boolean {
    return this.#items.delete(id);
  }

  cancel(key: bigint | number): void {
    // A number is refused: keys are too large for one, and a rounded key would be that of another item.
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
