import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { createEmbeddedPlatform, MF_VERSION } from '../../src/platform/index.js';
import { runInChild } from '../support/childProcess.js';
import { allJobs } from '../support/promises.js';
import { noting } from './support.js';

// Whoever tests a program with fake timers has the platform inside of it. Vitest and Sinon: `npm run check -- timers`.

function started() {
  const platform = createEmbeddedPlatform();
  platform.MFStartup(MF_VERSION);
  return { platform, callback: noting() };
}

afterEach(() => {
  jest.useRealTimers();
});

/** Advances the time, and lets what is due run: in an immediate, which may be real, or be due in the next millisecond. */
async function advance(milliseconds: number): Promise<void> {
  jest.advanceTimersByTime(milliseconds - 1);
  await allJobs();
  jest.advanceTimersByTime(1);
}

describe.each<[string, Parameters<typeof jest.useFakeTimers>[0]]>([
  ['with its clock', {}],
  ['that leave the clock as it is', { doNotFake: ['performance'] }],
  ['that leave the clock and the next turn as they are', { doNotFake: ['performance', 'setImmediate', 'Date'] }],
])('under the fake timers of Jest %s', (_name, config) => {
  test('a scheduled item runs at its time, and not before', async () => {
    jest.useFakeTimers(config);
    const { platform, callback } = started();
    platform.MFScheduleWorkItem(callback, 'first', -100);
    platform.MFScheduleWorkItem(callback, 'second', -250);
    await advance(99);
    expect(callback.states).toStrictEqual([]);
    // A clock with fractions makes it one millisecond later.
    await advance(3);
    expect(callback.states).toStrictEqual(['first']);
    await advance(147);
    expect(callback.states).toStrictEqual(['first']);
    await advance(4);
    expect(callback.states).toStrictEqual(['first', 'second']);
  });

  test('"run all timers" ends, and has run all of them, also while an item waits for a handle', async () => {
    jest.useFakeTimers(config);
    const { platform, callback } = started();
    platform.MFPutWaitingWorkItem(new Promise(() => {}), 0, platform.MFCreateAsyncResult(null, callback, 'waiting'));
    for (const milliseconds of [5, 1000, 2 ** 32]) platform.MFScheduleWorkItem(callback, milliseconds, -milliseconds);
    jest.runAllTimers();
    await advance(1);
    expect(callback.states).toStrictEqual([5, 1000, 2 ** 32]);
    expect(jest.getTimerCount()).toBe(0);
    platform.MFShutdown();
  });

  test('a platform that is shut down before they are taken back, runs what is scheduled after its next start', async () => {
    jest.useFakeTimers(config);
    const { platform, callback } = started();
    const periodic = jest.fn();
    platform.MFScheduleWorkItem(callback, 'dropped', -5);
    platform.MFAddPeriodicCallback(periodic, null);
    platform.MFShutdown();
    jest.useRealTimers();
    platform.MFStartup(MF_VERSION);
    await new Promise<void>((resolve) => {
      platform.MFScheduleWorkItem({ Invoke: () => resolve() }, null, -5);
      platform.MFScheduleWorkItem(callback, 'scheduled', -1);
    });
    const called = new Promise((resolve) => platform.MFAddPeriodicCallback(resolve, 'called'));
    expect(await called).toBe('called');
    expect(callback.states).toStrictEqual(['scheduled']);
    expect(periodic).not.toHaveBeenCalled();
    platform.MFShutdown();
  });

  test('a periodic callback is called each period', () => {
    jest.useFakeTimers(config);
    const { platform } = started();
    const periodic = jest.fn();
    platform.MFAddPeriodicCallback(periodic, null);
    jest.advanceTimersByTime(55);
    expect(periodic).toHaveBeenCalledTimes(5);
    platform.MFShutdown();
  });
});

test('under the mock timers of node:test, items run at their time, and "run all" ends', () => {
  const { stdout, stderr, status } = runInChild(`
    import { mock } from 'node:test';
    import { createEmbeddedPlatform, MF_VERSION } from './platform/index.js';
    mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'setImmediate', 'Date'] });
    const platform = createEmbeddedPlatform();
    platform.MFStartup(MF_VERSION);
    const say = { Invoke: (result) => console.log(result.GetStateNoAddRef()) };
    const tick = (milliseconds) => { mock.timers.tick(milliseconds); mock.timers.tick(0); };
    platform.MFScheduleWorkItem(say, 'after 100', -100);
    platform.MFScheduleWorkItem(say, 'after 250', -250);
    tick(99);
    console.log('99');
    tick(2);
    tick(148);
    console.log('249');
    tick(2);
    platform.MFScheduleWorkItem(say, 'all', -1000);
    mock.timers.runAll();
    mock.timers.runAll();
    console.log('end');
  `);
  expect({ stdout: stdout.trim().split('\n'), stderr, status }).toStrictEqual({
    stdout: ['99', 'after 100', '249', 'after 250', 'all', 'end'],
    stderr: expect.not.stringContaining('Error'),
    status: 0,
  });
});
