import type { IMFAsyncResult } from '../contract/IMFAsyncResult.js';
import type { WaitableHandle } from '../platform/MediaPlatform.js';
import { eventOf } from '../platform/time/waitable.js';
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
    const source = eventOf(handle, 'MFPutWaitingWorkItem');
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
    const end = (): void => {
      this.#ends.delete(key);
      source?.target.removeEventListener(source.type, fire);
      // The event is closed when the result has come: what waits for it may not even have begun to.
      if (record) results.dispatched(record, () => system.CloseHandle(event));
    };
    const fire = (): void => {
      if (!this.#ends.has(key)) return; // a promise that settles after the item was cancelled
      end();
      system.SetEvent(event);
    };
    this.#ends.set(key, end);
    if (!source) void (handle as PromiseLike<unknown>).then(fire, fire);
    else if ((source.target as Partial<AbortSignal>).aborted) fire();
    else source.target.addEventListener(source.type, fire);
    return key;
  }

  /** Its callback is invoked all the same; the handle is not listened to any more. */
  cancelled(key: bigint): void {
    this.#ends.get(key)?.();
  }
}
