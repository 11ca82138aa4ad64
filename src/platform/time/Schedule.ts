import { Heap } from '../../contract/Heap.js';
import { longestTimeout, type Clock } from './clock.js';
import type { PendingItem, PendingItems } from './PendingItems.js';
import type { WorkItem } from '../queues/WorkItem.js';

/** All items of one millisecond. */
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
 * Items that are to run at their time: those of one millisecond in a list, the milliseconds in a heap, and one timer
 * for the first of them.
 */
export class Schedule {
  readonly #clock: Clock;
  readonly #pending: PendingItems;
  readonly #dispatch: (work: WorkItem, priority: number) => void;
  readonly #moments = new Map<number, Moment>();
  readonly #heap = new Heap<Moment>((moment, other) => moment.time < other.time);
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
    // Before the timer is set: inside that, a clock may call what is due, or shut the platform down.
    item.id = this.#pending.add(item);
    try {
      this.#arm();
    } catch (error) {
      if (this.#pending.remove(item.id)) this.remove(item);
      throw error;
    }
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
    this.#heap.push(moment);
    return moment;
  }

  #removeMoment(moment: Moment): void {
    this.#moments.delete(moment.time);
    this.#heap.remove(moment);
    // A timer without items would keep the process alive. One that fires too early is not worth replacing.
    if (this.#heap.first === undefined) this.#disarm();
  }

  /** One timer, for the earliest moment. */
  #arm(): void {
    const { first } = this.#heap;
    if (first === undefined || first.time >= this.#timerAt) return;
    const now = this.#now();
    const time = Math.min(first.time, now + longestTimeout);
    let hasFired = false;
    const fire = (): void => {
      hasFired = true;
      this.#fire(time);
    };
    // Before the other one is cleared: where a clock refuses this one, that still serves the items that were there.
    const timer = this.#clock.setTimeout(fire, Math.ceil(Math.max(time - now, 0)));
    // Inside `setTimeout`: then the next timer, if there is one, is set already.
    if (hasFired) return;
    this.#disarm();
    this.#timer = timer;
    this.#timerAt = time;
  }

  #disarm(): void {
    this.#clock.clearTimeout(this.#timer);
    this.#timerAt = Infinity;
  }

  /** @param time for which the timer was set; a clock may call one that was cleared, or has fired before */
  #fire(time: number): void {
    this.#reached = Math.max(this.#reached, time);
    if (time === this.#timerAt) this.#timerAt = Infinity;
    const now = this.#now();
    for (let moment = this.#heap.first; moment !== undefined && moment.time <= now; moment = this.#heap.first) {
      // Remove each item before it is dispatched: dispatch calls GetParameters of its callback, which may do anything.
      const item = moment.first as ScheduledItem;
      this.remove(item);
      this.#pending.remove(item.id);
      this.#dispatch(item.work, 0);
    }
    this.#arm();
  }
}
