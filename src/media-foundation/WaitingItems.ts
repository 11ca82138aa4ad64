import type { IMFAsyncResult } from '../contract/IMFAsyncResult.js';
import type { WaitableHandle } from '../platform/MediaPlatform.js';
import { Waitable } from '../platform/time/Waitable.js';
import type { Bridge } from './bridge.js';
import type { TableFunctions } from './facts/functions.js';
import { recordOf } from './handles/Results.js';

/** Items that wait: for each an event of Windows, which is signalled when the handle is. */
export class WaitingItems {
  readonly #bridge: Bridge;
  readonly #table: TableFunctions;
  /** By key, what is to be done once an item waits no more. */
  readonly #ends = new Map<bigint, () => void>();

  constructor(bridge: Bridge, table: TableFunctions) {
    this.#bridge = bridge;
    this.#table = table;
  }

  put(handle: WaitableHandle, priority: unknown, result: IMFAsyncResult): bigint {
    const put = this.#table['MFPutWaitingWorkItem']! as (...args: unknown[]) => bigint;
    if (handle === null) return put(0, priority, result);
    const waitable = Waitable.of(handle, 'MFPutWaitingWorkItem');
    const { system, results } = this.#bridge;
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
