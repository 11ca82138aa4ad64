import { throwUncaught } from '../../contract/dispatch.js';
import { MF_E_OPERATION_CANCELLED } from '../../contract/hresult.js';
import { tellStatus } from '../../contract/MFCreateAsyncResult.js';
import type { WorkItem } from '../queues/WorkItem.js';
import type { WaitableHandle } from '../WorkQueueFunctions.js';
import type { Clock } from './clock.js';
import type { PendingItem, PendingItems } from './PendingItems.js';
import { Waitable } from './Waitable.js';

/** Items that wait for handles. */
export class Waiting {
  readonly #dispatch: (work: WorkItem, priority: number) => void;
  readonly #clock: Required<Clock>;
  readonly #pending: PendingItems;
  /** How many items wait for a handle; those of `null` do not count. */
  #count = 0;
  #letGo: (() => void) | undefined = undefined;

  constructor(clock: Required<Clock>, pending: PendingItems, dispatch: (work: WorkItem, priority: number) => void) {
    this.#clock = clock;
    this.#pending = pending;
    this.#dispatch = dispatch;
  }

  /** Dispatches an item once the handle is signalled, and returns its key. */
  put(work: WorkItem, priority: number, handle: WaitableHandle, operation: string): bigint {
    const waitable = handle === null ? undefined : Waitable.of(handle, operation);
    // Neither a pending promise nor `AbortSignal.timeout` keeps Node alive, but an item that waits must. First: where a clock
    // refuses that, nothing was put.
    if (waitable !== undefined && this.#count === 0) this.#letGo = this.#clock.keepAlive();
    let waits = waitable !== undefined;
    let stopListening: (() => void) | undefined;
    const drop = (): void => {
      if (!waits) return;
      waits = false;
      stopListening?.();
      if (--this.#count > 0) return;
      try {
        this.#letGo?.();
      } catch (error) {
        throwUncaught(error);
      }
    };
    const item: PendingItem = {
      cancel: () => {
        drop();
        tellStatus(work.result, MF_E_OPERATION_CANCELLED);
        this.#dispatch(work, priority);
      },
      drop,
    };
    const id = this.#pending.add(item);
    if (waitable === undefined) return this.#pending.keyOf(id);
    this.#count++;
    try {
      stopListening = waitable.whenSignalled((failure) => {
        if (!waits) return;
        this.#pending.remove(id);
        drop();
        if (failure !== undefined) tellStatus(work.result, failure);
        this.#dispatch(work, priority);
      });
    } catch (error) {
      this.#pending.remove(id);
      drop();
      throw error;
    }
    // The target may have shut the platform down while it took the listener.
    if (!waits) stopListening();
    return this.#pending.keyOf(id);
  }
}
