import type { IMFAsyncResult } from '../contract/IMFAsyncResult.js';
import type { WaitableHandle } from '../platform/MediaPlatform.js';
import { Waitable } from '../platform/time/Waitable.js';
import type { TableFunctions } from './facts/functions.js';
import { recordOf } from './handles/NativeResult.js';
import type { ComValues } from './objects/ComValues.js';

/** Items that wait: for each an event of Windows, which is signalled when the handle is. */
export class WaitingItems {
  readonly #values: ComValues;
  readonly #table: TableFunctions;
  /** By key, what is to be done once an item waits no more. */
  readonly #ends = new Map<bigint, () => void>();

  constructor(values: ComValues, table: TableFunctions) {
    this.#values = values;
    this.#table = table;
  }

  put(handle: WaitableHandle, priority: unknown, result: IMFAsyncResult): bigint {
    const put = this.#table['MFPutWaitingWorkItem']! as (...args: unknown[]) => bigint;
    if (handle === null) return put(0, priority, result);
    const waitable = Waitable.of(handle, 'MFPutWaitingWorkItem');
    const { results, runtime } = this.#values;
    const { system } = runtime;
    const event = system.CreateEventW();
    let key: bigint;
    try {
      key = put(event, priority, result);
    } catch (error) {
      system.CloseHandle(event);
      throw error;
    }
    const record = recordOf(result);
    let stopWaiting: (() => void) | undefined;
    const end = (): void => {
      this.#ends.delete(key);
      stopWaiting?.();
      // The event is closed when the result has come: what waits for it may not even have begun to.
      if (record) results.dispatched(record, () => system.CloseHandle(event));
    };
    this.#ends.set(key, end);
    stopWaiting = waitable.whenSignalled(() => {
      end();
      system.SetEvent(event);
    });
    return key;
  }

  /** Its callback is invoked all the same; the handle is not listened to any more. */
  cancelled(key: bigint): void {
    this.#ends.get(key)?.();
  }
}
