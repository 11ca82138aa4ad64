// What `begin-end` does in an engine that has the language and nothing else: no timers, no DOM, no console.
import {
  byteStreamFrom,
  E_ABORT,
  E_FAIL,
  fromBeginEnd,
  HResultError,
  hresultOf,
  iterateBeginEnd,
  MFCreateAsyncResult,
  toBeginEnd,
  whenEnded,
} from 'begin-end';
import { createEmbeddedPlatform, MF_VERSION } from 'begin-end/platform';

/** @typedef {import('begin-end').IMFAsyncCallback} Callback */

/** @type {(actual: unknown, expected: unknown) => void} */
function is(actual, expected) {
  if (!Object.is(actual, expected)) throw new Error(`${String(actual)} instead of ${String(expected)}`);
}

/** @type {(promise: Promise<unknown>) => Promise<any>} */
const rejection = (promise) =>
  promise.then(
    (value) => new Error(`it resolved with ${String(value)}`),
    (error) => error,
  );

/** @type {(action: () => unknown) => any} */
function thrownBy(action) {
  try {
    action();
  } catch (error) {
    return error;
  }
  return new Error('nothing was thrown');
}

/** A pair whose callback is kept. */
function waiting() {
  /** @type {Callback[]} */
  const callbacks = [];
  const read = fromBeginEnd(
    (/** @type {Callback} */ callback) => void callbacks.push(callback),
    () => 'value',
  );
  const result = MFCreateAsyncResult(null, null, null);
  return { read, invoke: () => callbacks[0]?.Invoke(result) };
}

const missing = ['AbortController', 'Blob', 'console', 'DOMException', 'MessageChannel', 'performance', 'setTimeout'];

/** @type {Record<string, () => unknown>} */
export const smoke = {
  'the engine, asked for what hosts add to the language, has none of it'() {
    is(missing.filter((name) => name in globalThis).join(), '');
  },
  async 'fromBeginEnd, of a pair that completes, resolves'() {
    const { read, invoke } = waiting();
    const promise = read();
    invoke();
    is(await promise, 'value');
    await whenEnded(promise);
  },
  async 'fromBeginEnd, of a Begin that returns a failure code, rejects with that'() {
    const read = fromBeginEnd(
      () => E_FAIL,
      () => 'value',
    );
    is(hresultOf(await rejection(read())), E_FAIL);
  },
  async 'fromBeginEnd, cancelled without a reason, rejects with an AbortError'() {
    const promise = waiting().read();
    promise.cancel();
    const error = await rejection(promise);
    is(error.name, 'AbortError');
    is(hresultOf(error), E_ABORT);
  },
  async 'fromBeginEnd, whose callback is invoked twice, resolves once'() {
    const { read, invoke } = waiting();
    const promise = read();
    invoke();
    invoke();
    is(await promise, 'value');
  },
  async 'toBeginEnd, there and back, gives values and errors as they were'() {
    const error = new Error('in vain');
    const calculator = {
      add: async (/** @type {number} */ a, /** @type {number} */ b) => a + b,
      fail: async () => {
        throw error;
      },
    };
    const { add, fail } = fromBeginEnd(toBeginEnd(calculator));
    is(await add(1, 2), 3);
    is(await rejection(fail()), error);
  },
  async 'toBeginEnd, cancelled, completes with E_ABORT'() {
    const { begin, end, cancel } = toBeginEnd(() => new Promise(() => {}));
    const result = await new Promise((resolve) => cancel(begin({ Invoke: resolve }, null)));
    is(hresultOf(thrownBy(() => end(result))), E_ABORT);
  },
  'HResultError, of a code, has its name and its message'() {
    is(String(new HResultError(E_FAIL, 'EndRead')), 'HResultError: EndRead: the operation failed (E_FAIL)');
  },
  async 'byteStreamFrom, of bytes, is read'() {
    const bytes = new Uint8Array(3);
    is(await fromBeginEnd(byteStreamFrom(new Uint8Array([7, 8]))).read(bytes, 3), 2);
    is(bytes.join(), '7,8,0');
  },
  async 'iterateBeginEnd, of a pair that ends, gives what comes until then'() {
    const numbers = [1, 2];
    const over = new Error('there are no more');
    const { begin, end } = toBeginEnd(async () => numbers.shift() ?? Promise.reject(over));
    const seen = [];
    for await (const number of iterateBeginEnd(begin, end, { until: (error) => error === over })) seen.push(number);
    is(seen.join(), '1,2');
  },
  'createEmbeddedPlatform, started, makes results'() {
    const platform = createEmbeddedPlatform();
    platform.MFStartup(MF_VERSION);
    is(platform.MFCreateAsyncResult(null, null, 'state').GetStateNoAddRef(), 'state');
  },
  'createEmbeddedPlatform, given a work item, throws: there is no event loop to run it on'() {
    const platform = createEmbeddedPlatform();
    platform.MFStartup(MF_VERSION);
    is(thrownBy(() => platform.MFPutWorkItem(1, { Invoke() {} }, null)) instanceof TypeError, true);
  },
};
