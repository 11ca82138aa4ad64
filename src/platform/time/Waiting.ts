import { MF_E_OPERATION_CANCELLED } from '../../contract/hresult.js';
import type { WorkItem } from '../queues/WorkItem.js';
import type { WaitableHandle } from '../WorkQueueFunctions.js';
import { longestTimeout, type Clock } from './clock.js';
import type { PendingItem, PendingItems } from './PendingItems.js';
import { Waitable } from './Waitable.js';

/** Items that wait for handles. */
export class Waiting {
  readonly #dispatch: (work: WorkItem, priority: number) => void;
  readonly #clock: Clock;
  readonly #pending: PendingItems;
  /** How many items wait for a handle; those of `null` do not count. */
  #count = 0;
  #keepAlive: unknown = undefined;

  constructor(clock: Clock, pending: PendingItems, dispatch: (work: WorkItem, priority: number) => void) {
    this.#clock = clock;
    this.#pending = pending;
    this.#dispatch = dispatch;
  }

  /** Dispatches an item once the handle is signalled, and returns its key. */
  put(work: WorkItem, priority: number, handle: WaitableHandle, operation: string): bigint {
    const waitable = handle === null ? undefined : Waitable.of(handle, operation);
    let stopWaiting: (() => void) | undefined;
    const item: PendingItem = {
      cancel: () => {
        item.drop();
        work.result.SetStatus(MF_E_OPERATION_CANCELLED);
        this.#dispatch(work, priority);
      },
      drop: () => {
        if (stopWaiting === undefined) return;
        stopWaiting();
        this.#stopped();
      },
    };
    const id = this.#pending.add(item);
    if (waitable !== undefined) {
      if (this.#count++ === 0) this.#stayAlive();
      stopWaiting = waitable.whenSignalled((failure) => {
        this.#pending.remove(id);
        this.#stopped();
        if (failure !== undefined) work.result.SetStatus(failure);
        this.#dispatch(work, priority);
      });
    }
    return this.#pending.keyOf(id);
  }

  #stopped(): void {
    if (--this.#count === 0) this.#clock.clearTimeout(this.#keepAlive);
  }

  /** Neither a pending promise nor `AbortSignal.timeout` keeps Node alive, but an item that waits must. */
  readonly #stayAlive = (): void => {
    this.#keepAlive = this.#clock.setTimeout(this.#stayAlive, longestTimeout);
  };
}
