import { describe, expect, test } from '@jest/globals';
import { ManualClock } from '../../src/testing/index.js';
import { thrownBy } from '../support/thrownBy.js';

/** A clock, and timers that note when they fire. */
function clockWithTimers(...milliseconds: number[]) {
  const clock = new ManualClock();
  const fired: [number, number][] = [];
  const ids = milliseconds.map((each) => clock.setTimeout(() => fired.push([each, clock.now()]), each));
  return { clock, fired, ids };
}

describe('a manual clock', () => {
  test('its time, until it is turned, is 0 and no timer fires', () => {
    const { clock, fired } = clockWithTimers(0);
    expect([clock.now(), fired]).toStrictEqual([0, []]);
  });

  test('its time, once it is turned, is the sum of all turns', () => {
    const { clock } = clockWithTimers();
    clock.advance(5);
    clock.advance(0.5);
    expect(clock.now()).toBe(5.5);
  });

  test('timers, that become due, fire once, at their time and in that order', () => {
    const { clock, fired } = clockWithTimers(30, 10, 20, 41);
    clock.advance(40);
    clock.advance(0);
    expect(fired).toStrictEqual([
      [10, 10],
      [20, 20],
      [30, 30],
    ]);
    expect(clock.now()).toBe(40);
  });

  test('a timer, that is due at the very end, fires, and one that is due later does not', () => {
    const { clock, fired } = clockWithTimers(10, 11);
    clock.advance(10);
    expect(fired).toStrictEqual([[10, 10]]);
  });

  test('timers, that are due at the same time, fire in the order in which they were set', () => {
    const clock = new ManualClock();
    const fired: string[] = [];
    for (const name of ['first', 'second', 'third']) clock.setTimeout(() => fired.push(name), 10);
    clock.advance(10);
    expect(fired).toStrictEqual(['first', 'second', 'third']);
  });

  test('a timer, set by one that fires, fires within the same turn where it is due', () => {
    const clock = new ManualClock();
    const fired: number[] = [];
    const again = (): void => {
      fired.push(clock.now());
      clock.setTimeout(again, 10);
    };
    clock.setTimeout(again, 10);
    clock.advance(35);
    expect(fired).toStrictEqual([10, 20, 30]);
    expect(clock.timerCount).toBe(1);
  });

  test('a timer, that was cleared, does not fire', () => {
    const { clock, fired, ids } = clockWithTimers(10, 20);
    clock.clearTimeout(ids[0]);
    clock.advance(20);
    expect(fired).toStrictEqual([[20, 20]]);
  });

  test('what is no timer, cleared, changes nothing', () => {
    const { clock } = clockWithTimers(10);
    clock.clearTimeout(undefined);
    clock.clearTimeout(99);
    expect(clock.timerCount).toBe(1);
  });

  test('timerCount, as timers are set, cleared and fire, is how many are left', () => {
    const { clock, ids } = clockWithTimers(10, 20, 30);
    expect(clock.timerCount).toBe(3);
    clock.clearTimeout(ids[2]);
    clock.advance(10);
    expect(clock.timerCount).toBe(1);
  });

  test.each([-5, Number.NaN])('a timer, set for %d milliseconds, is due at once', (milliseconds) => {
    const { clock, fired } = clockWithTimers();
    clock.advance(10);
    clock.setTimeout(() => fired.push([0, clock.now()]), milliseconds);
    clock.advance(0);
    expect(fired).toStrictEqual([[0, 10]]);
  });

  test('a timer that throws, makes advance throw that, and the clock stands at its time', () => {
    const { clock, fired } = clockWithTimers(30);
    const error = new Error('of the timer');
    clock.setTimeout(() => {
      throw error;
    }, 20);
    expect(thrownBy(() => clock.advance(40))).toBe(error);
    expect([clock.now(), fired, clock.timerCount]).toStrictEqual([20, [], 1]);
  });

  test('a timer that turns the clock further, does not have it turned back', () => {
    const clock = new ManualClock();
    clock.setTimeout(() => clock.advance(100), 10);
    clock.advance(20);
    expect(clock.now()).toBe(110);
  });

  test.each([[-1], [Number.NaN], [Infinity], ['5'], [undefined]])('advance, by %p, is a RangeError', (milliseconds) => {
    const { clock } = clockWithTimers();
    expect(() => clock.advance(milliseconds as number)).toThrow(RangeError);
    expect(clock.now()).toBe(0);
  });

  test('advance, by less than nothing, says what it takes', () => {
    expect(() => new ManualClock().advance(-1)).toThrow(
      new RangeError('ManualClock.advance: milliseconds must be a number, 0 or more, got -1'),
    );
  });
});
