/**
 * `Promise` and its `then` as they were when this module was loaded: bluebird, zone.js and Dexie replace them later on. (Async
 * functions use the real ones in any case.)
 */
export const NativePromise = Promise;
// In a call that bundlers may leave out: reading a property they must keep.
// oxlint-disable-next-line typescript/unbound-method -- it is called with its promise
export const nativeThen: Promise<unknown>['then'] = /* @__PURE__ */ (() => NativePromise.prototype.then)();

/** A promise job costs less than `queueMicrotask` of Node, and keeps the asynchronous context as well. */
export const settled: Promise<void> = /* @__PURE__ */ NativePromise.resolve();

/** Whether a value is a promise of the realm that this module was loaded in. */
export function isPromiseOfThisRealm(value: unknown): value is Promise<unknown> {
  try {
    return value instanceof NativePromise;
  } catch {
    return false; // a revoked proxy
  }
}

/**
 * Whether a value is a promise of JavaScript itself, of any realm. Any other thenable is left alone: the `then` of a
 * database query or an HTTP request starts it.
 */
export function isNativePromise(value: unknown): value is Promise<unknown> {
  try {
    if (typeof value !== 'object' || value === null || !('then' in value)) return false;
    return value instanceof NativePromise || Object.prototype.toString.call(value) === '[object Promise]';
  } catch {
    return false; // a revoked proxy, or a getter that throws
  }
}

/**
 * Tells how a native promise settles; neither function may throw. It goes by the `then` of the language: one of the promise's
 * own may start what the promise stands for (p-lazy).
 *
 * @returns false, and tells nothing, for any other value
 */
export function whenSettled(
  value: unknown,
  fulfilled: ((value: unknown) => void) | undefined,
  rejected: (error: unknown) => void,
): boolean {
  if (!isNativePromise(value)) return false;
  try {
    void nativeThen.call(value, fulfilled, rejected);
    return true;
  } catch {
    return false; // what only says that it is a promise
  }
}
