import { AsyncLocalStorage } from 'node:async_hooks';
import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import pDefer from 'p-defer';
import {
  callbackOf,
  E_ABORT,
  E_FAIL,
  E_INVALIDARG,
  E_PENDING,
  E_POINTER,
  HResultError,
  MF_E_INVALIDREQUEST,
  MF_E_SHUTDOWN,
  MFCreateAsyncResult,
  S_OK,
  toBeginEnd,
  type IMFAsyncResult,
} from '../../src/index.js';
import { S_FALSE } from '../../src/contract/hresultTable.js';
import { runInChild } from '../support/childProcess.js';
import { allJobs, uncaughtBy } from '../support/promises.js';
import { promiseWithOwnThen, thenable } from '../support/thenables.js';
import { thrownBy } from '../support/thrownBy.js';

const broken = new Error('broken');

/** A callback that remembers what it was invoked with. */
function recorder() {
  const results: IMFAsyncResult[] = [];
  return { results, Invoke: (result: IMFAsyncResult): unknown => results.push(result) };
}

/** Begins an operation of `fn`, and waits until it has completed. */
async function completed(fn: () => unknown) {
  const pair = toBeginEnd(fn);
  const result = pair.begin(null, null);
  await allJobs();
  return { ...pair, result };
}

describe('toBeginEnd, calling the function', () => {
  test.each([0, 1, 2, 3, 4, 5, 6, 7, 8])('the function, with %i arguments, gets them alone, inside Begin', (count) => {
    const calls: unknown[][] = [];
    const { begin } = toBeginEnd((...args: unknown[]) => {
      calls.push(args);
    });
    const args = Array.from({ length: count }, (_, index) => `argument ${index}`);
    begin(...args, null, 'state');
    expect(calls).toStrictEqual([args]);
  });

  test('a plain function, that returns nothing, completes later, with nothing', async () => {
    const invoked: IMFAsyncResult[] = [];
    const { begin, end } = toBeginEnd(() => {});
    const result = begin((own) => invoked.push(own), null);
    expect(invoked).toStrictEqual([]);
    await allJobs();
    expect(invoked).toStrictEqual([result]);
    expect(end(result)).toBeUndefined();
  });

  test('a promise of a subclass, whose constructor takes arguments of its own, is waited for', async () => {
    class Query extends Promise<string> {
      static override get [Symbol.species](): PromiseConstructor {
        return Promise;
      }

      constructor(table: { rows: string }) {
        super((resolve) => resolve(table.rows));
      }
    }
    const { end, result } = await completed(() => new Query({ rows: 'rows' }));
    expect(end(result)).toBe('rows');
  });

  test('this, of Begin, is this of the function', () => {
    const selves: unknown[] = [];
    const { begin } = toBeginEnd(function (this: unknown) {
      selves.push(this);
    });
    const self = { begin };
    self.begin(null, null);
    begin(null, null);
    expect(selves).toStrictEqual([self, undefined]);
  });

  test.each([
    ['undefined', undefined],
    ['1', 1],
    [`'Invoke'`, 'Invoke'],
    ['object', {}],
    ['object', { Invoke: true }],
  ])('Begin, where the callback is %s, throws and the function is not called', (came, callback) => {
    const calls: unknown[] = [];
    const { begin } = toBeginEnd(function read() {
      calls.push('read');
    });
    const message = `BeginRead: callback must be an IMFAsyncCallback, a function or null, got ${came}`;
    expect(() => begin(callback as never, null)).toThrow(new TypeError(message));
    expect(calls).toStrictEqual([]);
  });

  test.each([[[]], [[null]]])('Begin, with the arguments %j alone, throws and the function is not called', (args) => {
    const calls: unknown[] = [];
    const { begin } = toBeginEnd(function read() {
      calls.push('read');
    });
    const loosely = begin as (...all: unknown[]) => unknown;
    const message = 'BeginRead: expected a callback and a state as the last two arguments';
    expect(() => loosely(...args)).toThrow(new TypeError(message));
    expect(calls).toStrictEqual([]);
  });
});

/** Like `fetch` of a browser, which throws "Illegal invocation" where `this` is anything else. */
function illegalElsewhere(this: unknown): string {
  if (this !== undefined) throw new TypeError('Illegal invocation');
  return 'fetched';
}

describe('toBeginEnd, this of the function', () => {
  test('this, where Begin is called as a method of its trio, is none', async () => {
    const trio = toBeginEnd(illegalElsewhere);
    const result = trio.begin(null, null);
    await allJobs();
    expect(trio.end(result)).toBe('fetched');
  });

  test('this, with passSignal, where Begin is called as a method of its trio, is none', async () => {
    const trio = toBeginEnd(illegalElsewhere as (this: unknown, options: { signal: AbortSignal }) => string, {
      passSignal: true,
    });
    const result = trio.begin(null, null);
    await allJobs();
    expect(trio.end(result)).toBe('fetched');
  });

  test('this, with passSignal, of any other object, is that', () => {
    const selves: unknown[] = [];
    const { begin } = toBeginEnd(
      function (this: unknown, _options: { signal: AbortSignal }) {
        selves.push(this);
      },
      { passSignal: true },
    );
    const self = { begin };
    self.begin(null, null);
    expect(selves).toStrictEqual([self]);
  });
});

const revoked = (): object => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};

const unreadable = (key: string) => (): object =>
  Object.defineProperty(Promise.resolve('value'), key, {
    get() {
      throw new Error(`no ${key}`);
    },
  });

const resistsClass = (): object =>
  new Proxy(Promise.resolve('value'), {
    getPrototypeOf() {
      throw new Error('no class');
    },
  });

describe('toBeginEnd, what the function gives', () => {
  test.each<[string, () => object, RegExp]>([
    ['a revoked proxy', revoked, /revoked/],
    ['a promise whose then cannot be read', unreadable('then'), /no then/],
    ['a promise whose constructor cannot be read', unreadable('constructor'), /no constructor/],
    ['a proxy of a promise that does not tell its class', resistsClass, /incompatible|called on/i],
  ])('%s, makes End throw, and neither Begin nor Cancel', async (_, made, message) => {
    const callback = recorder();
    const { begin, end, cancel } = toBeginEnd(made);
    const result = begin(callback, null);
    await allJobs();
    expect(() => cancel(result)).not.toThrow();
    expect(callback.results).toStrictEqual([result]);
    expect(() => end(result)).toThrow(message);
  });

  test('the then of a thenable, is called once, in a job of its own', async () => {
    let called = 0;
    const { begin, end } = toBeginEnd(() =>
      thenable((resolve) => {
        called += 1;
        resolve('value');
      }),
    );
    const result = begin(null, null);
    expect(called).toBe(0);
    await allJobs();
    expect([called, end(result)]).toStrictEqual([1, 'value']);
  });
});

describe('toBeginEnd, a result that others touch', () => {
  test.each<[string, (result: object) => unknown]>([
    ['frozen', Object.freeze],
    ['sealed', Object.seal],
    ['given fields of other names', (result) => Object.assign(result, { state: 3, resolve() {}, outcome: 'forged' })],
  ])('a result, %s while the operation runs, completes all the same', async (_, touch) => {
    const callback = recorder();
    const { begin, end } = toBeginEnd(async () => 'value');
    const result = begin(callback, 'state');
    touch(result);
    await allJobs();
    expect(callback.results).toStrictEqual([result]);
    expect([end(result), result.GetState(), result.GetStatus()]).toStrictEqual(['value', 'state', S_OK]);
  });

  test('a result, frozen while the operation runs, can be cancelled and has its status set', async () => {
    const { begin, end, cancel } = toBeginEnd(() => new Promise(() => {}));
    const result = Object.freeze(begin(null, null));
    result.SetStatus(MF_E_SHUTDOWN);
    expect(result.GetStatus()).toBe(MF_E_SHUTDOWN);
    cancel(result);
    expect(thrownBy(() => end(result))).toMatchObject({ hresult: E_ABORT });
  });

  test('a proxy of a result, at End and at Cancel, is refused, and the real one can still be ended', async () => {
    const { begin, end, cancel } = toBeginEnd(async () => 'value');
    const result = begin(null, null);
    const proxy = new Proxy(result, {});
    expect(thrownBy(() => cancel(proxy))).toMatchObject({ hresult: E_INVALIDARG });
    await allJobs();
    expect(thrownBy(() => end(proxy))).toMatchObject({ hresult: E_INVALIDARG });
    expect(end(result)).toBe('value');
  });

  test('a result, looked at, shows nothing of the operation and leads to nothing of the library', () => {
    const { begin } = toBeginEnd(async () => ({ secret: true }));
    const result = begin({ Invoke: () => 'secret' }, { secret: true });
    expect(inspect(result, { showHidden: true, depth: 9 })).not.toMatch(/secret|adapter|fn/);
    expect(JSON.stringify(result)).toBe('{}');
    expect(Reflect.ownKeys(result)).toStrictEqual([]);
    expect(result.constructor).toBeUndefined();
  });
});

describe('toBeginEnd, rules 5 to 8: the outcome', () => {
  test('a value that the promise is resolved with, in End, is returned', async () => {
    const value = {};
    const { end, result } = await completed(() => Promise.resolve(value));
    expect(result.GetStatus()).toBe(S_OK);
    expect(end(result)).toBe(value);
  });

  test('a plain value, that the function returned, is returned by End', async () => {
    const { end, result } = await completed(() => 'plain');
    expect(end(result)).toBe('plain');
  });

  test('a foreign thenable, that the function returned, is adopted', async () => {
    const { end, result } = await completed(() => thenable((resolve) => resolve('foreign')));
    expect(end(result)).toBe('foreign');
  });

  const errors: [unknown, number][] = [
    [new HResultError(MF_E_SHUTDOWN), MF_E_SHUTDOWN],
    [new DOMException('stop', 'AbortError'), E_ABORT],
    [MF_E_SHUTDOWN, MF_E_SHUTDOWN],
    [new Error('broken'), E_FAIL],
    [undefined, E_FAIL],
    [null, E_FAIL],
    [0, E_FAIL],
    ['', E_FAIL],
    [false, E_FAIL],
  ];

  test.each(errors)(
    'the function, throwing %p, makes that the error of End and %i the status',
    async (error, status) => {
      const { end, result } = await completed(() => {
        throw error;
      });
      expect(result.GetStatus()).toBe(status);
      expect(thrownBy(() => end(result))).toBe(error);
    },
  );

  test.each(errors)(
    'the promise, rejecting with %p, makes that the error of End and %i the status',
    async (error, status) => {
      const { end, result } = await completed(async () => {
        throw error;
      });
      expect(result.GetStatus()).toBe(status);
      expect(thrownBy(() => end(result))).toBe(error);
    },
  );

  test('a function that throws, in Begin, does not make Begin throw', () => {
    const { begin } = toBeginEnd(() => {
      throw new Error('broken');
    });
    expect(() => begin(null, null)).not.toThrow();
  });

  test.each<[string, (resolve: unknown, reject: (error: unknown) => void) => void]>([
    ['rejects', (_, reject) => reject(broken)],
    [
      'throws when it is called',
      () => {
        throw broken;
      },
    ],
  ])('a foreign thenable whose then %s, is the error of End', async (_, then) => {
    const { end, result } = await completed(() => thenable(then));
    expect(thrownBy(() => end(result))).toBe(broken);
  });
});

/** Functions whose outcome is there when they return. */
const settledAtOnce: [string, () => unknown][] = [
  ['a plain value', () => 'value'],
  ['a settled promise', () => Promise.resolve()],
  [
    'an exception',
    () => {
      throw new Error('broken');
    },
  ],
  ['a thenable that calls back at once', () => thenable((resolve) => resolve())],
  ['a native promise with a then of its own that calls back at once', () => promiseWithOwnThen((resolve) => resolve())],
];

describe('toBeginEnd, rules 2, 4, 12 and 13: the callback', () => {
  test('the callback, an IMFAsyncCallback, is invoked once, as its own method, with the result of Begin', async () => {
    const calls: unknown[] = [];
    const callback = {
      Invoke(result: IMFAsyncResult) {
        calls.push([this, result]);
      },
    };
    const result = toBeginEnd(async () => {}).begin(callback, null);
    await allJobs();
    expect(calls).toStrictEqual([[callback, result]]);
    expect((calls[0] as unknown[])[1]).toBe(result);
  });

  test('the callback, a function, is called once, with the result of Begin alone', async () => {
    const calls: unknown[][] = [];
    const result = toBeginEnd(async () => {}).begin((...args) => calls.push(args), null);
    await allJobs();
    expect(calls).toStrictEqual([[result]]);
  });

  test.each(settledAtOnce)('the callback, of %s, is invoked once, and never inside Begin', async (_, fn) => {
    const callback = recorder();
    const result = toBeginEnd(fn).begin(callback, null);
    expect(callback.results).toStrictEqual([]);
    await allJobs();
    expect(callback.results).toStrictEqual([result]);
  });

  test.each<[string, (resolve: () => void) => void]>([
    [
      'calls back twice',
      (resolve) => {
        resolve();
        resolve();
      },
    ],
    [
      'throws',
      () => {
        throw broken;
      },
    ],
  ])('the callback, of a native promise with a then of its own that %s, is invoked once', async (_, then) => {
    const callback = recorder();
    const { begin } = toBeginEnd(() => promiseWithOwnThen(then));
    const result = begin(callback, null);
    await allJobs();
    expect(callback.results).toStrictEqual([result]);
  });

  test.each(settledAtOnce)('the callback, of %s, is invoked in the async context of Begin', async (_, fn) => {
    const storage = new AsyncLocalStorage<string>();
    const contexts: unknown[] = [];
    storage.run('of Begin', () => toBeginEnd(fn).begin(() => contexts.push(storage.getStore()), null));
    await allJobs();
    expect(contexts).toStrictEqual(['of Begin']);
  });

  test('the callback, where the promise is settled elsewhere, is invoked in the async context of Begin', async () => {
    const storage = new AsyncLocalStorage<string>();
    const contexts: unknown[] = [];
    const { promise, resolve } = pDefer<void>();
    storage.run('of Begin', () => toBeginEnd(() => promise).begin(() => contexts.push(storage.getStore()), null));
    storage.run('elsewhere', () => resolve());
    await allJobs();
    expect(contexts).toStrictEqual(['of Begin']);
  });

  test('the callback is invoked in the very job in which the promise tells of its end', async () => {
    const order: string[] = [];
    const promise = Promise.resolve();
    toBeginEnd(() => promise).begin(() => order.push('Invoke'), null);
    void promise.then(() => order.push('then'));
    await allJobs();
    expect(order).toStrictEqual(['Invoke', 'then']);
  });

  test('the callback, null, is not invoked and the result can be ended', async () => {
    const { end, result } = await completed(async () => 'value');
    expect(end(result)).toBe('value');
  });

  test('Invoke, throwing, is an uncaught exception, once, and End still works', async () => {
    const error = new Error('broken');
    const { begin, end } = toBeginEnd(async () => 'value');
    let result: IMFAsyncResult | undefined;
    const uncaught = await uncaughtBy(() => {
      result = begin(() => {
        throw error;
      }, null);
    });
    expect(uncaught).toStrictEqual([error]);
    expect(end(result as IMFAsyncResult)).toBe('value');
  });
});

describe('toBeginEnd, rules 9 and 10: the result', () => {
  test('the result, while pending, has the status S_OK, and End throws E_PENDING', async () => {
    const { promise, resolve } = pDefer<string>();
    const { begin, end } = toBeginEnd(function read() {
      return promise;
    });
    const result = begin(null, null);
    await allJobs();
    expect(result.GetStatus()).toBe(S_OK);
    expect(thrownBy(() => end(result))).toMatchObject({
      name: 'HResultError',
      hresult: E_PENDING,
      operation: 'EndRead',
    });
    resolve('value');
    await allJobs();
    expect(end(result)).toBe('value');
  });

  test('the result, of an operation with a state, gives it back', () => {
    const state = {};
    const result = toBeginEnd(async () => {}).begin(null, state);
    expect(result.GetState()).toBe(state);
    expect(result.GetStateNoAddRef()).toBe(state);
  });

  test.each([[null], [undefined]])('the result, of an operation with the state %p, has none', (state) => {
    const result = toBeginEnd(async () => {}).begin(null, state);
    expect(thrownBy(() => result.GetState())).toMatchObject({ hresult: E_POINTER });
    expect(result.GetStateNoAddRef()).toBeNull();
  });

  test('the result, of every operation, has no object', () => {
    const result = toBeginEnd(async () => {}).begin(null, {});
    expect(thrownBy(() => result.GetObject())).toMatchObject({ hresult: E_POINTER });
  });

  test('End, a second time after a value, throws MF_E_INVALIDREQUEST', async () => {
    const { end, result } = await completed(async () => 'value');
    end(result);
    expect(thrownBy(() => end(result))).toMatchObject({ name: 'HResultError', hresult: MF_E_INVALIDREQUEST });
  });

  test('End, a second time after an error, throws MF_E_INVALIDREQUEST', async () => {
    const { end, result } = await completed(async () => {
      throw broken;
    });
    expect(thrownBy(() => end(result))).toBe(broken);
    expect(thrownBy(() => end(result))).toMatchObject({ name: 'HResultError', hresult: MF_E_INVALIDREQUEST });
  });

  test('End, inside Invoke, gives the outcome', async () => {
    const { begin, end } = toBeginEnd(async () => 'value');
    const values: unknown[] = [];
    begin((result) => values.push(end(result)), null);
    await allJobs();
    expect(values).toStrictEqual(['value']);
  });

  const foreign: [string, () => unknown][] = [
    ['of another pair', () => toBeginEnd(async () => 'other').begin(null, null)],
    ['of MFCreateAsyncResult', () => MFCreateAsyncResult(null, null, null)],
    ['that is undefined', () => undefined],
    ['that is null', () => null],
    ['that is a string', () => 'result'],
    ['that is an empty object', () => ({})],
    ['that is a proxy of an own one', () => new Proxy(toBeginEnd(async () => {}).begin(null, null), {})],
  ];

  test.each(foreign)('End, with a result %s, throws E_INVALIDARG', (_, make) => {
    const { end } = toBeginEnd(function read() {});
    const error = thrownBy(() => end(make() as IMFAsyncResult));
    expect(error).toMatchObject({ name: 'HResultError', hresult: E_INVALIDARG, operation: 'EndRead' });
  });

  test.each<[string, unknown, string]>([
    ['of another function', toBeginEnd(async () => {}).begin(null, null), 'this result belongs to another operation'],
    ['of no operation', undefined, 'expected a result of BeginRead, got undefined'],
    [
      'of another copy of the library',
      Object.create({ [Symbol('begin-end.callback')]: null }),
      'expected a result of BeginRead, got a result of another copy of begin-end',
    ],
  ])('End, with a result %s, says so', (_, result, fault) => {
    const { end } = toBeginEnd(function read() {});
    expect(() => end(result as IMFAsyncResult)).toThrow(`EndRead: ${fault} (E_INVALIDARG)`);
  });

  test.each(foreign)('Cancel, with a result %s, throws E_INVALIDARG', (_, make) => {
    const { cancel } = toBeginEnd(function read() {});
    const error = thrownBy(() => cancel(make() as IMFAsyncResult));
    expect(error).toMatchObject({ hresult: E_INVALIDARG, operation: 'CancelRead' });
  });

  test('End, of another adapter of the same function, does not accept the result', () => {
    const result = toBeginEnd(allJobs).begin(null, null);
    expect(thrownBy(() => toBeginEnd(allJobs).end(result))).toMatchObject({ hresult: E_INVALIDARG });
  });
});

describe('toBeginEnd, rule 7: SetStatus', () => {
  test('a failure, set after completion, is what End throws, and the value is disposed', async () => {
    const disposed: unknown[] = [];
    const { begin, end } = toBeginEnd(
      async function read() {
        return 'hidden';
      },
      {
        dispose: (value) => disposed.push(value),
      },
    );
    const result = begin(null, null);
    await allJobs();
    result.SetStatus(MF_E_SHUTDOWN);
    expect(thrownBy(() => end(result))).toMatchObject({ hresult: MF_E_SHUTDOWN, operation: 'EndRead' });
    expect(disposed).toStrictEqual(['hidden']);
    expect(thrownBy(() => end(result))).toMatchObject({ hresult: MF_E_INVALIDREQUEST });
    expect(disposed).toStrictEqual(['hidden']);
  });

  test('a disposable value, hidden by a failure set after completion, is disposed by its own method', async () => {
    let disposed = 0;
    const { end, result } = await completed(async () => ({ [Symbol.dispose]: () => disposed++ }));
    result.SetStatus(E_FAIL);
    expect(thrownBy(() => end(result))).toMatchObject({ hresult: E_FAIL });
    expect(disposed).toBe(1);
  });

  test('a success code, set after completion, leaves the value', async () => {
    const { end, result } = await completed(async () => 'value');
    result.SetStatus(S_FALSE);
    expect(end(result)).toBe('value');
  });

  test('a failure, set before completion, is overwritten by it', async () => {
    const { begin, end } = toBeginEnd(async () => 'value');
    const result = begin(null, null);
    result.SetStatus(MF_E_SHUTDOWN);
    await allJobs();
    expect(result.GetStatus()).toBe(S_OK);
    expect(end(result)).toBe('value');
  });

  test.each([[MF_E_SHUTDOWN], [S_OK]])(
    'the status %i, set after the function failed, leaves its error',
    async (status) => {
      const error = new Error('broken');
      const { end, result } = await completed(async () => {
        throw error;
      });
      result.SetStatus(status);
      expect(thrownBy(() => end(result))).toBe(error);
    },
  );
});

describe('toBeginEnd, in a program', () => {
  const faulty = `
    import { toBeginEnd } from './adapters/toBeginEnd.js';
    const { begin, end } = toBeginEnd(async () => 'value');
    function faultyCallback() { throw new Error('of the callback'); }
  `;

  test('Invoke, throwing, ends the program once and loudly, with its own stack', () => {
    const { status, stdout, stderr } = runInChild(`${faulty}
      begin(faultyCallback, null);
      setImmediate(() => console.log('went on'));
    `);
    expect({ status, stdout }).toStrictEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(/Error: of the callback\n\s+at faultyCallback/);
    expect(stderr.match(/Error: of the callback/g)).toHaveLength(1);
  });

  test('Invoke, throwing where uncaught exceptions are logged, is one of these, and no unhandled rejection', () => {
    const { status, stdout } = runInChild(`${faulty}
      process.on('uncaughtException', ({ message }, origin) => console.log(origin, message));
      const result = begin(faultyCallback, null);
      setImmediate(() => console.log(end(result)));
    `);
    expect({ status, stdout }).toStrictEqual({ status: 0, stdout: 'uncaughtException of the callback\nvalue\n' });
  });

  test('operations that fail, are cancelled or never ended, cause no unhandled rejection', () => {
    const { status, stdout, stderr } = runInChild(`
      import { toBeginEnd } from './adapters/toBeginEnd.js';
      process.on('unhandledRejection', (reason) => console.log('unhandled', reason));
      const rejecting = toBeginEnd(() => Promise.reject(new Error('rejected')));
      rejecting.begin(null, null);
      rejecting.cancel(rejecting.begin(() => {}, null));
      toBeginEnd(() => { throw undefined; }).begin(null, null);
      const { begin, cancel } = toBeginEnd(({ signal }) => new Promise((_, reject) => {
        signal.onabort = () => reject(signal.reason);
      }), { passSignal: true });
      cancel(begin(null, null));
      setImmediate(() => console.log('over'));
    `);
    expect({ status, stdout, stderr }).toStrictEqual({ status: 0, stdout: 'over\n', stderr: '' });
  });
});

const pair = () => toBeginEnd(async () => 'value', { name: 'BeginRead' });

describe('toBeginEnd, what its errors say', () => {
  test('End, of a pending operation, names itself and says that it is pending', () => {
    const { begin, end } = pair();
    const result = begin(null, null);
    expect(() => end(result)).toThrow('EndRead: the operation is still pending (E_PENDING)');
  });

  test('End, a second time, says that the operation was ended before', async () => {
    const { begin, end } = pair();
    const result = begin(null, null);
    await allJobs();
    end(result);
    expect(() => end(result)).toThrow('EndRead: the operation was ended before (MF_E_INVALIDREQUEST)');
  });

  test('End, of a function of Media Foundation, has the prefix of its Begin', () => {
    const { begin, end } = toBeginEnd(() => new Promise(() => {}), { name: 'MFBeginCreateFile' });
    expect(() => end(begin(null, null))).toThrow('MFEndCreateFile: the operation is still pending (E_PENDING)');
  });

  test('End, after Cancel, says that the operation was cancelled', () => {
    const { begin, end, cancel } = pair();
    const result = begin(null, null);
    cancel(result);
    expect(() => end(result)).toThrow('EndRead: the operation was cancelled (E_ABORT)');
  });

  test.each(['ReBeginRead', 'rebeginRead'])('End, of an operation that is named %s, has that name', (name) => {
    const { begin, end } = toBeginEnd(async () => 'value', { name });
    const result = begin(null, null);
    expect(() => end(result)).toThrow(new RegExp(`^${name}: `));
  });

  test.each(['GetState', 'GetObject'] as const)('%s, where there is none, is named by its error', (method) => {
    const result = pair().begin(null, null);
    expect(() => result[method]()).toThrow(`${method}: there is none on this result (E_POINTER)`);
  });
});

test('callbackOf, of a result of toBeginEnd, gives its callback before, inside and after Invoke', async () => {
  const seen: unknown[] = [];
  const callback = { Invoke: (result: IMFAsyncResult) => seen.push(callbackOf(result)) };
  const { begin, end } = toBeginEnd(async () => 'value');
  const result = begin(callback, null);
  seen.push(callbackOf(result));
  await allJobs();
  end(result);
  seen.push(callbackOf(result));
  expect(seen.map((each) => each === callback)).toStrictEqual([true, true, true]);
});
