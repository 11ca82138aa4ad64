// Faults where the adapters meet what they did not make: promises, signals, globals, call options, results and callbacks.
import { getEventListeners } from 'node:events';
import { runInNewContext } from 'node:vm';

import { error, outcome, ownRows, quiet, rows, soon, survivedIf, thrownBy, toldIf, turn } from './tools.mjs';

const E_INVALIDARG = 0x80070057;
const MF_E_INVALIDREQUEST = 0xc00d36b2;
const FAILURE = 0x80004005;

/** A thenable that starts its work when it is asked for it, as requests and queries do. */
function lazy() {
  let starts = 0;
  return {
    then(/** @type {any} */ resolve) {
      starts += 1;
      resolve();
    },
    starts: () => starts,
  };
}

/** A signal of somebody else's making. @param {object} own @returns {any} */
const signalWith = (own) => Object.assign(new EventTarget(), { aborted: false, reason: error, ...own });

/** Whether an operation on such a signal has its value. @param {object} own */
const worksOn = (own) => async (/** @type {any} */ p) => {
  const adapted = p.promisify((/** @type {any} */ d) => soon(d.ok, 7), { cancel() {} });
  const got = await outcome((async () => adapted([], signalWith(own)))());
  return toldIf(got, got.value === 7);
};

const NativePromise = Promise;
/** A promise as other libraries put in the place of the native one: it is none. */
class ForeignPromise {
  #native;
  /** @param {(resolve: any, reject: any) => void} executor */
  constructor(executor) {
    this.#native = new NativePromise(executor);
  }
  static resolve = (/** @type {unknown} */ value) => new ForeignPromise((resolve) => resolve(value));
  then(/** @type {any} */ fulfilled, /** @type {any} */ rejected) {
    return this.#native.then(fulfilled, rejected);
  }
}

const throws = () => {
  throw error;
};

export const adapterBorders = rows(
  ['promisify'],
  [
    [
      'Begin is asynchronous, and rejects: no callback will come',
      [],
      async (p) => survivedIf((await outcome(p.promisify(() => Promise.reject(error))())).error === error),
    ],
    [
      'Begin returns a request that starts when `then` is called: it is not',
      [],
      async (p) => {
        const request = lazy();
        const got = await outcome(
          p.promisify((/** @type {any} */ d) => {
            soon(d.ok, 7);
            return request;
          })(),
        );
        await turn();
        return survivedIf(got.value === 7 && request.starts() === 0);
      },
    ],
    [
      'the cancel action returns a request that starts when `then` is called: it is not',
      ['cancel'],
      async (p) => {
        const request = lazy();
        const controller = new AbortController();
        void outcome(p.promisify(() => 'cookie', { cancel: () => request, onAbort: 'abandon' })([], controller.signal));
        await turn();
        controller.abort(error);
        await turn();
        return survivedIf(request.starts() === 0);
      },
    ],
    [
      'the cancel action is asynchronous, and rejects: it is told',
      ['cancel'],
      async (p, tell) => {
        const controller = new AbortController();
        void outcome(
          p.promisify(() => 'cookie', { cancel: () => Promise.reject(new Error('cancel')), onAbort: 'abandon' })(
            [],
            controller.signal,
          ),
        );
        await turn();
        controller.abort(error);
        await quiet();
        return survivedIf(tell.heard.length > 0);
      },
    ],
    [
      'the value is a promise of another realm that rejects',
      [],
      async (p) => {
        const foreign = runInNewContext('(error) => Promise.reject(error)');
        const got = await outcome(p.promisify((/** @type {any} */ d) => soon(() => d.ok(foreign(error))))());
        return toldIf(got, got.error === error);
      },
    ],
    [
      'the failure is an error of another realm, the very object',
      [],
      async (p) => {
        const foreign = runInNewContext('new Error("foreign")');
        const got = await outcome(p.promisify((/** @type {any} */ d) => soon(d.fail, foreign))());
        return toldIf(got, got.error === foreign);
      },
    ],
    [
      '`globalThis.Promise` is replaced while an operation runs',
      [],
      async (p) => {
        const adapted = p.promisify((/** @type {any} */ d) => soon(d.ok, 7));
        const Native = Promise;
        globalThis.Promise = /** @type {any} */ (ForeignPromise);
        const promise = adapted();
        globalThis.Promise = Native;
        return survivedIf((await promise) === 7);
      },
    ],
    [
      '`Promise.resolve` is replaced while an operation runs',
      [],
      async (p) => {
        const native = Object.getOwnPropertyDescriptor(Promise, 'resolve')?.value;
        const adapted = p.promisify((/** @type {any} */ d) => soon(d.ok, 7));
        Promise.resolve = /** @type {any} */ (ForeignPromise.resolve);
        const promise = adapted();
        Promise.resolve = native;
        return survivedIf((await promise) === 7);
      },
    ],
    [
      'timers are fake: an operation with a signal ends, and no timer is pending',
      ['signal'],
      async (p) => {
        const native = setTimeout;
        let timers = 0;
        globalThis.setTimeout = /** @type {any} */ (() => (timers += 1));
        const { signal } = new AbortController();
        const got = await outcome(p.promisify((/** @type {any} */ d) => soon(d.ok, 7), { cancel() {} })([], signal));
        await turn();
        globalThis.setTimeout = native;
        return survivedIf(got.value === 7 && timers === 0 && getEventListeners(signal, 'abort').length === 0);
      },
    ],
    ['a signal whose `addEventListener` throws', ['signal'], worksOn({ addEventListener: throws })],
    ['a signal without `removeEventListener`', ['signal'], worksOn({ removeEventListener: undefined })],
    [
      'a signal that takes functions alone as listeners: the abort arrives',
      ['signal'],
      async (p) => {
        /** @type {any} */ let listener;
        const signal = signalWith({
          addEventListener(/** @type {unknown} */ _type, /** @type {unknown} */ given) {
            if (typeof given !== 'function') throw new TypeError('no function');
            listener = given;
          },
          removeEventListener() {},
        });
        const waiting = outcome(p.promisify(() => 'cookie', { cancel() {}, onAbort: 'abandon' })([], signal));
        await turn();
        signal.aborted = true;
        listener.call(signal, { type: 'abort', target: signal });
        return survivedIf((await waiting).failed);
      },
    ],
    [
      'a signal without a reason: the promise rejects with an error',
      ['signal'],
      async (p) => {
        const signal = signalWith({ reason: undefined });
        const waiting = outcome(p.promisify(() => 'cookie', { cancel() {}, onAbort: 'abandon' })([], signal));
        await turn();
        signal.aborted = true;
        signal.dispatchEvent(new Event('abort'));
        const got = await waiting;
        return toldIf(got, got.error instanceof Error);
      },
    ],
    [
      '10,000 operations, each begun when the one before has its value',
      [],
      async (p) => {
        const adapted = p.promisify((/** @type {any} */ d, /** @type {any} */ value) => soon(d.ok, value + 1));
        let value = 0;
        for (let index = 0; index < 10_000; index++) value = await adapted([value]);
        return survivedIf(value === 10_000);
      },
    ],
  ],
);

const noOptions =
  'what is done to a result, its End and status, or to options behind the arguments of Begin, cannot be done to the others';

/** Whether a call with such options rejects with a TypeError, before anything is begun. @param {() => unknown} make */
const refused = (make) => async (/** @type {any} */ l) => {
  let begun = 0;
  const read = l.fromBeginEnd(
    (/** @type {any} */ _bytes, /** @type {any} */ _callback, /** @type {any} */ _state) => {
      begun += 1;
    },
    () => 7,
  );
  return (await outcome(read('bytes', make()))).error instanceof TypeError && begun === 0;
};

/** Whether an Invoke with such a result makes the outcome asked for. @param {unknown} result @param {(got: any) => boolean} right */
const invokedWith = (result, right) => async (/** @type {any} */ l) => {
  const read = l.fromBeginEnd(
    (/** @type {any} */ callback, /** @type {any} */ _state) => soon(() => callback.Invoke(result)),
    () => 7,
  );
  return right(await outcome(read()));
};

function revoked() {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

export const resultBorders = ownRows(noOptions, [
  ['call options with a misspelt name: refused before Begin', refused(() => ({ signl: new AbortController().signal }))],
  [
    'call options with one name too many: refused before Begin',
    refused(() => ({ signal: new AbortController().signal, timeout: 5 })),
  ],
  ['call options whose signal is a structured clone, `{}`: refused before Begin', refused(() => ({ signal: {} }))],
  ['an AbortController in the place of its signal: refused before Begin', refused(() => new AbortController())],
  ['an unknown policy: refused before Begin', refused(() => ({ onAbort: 'later' }))],
  [
    'call options with a getter that throws: refused before Begin',
    refused(() => Object.defineProperty({}, 'signal', { get: throws, enumerable: true })),
  ],
  [
    'call options of another realm: the abort arrives',
    async (l) => {
      const controller = new AbortController();
      const read = l.fromBeginEnd(
        (/** @type {any} */ _bytes, /** @type {any} */ _callback, /** @type {any} */ _state) => {},
        () => 7,
      );
      const waiting = outcome(read('bytes', runInNewContext('(signal) => ({ signal })')(controller.signal)));
      controller.abort(error);
      return (await waiting).error === error;
    },
  ],
  [
    'arguments are left out: callback and state stand where Begin looks for them',
    async (l) => {
      const read = l.fromBeginEnd(
        (/** @type {any} */ _a, /** @type {any} */ _b, /** @type {any} */ callback, /** @type {any} */ _state) =>
          soon(() => callback.Invoke({})),
        () => 7,
      );
      return (await outcome(read('a'))).value === 7;
    },
  ],
  [
    'a misspelt option of an adapter: refused',
    (l) =>
      thrownBy(() =>
        l.fromBeginEnd(
          () => {},
          () => 7,
          { onabort: 'wait' },
        ),
      ) instanceof TypeError,
  ],
  [
    'a result is frozen while its operation runs',
    async (l) => {
      const { begin, end } = l.toBeginEnd(async () => 7);
      const ended = new Promise((resolve) => {
        Object.freeze(begin((/** @type {any} */ result) => resolve(end(result)), null));
      });
      return (await ended) === 7;
    },
  ],
  [
    'a callback is frozen by Begin',
    async (l) => {
      const read = l.fromBeginEnd(
        (/** @type {any} */ callback, /** @type {any} */ _state) => soon(() => Object.freeze(callback).Invoke({})),
        () => 7,
      );
      return (await outcome(read())).value === 7;
    },
  ],
  [
    'others write to a callback: its operation goes on',
    async (l) => {
      const read = l.fromBeginEnd(
        (/** @type {any} */ callback, /** @type {any} */ _state) => {
          Object.assign(callback, { state: 3, settled: true, resolve: null });
          soon(() => callback.Invoke({}));
        },
        () => 7,
      );
      return (await outcome(read())).value === 7;
    },
  ],
  [
    'a result does not lead to what could settle its operation',
    async (l) => {
      const { begin } = l.toBeginEnd(async () => 7);
      const result = begin(null, null);
      return !('resolve' in result) && result.constructor === undefined && Object.keys(result).length === 0;
    },
  ],
  ...[
    ['a proxy', (/** @type {any} */ result) => new Proxy(result, {})],
    ['a revoked proxy', revoked],
    ['an object that has the result as its prototype', (/** @type {any} */ result) => Object.create(result)],
  ].map(
    ([what = '', make]) =>
      /** @type {[string, (library: any) => unknown]} */ ([
        `End gets ${String(what)} in the place of a result: E_INVALIDARG, and the real one can be ended`,
        async (l) => {
          const { begin, end } = l.toBeginEnd(async () => 7);
          const result = begin(null, null);
          await turn();
          const thrown = thrownBy(() => end(/** @type {any} */ (make)(result)));
          return thrown?.hresult === E_INVALIDARG && end(result) === 7;
        },
      ]),
  ),
  ['GetStatus throws: the promise rejects', invokedWith({ GetStatus: throws }, (got) => got.error === error)],
  [
    'GetStatus is a getter that throws: the promise rejects',
    invokedWith(Object.defineProperty({}, 'GetStatus', { get: throws }), (got) => got.error === error),
  ],
  [
    'GetStatus gives a promise of a failure: the promise rejects',
    invokedWith({ GetStatus: async () => FAILURE }, (got) => got.error?.hresult === FAILURE),
  ],
  [
    'GetStatus gives a bigint that says failure: the promise rejects',
    invokedWith({ GetStatus: () => BigInt(FAILURE) }, (got) => got.error?.hresult === FAILURE),
  ],
  ['Invoke gets a revoked proxy: the promise rejects', invokedWith(revoked(), (got) => got.failed)],
  [
    'Invoke comes again inside GetStatus: End is called once, and it is told',
    async (l, tell) => {
      let ends = 0;
      const read = l.fromBeginEnd(
        (/** @type {any} */ callback, /** @type {any} */ _state) => {
          let again = true;
          const result = {
            GetStatus() {
              if (again) {
                again = false;
                callback.Invoke(result);
              }
              return 0;
            },
          };
          soon(() => callback.Invoke(result));
        },
        () => (ends += 1),
      );
      return (await outcome(read())).value === 1 && ends === 1 && tell.heard.join() === 'misuse: second-invoke';
    },
  ],
  [
    'End comes inside the GetStatus that End asks: the outcome is given once',
    async (l) => {
      /** @type {any} */ let inner;
      const { begin, end } = l.toBeginEnd(async () => 7, {
        platform: {
          MFCreateAsyncResult(/** @type {any} */ object, /** @type {any} */ callback, /** @type {any} */ state) {
            const result = l.MFCreateAsyncResult(object, callback, state);
            return Object.assign(result, {
              GetStatus() {
                inner ??= thrownBy(() => end(result));
                return 0;
              },
            });
          },
          MFInvokeCallback() {},
        },
      });
      const result = begin(null, null);
      await turn();
      return end(result) === 7 && inner?.hresult === MF_E_INVALIDREQUEST;
    },
  ],
  [
    'an abort inside GetStatus: the value stands, and nothing is cancelled',
    async (l) => {
      const controller = new AbortController();
      let cancels = 0;
      const result = { GetStatus: () => (controller.abort(error), 0) };
      const read = l.fromBeginEnd(
        (/** @type {any} */ callback, /** @type {any} */ _state) => soon(() => callback.Invoke(result)),
        () => 7,
        { cancel: () => (cancels += 1) },
      );
      return (await outcome(read({ signal: controller.signal }))).value === 7 && cancels === 0;
    },
  ],
  [
    'the misuse handler throws: an uncaught exception, and the promise has its value',
    async (l, tell) => {
      l.setMisuseHandler(throws);
      const read = l.fromBeginEnd(
        (/** @type {any} */ callback, /** @type {any} */ _state) =>
          soon(() => [callback.Invoke({}), callback.Invoke({})]),
        () => 7,
      );
      const got = await outcome(read());
      await quiet();
      return got.value === 7 && tell.heard.join() === 'uncaughtException: the error';
    },
  ],
  [
    'a late value has `Symbol.asyncDispose` alone, whose disposal rejects: it is told',
    async (l, tell) => {
      /** @type {any} */ let callback;
      const open = l.fromBeginEnd(
        (/** @type {any} */ given, /** @type {any} */ _state) => {
          callback = given;
        },
        () => ({ [Symbol.asyncDispose ?? Symbol.for('Symbol.asyncDispose')]: () => Promise.reject(error) }),
      );
      const promise = open();
      promise.cancel();
      await outcome(promise);
      callback.Invoke({});
      await turn();
      return tell.heard.join() === 'misuse: dispose-failed';
    },
  ],
  [
    'a function goes on after Cancel: whenEnded waits for it, and the outer `dispose` gets its value',
    async (l) => {
      /** @type {any} */ let settle;
      /** @type {unknown[]} */ const disposed = [];
      const { begin, end, cancel } = l.toBeginEnd(() => new Promise((resolve) => (settle = resolve)));
      const open = l.fromBeginEnd(begin, end, { cancel, dispose: (/** @type {any} */ value) => disposed.push(value) });
      const promise = open();
      let over = false;
      promise.cancel(error);
      const ended = l.whenEnded(promise).then(() => (over = true));
      await outcome(promise);
      await turn();
      const early = over;
      settle(7);
      await ended;
      await turn();
      return !early && disposed.join() === '7';
    },
  ],
  [
    'a promise with a `cancel` of its own that stays pending: the operation is over at once',
    async (l) => {
      const pending = Object.assign(new Promise(() => {}), { cancel() {} });
      const { begin, end, cancel } = l.toBeginEnd(() => pending);
      const ended = new Promise((resolve) => {
        const result = begin((/** @type {any} */ given) => resolve(thrownBy(() => end(given))), null);
        cancel(result);
      });
      return (await ended)?.hresult === 0x80004004;
    },
  ],
]);
