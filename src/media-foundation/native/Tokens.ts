import type { HRESULT } from '../../contract/hresult.js';
import type { Address } from './koffi.js';
import type { Deliver, NativeObjects } from './openAddon.js';

export interface Entry {
  /** The callback was invoked. The result is borrowed: it may be gone when this returns. */
  invoked(result: Address, status: HRESULT): void;
  /** No native reference is left, and no event will come. */
  died(): void;
}

/** The most events that the addon delivers in one call. */
const eventsPerCall = 1024;
/** How long after a delivery to ask for the objects that have died: most objects die of their Invoke. */
const collectAfterMilliseconds = 50;

/**
 * What JavaScript keeps for each of its COM objects, by a token, and the events that come from them.
 *
 *     any thread ──▶ addon's list ──▶ deliver(count) ──▶ entry.invoked(result …)   Invoke of a callback
 *                                                   └──▶ entry.died()              the last Release
 */
export class Tokens {
  readonly words = new Uint32Array(eventsPerCall * 4);
  readonly #entries: (Entry | undefined)[] = [];
  readonly #free: number[] = [];
  readonly #report: (error: unknown) => void;
  #pending = 0;
  #keepAlive: (wanted: boolean) => void = () => {};
  #collect: ((deliver: Deliver) => void) | undefined;
  #collecting = false;

  /** @param report is called with what an entry throws */
  constructor(report: (error: unknown) => void) {
    this.#report = report;
  }

  /** Sets what keeps the process alive while operations are pending, and what delivers the deaths. */
  use({ keepAlive, collect }: Pick<NativeObjects, 'keepAlive' | 'collect'>): void {
    this.#keepAlive = keepAlive;
    this.#collect = collect;
  }

  take(entry: Entry): number {
    const token = this.#free.pop() ?? this.#entries.length;
    this.#entries[token] = entry;
    return token;
  }

  /** So many more operations will call back: until then the process is kept alive. */
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
