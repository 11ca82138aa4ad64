import type { IMFAsyncCallback, IMFAsyncResult } from '../contract/IMFAsyncResult.js';

/** The asynchronous context in which something was begun, as `AsyncResource` of Node keeps it. */
export interface AsyncContext {
  runInAsyncScope(
    invoke: (callback: IMFAsyncCallback, result: IMFAsyncResult) => unknown,
    self: undefined,
    callback: IMFAsyncCallback,
    result: IMFAsyncResult,
  ): unknown;
}

interface ContextGlobals {
  process?: {
    getBuiltinModule?(id: string): { AsyncResource?: new (type: string) => AsyncContext } | undefined;
  };
}

/** Where contexts cannot be kept, Invoke runs in that of the turn. */
const noContext: AsyncContext = {
  runInAsyncScope: (invoke, _self, callback, result) => invoke(callback, result),
};

/**
 * What keeps the present context, so that `AsyncLocalStorage` reads the same in Invoke as where the item was put. It
 * costs less than the context that every `setImmediate` keeps (`bench/platform.mjs`).
 *
 * @param globals where to look for `process`; a test gives others
 */
export function contextKeeperOf(globals: object): () => AsyncContext {
  // No import: a browser has no such module, and must not be asked for one.
  const Resource = (globals as ContextGlobals).process?.getBuiltinModule?.('node:async_hooks')?.AsyncResource;
  return Resource === undefined ? () => noContext : () => new Resource('MFWorkItem');
}
