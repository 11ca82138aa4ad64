import { inNoContext } from '../../contract/asyncContextOf.js';
import { host, type Host } from '../../contract/host.js';

/** The time of a platform. Tests hand in a clock that they set by hand. */
export interface Clock {
  /** Milliseconds since a fixed moment; never runs backwards. */
  now(): number;
  /** Calls `run` once, in `milliseconds` at the earliest, and keeps the process alive until then. */
  setTimeout(run: () => void, milliseconds: number): unknown;
  /** Cancels a timer that `setTimeout` returned. */
  clearTimeout(timer: unknown): void;
  /**
   * Keeps the process alive until the function that it returns is called. Not by a timer: a test tool that runs all
   * timers until there are none would never come to an end. Absent: an item that waits keeps no process alive.
   */
  keepAlive?(): () => void;
}

/** The longest time that `setTimeout` takes: a longer one fires at once. */
export const longestTimeout = 0x7fffffff;

/** The clock of the running event loop. */
export const systemClock: Clock = {
  now: () => performance.now(),
  setTimeout: (run, milliseconds) => setTimeout(run, milliseconds),
  clearTimeout: (timer) => clearTimeout(timer as number),
  keepAlive: keepAliveBy(host),
};

/** A port of Node, Deno or Bun; those of hosts whose processes do not end by themselves have neither method. */
interface Port {
  ref?(): void;
  unref?(): void;
}

/**
 * Keeps the process alive by an open port, which is made once: to make one takes as long as twenty items.
 *
 * @param globals where to look for ports; tests hand in others
 */
export function keepAliveBy(globals: Host): () => () => void {
  let channel: { readonly port1: unknown } | undefined;
  let count = 0;
  return () => {
    if (globals.MessageChannel !== undefined) channel ??= new globals.MessageChannel();
    const port = channel?.port1 as Port | undefined;
    if (count++ === 0) port?.ref?.();
    return () => {
      if (--count === 0) port?.unref?.();
    };
  };
}

/** The same clock, whose timers begin in the context of no request: they would keep its stores until they fire. */
export const withoutContext = (clock: Clock): Required<Clock> => ({
  now: () => clock.now(),
  setTimeout: (run, milliseconds) => inNoContext(() => clock.setTimeout(run, milliseconds)),
  clearTimeout: (timer) => clock.clearTimeout(timer),
  keepAlive: () => inNoContext(() => clock.keepAlive?.() ?? (() => {})),
});

/** Calls a function in a turn of its own, after timers and I/O had theirs, and keeps the process alive until then. */
export type NextTurn = (run: () => void) => void;

/**
 * The fastest way of the host to the next turn: `setImmediate`, a message, or a timer, which browsers delay by 4 ms.
 *
 * @param globals where to look for them; tests hand in others
 */
export function nextTurnOf(globals: Host): NextTurn {
  if (globals.setImmediate !== undefined) return (run) => void globals.setImmediate?.(run);
  if (globals.MessageChannel === undefined) return (run) => void globals.setTimeout(run, 0);
  const { port1, port2 } = new globals.MessageChannel();
  return (run) => {
    // Listen once each time: on some hosts a port that listens keeps the process alive.
    port1.addEventListener('message', run, { once: true });
    port1.start();
    port2.postMessage(null);
  };
}
