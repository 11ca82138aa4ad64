import assert from 'node:assert/strict';
import {
  E_FAIL,
  E_INVALIDARG,
  E_POINTER,
  hresultName,
  MF_E_MULTIPLE_BEGIN,
  MF_E_MULTIPLE_SUBSCRIBERS,
  MF_E_NO_EVENTS_AVAILABLE,
  MF_E_SHUTDOWN,
  MF_S_MULTIPLE_BEGIN,
  S_OK,
} from '../../src/contract/hresult.js';
import type { IMFMediaEvent } from '../../src/contract/IMFMediaEventGenerator.js';
import { GUID_NULL, MF_EVENT_FLAG_NO_WAIT } from '../../src/platform/constants.js';
import type { IMFMediaEventQueue, MediaPlatform } from '../../src/platform/MediaPlatform.js';
import { assertCode, started, type Case, type Tools } from './suite.js';

const MEError = 1;
const raise = (queue: IMFMediaEventQueue): void => queue.QueueEventParamVar(MEError, GUID_NULL, E_FAIL, null);

/** An event that was never in the queue under test. */
function eventOf(platform: MediaPlatform): IMFMediaEvent {
  const queue = platform.MFCreateEventQueue();
  raise(queue);
  return queue.GetEvent(MF_EVENT_FLAG_NO_WAIT);
}

/** A case about a queue with a subscriber: `callback`, whose state is `state`. */
function subscribed(
  facts: number[],
  sentence: string,
  run: (
    queue: IMFMediaEventQueue,
    callback: ReturnType<Tools['recorder']>,
    state: object,
    platform: MediaPlatform,
    tools: Tools,
  ) => Promise<void> | void,
): Case {
  return {
    facts,
    sentence,
    run: started(async (platform, tools) => {
      const queue = platform.MFCreateEventQueue();
      const callback = tools.recorder();
      const state = platform.MFCreateAsyncResult(null, null, null);
      assert.equal(queue.BeginGetEvent(callback, state), undefined);
      await run(queue, callback, state, platform, tools);
      queue.Shutdown();
    }),
  };
}

/** A case about what an event queue that is shut down says; an event was in it. */
const shutDown = (fact: number, call: string, use: (queue: IMFMediaEventQueue, tools: Tools) => unknown): Case => ({
  facts: [fact],
  sentence: `after Shutdown, ${call} is MF_E_SHUTDOWN`,
  run: started((platform, tools) => {
    const queue = platform.MFCreateEventQueue();
    raise(queue);
    assertCode(S_OK, () => queue.Shutdown());
    assertCode(MF_E_SHUTDOWN, () => use(queue, tools));
  }),
});

/** The event queue, which is how every event generator behaves. */
export const eventCases: Case[] = [
  {
    facts: [105],
    sentence: 'GetEvent with MF_EVENT_FLAG_NO_WAIT on an empty queue is MF_E_NO_EVENTS_AVAILABLE',
    run: started((platform) => {
      const queue = platform.MFCreateEventQueue();
      assertCode(MF_E_NO_EVENTS_AVAILABLE, () => queue.GetEvent(MF_EVENT_FLAG_NO_WAIT));
      queue.Shutdown();
    }),
  },
  {
    facts: [106, 107],
    sentence: 'GetEvent returns the identical event that was queued, and the same may be queued again',
    run: started((platform) => {
      const queue = platform.MFCreateEventQueue();
      const event = eventOf(platform);
      queue.QueueEvent(event);
      assert.ok(queue.GetEvent(MF_EVENT_FLAG_NO_WAIT) === event);
      assertCode(S_OK, () => queue.QueueEvent(event));
      assert.ok(queue.GetEvent(MF_EVENT_FLAG_NO_WAIT) === event);
      queue.Shutdown();
    }),
  },
  {
    facts: [108],
    sentence: 'BeginGetEvent without a callback is E_INVALIDARG',
    run: started((platform) => {
      const queue = platform.MFCreateEventQueue();
      assertCode(E_INVALIDARG, () => queue.BeginGetEvent(null, null));
      queue.Shutdown();
    }),
  },
  subscribed([109], 'the first BeginGetEvent is S_OK', () => {}),
  subscribed([110], 'the same callback with the same state again is MF_S_MULTIPLE_BEGIN', (queue, callback, state) =>
    assert.equal(hresultName(Number(queue.BeginGetEvent(callback, state))), hresultName(MF_S_MULTIPLE_BEGIN)),
  ),
  subscribed(
    [111],
    'the same callback with another state is MF_E_MULTIPLE_BEGIN',
    (queue, callback, _state, platform) =>
      assertCode(MF_E_MULTIPLE_BEGIN, () =>
        queue.BeginGetEvent(callback, platform.MFCreateAsyncResult(null, null, null)),
      ),
  ),
  subscribed(
    [112],
    'another callback with the same state is MF_E_MULTIPLE_SUBSCRIBERS',
    (queue, _callback, state, _platform, tools) =>
      assertCode(MF_E_MULTIPLE_SUBSCRIBERS, () => queue.BeginGetEvent(tools.recorder(), state)),
  ),
  subscribed(
    [113],
    'another callback with another state is MF_E_MULTIPLE_SUBSCRIBERS',
    (queue, _callback, _state, _platform, tools) =>
      assertCode(MF_E_MULTIPLE_SUBSCRIBERS, () => queue.BeginGetEvent(tools.recorder(), null)),
  ),
  subscribed([114], 'an event is followed by Invoke within 500 ms, by one', async (queue, callback, state) => {
    queue.BeginGetEvent(callback, state);
    raise(queue);
    await callback.invoked(1, 500);
    raise(queue);
    await callback.invoked(1);
  }),
  {
    facts: [115, 116, 117, 118, 119, 120],
    sentence:
      'in Invoke GetEvent is MF_E_MULTIPLE_SUBSCRIBERS with either flag, GetObject E_POINTER, EndGetEvent S_OK and a ' +
      'second time E_FAIL; what Invoke returns has no effect',
    run: started(async (platform, tools) => {
      const queue = platform.MFCreateEventQueue();
      const callback = tools.recorder((result) => {
        assertCode(MF_E_MULTIPLE_SUBSCRIBERS, () => queue.GetEvent(MF_EVENT_FLAG_NO_WAIT));
        assertCode(MF_E_MULTIPLE_SUBSCRIBERS, () => queue.GetEvent(0));
        assert.equal(queue.EndGetEvent(result).GetType(), MEError);
        assertCode(E_FAIL, () => queue.EndGetEvent(result));
        assertCode(E_POINTER, () => result.GetObject());
      });
      queue.BeginGetEvent(callback, null);
      raise(queue);
      await callback.invoked(1);
      queue.Shutdown();
    }),
  },
  subscribed([121], 'EndGetEvent with a foreign result is E_FAIL', (queue, callback, _state, platform) =>
    assertCode(E_FAIL, () => queue.EndGetEvent(platform.MFCreateAsyncResult(null, callback, null))),
  ),
  shutDown(122, 'GetEvent(0)', (queue) => queue.GetEvent(0)),
  shutDown(123, 'GetEvent(MF_EVENT_FLAG_NO_WAIT)', (queue) => queue.GetEvent(MF_EVENT_FLAG_NO_WAIT)),
  {
    facts: [124],
    sentence: 'after Shutdown, QueueEvent is MF_E_SHUTDOWN',
    run: started((platform) => {
      const event = eventOf(platform);
      const queue = platform.MFCreateEventQueue();
      queue.Shutdown();
      assertCode(MF_E_SHUTDOWN, () => queue.QueueEvent(event));
    }),
  },
  shutDown(125, 'QueueEventParamUnk', (queue) => queue.QueueEventParamUnk(MEError, GUID_NULL, E_FAIL, null)),
  shutDown(126, 'QueueEventParamVar', (queue) => queue.QueueEventParamVar(MEError, GUID_NULL, E_FAIL, null)),
  shutDown(127, 'BeginGetEvent', (queue, tools) => queue.BeginGetEvent(tools.recorder(), null)),
  {
    facts: [128],
    sentence: 'after Shutdown, BeginGetEvent without a callback is E_INVALIDARG',
    run: started((platform) => {
      const queue = platform.MFCreateEventQueue();
      queue.Shutdown();
      assertCode(E_INVALIDARG, () => queue.BeginGetEvent(null, null));
    }),
  },
  {
    facts: [129],
    sentence: 'after Shutdown, EndGetEvent is MF_E_SHUTDOWN',
    run: started((platform) => {
      const queue = platform.MFCreateEventQueue();
      queue.Shutdown();
      assertCode(MF_E_SHUTDOWN, () => queue.EndGetEvent(platform.MFCreateAsyncResult(null, null, null)));
    }),
  },
  {
    facts: [130],
    sentence: 'a second Shutdown is S_OK',
    run: started((platform) => {
      const queue = platform.MFCreateEventQueue();
      queue.Shutdown();
      assertCode(S_OK, () => queue.Shutdown());
    }),
  },
  {
    facts: [133, 134],
    sentence: 'an event that was queued before Shutdown is followed by Invoke, where EndGetEvent is MF_E_SHUTDOWN',
    run: started(async (platform, tools) => {
      const queue = platform.MFCreateEventQueue();
      const callback = tools.recorder((result) => assertCode(MF_E_SHUTDOWN, () => queue.EndGetEvent(result)));
      queue.BeginGetEvent(callback, null);
      raise(queue);
      queue.Shutdown();
      await callback.invoked(1, 500);
    }),
  },
];
