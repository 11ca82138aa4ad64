import { MF_E_OPERATION_CANCELLED, type HRESULT } from '../../contract/hresult.js';
import { hresultOf } from '../../contract/hresultOf.js';
import { longestTimeout, type Clock } from './clock.js';
import { eventOf } from './waitable.js';
import type { WaitableEvent, WaitableHandle } from '../WorkQueueFunctions.js';
import type { PendingItem, PendingItems } from './PendingItems.js';
import type { WorkItem } from '../queues/WorkItem.js';

/** An item that waits for a handle; for `null`, for nothing but its cancellation. */
class WaitingItem implements PendingItem {
  id = 0;
  readonly work: WorkItem;
  readonly priority: number;
  readonly handle: Handle | undefined;
  readonly #waiting: Waiting;

  constructor(waiting: Waiting, work: WorkItem, priority: number, handle: Handle | undefined) {
    this.#waiting = waiting;
    this.work = work;
    this.priority = priority;
    this.handle = handle;
  }

  /** Invoked all the same, and its status says why. */
  cancel(): void {
    this.drop();
    this.work.result.SetStatus(MF_E_OPERATION_CANCELLED);
    this.#waiting.dispatch(this.work, this.priority);
  }

  drop(): void {
    this.handle?.items.delete(this);
    if (this.handle !== undefined) this.#waiting.stopped(this.handle);
  }
}

/** Whatever can be signalled, and who waits for it: one listener, one reaction, however many items there are. */
class Handle {
  readonly items = new Set<WaitingItem>();
  /** Set once a promise is settled: what becomes the status of the results, where it is a failure. */
  signalled: { failure: HRESULT | undefined } | undefined = undefined;
  listener: (() => void) | undefined = undefined;
  /** What fires an event; a promise has none. A signal fires `abort` once and for all, any other event may come again. */
  readonly event: WaitableEvent | undefined;

  constructor(event: WaitableEvent | undefined) {
    this.event = event;
  }
}

/** Items that wait for promises and signals. */
export class Waiting {
  readonly dispatch: (work: WorkItem, priority: number) => void;
  readonly #clock: Clock;
  readonly #pending: PendingItems;
  readonly #handles = new WeakMap<object, Handle>();
  #waiting = 0;
  #keepAlive: unknown = undefined;

  constructor(clock: Clock, pending: PendingItems, dispatch: (work: WorkItem, priority: number) => void) {
    this.#clock = clock;
    this.#pending = pending;
    this.dispatch = dispatch;
  }

  /** Dispatches an item once the handle is signalled, and returns its key. */
  put(work: WorkItem, priority: number, waitable: WaitableHandle, operation: string): bigint {
    const handle = waitable === null ? undefined : this.#handleOf(waitable, operation);
    const item = new WaitingItem(this, work, priority, handle);
    item.id = this.#pending.add(item);
    const key = this.#pending.keyOf(item.id);
    if (handle === undefined) return key;
    handle.items.add(item);
    this.#started(handle);
    if (handle.signalled !== undefined || (handle.event?.target as Partial<AbortSignal>)?.aborted) this.#fire(handle);
    return key;
  }

  #started(handle: Handle): void {
    const { event } = handle;
    if (handle.listener === undefined && event !== undefined) {
      handle.listener = () => this.#fire(handle);
      event.target.addEventListener(event.type, handle.listener);
    }
    if (this.#waiting++ === 0) this.#stayAlive();
  }

  /** One item less waits for this handle. */
  stopped(handle: Handle): void {
    if (handle.items.size === 0 && handle.listener !== undefined) {
      // A signal may live as long as the program.
      handle.event?.target.removeEventListener(handle.event.type, handle.listener);
      handle.listener = undefined;
    }
    if (--this.#waiting > 0) return;
    this.#clock.clearTimeout(this.#keepAlive);
  }

  /** Neither a pending promise nor `AbortSignal.timeout` keeps Node alive; an item that somebody waits for does. */
  readonly #stayAlive = (): void => {
    this.#keepAlive = this.#clock.setTimeout(this.#stayAlive, longestTimeout);
  };

  #handleOf(waitable: NonNullable<WaitableHandle>, operation: string): Handle {
    const known = this.#handles.get(waitable);
    if (known !== undefined) return known;
    const handle = this.#watch(waitable, operation);
    this.#handles.set(waitable, handle);
    return handle;
  }

  #watch(waitable: NonNullable<WaitableHandle>, operation: string): Handle {
    const event = eventOf(waitable, operation);
    const handle = new Handle(event);
    if (event !== undefined) return handle;
    Promise.resolve(waitable).then(
      () => this.#signal(handle, undefined),
      (error: unknown) => this.#signal(handle, hresultOf(error)),
    );
    return handle;
  }

  #signal(handle: Handle, failure: HRESULT | undefined): void {
    handle.signalled = { failure };
    this.#fire(handle);
  }

  #fire(handle: Handle): void {
    const failure = handle.signalled?.failure;
    for (const item of handle.items) {
      this.#pending.remove(item.id);
      item.drop();
      if (failure !== undefined) item.work.result.SetStatus(failure);
      this.dispatch(item.work, item.priority);
    }
  }
}
