/**
 * One listener per AbortSignal, however many operations hang on it.
 *
 * A signal's links form a circular list whose sentinel is the listener itself, so that joining and leaving cost a few
 * assignments. The listener is removed by a sweep a moment after the last link has left: operations that follow
 * one another share it, and a signal that is dropped is not kept alive by it.
 */
const SWEEP_AFTER_MILLISECONDS = 50;

/** Somebody who wants to hear of an abort. A link that is on no list is linked with itself. */
export abstract class AbortLink {
  next: AbortLink = this;
  previous: AbortLink = this;

  /** The signal was aborted; the link has left its list already. */
  abstract aborted(): void;
}

class Listener extends AbortLink {
  readonly signal: AbortSignal;
  sweep: unknown;

  constructor(signal: AbortSignal) {
    super();
    this.signal = signal;
    signal.addEventListener('abort', this);
    listeners.set(signal, this);
  }

  handleEvent(): void {
    // A link may take others with it, so the list is read anew each time.
    while (this.next !== this) {
      const link = this.next;
      leave(link);
      link.aborted();
    }
  }

  aborted(): void {}
}

const listeners = new WeakMap<AbortSignal, Listener>();
// The signal of a loop is the same one each time: this saves the look-up.
let latest: Listener | undefined;

/** Puts a link on the list of a signal that is not aborted. */
export function join(signal: AbortSignal, link: AbortLink): void {
  if (latest?.signal !== signal) latest = listeners.get(signal) ?? new Listener(signal);
  const { previous } = latest;
  link.next = latest;
  link.previous = previous;
  previous.next = latest.previous = link;
}

/** Takes a link off its list, if it is on one. */
export function leave(link: AbortLink): void {
  const { next, previous } = link;
  next.previous = previous;
  previous.next = next;
  link.next = link.previous = link;
  // Two equal neighbours are the listener itself, unless they are the link: the list has become empty.
  if (next === previous && next !== link) sweepSoon(next as Listener);
}

function sweepSoon(listener: Listener): void {
  listener.sweep ??= setTimeout(() => {
    listener.sweep = undefined;
    if (listener.next !== listener) return;
    const { signal } = listener;
    signal.removeEventListener('abort', listener);
    listeners.delete(signal);
    if (latest === listener) latest = undefined;
  }, SWEEP_AFTER_MILLISECONDS);
  // Node's timers are objects, and must not keep the process alive for this; a browser's are numbers.
  (listener.sweep as { unref?: () => void }).unref?.();
}
