// The platform under the fake timers of Vitest, with its clock and without.
import { expect, test, vi } from 'vitest';

import { expected, scenario } from './scenario.mjs';

test.each(
  /** @type {[string, Parameters<typeof vi.useFakeTimers>[0]][]} */ ([
    ['with its clock', {}],
    [
      'that leaves performance as it is',
      { toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate', 'Date'] },
    ],
  ]),
)('the platform, under the fake timers of Vitest %s, runs its items at their time', async (_name, config) => {
  vi.useFakeTimers(config);
  try {
    const seen = await scenario({
      tick: (milliseconds) => vi.advanceTimersByTimeAsync(milliseconds),
      runAll: () => vi.runAllTimersAsync(),
    });
    expect(seen).toStrictEqual(expected);
  } finally {
    vi.useRealTimers();
  }
});
