import { describe, expect, test } from '@jest/globals';
import { E_FAIL, MF_E_SHUTDOWN, MF_S_MULTIPLE_BEGIN, S_OK } from '../../src/contract/hresult.js';
import { HResultError } from '../../src/contract/HResultError.js';
import type { IMFAsyncResult } from '../../src/contract/IMFAsyncResult.js';
import type { IMFMediaEvent } from '../../src/contract/IMFMediaEventGenerator.js';
import { MFCreateAsyncResult } from '../../src/contract/MFCreateAsyncResult.js';
import { EventQueue } from '../../src/platform/EventQueue.js';
import {
  createEmbeddedPlatform,
  GUID_NULL,
  MF_EVENT_FLAG_NO_WAIT,
  type IMFMediaEventQueue,
} from '../../src/platform/index.js';
import { noting, startedPlatform, turn } from './support.js';

/** A queue, and what its subscriber was told. */
function subscribed(state: unknown = null) {
  const { platform } = startedPlatform();
  const queue = platform.MFCreateEventQueue();
  const results: IMFAsyncResult[] = [];
  const callback = { Invoke: (result: IMFAsyncResult) => results.push(result) };
  queue.BeginGetEvent(callback, state);
  return {
    platform,
    queue,
    callback,
    results,
    raise: (type: number) => queue.QueueEventParamVar(type, GUID_NULL, S_OK, null),
  };
}

describe('an event', () => {
  test('made by the queue has the type, extended type, status and value that were given', () => {
    const queue = createEmbeddedPlatform().MFCreateEventQueue();
    queue.QueueEventParamVar(103, 'ab', -2147467259, 'value');
    const event = queue.GetEvent(0);
    expect([event.GetType(), event.GetExtendedType(), event.GetStatus(), event.GetValue()]).toStrictEqual([
      103,
      'ab',
      E_FAIL,
      'value',
    ]);
  });

  test('of an object has that object as its value', () => {
    const queue = createEmbeddedPlatform().MFCreateEventQueue();
    const object = {};
    queue.QueueEventParamUnk(1, GUID_NULL, S_OK, object);
    expect(queue.GetEvent(0).GetValue()).toBe(object);
  });

  test('without a value has null', () => {
    const queue = createEmbeddedPlatform().MFCreateEventQueue();
    queue.QueueEventParamVar(1, GUID_NULL, S_OK, undefined);
    expect(queue.GetEvent(0).GetValue()).toBeNull();
  });

  test.each([null, undefined, 1])('that is %p is refused', (event) => {
    const queue = createEmbeddedPlatform().MFCreateEventQueue();
    expect(() => queue.QueueEvent(event as never)).toThrow(
      `QueueEvent: event must be an IMFMediaEvent, got ${event} (E_INVALIDARG)`,
    );
  });
});

describe('an event queue', () => {
  test('events come in the order in which they were queued', () => {
    const queue = createEmbeddedPlatform().MFCreateEventQueue();
    for (const type of [1, 2, 3]) queue.QueueEventParamVar(type, GUID_NULL, S_OK, null);
    expect([1, 2, 3].map(() => queue.GetEvent(MF_EVENT_FLAG_NO_WAIT).GetType())).toStrictEqual([1, 2, 3]);
  });

  test('empty, GetEvent without NO_WAIT cannot wait, and says what to do', () => {
    const queue = createEmbeddedPlatform().MFCreateEventQueue();
    expect(() => queue.GetEvent(0)).toThrow(
      'GetEvent: there is no event, and the event loop cannot wait for one; use BeginGetEvent (MF_E_NO_EVENTS_AVAILABLE)',
    );
  });

  test('where an event is queued before BeginGetEvent, Invoke comes, and not inside it', async () => {
    const { platform } = startedPlatform();
    const queue = platform.MFCreateEventQueue();
    const callback = noting();
    queue.QueueEventParamVar(1, GUID_NULL, S_OK, null);
    queue.BeginGetEvent(callback, 'state');
    expect(callback.states).toStrictEqual([]);
    await turn();
    expect(callback.states).toStrictEqual(['state']);
  });

  test('several events bring one Invoke, and the next after the next BeginGetEvent', async () => {
    const { queue, callback, results, raise } = subscribed();
    raise(1);
    raise(2);
    await turn();
    expect(results).toHaveLength(1);
    expect(queue.EndGetEvent(results[0] as IMFAsyncResult).GetType()).toBe(1);
    await turn();
    expect(results).toHaveLength(1);
    queue.BeginGetEvent(callback, null);
    await turn();
    expect(results).toHaveLength(2);
    expect(queue.EndGetEvent(results[1] as IMFAsyncResult).GetType()).toBe(2);
  });

  test('no state twice, once as null and once as undefined, is the same state', () => {
    const { queue, callback } = subscribed(null);
    expect(queue.BeginGetEvent(callback, undefined)).toBe(MF_S_MULTIPLE_BEGIN);
  });

  test('a state that only looks the same is another', () => {
    const { queue, callback } = subscribed({});
    expect(() => queue.BeginGetEvent(callback, {})).toThrow(
      'BeginGetEvent: this callback waits already, with another state (MF_E_MULTIPLE_BEGIN)',
    );
  });

  test('while a callback waits, another one is refused', () => {
    const { queue } = subscribed();
    expect(() => queue.BeginGetEvent(noting(), null)).toThrow(
      'BeginGetEvent: another callback waits for the next event; if its promise was abandoned, use eventsOf for the next (MF_E_MULTIPLE_SUBSCRIBERS)',
    );
  });

  test('while a callback waits, GetEvent is refused, also when its event is there', () => {
    const { queue, raise } = subscribed();
    raise(1);
    expect(() => queue.GetEvent(0)).toThrow(
      'GetEvent: a BeginGetEvent is open, the next event is for its subscriber (MF_E_MULTIPLE_SUBSCRIBERS)',
    );
  });

  test.each([null, undefined, {}])('BeginGetEvent with the callback %p is E_INVALIDARG', (callback) => {
    const queue = createEmbeddedPlatform().MFCreateEventQueue();
    expect(() => queue.BeginGetEvent(callback as never, null)).toThrow(
      /^BeginGetEvent: callback must be an IMFAsyncCallback, got (null|undefined|object) \(E_INVALIDARG\)$/,
    );
  });

  test('EndGetEvent of a foreign result is E_FAIL, and the own one still gets the event', async () => {
    const { queue, results, raise } = subscribed();
    raise(1);
    await turn();
    expect(() => queue.EndGetEvent({} as IMFAsyncResult)).toThrow(
      'EndGetEvent: this result belongs to no open BeginGetEvent, or was ended already (E_FAIL)',
    );
    expect(queue.EndGetEvent(results[0] as IMFAsyncResult).GetType()).toBe(1);
  });

  test.each([undefined, null])(
    'EndGetEvent of %p, while no BeginGetEvent is open, is E_FAIL and takes no event',
    (result) => {
      const queue = createEmbeddedPlatform().MFCreateEventQueue();
      queue.QueueEventParamVar(1, GUID_NULL, S_OK, null);
      expect(() => queue.EndGetEvent(result as never)).toThrow('E_FAIL');
      expect(queue.GetEvent(0).GetType()).toBe(1);
    },
  );

  test('EndGetEvent before there is an event is E_FAIL, and the event still comes', async () => {
    const { platform } = startedPlatform();
    // A caller that got hold of the result early: from the platform that made it.
    const made: IMFAsyncResult[] = [];
    const queue = new EventQueue({
      MFInvokeCallback: (result) => platform.MFInvokeCallback(result),
      MFCreateAsyncResult(object, callback, state) {
        const result = platform.MFCreateAsyncResult(object, callback, state);
        made.push(result);
        return result;
      },
    });
    const callback = noting();
    queue.BeginGetEvent(callback, 'state');
    expect(() => queue.EndGetEvent(made[0] as IMFAsyncResult)).toThrow(
      'EndGetEvent: there is no event yet, wait for Invoke (E_FAIL)',
    );
    queue.QueueEventParamVar(1, GUID_NULL, S_OK, null);
    await turn();
    expect(callback.states).toStrictEqual(['state']);
  });

  test('Shutdown with a BeginGetEvent open and no event brings no Invoke', async () => {
    const { queue, results } = subscribed();
    queue.Shutdown();
    await turn();
    expect(results).toStrictEqual([]);
  });

  test.each<[string, (queue: IMFMediaEventQueue) => unknown]>([
    ['GetEvent', (queue) => queue.GetEvent(0)],
    ['BeginGetEvent', (queue) => queue.BeginGetEvent(noting(), null)],
    ['EndGetEvent', (queue) => queue.EndGetEvent({} as IMFAsyncResult)],
    ['QueueEvent', (queue) => queue.QueueEvent({} as IMFMediaEvent)],
    ['QueueEventParamVar', (queue) => queue.QueueEventParamVar(1, GUID_NULL, S_OK, null)],
    ['QueueEventParamUnk', (queue) => queue.QueueEventParamUnk(1, GUID_NULL, S_OK, null)],
  ])('after Shutdown, %s is MF_E_SHUTDOWN', (operation, call) => {
    const { queue } = subscribed();
    queue.Shutdown();
    expect(() => call(queue)).toThrow(`${operation}: the event queue is shut down (MF_E_SHUTDOWN)`);
  });

  test('after the platform was shut down, its events still reach the subscriber', async () => {
    const { platform, raise, results } = subscribed();
    platform.MFShutdown();
    raise(1);
    await turn();
    expect(results).toHaveLength(1);
  });
});

test('an event, where the platform refuses to dispatch, reaches its subscriber in a promise job', async () => {
  const queue = new EventQueue({
    MFCreateAsyncResult,
    MFInvokeCallback() {
      throw new HResultError(MF_E_SHUTDOWN, 'MFInvokeCallback');
    },
  });
  const callback = noting();
  queue.BeginGetEvent(callback, 'mine');
  queue.QueueEventParamVar(1, GUID_NULL, S_OK, null);
  expect(callback.states).toStrictEqual([]);
  await turn();
  expect(callback.states).toStrictEqual(['mine']);
});

describe('an event that is made of what is no event', () => {
  test.each<[string, unknown[]]>([
    ['type must be a MediaEventType, got null', [null, GUID_NULL, S_OK, null]],
    ['type must be a MediaEventType, got -1', [-1, GUID_NULL, S_OK, null]],
    ['type must be a MediaEventType, got Symbol(type)', [Symbol('type'), GUID_NULL, S_OK, null]],
    ['extendedType must be a GUID, got undefined', [1, undefined, S_OK, null]],
    ["status must be an HRESULT, got ''", [1, GUID_NULL, '', null]],
    ['status must be an HRESULT, got 0.5', [1, GUID_NULL, 0.5, null]],
  ])('because its %s, is E_INVALIDARG, and the queue goes on', (fault, parameters) => {
    const queue = createEmbeddedPlatform().MFCreateEventQueue();
    for (const method of ['QueueEventParamVar', 'QueueEventParamUnk'] as const) {
      expect(() => queue[method](...(parameters as [number, string, number, unknown]))).toThrow(
        `${method}: ${fault} (E_INVALIDARG)`,
      );
    }
    queue.QueueEventParamVar(7, GUID_NULL, S_OK, null);
    expect(queue.GetEvent(0).GetType()).toBe(7);
  });
});
