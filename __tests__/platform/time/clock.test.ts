import { MessageChannel } from 'node:worker_threads';
import { describe, expect, jest, test } from '@jest/globals';
import { keepAliveBy, nextTurnOf, systemClock } from '../../../src/platform/time/clock.js';

const run = (): void => {};

type Globals = Parameters<typeof nextTurnOf>[0];

describe('the next turn', () => {
  test('with setImmediate, it is that', () => {
    const setImmediate = jest.fn();
    nextTurnOf({ setImmediate, MessageChannel, setTimeout: jest.fn() } as unknown as Globals)(run);
    expect(setImmediate).toHaveBeenCalledWith(run);
  });

  test('without, it is a message, for each turn that was asked for', async () => {
    const channels: MessageChannel[] = [];
    const Channel = class extends MessageChannel {
      constructor() {
        super();
        channels.push(this);
      }
    };
    const nextTurn = nextTurnOf({ MessageChannel: Channel, setTimeout: jest.fn() } as unknown as Globals);
    const turns: number[] = [];
    for (const number of [1, 2]) {
      await new Promise<void>((resolve) => {
        nextTurn(() => {
          turns.push(number);
          resolve();
        });
        expect(turns).toHaveLength(number - 1);
      });
    }
    expect(turns).toStrictEqual([1, 2]);
    expect(channels).toHaveLength(1);
    for (const { port1 } of channels) port1.close();
  });

  test('with neither, it is a timer', () => {
    const setTimeout = jest.fn();
    nextTurnOf({ setTimeout })(run);
    expect(setTimeout).toHaveBeenCalledWith(run, 0);
  });
});

describe('what keeps the process alive', () => {
  test('is one port, from the first who asks until the last has let go', () => {
    const ref = jest.fn();
    const unref = jest.fn();
    const Channel = jest.fn(() => ({ port1: { ref, unref } }));
    const keepAlive = keepAliveBy({ MessageChannel: Channel, setTimeout: jest.fn() } as unknown as Globals);
    const first = keepAlive();
    const second = keepAlive();
    first();
    expect([ref.mock.calls.length, unref.mock.calls.length]).toStrictEqual([1, 0]);
    second();
    expect([ref.mock.calls.length, unref.mock.calls.length]).toStrictEqual([1, 1]);
    keepAlive()();
    expect([ref.mock.calls.length, unref.mock.calls.length]).toStrictEqual([2, 2]);
    expect(Channel).toHaveBeenCalledTimes(1);
  });

  test('is nothing where there are no ports, or only such as keep nothing alive', () => {
    expect(keepAliveBy({ setTimeout: jest.fn() })()()).toBeUndefined();
    const Channel = jest.fn(() => ({ port1: {} }));
    expect(keepAliveBy({ MessageChannel: Channel, setTimeout: jest.fn() } as unknown as Globals)()()).toBeUndefined();
  });
});

describe('the clock of the event loop', () => {
  test('its time never runs backwards', () => {
    const before = systemClock.now();
    expect(systemClock.now()).toBeGreaterThanOrEqual(before);
  });

  test('its timers are those of the event loop', () => {
    jest.useFakeTimers();
    try {
      const fired = jest.fn();
      const cleared = jest.fn();
      systemClock.setTimeout(fired, 100);
      systemClock.clearTimeout(systemClock.setTimeout(cleared, 100));
      jest.advanceTimersByTime(99);
      expect(fired).not.toHaveBeenCalled();
      jest.advanceTimersByTime(1);
      expect(fired).toHaveBeenCalledTimes(1);
      expect(cleared).not.toHaveBeenCalled();
    } finally {
      jest.useRealTimers();
    }
  });
});
