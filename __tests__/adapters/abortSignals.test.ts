import { getEventListeners } from 'node:events';
import { describe, expect, jest, test } from '@jest/globals';
import { abortError, isAborted, reasonOf } from '../../src/adapters/abortSignals.js';
import type { ManualPair } from '../../src/testing/index.js';
import { adaptedPair } from '../support/adaptedPair.js';
import { allJobs } from '../support/promises.js';
import { runInChild } from '../support/childProcess.js';

const listenersOf = (signal: AbortSignal): number => getEventListeners(signal, 'abort').length;

/** Begins operations on a signal. */
function begun(signal: AbortSignal, count: number): { pair: ManualPair; promises: Promise<unknown>[] } {
  const { pair, read } = adaptedPair();
  return { pair, promises: Array.from({ length: count }, () => read({ signal })) };
}

/** Begins and completes operations on a signal, one after the other. */
async function hundredInTurn(signal: AbortSignal): Promise<void> {
  for (let count = 0; count < 100; count++) {
    const { pair, promises } = begun(signal, 1);
    pair.last.complete();
    await Promise.all(promises);
  }
}

const completeAll = (pair: ManualPair): void => pair.begun.forEach((operation) => operation.complete('value'));

describe('a signal of fromBeginEnd', () => {
  test('a signal, with 1,000 operations on it, has one listener', async () => {
    const { signal } = new AbortController();
    const { pair, promises } = begun(signal, 1000);
    expect(listenersOf(signal)).toBe(1);
    completeAll(pair);
    await Promise.all(promises);
  });

  test('a signal that cannot be extended, aborted, rejects the operations on it and keeps no listener', async () => {
    const controller = new AbortController();
    const signal = Object.preventExtensions(controller.signal);
    const { promises } = begun(signal, 2);
    controller.abort('enough');
    expect(await Promise.allSettled(promises)).toMatchObject([{ reason: 'enough' }, { reason: 'enough' }]);
    await allJobs();
    expect(listenersOf(signal)).toBe(0);
  });

  test('a signal, a moment after its last operation is over, has no listener', async () => {
    const { signal } = new AbortController();
    const { pair, promises } = begun(signal, 3);
    completeAll(pair);
    await Promise.all(promises);
    await allJobs();
    expect(listenersOf(signal)).toBe(0);
  });

  test('a signal, while one of its operations runs, keeps its listener', async () => {
    const { signal } = new AbortController();
    const { pair, promises } = begun(signal, 3);
    pair.begun[0]!.complete('value');
    pair.begun[2]!.complete('value');
    await allJobs();
    expect(listenersOf(signal)).toBe(1);
    pair.begun[1]!.complete('value');
    await Promise.all(promises);
  });

  test('a signal, with an operation that begins before its listener goes, keeps that', async () => {
    const { signal } = new AbortController();
    const first = begun(signal, 1);
    first.pair.last.complete();
    const second = begun(signal, 1);
    await allJobs();
    expect(listenersOf(signal)).toBe(1);
    second.pair.last.complete();
    await Promise.all([...first.promises, ...second.promises]);
    await allJobs();
    expect(listenersOf(signal)).toBe(0);
  });

  test('a signal, with operations one after the other, is listened to once', async () => {
    const { signal } = new AbortController();
    const added = jest.spyOn(signal, 'addEventListener');
    await hundredInTurn(signal);
    expect(added).toHaveBeenCalledTimes(1);
  });

  test('a signal, with operations one after the other, starts no timer that a test tool could see', async () => {
    jest.useFakeTimers({ doNotFake: ['queueMicrotask', 'nextTick'] });
    try {
      await hundredInTurn(new AbortController().signal);
      expect(jest.getTimerCount()).toBe(0);
    } finally {
      jest.useRealTimers();
    }
  });

  test('a signal, used again after its listener has gone, aborts as before', async () => {
    const controller = new AbortController();
    const { pair, promises } = begun(controller.signal, 1);
    pair.last.complete();
    await Promise.all(promises);
    await allJobs();
    const again = begun(controller.signal, 1);
    expect(listenersOf(controller.signal)).toBe(1);
    controller.abort('stop');
    await expect(again.promises[0]).rejects.toBe('stop');
  });

  test('two signals, with operations in turn, have a listener each, and each aborts its own', async () => {
    const controllers = [new AbortController(), new AbortController(), new AbortController()] as const;
    const rounds = [...controllers, ...controllers].map(({ signal }) => begun(signal, 1));
    expect(controllers.map(({ signal }) => listenersOf(signal))).toStrictEqual([1, 1, 1]);
    controllers[1].abort('stop');
    for (const index of [1, 4]) await expect(rounds[index]?.promises[0]).rejects.toBe('stop');
    for (const index of [0, 2, 3, 5]) rounds[index]?.pair.last.complete('value');
    for (const index of [0, 2, 3, 5]) await expect(rounds[index]?.promises[0]).resolves.toBe('value');
    await allJobs();
    expect(controllers.map(({ signal }) => listenersOf(signal))).toStrictEqual([0, 0, 0]);
  });

  test('two signals, whose operations end in the same moment, both lose their listener', async () => {
    const signals = [new AbortController().signal, new AbortController().signal];
    const rounds = signals.map((signal) => begun(signal, 1));
    rounds.forEach(({ pair }) => pair.last.complete());
    await Promise.all(rounds.flatMap(({ promises }) => promises));
    await allJobs();
    expect(signals.map(listenersOf)).toStrictEqual([0, 0]);
  });

  test('a signal, aborted, reaches every operation that still runs, and no other', async () => {
    const controller = new AbortController();
    const { pair, promises } = begun(controller.signal, 4);
    pair.begun[1]!.complete('value');
    controller.abort('stop');
    const outcomes = await Promise.allSettled(promises);
    expect(outcomes.map(({ status }) => status)).toStrictEqual(['rejected', 'fulfilled', 'rejected', 'rejected']);
  });

  test('a signal, aborted, has no listener a moment later', async () => {
    const controller = new AbortController();
    const { promises } = begun(controller.signal, 3);
    controller.abort('stop');
    await Promise.allSettled(promises);
    await allJobs();
    expect(listenersOf(controller.signal)).toBe(0);
  });

  test('an operation, cancelled by itself, leaves its signal', async () => {
    const { signal } = new AbortController();
    const { read } = adaptedPair();
    const promise = read({ signal });
    promise.cancel('stop');
    await expect(promise).rejects.toBe('stop');
    await allJobs();
    expect(listenersOf(signal)).toBe(0);
  });

  test('a cancel action that completes the other operations, while the signal aborts them, disturbs nothing', async () => {
    const controller = new AbortController();
    const { pair, read } = adaptedPair({
      cancel: () => open.splice(0).forEach((each) => each.complete('value')),
    });
    const promises = [read({ signal: controller.signal }), read({ signal: controller.signal })];
    const open = [...pair.begun];
    controller.abort('stop');
    await expect(Promise.all(promises)).resolves.toStrictEqual(['value', 'value']);
  });

  test('an operation, that is over before Begin has returned, is never listened for', async () => {
    const { signal } = new AbortController();
    const { read } = adaptedPair({}, (operation) => operation.complete('value'));
    await expect(read({ signal })).resolves.toBe('value');
    expect(listenersOf(signal)).toBe(0);
  });

  test('an operation, whose Begin throws, is never listened for', async () => {
    const { signal } = new AbortController();
    const { read } = adaptedPair({}, () => {
      throw new Error('no');
    });
    await expect(read({ signal })).rejects.toThrow('no');
    expect(listenersOf(signal)).toBe(0);
  });

  test('a signal of a browser, where timers are numbers, loses its listener as well', async () => {
    jest.spyOn(globalThis, 'setTimeout').mockImplementationOnce(((task: () => void) => {
      queueMicrotask(task);
      return 1;
    }) as never);
    const { signal } = new AbortController();
    const { pair, promises } = begun(signal, 1);
    pair.last.complete();
    await Promise.all(promises);
    await allJobs();
    expect(listenersOf(signal)).toBe(0);
  });
});

describe('what a signal says', () => {
  const unreadable = {
    get aborted(): boolean {
      throw new Error('unreadable');
    },
    get reason(): unknown {
      throw new Error('unreadable');
    },
  } as AbortSignal;

  test('a signal that cannot be asked, is not aborted', () => {
    expect(isAborted(unreadable)).toBe(false);
  });

  test.each([
    ['has none', { aborted: true } as AbortSignal],
    ['cannot be read', unreadable],
  ])('the reason of a signal that %s, is an AbortError', (_, signal) => {
    expect(reasonOf(signal)).toMatchObject({ name: 'AbortError', message: 'The operation was aborted' });
  });

  test('the AbortError of a host without DOMException, can be renamed, as any error', () => {
    const { DOMException: its } = globalThis;
    // Hidden, and not deleted: some engines have it on the prototype of what is global.
    Object.defineProperty(globalThis, 'DOMException', { value: undefined, configurable: true, writable: true });
    const error = abortError();
    globalThis.DOMException = its;
    expect(Object.getOwnPropertyDescriptor(error, 'name')).toStrictEqual({
      value: 'AbortError',
      writable: true,
      enumerable: false,
      configurable: true,
    });
  });
});

test('1,000 operations on one signal, in a program, cause no MaxListenersExceededWarning and do not keep it alive', () => {
  const { stderr, stdout, status } = runInChild(`
    import { setMaxListeners } from 'node:events';
    import { fromBeginEnd } from './adapters/fromBeginEnd.js';
    const { signal } = new AbortController();
    setMaxListeners(10, signal); // newer versions of Node have no limit for signals
    const callbacks = [];
    const read = fromBeginEnd((callback) => { callbacks.push(callback); }, () => 'value');
    const promises = Array.from({ length: 1000 }, () => read({ signal }));
    for (const callback of callbacks) callback.Invoke({});
    console.log((await Promise.all(promises)).length);
    console.log(process.getActiveResourcesInfo().includes('Timeout') ? 'a timer keeps it alive' : 'over');
  `);
  expect({ stderr, stdout, status }).toStrictEqual({ stderr: '', stdout: '1000\nover\n', status: 0 });
});
