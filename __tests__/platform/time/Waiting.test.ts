import { getEventListeners } from 'node:events';
import { describe, expect, jest, test } from '@jest/globals';
import pDefer from 'p-defer';
import { E_ABORT, E_INVALIDARG, MF_E_OPERATION_CANCELLED, S_OK } from '../../../src/contract/hresult.js';
import { MF_E_NOT_FOUND } from '../../../src/contract/hresults.js';
import type { IMFAsyncResult } from '../../../src/contract/IMFAsyncResult.js';
import { createEmbeddedPlatform, MF_VERSION, type WaitableHandle } from '../../../src/platform/index.js';
import { systemClock } from '../../../src/platform/time/clock.js';
import { thrownBy } from '../../support/thrownBy.js';
import { startedPlatform, turn } from '../support.js';

/** Items that wait, and the results with which they were invoked. */
function waiting() {
  const { platform, clock } = startedPlatform();
  const invoked: IMFAsyncResult[] = [];
  const callback = { Invoke: (result: IMFAsyncResult) => invoked.push(result) };
  return {
    platform,
    clock,
    invoked,
    put: (handle: WaitableHandle, state: unknown = null, priority = 0) =>
      platform.MFPutWaitingWorkItem(handle, priority, platform.MFCreateAsyncResult(null, callback, state)),
    states: () => invoked.map((result) => result.GetStateNoAddRef()),
  };
}

/** A promise's reaction runs at the end of a turn, and asks for the next one. */
async function settled(): Promise<void> {
  await turn();
  await turn();
}

const listeners = (signal: AbortSignal): number => getEventListeners(signal, 'abort').length;

describe('an item that waits for a signal', () => {
  test('runs once the signal is aborted, with the status S_OK', async () => {
    const { put, invoked } = waiting();
    const controller = new AbortController();
    put(controller.signal);
    await turn();
    expect(invoked).toStrictEqual([]);
    controller.abort();
    expect(invoked).toStrictEqual([]);
    await turn();
    expect(invoked.map((result) => result.GetStatus())).toStrictEqual([S_OK]);
  });

  test('that is aborted already runs in the next turn, and leaves no listener', async () => {
    const { put, invoked } = waiting();
    const signal = AbortSignal.abort();
    put(signal);
    expect(invoked).toStrictEqual([]);
    await turn();
    expect(invoked).toHaveLength(1);
    expect(listeners(signal)).toBe(0);
  });

  test('however many there are, the signal has one listener, and none when they are over', async () => {
    const { put, states, platform } = waiting();
    const controller = new AbortController();
    const keys = Array.from({ length: 20 }, (_, index) => put(controller.signal, index));
    expect(listeners(controller.signal)).toBe(1);
    for (const key of keys.slice(0, 19)) platform.MFCancelWorkItem(key);
    expect(listeners(controller.signal)).toBe(1);
    platform.MFCancelWorkItem(keys[19] as bigint);
    expect(listeners(controller.signal)).toBe(0);
    put(controller.signal, 'again');
    await turn();
    controller.abort();
    await turn();
    expect(states().at(-1)).toBe('again');
    expect(listeners(controller.signal)).toBe(0);
  });
});

describe('an item that waits for a promise', () => {
  test('runs once it is fulfilled', async () => {
    const { put, states } = waiting();
    const { promise, resolve } = pDefer();
    put(promise, 'state');
    await settled();
    expect(states()).toStrictEqual([]);
    resolve('anything');
    await settled();
    expect(states()).toStrictEqual(['state']);
  });

  test('runs once it is fulfilled, with the status that its result had', async () => {
    const { platform } = startedPlatform();
    const invoked: IMFAsyncResult[] = [];
    const own = platform.MFCreateAsyncResult(null, { Invoke: (result) => invoked.push(result) }, null);
    own.SetStatus(1);
    const setStatus = jest.spyOn(own, 'SetStatus');
    platform.MFPutWaitingWorkItem(Promise.resolve(), 0, own);
    await settled();
    expect(invoked.map((result) => result.GetStatus())).toStrictEqual([1]);
    expect(setStatus).not.toHaveBeenCalled();
  });

  test('runs once it is rejected, and the reason is its status', async () => {
    const { put, invoked } = waiting();
    put(Promise.reject(new DOMException('stopped', 'AbortError')));
    await settled();
    expect(invoked.map((result) => result.GetStatus())).toStrictEqual([E_ABORT]);
  });

  test('that has settled before runs all the same, whether or not others waited for it', async () => {
    const { put, states } = waiting();
    const promise = Promise.resolve();
    put(promise, 'first');
    await settled();
    put(promise, 'second');
    await settled();
    expect(states()).toStrictEqual(['first', 'second']);
  });

  test('a thenable that settles inside then is as good', async () => {
    const { put, states } = waiting();
    // oxlint-disable-next-line unicorn/no-thenable -- what is tested
    put({ then: (fulfilled: (value: unknown) => void) => fulfilled(null) } as PromiseLike<unknown>, 'state');
    expect(states()).toStrictEqual([]);
    await settled();
    expect(states()).toStrictEqual(['state']);
  });

  test('the higher priority runs first', async () => {
    const { put, states } = waiting();
    const promise = Promise.resolve();
    put(promise, 'low', 1);
    put(promise, 'high', 2);
    await settled();
    expect(states()).toStrictEqual(['high', 'low']);
  });
});

describe('a waiting item', () => {
  test('cancelled, is invoked once with MF_E_OPERATION_CANCELLED, and its key is unknown', async () => {
    const { put, invoked, platform } = waiting();
    const controller = new AbortController();
    const key = put(controller.signal);
    platform.MFCancelWorkItem(key);
    controller.abort();
    await turn();
    expect(invoked.map((result) => result.GetStatus())).toStrictEqual([MF_E_OPERATION_CANCELLED]);
    expect(() => platform.MFCancelWorkItem(key)).toThrow(expect.objectContaining({ hresult: MF_E_NOT_FOUND }));
  });

  test('once it is on its way, can be cancelled no more', async () => {
    const { put, invoked, platform } = waiting();
    const key = put(AbortSignal.abort());
    expect(() => platform.MFCancelWorkItem(key)).toThrow(expect.objectContaining({ hresult: MF_E_NOT_FOUND }));
    await turn();
    expect(invoked.map((result) => result.GetStatus())).toStrictEqual([S_OK]);
  });

  test('when the platform shuts down, is forgotten', async () => {
    const { put, invoked, platform, clock } = waiting();
    const controller = new AbortController();
    put(controller.signal);
    put(null);
    platform.MFShutdown();
    expect(listeners(controller.signal)).toBe(0);
    expect(clock.kept).toBe(0);
    controller.abort();
    await turn();
    expect(invoked).toStrictEqual([]);
  });

  test.each([
    undefined,
    5,
    'handle',
    {},
    new EventTarget(),
    { aborted: true },
    { target: new EventTarget() },
    { target: new EventTarget(), type: 5 },
    { target: {}, type: 'load' },
    { type: 'load' },
  ])('with the handle %p is E_INVALIDARG', (handle) => {
    const { put, clock } = waiting();
    expect(() => put(handle as never)).toThrow(
      /^MFPutWaitingWorkItem: the handle must be a promise, an AbortSignal, an event or null, got .+ \(E_INVALIDARG\)$/,
    );
    expect(clock.kept).toBe(0);
  });

  test('while it waits for a handle, it keeps the process alive, once for all, and not by a timer', () => {
    const { put, platform, clock } = waiting();
    const keys = [put(new Promise(() => {})), put(new AbortController().signal)];
    expect(clock.kept).toBe(1);
    expect(clock.timerCount).toBe(0);
    platform.MFCancelWorkItem(keys[0] as bigint);
    expect(clock.kept).toBe(1);
    platform.MFCancelWorkItem(keys[1] as bigint);
    expect(clock.kept).toBe(0);
  });

  test('of a platform whose clock keeps nothing alive, waits all the same', async () => {
    const { now, setTimeout, clearTimeout } = systemClock;
    const platform = createEmbeddedPlatform({ clock: { now, setTimeout, clearTimeout } });
    platform.MFStartup(MF_VERSION);
    const { promise, resolve } = pDefer<IMFAsyncResult>();
    const controller = new AbortController();
    platform.MFPutWaitingWorkItem(
      controller.signal,
      0,
      platform.MFCreateAsyncResult(null, { Invoke: resolve }, 'state'),
    );
    controller.abort();
    expect((await promise).GetState()).toBe('state');
  });

  test('with a priority that is no 32-bit integer is E_INVALIDARG', () => {
    const { put, clock } = waiting();
    expect(() => put(new Promise(() => {}), null, Number.NaN)).toThrow(
      expect.objectContaining({ hresult: E_INVALIDARG, operation: 'MFPutWaitingWorkItem' }),
    );
    expect(clock.kept).toBe(0);
  });

  test('while it waits for nothing, it keeps no process alive', () => {
    const { put, clock } = waiting();
    put(null);
    expect(clock.kept).toBe(0);
  });

  test('that waited for nothing and was cancelled, leaves it to the next that waits to keep the process alive', () => {
    const { put, clock, platform } = waiting();
    platform.MFCancelWorkItem(put(null));
    put(new AbortController().signal);
    expect(clock.kept).toBe(1);
  });
});

describe('items that wait for one handle, of which the first, asked for its queue,', () => {
  test('cancels the next, leave that one cancelled, once', async () => {
    const on = waiting();
    const controller = new AbortController();
    asking(on, controller.signal, () => on.platform.MFCancelWorkItem(next));
    const next = on.put(controller.signal, 'next');
    controller.abort();
    await turn();
    expect(on.invoked.map((result) => [result.GetStateNoAddRef(), result.GetStatus()])).toStrictEqual([
      ['next', MF_E_OPERATION_CANCELLED],
      ['asking', S_OK],
    ]);
  });

  test('puts another on the handle, run that one as well, and end', async () => {
    const on = waiting();
    const controller = new AbortController();
    let asked = 0;
    asking(on, controller.signal, () => {
      if (asked++ === 0) on.put(controller.signal, 'put');
    });
    controller.abort();
    await turn();
    expect(on.states()).toStrictEqual(['put', 'asking']);
  });
});

test('items that wait for one handle, each of which, asked for its queue, puts another on it, all run, however many they are', async () => {
  const on = waiting();
  const controller = new AbortController();
  const count = 5000;
  for (let index = 0; index < count; index++) {
    let asked = 0;
    asking(on, controller.signal, () => {
      if (asked++ === 0) on.put(controller.signal, 'put');
    });
  }
  controller.abort();
  await turn();
  expect(on.states().filter((state) => state === 'put')).toHaveLength(count);
  expect(on.states()).toHaveLength(2 * count);
});

describe('an item that waits for an event of an EventTarget', () => {
  test('runs once the next event of that type is dispatched, with the status S_OK', async () => {
    const { put, invoked } = waiting();
    const target = new EventTarget();
    put({ target, type: 'load' });
    target.dispatchEvent(new Event('error'));
    await turn();
    expect(invoked).toStrictEqual([]);
    target.dispatchEvent(new Event('load'));
    await turn();
    expect(invoked.map((result) => result.GetStatus())).toStrictEqual([S_OK]);
  });

  test('put after an event with the same handle, it waits for the next one', async () => {
    const { put, invoked } = waiting();
    const target = new EventTarget();
    const handle = { target, type: 'load' };
    put(handle);
    target.dispatchEvent(new Event('load'));
    put(handle);
    await turn();
    expect(invoked).toHaveLength(1);
    target.dispatchEvent(new Event('load'));
    await turn();
    expect(invoked).toHaveLength(2);
  });

  test.each(['target', 'type'])(
    'put with a handle whose %s has changed, it waits for the new event alone',
    async (key) => {
      const { put, states } = waiting();
      const target = new EventTarget();
      const handle = { target, type: 'load' };
      put(handle, 'old');
      const changed = {
        target: key === 'target' ? new EventTarget() : target,
        type: key === 'type' ? 'error' : 'load',
      };
      put(Object.assign(handle, changed), 'new');
      changed.target.dispatchEvent(new Event(changed.type));
      await turn();
      expect(states()).toStrictEqual(['new']);
      target.dispatchEvent(new Event('load'));
      await turn();
      expect(states()).toStrictEqual(['new', 'old']);
    },
  );

  test('when it is cancelled, runs with MF_E_OPERATION_CANCELLED and leaves no listener', async () => {
    const { put, invoked, platform } = waiting();
    const target = new EventTarget();
    platform.MFCancelWorkItem(put({ target, type: 'load' }));
    expect(getEventListeners(target, 'load')).toStrictEqual([]);
    await turn();
    expect(invoked.map((result) => result.GetStatus())).toStrictEqual([MF_E_OPERATION_CANCELLED]);
  });
});

/** A target that is no EventTarget, and does something when it is given a listener. */
function ownTarget(onListen: (listener: () => void) => void = () => {}) {
  const given: (() => void)[] = [];
  const target = {
    addEventListener(_type: string, listener: () => void) {
      given.push(listener);
      onListen(listener);
    },
    removeEventListener() {},
  };
  return { handle: { target: target as never, type: 'load' }, given };
}

describe('an item that waits for a target that is no EventTarget', () => {
  test('together with another, gives it one listener', async () => {
    const { put, states } = waiting();
    const { handle, given } = ownTarget();
    put(handle, 'first');
    put(handle, 'second');
    expect(given).toHaveLength(1);
    given[0]?.();
    await turn();
    expect(states()).toStrictEqual(['first', 'second']);
  });

  test('which refuses to be listened to, is E_INVALIDARG with what it threw, and the next item tries again', () => {
    const { put, clock } = waiting();
    const error = new Error('from addEventListener');
    const { handle, given } = ownTarget(() => {
      throw error;
    });
    for (const tries of [1, 2]) {
      expect(thrownBy(() => put(handle))).toMatchObject({
        message: 'MFPutWaitingWorkItem: the target of the handle refuses to be listened to (E_INVALIDARG)',
        hresult: E_INVALIDARG,
        cause: error,
      });
      expect(given).toHaveLength(tries);
      expect(clock.kept).toBe(0);
    }
  });

  test('which refuses to be listened to, is forgotten, and runs no more', async () => {
    const { put, platform, invoked } = waiting();
    const { handle, given } = ownTarget(() => {
      throw new Error('from addEventListener');
    });
    expect(() => put(handle)).toThrow('E_INVALIDARG');
    const key = put(null);
    expect(() => platform.MFCancelWorkItem(key - 1n)).toThrow('MF_E_NOT_FOUND');
    given[0]?.();
    await turn();
    expect(invoked).toStrictEqual([]);
  });

  test.each(['dispatches the event', 'returns'])(
    'which shuts the platform down and %s, runs no more, and leaves no listener',
    async (then) => {
      const { put, platform, invoked, clock } = waiting();
      const { handle } = ownTarget((listener) => {
        platform.MFShutdown();
        if (then === 'dispatches the event') listener();
      });
      const removed = jest.spyOn(handle.target, 'removeEventListener');
      put(handle);
      await turn();
      expect(invoked).toStrictEqual([]);
      expect(clock.kept).toBe(0);
      expect(removed).toHaveBeenCalledTimes(1);
    },
  );

  test('which shuts the platform down and throws, is E_INVALIDARG, and keeps nothing alive', () => {
    const { put, platform, clock } = waiting();
    const { handle } = ownTarget(() => {
      platform.MFShutdown();
      throw new Error('from addEventListener');
    });
    expect(() => put(handle)).toThrow('E_INVALIDARG');
    expect(clock.kept).toBe(0);
    platform.MFStartup(MF_VERSION);
    put(new AbortController().signal);
    expect(clock.kept).toBe(1);
  });

  test('which dispatches the event and then throws, runs', async () => {
    const { put, states } = waiting();
    const { handle } = ownTarget((listener) => {
      listener();
      throw new Error('from addEventListener');
    });
    put(handle, 'state');
    await turn();
    expect(states()).toStrictEqual(['state']);
  });
});

/** Puts an item on a signal that does something when it is asked for its queue. */
function asking(on: ReturnType<typeof waiting>, signal: AbortSignal, act: () => void): void {
  const callback = {
    GetParameters() {
      act();
      return { flags: 0, queue: 1 };
    },
    Invoke: (result: IMFAsyncResult) => on.invoked.push(result),
  };
  on.platform.MFPutWaitingWorkItem(signal, 0, on.platform.MFCreateAsyncResult(null, callback, 'asking'));
}
