/**
 * What JavaScript holds for what the addon tells it about, by token, and the events.
 *
 *     any thread ──▶ addon's list ──▶ deliver(count) ──▶ entry.invoked(result …)   a callback's Invoke
 *                                                   ├──▶ entry.returned(low, high)  a call on another thread
 *                                                   └──▶ entry.died()              native code has let go of it
 */
import type { HRESULT } from '../../contract/hresult.js';
import { DIED, eventWords, INVOKED, type Addon, type Address } from './addon.js';

export interface Entry {
  /** The callback was invoked. The result is borrowed: it goes when this returns. */
  invoked?(result: Address, status: HRESULT): void;
  /** The call has returned, and no other event will come. The answer has 64 bits: its lower and its upper half. */
  returned?(low: number, high: number): void;
  /** No native reference is left, and no event will come. */
  died?(): void;
}

/** So many events are told in one call; more take another. */
const eventsPerCall = 1024;
/** So long after a delivery the deaths that it has brought about are asked for: most objects die of their Invoke. */
const collectAfterMilliseconds = 50;

export class Tokens {
  readonly words = new Uint32Array(new ArrayBuffer(eventsPerCall * eventWords * 4));
  readonly #entries: (Entry | undefined)[] = [];
  readonly #free: number[] = [];
  readonly #report: (error: unknown) => void;
  #pending = 0;
  #addon: Pick<Addon, 'keepAlive' | 'collect'> | undefined;
  #collecting = false;
  readonly #collectors: (() => void)[] = [];

  /** @param report hears of what an entry throws */
  constructor(report: (error: unknown) => void) {
    this.#report = report;
  }

  /** Sets what keeps the process alive while operations are pending, and tells of deaths. */
  use(addon: Pick<Addon, 'keepAlive' | 'collect'>): void {
    this.#addon = addon;
  }

  take(entry: Entry): number {
    const token = this.#free.pop() ?? this.#entries.length;
    this.#entries[token] = entry;
    return token;
  }

  /** No event will come for a token. */
  giveBack(token: number): void {
    this.#entries[token] = undefined;
    this.#free.push(token);
  }

  /** Gives a token that goes on to be used to another entry, or to none for now. */
  replace(token: number, entry: Entry | undefined): void {
    this.#entries[token] = entry;
  }

  at(token: number): Entry | undefined {
    return this.#entries[token];
  }

  expect(count: number): void {
    const before = this.#pending;
    this.#pending += count;
    if ((before === 0) !== (this.#pending === 0)) this.#addon?.keepAlive(this.#pending > 0);
  }

  readonly deliver = (count: number): void => {
    const { words } = this;
    for (let i = 0, at = 0; i < count; i += 1, at += eventWords) {
      const token = words[at + 1]!;
      const entry = this.#entries[token];
      try {
        if (words[at] === INVOKED) {
          entry?.invoked?.(words[at + 2]! + words[at + 3]! * 0x1_0000_0000, words[at + 4]!);
        } else {
          this.giveBack(token);
          if (words[at] === DIED) entry?.died?.();
          else {
            this.expect(-1);
            entry?.returned?.(words[at + 2]!, words[at + 3]!);
          }
        }
      } catch (error) {
        this.#report(error);
      }
    }
    this.collectSoon();
  };

  /** Runs when deaths are collected. */
  onCollect(run: () => void): void {
    this.#collectors.push(run);
  }

  collectSoon(): void {
    const addon = this.#addon;
    if (this.#collecting || !addon) return;
    this.#collecting = true;
    const timer: unknown = setTimeout(() => {
      this.#collecting = false;
      addon.collect(this.deliver);
      for (const run of this.#collectors) run();
    }, collectAfterMilliseconds);
    (timer as { unref(): void }).unref();
  }
}
