/**
 * What JavaScript holds for its COM objects, by token, and the events that come from them.
 *
 *     any thread ──▶ addon's list ──▶ deliver(count) ──▶ entry.invoked(result …)   a callback's Invoke
 *                                                   └──▶ entry.died()              native code has let go of it
 */
import type { HRESULT } from '../../contract/hresult.js';
import type { Address } from './koffi.js';
import type { Deliver, NativeObjects } from './openAddon.js';

export interface Entry {
  /** The callback was invoked. The result is borrowed: it goes when this returns. */
  invoked(result: Address, status: HRESULT): void;
  /** No native reference is left, and no event will come. */
  died(): void;
}

/** So many events are told in one call; more take another. */
const eventsPerCall = 1024;
/** So long after a delivery the deaths that it has brought about are asked for: most objects die of their Invoke. */
const collectAfterMilliseconds = 50;

export class Tokens {
  readonly words = new Uint32Array(eventsPerCall * 4);
  readonly #entries: (Entry | undefined)[] = [];
  readonly #free: number[] = [];
  readonly #report: (error: unknown) => void;
  #pending = 0;
  #keepAlive: (wanted: boolean) => void = () => {};
  #collect: ((deliver: Deliver) => void) | undefined;
  #collecting = false;

  /** @param report hears of what an entry throws */
  constructor(report: (error: unknown) => void) {
    this.#report = report;
  }

  /** Sets who keeps the process alive while operations are pending, and who tells of deaths. */
  use({ keepAlive, collect }: Pick<NativeObjects, 'keepAlive' | 'collect'>): void {
    this.#keepAlive = keepAlive;
    this.#collect = collect;
  }

  take(entry: Entry): number {
    const token = this.#free.pop() ?? this.#entries.length;
    this.#entries[token] = entry;
    return token;
  }

  /** How many objects of JavaScript native code holds. */
  get size(): number {
    return this.#entries.length - this.#free.length;
  }

  /** Operations that will still call back: they keep the process alive. */
  get pending(): number {
    return this.#pending;
  }

  expect(count: number): void {
    const before = this.#pending;
    this.#pending += count;
    if ((before === 0) !== (this.#pending === 0)) this.#keepAlive(this.#pending > 0);
  }

  readonly deliver: Deliver = (count) => {
    const { words } = this;
    for (let i = 0, at = 0; i < count; i += 1, at += 4) {
      const token = words[at]!;
      const result = words[at + 2]! + words[at + 3]! * 0x1_0000_0000;
      const entry = this.#entries[token]!;
      try {
        if (result === 0) {
          this.#entries[token] = undefined;
          this.#free.push(token);
          entry.died();
        } else {
          entry.invoked(result, words[at + 1]!);
        }
      } catch (error) {
        this.#report(error);
      }
    }
    this.#collectSoon();
  };

  #collectSoon(): void {
    const collect = this.#collect;
    if (this.#collecting || !collect) return;
    this.#collecting = true;
    const timer: unknown = setTimeout(() => {
      this.#collecting = false;
      collect(this.deliver);
    }, collectAfterMilliseconds);
    (timer as { unref(): void }).unref();
  }
}
