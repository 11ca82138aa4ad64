/**
 * One listener per AbortSignal, however many operations hang on it.
 *
 * A signal's links form a circular list whose sentinel is the listener itself, so that joining and leaving cost a few
 * assignments. The listener is removed by a sweep a moment after the last link has left: operations that follow
 * one another share it, and a signal that is dropped is not kept alive by it.
 */
const SWEEP_AFTER_MILLISECONDS = 50;

/** A place on a list. A link that is on no list is linked with itself. */
export interface AbortLink {
  next: AbortLink;
  previous: AbortLink;
}

/** Somebody who wants to hear of an abort. */
interface AbortListener extends AbortLink {
  /** The signal was aborted; the link has left its list already. */
  aborted(): void;
}

const LISTENER = Symbol('listener');
/**
 * The listener stands on its signal: that is found faster than by a map, and goes when the signal goes. On one that cannot be
 * extended it cannot stand (Reflect.set then says so instead of throwing), and each operation listens for itself.
 */
type Signal = AbortSignal & { [LISTENER]?: Listener | undefined };

class Listener implements AbortLink {
  next: AbortLink = this;
  previous: AbortLink = this;
  readonly signal: Signal;
  sweeping = false;

  constructor(signal: Signal) {
    this.signal = signal;
    Reflect.set(signal, LISTENER, this);
    signal.addEventListener('abort', this);
  }

  handleEvent(): void {
    // A link may take others with it, so the list is read anew each time.
    while (this.next !== this) {
      const link = this.next as AbortListener;
      leave(link);
      link.aborted();
    }
  }

  sweepSoon(): void {
    if (this.sweeping) return;
    this.sweeping = true;
    const timer: unknown = setTimeout(() => {
      this.sweeping = false;
      if (this.next !== this) return;
      Reflect.set(this.signal, LISTENER, undefined);
      this.signal.removeEventListener('abort', this);
    }, SWEEP_AFTER_MILLISECONDS);
    // Node's timers are objects, and must not keep the process alive for this; a browser's are numbers.
    (timer as { unref?: () => void }).unref?.();
  }
}

/** Puts a link on the list of a signal that is not aborted. */
export function join(signal: Signal, link: AbortListener): void {
  const listener = signal[LISTENER] ?? new Listener(signal);
  const { previous } = listener;
  link.next = listener;
  link.previous = previous;
  previous.next = listener.previous = link;
}

/** Takes a link off its list, if it is on one. */
export function leave(link: AbortLink): void {
  const { next, previous } = link;
  next.previous = previous;
  previous.next = next;
  link.next = link.previous = link;
  // Two equal neighbours are the listener itself, unless they are the link: the list has become empty.
  if (next === previous && next !== link) (next as Listener).sweepSoon();
}
