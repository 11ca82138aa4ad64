import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { describe as describeValue } from '../../../src/contract/arguments.js';
import { MF_E_NOT_FOUND } from '../../../src/contract/hresults.js';
import { MF_VERSION } from '../../../src/platform/constants.js';
import { createEmbeddedPlatform } from '../../../src/platform/createEmbeddedPlatform.js';
import { longestTimeout } from '../../../src/platform/time/clock.js';
import { CountingClock, noting, startedPlatform, turn } from '../support.js';

describe('a scheduled item, under timers that run while the clock stands still,', () => {
  /** A clock whose timers fire when a test says so, and whose time is always the same. */
  class StandingClock extends CountingClock {
    override now(): number {
      return 5;
    }
  }

  function standing() {
    const clock = new StandingClock();
    const platform = createEmbeddedPlatform({ clock });
    platform.MFStartup(MF_VERSION);
    return { platform, clock };
  }

  test('runs when its timer fires, and sets no other', async () => {
    const { platform, clock } = standing();
    const callback = noting();
    platform.MFScheduleWorkItem(callback, 'state', -100);
    clock.advance(99);
    await turn();
    expect(callback.states).toStrictEqual([]);
    clock.advance(1);
    await turn();
    expect(callback.states).toStrictEqual(['state']);
    expect(clock.timerCount).toBe(0);
    expect(clock.made).toBe(1);
  });

  test('is as long after the one before as it was to be', async () => {
    const { platform, clock } = standing();
    const callback = noting();
    platform.MFScheduleWorkItem(callback, 'first', -100);
    platform.MFScheduleWorkItem(callback, 'second', -300);
    clock.advance(100);
    platform.MFScheduleWorkItem(callback, 'between', -100);
    clock.advance(100);
    await turn();
    expect(callback.states).toStrictEqual(['first', 'between']);
    clock.advance(100);
    await turn();
    expect(callback.states).toStrictEqual(['first', 'between', 'second']);
  });

  test('and longer than any timer lasts, runs at its time', async () => {
    const { platform, clock } = standing();
    const callback = noting();
    platform.MFScheduleWorkItem(callback, 'state', -3 * longestTimeout);
    clock.advance(3 * longestTimeout - 1);
    await turn();
    expect(callback.states).toStrictEqual([]);
    clock.advance(1);
    await turn();
    expect(callback.states).toStrictEqual(['state']);
  });
});

describe('a scheduled item', () => {
  test('runs at its time, and not before', async () => {
    const { platform, clock } = startedPlatform();
    const callback = noting();
    platform.MFScheduleWorkItem(callback, 'state', -5000);
    clock.advance(4999);
    await turn();
    expect(callback.states).toStrictEqual([]);
    clock.advance(1);
    await turn();
    expect(callback.states).toStrictEqual(['state']);
  });

  test('with a bigint, it waits as long as with a number', async () => {
    const { platform, clock } = startedPlatform();
    const callback = noting();
    platform.MFScheduleWorkItem(callback, 'state', -10n);
    clock.advance(10);
    await turn();
    expect(callback.states).toStrictEqual(['state']);
  });

  test('with a result of its own, that result is what Invoke is given', async () => {
    const { platform, clock } = startedPlatform();
    const results: unknown[] = [];
    const result = platform.MFCreateAsyncResult(null, { Invoke: (given) => results.push(given) }, null);
    platform.MFScheduleWorkItemEx(result, -1);
    clock.advance(1);
    await turn();
    expect(results).toStrictEqual([result]);
  });

  test('whose callback, asked for its queue, cancels the next of the same time, runs without it', async () => {
    const { platform, clock } = startedPlatform();
    const callback = noting();
    const asked = {
      ...callback,
      GetParameters() {
        platform.MFCancelWorkItem(key);
        return { flags: 0, queue: 1 };
      },
    };
    platform.MFScheduleWorkItem(asked, 'first', -10);
    const key = platform.MFScheduleWorkItem(callback, 'second', -10);
    platform.MFScheduleWorkItem(callback, 'third', -20);
    clock.advance(20);
    await turn();
    expect(callback.states).toStrictEqual(['first', 'third']);
  });

  test('of no time runs in a later turn, and not inside the call', async () => {
    const { platform, clock } = startedPlatform();
    const callback = noting();
    platform.MFScheduleWorkItem(callback, 'state', 0);
    clock.advance(0);
    expect(callback.states).toStrictEqual([]);
    await turn();
    expect(callback.states).toStrictEqual(['state']);
  });

  test('longer than any timer lasts, it runs at its time all the same', async () => {
    const { platform, clock } = startedPlatform();
    const callback = noting();
    const days = 60 * 24 * 60 * 60 * 1000;
    platform.MFScheduleWorkItem(callback, 'state', -days);
    clock.advance(days - 1);
    await turn();
    expect(callback.states).toStrictEqual([]);
    clock.advance(1);
    await turn();
    expect(callback.states).toStrictEqual(['state']);
  });

  test('cancelled, it is dropped in silence, and its timer with it', async () => {
    const { platform, clock } = startedPlatform();
    const callback = noting();
    platform.MFCancelWorkItem(platform.MFScheduleWorkItem(callback, 'state', -10));
    expect(clock.timerCount).toBe(0);
    clock.advance(10);
    await turn();
    expect(callback.states).toStrictEqual([]);
  });

  test('of two of the same time that are cancelled one after the other, leaves the one before them', async () => {
    const { platform, clock } = startedPlatform();
    const callback = noting();
    platform.MFScheduleWorkItem(callback, 'first', -10);
    const second = platform.MFScheduleWorkItem(callback, 'second', -10);
    const third = platform.MFScheduleWorkItem(callback, 'third', -10);
    platform.MFCancelWorkItem(second);
    platform.MFCancelWorkItem(third);
    clock.advance(10);
    await turn();
    expect(callback.states).toStrictEqual(['first']);
  });

  test('once it has run, its key is unknown', () => {
    const { platform, clock } = startedPlatform();
    const key = platform.MFScheduleWorkItem(noting(), 'state', -10);
    clock.advance(10);
    expect(() => platform.MFCancelWorkItem(key)).toThrow(
      `MFCancelWorkItem: no pending item has the key ${key}n, it has run or is cancelled already (MF_E_NOT_FOUND)`,
    );
  });

  test('when the platform shuts down, it is forgotten, and its key is unknown after a restart', async () => {
    const { platform, clock } = startedPlatform();
    const callback = noting();
    const key = platform.MFScheduleWorkItem(callback, 'state', -10);
    platform.MFShutdown();
    expect(clock.timerCount).toBe(0);
    platform.MFStartup(MF_VERSION);
    clock.advance(10);
    await turn();
    expect(callback.states).toStrictEqual([]);
    expect(() => platform.MFCancelWorkItem(key)).toThrow(expect.objectContaining({ hresult: MF_E_NOT_FOUND }));
  });

  test.each([5000, 5000n, 0.5, Number.NaN, -Infinity, '-5', undefined])('timeout %p is E_INVALIDARG', (timeout) => {
    const { platform, clock } = startedPlatform();
    const result = platform.MFCreateAsyncResult(null, noting(), null);
    const fault = `timeout must be a whole number of milliseconds, negative or 0, got ${describeValue(timeout)} (E_INVALIDARG)`;
    expect(() => platform.MFScheduleWorkItem(noting(), null, timeout as number)).toThrow(
      `MFScheduleWorkItem: ${fault}`,
    );
    expect(() => platform.MFScheduleWorkItemEx(result, timeout as number)).toThrow(`MFScheduleWorkItemEx: ${fault}`);
    expect(clock.timerCount).toBe(0);
  });

  test('however many there are, there is one timer', () => {
    const { platform, clock } = startedPlatform();
    for (let delay = 100; delay > 0; delay--) platform.MFScheduleWorkItem(noting(), null, -delay);
    expect(clock.timerCount).toBe(1);
  });

  test('those that are later than the first set no timer', () => {
    const { platform, clock } = startedPlatform();
    for (let delay = 1; delay <= 100; delay++) platform.MFScheduleWorkItem(noting(), null, -delay);
    expect(clock.made).toBe(1);
  });
});

describe('scheduled items', () => {
  test('whatever is put and cancelled, each that is left runs once, by its time and then by its age', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ delay: fc.nat(20), cancels: fc.option(fc.nat(40)) }), { maxLength: 40 }),
        async (steps) => {
          const { platform, clock } = startedPlatform();
          const callback = noting();
          const keys: bigint[] = [];
          const left = new Map<number, number>();
          steps.forEach(({ delay, cancels }, index) => {
            keys.push(platform.MFScheduleWorkItem(callback, index, -delay));
            left.set(index, delay);
            if (cancels !== null && left.delete(cancels)) platform.MFCancelWorkItem(keys[cancels] as bigint);
          });
          clock.advance(20);
          await turn();
          const expected = [...left].toSorted(([, a], [, b]) => a - b).map(([index]) => index);
          expect(callback.states).toStrictEqual(expected);
          expect(clock.timerCount).toBe(0);
        },
      ),
    );
  });
});

describe('the key of an item', () => {
  test('has its highest bit set, as on Windows', () => {
    const key = startedPlatform().platform.MFScheduleWorkItem(noting(), null, -10);
    expect(key >> 63n).toBe(1n);
  });
});

describe('MFCancelWorkItem', () => {
  test.each([1n, 0, -1, 1.5, Number.NaN, 'key', undefined, null, 2n ** 70n])(
    'of the key %p, which is none, is MF_E_NOT_FOUND',
    (key) => {
      const { MFCancelWorkItem } = startedPlatform().platform;
      expect(() => MFCancelWorkItem(key as bigint)).toThrow(
        expect.objectContaining({ hresult: MF_E_NOT_FOUND, operation: 'MFCancelWorkItem' }),
      );
    },
  );

  test('of the key of another platform is MF_E_NOT_FOUND, and cancels nothing', () => {
    const key = startedPlatform().platform.MFScheduleWorkItem(noting(), null, -10);
    const { platform, clock } = startedPlatform();
    platform.MFScheduleWorkItem(noting(), null, -10);
    expect(() => platform.MFCancelWorkItem(key)).toThrow(expect.objectContaining({ hresult: MF_E_NOT_FOUND }));
    expect(clock.timerCount).toBe(1);
  });
});
