import type { Clock } from '../../src/platform/time/clock.js';

/** A clock that stands still until a test turns it. */
export class ManualClock implements Clock {
  readonly #timers = new Map<number, { at: number; run: () => void }>();
  #now = 0;
  #made = 0;
  #kept = 0;

  now(): number {
    return this.#now;
  }

  setTimeout(run: () => void, milliseconds: number): number {
    this.#timers.set(++this.#made, { at: this.#now + milliseconds, run });
    return this.#made;
  }

  clearTimeout(timer: unknown): void {
    this.#timers.delete(timer as number);
  }

  keepAlive(): () => void {
    this.#kept++;
    return () => {
      this.#kept--;
    };
  }

  /** How many timers are set. */
  get timers(): number {
    return this.#timers.size;
  }

  /** How much else keeps a process alive. */
  get kept(): number {
    return this.#kept;
  }

  /** How many timers were ever set. */
  get made(): number {
    return this.#made;
  }

  /** Lets time pass, and every timer fire at its time. */
  advance(milliseconds: number): void {
    const end = this.#now + milliseconds;
    for (let next = this.#next(end); next !== undefined; next = this.#next(end)) {
      const [id, { at, run }] = next;
      this.#timers.delete(id);
      this.#now = at;
      run();
    }
    this.#now = end;
  }

  #next(end: number): [number, { at: number; run: () => void }] | undefined {
    return [...this.#timers].filter(([, { at }]) => at <= end).toSorted(([, a], [, b]) => a.at - b.at)[0];
  }
}
