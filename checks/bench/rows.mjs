// The rows of the table. Each is measured in a process of its own, by row.mjs.
import { setTimeout as sleep } from 'node:timers/promises';
import { callbackify } from 'node:util';
import { fromBeginEnd, toBeginEnd } from './adapters.mjs';
import { compare, heapUsed } from './measure.mjs';
import { byHand, peers } from './peers.mjs';
import { evaluate, handWritten, oneByOne, pair, times } from './sources.mjs';

/** @typedef {import('./sources.mjs').Completion} Completion */
/** @typedef {import('./measure.mjs').Entry} Entry */
/** @typedef {{ rounds: number, full: boolean }} Effort */
/**
 * @typedef {{ entries?: Entry[], values?: Record<string, number>, unit?: string, note?: string }} Measured `entries` compare
 *   with the first of them; `values` are figures in `unit`
 * @typedef {{ title: string, core?: boolean, full?: boolean, measure: (effort: Effort) => Promise<Measured> }} Row
 */

const OURS = 'begin-end';
const BY_HAND = 'by hand';

/** @type {(completion: Completion, arity?: number) => any} */
const adapted = (completion, arity) => {
  const { begin, end } = pair(completion, arity);
  return fromBeginEnd(begin, end);
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
      measure: async ({ rounds }) => ({
        entries: await compare(
          [
            { name: BY_HAND, run: oneByOne(times(wrapped, () => byHand(completion))) },
            { name: OURS, run: oneByOne(times(wrapped, () => adapted(completion))) },
          ],
          { rounds },
        ),
      }),
    };
  }
}

for (let arity = 0; arity <= 6; arity++) {
  if (arity === 1) continue; // the rows above
  for (const wrapped of [1, 8]) {
    rows[`${arity} arguments, ${wrapped} wrapped`] = {
      title: `${arity} arguments; ${wrapped} wrapped`,
      measure: async ({ rounds }) => ({
        entries: await compare(
          [
            {
              name: BY_HAND,
              run: oneByOne(
                times(wrapped, () => byHand('inside Begin', arity)),
                { arity },
              ),
            },
            {
              name: OURS,
              run: oneByOne(
                times(wrapped, () => adapted('inside Begin', arity)),
                { arity },
              ),
            },
          ],
          { rounds },
        ),
      }),
    };
  }
}

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
    await oneByOne([fromBeginEnd(pair('inside Begin').begin, pair('inside Begin', 1, 'throw null').end)], {
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
    const failing = () => pair('inside Begin', 1, 'throw result;');
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

for (const completion of completions) {
  for (const wrapped of [1, 8]) {
    rows[`peers, ${completion}, ${wrapped} wrapped`] = {
      title: `against what one would pick instead; completes ${completion}; ${wrapped} wrapped`,
      measure: async ({ rounds }) => {
        const ours = { name: OURS, run: oneByOne(times(wrapped, () => adapted(completion))) };
        const candidates = [ours, { name: BY_HAND, run: oneByOne(times(wrapped, () => byHand(completion))) }];
        const heavy = [ours];
        for (const [name, load] of Object.entries(peers)) {
          const make = await load(completion);
          (load.heavy ? heavy : candidates).push({ name, run: oneByOne(times(wrapped, make)) });
        }
        // The heavy ones on their own: what they leave to the garbage collector is not to be paid by the others.
        const light = await compare(candidates, { rounds: Math.ceil(rounds / 2) });
        const [, ...others] = await compare(heavy, { rounds: Math.ceil(rounds / 4) });
        return { entries: [...light, ...others] };
      },
    };
  }
}

/** Begins the next operation when the one before has completed: nothing but the callback is awaited. */
const chain = `(begin, end) => (count) => new Promise((resolve) => {
  const callback = { Invoke(result) { end(result); if (--count > 0) begin(count, callback, null); else resolve(); } };
  begin(count, callback, null);
})`;
const nodeChain = `(fn) => (count) => new Promise((resolve) => {
  const callback = (error, value) => { if (--count > 0) fn(count, callback); else resolve(); };
  fn(count, callback);
})`;
const asyncFunction = '() => async (value) => value';
const thenByHand = `(fn) => {
  class Result {
    constructor(state) { this.state = state; this.status = 0; this.value = undefined; }
    GetState() { return this.state; }
    GetStatus() { return this.status; }
  }
  return {
    begin(argument, callback, state) {
      const result = new Result(state);
      fn(argument).then(
        (value) => { result.value = value; callback.Invoke(result); },
        (error) => { result.value = error; result.status = 0x80004005; callback.Invoke(result); },
      );
      return result;
    },
    end(result) { if (result.status !== 0) throw result.value; return result.value; },
  };
}`;

rows['toBeginEnd'] = {
  title: 'toBeginEnd, against a .then written by hand',
  core: true,
  measure: async ({ rounds }) => {
    const ours = toBeginEnd(evaluate(asyncFunction)());
    const hand = evaluate(thenByHand)(evaluate(asyncFunction)());
    return {
      entries: await compare(
        [
          { name: BY_HAND, run: evaluate(chain)(hand.begin, hand.end) },
          { name: OURS, run: evaluate(chain)(ours.begin, ours.end) },
        ],
        { rounds },
      ),
    };
  },
};

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
          { name: OURS, run: evaluate(chain)(ours.begin, ours.end) },
          { name: 'util.callbackify', run: evaluate(nodeChain)(callbackify(evaluate(asyncFunction)())) },
          { name: 'universalify', run: evaluate(nodeChain)(universalify.fromPromise(evaluate(asyncFunction)())) },
          { name: 'bluebird asCallback', run: evaluate(nodeChain)(bluebird) },
        ],
        { rounds: Math.ceil(rounds / 2) },
      ),
    };
  },
};

/** A pair that holds its operations until they are completed, in random order. */
function heldPair() {
  /** @type {{ Invoke(result: unknown): void }[]} */
  const callbacks = [];
  return {
    begin(/** @type {any} */ callback) {
      callbacks.push(callback);
    },
    end: () => undefined,
    completeAll() {
      for (let left = callbacks.length; left > 0; left--) {
        const index = Math.floor(Math.random() * left);
        const callback = callbacks[index];
        callbacks[index] = /** @type {any} */ (callbacks[left - 1]);
        callback?.Invoke(undefined);
      }
      callbacks.length = 0;
    },
  };
}

for (const pending of [1_000, 10_000, 100_000]) {
  rows[`${pending} pending on one signal`] = {
    title: `${pending.toLocaleString('en')} pending on one signal, completing in random order`,
    full: pending > 10_000,
    measure: async ({ rounds }) => {
      let warnings = 0;
      globalThis.process.removeAllListeners('warning');
      globalThis.process.on('warning', () => warnings++);
      const { signal } = new AbortController();
      const ours = heldPair();
      const read = fromBeginEnd(ours.begin, ours.end);
      const hand = heldPair();
      const handSignal = new AbortController().signal;
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
      /** @type {(start: () => Promise<unknown>, completeAll: () => void) => (count: number) => Promise<unknown>} */
      const run = (start, completeAll) => (count) => {
        const all = Promise.all(times(count, start));
        completeAll();
        return all;
      };
      const candidates = [{ name: OURS, run: run(() => read({ signal }), ours.completeAll) }];
      // Its time grows with the square: at 100,000 it takes minutes.
      if (pending <= 10_000) candidates.push({ name: 'a listener each', run: run(byListener, hand.completeAll) });
      const few = Math.max(3, Math.ceil((rounds * 1000) / pending / 4));
      const [first, ...others] = await compare(candidates.slice(0, 1), { rounds: few, count: pending });
      const ownWarnings = warnings;
      const entries =
        candidates.length > 1
          ? await compare(candidates, { rounds: few, count: pending })
          : [/** @type {Entry} */ (first), ...others];
      return { entries, values: { warnings: ownWarnings } };
    },
  };
}

rows['bytes a pending operation'] = {
  title: 'memory of a pending operation',
  measure: async () => {
    const count = 100_000;
    /** @type {Record<string, number>} */
    const values = {};
    for (const name of [OURS, BY_HAND]) {
      /** @type {unknown[]} */
      const callbacks = Array.from({ length: count });
      let next = 0;
      const begin = (/** @type {unknown} */ _, /** @type {unknown} */ callback) => {
        callbacks[next++] = callback;
      };
      const start = name === OURS ? fromBeginEnd(begin, () => 0) : handWritten({ begin, end: () => 0 });
      for (let warm = 0; warm < 2000; warm++) start(warm);
      next = 0;
      callbacks.fill(undefined);
      const before = heapUsed();
      for (let index = 0; index < count; index++) start(index);
      values[name] = Math.round((heapUsed() - before) / count);
      callbacks.fill(undefined);
    }
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
