/**
 * One listener per AbortSignal, however many operations hang on it.
 *
 * The links of a signal form a circular list whose sentinel is its hub, so that joining and leaving cost a few assignments. The
 * listener is removed some microtasks after the last link has left: operations that follow one another share it, a
 * signal that is dropped is not kept alive by it, and no timer is left behind for a test tool to see.
 */

import { settled } from '../contract/nativePromise.js';

/** A place on a list. A link that is on no list is linked with itself. */
export interface AbortLink {
  next: AbortLink;
  previous: AbortLink;
}

/** What wants to be told of an abort. */
export interface AbortListener extends AbortLink {
  /** The signal was aborted; the link has left its list already. */
  aborted(): void;
}

/**
 * Returning an object from a constructor makes `new` put the private fields of a derived class on that object. So a signal,
 * frozen or not, carries its hub where nobody else can reach it, and it is found faster than in a WeakMap.
 */
// oxlint-disable-next-line typescript/no-extraneous-class -- see above
class Carrier {
  constructor(carrier: object) {
    return carrier;
  }
}

class Carried extends Carrier {
  #hub: Hub | undefined;

  static hubOf(signal: AbortSignal): Hub | undefined {
    return #hub in signal ? (signal as unknown as Carried).#hub : undefined;
  }

  static setHub(signal: AbortSignal, hub: Hub | undefined): void {
    const carried = #hub in signal ? (signal as unknown as Carried) : new Carried(signal);
    carried.#hub = hub;
  }
}

/** Enough for code that goes on after an `await` or two to begin the next operation before the listener goes. */
const SWEEP_AFTER_MICROTASKS = 8;

class Hub implements AbortLink {
  next: AbortLink = this;
  previous: AbortLink = this;
  readonly #signal: AbortSignal;
  #microtasksLeft = 0;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
    Carried.setHub(signal, this);
    try {
      signal.addEventListener('abort', this.#abortAll);
    } catch {
      // Such a signal is only asked, at the beginning and at the end of an operation.
    }
  }

  readonly #abortAll = (): void => {
    // A link may take others with it, so the list is read anew each time.
    while (this.next !== this) {
      const link = this.next as AbortListener;
      leave(link);
      link.aborted();
    }
  };

  sweepSoon(): void {
    if (this.#microtasksLeft === 0) void settled.then(this.#sweep);
    this.#microtasksLeft = SWEEP_AFTER_MICROTASKS;
  }

  readonly #sweep = (): void => {
    if (this.next !== this) this.#microtasksLeft = 0;
    else if (--this.#microtasksLeft !== 0) void settled.then(this.#sweep);
    else this.#stopListening();
  };

  #stopListening(): void {
    Carried.setHub(this.#signal, undefined);
    try {
      this.#signal.removeEventListener('abort', this.#abortAll);
    } catch {
      // A signal that keeps its listeners: this one finds an empty list.
    }
  }
}

/** Puts a link on the list of a signal that is not aborted. */
export function join(signal: AbortSignal, link: AbortListener): void {
  const hub = Carried.hubOf(signal) ?? new Hub(signal);
  const { previous } = hub;
  link.next = hub;
  link.previous = previous;
  previous.next = hub.previous = link;
}

/** Takes a link off its list, if it is on one. */
export function leave(link: AbortLink): void {
  const { next, previous } = link;
  next.previous = previous;
  previous.next = next;
  link.next = link.previous = link;
  // Two equal neighbours are the hub itself, unless they are the link: the list has become empty.
  if (next === previous && next !== link) (next as Hub).sweepSoon();
}

/** Whether a signal is aborted; one that cannot be asked, a revoked proxy say, is not. */
export function isAborted(signal: AbortSignal): boolean {
  try {
    return signal.aborted;
  } catch {
    return false;
  }
}

/** Why a signal was aborted; polyfills may not say. */
export function reasonOf(signal: AbortSignal): unknown {
  try {
    const { reason } = signal as { reason: unknown };
    if (reason !== undefined) return reason;
  } catch {
    // As if there were none.
  }
  return abortError();
}

/** The reason of an abort for which no other was given. React Native and QuickJS have no `DOMException`. */
export function abortError(): Error {
  const message = 'The operation was aborted';
  if (typeof DOMException === 'function') return new DOMException(message, 'AbortError');
  return Object.defineProperty(new Error(message), 'name', { value: 'AbortError', configurable: true, writable: true });
}
