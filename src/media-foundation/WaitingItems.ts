import type { WaitableHandle } from '../platform/MediaPlatform.js';
import { Waitable } from '../platform/time/Waitable.js';
import type { TableFunctions } from './facts/functions.js';
import type { ComValues } from './objects/ComValues.js';

/** Items that wait: each has an event of Windows, which is set once the handle of JavaScript is signalled. */
export class WaitingItems {
  readonly #values: ComValues;
  readonly #table: TableFunctions;
  /** By the key of an item, what ends its waiting for the handle. */
  readonly #ends = new Map<bigint, () => void>();

  constructor(values: ComValues, table: TableFunctions) {
    this.#values = values;
    this.#table = table;
  }

  put(handle: WaitableHandle, priority: unknown, result: unknown): bigint {
    const put = this.#table['MFPutWaitingWorkItem']! as (...args: unknown[]) => bigint;
    const { results, runtime } = this.#values;
    const item = results.itemOf(result);
    // What is no result is refused by its name.
    if (handle === null || item === undefined) return put(0, priority, item ?? result);
    const waitable = Waitable.of(handle, 'MFPutWaitingWorkItem');
    const { system } = runtime;
    const event = system.CreateEventW();
    let key: bigint;
    try {
      key = put(event, priority, item);
    } catch (error) {
      system.CloseHandle(event);
      throw error;
    }
    let stopWaiting: (() => void) | undefined;
    const end = (): void => {
      this.#ends.delete(key);
      stopWaiting?.();
      results.dispatched(item);
      // Media Foundation may not even have begun to wait for the event: it is closed when the result has been delivered.
      results.whenLanded(item, () => system.CloseHandle(event));
    };
    this.#ends.set(key, end);
    stopWaiting = waitable.whenSignalled(() => {
      end();
      system.SetEvent(event);
    });
    return key;
  }

  /** An item was cancelled: its callback is invoked all the same, and its handle is not waited for any more. */
  cancelled(key: bigint): void {
    this.#ends.get(key)?.();
  }
}
