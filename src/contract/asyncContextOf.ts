import { builtinModule, type Host } from './host.js';

/** Keeps the asynchronous context in which it was made, like `AsyncResource` of Node. */
export interface AsyncContext {
  /** Calls `run` in that context, with `self` as its `this`. */
  runInAsyncScope<Self>(run: (this: Self) => void, self: Self): void;
}

type AsyncContextClass = new (type: string) => AsyncContext;

/** On hosts that cannot keep a context, Invoke runs in the context of the turn. */
class NoContext implements AsyncContext {
  runInAsyncScope<Self>(run: (this: Self) => void, self: Self): void {
    run.call(self);
  }
}

/**
 * The base class of work items: it keeps the context in which an item is put, so that `AsyncLocalStorage` reads the
 * same in Invoke. As a base class it needs no object of its own, and takes less time than what each `setImmediate`
 * keeps for the same purpose (`checks/bench/platform.mjs`).
 *
 * @param globals where to look for `process`; tests hand in others
 */
export function asyncContextOf(globals: Pick<Host, 'process'>): AsyncContextClass {
  const hooks = builtinModule('node:async_hooks', globals) as { AsyncResource?: AsyncContextClass } | undefined;
  return hooks?.AsyncResource ?? NoContext;
}
