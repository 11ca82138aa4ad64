// What both models speak of: the codes, and what is a failure, a cancellation, a promise. Nothing in this folder may import
// the library, but its types.

/** @typedef {(kind: string) => void} Report */

export const S_OK = 0;
export const E_ABORT = 0x80004004;
export const E_FAIL = 0x80004005;
export const E_INVALIDARG = 0x80070057;
export const E_PENDING = 0x8000000a;
export const E_UNEXPECTED = 0x8000ffff;
export const MF_E_INVALIDREQUEST = 0xc00d36b2;
export const MF_E_OPERATION_CANCELLED = 0xc00d36ed;
export const MF_S_MULTIPLE_BEGIN = 0x000d36d8;

/** What the `cancel` of a promise of the library has, in every copy of it: the `whenEnded` of that copy. */
export const WHEN_ENDED = Symbol.for('begin-end.whenEnded');

/** @param {number} hresult */
export const failure = (hresult) =>
  Object.assign(new Error('of the model'), { name: 'HResultError', hresult: hresult >>> 0 });

/** @param {unknown} value */
export const isFailure = (value) =>
  Number.isInteger(value) && Number(value) >>> 0 >= 2 ** 31 && Number(value) < 2 ** 32;

/** An error that says so, or the code itself. @param {any} error */
export const isCancelled = (error) =>
  error?.name === 'AbortError' || [E_ABORT, MF_E_OPERATION_CANCELLED].includes(error?.hresult ?? error);

/** Promises of JavaScript itself alone: the `then` of anything else may start it. @param {unknown} value @returns {value is Promise<any>} */
export const isPromise = (value) => value instanceof Promise;

/** @param {any} value */
export const isThenable = (value) => typeof value?.then === 'function';

/** @param {any} error */
export const hresultOf = (error) =>
  error?.name === 'HResultError' ? error.hresult : error?.name === 'AbortError' ? E_ABORT : E_FAIL;

/**
 * Disposes a value that came too late: by the `dispose` that was given, else by its own. A promise is waited for first, and
 * its failure is silent.
 *
 * @param {any} value
 * @param {((value: unknown) => unknown) | undefined} given
 * @param {Report} report
 */
export function dispose(value, given, report) {
  const failed = () => report('dispose-failed');
  const disposeNow = (/** @type {any} */ late) => {
    let returned;
    try {
      returned = given ? given(late) : late?.[Symbol.dispose]?.();
    } catch {
      failed();
      return;
    }
    if (isPromise(returned)) returned.catch(failed);
  };
  if (isPromise(value)) value.then(disposeNow, () => {});
  else disposeNow(value);
}
