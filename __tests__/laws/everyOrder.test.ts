import { describe, expect, test } from '@jest/globals';
import {
  fromBeginEnd,
  MFCreateAsyncResult,
  toBeginEnd,
  type AsyncResultPlatform,
  type CancellablePromise,
  type IMFAsyncCallback,
  type IMFAsyncResult,
} from 'begin-end';
import * as fc from 'fast-check';

import { allJobs } from '../support/promises.js';
import { collectReports } from '../support/reports.js';

// The laws of both adapters over random programs: adapters nested up to four deep, random values and errors, and
// aborts at random moments, in every order that fast-check's scheduler comes upon. A failure prints the program and
// the seed; `SEED=… RUNS=… npm test -- properties` runs it again, or more of them.

const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31);
const numRuns = Number(process.env['RUNS'] ?? 200);
const run = { seed, numRuns };

type Fn = (this: unknown, ...args: unknown[]) => unknown;
type Outcome = { value: unknown } | { error: unknown };

const outcomeOf = (promise: Promise<unknown>): Promise<Outcome> =>
  promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );

/** The same by identity: an equal copy is not enough. */
function expectSame(actual: Outcome | undefined, expected: Outcome | undefined): void {
  expect(Object.keys(actual ?? {})).toStrictEqual(Object.keys(expected ?? {}));
  expect(Object.is(Object.values(actual ?? {})[0], Object.values(expected ?? {})[0])).toBe(true);
}

/** Any value but a promise, which would be adopted, and not passed on. */
const values = fc.oneof(fc.anything(), fc.constant(undefined), fc.object(), fc.func(fc.integer()));
const errors = fc.oneof(
  fc.anything(),
  fc.string().map((message) => new Error(message)),
  fc.constantFrom(undefined, null, false, 0, '', 0xc00d3e85, 0x8000ffff),
);
const outcomes: fc.Arbitrary<Outcome> = fc.oneof(fc.record({ value: values }), fc.record({ error: errors }));

/** Dispatches callbacks when the scheduler says so, as a platform's work queue does. */
const queueOf = (scheduler: fc.Scheduler): AsyncResultPlatform => {
  const callbacks = new WeakMap<IMFAsyncResult, IMFAsyncCallback>();
  return {
    MFCreateAsyncResult(object, callback, state) {
      const result = MFCreateAsyncResult(object, callback, state);
      if (callback !== null) callbacks.set(result, callback);
      return result;
    },
    MFInvokeCallback(result) {
      void scheduler.schedule(Promise.resolve(), 'a work queue').then(() => callbacks.get(result)?.Invoke(result));
    },
  };
};

/** Until nothing is scheduled any more, not even by what ran last. */
async function allOf(scheduler: fc.Scheduler): Promise<void> {
  do {
    await scheduler.waitAll();
    await allJobs();
  } while (scheduler.count() > 0);
}

/** What was begun and ended on one layer, so that nothing is lost or done twice. */
class Layer {
  begun = new Set<IMFAsyncResult>();
  ended: IMFAsyncResult[] = [];

  there(fn: Fn, options: object, fromOptions: object): Fn {
    const { begin, end, cancel } = toBeginEnd(fn, options);
    const { begun } = this;
    return fromBeginEnd(
      function (this: unknown, ...args: unknown[]) {
        const result = (begin as Fn).apply(this, args) as IMFAsyncResult;
        begun.add(result);
        return result;
      },
      (result: IMFAsyncResult) => {
        this.ended.push(result);
        return end(result);
      },
      { cancel, ...fromOptions },
    ) as Fn;
  }
}

const reports = collectReports();

describe(`seed ${seed}`, () => {
  test('fromBeginEnd(toBeginEnd(f)), nested in any depth, is f', async () => {
    const property = fc.asyncProperty(
      fc.scheduler(),
      fc.integer({ min: 1, max: 4 }),
      fc.array(values, { maxLength: 7 }),
      outcomes,
      fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
      fc.constantFrom('throws', 'returns', 'settles', 'settles at once'),
      async (scheduler, depth, args, outcome, withQueue, how) => {
        const self = {};
        const seen: unknown[] = [];
        const f = function (this: unknown, ...given: unknown[]): unknown {
          seen.push(this, ...given);
          if (how === 'throws' && 'error' in outcome) throw outcome.error;
          if (how === 'returns' && 'value' in outcome) return outcome.value;
          const settled = how === 'settles at once' ? Promise.resolve() : scheduler.schedule(Promise.resolve(), 'f');
          return settled.then(() => {
            if ('error' in outcome) throw outcome.error;
            return outcome.value;
          });
        };
        const layers: Layer[] = [];
        let g: Fn = f;
        for (let index = 0; index < depth; index++) {
          const layer = new Layer();
          layers.push(layer);
          g = layer.there(g, withQueue[index] ? { platform: queueOf(scheduler) } : {}, {});
        }
        // Call options of its own: otherwise a random last argument might look like some.
        const finished = outcomeOf(g.call(self, ...args, { signal: undefined }) as Promise<unknown>);
        await scheduler.waitFor(finished);
        expectSame(await finished, outcome);
        expect(seen).toHaveLength(args.length + 1);
        [self, ...args].forEach((value, index) => expect(Object.is(seen[index], value)).toBe(true));
        for (const { begun, ended } of layers) expect(ended).toStrictEqual([...begun]);
        expect(reports).toStrictEqual([]);
      },
    );
    await fc.assert(property, run);
  });

  test('fromBeginEnd(toBeginEnd(f)), aborted at any moment, ends as f does', async () => {
    const property = fc.asyncProperty(
      fc.scheduler(),
      fc.integer({ min: 1, max: 4 }),
      outcomes,
      fc.anything({ maxDepth: 1 }).filter((reason) => reason !== undefined),
      fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
      fc.constantFrom('goes on', 'stops', 'fulfils', 'fails'),
      fc.constantFrom('signal', 'cancel', 'before', 'never'),
      async (scheduler, depth, outcome, reason, withQueue, reaction, source) => {
        const controller = new AbortController();
        let own: Promise<unknown> | undefined;
        const f = ({ signal }: { signal: AbortSignal }): Promise<unknown> => {
          own = new Promise((resolve, reject) => {
            signal.addEventListener('abort', () => {
              if (reaction === 'stops') reject(signal.reason as Error);
              if (reaction === 'fulfils') resolve('all the same');
              if (reaction === 'fails') reject(new Error('in stopping'));
            });
            const settle = (): void => ('error' in outcome ? reject(outcome.error) : resolve(outcome.value));
            void scheduler.schedule(Promise.resolve(), 'f').then(settle);
          });
          return own;
        };
        const layers: Layer[] = [];
        let g: Fn = f as Fn;
        for (let index = 0; index < depth; index++) {
          const layer = new Layer();
          layers.push(layer);
          const options = { passSignal: true, ...(withQueue[index] ? { platform: queueOf(scheduler) } : {}) };
          g = layer.there(g, options, {});
        }
        if (source === 'before') controller.abort(reason);
        const promise = g({ signal: controller.signal }) as CancellablePromise<unknown>;
        const finished = outcomeOf(promise);
        let asked = false;
        if (source === 'signal' || source === 'cancel') {
          void scheduler.schedule(Promise.resolve(), `abort by ${source}`).then(() => {
            asked = true;
            if (source === 'signal') controller.abort(reason);
            else promise.cancel(reason);
            return undefined;
          });
        }
        await scheduler.waitFor(finished);
        const actual = await finished;
        if (source === 'before') expectSame(actual, { error: reason });
        else {
          const expected = await outcomeOf(own as Promise<unknown>);
          // f tells of its own signal's reason; whoever aborted gets back his own.
          const stopped = asked && 'error' in expected && (expected.error as Error | undefined)?.name === 'AbortError';
          expectSame(actual, stopped ? { error: reason } : expected);
        }
        for (const { begun, ended } of layers) expect(ended).toStrictEqual([...begun]);
        expect(reports).toStrictEqual([]);
      },
    );
    await fc.assert(property, run);
  });

  test('toBeginEnd(fromBeginEnd(pair)), nested in any depth, is the pair', async () => {
    const property = fc.asyncProperty(
      fc.scheduler(),
      fc.integer({ min: 1, max: 4 }),
      fc.array(values, { maxLength: 7 }),
      outcomes,
      fc.boolean(),
      fc.boolean(),
      async (scheduler, depth, args, outcome, inside, asObject) => {
        const seen: unknown[] = [];
        const ended: unknown[] = [];
        const own = MFCreateAsyncResult(null, null, null);
        let pair: { begin: Fn; end: (result: IMFAsyncResult) => unknown } = {
          begin(...given) {
            const callback = given.at(-2) as IMFAsyncCallback;
            seen.push(this, ...given.slice(0, -2));
            if (inside) callback.Invoke(own);
            else void scheduler.schedule(Promise.resolve(), 'Invoke').then(() => callback.Invoke(own));
            return own;
          },
          end(result) {
            ended.push(result);
            if ('error' in outcome) throw outcome.error;
            return outcome.value;
          },
        };
        for (let index = 0; index < depth; index++) {
          // A random last argument might look like call options, and is none of the adapters'.
          const again = fromBeginEnd(pair.begin as never, pair.end) as unknown as Fn;
          const withOptions: Fn = function (...given) {
            return again.call(this, ...given, { signal: undefined });
          };
          pair = toBeginEnd(withOptions) as unknown as typeof pair;
        }
        const self = {};
        let begun = false;
        const invoked: { result: IMFAsyncResult; begun: boolean }[] = [];
        const invoke = (result: IMFAsyncResult): unknown => invoked.push({ result, begun });
        const result = pair.begin.call(self, ...args, asObject ? { Invoke: invoke } : invoke, null) as IMFAsyncResult;
        begun = true;
        await allOf(scheduler);
        expect(invoked).toStrictEqual([{ result, begun: true }]);
        expect(seen).toHaveLength(args.length + 1);
        [self, ...args].forEach((value, index) => expect(Object.is(seen[index], value)).toBe(true));
        expect(ended).toStrictEqual([own]);
        let actual: Outcome;
        try {
          actual = { value: pair.end(result) };
        } catch (error) {
          actual = { error };
        }
        expectSame(actual, outcome);
        expect(reports).toStrictEqual([]);
      },
    );
    await fc.assert(property, run);
  });

  test('a Begin that succeeded, abandoned at any moment on any layer, is ended once, and its value is given or disposed once', async () => {
    const policies = fc.constantFrom<{ onAbort?: string }>({}, { onAbort: 'wait' }, { onAbort: 'abandon' });
    const property = fc.asyncProperty(
      fc.scheduler(),
      fc.array(fc.record({ policy: policies, queue: fc.boolean(), passSignal: fc.boolean() }), {
        minLength: 1,
        maxLength: 4,
      }),
      fc.array(fc.constantFrom('signal', 'cancel'), { maxLength: 3 }),
      fc.boolean(),
      async (scheduler, plan, aborts, fails) => {
        const controller = new AbortController();
        const value = {};
        const disposed: unknown[] = [];
        let settled = 0;
        const f = async (): Promise<unknown> => {
          await scheduler.schedule(Promise.resolve(), 'f');
          if (fails) throw new Error('in vain');
          return value;
        };
        const dispose = (given: unknown): unknown => disposed.push(given);
        const layers: Layer[] = [];
        let g: Fn = f;
        for (const { policy, queue, passSignal } of plan) {
          const layer = new Layer();
          layers.push(layer);
          const options = { dispose, passSignal, ...(queue ? { platform: queueOf(scheduler) } : {}) };
          g = layer.there(g, options, { dispose, ...policy });
        }
        const promise = g({ signal: controller.signal }) as CancellablePromise<unknown>;
        const finished = outcomeOf(promise).then((outcome) => {
          settled += 1;
          return outcome;
        });
        for (const [index, source] of aborts.entries()) {
          void scheduler.schedule(Promise.resolve(), `abort ${index} by ${source}`).then(() => {
            if (source === 'signal') controller.abort('the reason');
            else promise.cancel('the reason');
            return undefined;
          });
        }
        await scheduler.waitFor(finished);
        await allOf(scheduler);
        const outcome = await finished;
        expect(settled).toBe(1);
        for (const { begun, ended } of layers) expect(ended).toStrictEqual([...begun]);
        const given = 'value' in outcome ? 1 : 0;
        expect(given + disposed.length).toBe(fails ? 0 : 1);
        expect(reports).toStrictEqual([]);
      },
    );
    await fc.assert(property, run);
  });
});
