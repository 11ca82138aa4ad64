import { builtinModule, host, type Host } from './host.js';

/** Keeps the asynchronous context in which it was made, like `AsyncResource` of Node. */
export interface AsyncContext {
  /** Calls `run` in that context, with `self` as its `this`. */
  runInAsyncScope<Self, Arguments extends unknown[], Returned>(
    run: (this: Self, ...parameters: Arguments) => Returned,
    self: Self,
    ...parameters: Arguments
  ): Returned;
}

type AsyncContextClass = new (type: string) => AsyncContext;

/** On hosts that cannot keep a context, callbacks run in the context of the turn. */
class NoContext implements AsyncContext {
  runInAsyncScope<Self, Arguments extends unknown[], Returned>(
    run: (this: Self, ...parameters: Arguments) => Returned,
    self: Self,
    ...parameters: Arguments
  ): Returned {
    return run.apply(self, parameters);
  }
}

/**
 * The class of host objects that keep a context, so that `AsyncLocalStorage` reads the same in a callback as where that
 * was handed in. A base class needs no object of its own, and takes less time than what each `setImmediate` keeps for
 * the same purpose (`checks/bench/platform.mjs`).
 *
 * @param globals where to look for `process`; tests hand in others
 */
export function asyncContextOf(globals: Pick<Host, 'process'>): AsyncContextClass {
  const hooks = builtinModule('node:async_hooks', globals) as { AsyncResource?: AsyncContextClass } | undefined;
  return hooks?.AsyncResource ?? NoContext;
}

/** The base class of what is kept until its callback is called. */
export const KeptContext: AsyncContextClass = /* @__PURE__ */ asyncContextOf(host);

/** The context in which this module was loaded: that of no request. */
const outside = /* @__PURE__ */ new KeptContext('BeginEnd');

/**
 * Calls a function in the context of no request. Timers and promise reactions keep the context in which they begin, with
 * all that its stores hold, for as long as they last.
 */
export const inNoContext = <Returned>(run: () => Returned): Returned => outside.runInAsyncScope(run, undefined);
