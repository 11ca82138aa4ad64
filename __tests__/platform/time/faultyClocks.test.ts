import { describe, expect, jest, test } from '@jest/globals';
import { createEmbeddedPlatform, MF_VERSION, type Clock } from '../../../src/platform/index.js';
import { CountingClock, noting, turn, uncaughtErrors } from '../support.js';

// What a clock does wrong meets the call that asks for it, and no other. __tests__/hostile/matrix.test.ts has more of it.

const refusal = new Error('no timer');

/** A clock that refuses what comes next, once. */
class RefusingClock extends CountingClock {
  refuses = false;

  #refuse(): void {
    if (!this.refuses) return;
    this.refuses = false;
    throw refusal;
  }

  override setTimeout(run: () => void, milliseconds: number): number {
    this.#refuse();
    return super.setTimeout(run, milliseconds);
  }

  override keepAlive(): () => void {
    this.#refuse();
    return super.keepAlive();
  }
}

function startedOn<Own extends Clock>(clock: Own) {
  const platform = createEmbeddedPlatform({ clock });
  platform.MFStartup(MF_VERSION);
  const callback = noting();
  const wait = (handle: AbortSignal, state: unknown) =>
    platform.MFPutWaitingWorkItem(handle, 0, platform.MFCreateAsyncResult(null, callback, state));
  return { platform, clock, callback, wait };
}

describe('a scheduled item whose timer is refused', () => {
  test('is refused, and runs with no other', async () => {
    const { platform, clock, callback } = startedOn(new RefusingClock());
    clock.refuses = true;
    expect(() => platform.MFScheduleWorkItem(callback, 'refused', -1)).toThrow(refusal);
    expect(clock.timerCount).toBe(0);
    platform.MFScheduleWorkItem(callback, 'next', -5);
    clock.advance(5);
    await turn();
    expect(callback.states).toStrictEqual(['next']);
  });

  test('leaves the timer of the items that were there', async () => {
    const { platform, clock, callback } = startedOn(new RefusingClock());
    platform.MFScheduleWorkItem(callback, 'before', -10);
    clock.refuses = true;
    expect(() => platform.MFScheduleWorkItem(callback, 'refused', -1)).toThrow(refusal);
    clock.advance(10);
    await turn();
    expect(callback.states).toStrictEqual(['before']);
  });
});

test('a clock that calls at once what is due at once, runs that and what is scheduled behind it', async () => {
  class Eager extends CountingClock {
    override setTimeout(run: () => void, milliseconds: number): number {
      if (milliseconds > 0) return super.setTimeout(run, milliseconds);
      run();
      return 0;
    }
  }
  const { platform, clock, callback } = startedOn(new Eager());
  const key = platform.MFScheduleWorkItem(callback, 'at once', 0);
  expect(() => platform.MFCancelWorkItem(key)).toThrow('MF_E_NOT_FOUND');
  platform.MFScheduleWorkItem(callback, 'behind', -5);
  clock.advance(5);
  await turn();
  expect(callback.states).toStrictEqual(['at once', 'behind']);
});

test('a clock that calls a timer and then refuses it, has run its item', async () => {
  class Refusing extends CountingClock {
    override setTimeout(run: () => void): number {
      run();
      throw refusal;
    }
  }
  const { platform, callback } = startedOn(new Refusing());
  expect(() => platform.MFScheduleWorkItem(callback, 'first', -1)).toThrow(refusal);
  expect(() => platform.MFScheduleWorkItem(callback, 'second', -1)).toThrow(refusal);
  await turn();
  expect(callback.states).toStrictEqual(['first', 'second']);
});

test('a clock that shuts the platform down while it sets a timer, runs no item', async () => {
  class ShuttingDown extends CountingClock {
    override setTimeout(run: () => void, milliseconds: number): number {
      platform.MFShutdown();
      return super.setTimeout(run, milliseconds);
    }
  }
  const { platform, clock, callback } = startedOn(new ShuttingDown());
  platform.MFScheduleWorkItem(callback, 'dropped', -1);
  clock.advance(1);
  await turn();
  expect(callback.states).toStrictEqual([]);
});

test('a timer that was cleared, and fires all the same, leaves the other one set', async () => {
  class Forgetful extends CountingClock {
    override clearTimeout(): void {}
  }
  const { platform, clock, callback } = startedOn(new Forgetful());
  platform.MFCancelWorkItem(platform.MFScheduleWorkItem(callback, 'cancelled', -1));
  platform.MFScheduleWorkItem(callback, 'left', -5);
  clock.advance(4);
  await turn();
  expect(callback.states).toStrictEqual([]);
  platform.MFScheduleWorkItem(callback, 'later', -3);
  // The one for 5 ms is set still.
  expect(clock.made).toBe(2);
  clock.advance(3);
  await turn();
  expect(callback.states).toStrictEqual(['left', 'later']);
});

test('a periodic callback whose timer is refused, is not called, and the next one is', () => {
  const { platform, clock } = startedOn(new RefusingClock());
  const [refused, next] = [jest.fn(), jest.fn()];
  clock.refuses = true;
  expect(() => platform.MFAddPeriodicCallback(refused, null)).toThrow(refusal);
  platform.MFAddPeriodicCallback(next, null);
  clock.advance(10);
  expect(refused).not.toHaveBeenCalled();
  expect(next).toHaveBeenCalledTimes(1);
});

describe('an item that waits, on a clock', () => {
  test('that cannot keep the process alive, is refused, and the next one is kept for', async () => {
    const { clock, callback, wait } = startedOn(new RefusingClock());
    const controller = new AbortController();
    clock.refuses = true;
    expect(() => wait(controller.signal, 'refused')).toThrow(refusal);
    wait(controller.signal, 'next');
    expect(clock.kept).toBe(1);
    controller.abort();
    await turn();
    expect(callback.states).toStrictEqual(['next']);
    expect(clock.kept).toBe(0);
  });

  test('that throws when it may let go, runs, and so does the next one', async () => {
    const uncaught = uncaughtErrors();
    const { callback, wait } = startedOn(
      Object.assign(new CountingClock(), {
        keepAlive: () => () => {
          throw refusal;
        },
      }),
    );
    const controller = new AbortController();
    wait(controller.signal, 'first');
    wait(controller.signal, 'second');
    controller.abort();
    await turn();
    expect(callback.states).toStrictEqual(['first', 'second']);
    expect(uncaught()).toStrictEqual([refusal]);
  });
});

test('a clock whose keepAlive is no function, is a TypeError', () => {
  const clock = Object.assign(new CountingClock(), { keepAlive: 5 as never });
  expect(() => createEmbeddedPlatform({ clock })).toThrow(
    new TypeError('createEmbeddedPlatform: expected options.clock to be a Clock, but it has no method keepAlive'),
  );
});
