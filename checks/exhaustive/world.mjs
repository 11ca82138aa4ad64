// What the scenarios share: names for values, signals that outlive a run, and a garbage collector that the checker plays.

/**
 * What one run is given: who chooses, what is written down, and which implementation is run.
 *
 * @typedef {object} World
 * @property {import('./chooser.mjs').Pick} pick
 * @property {(entry: string) => void} log
 * @property {(kind: string) => void} report what the model says instead of calling the misuse handler
 * @property {() => void} insideReport what the scenario does inside the misuse handler
 * @property {() => Promise<unknown>} turn
 * @property {boolean} isModel
 */

const names = new WeakMap();

/** @template {object} T @param {string} name @param {T} value @returns {T} */
export function named(name, value) {
  names.set(value, name);
  return value;
}

/** What a trace calls a value; the same for the model's errors and for those of the library. @param {any} value @returns {string} */
export function nameOf(value) {
  if (typeof value !== 'object' || value === null) return String(value);
  const cause = value.cause === undefined ? '' : `, caused by ${nameOf(value.cause)}`;
  const name = names.get(value);
  if (name !== undefined) return `${name}${cause}`;
  if (value.name === 'HResultError') return `0x${value.hresult.toString(16)}${cause}`;
  if (typeof value.then === 'function') return 'a promise';
  return `${value.name ?? 'an object'}${cause}`;
}

/**
 * Signals that are used again, run after run, until they are aborted: what an operation leaves on its signal is met by
 * the next one.
 */
export class Signals {
  /** @type {AbortController | undefined} */ #free;

  borrow() {
    const controller = this.#free ?? new AbortController();
    this.#free = undefined;
    return controller;
  }

  /** Once no operation hangs on it. @param {AbortController} controller */
  giveBack(controller) {
    if (!controller.signal.aborted) this.#free = controller;
  }
}

/**
 * Stands in for FinalizationRegistry: the garbage collector decides when to tell, so the checker does. To be installed before
 * lost-callback detection is switched on for the first time.
 */
export class FakeRegistry {
  /** @type {{ target: unknown, tell(): void }[]} */ static #registrations = [];
  #tell;
  #registered = new Map();

  /** @param {(held: unknown) => void} tell */
  constructor(tell) {
    this.#tell = tell;
  }

  /** @param {unknown} target @param {unknown} held @param {unknown} [token] */
  register(target, held, token = {}) {
    this.#registered.set(token, held);
    FakeRegistry.#registrations.push({
      target,
      tell: () => {
        if (this.#registered.delete(token)) this.#tell(held);
      },
    });
  }

  /** @param {unknown} token */
  unregister(token) {
    return this.#registered.delete(token);
  }

  /** Forgets what earlier runs have registered. */
  static forget() {
    FakeRegistry.#registrations.length = 0;
  }

  /** All that was registered up to now. */
  static get registrations() {
    return [...FakeRegistry.#registrations];
  }
}

/** Stands in for WeakRef, for the same reason. */
export class FakeWeakRef {
  /** @type {FakeWeakRef[]} */ static #all = [];
  /** @type {unknown} */ #target;

  /** @param {unknown} target */
  constructor(target) {
    this.#target = target;
    FakeWeakRef.#all.push(this);
  }

  deref() {
    return this.#target;
  }

  static forget() {
    FakeWeakRef.#all.length = 0;
  }

  /** @returns {(() => void)[]} what lets each one go that was made up to now */
  static get clearings() {
    return FakeWeakRef.#all.map((ref) => () => {
      ref.#target = undefined;
    });
  }
}

/** Installs both. */
export function playTheCollector() {
  globalThis.FinalizationRegistry = /** @type {any} */ (FakeRegistry);
  globalThis.WeakRef = /** @type {any} */ (FakeWeakRef);
}

/** How lost-callback detection is switched: while Begin runs, and from then on. @typedef {'off' | 'on' | 'on, then off' | 'off, then on'} Detection */

/** @param {Detection} detection */
export const beginsWatched = (detection) => detection.startsWith('on');
/** @param {Detection} detection */
export const endsWatched = (detection) => detection.endsWith('on');
