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

class Listener extends AbortLink implements EventListenerObject {
  readonly signal: AbortSignal;
  idle = false;

  constructor(signal: AbortSignal) {
    super();
    this.signal = signal;
    signal.addEventListener('abort', this);
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
// The signal of a loop is the same one each time: this saves the look-up. The sweep forgets it.
let latest: Listener | undefined;
let idleListeners: Listener[] = [];

/** Puts a link on the list of a signal that is not aborted. */
export function join(signal: AbortSignal, link: AbortLink): void {
  let listener = latest;
  if (listener?.signal !== signal) {
    listener = listeners.get(signal);
    if (listener === undefined) listeners.set(signal, (listener = new Listener(signal)));
    latest = listener;
  }
  const { previous } = listener;
  link.next = listener;
  link.previous = previous;
  previous.next = listener.previous = link;
}

/** Takes a link off its list, if it is on one. */
export function leave(link: AbortLink): void {
  const { next, previous } = link;
  if (next === link) return;
  next.previous = previous;
  previous.next = next;
  link.next = link.previous = link;
  // Two equal neighbours are the listener itself: the list has become empty.
  if (next === previous && !(next as Listener).idle) sweepSoon(next as Listener);
}

function sweepSoon(listener: Listener): void {
  listener.idle = true;
  if (idleListeners.push(listener) > 1) return;
  const timer: unknown = setTimeout(sweep, SWEEP_AFTER_MILLISECONDS);
  // Node's timers are objects, and must not keep the process alive for this; a browser's are numbers.
  (timer as { unref?: () => void }).unref?.();
}

function sweep(): void {
  const swept = idleListeners;
  idleListeners = [];
  latest = undefined;
  for (const listener of swept) {
    listener.idle = false;
    if (listener.next !== listener) continue;
    listener.signal.removeEventListener('abort', listener);
    listeners.delete(listener.signal);
  }
}
