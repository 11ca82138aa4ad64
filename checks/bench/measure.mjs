// How candidates are compared: many short rounds in one process, in turn and in random rotation, by CPU time. What counts is
// the ratio of two candidates within one round, and the median over the rounds: what slows the machine down for a while
// slows both. Nanoseconds drift by a factor of two between runs, these ratios by a few per cent.

/** @typedef {{ name: string, run: (count: number) => unknown }} Candidate `run` does the operation that often */
/** @typedef {{ name: string, ratio: number, low: number, high: number, nanoseconds: number }} Entry */

const ROUND_MILLISECONDS = 4;
/** Fewer would be spoilt by one step of the garbage collection that another candidate has left behind. */
const LEAST_OPERATIONS = 2000;
/** Some that do not count; and before them, by turns, what V8 takes to optimize both a candidate and what Node runs it with. */
const WARM_UP_ROUNDS = 3;
const WARM_UP = { turns: 40, operations: 5000, milliseconds: 100 };

const { process } = globalThis;

/** CPU milliseconds, where the runtime tells them. */
function cpuNow() {
  try {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  } catch {
    return performance.now();
  }
}

/** @type {(values: number[], share?: number) => number} */
export function quantile(values, share = 0.5) {
  const sorted = values.toSorted((a, b) => a - b);
  const position = (sorted.length - 1) * share;
  const below = Math.floor(position);
  const [a = NaN, b = a] = sorted.slice(below, below + 2);
  return a + (b - a) * (position - below);
}

/** @type {(candidate: Candidate, count: number) => Promise<number>} */
async function time({ run }, count) {
  const start = cpuNow();
  await run(count);
  return cpuNow() - start;
}

/** @type {(candidates: Candidate[]) => Promise<void>} */
async function warmUp(candidates) {
  const took = candidates.map(() => 0);
  for (let turn = 0; turn < WARM_UP.turns; turn++) {
    for (const [index, candidate] of candidates.entries()) {
      const before = took[index] ?? 0;
      if (before < WARM_UP.milliseconds) took[index] = before + (await time(candidate, WARM_UP.operations));
    }
  }
}

/**
 * Compares candidates with the first of them. `low` and `high` are the quartiles of the ratio.
 *
 * @param {Candidate[]} candidates
 * @param {{ rounds: number, count?: number }} options `count`: operations a round; default: what takes some milliseconds
 * @returns {Promise<Entry[]>}
 */
export async function compare(candidates, { rounds, count }) {
  if (count === undefined) await warmUp(candidates);
  const counts = [];
  for (const candidate of candidates) {
    let operations = count ?? LEAST_OPERATIONS;
    for (let took = 0; count === undefined && (took = await time(candidate, operations)) < ROUND_MILLISECONDS;) {
      operations = Math.ceil(operations * Math.min(8, Math.max(1.5, (ROUND_MILLISECONDS * 1.1) / (took || 0.1))));
    }
    counts.push(operations);
  }
  const each = candidates.map(() => /** @type {number[]} */ ([]));
  for (let round = -WARM_UP_ROUNDS; round < rounds; round++) {
    const first = Math.floor(Math.random() * candidates.length);
    for (let turn = 0; turn < candidates.length; turn++) {
      const index = (first + turn) % candidates.length;
      const operations = /** @type {number} */ (counts[index]);
      const took = await time(/** @type {Candidate} */ (candidates[index]), operations);
      if (round >= 0) each[index]?.push((took / operations) * 1e6);
    }
  }
  const base = /** @type {number[]} */ (each[0]);
  return candidates.map(({ name }, index) => {
    const own = /** @type {number[]} */ (each[index]);
    const ratios = own.map((took, round) => took / /** @type {number} */ (base[round]));
    return {
      name,
      ratio: quantile(ratios),
      low: quantile(ratios, 0.25),
      high: quantile(ratios, 0.75),
      nanoseconds: quantile(own),
    };
  });
}

/** Bytes in use after two collections; needs `--expose-gc`. */
export function heapUsed() {
  const { gc } = /** @type {{ gc?: () => void }} */ (/** @type {unknown} */ (globalThis));
  if (!gc) throw new Error('start node with --expose-gc');
  gc();
  gc();
  return process.memoryUsage().heapUsed;
}
