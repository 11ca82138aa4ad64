import { inspect } from 'node:util';
import { MessageChannel } from 'node:worker_threads';
import { runInNewContext } from 'node:vm';
import { describe, expect, jest, test } from '@jest/globals';
import pDefer from 'p-defer';
import {
  callbackDropped,
  E_ABORT,
  E_FAIL,
  E_INVALIDARG,
  fromBeginEnd,
  HResultError,
  MF_E_OPERATION_CANCELLED,
  MF_E_SHUTDOWN,
  MF_S_MULTIPLE_BEGIN,
  S_OK,
  whenEnded,
  type FromBeginEndOptions,
  type IMFAsyncCallback,
} from '../../src/index.js';
import { S_FALSE } from '../../src/contract/hresultTable.js';
import { adaptedPair, invokedWith, throwing } from '../support/adaptedPair.js';
import { runInChild } from '../support/childProcess.js';
import { allJobs, isPending, uncaughtBy } from '../support/promises.js';
import { fakePromise, LazyPromise, objectWithFailingThen, thenable } from '../support/thenables.js';
import { collectReports } from '../support/reports.js';

const reports = collectReports();

function BeginWrite(): void {}
function EndWrite(): void {}

const kinds = (): string[] => reports.map(({ kind }) => kind);

describe('fromBeginEnd, calling Begin', () => {
  test.each([0, 1, 2, 3, 4, 5, 6, 7, 8])('Begin, with %i arguments, gets them, the callback and the state', (count) => {
    const { pair, read } = adaptedPair({ state: 'mine' });
    const args = Array.from({ length: count }, (_, index) => `argument ${index}`);
    void read(...args);
    expect(pair.last.args).toStrictEqual(args);
    expect(typeof pair.last.callback?.Invoke).toBe('function');
    expect(pair.last.state).toBe('mine');
  });

  test.each([0, 1, 2, 3, 4, 5, 6, 7, 8])('Begin, with %i arguments and call options, does not get these', (count) => {
    const { pair, read } = adaptedPair();
    const args = Array.from({ length: count }, (_, index) => `argument ${index}`);
    void read(...args, { signal: new AbortController().signal });
    expect(pair.last.args).toStrictEqual(args);
  });

  test('Begin, where the promise function is called, has been called when that returns', () => {
    const { pair, read } = adaptedPair();
    void read();
    expect(pair.begun).toHaveLength(1);
  });

  test.each([[undefined], [{ state: undefined }], [{ state: null }]])('state, in options %j, is null', (options) => {
    const { pair, read } = adaptedPair(options);
    void read();
    expect(pair.last.state).toBeNull();
  });

  test('a falsy state, in the options, is kept', () => {
    const { pair, read } = adaptedPair({ state: 0 });
    void read();
    expect(pair.last.state).toBe(0);
  });

  test('this, of the promise function, is that of Begin, End and the cancel action', async () => {
    const selves: unknown[] = [];
    const { pair, read } = adaptedPair({
      cancel(this: unknown) {
        selves.push(this);
      },
    });
    const self = { read };
    const promise = self.read();
    promise.cancel();
    pair.last.completeWith(function () {
      selves.push(this);
    });
    await promise;
    expect(pair.last.thisValue).toBe(self);
    expect(selves).toStrictEqual([self, self]);
  });

  test('this, where the promise function is called without one, is undefined everywhere', async () => {
    const selves: unknown[] = [];
    const { pair, read } = adaptedPair();
    const promise = read();
    pair.last.completeWith(function () {
      selves.push(this);
    });
    await promise;
    expect(pair.last.thisValue).toBeUndefined();
    expect(selves).toStrictEqual([undefined]);
  });
});

describe('fromBeginEnd, rules 1 and 3: Begin that throws or fails', () => {
  test.each([[new RangeError('no')], [undefined], [null], [0], ['']])(
    'Begin, throwing %p, rejects with that very value and End is not called',
    async (error) => {
      const { pair, read } = adaptedPair({}, () => {
        throw error;
      });
      await expect(read()).rejects.toBe(error);
      expect(pair.ended).toStrictEqual([]);
    },
  );

  test.each([
    [-1, 0xffffffff],
    [-(2 ** 31), 0x80000000],
    [2 ** 31, 0x80000000],
    [2 ** 32 - 1, 0xffffffff],
    [MF_E_SHUTDOWN, MF_E_SHUTDOWN],
    [MF_E_SHUTDOWN | 0, MF_E_SHUTDOWN],
  ])('Begin, returning the failure HRESULT %i, rejects with it and End is not called', async (returned, hresult) => {
    const { pair, read } = adaptedPair({}, () => returned);
    const promise = read();
    await expect(promise).rejects.toBeInstanceOf(HResultError);
    await expect(promise).rejects.toMatchObject({ hresult, operation: 'BeginRead' });
    expect(pair.ended).toStrictEqual([]);
  });

  test('Begin, returning a failure HRESULT, is named in the message', async () => {
    const { read } = adaptedPair({}, () => MF_E_SHUTDOWN);
    await expect(read()).rejects.toThrow(/^BeginRead: .+ \(MF_E_SHUTDOWN\)$/);
  });

  test('Begin, returning MF_S_MULTIPLE_BEGIN, rejects, because no callback will come', async () => {
    const { pair, read } = adaptedPair({}, () => MF_S_MULTIPLE_BEGIN);
    await expect(read()).rejects.toMatchObject({ name: 'HResultError', hresult: MF_S_MULTIPLE_BEGIN });
    expect(pair.ended).toStrictEqual([]);
  });

  test.each([
    [undefined],
    [null],
    [S_OK],
    [S_FALSE],
    [2 ** 31 - 1],
    [2 ** 32],
    [-(2 ** 31) - 1],
    [2 ** 31 + 0.5],
    [-0.5],
    [NaN],
    [Infinity],
    ['-1'],
    [BigInt(E_FAIL)],
    [{ hresult: E_FAIL }],
    [Promise.resolve(E_FAIL)],
  ])('Begin, returning %p, has begun', async (cookie) => {
    const { pair, read } = adaptedPair({}, () => cookie);
    const promise = read();
    expect(await isPending(promise)).toBe(true);
    pair.last.complete('value');
    await expect(promise).resolves.toBe('value');
  });

  test('Begin, returning a revoked proxy, has begun, and can be cancelled', async () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const cookies: unknown[] = [];
    const { pair, read } = adaptedPair({ cancel: (cookie) => void cookies.push(cookie) }, () => proxy);
    const promise = read();
    promise.cancel('stop');
    expect(cookies[0] === proxy).toBe(true);
    pair.last.complete('value');
    await expect(promise).resolves.toBe('value');
  });
});

describe('fromBeginEnd, rule 1: Begin that is asynchronous', () => {
  test('its rejection, before Invoke, is a failed Begin', async () => {
    const error = new Error('no connection');
    const { pair, read } = adaptedPair({}, () => Promise.reject(error));
    await expect(read()).rejects.toBe(error);
    expect(pair.ended).toStrictEqual([]);
  });

  test('its rejection, before Invoke comes all the same, is reported then', async () => {
    const { pair, read } = adaptedPair({}, () => Promise.reject(new Error('no connection')));
    await expect(read()).rejects.toThrow('no connection');
    pair.last.complete();
    expect(kinds()).toStrictEqual(['invoke-after-failed-begin']);
    expect(pair.ended).toStrictEqual([]);
  });

  test('its rejection, after Invoke, is silent', async () => {
    const { pair, read } = adaptedPair({}, () => Promise.reject(new Error('too late')));
    const uncaught = await uncaughtBy(async () => {
      const promise = read();
      pair.last.complete('value');
      await expect(promise).resolves.toBe('value');
    });
    expect([uncaught, reports]).toStrictEqual([[], []]);
  });

  test('its rejection, after Invoke inside Begin, is silent', async () => {
    const uncaught = await uncaughtBy(async () => {
      const { read } = adaptedPair({}, async (operation) => {
        operation.complete('value');
        throw new Error('too late');
      });
      await expect(read()).resolves.toBe('value');
    });
    expect([uncaught, reports]).toStrictEqual([[], []]);
  });

  test('its rejection, of a promise of another realm, is a failed Begin', async () => {
    const rejected: unknown = runInNewContext('Promise.reject(7)');
    const { read } = adaptedPair({}, () => rejected);
    await expect(read()).rejects.toBe(7);
  });

  test('its rejection, after the operation was abandoned, ends it', async () => {
    const { promise: connecting, reject } = pDefer<void>();
    const { read } = adaptedPair({}, () => connecting);
    const promise = read();
    const ended = whenEnded(promise);
    promise.cancel('stop');
    await expect(promise).rejects.toBe('stop');
    expect(await isPending(ended)).toBe(true);
    reject(new Error('no connection'));
    await ended;
    expect(reports).toStrictEqual([]);
  });

  test('its promise, where there is a cancel action, is the cookie', async () => {
    const cookies: unknown[] = [];
    const cookie = Promise.resolve();
    const { pair, read } = adaptedPair({ cancel: (given) => void cookies.push(given) }, () => cookie);
    const promise = read();
    promise.cancel('stop');
    pair.last.fail(E_ABORT);
    await expect(promise).rejects.toBe('stop');
    expect(cookies).toStrictEqual([cookie]);
  });

  test.each<[string, (touch: () => void) => unknown]>([
    ['a thenable, such as a query or a request', (touch) => thenable(touch)],
    ['a thenable that says that it is a Promise', (touch) => fakePromise(touch)],
    ['a promise that starts when it is awaited', (touch) => new LazyPromise(touch)],
  ])('a cookie that is %s is not started', async (_, made) => {
    const touch = jest.fn();
    const { pair, read } = adaptedPair({}, () => made(touch));
    const promise = read();
    await allJobs();
    pair.last.complete('value');
    await expect(promise).resolves.toBe('value');
    expect(touch).not.toHaveBeenCalled();
  });
});

describe('fromBeginEnd, rules 2, 4, 6 and 8: Invoke', () => {
  test('Invoke, after Begin, calls End once and inside itself, with that very result', async () => {
    const { pair, read } = adaptedPair();
    const promise = read();
    pair.last.complete('value');
    expect(pair.ended).toStrictEqual([pair.last.result]);
    expect(pair.ended[0]).toBe(pair.last.result);
    await expect(promise).resolves.toBe('value');
  });

  test('Invoke, with another object than Begin made, gives End that object', async () => {
    const result = { GetStatus: () => S_OK };
    await expect(invokedWith(result, (given) => given === (result as unknown))).resolves.toBe(true);
  });

  test('Invoke, inside Begin, is served like any other', async () => {
    const { pair, read } = adaptedPair({}, (operation) => operation.complete('early'));
    await expect(read()).resolves.toBe('early');
    expect(pair.ended).toHaveLength(1);
    expect(reports).toStrictEqual([]);
  });

  test('Invoke, inside Begin that then throws, settles, and the failure is reported', async () => {
    const error = new Error('too late');
    const { pair, read } = adaptedPair({}, (operation) => {
      operation.complete('first');
      throw error;
    });
    await expect(read()).resolves.toBe('first');
    expect(pair.ended).toHaveLength(1);
    expect(reports).toMatchObject([{ kind: 'invoke-after-failed-begin', operation: 'BeginRead' }]);
    expect(reports[0]?.error).toBe(error);
  });

  test('Invoke, inside Begin that then returns a failure HRESULT, settles, and the failure is reported', async () => {
    const { read } = adaptedPair({}, (operation) => {
      operation.complete('first');
      return MF_E_SHUTDOWN;
    });
    await expect(read()).resolves.toBe('first');
    expect(reports).toMatchObject([{ kind: 'invoke-after-failed-begin', error: { hresult: MF_E_SHUTDOWN } }]);
  });

  test('Invoke, inside Begin, whose End throws before Begin throws, rejects with the error of End', async () => {
    const { read } = adaptedPair({}, (operation) => {
      operation.fail('of End');
      throw new Error('of Begin');
    });
    await expect(read()).rejects.toBe('of End');
    expect(kinds()).toStrictEqual(['invoke-after-failed-begin']);
  });

  test.each([[new TypeError('broken')], [undefined], [null], [0], [''], [false]])(
    'End, throwing %p, rejects with that very value',
    async (error) => {
      const { pair, read } = adaptedPair();
      const promise = read();
      pair.last.fail(error);
      await expect(promise).rejects.toBe(error);
    },
  );

  test('End, throwing, does not make Invoke throw', () => {
    const { pair, read } = adaptedPair();
    read().catch(() => {});
    expect(() => pair.last.fail(new Error('broken'))).not.toThrow();
  });

  test('Invoke, with somebody awaiting, is one microtask away from him', async () => {
    const order: string[] = [];
    const { pair, read } = adaptedPair();
    const promise = read();
    const awaiting = (async () => {
      await promise;
      order.push('continuation');
    })();
    await allJobs();
    pair.last.complete();
    order.push('Invoke returned');
    queueMicrotask(() => order.push('a later microtask'));
    await awaiting;
    await allJobs();
    expect(order).toStrictEqual(['Invoke returned', 'continuation', 'a later microtask']);
  });

  test('Invoke, a second time, does not call End, changes nothing and is reported', async () => {
    const { pair, read } = adaptedPair();
    const promise = read();
    pair.last.complete('first');
    pair.last.complete('second');
    await expect(promise).resolves.toBe('first');
    expect(pair.ended).toHaveLength(1);
    expect(reports).toMatchObject([{ kind: 'second-invoke', operation: 'BeginRead' }]);
    expect(reports[0]?.result).toBe(pair.last.result);
  });

  test('Invoke, a second time after End has thrown, does not call End, changes nothing and is reported', async () => {
    const { pair, read } = adaptedPair();
    const promise = read();
    pair.last.fail('first');
    pair.last.complete('second');
    await expect(promise).rejects.toBe('first');
    expect(pair.ended).toHaveLength(1);
    expect(kinds()).toStrictEqual(['second-invoke']);
  });

  test('Invoke, inside End, does not call End again and is reported', async () => {
    const { pair, read } = adaptedPair();
    const promise = read();
    pair.last.completeWith((result) => {
      pair.last.callback?.Invoke(result);
      return 'value';
    });
    await expect(promise).resolves.toBe('value');
    expect(pair.ended).toHaveLength(1);
    expect(kinds()).toStrictEqual(['second-invoke']);
  });

  test.each([
    [
      'thrown',
      () => {
        throw new Error('no');
      },
    ],
    ['returned a failure HRESULT', () => E_FAIL],
    ['returned MF_S_MULTIPLE_BEGIN', () => MF_S_MULTIPLE_BEGIN],
  ])('Invoke, after Begin has %s, does not call End and is reported', async (_, onBegin) => {
    const { pair, read } = adaptedPair({}, onBegin);
    await expect(read()).rejects.toBeInstanceOf(Error);
    pair.last.complete();
    pair.last.complete();
    expect(pair.ended).toStrictEqual([]);
    expect(kinds()).toStrictEqual(['invoke-after-failed-begin', 'invoke-after-failed-begin']);
    expect(reports[0]?.result).toBe(pair.last.result);
  });
});

describe('fromBeginEnd, rules 7 and 10: the status of the result', () => {
  test('GetStatus, failing although End returns, rejects with it and the value is disposed', async () => {
    const disposed: unknown[] = [];
    const { pair, read } = adaptedPair({ dispose: (value) => disposed.push(value) });
    const promise = read();
    pair.last.result.SetStatus(E_INVALIDARG);
    pair.last.complete('value');
    await expect(promise).rejects.toMatchObject({ name: 'HResultError', hresult: E_INVALIDARG, operation: 'EndRead' });
    expect(disposed).toStrictEqual(['value']);
  });

  test('GetStatus, failing with a signed HRESULT, rejects with the unsigned one', async () => {
    await expect(invokedWith({ GetStatus: () => E_FAIL | 0 }, () => 'value')).rejects.toMatchObject({
      hresult: E_FAIL,
    });
  });

  test('End, throwing, leaves no value to dispose', async () => {
    const disposed: unknown[] = [];
    const { pair, read } = adaptedPair({ dispose: (value) => disposed.push(value) });
    const promise = read();
    pair.last.fail(new Error('mine'));
    await expect(promise).rejects.toThrow('mine');
    expect(disposed).toHaveLength(0);
  });

  test('GetStatus, failing where End throws as well, leaves the error of End', async () => {
    const error = new Error('of End');
    const { pair, read } = adaptedPair();
    const promise = read();
    pair.last.result.SetStatus(E_FAIL);
    pair.last.completeWith(throwing(error));
    await expect(promise).rejects.toBe(error);
  });

  test('GetStatus, failing while End returns a thenable, rejects and disposes the value that comes later', async () => {
    const disposed: unknown[] = [];
    const { pair, read } = adaptedPair({ dispose: (value) => disposed.push(value) });
    const promise = read();
    pair.last.result.SetStatus(E_FAIL);
    pair.last.complete(Promise.resolve('later'));
    await expect(promise).rejects.toMatchObject({ hresult: E_FAIL });
    await allJobs();
    expect(disposed).toStrictEqual(['later']);
  });

  test('GetStatus, throwing, rejects with that very error and the value is disposed', async () => {
    const error = new Error('no status');
    const disposed: unknown[] = [];
    const { pair, read } = adaptedPair({ dispose: (value) => disposed.push(value) });
    const promise = read();
    pair.last.result.GetStatus = () => {
      throw error;
    };
    pair.last.complete('value');
    await expect(promise).rejects.toBe(error);
    expect(disposed).toStrictEqual(['value']);
  });

  test.each([[S_OK], [S_FALSE], [123], [MF_S_MULTIPLE_BEGIN], [0x7fffffff]])(
    'GetStatus, a success code %i, resolves',
    async (status) => {
      const { pair, read } = adaptedPair();
      const promise = read();
      pair.last.result.SetStatus(status);
      pair.last.complete('value');
      await expect(promise).resolves.toBe('value');
    },
  );

  test.each([[{}], [undefined], [null], ['a string']])(
    'a result without GetStatus, %j, counts as S_OK',
    async (result) => {
      await expect(invokedWith(result, () => 'value')).resolves.toBe('value');
    },
  );
});

/** An operation that ends with `outcome`, and whose result has this status. */
function endedWith(status: unknown, outcome: unknown = 'value', options?: FromBeginEndOptions) {
  return invokedWith({ GetStatus: () => status }, () => outcome, options);
}

describe('fromBeginEnd, rule 7: a status in other clothes', () => {
  test.each<[string, () => unknown]>([
    ['a bigint', () => BigInt(E_FAIL)],
    ['a signed bigint', () => BigInt(E_FAIL | 0)],
    ['a Number object', () => Object(E_FAIL)],
    ['a text', () => `0x${E_FAIL.toString(16)}`],
    ['a promise', () => Promise.resolve(E_FAIL)],
    ['a promise of a bigint', () => Promise.resolve(BigInt(E_FAIL))],
    ['a promise of another realm', () => runInNewContext('Promise.resolve(0x80004005)')],
  ])('a failure as %s, rejects with it and the value is disposed', async (_, status) => {
    const disposed: unknown[] = [];
    const promise = endedWith(status(), 'value', { dispose: (value) => disposed.push(value) });
    await expect(promise).rejects.toMatchObject({ name: 'HResultError', hresult: E_FAIL, operation: 'EndRead' });
    expect(disposed).toStrictEqual(['value']);
  });

  test.each<[string, unknown]>([
    ['a bigint', 0n],
    ['a promise', Promise.resolve(S_OK)],
    ['a promise of S_FALSE', Promise.resolve(S_FALSE)],
    ['null', null],
    ['NaN', NaN],
    ['a symbol', Symbol('status')],
    ['a function', () => E_FAIL],
  ])('a success as %s, resolves', async (_, status) => {
    await expect(endedWith(status)).resolves.toBe('value');
  });

  test('a promise of the status, while it is pending, is waited for', async () => {
    const { promise: status, resolve } = pDefer<number>();
    const promise = endedWith(status);
    expect(await isPending(promise)).toBe(true);
    resolve(S_OK);
    await expect(promise).resolves.toBe('value');
  });

  test('a promise of the status that rejects, rejects with that and the value is disposed', async () => {
    const disposed: unknown[] = [];
    const error = new Error('the thread is gone');
    const promise = endedWith(Promise.reject(error), 'value', { dispose: (value) => disposed.push(value) });
    await expect(promise).rejects.toBe(error);
    expect(disposed).toStrictEqual(['value']);
  });

  test('a promise of the status, pending while that of End rejects, leaves no unhandled rejection', () => {
    // In a program of its own: Jest forgives a rejection that is handled later.
    const { status, stdout, stderr } = runInChild(`
      import { fromBeginEnd } from './adapters/fromBeginEnd.js';
      const later = new Promise((resolve) => setTimeout(resolve, 1, 0));
      const read = fromBeginEnd(
        (callback) => queueMicrotask(() => callback.Invoke({ GetStatus: () => later })),
        () => Promise.reject(new Error('of End')),
      );
      await read().catch(({ message }) => console.log(message));
    `);
    expect({ status, stdout, stderr }).toStrictEqual({ status: 0, stdout: 'of End\n', stderr: '' });
  });

  test('a promise of a failed status, of an abandoned operation, disposes the value and is silent', async () => {
    const disposed: unknown[] = [];
    const result = { GetStatus: async () => E_FAIL };
    const uncaught = await uncaughtBy(async () => {
      const promise = invokedWith(
        result,
        () => 'value',
        { dispose: (value) => disposed.push(value) },
        (open) => open.cancel('stop'),
      );
      await expect(promise).rejects.toBe('stop');
    });
    expect([disposed, uncaught]).toStrictEqual([['value'], []]);
  });

  test('a status that is no number at all, rejects and the value is disposed', async () => {
    const disposed: unknown[] = [];
    const promise = endedWith(Object.create(null), 'value', { dispose: (value) => disposed.push(value) });
    await expect(promise).rejects.toThrow(TypeError);
    expect(disposed).toStrictEqual(['value']);
  });

  test('a result of another thread, in both directions of a message port, gives its status', async () => {
    const { port1, port2 } = new MessageChannel();
    port2.once('message', () => port2.postMessage(E_FAIL));
    // As Comlink does: each call is a message, and what it gives a promise.
    const remote = {
      GetStatus: () =>
        new Promise((resolve) => {
          port1.once('message', resolve);
          port1.postMessage('GetStatus');
        }),
    };
    await expect(invokedWith(remote, () => 'value')).rejects.toMatchObject({ hresult: E_FAIL });
    port1.close();
  });
});

describe('fromBeginEnd, a callback that others touch', () => {
  test.each<[string, (callback: IMFAsyncCallback) => unknown]>([
    ['frozen', Object.freeze],
    ['sealed', Object.seal],
    [
      'given a state, a resolve and a reject',
      (callback) => Object.assign(callback, { state: 3, resolve() {}, reject() {} }),
    ],
  ])('a callback, %s while the operation runs, serves it all the same', async (_, touch) => {
    const { pair, read } = adaptedPair({}, ({ callback }) => void touch(callback!));
    const promise = read({ signal: new AbortController().signal });
    pair.last.complete('value');
    await expect(promise).resolves.toBe('value');
  });

  test('a promise, frozen while the operation runs, settles and can be cancelled', async () => {
    const { pair, read } = adaptedPair();
    const [first, second] = [Object.freeze(read()), Object.freeze(read())];
    pair.begun[0]!.complete('value');
    second.cancel('stop');
    await expect(first).resolves.toBe('value');
    await expect(second).rejects.toBe('stop');
  });

  test('a callback, looked at, shows nothing of the operation and leads to nothing of the library', () => {
    const { pair, read } = adaptedPair({ state: 'secret' }, () => 'secret');
    void read.call('secret', 'secret');
    const callback = pair.last.callback!;
    expect(inspect(callback, { showHidden: true, depth: 9, getters: true })).not.toMatch(/secret|static|reporter/);
    expect(Reflect.ownKeys(callback)).toStrictEqual([]);
    expect(callback.constructor).toBeUndefined();
  });

  test('a callback, told of an abort by whom it was given to, goes on', async () => {
    const { pair, read } = adaptedPair();
    const promise = read();
    const told = Reflect.get(pair.last.callback!, 'aborted') as (request: object, reason: unknown) => void;
    told.call(pair.last.callback, { ask() {}, leave() {}, reason: 'stop' }, 'stop');
    pair.last.complete('value');
    await expect(promise).resolves.toBe('value');
  });

  test('a promise, looked at, shows nothing of the operation', () => {
    const { read } = adaptedPair({ state: 'secret' }, () => 'secret');
    const promise = read.call('secret', { signal: new AbortController().signal });
    expect(inspect(promise, { showHidden: true, depth: 9, getters: true })).not.toMatch(/secret|signal|reporter/i);
  });

  test('a callback, invoked by way of a proxy, is no callback of the library, and says so', async () => {
    const { pair, read } = adaptedPair();
    const promise = read();
    const { callback, result } = pair.last;
    expect(() => new Proxy(callback!, {}).Invoke(result)).toThrow(TypeError);
    pair.last.complete('value');
    await expect(promise).resolves.toBe('value');
  });
});

describe('fromBeginEnd, rule 2: a callback that is dropped', () => {
  const dropped = new HResultError(MF_E_SHUTDOWN, 'BeginGetEvent');

  test('the promise, of an open operation, rejects with the error, and End is not called', async () => {
    const { pair, read } = adaptedPair();
    const promise = read();
    pair.last.callback?.[callbackDropped]?.(dropped);
    await expect(promise).rejects.toBe(dropped);
    await whenEnded(promise);
    expect(pair.ended).toStrictEqual([]);
  });

  test('an Invoke, afterwards, is reported and does not call End', async () => {
    const { pair, read } = adaptedPair();
    const promise = read();
    pair.last.callback?.[callbackDropped]?.(dropped);
    pair.last.complete();
    await expect(promise).rejects.toBe(dropped);
    expect([kinds(), pair.ended]).toStrictEqual([['second-invoke'], []]);
  });

  test('a drop, after Invoke, changes nothing', async () => {
    const { pair, read } = adaptedPair();
    const promise = read();
    pair.last.complete('value');
    pair.last.callback?.[callbackDropped]?.(dropped);
    await expect(promise).resolves.toBe('value');
  });

  test('an Invoke, after a drop that came too late, is reported like any second one', async () => {
    const { pair, read } = adaptedPair();
    const promise = read();
    pair.last.complete('value');
    pair.last.callback?.[callbackDropped]?.(dropped);
    pair.last.invoke();
    await expect(promise).resolves.toBe('value');
    expect(reports).toMatchObject([{ kind: 'second-invoke', operation: 'BeginRead' }]);
  });

  test('a drop, after an abort that it says was heeded, rejects with the reason', async () => {
    const { pair, read } = adaptedPair({ cancel: () => {} });
    const promise = read();
    promise.cancel('stop');
    pair.last.callback?.[callbackDropped]?.(new HResultError(MF_E_OPERATION_CANCELLED));
    await expect(promise).rejects.toBe('stop');
  });

  test('a drop, after an abort, for another reason, rejects with that', async () => {
    const { pair, read } = adaptedPair({ cancel: () => {} });
    const promise = read();
    promise.cancel('stop');
    pair.last.callback?.[callbackDropped]?.(dropped);
    await expect(promise).rejects.toBe(dropped);
  });

  test('a drop, after an abandon, ends the operation', async () => {
    const { pair, read } = adaptedPair();
    const promise = read();
    const ended = whenEnded(promise);
    promise.cancel('stop');
    pair.last.callback?.[callbackDropped]?.(dropped);
    await expect(promise).rejects.toBe('stop');
    await ended;
  });

  test('a drop, inside Begin, rejects', async () => {
    const { read } = adaptedPair({}, ({ callback }) => callback?.[callbackDropped]?.(dropped));
    await expect(read()).rejects.toBe(dropped);
  });
});

describe('fromBeginEnd, rule 7: End that returns a thenable', () => {
  test('a promise, from End, is adopted', async () => {
    const { pair, read } = adaptedPair();
    const promise = read();
    pair.last.complete(Promise.resolve('later'));
    await expect(promise).resolves.toBe('later');
  });

  test('a rejecting promise, from End, is adopted', async () => {
    const { pair, read } = adaptedPair();
    const promise = read();
    pair.last.complete(Promise.reject(new Error('later')));
    await expect(promise).rejects.toThrow('later');
  });

  test('a foreign thenable, from End, is adopted', async () => {
    const { pair, read } = adaptedPair();
    const promise = read();
    pair.last.complete(thenable((resolve) => resolve('later')));
    await expect(promise).resolves.toBe('later');
  });

  test('a value whose then throws when read, from End, rejects as resolve does', async () => {
    const error = new Error('no then');
    const { pair, read } = adaptedPair();
    const promise = read();
    pair.last.complete(objectWithFailingThen(error));
    await expect(promise).rejects.toBe(error);
  });
});

describe('fromBeginEnd, failures that look like a cancellation', () => {
  test.each([
    [new HResultError(E_ABORT)],
    [new HResultError(MF_E_OPERATION_CANCELLED)],
    [new DOMException('stop', 'AbortError')],
    [E_ABORT],
  ])('End, throwing %p though nobody asked, rejects with that very value', async (error) => {
    const { pair, read } = adaptedPair({ cancel: () => {} });
    const promise = read({ signal: new AbortController().signal });
    pair.last.completeWith(throwing(error));
    await expect(promise).rejects.toBe(error);
  });
});

describe('fromBeginEnd, the promise', () => {
  test('the promise, of every operation, is a native one with cancel', async () => {
    const { pair, read } = adaptedPair();
    const promise = read();
    expect(Object.getPrototypeOf(promise)).toBe(Promise.prototype);
    expect(promise.constructor).toBe(Promise);
    expect(typeof promise.cancel).toBe('function');
    pair.last.complete();
    await promise;
  });

  test('then, of the promise, gives a plain promise', async () => {
    const { pair, read } = adaptedPair();
    const promise = read();
    const next = promise.then((value) => value);
    expect(Object.getPrototypeOf(next)).toBe(Promise.prototype);
    expect('cancel' in next).toBe(false);
    pair.last.complete('value');
    await expect(next).resolves.toBe('value');
  });

  test('cancel, called on another object, throws a TypeError', async () => {
    const { pair, read } = adaptedPair();
    const promise = read();
    const { cancel } = promise;
    expect(() => cancel.call(Promise.resolve() as typeof promise)).toThrow(TypeError);
    pair.last.complete();
    await promise;
  });

  test('two operations, completed in reverse order, each get their own value', async () => {
    const { pair, read } = adaptedPair();
    const promises = [read(), read()];
    const [first, second] = pair.begun;
    second!.complete('second');
    first!.complete('first');
    await expect(Promise.all(promises)).resolves.toStrictEqual(['first', 'second']);
  });
});

describe('fromBeginEnd, the promise function', () => {
  test('its length, for a Begin with arguments, is that without callback and state', () => {
    expect(fromBeginEnd((_a: number, _b: number, _callback: IMFAsyncCallback, _state) => {}, EndWrite)).toHaveLength(2);
  });

  test('its length, for a Begin that declares fewer parameters than these two, is 0', () => {
    expect(fromBeginEnd(BeginWrite, EndWrite)).toHaveLength(0);
  });

  test('its name, without options, is that of Begin', () => {
    expect(fromBeginEnd(BeginWrite, EndWrite).name).toBe('BeginWrite');
  });

  test('its name, with the option name, is that', () => {
    expect(fromBeginEnd(() => {}, EndWrite, { name: 'BeginFlush' }).name).toBe('BeginFlush');
  });

  test('its name, for a Begin without one, is begin, and messages start so', async () => {
    const read = fromBeginEnd(
      (
        () => () =>
          E_FAIL
      )(),
      EndWrite,
    );
    expect(read.name).toBe('begin');
    await expect(read()).rejects.toThrow(/^begin: /);
  });

  test.each([
    ['BeginFlush', 'EndFlush'],
    ['beginFlush', 'endFlush'],
    ['flush', 'flush'],
  ])('the option name %s, where the status is a failure, makes the message name %s', async (name, operation) => {
    const { pair, read } = adaptedPair({ name });
    const promise = read();
    pair.last.result.SetStatus(E_FAIL);
    pair.last.complete();
    await expect(promise).rejects.toMatchObject({ operation });
  });
});

describe('fromBeginEnd, wrong arguments', () => {
  const make = fromBeginEnd as (...args: unknown[]) => unknown;

  test.each<[string, RegExp, unknown[]]>([
    ['nothing', /^fromBeginEnd: .* object.* undefined$/, []],
    ['null as begin', /^fromBeginEnd: .* object.* null$/, [null, EndWrite]],
    ['a string as begin', /^fromBeginEnd: .* object.* 'BeginWrite'$/, ['BeginWrite', EndWrite]],
    ['no end', /^fromBeginEnd: end .*function.* undefined$/, [BeginWrite]],
    ['an object as end', /^fromBeginEnd: end .*function.* object$/, [BeginWrite, {}]],
    ['a number as options', /^fromBeginEnd: options .*object.* 1$/, [BeginWrite, EndWrite, 1]],
    ['null as options', /^fromBeginEnd: options .*object.* null$/, [BeginWrite, EndWrite, null]],
    ['a function as options', /^fromBeginEnd: options .*object.* function$/, [BeginWrite, EndWrite, EndWrite]],
    ['a number as cancel', /^fromBeginEnd: options.cancel .*function.* 1$/, [BeginWrite, EndWrite, { cancel: 1 }]],
    ['null as cancel', /^fromBeginEnd: options.cancel .*function.* null$/, [BeginWrite, EndWrite, { cancel: null }]],
    ['true as dispose', /^fromBeginEnd: options.dispose .*function.* true$/, [BeginWrite, EndWrite, { dispose: true }]],
    [
      'a symbol as name',
      /^fromBeginEnd: options.name .*string.* Symbol\(x\)$/,
      [BeginWrite, EndWrite, { name: Symbol('x') }],
    ],
    [
      'an unknown onAbort',
      /^fromBeginEnd: onAbort .*'wait' or 'abandon'.* 'later'$/,
      [BeginWrite, EndWrite, { onAbort: 'later' }],
    ],
    [
      'null as onAbort',
      /^fromBeginEnd: onAbort .*'wait' or 'abandon'.* null$/,
      [BeginWrite, EndWrite, { onAbort: null }],
    ],
  ])('the adapter, of %s, is not made, and the error says what was expected and what came', (_, message, args) => {
    expect(() => make(...args)).toThrow(TypeError);
    expect(() => make(...args)).toThrow(message);
  });

  test('options, all undefined, are the defaults', async () => {
    const nothing = { cancel: undefined, onAbort: undefined, dispose: undefined, state: undefined, name: undefined };
    const { pair, read } = adaptedPair(nothing);
    const promise = read();
    pair.last.complete('value');
    await expect(promise).resolves.toBe('value');
    expect(read.name).toBe('BeginRead');
  });
});
