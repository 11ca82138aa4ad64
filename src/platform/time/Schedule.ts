import { longestTimeout, type Clock } from './clock.js';
import type { PendingItem, PendingItems } from './PendingItems.js';
import type { WorkItem } from '../queues/WorkItem.js';

/** All items of one millisecond; `index` is the place of the moment in the heap. */
class Moment {
  index = 0;
  first: ScheduledItem | undefined = undefined;
  last: ScheduledItem | undefined = undefined;
  readonly time: number;

  constructor(time: number) {
    this.time = time;
  }
}

/** An item in the list of its moment. */
class ScheduledItem implements PendingItem {
  id = 0;
  previous: ScheduledItem | undefined = undefined;
  next: ScheduledItem | undefined = undefined;
  readonly work: WorkItem;
  readonly moment: Moment;
  readonly #schedule: Schedule;

  constructor(schedule: Schedule, work: WorkItem, moment: Moment) {
    this.#schedule = schedule;
    this.work = work;
    this.moment = moment;
  }

  /** A scheduled item that is cancelled is not invoked, as on Windows. */
  cancel(): void {
    this.drop();
  }

  drop(): void {
    this.#schedule.remove(this);
  }
}

/**
 * Items that are to run at their time: those of one millisecond in a list, the milliseconds in a binary heap, and one
 * timer for the first of them.
 */
export class Schedule {
  readonly #clock: Clock;
  readonly #pending: PendingItems;
  readonly #dispatch: (work: WorkItem, priority: number) => void;
  readonly #moments = new Map<number, Moment>();
  readonly #heap: Moment[] = [];
  #timer: unknown = undefined;
  #timerAt = Infinity;
  /** The latest time for which a timer has fired. */
  #reached = -Infinity;

  constructor(clock: Clock, pending: PendingItems, dispatch: (work: WorkItem, priority: number) => void) {
    this.#clock = clock;
    this.#pending = pending;
    this.#dispatch = dispatch;
  }

  /** Dispatches an item in `milliseconds`, and returns its key. */
  put(work: WorkItem, milliseconds: number): bigint {
    const time = Math.ceil(this.#now() + milliseconds);
    const moment = this.#moments.get(time) ?? this.#addMoment(time);
    const item = new ScheduledItem(this, work, moment);
    item.previous = moment.last;
    if (moment.last === undefined) moment.first = item;
    else moment.last.next = item;
    moment.last = item;
    this.#arm();
    item.id = this.#pending.add(item);
    return this.#pending.keyOf(item.id);
  }

  remove({ moment, previous, next }: ScheduledItem): void {
    if (previous === undefined) moment.first = next;
    else previous.next = next;
    if (next === undefined) moment.last = previous;
    else next.previous = previous;
    if (moment.first === undefined) this.#removeMoment(moment);
  }

  /**
   * A timer that has fired has reached its time, whatever the clock says. Fake timers may leave the clock as it is: asked
   * alone, it would have the same timer set again and again.
   */
  #now(): number {
    return Math.max(this.#clock.now(), this.#reached);
  }

  #addMoment(time: number): Moment {
    const moment = new Moment(time);
    this.#moments.set(time, moment);
    moment.index = this.#heap.push(moment) - 1;
    this.#up(moment);
    return moment;
  }

  #removeMoment(moment: Moment): void {
    this.#moments.delete(moment.time);
    const last = this.#heap.pop() as Moment;
    if (last !== moment) {
      this.#place(last, moment.index);
      this.#up(last);
      this.#down(last);
    }
    // A timer without items would keep the process alive. One that fires too early is not worth replacing.
    if (this.#heap.length === 0) this.#disarm();
  }

  /** One timer, for the earliest moment. */
  #arm(): void {
    const first = this.#heap[0];
    if (first === undefined || first.time >= this.#timerAt) return;
    this.#disarm();
    const now = this.#now();
    this.#timerAt = Math.min(first.time, now + longestTimeout);
    this.#timer = this.#clock.setTimeout(this.#fire, Math.ceil(Math.max(this.#timerAt - now, 0)));
  }

  #disarm(): void {
    this.#clock.clearTimeout(this.#timer);
    this.#timerAt = Infinity;
  }

  readonly #fire = (): void => {
    this.#reached = Math.max(this.#reached, this.#timerAt);
    this.#timerAt = Infinity;
    const now = this.#now();
    for (let moment = this.#heap[0]; moment !== undefined && moment.time <= now; moment = this.#heap[0]) {
      // Remove each item before it is dispatched: dispatch calls GetParameters of its callback, which may do anything.
      const item = moment.first as ScheduledItem;
      this.remove(item);
      this.#pending.remove(item.id);
      this.#dispatch(item.work, 0);
    }
    this.#arm();
  };

  #place(moment: Moment, index: number): void {
    this.#heap[index] = moment;
    moment.index = index;
  }

  #up(moment: Moment): void {
    while (moment.index > 0) {
      const hole = moment.index;
      const parent = this.#heap[(hole - 1) >>> 1] as Moment;
      if (parent.time < moment.time) return;
      this.#place(moment, parent.index);
      this.#place(parent, hole);
    }
  }

  #down(moment: Moment): void {
    for (;;) {
      const hole = moment.index;
      const left = this.#heap[2 * hole + 1];
      if (left === undefined) return;
      const right = this.#heap[2 * hole + 2];
      const child = right !== undefined && right.time < left.time ? right : left;
      if (child.time > moment.time) return;
      this.#place(moment, child.index);
      this.#place(child, hole);
    }
  }
}
