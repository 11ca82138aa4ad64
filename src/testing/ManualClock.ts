import { describe } from '../contract/arguments.js';
import { Heap } from '../contract/Heap.js';
import type { Clock } from '../platform/time/clock.js';

interface Timer {
  index: number;
  readonly id: number;
  readonly due: number;
  readonly run: () => void;
}

/**
 * A clock that stands still until a test turns it: for `createEmbeddedPlatform({ clock })`, whose scheduled items and
 * periodic callbacks go by it.
 *
 * A timer fires inside `advance`. What the platform then puts on a work queue runs in the next turn of the event loop, so
 * a test waits for that turn, or for a promise that the item settles. Neither the timers of the runtime nor `Date`
 * follow this clock, and it keeps no process alive.
 *
 * @example
 * const clock = new ManualClock();
 * const { MFStartup, MFScheduleWorkItem } = createEmbeddedPlatform({ clock });
 * MFStartup(MF_VERSION);
 * const hour = new Promise((resolve) => {
 *   MFScheduleWorkItem({ Invoke: () => resolve('an hour later') }, null, -3_600_000);
 * });
 * clock.advance(3_600_000);
 * await hour; // 'an hour later'
 */
export class ManualClock implements Clock {
  readonly #timers = new Map<number, Timer>();
  /** The timer that is due first; of several, the one that was set first. */
  readonly #heap = new Heap<Timer>((timer, other) =>
    timer.due === other.due ? timer.id < other.id : timer.due < other.due,
  );
  #now = 0;
  #lastId = 0;

  /** The milliseconds that have passed since the clock was made. */
  now(): number {
    return this.#now;
  }

  /**
   * Calls `run` once, inside the `advance` that reaches its time.
   *
   * @param run what is due
   * @param milliseconds how long from now; what is no positive number counts as 0
   * @returns what `clearTimeout` takes
   */
  setTimeout(run: () => void, milliseconds: number): number {
    this.#lastId += 1;
    const due = this.#now + (milliseconds > 0 ? milliseconds : 0);
    const timer = { index: 0, id: this.#lastId, due, run };
    this.#timers.set(timer.id, timer);
    this.#heap.push(timer);
    return timer.id;
  }

  /** Cancels a timer that `setTimeout` returned; anything else is ignored. */
  clearTimeout(timer: unknown): void {
    const found = this.#timers.get(timer as number);
    if (found !== undefined) this.#remove(found);
  }

  /** How many timers are set. On the clock of the event loop, each of them would keep the process alive. */
  get timerCount(): number {
    return this.#timers.size;
  }

  /**
   * Lets time pass: each timer that becomes due is called at its time, in order, those too that are set meanwhile. Where
   * one throws, `advance` throws that, and the clock stands at the time of that timer.
   *
   * @param milliseconds how long: finite, 0 or more
   * @throws RangeError for anything else
   */
  advance(milliseconds: number): void {
    if (!Number.isFinite(milliseconds) || milliseconds < 0) {
      throw new RangeError(
        `ManualClock.advance: milliseconds must be a number, 0 or more, got ${describe(milliseconds)}`,
      );
    }
    const end = this.#now + milliseconds;
    for (let next = this.#heap.first; next !== undefined && next.due <= end; next = this.#heap.first) {
      const { due, run } = next;
      this.#remove(next);
      this.#now = due;
      run();
    }
    // A timer may have turned the clock further.
    this.#now = Math.max(this.#now, end);
  }

  #remove(timer: Timer): void {
    this.#timers.delete(timer.id);
    this.#heap.remove(timer);
  }
}
