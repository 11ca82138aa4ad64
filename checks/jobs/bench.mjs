// `npm run check -- 'jobs bench'`: the CPU time of a job in the process of its caller, through the pairs and by
// `job.waitUntilFinished`, in turns. Both have a queue, connections and a worker of their own, so neither reads what the
// other causes.
import process from 'node:process';
import { fromBeginEnd } from 'begin-end';

import { readArguments } from '../arguments.mjs';

const { options } = readArguments('jobs bench');

const { Jobs } = await import('../../examples/jobs/Jobs.mjs');
const { openQueue } = await import('../../examples/jobs/openQueue.mjs');
const { RedisServer } = await import('../../examples/jobs/RedisServer.mjs');
const { NoRedis, setUpRedis } = await import('../../examples/jobs/setUpRedis.mjs');
const { killWorker, startWorker } = await import('../../examples/jobs/workers.mjs');

/** @import { OpenQueue } from '../../examples/jobs/openQueue.mjs' */

const goal = 1.15;
const atOnce = 200;
const warmUps = 4;

/** @typedef {(data: object) => Promise<unknown>} Run */
/** @typedef {{ cpu: number, wall: number }} Cost microseconds of a job */

try {
  setUpRedis(console.log);
  process.exitCode = await bench(options['turns']);
} catch (error) {
  if (!(error instanceof NoRedis)) throw error;
  console.log(`NOT measured: ${error.message}`);
  process.exitCode = 1;
}

/** @param {number} turns */
async function bench(turns) {
  const redis = await RedisServer.start();
  const workers = await Promise.all(['plain', 'pairs'].map((name) => startWorker(redis.address, name, 50)));
  const plainQueue = openQueue('plain', redis.address);
  const pairsQueue = openQueue('pairs', redis.address);
  // BullMQ adds a listener for each job that is waited for.
  plainQueue.queue.setMaxListeners(0);
  const jobs = new Jobs(pairsQueue);
  try {
    const { run } = fromBeginEnd(jobs);
    const plain = (/** @type {object} */ data) => waitPlainly(plainQueue, data);
    for (let turn = 0; turn < warmUps; turn += 1) await measureBoth(plain, run, turn);
    const costs = [];
    for (let turn = 0; turn < turns; turn += 1) costs.push(await measureBoth(plain, run, turn));
    return judge(costs);
  } finally {
    jobs.close();
    await Promise.all([plainQueue.close(), pairsQueue.close()]);
    await Promise.all(workers.map(killWorker));
    await redis.stop();
  }
}

/** @param {OpenQueue} open @param {object} data */
async function waitPlainly({ queue, events }, data) {
  const job = await queue.add('run', data);
  return job.waitUntilFinished(events);
}

/** Each goes first in every second turn. @type {(plain: Run, run: Run, turn: number) => Promise<{ plain: Cost, pairs: Cost }>} */
async function measureBoth(plain, run, turn) {
  if (turn % 2 === 0) return { plain: await measure(plain), pairs: await measure(run) };
  const pairs = await measure(run);
  return { plain: await measure(plain), pairs };
}

/** @param {Run} run @returns {Promise<Cost>} */
async function measure(run) {
  const start = performance.now();
  const before = process.cpuUsage();
  await Promise.all(Array.from({ length: atOnce }, (_, n) => run({ n })));
  const { user, system } = process.cpuUsage(before);
  return { cpu: (user + system) / atOnce, wall: ((performance.now() - start) * 1000) / atOnce };
}

/** @param {{ plain: Cost, pairs: Cost }[]} costs */
function judge(costs) {
  const ratio = median(costs.map(({ plain, pairs }) => pairs.cpu / plain.cpu));
  for (const way of /** @type {const} */ (['plain', 'pairs'])) {
    const [cpu, wall] = /** @type {const} */ (['cpu', 'wall']).map((what) =>
      median(costs.map((cost) => cost[way][what])),
    );
    console.log(`${way}: ${cpu?.toFixed(0)} µs of CPU, ${wall?.toFixed(0)} µs of time for each job, ${atOnce} at once`);
  }
  const isMet = ratio <= goal;
  console.log(
    `CPU, pairs to plain, median of ${costs.length} turns: ${ratio.toFixed(2)}, goal ≤ ${goal}: ${isMet ? 'met' : 'MISSED'}`,
  );
  return isMet ? 0 : 1;
}

/** @param {number[]} values */
function median(values) {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}
