import { runInNewContext } from 'node:vm';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import pDefer from 'p-defer';
import {
  E_ABORT,
  E_FAIL,
  E_UNEXPECTED,
  HResultError,
  isCancelled,
  MF_E_OPERATION_CANCELLED,
  MF_E_SHUTDOWN,
  S_OK,
  setMisuseHandler,
  whenEnded,
  type CancellablePromise,
} from '../../src/index.js';
import { S_FALSE } from '../../src/contract/hresultTable.js';
import { adaptedPair, invokedWith, throwing } from '../support/adaptedPair.js';
import { allJobs, isPending, uncaughtBy } from '../support/promises.js';
import { fakePromise, LazyPromise, objectWithFailingThen, thenable } from '../support/thenables.js';
import { collectReports } from '../support/reports.js';

const reports = collectReports();

const kinds = (): string[] => reports.map(({ kind }) => kind);
const reason = new Error('changed my mind');

/** A cancel action that remembers the cookies it got. */
function cancelAction(onCancel: () => unknown = () => undefined) {
  const cookies: unknown[] = [];
  const cancel = (cookie: unknown): unknown => {
    cookies.push(cookie);
    return onCancel();
  };
  return { cancel, cookies };
}

describe('fromBeginEnd, a signal that is aborted already', () => {
  test.each([[reason], [null], [0], [''], [false]])(
    'the promise, aborted before with %p, rejects with that and Begin is not called',
    async (given) => {
      const { pair, read } = adaptedPair();
      await expect(read({ signal: AbortSignal.abort(given) })).rejects.toBe(given);
      expect(pair.begun).toStrictEqual([]);
    },
  );

  test('the cancel action, aborted before, is not called', async () => {
    const { cancel, cookies } = cancelAction();
    const { read } = adaptedPair({ cancel });
    await expect(read({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(cookies).toStrictEqual([]);
  });

  test('a signal of a polyfill, aborted without reason, rejects with an AbortError', async () => {
    const { read } = adaptedPair();
    const signal = { aborted: true, addEventListener() {}, removeEventListener() {} } as unknown as AbortSignal;
    const error: unknown = await read({ signal }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DOMException);
    expect(error).toMatchObject({ name: 'AbortError' });
  });
});

describe('fromBeginEnd, rules 5 and 11: an abort with the policy abandon', () => {
  test('an abort, without a cancel action, rejects at once with the reason', async () => {
    const controller = new AbortController();
    const { pair, read } = adaptedPair();
    const promise = read({ signal: controller.signal });
    controller.abort(reason);
    await expect(promise).rejects.toBe(reason);
    expect(pair.ended).toStrictEqual([]);
  });

  test.each([[reason], [null], [0], [''], [false]])('cancel, with %p, rejects at once with that', async (given) => {
    const { read } = adaptedPair();
    const promise = read();
    promise.cancel(given);
    await expect(promise).rejects.toBe(given);
  });

  test('cancel, without a reason, rejects with an AbortError DOMException', async () => {
    const { read } = adaptedPair();
    const promise = read();
    promise.cancel();
    const error: unknown = await promise.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DOMException);
    expect(error).toMatchObject({ name: 'AbortError', message: 'The operation was aborted' });
  });

  test('cancel, of a promise that fromBeginEnd did not give, throws a TypeError', () => {
    const { read } = adaptedPair();
    const promise = Object.assign(Promise.resolve(), { cancel: read().cancel });
    expect(() => promise.cancel()).toThrow(new TypeError('cancel: expected a promise that fromBeginEnd gave'));
  });

  test('an abort, with a cancel action and the policy by name, rejects at once and calls the action once', async () => {
    const controller = new AbortController();
    const { cancel, cookies } = cancelAction();
    const { read } = adaptedPair({ cancel, onAbort: 'abandon' }, () => 'cookie');
    const promise = read({ signal: controller.signal });
    controller.abort(reason);
    promise.cancel('again');
    await expect(promise).rejects.toBe(reason);
    expect(cookies).toStrictEqual(['cookie']);
  });

  test('the policy abandon, asked for by the call, counts more than that of the adapter', async () => {
    const controller = new AbortController();
    const { cancel, cookies } = cancelAction();
    const { read } = adaptedPair({ cancel, onAbort: 'wait' }, () => 'cookie');
    const promise = read({ signal: controller.signal, onAbort: 'abandon' });
    controller.abort(reason);
    await expect(promise).rejects.toBe(reason);
    expect(cookies).toStrictEqual(['cookie']);
  });

  test('a cancel action, throwing while the policy is abandon, is reported', async () => {
    const { cancel } = cancelAction(() => {
      throw reason;
    });
    const { read } = adaptedPair({ cancel, onAbort: 'abandon' });
    const promise = read();
    promise.cancel('stop');
    await expect(promise).rejects.toBe('stop');
    expect(reports).toMatchObject([{ kind: 'cancel-failed' }]);
    expect(reports[0]?.error).toBe(reason);
  });

  test('a late Invoke, after an abandon, calls End once, disposes its value and is silent', async () => {
    const disposed: unknown[] = [];
    const { pair, read } = adaptedPair({ dispose: (value) => disposed.push(value) });
    const promise = read();
    promise.cancel(reason);
    pair.last.complete('late');
    await expect(promise).rejects.toBe(reason);
    expect(pair.ended).toStrictEqual([pair.last.result]);
    expect(disposed).toStrictEqual(['late']);
    expect(reports).toStrictEqual([]);
  });

  test('a second late Invoke, after an abandon, is reported and disposes nothing more', async () => {
    const disposed: unknown[] = [];
    const { pair, read } = adaptedPair({ dispose: (value) => disposed.push(value) });
    const promise = read();
    promise.cancel(reason);
    pair.last.complete('late');
    pair.last.complete('later');
    await expect(promise).rejects.toBe(reason);
    expect(pair.ended).toHaveLength(1);
    expect(disposed).toStrictEqual(['late']);
    expect(kinds()).toStrictEqual(['second-invoke']);
  });

  test.each([[new Error('late')], [undefined]])('a late failure %p, after an abandon, is silent', async (error) => {
    const disposed: unknown[] = [];
    const { pair, read } = adaptedPair({ dispose: (value) => disposed.push(value) });
    const promise = read();
    promise.cancel(reason);
    pair.last.fail(error);
    await expect(promise).rejects.toBe(reason);
    expect(disposed).toStrictEqual([]);
    expect(reports).toStrictEqual([]);
  });

  test('a late failure of the status, after an abandon, disposes the value and is silent', async () => {
    const disposed: unknown[] = [];
    const { pair, read } = adaptedPair({ dispose: (value) => disposed.push(value) });
    const promise = read();
    promise.cancel(reason);
    pair.last.result.SetStatus(E_FAIL);
    pair.last.complete('late');
    await expect(promise).rejects.toBe(reason);
    expect(disposed).toStrictEqual(['late']);
    expect(reports).toStrictEqual([]);
  });

  test('a late promise of End, after an abandon, is waited for and its value disposed', async () => {
    const disposed: unknown[] = [];
    const { pair, read } = adaptedPair({ dispose: (value) => disposed.push(value) });
    const promise = read();
    promise.cancel(reason);
    pair.last.complete(Promise.resolve('late'));
    await expect(promise).rejects.toBe(reason);
    await allJobs();
    expect(disposed).toStrictEqual(['late']);
  });

  test('a late value whose then throws when read, after an abandon, is no promise and is disposed itself', async () => {
    const disposed: unknown[] = [];
    const value = objectWithFailingThen(new Error('no then'));
    const { pair, read } = adaptedPair({ dispose: (late) => void disposed.push(late) });
    const promise = read();
    promise.cancel(reason);
    pair.last.complete(value);
    await expect(promise).rejects.toBe(reason);
    expect(disposed[0] === value).toBe(true);
    expect(reports).toStrictEqual([]);
  });

  test('a late promise of End that rejects, after an abandon, is silent', async () => {
    const disposed: unknown[] = [];
    const { pair, read } = adaptedPair({ dispose: (value) => disposed.push(value) });
    const promise = read();
    promise.cancel(reason);
    pair.last.complete(Promise.reject(new Error('late')));
    await expect(promise).rejects.toBe(reason);
    await allJobs();
    expect(disposed).toStrictEqual([]);
    expect(reports).toStrictEqual([]);
  });
});

/** Completes an operation that has been abandoned. */
const lateValue = async (value: unknown, dispose?: (value: unknown) => unknown): Promise<void> => {
  const { pair, read } = adaptedPair({ dispose });
  const promise = read();
  promise.cancel(reason);
  pair.last.complete(value);
  await expect(promise).rejects.toBe(reason);
  await allJobs();
};

describe('fromBeginEnd, disposing a value that came too late', () => {
  test('a disposable value, by default, is disposed by its own method', async () => {
    let disposed = 0;
    await lateValue({ [Symbol.dispose]: () => disposed++ });
    expect(disposed).toBe(1);
  });

  test.each([[undefined], [null], [0], ['text'], [{}], [{ [Symbol.dispose]: undefined }]])(
    'the value %p, by default, needs no disposal',
    async (value) => {
      await lateValue(value);
      expect(reports).toStrictEqual([]);
    },
  );

  test.each([
    [
      'throws',
      () => {
        throw reason;
      },
    ],
    ['rejects', () => Promise.reject(reason)],
  ])('a dispose option, where it %s, is reported', async (_, dispose) => {
    await lateValue('late', dispose);
    expect(reports).toMatchObject([{ kind: 'dispose-failed', operation: 'BeginRead' }]);
    expect(reports[0]?.error).toBe(reason);
  });

  test('a disposable value, whose own method throws, is reported', async () => {
    await lateValue({
      [Symbol.dispose]() {
        throw reason;
      },
    });
    expect(kinds()).toStrictEqual(['dispose-failed']);
  });

  test('an asynchronous dispose, where it fulfils, is silent', async () => {
    await lateValue('late', () => Promise.resolve());
    expect(reports).toStrictEqual([]);
  });

  test('a value that was awaited, in time, is not disposed', async () => {
    const disposed: unknown[] = [];
    const { pair, read } = adaptedPair({ dispose: (value) => disposed.push(value) });
    const promise = read();
    pair.last.complete('in time');
    await promise;
    expect(disposed).toStrictEqual([]);
  });
});

describe('fromBeginEnd, a host without DOMException', () => {
  const { DOMException: its } = globalThis;
  afterEach(() => {
    globalThis.DOMException = its;
  });

  test('cancel, without a reason, rejects with an Error named AbortError', async () => {
    Reflect.deleteProperty(globalThis, 'DOMException');
    const { read } = adaptedPair();
    const promise = read();
    promise.cancel();
    const error: unknown = await promise.catch((rejected: unknown) => rejected);
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: 'AbortError', message: 'The operation was aborted' });
    expect(isCancelled(error)).toBe(true);
  });
});

describe('fromBeginEnd, rule 11: an abort with the policy wait', () => {
  test('an abort, with a cancel action, calls it once with the cookie, and the promise waits', async () => {
    const controller = new AbortController();
    const { cancel, cookies } = cancelAction();
    const { pair, read } = adaptedPair({ cancel }, () => 'cookie');
    const promise = read({ signal: controller.signal });
    controller.abort(reason);
    promise.cancel('again');
    promise.cancel('and again');
    expect(cookies).toStrictEqual(['cookie']);
    expect(await isPending(promise)).toBe(true);
    pair.last.fail(E_ABORT);
    await expect(promise).rejects.toBe(reason);
  });

  test.each([[undefined], [0], [''], [S_FALSE]])(
    'a cookie, even %p, is handed to the cancel action',
    async (cookie) => {
      const { cancel, cookies } = cancelAction();
      const { pair, read } = adaptedPair({ cancel }, () => cookie);
      const promise = read();
      promise.cancel(reason);
      pair.last.fail(E_ABORT);
      await expect(promise).rejects.toBe(reason);
      expect(cookies).toStrictEqual([cookie]);
    },
  );

  test('the policy wait, asked for by name without a cancel action, waits for the real end', async () => {
    const controller = new AbortController();
    const { pair, read } = adaptedPair({ onAbort: 'wait' });
    const promise = read({ signal: controller.signal });
    controller.abort(reason);
    expect(await isPending(promise)).toBe(true);
    pair.last.complete('value');
    await expect(promise).resolves.toBe('value');
  });

  test('the policy wait, asked for by the call, counts more than that of the adapter', async () => {
    const controller = new AbortController();
    const { pair, read } = adaptedPair({ onAbort: 'abandon' });
    const promise = read({ signal: controller.signal, onAbort: 'wait' });
    controller.abort(reason);
    expect(await isPending(promise)).toBe(true);
    pair.last.complete('value');
    await expect(promise).resolves.toBe('value');
  });

  test('a value, after an abort, wins and is not disposed', async () => {
    const disposed: unknown[] = [];
    const { cancel } = cancelAction();
    const { pair, read } = adaptedPair({ cancel, dispose: (value) => disposed.push(value) });
    const promise = read();
    promise.cancel(reason);
    pair.last.complete('value');
    await expect(promise).resolves.toBe('value');
    expect(disposed).toStrictEqual([]);
  });

  test('a value, after an abort, has settled the promise before whenEnded resolves', async () => {
    const { pair, read } = adaptedPair({ cancel: () => {} });
    const promise = read();
    const order: string[] = [];
    const both = [promise.then(() => order.push('settled')), whenEnded(promise).then(() => order.push('ended'))];
    promise.cancel(reason);
    pair.last.complete('value');
    await Promise.all(both);
    expect(order).toStrictEqual(['settled', 'ended']);
  });

  test.each([
    [new HResultError(E_ABORT, 'EndRead')],
    [new HResultError(MF_E_OPERATION_CANCELLED, 'EndRead')],
    [new HResultError(MF_E_OPERATION_CANCELLED | 0, 'EndRead')],
    [new DOMException('stop', 'AbortError')],
    [Object.assign(new Error('stop'), { name: 'AbortError' })],
    [E_ABORT],
    [MF_E_OPERATION_CANCELLED | 0],
  ])('the cancelled failure %p, after an abort, becomes the reason', async (error) => {
    const { pair, read } = adaptedPair({ cancel: () => {} });
    const promise = read();
    promise.cancel(reason);
    pair.last.completeWith(throwing(error));
    await expect(promise).rejects.toBe(reason);
  });

  test.each([[E_ABORT], [MF_E_OPERATION_CANCELLED]])(
    'the cancelled status %i, after an abort, becomes the reason and the value is disposed',
    async (status) => {
      const disposed: unknown[] = [];
      const { pair, read } = adaptedPair({ cancel: () => {}, dispose: (value) => disposed.push(value) });
      const promise = read();
      promise.cancel(reason);
      pair.last.result.SetStatus(status);
      pair.last.complete('value');
      await expect(promise).rejects.toBe(reason);
      expect(disposed).toStrictEqual(['value']);
    },
  );

  test.each([[null], [0], [''], [false]])('the falsy reason %p, after a cancelled failure, is kept', async (falsy) => {
    const { pair, read } = adaptedPair({ cancel: () => {} });
    const promise = read();
    promise.cancel(falsy);
    pair.last.fail(E_ABORT);
    await expect(promise).rejects.toBe(falsy);
  });

  test('cancel, without a reason, turns a cancelled failure into an AbortError DOMException', async () => {
    const { pair, read } = adaptedPair({ cancel: () => {} });
    const promise = read();
    promise.cancel();
    pair.last.fail(E_ABORT);
    const error: unknown = await promise.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DOMException);
    expect(error).toMatchObject({ name: 'AbortError' });
  });

  test.each([
    [new HResultError(MF_E_SHUTDOWN)],
    [new Error('broken')],
    [new DOMException('late', 'TimeoutError')],
    [E_FAIL],
    [`${E_ABORT}`],
    [undefined],
  ])('another failure %p, after an abort, stays itself', async (error) => {
    const { pair, read } = adaptedPair({ cancel: () => {} });
    const promise = read();
    promise.cancel(reason);
    pair.last.completeWith(throwing(error));
    await expect(promise).rejects.toBe(error);
  });

  test('a failure that throws when it is read, after an abort, stays itself', async () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const { pair, read } = adaptedPair({ cancel: () => {} });
    const promise = read();
    promise.cancel(reason);
    pair.last.completeWith(throwing(proxy));
    const same = await promise.catch((error: unknown) => error === proxy);
    expect(same).toBe(true);
  });

  test('a promise of End, after an abort, is adopted', async () => {
    const { pair, read } = adaptedPair({ cancel: () => {} });
    const promise = read();
    promise.cancel(reason);
    pair.last.complete(Promise.resolve('later'));
    await expect(promise).resolves.toBe('later');
  });

  test('a promise of End that rejects as cancelled, after an abort, rejects with the reason', async () => {
    const { pair, read } = adaptedPair({ cancel: () => {} });
    const promise = read();
    promise.cancel(reason);
    pair.last.complete(Promise.reject(new HResultError(E_ABORT)));
    await expect(promise).rejects.toBe(reason);
  });

  test('a promise of End that rejects otherwise, after an abort, rejects with its own error', async () => {
    const { pair, read } = adaptedPair({ cancel: () => {} });
    const promise = read();
    promise.cancel(reason);
    pair.last.complete(Promise.reject(new Error('broken')));
    await expect(promise).rejects.toThrow('broken');
  });

  test('a value whose then throws when read, after an abort, rejects as resolve does', async () => {
    const error = new Error('no then');
    const { pair, read } = adaptedPair({ cancel: () => {} });
    const promise = read();
    promise.cancel(reason);
    pair.last.complete(objectWithFailingThen(error));
    await expect(promise).rejects.toBe(error);
  });

  test('a cancelled failure, after a cancel and an abort with other reasons, becomes the first reason', async () => {
    const controller = new AbortController();
    const { pair, read } = adaptedPair({ cancel: () => {} });
    const promise = read({ signal: controller.signal });
    promise.cancel('first');
    controller.abort('second');
    pair.last.fail(E_ABORT);
    await expect(promise).rejects.toBe('first');
  });

  test('a cancel action, completing the operation inside itself, settles it', async () => {
    const { pair, read } = adaptedPair({ cancel: () => pair.last.fail(E_ABORT) });
    const promise = read();
    promise.cancel(reason);
    await expect(promise).rejects.toBe(reason);
    expect(pair.ended).toHaveLength(1);
  });

  test('a cancel action, completing the operation inside itself and throwing then, settles it and is reported', async () => {
    const { pair, read } = adaptedPair({
      cancel() {
        pair.last.complete('value');
        throw new Error('broken');
      },
    });
    const promise = read();
    promise.cancel(reason);
    await expect(promise).resolves.toBe('value');
    expect(kinds()).toStrictEqual(['cancel-failed']);
  });
});

describe('fromBeginEnd, rule 11: an operation that cannot be cancelled', () => {
  test('a null cookie, by default, is abandoned, and the cancel action is not called', async () => {
    const { cancel, cookies } = cancelAction();
    const { pair, read } = adaptedPair({ cancel }, () => null);
    const promise = read();
    promise.cancel(reason);
    await expect(promise).rejects.toBe(reason);
    expect(cookies).toStrictEqual([]);
    expect(pair.ended).toStrictEqual([]);
    expect(reports).toStrictEqual([]);
  });

  test('a null cookie, with the policy abandon by name, is abandoned, and the cancel action is not called', async () => {
    const { cancel, cookies } = cancelAction();
    const { read } = adaptedPair({ cancel, onAbort: 'abandon' }, () => null);
    const promise = read();
    promise.cancel(reason);
    await expect(promise).rejects.toBe(reason);
    expect(cookies).toStrictEqual([]);
  });

  test('a null cookie, with the policy wait by name, waits, and the cancel action is not called', async () => {
    const { cancel, cookies } = cancelAction();
    const { pair, read } = adaptedPair({ cancel, onAbort: 'wait' }, () => null);
    const promise = read();
    promise.cancel(reason);
    expect(await isPending(promise)).toBe(true);
    pair.last.complete('value');
    await expect(promise).resolves.toBe('value');
    expect(cookies).toStrictEqual([]);
  });

  test('a null cookie, with the policy wait asked for by the call, waits', async () => {
    const controller = new AbortController();
    const { pair, read } = adaptedPair({ cancel: () => {} }, () => null);
    const promise = read({ signal: controller.signal, onAbort: 'wait' });
    controller.abort(reason);
    expect(await isPending(promise)).toBe(true);
    pair.last.complete('value');
    await expect(promise).resolves.toBe('value');
  });

  const failingActions: [string, () => unknown, string[]][] = [
    [
      'throws',
      () => {
        throw new Error('no');
      },
      ['cancel-failed'],
    ],
    ['rejects', () => Promise.reject(new Error('no')), ['cancel-failed']],
    ['returns a failure HRESULT', () => E_UNEXPECTED, []],
    ['returns a signed failure HRESULT', () => E_UNEXPECTED | 0, []],
    ['resolves to a failure HRESULT', () => Promise.resolve(E_UNEXPECTED), []],
  ];

  test.each(failingActions)('a cancel action that %s, by default, abandons', async (_, onCancel, expected) => {
    const { cancel, cookies } = cancelAction(onCancel);
    const { pair, read } = adaptedPair({ cancel });
    const promise = read();
    promise.cancel(reason);
    await expect(promise).rejects.toBe(reason);
    expect(cookies).toHaveLength(1);
    expect(kinds()).toStrictEqual(expected);
    expect(pair.ended).toStrictEqual([]);
  });

  test.each(failingActions)(
    'a cancel action that %s, with the policy wait by name, waits',
    async (_, onCancel, expected) => {
      const { cancel } = cancelAction(onCancel);
      const { pair, read } = adaptedPair({ cancel, onAbort: 'wait' });
      const promise = read();
      promise.cancel(reason);
      expect(await isPending(promise)).toBe(true);
      expect(kinds()).toStrictEqual(expected);
      pair.last.fail(E_ABORT);
      await expect(promise).rejects.toBe(reason);
    },
  );

  test.each([[undefined], [S_OK], [S_FALSE], [null], [Promise.resolve(S_OK)], ['anything']])(
    'a cancel action that gives %p, by default, is waited for',
    async (returned) => {
      const { pair, read } = adaptedPair({ cancel: () => returned });
      const promise = read();
      promise.cancel(reason);
      expect(await isPending(promise)).toBe(true);
      pair.last.complete('value');
      await expect(promise).resolves.toBe('value');
    },
  );

  test('a late value, after a cancel action has failed, is disposed', async () => {
    const disposed: unknown[] = [];
    const { pair, read } = adaptedPair({ cancel: () => E_FAIL, dispose: (value) => disposed.push(value) });
    const promise = read();
    promise.cancel(reason);
    await expect(promise).rejects.toBe(reason);
    pair.last.complete('late');
    expect(disposed).toStrictEqual(['late']);
  });

  test('an asynchronous cancel action, rejecting after the end, changes nothing', async () => {
    const { pair, read } = adaptedPair({ cancel: () => Promise.reject(new Error('no')) });
    const promise = read();
    promise.cancel(reason);
    pair.last.complete('value');
    await expect(promise).resolves.toBe('value');
    await allJobs();
    pair.last.complete('again');
    expect(pair.ended).toHaveLength(1);
    expect(kinds()).toStrictEqual(['second-invoke']);
  });
});

describe('fromBeginEnd, what a cancel action or a dispose gives back', () => {
  /** What is none of our promises, and must not be asked for its outcome: asking starts it, or starts it again. */
  const untouchable: [string, (touch: () => void) => unknown][] = [
    ['a query or a request', (touch) => thenable(touch)],
    ['a thenable that says that it is a Promise', (touch) => fakePromise(touch)],
    ['a promise that starts when it is awaited', (touch) => new LazyPromise(touch)],
    ['a function with a then', (touch) => Object.assign(() => {}, thenable(touch))],
  ];

  test.each(untouchable)('%s, from a cancel action, is not started, and the promise waits', async (_, made) => {
    const touch = jest.fn();
    const { pair, read } = adaptedPair({ cancel: () => made(touch) });
    const promise = read();
    promise.cancel(reason);
    expect(await isPending(promise)).toBe(true);
    pair.last.complete('value');
    await expect(promise).resolves.toBe('value');
    expect([touch.mock.calls, reports]).toStrictEqual([[], []]);
  });

  test.each(untouchable)('%s, from a dispose, is not started', async (_, made) => {
    const touch = jest.fn();
    const { pair, read } = adaptedPair({ dispose: () => made(touch) });
    const promise = read();
    promise.cancel(reason);
    pair.last.complete('late');
    await expect(promise).rejects.toBe(reason);
    await allJobs();
    expect([touch.mock.calls, reports]).toStrictEqual([[], []]);
  });

  test.each(untouchable.slice(0, 2))('%s, as the late value, is disposed and not started', async (_, made) => {
    const touch = jest.fn();
    const disposed: unknown[] = [];
    const { pair, read } = adaptedPair({ dispose: (value) => void disposed.push(value) });
    const promise = read();
    promise.cancel(reason);
    pair.last.complete(made(touch));
    await expect(promise).rejects.toBe(reason);
    expect([touch.mock.calls, disposed.length]).toStrictEqual([[], 1]);
  });

  test.each([
    [new DOMException('stopped', 'AbortError')],
    [new HResultError(MF_E_OPERATION_CANCELLED)],
    [Object.assign(new Error('stopped'), { name: 'CancelError' })],
  ])('a rejection of a cancel action that says cancelled, %p, is no failure', async (error) => {
    const { pair, read } = adaptedPair({
      cancel: async () => {
        throw error;
      },
    });
    const promise = read();
    promise.cancel(reason);
    expect(await isPending(promise)).toBe(true);
    pair.last.fail(E_ABORT);
    await expect(promise).rejects.toBe(reason);
    expect(reports).toStrictEqual([]);
  });

  test('a rejection of a promise of another realm, from a cancel action, is reported', async () => {
    const rejected: unknown = runInNewContext("Promise.reject(new Error('no'))");
    const { read } = adaptedPair({ cancel: () => rejected });
    const promise = read();
    promise.cancel(reason);
    await expect(promise).rejects.toBe(reason);
    expect(reports).toMatchObject([{ kind: 'cancel-failed', error: { message: 'no' } }]);
  });

  test.each<[string, boolean]>([
    ['goes on', false],
    ['is over', true],
  ])('a cancel action that throws, of an operation that %s, is reported so', (what, isOver) => {
    const cancel = () => {
      if (isOver) pair.last.complete('value');
      throw new Error('no');
    };
    const { pair, read } = adaptedPair({ cancel });
    const promise = read();
    promise.catch(() => {});
    promise.cancel(reason);
    expect(reports[0]?.message).toMatch(new RegExp(`could not be cancelled, it ${what}$`));
  });

  test('an asynchronous cancel action, rejecting when the operation is over, is silent', async () => {
    const { promise: stopping, reject } = pDefer<void>();
    const { pair, read } = adaptedPair({ cancel: () => stopping });
    const promise = read();
    promise.cancel(reason);
    pair.last.complete('value');
    await expect(promise).resolves.toBe('value');
    reject(new Error('too late'));
    await allJobs();
    expect(reports).toStrictEqual([]);
  });
});

/** An operation that was asked to stop, and ends with this status and this End. */
function stopped(status: unknown, onEnd: () => unknown, given: unknown) {
  return invokedWith({ GetStatus: () => status }, onEnd, { cancel: () => {} }, (promise) => promise.cancel(given));
}

describe('fromBeginEnd, rule 11: a cancelled status', () => {
  const plain = new Error('the read failed');
  const throwPlain = (): never => {
    throw plain;
  };

  test.each<[string, () => unknown]>([
    ['E_ABORT', () => E_ABORT],
    ['a promise of E_ABORT', async () => E_ABORT],
    ['a bigint', () => BigInt(E_ABORT)],
  ])('%s, where End throws a plain error, makes the reason the outcome', async (_, status) => {
    await expect(stopped(status(), throwPlain, reason)).rejects.toBe(reason);
    await expect(stopped(status(), () => Promise.reject(plain), reason)).rejects.toBe(reason);
  });

  test('a cancelled status, where End throws a plain error, keeps that as the cause of our own reason', async () => {
    await expect(stopped(E_ABORT, throwPlain, undefined)).rejects.toMatchObject({ name: 'AbortError', cause: plain });
  });

  test("a cancelled status, where End throws a plain error, does not touch another's reason", async () => {
    const given = new Error('theirs');
    await expect(stopped(E_ABORT, throwPlain, given)).rejects.toBe(given);
    expect(Object.hasOwn(given, 'cause')).toBe(false);
    await expect(stopped(E_ABORT, throwPlain, Object.freeze({}))).rejects.toStrictEqual({});
  });

  test.each<[string, () => unknown]>([
    ['another failure', () => E_FAIL],
    ['a promise of another failure', async () => E_FAIL],
    ['what is no number', () => Object.create(null)],
    ['a promise that rejects', () => Promise.reject(new Error('no status'))],
  ])('%s, where End throws a plain error, leaves that, and no unhandled rejection', async (_, status) => {
    const uncaught = await uncaughtBy(async () => {
      await expect(stopped(status(), throwPlain, reason)).rejects.toBe(plain);
    });
    expect(uncaught).toStrictEqual([]);
  });

  test('a promise of a cancelled status, where End gives a value, makes the reason the outcome', async () => {
    await expect(stopped(Promise.resolve(E_ABORT), () => 'value', reason)).rejects.toBe(reason);
  });
});

describe('fromBeginEnd, an End that gives something odd after an abort', () => {
  const error = new DOMException('stopped', 'AbortError');
  const rejectingThen = thenable((_, reject) => reject(error));

  test.each<[string, () => unknown]>([
    ['a thenable', () => rejectingThen],
    ['a function that is a thenable', () => Object.assign(() => {}, rejectingThen)],
    ['a promise of another realm', () => runInNewContext('(error) => Promise.reject(error)')(error) as unknown],
  ])('%s that says cancelled, makes the reason the outcome', async (_, outcome) => {
    const odd = outcome();
    const { pair, read } = adaptedPair({ cancel: () => {} });
    const promise = read();
    promise.cancel(reason);
    pair.last.complete(odd);
    await expect(promise).rejects.toBe(reason);
  });

  test.each(['then', 'catch', 'constructor'])(
    'a promise whose %s cannot be read, does not make Invoke throw, and settles as without an abort',
    async (key) => {
      const hostile = (): Promise<string> =>
        Object.defineProperty(Promise.resolve('value'), key, {
          get() {
            throw new Error(key);
          },
        });
      const outcomes = [];
      for (const abort of [false, true]) {
        const { pair, read } = adaptedPair({ cancel: () => {} });
        const promise = read();
        if (abort) promise.cancel(reason);
        expect(() => pair.last.complete(hostile())).not.toThrow();
        outcomes.push(...(await Promise.allSettled([promise])));
      }
      expect(outcomes[1]).toStrictEqual(outcomes[0]);
    },
  );
});

describe('fromBeginEnd, an abort from within', () => {
  test('an abort, inside the status, comes too late', async () => {
    const { cancel, cookies } = cancelAction();
    const result = { GetStatus: () => (open?.cancel(reason), S_OK) };
    let open: CancellablePromise<unknown> | undefined;
    const promise = invokedWith(
      result,
      () => 'value',
      { cancel },
      (begun) => (open = begun),
    );
    await expect(promise).resolves.toBe('value');
    expect(cookies).toStrictEqual([]);
  });

  test('a cancel, inside the cancel action, does nothing more', async () => {
    const { cancel, cookies } = cancelAction(() => promise.cancel('again'));
    const { pair, read } = adaptedPair({ cancel });
    const promise = read();
    promise.cancel(reason);
    pair.last.fail(E_ABORT);
    await expect(promise).rejects.toBe(reason);
    expect(cookies).toHaveLength(1);
  });

  test('a cancel, inside dispose, does nothing', async () => {
    const { pair, read } = adaptedPair({ dispose: () => promise.cancel('again') });
    const promise = read();
    promise.cancel(reason);
    pair.last.complete('late');
    await expect(promise).rejects.toBe(reason);
    expect(reports).toStrictEqual([]);
  });

  test('a cancel of another operation, inside a misuse handler, is that of any other place', async () => {
    const other = adaptedPair();
    const waiting = other.read();
    setMisuseHandler(() => waiting.cancel(reason));
    const { pair, read } = adaptedPair();
    const promise = read();
    pair.last.complete('value');
    pair.last.complete('again');
    await expect(promise).resolves.toBe('value');
    await expect(waiting).rejects.toBe(reason);
  });

  test('an Invoke, inside the cancel action of an operation that is abandoned, ends it once and disposes its value', async () => {
    const disposed: unknown[] = [];
    const { pair, read } = adaptedPair({
      cancel: () => pair.last.complete('late'),
      onAbort: 'abandon',
      dispose: (value) => void disposed.push(value),
    });
    const promise = read();
    promise.cancel(reason);
    await expect(promise).rejects.toBe(reason);
    expect([pair.ended.length, disposed, reports]).toStrictEqual([1, ['late'], []]);
  });
});

describe('fromBeginEnd, rules 4 and 11: an abort inside Begin', () => {
  test('an abort, inside Begin, calls the cancel action with the cookie once Begin has returned', async () => {
    const controller = new AbortController();
    const { cancel, cookies } = cancelAction();
    const { pair, read } = adaptedPair({ cancel }, () => {
      controller.abort(reason);
      expect(cookies).toStrictEqual([]);
      return 'cookie';
    });
    const promise = read({ signal: controller.signal });
    expect(cookies).toStrictEqual(['cookie']);
    pair.last.fail(E_ABORT);
    await expect(promise).rejects.toBe(reason);
  });

  test('an abort, inside Begin without a cancel action, abandons', async () => {
    const controller = new AbortController();
    const { read } = adaptedPair({}, () => controller.abort(reason));
    await expect(read({ signal: controller.signal })).rejects.toBe(reason);
  });

  test('an abort, inside Begin that returns a null cookie, abandons without the cancel action', async () => {
    const controller = new AbortController();
    const { cancel, cookies } = cancelAction();
    const { read } = adaptedPair({ cancel }, () => {
      controller.abort(reason);
      return null;
    });
    await expect(read({ signal: controller.signal })).rejects.toBe(reason);
    expect(cookies).toStrictEqual([]);
  });

  test('an abort, inside Begin that throws, leaves the error of Begin', async () => {
    const controller = new AbortController();
    const error = new DOMException('stop', 'AbortError');
    const { cancel, cookies } = cancelAction();
    const { read } = adaptedPair({ cancel }, () => {
      controller.abort(reason);
      throw error;
    });
    await expect(read({ signal: controller.signal })).rejects.toBe(error);
    expect(cookies).toStrictEqual([]);
  });

  test.each([[undefined], [{ cancel: () => {} }]])(
    'an abort, inside Begin that returns a failure HRESULT with options %p, leaves that failure',
    async (options) => {
      const controller = new AbortController();
      const { read } = adaptedPair(options, () => {
        controller.abort(reason);
        return E_ABORT;
      });
      await expect(read({ signal: controller.signal })).rejects.toMatchObject({ hresult: E_ABORT });
    },
  );

  test('an abort, inside Begin that then invokes with a value, is not cancelled, and the value wins', async () => {
    const controller = new AbortController();
    const { cancel, cookies } = cancelAction();
    const { read } = adaptedPair({ cancel }, (operation) => {
      controller.abort(reason);
      operation.complete('value');
      return 'cookie';
    });
    await expect(read({ signal: controller.signal })).resolves.toBe('value');
    expect(cookies).toStrictEqual([]);
  });

  test('an abort, inside Begin that then invokes with a cancelled failure, rejects with the reason', async () => {
    const controller = new AbortController();
    const { read } = adaptedPair({ cancel: () => {} }, (operation) => {
      controller.abort(reason);
      operation.fail(E_ABORT);
    });
    await expect(read({ signal: controller.signal })).rejects.toBe(reason);
  });

  test('an abort, inside Begin that then invokes while the policy is abandon, finds nothing open: the value wins', async () => {
    const controller = new AbortController();
    const disposed: unknown[] = [];
    const { pair, read } = adaptedPair({ dispose: (value) => disposed.push(value) }, (operation) => {
      controller.abort(reason);
      operation.complete('value');
    });
    await expect(read({ signal: controller.signal })).resolves.toBe('value');
    expect(pair.ended).toHaveLength(1);
    expect(disposed).toStrictEqual([]);
  });

  test('an abort, inside Begin that then invokes with another failure, leaves that failure', async () => {
    const controller = new AbortController();
    const { read } = adaptedPair({}, (operation) => {
      controller.abort(reason);
      operation.fail('broken');
    });
    await expect(read({ signal: controller.signal })).rejects.toBe('broken');
  });

  test('an abort, inside Begin after it has invoked, does nothing', async () => {
    const controller = new AbortController();
    const { cancel, cookies } = cancelAction();
    const { read } = adaptedPair({ cancel }, (operation) => {
      operation.complete('value');
      controller.abort(reason);
      return 'cookie';
    });
    await expect(read({ signal: controller.signal })).resolves.toBe('value');
    expect(cookies).toStrictEqual([]);
  });
});

describe('fromBeginEnd, rule 11: an abort that comes too late', () => {
  test.each([[undefined], [{ cancel: () => {} }], [{ onAbort: 'wait' as const }]])(
    'an abort and a cancel, inside End with options %p, do nothing',
    async (options) => {
      const controller = new AbortController();
      const { pair, read } = adaptedPair(options);
      const promise = read({ signal: controller.signal });
      pair.last.completeWith(() => {
        controller.abort(reason);
        promise.cancel(reason);
        return 'value';
      });
      await expect(promise).resolves.toBe('value');
    },
  );

  test('an abort, inside End that then fails as cancelled, leaves that failure', async () => {
    const controller = new AbortController();
    const error = new HResultError(E_ABORT, 'EndRead');
    const { pair, read } = adaptedPair({ cancel: () => {} });
    const promise = read({ signal: controller.signal });
    pair.last.completeWith(() => {
      controller.abort(reason);
      promise.cancel(reason);
      throw error;
    });
    await expect(promise).rejects.toBe(error);
  });

  test('an abort and a cancel, after settling, do not call the cancel action', async () => {
    const controller = new AbortController();
    const { cancel, cookies } = cancelAction();
    const { pair, read } = adaptedPair({ cancel });
    const promise = read({ signal: controller.signal });
    pair.last.complete('value');
    controller.abort(reason);
    promise.cancel(reason);
    await expect(promise).resolves.toBe('value');
    promise.cancel(reason);
    expect(cookies).toStrictEqual([]);
  });

  test('cancel, after a failed Begin, does nothing', async () => {
    const { cancel, cookies } = cancelAction();
    const { read } = adaptedPair({ cancel }, () => E_FAIL);
    const promise = read();
    promise.cancel(reason);
    await expect(promise).rejects.toMatchObject({ hresult: E_FAIL });
    expect(cookies).toStrictEqual([]);
  });

  test('an abort, after an abandon, does not call the cancel action again', async () => {
    const { cancel, cookies } = cancelAction();
    const { read } = adaptedPair({ cancel, onAbort: 'abandon' });
    const promise = read();
    promise.cancel('first');
    promise.cancel('second');
    await expect(promise).rejects.toBe('first');
    expect(cookies).toHaveLength(1);
  });

  test('an older listener of the signal, invoking the callback, finds the abort before the library has', async () => {
    const controller = new AbortController();
    controller.signal.addEventListener('abort', () => pair.last.fail(E_ABORT));
    const { cancel, cookies } = cancelAction();
    const { pair, read } = adaptedPair({ cancel });
    const promise = read({ signal: controller.signal });
    controller.abort(reason);
    await expect(promise).rejects.toBe(reason);
    expect(cookies).toStrictEqual([]);
  });

  test('an older listener of the signal, invoking with a value before the library has heard of the abort, wins', async () => {
    const controller = new AbortController();
    const disposed: unknown[] = [];
    controller.signal.addEventListener('abort', () => pair.last.complete('value'));
    const { pair, read } = adaptedPair({ dispose: (value) => disposed.push(value) });
    const promise = read({ signal: controller.signal });
    controller.abort(reason);
    await expect(promise).resolves.toBe('value');
    expect(disposed).toStrictEqual([]);
  });
});
