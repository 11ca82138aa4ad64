// The rows of the table. Each is measured in a process of its own, by row.mjs.
import { setTimeout as sleep } from 'node:timers/promises';
import { callbackify } from 'node:util';
import { fromBeginEnd, toBeginEnd } from './adapters.mjs';
import { compare, heapUsed, quantile } from './measure.mjs';
import { byHand, peers } from './peers.mjs';
import { cpuOfImport } from './process.mjs';
import { evaluate, handWritten, oneByOne, pair, resultClass, times } from './sources.mjs';

/** @typedef {import('./sources.mjs').Completion} Completion */
/** @typedef {import('./measure.mjs').Entry} Entry */
/** @typedef {{ rounds: number, full: boolean, forGoals: boolean }} Effort `forGoals`: without the candidates that no goal names */
/**
 * @typedef {{ entries?: Entry[], values?: Record<string, number>, unit?: string, note?: string }} Measured `entries` compare
 *   with the first of them; `values` are figures in `unit`
 * @typedef {{ title: string, core?: boolean, full?: boolean, measure: (effort: Effort) => Promise<Measured> }} Row
 */

const OURS = 'begin-end';
const BY_HAND = 'by hand';

/** @type {(completion: Completion, arity?: number, Result?: any) => any} */
const adapted = (completion, arity, Result) => {
  const { begin, end } = pair(completion, { arity, Result });
  return fromBeginEnd(begin, end);
};

/** So many functions over the results of one platform, by hand and adapted. */
/** @type {(completion: Completion, wrapped: number, arity?: number) => { hand: any[], ours: any[] }} */
const overOnePlatform = (completion, wrapped, arity) => {
  const [Hand, Ours] = [resultClass(), resultClass()];
  return {
    hand: times(wrapped, () => byHand(completion, arity, Hand)),
    ours: times(wrapped, () => adapted(completion, arity, Ours)),
  };
};

/** @type {Completion[]} */
const completions = ['inside Begin', 'promise job', 'setImmediate'];

/** @type {Record<string, Row>} */
export const rows = {};

for (const completion of completions) {
  for (const wrapped of [1, 8]) {
    rows[`${completion}, ${wrapped} wrapped`] = {
      title: `completes ${completion}; ${wrapped} wrapped`,
      core: true,
      measure: async ({ rounds }) => {
        const { hand, ours } = overOnePlatform(completion, wrapped);
        return {
          entries: await compare(
            [
              { name: BY_HAND, run: oneByOne(hand) },
              { name: OURS, run: oneByOne(ours) },
            ],
            { rounds },
          ),
        };
      },
    };
  }
}

for (let arity = 0; arity <= 6; arity++) {
  if (arity === 1) continue; // the rows above
  for (const wrapped of [1, 8]) {
    rows[`${arity} arguments, ${wrapped} wrapped`] = {
      title: `${arity} arguments; ${wrapped} wrapped`,
      measure: async ({ rounds }) => {
        const { hand, ours } = overOnePlatform('inside Begin', wrapped, arity);
        return {
          entries: await compare(
            [
              { name: BY_HAND, run: oneByOne(hand, { arity }) },
              { name: OURS, run: oneByOne(ours, { arity }) },
            ],
            { rounds },
          ),
        };
      },
    };
  }
}

rows['eight result classes'] = {
  title: 'inside Begin; 8 wrapped, each with a result class of its own',
  measure: async ({ rounds }) => ({
    entries: await compare(
      [
        { name: BY_HAND, run: oneByOne(times(8, () => byHand('inside Begin'))) },
        { name: OURS, run: oneByOne(times(8, () => adapted('inside Begin'))) },
      ],
      { rounds },
    ),
  }),
};

rows['object form'] = {
  title: "the pair of an object, fromBeginEnd(object, 'Read')",
  measure: async ({ rounds }) => {
    const object = () => {
      const { begin, end } = pair('inside Begin');
      return { BeginRead: begin, EndRead: end };
    };
    const hand = object();
    return {
      entries: await compare(
        [
          {
            name: BY_HAND,
            run: oneByOne([
              handWritten({
                begin: evaluate('(object) => (a, callback, state) => object.BeginRead(a, callback, state)')(hand),
                end: evaluate('(object) => (result) => object.EndRead(result)')(hand),
              }),
            ]),
          },
          { name: OURS, run: oneByOne([fromBeginEnd(object(), 'Read')]) },
        ],
        { rounds },
      ),
    };
  },
};

rows['after everything else'] = {
  title: 'inside Begin, after all features and mixed types have run',
  measure: async ({ rounds }) => {
    for (const completion of completions) {
      for (let arity = 0; arity <= 7; arity++) {
        const { signal } = new AbortController();
        await oneByOne([adapted(completion, arity)], { arity, last: { signal } })(300);
        await oneByOne([adapted(completion, arity + 1)], { arity, last: {} })(300);
      }
    }
    await oneByOne([fromBeginEnd(pair('inside Begin').begin, pair('inside Begin', { end: 'throw null' }).end)], {
      fails: true,
    })(2000);
    await oneByOne([fromBeginEnd({ BeginRead: pair('promise job').begin, EndRead: pair('promise job').end }, 'Read')])(
      2000,
    );
    const { begin, end } = toBeginEnd(async (/** @type {unknown} */ value) => value);
    await oneByOne([fromBeginEnd(begin, end)])(2000);
    return {
      entries: await compare(
        [
          { name: BY_HAND, run: oneByOne([byHand('inside Begin')]) },
          { name: OURS, run: oneByOne([adapted('inside Begin')]) },
        ],
        { rounds },
      ),
    };
  },
};

for (const completion of completions) {
  rows[`shared signal, ${completion}`] = {
    title: `one shared signal, against by hand without any; completes ${completion}`,
    measure: async ({ rounds }) => {
      const last = { signal: new AbortController().signal };
      return {
        entries: await compare(
          [
            { name: BY_HAND, run: oneByOne([byHand(completion)]) },
            { name: OURS, run: oneByOne([adapted(completion)], { last }) },
          ],
          { rounds },
        ),
      };
    },
  };
}

rows['error path'] = {
  title: 'End throws',
  measure: async ({ rounds }) => {
    const failing = () => pair('inside Begin', { end: 'throw result;' });
    const { begin, end } = failing();
    return {
      entries: await compare(
        [
          { name: BY_HAND, run: oneByOne([handWritten(failing())], { fails: true }) },
          { name: OURS, run: oneByOne([fromBeginEnd(begin, end)], { fails: true }) },
        ],
        { rounds },
      ),
    };
  },
};

rows['observed'] = {
  title: 'observed on the five channels of tracing, against by hand; completes setImmediate',
  measure: async ({ rounds }) => {
    const { tracingChannel } = await import('node:diagnostics_channel');
    // For good: to subscribe in each round would make V8 throw away what it has optimized.
    tracingChannel('begin-end:operation').subscribe(
      evaluate('{ start() {}, end() {}, asyncStart() {}, asyncEnd() {}, error() {} }'),
    );
    return {
      entries: await compare(
        [
          { name: BY_HAND, run: oneByOne([byHand('setImmediate')]) },
          { name: 'observed', run: oneByOne([adapted('setImmediate')]) },
        ],
        { rounds },
      ),
    };
  },
};

rows['observer off'] = {
  title: 'observed by nothing, against the library without the question whether it is; completes inside Begin',
  measure: async ({ rounds }) => {
    const entry = async (/** @type {string} */ name, /** @type {boolean} */ asks) => {
      const { fromBeginEnd: adapt } = await libraryThat(asks);
      const { begin, end } = pair('inside Begin');
      return { name, run: oneByOne([adapt(begin, end)]) };
    };
    return {
      entries: await compare([await entry('without observer', false), await entry(OURS, true)], { rounds }),
    };
  },
};

/** The library in a module of its own, as it is or without asking whether an operation is observed. @param {boolean} asks */
async function libraryThat(asks) {
  const { build } = await import('esbuild');
  const { readFile } = await import('node:fs/promises');
  const { fileURLToPath } = await import('node:url');
  const question = /^const isObserved = .*$/m;
  let found = 0;
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('../../dist/index.js', import.meta.url))],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    plugins: [
      {
        name: 'is-observed',
        setup: ({ onLoad }) =>
          onLoad({ filter: /dist.*\.js$/ }, async ({ path }) => {
            const contents = await readFile(path, 'utf8');
            if (question.test(contents)) found += 1;
            return { contents: asks ? contents : contents.replace(question, 'const isObserved = () => false;') };
          }),
      },
    ],
  });
  if (found !== 1) throw new Error(`isObserved stands in ${found} files of dist`);
  return import(`data:text/javascript,${encodeURIComponent(/** @type {any} */ (outputFiles)[0].text)}`);
}

rows['cancel path'] = {
  title: 'cancelled while pending, then completed late',
  measure: async ({ rounds }) => {
    const { default: PCancelable } = await import('p-cancelable');
    const held = `() => {
      let pending;
      return { begin(a, callback) { pending = callback; }, end: (result) => result, complete() { pending.Invoke(1); } };
    }`;
    const run = `(start, complete, reason) => async (count) => {
      for (let index = 0; index < count; index++) {
        const promise = start(index);
        promise.cancel(reason);
        complete();
        try { await promise; } catch {}
      }
    }`;
    const reason = new Error('stopped');
    const hand = evaluate(held)();
    const ours = evaluate(held)();
    const other = evaluate(held)();
    const start = evaluate(`(begin, end) => function (a) {
      let cancel;
      const promise = new Promise((resolve, reject) => {
        cancel = reject;
        begin(a, { Invoke(result) { try { resolve(end(result)); } catch (error) { reject(error); } } }, null);
      });
      promise.cancel = cancel;
      return promise;
    }`)(hand.begin, hand.end);
    const cancelable = (/** @type {unknown} */ argument) =>
      new PCancelable((resolve, _, onCancel) => {
        onCancel(() => {});
        other.begin(argument, { Invoke: (/** @type {unknown} */ result) => resolve(other.end(result)) }, null);
      });
    return {
      entries: await compare(
        [
          { name: BY_HAND, run: evaluate(run)(start, hand.complete, reason) },
          { name: OURS, run: evaluate(run)(fromBeginEnd(ours.begin, ours.end), ours.complete, reason) },
          { name: 'p-cancelable', run: evaluate(run)(cancelable, other.complete) },
        ],
        { rounds },
      ),
    };
  },
};

const namedByGoals = new Set(['util.promisify', 'bluebird', 'p-cancelable']);

for (const completion of completions) {
  for (const wrapped of [1, 8]) {
    rows[`peers, ${completion}, ${wrapped} wrapped`] = {
      title: `against what one would pick instead; completes ${completion}; ${wrapped} wrapped`,
      measure: async ({ rounds, forGoals }) => {
        const { hand, ours: adaptedOnes } = overOnePlatform(completion, wrapped);
        const ours = { name: OURS, run: oneByOne(adaptedOnes) };
        const candidates = [ours, { name: BY_HAND, run: oneByOne(hand) }];
        const heavy = [ours];
        for (const [name, load] of Object.entries(peers)) {
          if (forGoals && !namedByGoals.has(name)) continue;
          const make = await load(completion, resultClass());
          (load.heavy ? heavy : candidates).push({ name, run: oneByOne(times(wrapped, make)) });
        }
        // The heavy ones on their own: what they leave to the garbage collector is not to be paid by the others.
        const light = await compare(candidates, { rounds });
        const [, ...others] = await compare(heavy, { rounds: Math.ceil(rounds / 2) });
        return { entries: [...light, ...others] };
      },
    };
  }
}

/** Begins the next operation when the one before has completed: nothing but the callback is awaited. By turns through each pair. */
const chain = `(begins, ends) => (count) => new Promise((resolve) => {
  const start = () => {
    const begin = begins[count % begins.length];
    begin(count, callback, null);
  };
  const callback = {
    Invoke(result) {
      const end = ends[count % ends.length];
      end(result);
      if (--count > 0) start(); else resolve();
    },
  };
  start();
})`;
/** @type {(pairs: { begin: any, end: any }[]) => (count: number) => Promise<void>} */
const chained = (pairs) =>
  evaluate(chain)(
    pairs.map(({ begin }) => begin),
    pairs.map(({ end }) => end),
  );
const nodeChain = `(fn) => (count) => new Promise((resolve) => {
  const callback = (error, value) => { if (--count > 0) fn(count, callback); else resolve(); };
  fn(count, callback);
})`;
const asyncFunction = '() => async (value) => value';
const awaitingFunction = '() => async (value) => { await null; return value; }';
const thenResult = `class Result {
  constructor(state) { this.state = state; this.status = 0; this.value = undefined; }
  GetState() { return this.state; }
  GetStatus() { return this.status; }
}`;
const thenByHand = `(fn, Result) => ({
  begin(argument, callback, state) {
    const result = new Result(state);
    fn(argument).then(
      (value) => { result.value = value; callback.Invoke(result); },
      (error) => { result.value = error; result.status = 0x80004005; callback.Invoke(result); },
    );
    return result;
  },
  end(result) { if (result.status !== 0) throw result.value; return result.value; },
})`;

for (const wrapped of [1, 8]) {
  for (const [kind, source] of Object.entries({ '': asyncFunction, ', awaiting': awaitingFunction })) {
    rows[`toBeginEnd${kind}, ${wrapped} wrapped`] = {
      title: `toBeginEnd of an async function${kind && ' that awaits'}, against a .then written by hand; ${wrapped} wrapped`,
      core: true,
      measure: async ({ rounds }) => {
        const Result = evaluate(thenResult);
        const hand = times(wrapped, () => evaluate(thenByHand)(evaluate(source)(), Result));
        const ours = times(wrapped, () => toBeginEnd(evaluate(source)()));
        return {
          entries: await compare(
            [
              { name: BY_HAND, run: chained(hand) },
              { name: OURS, run: chained(ours) },
            ],
            { rounds },
          ),
        };
      },
    };
  }
}

rows['toBeginEnd, peers'] = {
  title: 'toBeginEnd, against what turns promises into callbacks',
  measure: async ({ rounds }) => {
    const { default: Bluebird } = await import('bluebird');
    const { default: universalify } = await import('universalify');
    const ours = toBeginEnd(evaluate(asyncFunction)());
    const fn = evaluate(asyncFunction)();
    const bluebird = (/** @type {unknown} */ argument, /** @type {any} */ callback) =>
      Bluebird.resolve(fn(argument)).asCallback(callback);
    return {
      entries: await compare(
        [
          { name: OURS, run: chained([ours]) },
          { name: 'util.callbackify', run: evaluate(nodeChain)(callbackify(evaluate(asyncFunction)())) },
          { name: 'universalify', run: evaluate(nodeChain)(universalify.fromPromise(evaluate(asyncFunction)())) },
          { name: 'bluebird asCallback', run: evaluate(nodeChain)(bluebird) },
        ],
        { rounds },
      ),
    };
  },
};

/** A pair that holds its operations until they are completed, in random order. */
const heldPair = () =>
  evaluate(`() => {
    const callbacks = [];
    return {
      begin(callback) { callbacks.push(callback); },
      end() {},
      completeAll() {
        for (let left = callbacks.length; left > 0; left--) {
          const index = Math.floor(Math.random() * left);
          const callback = callbacks[index];
          callbacks[index] = callbacks[left - 1];
          callback.Invoke(undefined);
        }
        callbacks.length = 0;
      },
    };
  }`)();

/**
 * So many operations at once, all of which are completed then; as often as makes `count`.
 *
 * @type {(pending: number, start: () => Promise<unknown>, completeAll: () => void) => (count: number) => Promise<unknown>}
 */
const atOnce = (pending, start, completeAll) =>
  evaluate(`(pending, start, completeAll) => async (count) => {
    for (let done = 0; done < count; done += pending) {
      const all = [];
      for (let index = 0; index < pending; index++) all.push(start());
      completeAll();
      await Promise.all(all);
    }
  }`)(pending, start, completeAll);

for (const pending of [1_000, 10_000, 100_000]) {
  rows[`${pending} pending on one signal`] = {
    title: `${pending.toLocaleString('en')} pending on one signal, completing in random order`,
    full: pending > 10_000,
    measure: async ({ rounds, forGoals }) => {
      let warnings = 0;
      globalThis.process.removeAllListeners('warning');
      globalThis.process.on('warning', () => warnings++);
      const held = heldPair();
      const plain = heldPair();
      const hand = heldPair();
      const options = { signal: new AbortController().signal };
      const handSignal = new AbortController().signal;
      const start = (/** @type {ReturnType<typeof heldPair>} */ { begin, end }, /** @type {string} */ call) =>
        evaluate(`(read, options) => () => ${call}`)(fromBeginEnd(begin, end), options);
      const ours = { name: OURS, run: atOnce(pending, start(held, 'read(options)'), held.completeAll) };
      const without = { name: 'without a signal', run: atOnce(pending, start(plain, 'read()'), plain.completeAll) };
      const byListener = () =>
        new Promise((resolve, reject) => {
          const aborted = () => reject(handSignal.reason);
          handSignal.addEventListener('abort', aborted);
          hand.begin({
            Invoke() {
              handSignal.removeEventListener('abort', aborted);
              resolve(hand.end());
            },
          });
        });
      // A turn is long enough to have its own share of the garbage collections.
      const light = await compare([ours, without], { rounds, count: 100_000 });
      const ownWarnings = warnings;
      // Its time grows with the square: at 100,000 it takes minutes.
      if (pending > 10_000 || forGoals) return { entries: light, values: { warnings: ownWarnings } };
      const few = Math.max(3, Math.ceil((rounds * 1000) / pending / 4));
      const naive = { name: 'a listener each', run: atOnce(pending, byListener, hand.completeAll) };
      const [, ...others] = await compare([ours, naive], { rounds: few, count: pending });
      return { entries: [...light, ...others], values: { warnings: ownWarnings } };
    },
  };
}

/** Bytes that each of many things takes: `make` puts one into its place. */
/** @type {(make: (index: number, keep: (thing: unknown) => void) => void) => number} */
function bytesEach(make) {
  const count = 100_000;
  /** @type {unknown[]} */
  const kept = Array.from({ length: count });
  let next = 0;
  const keep = (/** @type {unknown} */ thing) => {
    kept[next++] = thing;
  };
  for (let warm = 0; warm < 2000; warm++) make(warm, keep);
  next = 0;
  kept.fill(undefined);
  const before = heapUsed();
  for (let index = 0; index < count; index++) make(index, keep);
  const bytes = Math.round((heapUsed() - before) / count);
  kept.fill(undefined);
  return bytes;
}

rows['bytes a pending operation'] = {
  title: 'memory of a pending operation, and of one on a signal',
  measure: async () => {
    /** @type {(start: (begin: any) => any) => number} */
    const pending = (start) => {
      /** @type {any} */
      let keepCallback;
      const run = start((/** @type {unknown} */ _, /** @type {unknown} */ callback) => keepCallback(callback));
      return bytesEach((index, keep) => {
        keepCallback = keep;
        run(index);
      });
    };
    const options = { signal: new AbortController().signal };
    const onSignal = (/** @type {any} */ begin) => {
      const read = fromBeginEnd(begin, () => 0);
      return (/** @type {number} */ index) => read(index, options);
    };
    const values = {
      [OURS]: pending((begin) => fromBeginEnd(begin, () => 0)),
      [BY_HAND]: pending((begin) => handWritten({ begin, end: () => 0 })),
      'begin-end, on a signal': pending(onSignal),
    };
    return { values, unit: 'bytes' };
  },
};

rows['bytes a settled promise'] = {
  title: 'memory of a settled promise that is kept',
  measure: async () => {
    const { begin, end } = pair('inside Begin');
    const read = fromBeginEnd(begin, end);
    const hand = byHand('inside Begin');
    const values = {
      [OURS]: bytesEach((index, keep) => keep(read(index))),
      [BY_HAND]: bytesEach((index, keep) => keep(hand(index))),
    };
    return { values, unit: 'bytes' };
  },
};

rows['bytes a dropped signal'] = {
  title: 'memory that stays when a signal is dropped',
  measure: async () => {
    const count = 5_000;
    /** @type {Record<string, number>} */
    const values = {};
    const source = new AbortController().signal;
    /** @type {Record<string, () => AbortSignal>} */
    const kinds = { timeout: () => AbortSignal.timeout(3_600_000), any: () => AbortSignal.any([source]) };
    for (const [name, signal] of Object.entries(kinds)) {
      const read = adapted('inside Begin');
      const settle = async () => {
        await sleep(120); // the sweep of idle signals, and the finalization of dropped ones
        heapUsed();
        await sleep(20);
        return heapUsed();
      };
      /** @type {(work: (signal: AbortSignal) => unknown) => Promise<number>} */
      const retained = async (work) => {
        const before = await settle();
        for (let index = 0; index < count; index++) await work(signal());
        return ((await settle()) - before) / count;
      };
      await retained((each) => read(0, { signal: each }));
      const without = await retained(() => Promise.resolve());
      values[name] = Math.round((await retained((each) => read(0, { signal: each }))) - without);
    }
    return { values, unit: 'bytes' };
  },
};

rows['import'] = {
  title: 'CPU time of an import, over that of an empty module',
  measure: async ({ rounds }) => {
    /** @type {Record<string, string>} */
    const modules = { empty: './empty.mjs', [OURS]: '../../dist/index.js' };
    /** @type {Record<string, number[]>} */
    const took = { empty: [], [OURS]: [] };
    for (let round = 0; round < rounds; round++) {
      const names = Object.keys(modules);
      for (const name of round % 2 ? names.toReversed() : names) took[name]?.push(cpuOfImport(modules[name] ?? ''));
    }
    const over = took[OURS]?.map((own, round) => own - (took['empty']?.[round] ?? NaN)) ?? [];
    return { values: { [OURS]: quantile(over), quartiles: quantile(over, 0.75) - quantile(over, 0.25) }, unit: 'ms' };
  },
};

rows['ticks'] = {
  title: 'microtask ticks from Invoke to the continuation',
  core: true,
  measure: async () => {
    const held = heldPair();
    const promise = fromBeginEnd(held.begin, held.end)();
    let ticks = 0;
    let done = false;
    const awaited = (async () => {
      await promise;
      done = true;
    })();
    await sleep(1);
    held.completeAll();
    while (!done && ticks < 20) {
      await Promise.resolve();
      ticks++;
    }
    await awaited;
    return { values: { [OURS]: ticks }, unit: 'ticks' };
  },
};

rows['growth, one after the other'] = {
  title: 'time of an operation, 10³ to 10⁶ one after the other',
  measure: async ({ rounds, full }) => {
    const sizes = full ? [1e3, 1e4, 1e5, 1e6] : [1e3, 1e4, 1e5];
    const run = oneByOne([adapted('inside Begin')]);
    await run(100_000);
    // Each candidate does the same number of operations a round, in one go or in many.
    const total = /** @type {number} */ (sizes.at(-1));
    const candidates = sizes.map((size) => ({
      name: size.toLocaleString('en'),
      run: async () => {
        for (let done = 0; done < total; done += size) await run(size);
      },
    }));
    return { entries: await compare(candidates, { rounds: Math.max(4, Math.ceil(rounds / 12)), count: total }) };
  },
};

rows['growth, at once'] = {
  title: 'time and memory of an operation, 10³ to 10⁶ pending at once',
  measure: async ({ full }) => {
    /** @type {Record<string, number>} */
    const values = {};
    const held = heldPair();
    const read = fromBeginEnd(held.begin, held.end);
    const round = async (/** @type {number} */ count) => {
      const all = times(count, () => read());
      held.completeAll();
      await Promise.all(all);
    };
    await round(50_000);
    for (const count of full ? [1e3, 1e4, 1e5, 1e6] : [1e3, 1e4, 1e5]) {
      const [entry] = await compare([{ name: '', run: round }], { rounds: Math.ceil(1e5 / count) + 2, count });
      values[`ns at ${count.toLocaleString('en')}`] = Math.round(entry?.nanoseconds ?? NaN);
      const before = heapUsed();
      const all = times(count, () => read());
      values[`bytes at ${count.toLocaleString('en')}`] = Math.round((heapUsed() - before) / count);
      held.completeAll();
      await Promise.all(all);
    }
    return { values, unit: 'ns, bytes' };
  },
};
