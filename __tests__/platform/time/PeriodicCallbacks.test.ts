import { describe, expect, jest, test } from '@jest/globals';
import { MF_VERSION } from '../../../src/platform/constants.js';
import { startedPlatform, uncaughtErrors } from '../support.js';

describe('a periodic callback', () => {
  test('is called every 10 ms with its context, until it is removed', () => {
    const { platform, clock } = startedPlatform();
    const callback = jest.fn();
    const key = platform.MFAddPeriodicCallback(callback, 'context');
    clock.advance(9);
    expect(callback).not.toHaveBeenCalled();
    clock.advance(31);
    expect(callback.mock.calls).toStrictEqual([['context'], ['context'], ['context'], ['context']]);
    platform.MFRemovePeriodicCallback(key);
    clock.advance(100);
    expect(callback).toHaveBeenCalledTimes(4);
  });

  test('without a context is called with null', () => {
    const { platform, clock } = startedPlatform();
    const callback = jest.fn();
    platform.MFAddPeriodicCallback(callback, undefined);
    clock.advance(10);
    expect(callback).toHaveBeenCalledWith(null);
  });

  test('of which one of two is removed, the other is called on', () => {
    const { platform, clock } = startedPlatform();
    const other = jest.fn();
    const key = platform.MFAddPeriodicCallback(() => {}, null);
    platform.MFAddPeriodicCallback(other, null);
    platform.MFRemovePeriodicCallback(key);
    clock.advance(10);
    expect(other).toHaveBeenCalledTimes(1);
  });

  test('that removes itself is not called again, and leaves no timer', () => {
    const { platform, clock } = startedPlatform();
    const callback = jest.fn(() => platform.MFRemovePeriodicCallback(key));
    const key = platform.MFAddPeriodicCallback(callback, null);
    clock.advance(100);
    expect(callback).toHaveBeenCalledTimes(1);
    expect(clock.timerCount).toBe(0);
  });

  test('that is removed by one before it is not called any more', () => {
    const { platform, clock } = startedPlatform();
    const removed = jest.fn();
    platform.MFAddPeriodicCallback(() => platform.MFRemovePeriodicCallback(key), null);
    const key = platform.MFAddPeriodicCallback(removed, null);
    const uncaught = uncaughtErrors();
    clock.advance(10);
    expect(uncaught()).toStrictEqual([]);
    expect(removed).not.toHaveBeenCalled();
  });

  test('that is added by another waits for its period', () => {
    const { platform, clock } = startedPlatform();
    const added = jest.fn();
    const key = platform.MFAddPeriodicCallback(() => {
      platform.MFRemovePeriodicCallback(key);
      platform.MFAddPeriodicCallback(added, null);
    }, null);
    clock.advance(10);
    expect(added).not.toHaveBeenCalled();
    clock.advance(10);
    expect(added).toHaveBeenCalledTimes(1);
  });

  test('that throws is an uncaught exception, and the others are called', () => {
    const { platform, clock } = startedPlatform();
    const error = new Error('out of a callback');
    const other = jest.fn();
    platform.MFAddPeriodicCallback(() => {
      throw error;
    }, null);
    platform.MFAddPeriodicCallback(other, null);
    const uncaught = uncaughtErrors();
    clock.advance(20);
    expect(uncaught()).toStrictEqual([error, error]);
    expect(other).toHaveBeenCalledTimes(2);
  });

  test('when the platform shuts down, is called no more, and leaves no timer', () => {
    const { platform, clock } = startedPlatform();
    const callback = jest.fn();
    platform.MFAddPeriodicCallback(callback, null);
    platform.MFShutdown();
    expect(clock.timerCount).toBe(0);
    clock.advance(100);
    expect(callback).not.toHaveBeenCalled();
  });

  test('when the platform is started again, does not come back, and others are called', () => {
    const { platform, clock } = startedPlatform();
    const forgotten = jest.fn();
    const callback = jest.fn();
    platform.MFAddPeriodicCallback(forgotten, null);
    platform.MFShutdown();
    platform.MFStartup(MF_VERSION);
    platform.MFAddPeriodicCallback(callback, null);
    clock.advance(10);
    expect(forgotten).not.toHaveBeenCalled();
    expect(callback).toHaveBeenCalledTimes(1);
  });

  test('however many there are, there is one timer', () => {
    const { platform, clock } = startedPlatform();
    for (let index = 0; index < 10; index++) platform.MFAddPeriodicCallback(() => {}, null);
    expect(clock.timerCount).toBe(1);
  });

  test.each([undefined, null, { Invoke() {} }])('of %p, which is no function, is E_INVALIDARG', (callback) => {
    const { platform, clock } = startedPlatform();
    expect(() => platform.MFAddPeriodicCallback(callback as never, null)).toThrow(
      /^MFAddPeriodicCallback: callback must be a function, got (undefined|null|object) \(E_INVALIDARG\)$/,
    );
    expect(clock.timerCount).toBe(0);
  });

  test.each([0, 1, undefined])('with the key %p, which is none, cannot be removed', (key) => {
    const { platform } = startedPlatform();
    expect(() => platform.MFRemovePeriodicCallback(key as number)).toThrow(
      `MFRemovePeriodicCallback: no periodic callback has the key ${key} (MF_E_NOT_FOUND)`,
    );
  });
});
