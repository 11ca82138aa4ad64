import type { Host } from '../../contract/host.js';

/** What a platform knows of time. A test gives one that it turns by hand. */
export interface Clock {
  /** Milliseconds since some moment; they never run backwards. */
  now(): number;
  /** Calls `run` once, in `milliseconds` at the earliest, and keeps the process alive until then. */
  setTimeout(run: () => void, milliseconds: number): unknown;
  /** Forgets what `setTimeout` returned. */
  clearTimeout(timer: unknown): void;
}

/** The longest time that `setTimeout` takes; beyond it, it fires at once. */
export const longestTimeout = 0x7fffffff;

/** The clock of the running event loop. */
export const systemClock: Clock = {
  now: () => performance.now(),
  setTimeout: (run, milliseconds) => setTimeout(run, milliseconds),
  clearTimeout: (timer) => clearTimeout(timer as number),
};

/** Calls a function in a turn of its own, so that timers and I/O have theirs, and keeps the process alive until then. */
export type NextTurn = (run: () => void) => void;

/**
 * The fastest way to the next turn that there is: `setImmediate`, a message, or a timer, which browsers delay by 4 ms.
 *
 * @param globals where to look for them; a test gives others
 */
export function nextTurnOf(globals: Host): NextTurn {
  if (globals.setImmediate !== undefined) return (run) => void globals.setImmediate?.(run);
  if (globals.MessageChannel === undefined) return (run) => void globals.setTimeout(run, 0);
  const { port1, port2 } = new globals.MessageChannel();
  return (run) => {
    // Once: a port that listens keeps some processes alive.
    port1.addEventListener('message', run, { once: true });
    port1.start();
    port2.postMessage(null);
  };
}
