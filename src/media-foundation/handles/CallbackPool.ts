import type { Address } from '../native/addon.js';
import type { Runtime } from '../native/Runtime.js';
import type { Entry } from '../native/Tokens.js';

/** So many callbacks that are not in use are kept. */
const mostIdle = 1024;

/**
 * Native callbacks that are used again: an operation makes no object for its callback.
 *
 *     take(entry) ── reference 1 ──▶ Begin… ──▶ Invoke ──▶ the last Release but the pool's ──▶ died() ──▶ taken again
 *                                                └─ without an Invoke it dies, as any other
 */
export class CallbackPool {
  readonly #runtime: Runtime;
  readonly #addresses: Address[] = [];
  /** Tokens of callbacks that have come back. */
  readonly #idle: number[] = [];

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
    runtime.tokens.onCollect(() => this.#collect());
  }

  /** A callback with one reference, whose events an entry gets. Returns its token. */
  take(entry: Entry): number {
    const { addon, tokens } = this.#runtime;
    if (this.#idle.length === 0) this.#takeBack();
    const idle = this.#idle.pop();
    if (idle !== undefined) {
      tokens.replace(idle, entry);
      return idle;
    }
    const token = tokens.take(entry);
    this.#addresses[token] = addon.createPooledCallback(token);
    return token;
  }

  addressOf(token: number): Address {
    return this.#addresses[token]!;
  }

  /** Takes callbacks that native code has let go of. Returns how many. */
  #takeBack(): number {
    const { addon, tokens, words } = this.#runtime;
    const count = addon.takeCallbacks();
    for (const token of words.tokensTaken(count)) {
      this.#idle.push(token);
      const entry = tokens.at(token);
      tokens.replace(token, undefined);
      entry?.died?.();
    }
    return count;
  }

  /** What native code has let go of keeps nothing of JavaScript alive, and what is too many is freed. */
  #collect(): void {
    while (this.#takeBack() > 0);
    // Without an Invoke since it was taken, the last Release frees it.
    while (this.#idle.length > mostIdle) this.#runtime.release(this.#addresses[this.#idle.pop()!]!);
  }
}
