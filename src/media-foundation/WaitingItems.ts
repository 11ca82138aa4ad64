import type { WaitableHandle } from '../platform/MediaPlatform.js';
import { Waitable } from '../platform/time/Waitable.js';
import type { TableFunctions } from './facts/functions.js';
import type { NativeResult } from './handles/NativeResult.js';
import { placeOf } from './handles/Place.js';
import type { ComValues } from './objects/ComValues.js';

/** The call that arguments are of, for messages. */
const putting = placeOf('MFPutWaitingWorkItem');

/** An item whose handle is not signalled yet. */
interface Waiting {
  readonly item: NativeResult;
  /** Whether it waits for a handle, and not only to be cancelled. */
  readonly isPending: boolean;
  readonly stopWaiting: (() => void) | undefined;
  /** The item goes to its queue. */
  end(): void;
}

/** Items that wait: each has an event of Windows, which is set once the handle of JavaScript is signalled. */
export class WaitingItems {
  readonly #values: ComValues;
  readonly #table: TableFunctions;
  /** By the keys of the items. */
  readonly #waiting = new Map<bigint, Waiting>();

  constructor(values: ComValues, table: TableFunctions) {
    this.#values = values;
    this.#table = table;
  }

  put(handle: WaitableHandle, priority: unknown, result: unknown): bigint {
    const put = this.#table['MFPutWaitingWorkItem']! as (...args: unknown[]) => bigint;
    const { results, runtime } = this.#values;
    const { system } = runtime;
    const waitable = handle === null ? undefined : Waitable.of(handle, putting.method);
    const item = results.itemOf(result);
    // What is no result is refused by its name.
    if (item === undefined) return put(0, priority, result);
    const event = system.CreateEventW();
    let key: bigint | undefined;
    let isSignalled = false;
    let stopWaiting: (() => void) | undefined;
    const end = (): void => {
      this.#waiting.delete(key!);
      stopWaiting?.();
      if (waitable === undefined) results.dispatched(item);
      // Media Foundation may not even have begun to wait for the event: it is closed when the result has been delivered.
      results.whenLanded(item, () => system.CloseHandle(event));
    };
    const signal = (): void => {
      isSignalled = true;
      if (key === undefined) return;
      end();
      system.SetEvent(event);
    };
    try {
      stopWaiting = waitable?.whenSignalled(signal);
      const putItem = (): bigint => put(event, priority, item);
      // Neither a pending promise nor AbortSignal.timeout keeps the process alive, but an item that waits must; for null it waits
      // until it is cancelled.
      key = waitable === undefined ? putItem() : results.dispatch(item, putting, putItem);
    } catch (error) {
      stopWaiting?.();
      system.CloseHandle(event);
      throw error;
    }
    this.#waiting.set(key, { item, isPending: waitable !== undefined, stopWaiting, end });
    if (isSignalled) signal();
    return key;
  }

  /** An item was cancelled: its callback is invoked all the same, and its handle is not waited for any more. */
  cancelled(key: bigint): void {
    this.#waiting.get(key)?.end();
  }

  /**
   * No item is to run any more. Returns those that were pending. Their events stay open: Media Foundation may wait for them for as
   * long as other threads have the platform up.
   */
  takeBack(): NativeResult[] {
    const all = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { stopWaiting } of all) stopWaiting?.();
    return all.filter(({ isPending }) => isPending).map(({ item }) => item);
  }
}
