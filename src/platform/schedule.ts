import { longestTimeout, type Clock } from './clock.js';
import type { PendingItem, PendingItems } from './pendingItems.js';
import type { WorkItem } from './WorkItem.js';

/** An item in the heap; `index` is its place there. */
class ScheduledItem implements PendingItem {
  key = 0n;
  index = 0;
  readonly deadline: number;
  readonly order: number;
  readonly work: WorkItem;
  readonly #schedule: Schedule;

  constructor(schedule: Schedule, work: WorkItem, deadline: number, order: number) {
    this.#schedule = schedule;
    this.work = work;
    this.deadline = deadline;
    this.order = order;
  }

  /** Dropped in silence: no Invoke. */
  cancel(): void {
    this.#schedule.remove(this);
  }

  drop(): void {
    this.#schedule.remove(this);
  }

  isBefore(other: ScheduledItem): boolean {
    return this.deadline === other.deadline ? this.order < other.order : this.deadline < other.deadline;
  }
}

/** Items that are to run at their time: a binary heap, and one timer for the first of them. */
export class Schedule {
  readonly #clock: Clock;
  readonly #pending: PendingItems;
  readonly #dispatch: (work: WorkItem) => void;
  readonly #heap: ScheduledItem[] = [];
  #count = 0;
  #timer: unknown = undefined;
  #timerAt = Infinity;

  constructor(clock: Clock, pending: PendingItems, dispatch: (work: WorkItem) => void) {
    this.#clock = clock;
    this.#pending = pending;
    this.#dispatch = dispatch;
  }

  /** Dispatches an item in so many milliseconds, and returns its key. */
  put(work: WorkItem, milliseconds: number): bigint {
    const item = new ScheduledItem(this, work, this.#clock.now() + milliseconds, this.#count++);
    item.key = this.#pending.add(item);
    item.index = this.#heap.push(item) - 1;
    this.#up(item);
    this.#arm();
    return item.key;
  }

  remove(item: ScheduledItem): void {
    const last = this.#heap.pop() as ScheduledItem;
    if (last !== item) {
      this.#place(last, item.index);
      this.#up(last);
      this.#down(last);
    }
    // A timer for nothing would keep the process alive; one that comes too early does no harm.
    if (this.#heap.length === 0) this.#disarm();
  }

  /** One timer, for the earliest item. */
  #arm(): void {
    const first = this.#heap[0];
    if (first === undefined || first.deadline >= this.#timerAt) return;
    this.#disarm();
    const delay = Math.min(Math.max(first.deadline - this.#clock.now(), 0), longestTimeout);
    this.#timer = this.#clock.setTimeout(this.#fire, Math.ceil(delay));
    this.#timerAt = first.deadline;
  }

  #disarm(): void {
    this.#clock.clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#timerAt = Infinity;
  }

  readonly #fire = (): void => {
    this.#timer = undefined;
    this.#timerAt = Infinity;
    const now = this.#clock.now();
    for (let first = this.#heap[0]; first !== undefined && first.deadline <= now; first = this.#heap[0]) {
      this.remove(first);
      this.#pending.remove(first.key);
      this.#dispatch(first.work);
    }
    this.#arm();
  };

  #place(item: ScheduledItem, index: number): void {
    this.#heap[index] = item;
    item.index = index;
  }

  #up(item: ScheduledItem): void {
    while (item.index > 0) {
      const hole = item.index;
      const parent = this.#heap[(hole - 1) >>> 1] as ScheduledItem;
      if (!item.isBefore(parent)) return;
      this.#place(item, parent.index);
      this.#place(parent, hole);
    }
  }

  #down(item: ScheduledItem): void {
    for (;;) {
      const hole = item.index;
      let child = this.#heap[2 * hole + 1];
      const right = this.#heap[2 * hole + 2];
      if (child !== undefined && right?.isBefore(child)) child = right;
      if (child === undefined || !child.isBefore(item)) return;
      this.#place(item, child.index);
      this.#place(child, hole);
    }
  }
}
