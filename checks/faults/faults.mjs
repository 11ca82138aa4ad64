// The faults: what happens to an adapter, and when it has survived. Each runs in a process of its own; where that ends with a
// promise that nobody will ever settle, the verdict is "hang", and where it ends by an exception, "crash".
import { AsyncLocalStorage } from 'node:async_hooks';
import { getEventListeners } from 'node:events';
import process from 'node:process';

import { adapterBorders, resultBorders } from './adapterBorders.mjs';
import { platformBorders, streamBorders } from './streamBorders.mjs';
import { error, notComparable, outcome, quiet, rows, soon, survivedIf, toldIf, turn } from './tools.mjs';

/** @import { Run, Tell } from './tools.mjs' */

const FAILURE = 0x80004005;
const MULTIPLE_BEGIN = 0x000d36d8;
/** Why no other library can pass, by construction. */
const NO_RESULT = notComparable(
  'the others have no result that is ended and has a status, and no promise that can be cancelled',
);
const NO_HRESULT = notComparable(
  'what a function returns beside its callback has no meaning for the others, and need not have',
);

/** @param {unknown} asked @param {{ error?: unknown, failed: boolean }} got */
const toldAs = (asked, got) => toldIf(got, got.error === asked);

const toPromise = rows(
  ['promisify'],
  [
    [
      'a value comes',
      [],
      async (p) => survivedIf((await outcome(p.promisify((/** @type {any} */ d) => soon(d.ok, 7))())).value === 7),
    ],
    [
      'an error comes, the very object',
      [],
      async (p) => toldAs(error, await outcome(p.promisify((/** @type {any} */ d) => soon(d.fail, error))())),
    ],
    [
      'a failure with a falsy error',
      ['anyFailure'],
      async (p) => {
        const { failed, error: got } = await outcome(
          p.promisify((/** @type {any} */ d) => soon(d.fail, undefined), {})(),
        );
        return survivedIf(failed && got === undefined);
      },
    ],
    [
      'the callback comes inside Begin',
      [],
      async (p) => survivedIf((await outcome(p.promisify((/** @type {any} */ d) => d.ok(7))())).value === 7),
    ],
    [
      'Begin throws',
      [],
      async (p) => {
        let promise;
        try {
          promise = p.promisify(() => {
            throw error;
          })();
        } catch {
          return 'silent loss'; // The promise's handlers never hear of it.
        }
        return survivedIf((await outcome(promise)).error === error);
      },
    ],
    [
      'the callback comes inside Begin, which then throws',
      [],
      async (p, tell) => {
        const got = await outcome(
          p.promisify((/** @type {any} */ d) => {
            d.ok(7);
            throw error;
          })(),
        );
        await turn();
        return survivedIf(got.failed ? got.error === error : got.value === 7 && tell.heard.length > 0);
      },
    ],
    [
      'Begin returns a failure code: no callback will come',
      [NO_HRESULT],
      async (p) => survivedIf((await outcome(p.promisify(() => FAILURE)())).failed),
    ],
    [
      'Begin returns a signed failure code',
      [NO_HRESULT],
      async (p) => survivedIf((await outcome(p.promisify(() => FAILURE | 0)())).failed),
    ],
    [
      'Begin joins an operation that runs already (MF_S_MULTIPLE_BEGIN)',
      [NO_HRESULT],
      async (p) => survivedIf((await outcome(p.promisify(() => MULTIPLE_BEGIN)())).failed),
    ],
    ['the callback comes twice', [], twice((d) => d.ok(8))],
    ['the callback comes twice, at last with an error', [], twice((d) => d.fail(error))],
    [
      'the callback comes twice at once, inside Begin',
      [],
      async (p, tell) => {
        const got = await outcome(
          p.promisify((/** @type {any} */ d) => {
            d.ok(7);
            d.ok(8);
          })(),
        );
        await turn();
        return survivedIf(got.value === 7 && tell.heard.length > 0);
      },
    ],
    [
      'the callback comes after Begin has thrown',
      [],
      async (p, tell) => {
        /** @type {any} */ let done;
        await outcome(
          p.promisify((/** @type {any} */ d) => {
            done = d;
            throw error;
          })(),
        );
        done.ok(7);
        await turn();
        return survivedIf(tell.heard.length > 0);
      },
    ],
    [
      'the callback is dropped: it can never come',
      [],
      async (p) => {
        p.library?.setLostCallbackDetection(true);
        // An operation that really goes on keeps the process alive; this one does not.
        const promise = p.promisify(() => {})();
        await turn();
        for (let index = 0; index < 20; index++) {
          globalThis.gc?.();
          await turn();
        }
        return survivedIf((await outcome(promise)).failed);
      },
    ],
    [
      'End succeeds, and the status says failure',
      [NO_RESULT],
      async (p) =>
        survivedIf((await outcome(p.promisify((/** @type {any} */ d) => soon(d.ok, 7), { status: FAILURE })())).failed),
    ],
    [
      'the value is a promise that rejects',
      [],
      async (p) =>
        survivedIf(
          (await outcome(p.promisify((/** @type {any} */ d) => void setImmediate(() => d.ok(Promise.reject(error))))()))
            .error === error,
        ),
    ],
    [
      'the value has a `then` that throws',
      [],
      async (p) => {
        const value = Object.defineProperty({}, 'then', {
          get() {
            throw error;
          },
        });
        return survivedIf((await outcome(p.promisify((/** @type {any} */ d) => soon(d.ok, value))())).error === error);
      },
    ],
    [
      '`this` and the arguments reach Begin',
      [],
      async (p) => {
        const self = {};
        const got = await outcome(
          p
            .promisify(
              /** @this {unknown} */ function (/** @type {any} */ d, /** @type {any[]} */ ...args) {
                d.ok(this === self && args.join() === '1,2');
              },
            )
            .call(self, [1, 2]),
        );
        return survivedIf(got.value === true);
      },
    ],
    [
      'the async context, after a callback from another one',
      [],
      async (p) => {
        const storage = new AsyncLocalStorage();
        /** @type {any} */ let done;
        const waiting = storage.run('mine', async () => {
          await p.promisify((/** @type {any} */ d) => {
            done = d;
          })();
          return storage.getStore();
        });
        storage.run('foreign', () => done.ok());
        return survivedIf((await waiting) === 'mine');
      },
    ],
    [
      '100,000 operations at once',
      [],
      async (p) => {
        /** @type {any[]} */ const dones = [];
        const adapted = p.promisify((/** @type {any} */ d) => {
          dones.push(d);
        });
        const all = Array.from({ length: 100_000 }, () => adapted());
        dones.forEach((d, index) => d.ok(index));
        return survivedIf((await Promise.all(all)).every((value, index) => value === index));
      },
    ],
    [
      'a failure that nobody awaits',
      [],
      async (p, tell) => {
        void p.promisify((/** @type {any} */ d) => soon(d.fail, error))();
        await quiet();
        return survivedIf(tell.heard.length > 0);
      },
    ],
    [
      'an abort before Begin: nothing is begun',
      ['signal'],
      async (p) => {
        let begun = false;
        const controller = new AbortController();
        controller.abort(error);
        const got = await outcome(
          p.promisify(
            (/** @type {any} */ d) => {
              begun = true;
              soon(d.ok, 7);
            },
            { cancel() {} },
          )([], controller.signal),
        );
        return toldIf(got, got.failed && !begun);
      },
    ],
    [
      'an abort: whoever waits is told',
      ['cancel'],
      async (p) => {
        const controller = new AbortController();
        const waiting = outcome(
          p.promisify(() => 'cookie', { cancel() {}, onAbort: 'abandon' })([], controller.signal),
        );
        controller.abort(error);
        return survivedIf((await waiting).failed);
      },
    ],
    [
      'an abort: the reason is passed on',
      ['signal'],
      async (p) => {
        const controller = new AbortController();
        const waiting = outcome(
          p.promisify(() => 'cookie', { cancel() {}, onAbort: 'abandon' })([], controller.signal),
        );
        controller.abort(error);
        return toldAs(error, await waiting);
      },
    ],
    [
      'an abort inside Begin: the operation is cancelled all the same',
      ['signal'],
      async (p) => {
        const controller = new AbortController();
        /** @type {unknown[]} */ const cancelled = [];
        const promise = p.promisify(
          () => {
            controller.abort(error);
            return 'cookie';
          },
          { cancel: (/** @type {unknown} */ cookie) => cancelled.push(cookie), onAbort: 'abandon' },
        )([], controller.signal);
        const got = await outcome(promise);
        return survivedIf(got.failed && cancelled.join() === 'cookie');
      },
    ],
    [
      'an abort: the cancel action gets what Begin returned',
      ['cancel', 'cookie'],
      async (p) => {
        const controller = new AbortController();
        /** @type {unknown[]} */ const cancelled = [];
        /** @type {any} */ let done;
        const promise = p.promisify(
          (/** @type {any} */ d) => {
            done = d;
            return 'cookie';
          },
          {
            cancel(/** @type {unknown} */ cookie) {
              cancelled.push(cookie);
              soon(done.fail, error);
            },
          },
        )([], controller.signal);
        void outcome(promise);
        controller.abort(error);
        await turn();
        await turn();
        return survivedIf(cancelled.join() === 'cookie');
      },
    ],
    [
      'an abort, and the operation completes after all: the value is not lost',
      ['cancel'],
      async (p) => {
        const controller = new AbortController();
        /** @type {any} */ let done;
        const promise = p.promisify(
          (/** @type {any} */ d) => {
            done = d;
            return 'cookie';
          },
          { cancel: () => soon(done.ok, 7) },
        )([], controller.signal);
        setImmediate(() => controller.abort(error));
        const got = await outcome(promise);
        return toldIf(got, got.value === 7);
      },
    ],
    [
      'an abort, and a handle comes late: it is released',
      ['cancel'],
      async (p) => {
        const controller = new AbortController();
        let released = 0;
        /** @type {any} */ let done;
        const handle = {
          [Symbol.dispose ?? Symbol.for('Symbol.dispose')]: () => {
            released += 1;
          },
        };
        const promise = p.promisify(
          (/** @type {any} */ d) => {
            done = d;
          },
          {
            cancel() {},
            onAbort: 'abandon',
            dispose: () => {
              released += 1;
            },
          },
        )([], controller.signal);
        void outcome(promise);
        controller.abort(error);
        await turn();
        done.ok(handle);
        await turn();
        return survivedIf(released === 1);
      },
    ],
    [
      'an abort: the operation is over only when its End was called',
      [NO_RESULT],
      async (p) => {
        const controller = new AbortController();
        /** @type {any} */ let done;
        const promise = p.promisify(
          (/** @type {any} */ d) => {
            done = d;
          },
          { onAbort: 'abandon' },
        )([], controller.signal);
        let over = false;
        const ended = (async () => {
          await p.library.whenEnded(promise);
          over = true;
        })();
        controller.abort(error);
        await outcome(promise);
        await turn();
        const early = over;
        done.ok(7);
        await ended;
        return survivedIf(!early && over);
      },
    ],
    [
      'the cancel action throws',
      ['cancel'],
      async (p, tell) => {
        const controller = new AbortController();
        const promise = p.promisify(() => 'cookie', {
          cancel() {
            throw new Error('cancel');
          },
        })([], controller.signal);
        const got = outcome(promise);
        try {
          controller.abort(error);
        } catch {
          tell.heard.push('thrown');
        }
        const { failed } = await got;
        await turn();
        return survivedIf(failed && tell.heard.every((what) => what.startsWith('misuse')));
      },
    ],
    [
      'the cancel action completes the operation at once',
      ['cancel'],
      async (p) => {
        const controller = new AbortController();
        /** @type {any} */ let done;
        const promise = p.promisify(
          (/** @type {any} */ d) => {
            done = d;
            return 'cookie';
          },
          { cancel: () => done.fail(new DOMException('', 'AbortError')) },
        )([], controller.signal);
        setImmediate(() => controller.abort(error));
        return survivedIf((await outcome(promise)).failed);
      },
    ],
    [
      'an abort after the end: the cancel action is not called',
      ['cancel'],
      async (p) => {
        const controller = new AbortController();
        let cancelled = 0;
        const got = await outcome(
          p.promisify((/** @type {any} */ d) => soon(d.ok, 7), {
            cancel: () => {
              cancelled += 1;
            },
          })([], controller.signal),
        );
        controller.abort(error);
        await turn();
        return survivedIf(got.value === 7 && cancelled === 0);
      },
    ],
    [
      '1,000 operations on one signal, one after the other: no listener is left',
      ['signal'],
      async (p) => {
        const { signal } = new AbortController();
        const adapted = p.promisify((/** @type {any} */ d) => soon(d.ok, 7), { cancel() {} });
        for (let index = 0; index < 1000; index++) await adapted([], signal);
        await new Promise((resolve) => void setTimeout(resolve, 200));
        return survivedIf(getEventListeners(signal, 'abort').length === 0);
      },
    ],
    [
      '10,000 operations on one signal at once: no warning of a leak',
      ['signal'],
      async (p, tell) => {
        const controller = new AbortController();
        /** @type {any[]} */ const dones = [];
        const adapted = p.promisify(
          (/** @type {any} */ d) => {
            dones.push(d);
          },
          { cancel() {} },
        );
        const all = Array.from({ length: 10_000 }, () => adapted([], controller.signal));
        await turn();
        for (const d of dones) d.ok(7);
        await Promise.all(all);
        await turn();
        // A warning of a leak that is none loses nothing.
        return toldIf({ failed: true }, tell.heard.length === 0);
      },
    ],
    [
      'an abort storm: 10,000 operations on one signal, all are told',
      ['signal'],
      async (p) => {
        const controller = new AbortController();
        let cancelled = 0;
        const adapted = p.promisify(() => 'cookie', {
          cancel: () => {
            cancelled += 1;
          },
          onAbort: 'abandon',
        });
        const all = Array.from({ length: 10_000 }, () => outcome(adapted([], controller.signal)));
        controller.abort(error);
        const got = await Promise.all(all);
        return survivedIf(got.every(({ failed }) => failed) && cancelled === 10_000);
      },
    ],
  ],
);

/** @param {(done: any) => void} again */
function twice(again) {
  return async (/** @type {any} */ p, /** @type {Tell} */ tell) => {
    const got = await outcome(
      p.promisify(
        (/** @type {any} */ d) =>
          void setImmediate(() => {
            d.ok(7);
            again(d);
          }),
      )(),
    );
    await turn();
    return survivedIf(got.value === 7 && tell.heard.length > 0);
  };
}

/** What a consumer's callback heard. @param {any} peer @param {(...args: any[]) => any} fn @param {unknown} [self] */
async function heardBy(peer, fn, self) {
  /** @type {{ failed: boolean, error: any, value: any, inside: boolean }[]} */ const calls = [];
  let inside = true;
  let thrown = false;
  try {
    peer.callbackify(fn).call(self, (/** @type {any} */ failure, /** @type {any} */ value) => {
      calls.push({ failed: Boolean(failure), error: failure?.error ?? failure, value, inside });
    });
  } catch {
    thrown = true;
  }
  inside = false;
  await turn();
  await turn();
  return { calls, thrown };
}

const toCallback = rows(
  ['callbackify'],
  [
    [
      'a value comes',
      [],
      async (p) => {
        const { calls } = await heardBy(p, async () => 7);
        return survivedIf(calls.length === 1 && calls[0]?.value === 7);
      },
    ],
    [
      'a rejection comes, the very error',
      [],
      async (p) => {
        const { calls } = await heardBy(p, async () => {
          throw error;
        });
        return survivedIf(calls.length === 1 && calls[0]?.error === error);
      },
    ],
    ...[undefined, null, 0, '', false].map(
      (falsy) =>
        /** @type {[string, string[], Run]} */ ([
          `a rejection with ${falsy === '' ? "''" : falsy}: the callback hears of a failure`,
          [],
          async (p) => {
            const { calls } = await heardBy(p, () => Promise.reject(falsy));
            return survivedIf(calls.length === 1 && calls[0]?.failed === true);
          },
        ]),
    ),
    [
      'the function throws: the callback hears of it',
      [],
      async (p) => {
        const { calls, thrown } = await heardBy(p, () => {
          throw error;
        });
        return thrown ? 'crash' : survivedIf(calls.length === 1 && calls[0]?.error === error);
      },
    ],
    [
      'the function returns a plain value',
      [],
      async (p) => {
        const { calls, thrown } = await heardBy(p, () => 7);
        return thrown ? 'crash' : toldIf(calls[0] ?? { failed: false }, calls[0]?.value === 7);
      },
    ],
    [
      'the promise is settled already: the callback does not come inside Begin',
      [],
      async (p) => {
        const { calls } = await heardBy(p, () => Promise.resolve(7));
        return survivedIf(calls.length === 1 && calls[0]?.inside === false);
      },
    ],
    [
      'a thenable that calls back at once',
      [],
      async (p) => {
        const { calls } = await heardBy(p, () => ({ then: (/** @type {any} */ resolve) => resolve(7) }));
        return toldIf(
          calls[0] ?? { failed: false },
          calls.length === 1 && calls[0]?.inside === false && calls[0].value === 7,
        );
      },
    ],
    [
      'a thenable that calls back twice: the callback comes once',
      [],
      async (p) => {
        const { calls } = await heardBy(p, () => ({
          then(/** @type {any} */ resolve, /** @type {any} */ reject) {
            resolve(7);
            reject(error);
          },
        }));
        return survivedIf(calls.length === 1);
      },
    ],
    [
      'a thenable whose `then` throws',
      [],
      async (p) => {
        const { calls, thrown } = await heardBy(p, () => ({
          then() {
            throw error;
          },
        }));
        return thrown ? 'crash' : survivedIf(calls.length === 1 && calls[0]?.failed === true);
      },
    ],
    [
      'the consumer throws: once, and it is not called again',
      [],
      consumerThrows((heard, calls) => calls === 1 && heard.length === 1),
    ],
    [
      'the consumer throws: an uncaught exception, not an unhandled rejection',
      [],
      consumerThrows((heard) => heard.join() === 'uncaughtException: the consumer'),
    ],
    [
      'there is no consumer: it is told before the work begins',
      ['demandsCallback'],
      async (p) => {
        let begun = false;
        try {
          p.callbackify(async () => {
            begun = true;
          }).call(undefined, undefined);
        } catch {
          return survivedIf(!begun);
        }
        return 'silent loss';
      },
    ],
    [
      '`this` and the arguments reach the function',
      [],
      async (p) => {
        const self = {};
        let right = false;
        p.callbackify(
          /** @type {any} */ (
            /** @this {unknown} */ async function (/** @type {any[]} */ ...args) {
              right = this === self && args.join() === '1,2';
            }
          ),
        ).call(self, () => {}, 1, 2);
        await turn();
        return survivedIf(right);
      },
    ],
    [
      'the async context of Begin, in the callback',
      [],
      async (p) => {
        const storage = new AsyncLocalStorage();
        /** @type {any} */ let settle;
        const promise = new Promise((resolve) => {
          settle = resolve;
        });
        /** @type {unknown} */ let seen;
        storage.run('mine', () =>
          p
            .callbackify(() => promise)
            .call(undefined, () => {
              seen = storage.getStore();
            }),
        );
        storage.run('foreign', () => settle(7));
        await turn();
        await turn();
        return survivedIf(seen === 'mine');
      },
    ],
    [
      'the consumer cancels: it is told',
      ['interrupt'],
      async (p) => {
        /** @type {unknown[]} */ const calls = [];
        const started = p
          .callbackify(() => new Promise(() => {}))
          .call(undefined, (/** @type {any} */ failure) => calls.push(failure));
        await turn();
        p.interrupt(started);
        await turn();
        await turn();
        return survivedIf(calls.length === 1 && Boolean(calls[0]));
      },
    ],
    [
      'the consumer cancels, and a handle comes late: it is released',
      ['interrupt'],
      async (p) => {
        let released = 0;
        /** @type {any} */ let settle;
        const handle = {
          [Symbol.dispose ?? Symbol.for('Symbol.dispose')]: () => {
            released += 1;
          },
        };
        const started = p
          .callbackify(
            () =>
              new Promise((resolve) => {
                settle = resolve;
              }),
          )
          .call(undefined, () => {});
        await turn();
        p.interrupt(started);
        await turn();
        settle(handle);
        await turn();
        return survivedIf(released === 1);
      },
    ],
    [
      'the consumer cancels a CancellablePromise: the operation below is cancelled',
      ['interrupt', NO_RESULT],
      async (p) => {
        let cancelled = 0;
        const read = p.library.fromBeginEnd(
          () => 'cookie',
          () => 7,
          {
            cancel: () => {
              cancelled += 1;
            },
          },
        );
        const started = p.callbackify(() => read()).call(undefined, () => {});
        p.interrupt(started);
        await turn();
        return survivedIf(cancelled === 1);
      },
    ],
    ...[
      [
        'End comes before the operation has completed',
        (/** @type {any} */ l) => {
          const { begin, end } = l.toBeginEnd(() => new Promise(() => {}));
          return fails(() => end(begin(null, null)), 0x8000000a);
        },
      ],
      [
        'End comes twice',
        async (/** @type {any} */ l) => {
          const { begin, end } = l.toBeginEnd(async () => 7);
          const result = begin(null, null);
          await turn();
          return end(result) === 7 && fails(() => end(result), 0xc00d36b2);
        },
      ],
      [
        'End comes with a result of another pair',
        async (/** @type {any} */ l) => {
          const one = l.toBeginEnd(async () => 7);
          const other = l.toBeginEnd(async () => 8);
          const result = one.begin(null, null);
          await turn();
          return fails(() => other.end(result), 0x80070057) && one.end(result) === 7;
        },
      ],
      [
        'a result is dropped, and End never comes',
        async (/** @type {any} */ l, /** @type {Tell} */ tell) => {
          l.setLostCallbackDetection(true);
          const { begin } = l.toBeginEnd(async () => 7);
          begin(null, null);
          for (let index = 0; index < 20; index++) {
            await turn();
            globalThis.gc?.();
          }
          return tell.heard.some((what) => what.includes('never-ended'));
        },
      ],
      [
        'the platform was shut down in the meantime',
        async (/** @type {any} */ l) => {
          const MFInvokeCallback = () => {
            throw error;
          };
          const { begin, end } = l.toBeginEnd(async () => 7, {
            platform: { MFCreateAsyncResult: l.MFCreateAsyncResult, MFInvokeCallback },
          });
          return (
            (await new Promise((resolve) => begin((/** @type {any} */ result) => resolve(end(result)), null))) === 7
          );
        },
      ],
    ].map(
      ([name, run]) =>
        /** @type {[string, string[], Run]} */ ([
          name,
          [NO_RESULT],
          async (p, tell) => survivedIf(await /** @type {any} */ (run)(p.library, tell)),
        ]),
    ),
  ],
);

/** @param {() => unknown} action @param {number} hresult */
function fails(action, hresult) {
  try {
    action();
    return false;
  } catch (thrown) {
    return /** @type {any} */ (thrown).hresult === hresult;
  }
}

/** @param {(heard: string[], calls: number) => boolean} right */
function consumerThrows(right) {
  return async (/** @type {any} */ p, /** @type {Tell} */ tell) => {
    let calls = 0;
    p.callbackify(async () => 7).call(undefined, () => {
      calls += 1;
      throw new Error('the consumer');
    });
    await quiet();
    return toldIf({ failed: tell.heard.length > 0 }, right(tell.heard, calls));
  };
}

const roundTrip = rows(
  ['promisify', 'callbackify'],
  [
    [
      'a value, there and back',
      [],
      async (p) => survivedIf((await outcome(thereAndBack(p, async () => 7))).value === 7),
    ],
    [
      'an error, there and back, is the very object',
      [],
      async (p) =>
        toldAs(
          error,
          await outcome(
            thereAndBack(p, async () => {
              throw error;
            }),
          ),
        ),
    ],
    [
      'a rejection with undefined, there and back, is a rejection',
      [],
      async (p) => survivedIf((await outcome(thereAndBack(p, () => Promise.reject()))).failed),
    ],
  ],
);

/** A promise function, as a callback function, as a promise function. @param {any} p @param {() => any} fn */
function thereAndBack(p, fn) {
  const legacy = p.callbackify(fn);
  return p.promisify(
    (/** @type {any} */ d) =>
      void legacy((/** @type {any} */ failure, /** @type {any} */ value) =>
        failure ? d.fail('error' in Object(failure) ? failure.error : failure) : d.ok(value),
      ),
  )();
}

export const groups = {
  'callback → promise': toPromise,
  'promise → callback': toCallback,
  'there and back': roundTrip,
  'callback → promise, at the borders': adapterBorders,
  'call options, results and callbacks': resultBorders,
  streams: streamBorders,
  platforms: platformBorders,
};

/** Notes whatever tells somebody of a fault. @param {any} peer @returns {Tell} */
export function listen(peer) {
  /** @type {string[]} */ const heard = [];
  process.on('uncaughtException', (thrown, origin) => heard.push(`${origin}: ${thrown?.message}`));
  process.on('warning', (warning) => heard.push(`warning: ${warning.name}`));
  for (const method of /** @type {const} */ (['warn', 'error'])) {
    console[method] = (...words) => void heard.push(`${method}: ${words.join(' ')}`);
  }
  peer.library?.setMisuseHandler((/** @type {any} */ report) => heard.push(`misuse: ${report.kind}`));
  return { heard };
}
