import { describe, expect, jest, test } from '@jest/globals';
import { toBeginEnd } from '../../src/adapters/toBeginEnd.js';
import { E_FAIL, E_INVALIDARG } from '../../src/contract/hresult.js';
import { describe as describeValue } from '../../src/contract/arguments.js';
import { hresultName } from '../../src/contract/hresult.js';
import type { IMFAsyncResult } from '../../src/contract/IMFAsyncResult.js';
import * as platformEntry from '../../src/platform/index.js';
import { completion } from '../support/completion.js';
import { thrownBy } from '../support/thrownBy.js';
import { noting, startedPlatform, turn } from './support.js';

const { createEmbeddedPlatform, MF_VERSION } = platformEntry;

describe('createEmbeddedPlatform', () => {
  test.each<[string, unknown, RegExp]>([
    ['null as options', null, /^createEmbeddedPlatform: options must be of type object, got null$/],
    ['a misspelt option', { clok: {} }, /^createEmbeddedPlatform: there is no option 'clok', did you mean 'clock'\?$/],
    ['a number as the clock', { clock: 1 }, /^createEmbeddedPlatform: options.clock must be of type object, got 1$/],
    [
      'a clock that cannot clear timers',
      { clock: { now: () => 0, setTimeout: () => 1 } },
      /^createEmbeddedPlatform: expected options.clock to be a Clock, but it has no method clearTimeout$/,
    ],
  ])('%s is a TypeError', (_, options, message) => {
    const error = thrownBy(() => platformEntry.createEmbeddedPlatform(options as never));
    expect(error).toBeInstanceOf(TypeError);
    expect(error).toHaveProperty('message', expect.stringMatching(message));
  });
});

describe('MFInvokeCallback', () => {
  test('the callback is invoked with that result, and not inside the call', async () => {
    const { MFCreateAsyncResult, MFInvokeCallback } = startedPlatform().platform;
    const results: IMFAsyncResult[] = [];
    const result = MFCreateAsyncResult('object', { Invoke: (given) => results.push(given) }, 'state');
    MFInvokeCallback(result);
    expect(results).toStrictEqual([]);
    await turn();
    expect(results).toStrictEqual([result]);
    expect(result.GetObject()).toBe('object');
  });

  test('twice with one result, it is invoked twice', async () => {
    const { MFCreateAsyncResult, MFInvokeCallback } = startedPlatform().platform;
    const callback = noting();
    const result = MFCreateAsyncResult(null, callback, 'state');
    MFInvokeCallback(result);
    MFInvokeCallback(result);
    await turn();
    expect(callback.states).toStrictEqual(['state', 'state']);
  });

  test('a result without a callback is told to nobody', async () => {
    const { MFCreateAsyncResult, MFInvokeCallback } = startedPlatform().platform;
    expect(MFInvokeCallback(MFCreateAsyncResult(null, null, null))).toBeUndefined();
    await turn();
  });

  test.each([null, undefined, 5, {}, { GetState() {}, GetStatus() {} }])(
    'of %p, which is no result, is E_INVALIDARG',
    (value) => {
      const { MFInvokeCallback } = startedPlatform().platform;
      expect(() => MFInvokeCallback(value as never)).toThrow(
        /^MFInvokeCallback: result must be one of MFCreateAsyncResult, with a callback, got \w+ \(E_INVALIDARG\)$/,
      );
    },
  );

  test('the queue that GetParameters names is where Invoke runs', async () => {
    const { MFAllocateSerialWorkQueue, MFCreateAsyncResult, MFInvokeCallback, MFPutWorkItem } =
      startedPlatform().platform;
    const queue = MFAllocateSerialWorkQueue(1);
    const order = noting();
    // A serial queue that waits for an answer holds up whatever is dispatched to it.
    MFPutWorkItem(queue, { GetParameters: () => ({ flags: 8, queue: 1 }), Invoke() {} }, null);
    MFInvokeCallback(MFCreateAsyncResult(null, { ...order, GetParameters: () => ({ flags: 0, queue }) }, 'held'));
    MFInvokeCallback(MFCreateAsyncResult(null, order, 'free'));
    await turn();
    expect(order.states).toStrictEqual(['free']);
  });

  test.each([
    [
      'throws',
      () => {
        throw new Error('E_NOTIMPL');
      },
    ],
    ['says nothing', () => undefined as never],
    ['says no queue', () => ({}) as never],
    ['names a queue that does not exist', () => ({ flags: 0, queue: 0x10000 })],
  ])('where GetParameters %s, Invoke runs on the STANDARD queue', async (_name, GetParameters) => {
    const { MFCreateAsyncResult, MFInvokeCallback } = startedPlatform().platform;
    const callback = noting();
    MFInvokeCallback(MFCreateAsyncResult(null, { ...callback, GetParameters }, 'run'));
    await turn();
    expect(callback.states).toStrictEqual(['run']);
  });
});

describe('putting items', () => {
  test('the result has the state and no object', async () => {
    const { MFPutWorkItem } = startedPlatform().platform;
    let result: IMFAsyncResult | undefined;
    MFPutWorkItem(1, { Invoke: (given) => (result = given) }, 'state');
    await turn();
    expect(result?.GetState()).toBe('state');
    expect(() => result?.GetObject()).toThrow('(E_POINTER)');
  });

  test('with a result of its own, the queue that is given counts, not that of GetParameters', async () => {
    const { MFAllocateSerialWorkQueue, MFCreateAsyncResult, MFPutWorkItem, MFPutWorkItemEx } =
      startedPlatform().platform;
    const held = MFAllocateSerialWorkQueue(1);
    MFPutWorkItem(held, { GetParameters: () => ({ flags: 8, queue: 1 }), Invoke() {} }, null);
    const callback = noting({ flags: 0, queue: held });
    MFPutWorkItemEx(1, MFCreateAsyncResult(null, callback, 'run'));
    await turn();
    expect(callback.states).toStrictEqual(['run']);
  });

  test('MFPutWorkItemEx2 gives a result of its own a priority', async () => {
    const { MFCreateAsyncResult, MFPutWorkItemEx2 } = startedPlatform().platform;
    const callback = noting();
    for (const priority of [1, 2]) MFPutWorkItemEx2(1, priority, MFCreateAsyncResult(null, callback, priority));
    await turn();
    expect(callback.states).toStrictEqual([2, 1]);
  });

  test.each([null, undefined, {}, () => {}, 'callback'])('callback %p is E_INVALIDARG', (callback) => {
    const { platform } = startedPlatform();
    for (const [operation, put] of [
      ['MFPutWorkItem', () => platform.MFPutWorkItem(1, callback as never, null)],
      ['MFPutWorkItem2', () => platform.MFPutWorkItem2(1, 0, callback as never, null)],
      ['MFScheduleWorkItem', () => platform.MFScheduleWorkItem(callback as never, null, -1)],
    ] as const) {
      expect(put).toThrow(`${operation}: callback must be an IMFAsyncCallback, got `);
      expect(put).toThrow('(E_INVALIDARG)');
    }
  });

  test('a result without a callback is E_INVALIDARG', () => {
    const { platform } = startedPlatform();
    const result = platform.MFCreateAsyncResult(null, null, null);
    for (const [operation, put] of [
      ['MFPutWorkItemEx', () => platform.MFPutWorkItemEx(1, result)],
      ['MFPutWorkItemEx2', () => platform.MFPutWorkItemEx2(1, 0, result)],
      ['MFScheduleWorkItemEx', () => platform.MFScheduleWorkItemEx(result, -1)],
      ['MFPutWaitingWorkItem', () => platform.MFPutWaitingWorkItem(null, 0, result)],
    ] as const) {
      expect(put).toThrow(expect.objectContaining({ hresult: E_INVALIDARG, operation }));
    }
  });

  test.each([0.5, Number.NaN, Infinity, 2 ** 31, -(2 ** 31) - 1, '1', undefined])(
    'priority %p is E_INVALIDARG',
    (priority) => {
      const { MFPutWorkItem2 } = startedPlatform().platform;
      expect(() => MFPutWorkItem2(1, priority as number, noting(), null)).toThrow(
        `MFPutWorkItem2: priority must be a 32-bit integer, got ${describeValue(priority)} (E_INVALIDARG)`,
      );
    },
  );

  test('after bad input the platform runs what is put', async () => {
    const { MFPutWorkItem } = startedPlatform().platform;
    const callback = noting();
    expect(() => MFPutWorkItem(0x10000, callback, 'lost')).toThrow('(MF_E_INVALID_WORKQUEUE)');
    expect(() => MFPutWorkItem(1, null as never, 'lost')).toThrow('(E_INVALIDARG)');
    MFPutWorkItem(1, callback, 'kept');
    await turn();
    expect(callback.states).toStrictEqual(['kept']);
  });
});

describe('the entry', () => {
  test('importing it teaches hresultName all codes', () => {
    expect(hresultName(0xc00d36ff)).toBe('MF_E_INVALID_WORKQUEUE');
    expect(hresultName(E_FAIL)).toBe('E_FAIL');
  });

  test('its GUID_NULL is that of Windows', () => {
    expect(platformEntry.GUID_NULL).toBe('00000000-0000-0000-0000-000000000000');
  });

  test('it exports what it documents', () => {
    expect(Object.keys(platformEntry)).toStrictEqual(
      expect.arrayContaining(['createEmbeddedPlatform', 'MFCreateAsyncResult', 'MF_VERSION', 'MF_EVENT_FLAG_NO_WAIT']),
    );
  });
});

describe('a platform, disposed', () => {
  test('has taken back every start-up', () => {
    const platform = createEmbeddedPlatform();
    platform.MFStartup(MF_VERSION);
    platform.MFStartup(MF_VERSION);
    platform[Symbol.dispose]();
    expect(() => platform.MFAllocateWorkQueue()).toThrow('MF_E_SHUTDOWN');
    platform[Symbol.dispose]();
    platform.MFStartup(MF_VERSION);
    expect(platform.MFAllocateWorkQueue()).toBeGreaterThan(0);
  });

  test('of its event queues, each is shut down by its own', () => {
    const queue = createEmbeddedPlatform().MFCreateEventQueue();
    queue[Symbol.dispose]();
    expect(() => queue.GetEvent(0)).toThrow('MF_E_SHUTDOWN');
  });
});

test('a platform that toBeginEnd is given, makes its results with the callback itself', async () => {
  const platform = createEmbeddedPlatform();
  platform.MFStartup(MF_VERSION);
  const creating = jest.spyOn(platform, 'MFCreateAsyncResult');
  const { begin, end } = toBeginEnd(async () => 7, { platform });
  const { callback, result } = completion();
  begin(callback, 'state');
  expect(end(await result)).toBe(7);
  expect(creating.mock.calls).toStrictEqual([[null, callback, 'state']]);
  expect(creating.mock.calls[0]?.[1]).toBe(callback);
});

test('a result of another copy of the library, is refused, and named', async () => {
  const anotherCopy = new URL('../../src/contract/MFCreateAsyncResult.ts?another-copy', import.meta.url).href;
  const another = (await import(anotherCopy)) as Pick<typeof platformEntry, 'MFCreateAsyncResult'>;
  const platform = createEmbeddedPlatform();
  platform.MFStartup(MF_VERSION);
  const result = another.MFCreateAsyncResult(null, noting(), null);
  expect(() => platform.MFPutWorkItemEx(1, result)).toThrow(
    'MFPutWorkItemEx: result must be one of MFCreateAsyncResult, with a callback, got a result of another copy of begin-end (E_INVALIDARG)',
  );
});

describe('a number that is none', () => {
  test.each([null, '1', Symbol('number'), 1n, 0.5, {}])('as %p, is refused wherever it is given', (value) => {
    const { platform } = startedPlatform();
    const number = value as never;
    const invalid = expect.objectContaining({ hresult: E_INVALIDARG });
    const noQueue = expect.objectContaining({ code: 'MF_E_INVALID_WORKQUEUE' });
    const notFound = expect.objectContaining({ code: 'MF_E_NOT_FOUND' });
    const result = platform.MFCreateAsyncResult(null, noting(), null);
    expect(() => platform.MFPutWorkItem(number, noting(), null)).toThrow(noQueue);
    expect(() => platform.MFPutWorkItemEx2(1, number, result)).toThrow(invalid);
    expect(() => platform.MFPutWaitingWorkItem(null, number, result)).toThrow(invalid);
    expect(() => platform.MFAllocateWorkQueueEx(number)).toThrow(invalid);
    expect(() => platform.MFAllocateSerialWorkQueue(number)).toThrow(noQueue);
    expect(() => platform.MFLockWorkQueue(number)).toThrow(noQueue);
    expect(() => platform.MFUnlockWorkQueue(number)).toThrow(noQueue);
    expect(() => platform.MFCancelWorkItem(number)).toThrow(notFound);
    expect(() => platform.MFRemovePeriodicCallback(number)).toThrow(notFound);
  });
});
