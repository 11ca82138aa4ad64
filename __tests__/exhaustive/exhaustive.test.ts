import { getEventListeners } from 'node:events';

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as library from 'begin-end';

import {
  checkAll,
  checkOne,
  countListenersWith,
  uncaught,
  type Violation,
} from '../../reliability/exhaustive/check.mjs';
import { FakeRegistry } from '../../reliability/exhaustive/forward.mjs';
import { scenarios } from '../../reliability/exhaustive/scenarios.mjs';

// The short form of `npm run exhaustive`. An order that it finds is pasted in here.

const { queueMicrotask } = globalThis;
beforeAll(() => {
  countListenersWith((signal) => getEventListeners(signal, 'abort').length);
  globalThis.FinalizationRegistry = FakeRegistry as unknown as typeof FinalizationRegistry;
  // Within Jest nobody can hear of uncaught exceptions, so they are caught where they are thrown.
  globalThis.queueMicrotask = (job) => {
    queueMicrotask(() => {
      try {
        job();
      } catch (error) {
        uncaught.push(`uncaught exception: ${(error as Error).message}`);
      }
    });
  };
});
afterAll(() => {
  globalThis.queueMicrotask = queueMicrotask;
  library.setLostCallbackDetection(false);
});

async function violationsOf(name: string, subject: object): Promise<Violation[]> {
  const found: Violation[] = [];
  const scenario = scenarios(subject, 0)[name];
  if (scenario === undefined) throw new Error(`there is no scenario '${name}'`);
  await checkAll(scenario, subject, { onViolation: (violation) => found.push(violation) });
  return found;
}

describe('the adapters, in every order of a few events', () => {
  test.each(Object.keys(scenarios(library)))(
    '%s: do what the model says',
    async (name) => {
      expect(await violationsOf(name, library)).toEqual([]);
    },
    60_000,
  );
});

describe('orders that were found', () => {
  test('fromBeginEnd, a status that is another success code, resolves', async () => {
    const scenario = scenarios(library)['fromBeginEnd, whatever End does'];
    const chosen = ['off', 'wait', 'no cancel action', 'begin', 'it returns', 'a cookie', 'Invoke', 'nothing'];
    const { real, model, faults } = await checkOne(scenario!, library, [...chosen, 'the status is another success']);
    expect(real).toEqual(model);
    expect(real).toContain('resolved: the value');
    expect(faults).toEqual([]);
  });
});

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
      expect(await violationsOf('fromBeginEnd, many events', faulty(change))).not.toEqual([]);
    },
    60_000,
  );

  test('a library that leaves a listener on the signal, is found out', async () => {
    const leaking = {
      ...library,
      fromBeginEnd:
        (...pair: Parameters<typeof library.fromBeginEnd>) =>
        (options: { signal: AbortSignal }) => {
          options.signal.addEventListener('abort', () => {});
          return (library.fromBeginEnd(...pair) as Function)(options);
        },
    };
    const found = await violationsOf('fromBeginEnd, whatever Begin does', leaking);
    expect(found[0]?.faults).toEqual(['1 listeners were left on the signal']);
  });
});
