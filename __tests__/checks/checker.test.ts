import { describe, expect, test } from '@jest/globals';
import * as library from 'begin-end';

import { prepareChecker, violationsOf } from '../support/exhaustive.js';

prepareChecker();

interface Pair {
  begin: Function;
  end: Function;
  options: { cancel?: unknown; dispose?: unknown; onAbort?: unknown };
}
/** The library with a fault. */
const faulty = (change: (pair: Pair) => void): object => ({
  ...library,
  fromBeginEnd(begin: Function, end: Function, options: object) {
    const pair = { begin, end, options: { ...options } };
    change(pair);
    return library.fromBeginEnd(pair.begin as never, pair.end as never, pair.options);
  },
});

// A checker that finds nothing may be blind.
describe('the checker', () => {
  const faults: [string, (pair: Pair) => void][] = [
    [
      'calls End twice',
      (pair) => {
        const { end } = pair;
        pair.end = (result: unknown) => {
          end(result);
          return end(result);
        };
      },
    ],
    [
      'does not call the cancel action',
      (pair) => {
        if (pair.options.cancel) pair.options.cancel = () => {};
      },
    ],
    [
      'does not dispose',
      (pair) => {
        pair.options.dispose = () => {};
      },
    ],
    [
      'always abandons',
      (pair) => {
        pair.options.onAbort = 'abandon';
      },
    ],
    [
      'serves a callback a microtask later',
      (pair) => {
        const { begin } = pair;
        pair.begin = (callback: library.IMFAsyncCallback) =>
          begin({
            Invoke: (result: library.IMFAsyncResult) => void Promise.resolve().then(() => callback.Invoke(result)),
          });
      },
    ],
    [
      'swallows a second Invoke',
      (pair) => {
        const { begin } = pair;
        pair.begin = (callback: library.IMFAsyncCallback) => {
          let invoked = false;
          return begin({
            Invoke(result: library.IMFAsyncResult) {
              if (!invoked) callback.Invoke(result);
              invoked = true;
            },
          });
        };
      },
    ],
  ];
  test.each(faults)(
    'a library that %s, is found out',
    async (_fault, change) => {
      expect(await violationsOf('fromBeginEnd, many events', faulty(change))).not.toStrictEqual([]);
    },
    60_000,
  );

  test('a library that leaves a listener on the signal, is found out', async () => {
    const leaking = {
      ...library,
      fromBeginEnd: (begin: never, end: never) => (options: { signal: AbortSignal }) => {
        options.signal.addEventListener('abort', () => {});
        return (library.fromBeginEnd(begin, end) as Function)(options);
      },
    };
    const found = await violationsOf('fromBeginEnd, whatever Begin does', leaking);
    expect(found[0]?.faults).toStrictEqual(['1 listeners were left on the signal']);
  });
});
