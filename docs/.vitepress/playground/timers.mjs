// Knows which timers of the program are set, so that the page can tell when the program has ended. As on Node, that of
// `AbortSignal.timeout` does not count.

const { setTimeout, setInterval, clearTimeout } = globalThis;

/** The timers that are set; and the real `setTimeout`, for what must not count. */
export const openTimers = Object.assign(new Set(), { realSetTimeout: setTimeout.bind(globalThis) });

globalThis.setTimeout = (run, milliseconds, ...args) => {
  const timer = setTimeout(() => {
    openTimers.delete(timer);
    run(...args);
  }, milliseconds);
  openTimers.add(timer);
  return timer;
};
globalThis.setInterval = (run, milliseconds, ...args) => {
  const timer = setInterval(run, milliseconds, ...args);
  openTimers.add(timer);
  return timer;
};
globalThis.clearTimeout = globalThis.clearInterval = (timer) => {
  openTimers.delete(timer);
  clearTimeout(timer);
};
