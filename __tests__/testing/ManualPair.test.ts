import { describe, expect, test } from '@jest/globals';
import {
  E_ABORT,
  E_FAIL,
  E_INVALIDARG,
  E_PENDING,
  fromBeginEnd,
  HResultError,
  MF_E_INVALIDREQUEST,
  S_OK,
  type IMFAsyncResult,
} from '../../src/index.js';
import { ManualPair } from '../../src/testing/index.js';
import { collectReports } from '../support/reports.js';
import { thrownBy } from '../support/thrownBy.js';

const reports = collectReports();

/** An operation that was begun with a callback that notes what it is invoked with. */
function begunPair() {
  const pair = new ManualPair();
  const invoked: unknown[] = [];
  pair.begin({ Invoke: (result) => invoked.push(result) }, 'state');
  return { pair, operation: pair.last, invoked };
}

describe('Begin of a manual pair', () => {
  test('a call, made with this, arguments, callback and state, is noted', () => {
    const pair = new ManualPair<[string, number]>();
    const callback = { Invoke() {} };
    const self = { BeginRead: pair.begin };
    self.BeginRead('path', 3, callback, 'state');
    expect(pair.begun).toHaveLength(1);
    const { thisValue, args, callback: noted, state, result } = pair.last;
    expect([thisValue, args, noted, state]).toStrictEqual([self, ['path', 3], callback, 'state']);
    expect(noted).toBe(callback);
    expect([result.GetState(), result.GetStatus()]).toStrictEqual(['state', S_OK]);
  });

  test('several calls, made one after the other, are noted in order, and last is the last', () => {
    const pair = new ManualPair<[number]>();
    for (const count of [1, 2, 3]) pair.begin(count, null, null);
    expect(pair.begun.map(({ args }) => args[0])).toStrictEqual([1, 2, 3]);
    expect(pair.last).toBe(pair.begun[2]);
  });

  test('what it returns, by default, is the result of the operation', () => {
    const { begin, begun } = new ManualPair();
    const returned = begin(null, null);
    expect(returned).toBe(begun[0]?.result);
  });

  test('what it returns, with onBegin, is what that returns', () => {
    expect(new ManualPair({ onBegin: () => null }).begin(null, null)).toBeNull();
    expect(new ManualPair({ onBegin: () => undefined }).begin(null, null)).toBeUndefined();
  });

  test('an onBegin that throws, makes it throw that, and the call is noted', () => {
    const error = new Error('no');
    const pair = new ManualPair({
      onBegin: () => {
        throw error;
      },
    });
    expect(thrownBy(() => pair.begin(null, null))).toBe(error);
    expect(pair.begun).toHaveLength(1);
  });

  test('an onBegin that completes the operation, is called once the call is noted', async () => {
    const pair = new ManualPair<[], string>({ onBegin: (operation) => operation.complete('early') });
    await expect(fromBeginEnd(pair.begin, pair.end)()).resolves.toBe('early');
  });

  test('a callback that is a function, is invoked with the result', () => {
    const pair = new ManualPair();
    const invoked: unknown[] = [];
    pair.begin((result: IMFAsyncResult) => invoked.push(result), null);
    pair.last.complete();
    expect(invoked).toStrictEqual([pair.last.result]);
  });

  test('no callback, of an operation that completes, is not missed by End', () => {
    const pair = new ManualPair();
    pair.begin(null, null);
    pair.last.complete('value');
    expect(pair.last.callback).toBeNull();
    expect(pair.end(pair.last.result)).toBe('value');
  });

  test('a callback that is none, is a TypeError that names Begin, and no call is noted', () => {
    const pair = new ManualPair<[]>({ name: 'BeginRead' });
    expect(() => pair.begin('callback' as never, null)).toThrow(
      new TypeError("BeginRead: callback must be an IMFAsyncCallback, a function or null, got 'callback'"),
    );
    expect(pair.begun).toStrictEqual([]);
  });

  test('last, before any call, is an Error that says so', () => {
    expect(() => new ManualPair({ name: 'BeginRead' }).last).toThrow(
      new Error('ManualPair.last: BeginRead was not called, there is no operation'),
    );
  });

  test.each([
    [{ name: 3 }, 'ManualPair: options.name must be of type string, got 3'],
    [{ onBegin: 3 }, 'ManualPair: options.onBegin must be of type function, got 3'],
    [{ onbegin: () => {} }, "ManualPair: there is no option 'onbegin', did you mean 'onBegin'?"],
  ])('the options %p, are a TypeError', (options, message) => {
    expect(() => new ManualPair(options as never)).toThrow(new TypeError(message));
  });
});

describe('an operation of a manual pair', () => {
  test('complete, called, invokes the callback once and at once, and End gives the value', () => {
    const { pair, operation, invoked } = begunPair();
    expect(invoked).toStrictEqual([]);
    operation.complete('value');
    expect(invoked).toStrictEqual([operation.result]);
    expect(pair.end(operation.result)).toBe('value');
    expect(operation.result.GetStatus()).toBe(S_OK);
  });

  test('fail, called with an error, invokes the callback, End throws it, and the status is its HRESULT', () => {
    const { pair, operation, invoked } = begunPair();
    const error = new DOMException('stop', 'AbortError');
    operation.fail(error);
    expect(invoked).toStrictEqual([operation.result]);
    expect(operation.result.GetStatus()).toBe(E_ABORT);
    expect(thrownBy(() => pair.end(operation.result))).toBe(error);
  });

  test('fail, called with a failure HRESULT, makes End throw an HResultError that names End', () => {
    const pair = new ManualPair({ name: 'BeginRead' });
    pair.begin(null, null);
    pair.last.fail(E_ABORT);
    expect(pair.last.result.GetStatus()).toBe(E_ABORT);
    const thrown = thrownBy(() => pair.end(pair.last.result));
    expect(thrown).toBeInstanceOf(HResultError);
    expect(thrown).toMatchObject({ hresult: E_ABORT, operation: 'EndRead' });
  });

  test('fail, called with a number that is no failure, makes End throw the number', () => {
    const { pair, operation } = begunPair();
    operation.fail(3);
    expect(thrownBy(() => pair.end(operation.result))).toBe(3);
    expect(operation.result.GetStatus()).toBe(E_FAIL);
  });

  test('completeWith, called, makes of its function the body of End: with its this and the result', () => {
    const { pair, operation } = begunPair();
    const seen: unknown[] = [];
    operation.completeWith(function (result) {
      seen.push(this, result);
      return 'value';
    });
    expect(seen).toStrictEqual([]);
    const self = { EndRead: pair.end };
    expect(self.EndRead(operation.result)).toBe('value');
    expect(seen).toStrictEqual([self, operation.result]);
  });

  test('completeWith, called, hands the out parameters of End to its function', () => {
    const { pair, operation } = begunPair();
    operation.completeWith((_result, out: { handle?: number }) => {
      out.handle = 42;
      return 'value';
    });
    const out = {};
    pair.end(operation.result, out);
    expect(out).toStrictEqual({ handle: 42 });
  });

  test('complete, where Invoke throws, throws that', () => {
    const error = new Error('of Invoke');
    const pair = new ManualPair();
    pair.begin(() => {
      throw error;
    }, null);
    expect(thrownBy(() => pair.last.complete())).toBe(error);
  });

  test('complete, called twice, invokes the callback twice', async () => {
    const pair = new ManualPair();
    const promise = fromBeginEnd(pair.begin, pair.end)();
    pair.last.complete('first');
    pair.last.complete('second');
    await expect(promise).resolves.toBe('first');
    expect(reports.map(({ kind }) => kind)).toStrictEqual(['second-invoke']);
  });

  test('invoke, called before completion, only invokes the callback', () => {
    const { pair, operation, invoked } = begunPair();
    operation.invoke();
    expect(invoked).toStrictEqual([operation.result]);
    expect(thrownBy(() => pair.end(operation.result))).toMatchObject({ hresult: E_PENDING });
  });
});

describe('End of a manual pair', () => {
  test('its calls, also those that it refuses, are noted in order', () => {
    const pair = new ManualPair();
    pair.begin(null, null);
    pair.begin(null, null);
    const [first, second] = pair.begun.map(({ result }) => result);
    pair.last.complete();
    pair.end(second!);
    expect(() => pair.end(first!)).toThrow(HResultError);
    expect(pair.ended).toHaveLength(2);
    expect([pair.ended[0] === second, pair.ended[1] === first]).toStrictEqual([true, true]);
  });

  test.each<[string, (pair: ManualPair) => IMFAsyncResult, number, string]>([
    ['before completion', (pair) => pair.last.result, E_PENDING, 'EndRead: the operation is still pending (E_PENDING)'],
    [
      'a second time',
      (pair) => {
        pair.last.complete();
        pair.end(pair.last.result);
        return pair.last.result;
      },
      MF_E_INVALIDREQUEST,
      'EndRead: the operation was ended before (MF_E_INVALIDREQUEST)',
    ],
    [
      'with a result of another pair',
      () => begunPair().operation.result,
      E_INVALIDARG,
      'EndRead: this result belongs to another operation (E_INVALIDARG)',
    ],
  ])('called %s, throws', (_, prepare, hresult, message) => {
    const pair = new ManualPair({ name: 'BeginRead' });
    pair.begin(null, null);
    const result = prepare(pair);
    expect(thrownBy(() => pair.end(result))).toMatchObject({ hresult, message });
  });
});

describe('Cancel of a manual pair', () => {
  test('its calls, with the cookie that Begin returned, are noted, and change nothing', async () => {
    const pair = new ManualPair<[], string>();
    const promise = fromBeginEnd(pair)();
    promise.cancel('stop');
    expect(pair.cancelled).toStrictEqual([pair.last.result]);
    pair.last.complete('value');
    await expect(promise).resolves.toBe('value');
  });

  test('an operation that fails with E_ABORT afterwards, is cancelled for fromBeginEnd', async () => {
    const pair = new ManualPair<[], string>();
    const promise = fromBeginEnd(pair)();
    promise.cancel('stop');
    pair.last.fail(E_ABORT);
    await expect(promise).rejects.toBe('stop');
  });
});

describe('next of a manual pair', () => {
  test('calls of Begin that were made before, are given out one after the other', async () => {
    const pair = new ManualPair<[number]>();
    pair.begin(1, null, null);
    pair.begin(2, null, null);
    expect([await pair.next(), await pair.next()]).toStrictEqual(pair.begun);
  });

  test('calls of Begin that come later, are waited for, in order', async () => {
    const pair = new ManualPair<[number]>();
    const waiting = [pair.next(), pair.next()];
    pair.begin(1, null, null);
    pair.begin(2, null, null);
    pair.begin(3, null, null);
    const [first, second] = await Promise.all(waiting);
    expect([first, second, await pair.next()]).toStrictEqual(pair.begun);
  });
});

describe('a manual pair, by its names', () => {
  test('its methods, with a name, are called by that, and messages of fromBeginEnd name them', async () => {
    const pair = new ManualPair({ name: 'BeginRead', onBegin: () => E_FAIL });
    expect([pair.begin.name, pair.end.name]).toStrictEqual(['BeginRead', 'EndRead']);
    await expect(fromBeginEnd(pair.begin, pair.end)()).rejects.toThrow('BeginRead: ');
  });

  test('its methods, without a name, are called begin and end', () => {
    const { begin, end } = new ManualPair();
    expect([begin.name, end.name]).toStrictEqual(['begin', 'end']);
  });

  test('its methods, as those of an object of the user, serve the object form', async () => {
    const pair = new ManualPair<[count: number], string>();
    const file = { BeginRead: pair.begin, EndRead: pair.end, CancelRead: pair.cancel };
    const { read } = fromBeginEnd(file);
    const promise = read(4);
    expect([pair.last.thisValue, pair.last.args]).toStrictEqual([file, [4]]);
    pair.last.complete('data');
    await expect(promise).resolves.toBe('data');
  });
});
