import { builtinModule, type Host } from '../contract/host.js';

/** The asynchronous context in which an object was made, as `AsyncResource` of Node keeps it. */
export interface AsyncContext {
  /** Calls `run` in that context, with `self` as its `this`. */
  runInAsyncScope<Self>(run: (this: Self) => void, self: Self): void;
}

type AsyncContextClass = new (type: string) => AsyncContext;

/** Where contexts cannot be kept, Invoke runs in that of the turn. */
class NoContext implements AsyncContext {
  runInAsyncScope<Self>(run: (this: Self) => void, self: Self): void {
    run.call(self);
  }
}

/**
 * The base of whatever keeps the context in which it is made, so that `AsyncLocalStorage` reads the same in Invoke as
 * where the item was put. As a base it costs no object of its own, and less than what every `setImmediate` keeps for
 * the same purpose (`bench/platform.mjs`).
 *
 * @param globals where to look for `process`; a test gives others
 */
export function asyncContextOf(globals: Pick<Host, 'process'>): AsyncContextClass {
  const hooks = builtinModule('node:async_hooks', globals) as { AsyncResource?: AsyncContextClass } | undefined;
  return hooks?.AsyncResource ?? NoContext;
}
