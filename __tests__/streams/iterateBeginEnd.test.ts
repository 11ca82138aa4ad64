import { AsyncLocalStorage } from 'node:async_hooks';
import { describe, expect, jest, test } from '@jest/globals';
import {
  E_ABORT,
  E_FAIL,
  HResultError,
  iterateBeginEnd,
  MF_E_END_OF_STREAM,
  MF_E_SHUTDOWN,
  toBeginEnd,
  type IterateOptions,
} from '../../src/index.js';
import { ManualPair, type ManualPairOptions } from '../../src/testing/index.js';
import { allJobs, isPending } from '../support/promises.js';
import { collectReports } from '../support/reports.js';

const reports = collectReports();

/** An iteration over a pair whose operations complete when the test says so. */
function iteration(options?: IterateOptions, onBegin?: ManualPairOptions['onBegin']) {
  const pair = new ManualPair({ onBegin });
  return { pair, iterator: iterateBeginEnd(pair.begin, pair.end, options) };
}

/** An iteration over the values of an array, and then an error. */
function iterationOver(values: unknown[], error: unknown, options?: IterateOptions) {
  const rest = [...values];
  const { begin, end } = toBeginEnd(async () => {
    if (rest.length === 0) throw error;
    return rest.shift();
  });
  return iterateBeginEnd(begin, end, options);
}

const throwsOnRead = (key: PropertyKey, object: object): object =>
  Object.defineProperty(object, key, {
    get() {
      throw new Error('hostile');
    },
  });

/** A signal as polyfills have it, which was aborted and does not say why. */
const silent = (own: object): AbortSignal =>
  Object.assign(new EventTarget(), { aborted: true, ...own }) as unknown as AbortSignal;

const ended = { done: true, value: undefined };

describe('iterateBeginEnd', () => {
  test.each([MF_E_SHUTDOWN, MF_E_END_OF_STREAM])('until End throws %p, yields every value', async (hr) => {
    const values: unknown[] = [];
    for await (const value of iterationOver(['a', 'b', 'c'], new HResultError(hr))) values.push(value);
    expect(values).toStrictEqual(['a', 'b', 'c']);
  });

  test('whose Begin throws MF_E_SHUTDOWN, ends', async () => {
    const { iterator } = iteration({}, () => {
      throw new HResultError(MF_E_SHUTDOWN);
    });
    expect(await iterator.next()).toStrictEqual(ended);
  });

  test('whose Begin returns MF_E_SHUTDOWN, ends', async () => {
    const { iterator } = iteration({}, () => MF_E_SHUTDOWN);
    expect(await iterator.next()).toStrictEqual(ended);
  });

  test('whose End throws anything else, throws that very error, and is over', async () => {
    const error = new HResultError(E_FAIL);
    const iterator = iterationOver([], error);
    await expect(iterator.next()).rejects.toBe(error);
    expect(await iterator.next()).toStrictEqual(ended);
  });

  test('given a signal that is not aborted, ends where End says that it is over', async () => {
    const { signal } = new AbortController();
    expect(await iterationOver([], new HResultError(MF_E_SHUTDOWN), { signal }).next()).toStrictEqual(ended);
  });

  test.each([
    ['without a signal', undefined],
    ['given one that is not aborted', new AbortController().signal],
  ])('%s, asks until about an AbortError of the operation as well', async (_what, signal) => {
    const error = new DOMException('stopped', 'AbortError');
    expect(await iterationOver([], error, { signal, until: () => true }).next()).toStrictEqual(ended);
  });

  test('given until, ends where that says so, and only there', async () => {
    const until = jest.fn((error: unknown) => error === 'over');
    expect(await iterationOver([], 'over', { until }).next()).toStrictEqual(ended);
    const shutdown = new HResultError(MF_E_SHUTDOWN);
    await expect(iterationOver([], shutdown, { until }).next()).rejects.toBe(shutdown);
    expect(until.mock.calls).toStrictEqual([['over'], [shutdown]]);
  });

  test('given an until that is async, throws the error: a promise is not true', async () => {
    const until = (async () => false) as never;
    await expect(iterationOver([], 'over', { until }).next()).rejects.toBe('over');
  });

  test('that nobody asks, begins nothing', async () => {
    const { pair } = iteration();
    await allJobs();
    expect(pair.begun).toHaveLength(0);
  });

  test('asked several times at once, has one operation outstanding and answers in order', async () => {
    const { pair, iterator } = iteration();
    const all = Promise.all([iterator.next(), iterator.next()]);
    await allJobs();
    expect(pair.begun).toHaveLength(1);
    pair.last.complete('a');
    await allJobs();
    expect(pair.begun).toHaveLength(2);
    pair.last.complete('b');
    expect(await all).toStrictEqual([
      { done: false, value: 'a' },
      { done: false, value: 'b' },
    ]);
  });

  test('asked by several requests at once, begins each operation in the asynchronous context of the one that asked', async () => {
    const context = new AsyncLocalStorage<string>();
    const contexts: unknown[] = [];
    const { pair, iterator } = iteration({}, () => void contexts.push(context.getStore()));
    const all = ['first', 'second', 'third'].map((name) => context.run(name, () => iterator.next()));
    for (const next of all) {
      pair.last.complete('value');
      await next;
      await allJobs();
    }
    expect(contexts).toStrictEqual(['first', 'second', 'third']);
  });

  test('asked several times at once, returned when the first has its value, begins no further operation', async () => {
    const { pair, iterator } = iteration();
    const [first, second] = [iterator.next(), iterator.next()];
    pair.last.complete('value');
    expect(await first).toStrictEqual({ done: false, value: 'value' });
    expect(await iterator.return(7)).toStrictEqual({ done: true, value: 7 });
    expect(await second).toStrictEqual(ended);
    expect(pair.begun).toHaveLength(1);
  });

  test('that nobody has asked, returned with a value, gives that', async () => {
    const { pair, iterator } = iteration();
    expect(await iterator.return(7)).toStrictEqual({ done: true, value: 7 });
    expect(await iterator.next()).toStrictEqual(ended);
    expect(pair.begun).toHaveLength(0);
  });

  test('left after a value, begins no further operation', async () => {
    const { pair, iterator } = iteration();
    const reading = (async () => {
      for await (const value of iterator) return value;
      return 'nothing';
    })();
    await allJobs();
    pair.last.complete('a');
    expect(await reading).toBe('a');
    expect(pair.begun).toHaveLength(1);
  });

  test('is its own iterator', () => {
    const { iterator } = iteration();
    expect(iterator[Symbol.asyncIterator]()).toBe(iterator);
  });

  test('hands the options of fromBeginEnd on', async () => {
    const { pair, iterator } = iteration({ state: 'mine' });
    void iterator.next();
    expect(pair.last.state).toBe('mine');
  });
});

describe('iterateBeginEnd, returned while an operation is outstanding,', () => {
  test('ends at once, is over once the operation is, and disposes what comes too late', async () => {
    const dispose = jest.fn();
    const { pair, iterator } = iteration({ dispose });
    const asked = [iterator.next(), iterator.next()];
    const returned = iterator.return();
    expect(await Promise.all(asked)).toStrictEqual([ended, ended]);
    expect(await isPending(returned)).toBe(true);
    pair.last.complete('late');
    expect(await returned).toStrictEqual(ended);
    expect(dispose.mock.calls).toStrictEqual([['late']]);
    expect(pair.begun).toHaveLength(1);
  });

  test('after its signal has abandoned that one, waits for it as well', async () => {
    const controller = new AbortController();
    const { pair, iterator } = iteration({ signal: controller.signal });
    const asked = iterator.next();
    controller.abort('enough');
    await expect(asked).rejects.toBe('enough');
    const returned = iterator.return();
    expect(await isPending(returned)).toBe(true);
    pair.last.complete('late');
    expect(await returned).toStrictEqual(ended);
  });

  test('by Symbol.asyncDispose, is over once the operation is', async () => {
    const { pair, iterator } = iteration();
    const asked = iterator.next();
    const disposed = iterator[Symbol.asyncDispose]();
    expect(await asked).toStrictEqual(ended);
    expect(await isPending(disposed)).toBe(true);
    pair.last.complete('late');
    expect(await disposed).toBeUndefined();
  });

  test('inside its Begin, cancels it once that has returned', async () => {
    const cancel = jest.fn();
    const returned: Promise<unknown>[] = [];
    const { pair, iterator } = iteration({ cancel }, () => {
      returned.push(iterator.return(7));
      return 'cookie';
    });
    const asked = iterator.next();
    expect(cancel.mock.calls).toStrictEqual([['cookie']]);
    pair.last.fail(new HResultError(E_ABORT));
    expect(await asked).toStrictEqual(ended);
    expect(await returned[0]).toStrictEqual({ done: true, value: 7 });
  });

  test('with a cancel action, cancels and waits for the end', async () => {
    const cancel = jest.fn();
    const { pair, iterator } = iteration({ cancel }, () => 'cookie');
    const asked = iterator.next();
    const returned = iterator.return();
    expect(cancel.mock.calls).toStrictEqual([['cookie']]);
    pair.last.fail(new HResultError(E_ABORT));
    expect(await asked).toStrictEqual(ended);
    expect(await returned).toStrictEqual(ended);
  });

  test('with a cancel action that comes too late, disposes the value, once, and ends', async () => {
    const dispose = jest.fn();
    const { pair, iterator } = iteration({ cancel() {}, dispose }, () => 'cookie');
    const asked = iterator.next();
    const next = iterator.next();
    const returned = iterator.return('given');
    pair.last.complete('won');
    expect(await asked).toStrictEqual(ended);
    expect(await next).toStrictEqual(ended);
    expect(await returned).toStrictEqual({ done: true, value: 'given' });
    expect(dispose.mock.calls).toStrictEqual([['won']]);
    expect(pair.begun).toHaveLength(1);
  });

  test('with a cancel action that comes too late, and a dispose that throws, reports that', async () => {
    const error = new Error('from dispose');
    const dispose = (): never => {
      throw error;
    };
    const { pair, iterator } = iteration({ cancel() {}, dispose, name: 'BeginGetReport' }, () => 'cookie');
    const asked = iterator.next();
    const returned = iterator.return();
    pair.last.complete('won');
    expect(await asked).toStrictEqual(ended);
    expect(await returned).toStrictEqual(ended);
    expect(reports).toStrictEqual([
      {
        kind: 'dispose-failed',
        operation: 'BeginGetReport',
        message: 'BeginGetReport: a late value could not be disposed, it may leak',
        error,
      },
    ]);
  });

  test('by a ReadableStream of it that is cancelled while it reads, disposes the value that comes', async () => {
    const dispose = jest.fn();
    const { pair, iterator } = iteration({ cancel() {}, dispose }, () => 'cookie');
    const stream = (ReadableStream as unknown as { from(source: unknown): ReadableStream }).from(iterator);
    const reader = stream.getReader();
    const reading = reader.read();
    await allJobs();
    const cancelled = reader.cancel();
    pair.last.complete('won');
    await cancelled;
    expect(await reading).toStrictEqual(ended);
    expect(dispose.mock.calls).toStrictEqual([['won']]);
  });

  test('with a cancel action and a failure, throws the failure to who asked', async () => {
    const { pair, iterator } = iteration({ cancel() {} }, () => 'cookie');
    const asked = iterator.next();
    const returned = iterator.return();
    const error = new HResultError(E_FAIL);
    pair.last.fail(error);
    await expect(asked).rejects.toBe(error);
    expect(await returned).toStrictEqual(ended);
  });

  test('by throw, ends likewise, and throws', async () => {
    const { pair, iterator } = iteration();
    const asked = iterator.next();
    const error = new Error('thrown in');
    const thrown = iterator.throw(error);
    expect(await asked).toStrictEqual(ended);
    pair.last.complete('late');
    await expect(thrown).rejects.toBe(error);
  });
});

describe('iterateBeginEnd with a signal', () => {
  test('that is aborted while an operation is outstanding, throws its reason', async () => {
    const controller = new AbortController();
    const { iterator } = iteration({ signal: controller.signal });
    const asked = iterator.next();
    controller.abort('enough');
    await expect(asked).rejects.toBe('enough');
  });

  test('that is aborted already, throws its reason and begins nothing', async () => {
    const { pair, iterator } = iteration({ signal: AbortSignal.abort('enough') });
    await expect(iterator.next()).rejects.toBe('enough');
    expect(pair.begun).toHaveLength(0);
  });

  test('whose reason is NaN, throws that all the same', async () => {
    const controller = new AbortController();
    const { iterator } = iteration({ signal: controller.signal, until: () => true });
    const asked = iterator.next();
    controller.abort(Number.NaN);
    await expect(asked).rejects.toBeNaN();
  });

  test('whose reason looks like the regular end, throws it all the same', async () => {
    const reason = new HResultError(MF_E_SHUTDOWN);
    const { iterator } = iteration({ signal: AbortSignal.abort(reason) });
    await expect(iterator.next()).rejects.toBe(reason);
  });

  test.each<[string, () => AbortSignal]>([
    ['has no reason', () => silent({})],
    ['has undefined for its reason', () => silent({ reason: undefined })],
    ['fails to give its reason', () => throwsOnRead('reason', silent({})) as AbortSignal],
  ])('that %s, throws an AbortError, even where every error is a regular end', async (_what, made) => {
    const { iterator } = iteration({ signal: made(), until: () => true });
    const error: unknown = await iterator.next().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DOMException);
    expect(error).toMatchObject({ name: 'AbortError' });
  });

  test('that does not say why it was aborted, ends where the operation ended regularly before', async () => {
    const signal = Object.assign(new EventTarget(), { aborted: false });
    const { pair, iterator } = iteration({ signal: signal as unknown as AbortSignal });
    const asked = iterator.next();
    pair.last.fail(MF_E_SHUTDOWN);
    signal.aborted = true;
    expect(await asked).toStrictEqual(ended);
  });

  test('that says why it was aborted, ends where an AbortError of End is the regular end', async () => {
    const controller = new AbortController();
    const { pair, iterator } = iteration({ signal: controller.signal, until: () => true });
    const asked = iterator.next();
    pair.last.fail(new DOMException('of End', 'AbortError'));
    controller.abort('enough');
    expect(await asked).toStrictEqual(ended);
  });

  test('that can no longer be asked, throws what End throws', async () => {
    const { proxy, revoke } = Proxy.revocable({ aborted: false, addEventListener() {}, removeEventListener() {} }, {});
    const { pair, iterator } = iteration({ signal: proxy as never });
    const asked = iterator.next();
    revoke();
    const error = new HResultError(E_FAIL);
    pair.last.fail(error);
    await expect(asked).rejects.toBe(error);
  });

  test('that is aborted after the operation has ended regularly, ends', async () => {
    const controller = new AbortController();
    const { pair, iterator } = iteration({ signal: controller.signal, cancel() {} });
    const asked = iterator.next();
    controller.abort('enough');
    pair.last.fail(new HResultError(MF_E_SHUTDOWN));
    expect(await asked).toStrictEqual(ended);
  });
});

const begin = () => {};
const end = () => {};

describe('iterateBeginEnd given what it cannot use', () => {
  test.each([
    ['begin', () => iterateBeginEnd(null as never, end)],
    ['end', () => iterateBeginEnd(begin, 'end' as never)],
    ['options.until', () => iterateBeginEnd(begin, end, { until: 5 as never })],
    ['options.signal', () => iterateBeginEnd(begin, end, { signal: {} as never })],
    ['cancel', () => iterateBeginEnd(begin, end, { cancel: 5 as never })],
    ['options', () => iterateBeginEnd(begin, end, null as never)],
  ])('as %s, is a TypeError at once', (what, call) => {
    expect(call).toThrow(TypeError);
    expect(call).toThrow(what === 'cancel' ? what : `iterateBeginEnd: ${what}`);
  });
});
