// The libraries under comparison, each used as its own documentation says, behind one interface.
//
//   promisify(start, how)   a function that is started with (…args, { ok, fail }), as a function that returns a promise
//   callbackify(fn, how)    a function that returns a promise, as one that takes a callback (error, value)
//
// What a library has no words for is left out, and counts as "not expressible".
import { createRequire } from 'node:module';
import util from 'node:util';

const require = createRequire(new URL('peers/package.json', import.meta.url));
/** They are installed in a folder of their own. @type {(name: string) => any} */
const load = (name) => require(name);

/**
 * @typedef {{ ok(value?: unknown): void, fail(error?: unknown): void }} Done
 * @typedef {(this: unknown, done: Done, ...args: unknown[]) => unknown} Start
 * @typedef {{ cancel?: (cookie: unknown) => unknown, dispose?: (value: unknown) => unknown, onAbort?: string, status?: number }} How
 * @typedef {(this: unknown, args?: unknown[], signal?: AbortSignal) => Promise<unknown>} Adapted
 * @typedef {(this: unknown, callback: any, ...args: unknown[]) => any} CallbackFunction
 * @typedef {{
 *   promisify?: (start: Start, how?: How) => Adapted,
 *   callbackify?: (fn: (...args: any[]) => any, how?: { dispose?: (value: unknown) => unknown }) => CallbackFunction,
 *   demandsCallback?: boolean, signal?: boolean, cancel?: boolean, cookie?: boolean, dispose?: boolean, anyFailure?: boolean, value?: boolean,
 *   interrupt?: (started: any) => void,
 *   library?: any,
 * }} Peer
 */

/** A library whose promisify takes functions in Node's style, whose last argument is a callback. @param {(fn: any) => any} promisify @returns {(start: Start) => Adapted} */
const nodeStyle = (promisify) => (start) => {
  const promisified = promisify(function (/** @type {any[]} */ ...args) {
    const callback = args.pop();
    // @ts-expect-error: `this` is the caller's.
    return start.call(this, { ok: (value) => callback(null, value), fail: (error) => callback(error) }, ...args);
  });
  return function (args = []) {
    return promisified.apply(this, args);
  };
};

/** Aborts what has a method of its own for it. @param {AbortSignal | undefined} signal @param {() => void} cancel */
function whenAborted(signal, cancel) {
  if (signal?.aborted) cancel();
  else signal?.addEventListener('abort', cancel, { once: true });
}

/** @type {Record<string, () => Promise<Peer> | Peer>} */
export const peers = {
  async 'begin-end'() {
    const library = await import('begin-end');
    return {
      library,
      demandsCallback: true,
      signal: true,
      cancel: true,
      cookie: true,
      dispose: true,
      anyFailure: true,
      promisify(start, how = {}) {
        const { status = 0, ...options } = how;
        const GetStatus = () => status;
        const adapted = library.fromBeginEnd(
          /** @this {unknown} @param {any[]} args */
          function (...args) {
            args.pop();
            const callback = args.pop();
            return start.call(
              this,
              {
                ok: (value) => callback.Invoke({ value, GetStatus }),
                fail: (error) => callback.Invoke({ failed: true, error, GetStatus }),
              },
              ...args,
            );
          },
          (/** @type {any} */ result) => {
            if (result.failed) throw result.error;
            return result.value;
          },
          /** @type {any} */ (options),
        );
        return function (args = [], signal) {
          return /** @type {any} */ (adapted).call(this, ...args, { signal });
        };
      },
      callbackify(fn, how = {}) {
        const { begin, end, cancel } = library.toBeginEnd(fn, how);
        return function (callback, ...args) {
          const invoke =
            callback &&
            ((/** @type {any} */ result) => {
              let value;
              try {
                value = end(result);
              } catch (error) {
                callback({ error });
                return;
              }
              callback(null, value);
            });
          const result = /** @type {any} */ (begin).call(this, ...args, invoke, null);
          return { cancel: () => cancel(result), result };
        };
      },
      interrupt: (started) => started.cancel(),
    };
  },

  'node:util': () => ({
    demandsCallback: true,
    promisify: nodeStyle(util.promisify),
    callbackify: (fn) => calledLast(util.callbackify(fn)),
  }),

  bluebird() {
    const Bluebird = load('bluebird');
    Bluebird.config({ cancellation: true });
    return {
      cancel: true,
      cookie: true,
      anyFailure: true,
      // promisify where it does; its constructor where something is to be cancelled.
      promisify: (start, how) =>
        how === undefined
          ? nodeStyle(Bluebird.promisify)(start)
          : function (args = [], signal) {
              const promise = new Bluebird(
                (/** @type {any} */ resolve, /** @type {any} */ reject, /** @type {any} */ onCancel) => {
                  const cookie = start.call(this, { ok: resolve, fail: reject }, ...args);
                  onCancel(() => how.cancel?.(cookie));
                },
              );
              whenAborted(signal, () => promise.cancel());
              return promise;
            },
      callbackify: (fn) =>
        function (callback, ...args) {
          Bluebird.method(fn).apply(this, args).asCallback(callback);
        },
    };
  },

  async 'p-cancelable'() {
    const { default: PCancelable } = await import(require.resolve('p-cancelable'));
    return {
      cancel: true,
      cookie: true,
      anyFailure: true,
      promisify: (start, how) =>
        function (args = [], signal) {
          const promise = new PCancelable(
            (/** @type {any} */ resolve, /** @type {any} */ reject, /** @type {any} */ onCancel) => {
              const cookie = start.call(this, { ok: resolve, fail: reject }, ...args);
              onCancel(() => how?.cancel?.(cookie));
            },
          );
          whenAborted(signal, () => promise.cancel());
          return promise;
        },
    };
  },

  async pify() {
    const { default: pify } = await import(require.resolve('pify'));
    return { promisify: nodeStyle(pify) };
  },

  'es6-promisify': () => ({ promisify: nodeStyle(load('es6-promisify').promisify) }),

  '@google-cloud/promisify'() {
    const library = load('@google-cloud/promisify');
    return {
      // Without `singular` the value would come in an array.
      promisify: nodeStyle((fn) => library.promisify(fn, { singular: true })),
      callbackify: (fn) => calledLast(library.callbackify(fn)),
    };
  },

  universalify() {
    const library = load('universalify');
    return {
      promisify: nodeStyle(library.fromCallback),
      callbackify: (fn) => calledLast(library.fromPromise(fn)),
    };
  },

  async Effect() {
    const { Effect, Cause, Exit } = await import(require.resolve('effect'));
    return {
      signal: true,
      cancel: true,
      cookie: true,
      anyFailure: true,
      promisify: (start, how) =>
        function (args = [], signal) {
          const effect = Effect.callback((/** @type {any} */ resume) => {
            const cookie = start.call(
              this,
              { ok: (value) => resume(Effect.succeed(value)), fail: (error) => resume(Effect.fail(error)) },
              ...args,
            );
            return Effect.sync(() => how?.cancel?.(cookie));
          });
          return Effect.runPromise(effect, { signal });
        },
      callbackify: (fn) =>
        function (callback, ...args) {
          const effect = Effect.tryPromise({
            try: () => fn.apply(this, args),
            catch: (/** @type {unknown} */ error) => error,
          });
          return Effect.runCallback(effect, {
            onExit: (/** @type {any} */ exit) =>
              Exit.isSuccess(exit) ? callback(null, exit.value) : callback({ error: Cause.squash(exit.cause) }),
          });
        },
      interrupt: (interrupt) => interrupt(),
    };
  },
};

/** The callback goes last. @param {any} fn @returns {CallbackFunction} */
const calledLast = (fn) =>
  function (callback, ...args) {
    return fn.call(this, ...args, callback);
  };
