/** So many are in flight before those that never land are looked for. */
const firstSweep = 1024;

/**
 * What native code has been given, and has not given back: kept alive, so that it comes back as the same object.
 *
 *     add, on each of its ways ──▶ land, on each ──▶ the last: its landings run, and it is forgotten
 *     keep, on no way yet      ──▶ the first land
 */
export class InFlight<T extends object> {
  /** On how many ways each is. */
  readonly #ways = new Map<T, number>();
  /** What is to be done when one is not in flight any more. */
  readonly #landings = new Map<T, (() => void)[]>();
  readonly #isLost: (one: T) => boolean;
  #sweepAt = firstSweep;

  /** @param isLost whether native code has let go of one without a word */
  constructor(isLost: (one: T) => boolean) {
    this.#isLost = isLost;
  }

  has(one: T): boolean {
    return this.#ways.has(one);
  }

  add(one: T): void {
    this.#sweepWhereMany();
    this.#ways.set(one, (this.#ways.get(one) ?? 0) + 1);
  }

  keep(one: T): void {
    this.#sweepWhereMany();
    this.#ways.set(one, 0);
  }

  /** Calls `run` when one that is in flight is so no more. */
  whenLanded(one: T, run: () => void): void {
    const landings = this.#landings.get(one);
    if (landings) landings.push(run);
    else this.#landings.set(one, [run]);
  }

  /** One has arrived on one of its ways. */
  land(one: T): void {
    const ways = this.#ways.get(one);
    if (ways === undefined) return;
    if (ways > 1) this.#ways.set(one, ways - 1);
    else this.#landOnAll(one);
  }

  #landOnAll(one: T): void {
    this.#ways.delete(one);
    if (this.#landings.size === 0) return;
    for (const run of this.#landings.get(one) ?? []) run();
    this.#landings.delete(one);
  }

  /** Before another one is in flight: native code has no reference to that yet. */
  #sweepWhereMany(): void {
    if (this.#ways.size <= this.#sweepAt) return;
    for (const one of this.#ways.keys()) if (this.#isLost(one)) this.#landOnAll(one);
    this.#sweepAt = Math.max(firstSweep, this.#ways.size * 2);
  }
}
