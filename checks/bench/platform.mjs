// What the embedded platform costs: work items and scheduled items against the bare scheduling of the event loop, and the
// memory of 100,000 pending items. Run after `npm run build`: `node --expose-gc checks/bench/platform.mjs [part of a name]`.
//
// Candidates take turns in one process, many short rounds each; the figure is the median of the paired ratios, which is
// steady where nanoseconds are not. What a work item is compared with is `setImmediate`: one turn of its own, in the
// async context of whoever asked for it. `queueMicrotask` is no such thing: it runs before I/O has its turn.
import { commandOf } from '../arguments.mjs';
import {
  MFASYNC_CALLBACK_QUEUE_STANDARD,
  MFCreateAsyncResult,
  MF_VERSION,
  createEmbeddedPlatform,
} from '../../dist/platform/index.js';

const [only = ''] = commandOf(
  'node --expose-gc checks/bench/platform.mjs',
  'Measures what the embedded platform costs.',
)
  .argument('[part]', 'the cases whose name contains that')
  .parse().args;

const { MFStartup, MFPutWorkItem, MFPutWorkItemEx, MFScheduleWorkItem, MFAllocateSerialWorkQueue, MFCancelWorkItem } =
  createEmbeddedPlatform();
MFStartup(MF_VERSION);
const serial = MFAllocateSerialWorkQueue(MFASYNC_CALLBACK_QUEUE_STANDARD);

/** Puts a callback so many times, at once or one by one, and resolves when it was invoked for the last time. */
const all = (put, count) =>
  new Promise((resolve) => {
    let left = count;
    const callback = { Invoke: () => --left === 0 && resolve() };
    for (let index = 0; index < count; index++) put(callback);
  });
const oneByOne = (put, count) =>
  new Promise((resolve) => {
    let left = count;
    const callback = { Invoke: () => (--left === 0 ? resolve() : put(callback)) };
    put(callback);
  });

const STANDARD = MFASYNC_CALLBACK_QUEUE_STANDARD;
/** @typedef {{ Invoke: () => unknown }} Callback */
/** @param {Callback} callback */
const immediate = ({ Invoke }) => setImmediate(Invoke, null);
/** @param {Callback} callback */
const timer = ({ Invoke }) => setTimeout(Invoke, 1, null);
const workItem = (callback) => MFPutWorkItem(STANDARD, callback, null);
const serialItem = (callback) => MFPutWorkItem(serial, callback, null);
const scheduledItem = (callback) => MFScheduleWorkItem(callback, null, -1);
const ownResult = (callback) => MFPutWorkItemEx(STANDARD, MFCreateAsyncResult(null, callback, null));

const cases = [
  { name: 'work item, 10,000 at once', pattern: all, count: 10_000, bare: immediate, item: workItem },
  {
    name: 'work item with a result of its own, 10,000 at once',
    pattern: all,
    count: 10_000,
    bare: immediate,
    item: ownResult,
  },
  { name: 'work item, one by one', pattern: oneByOne, count: 1_000, bare: immediate, item: workItem },
  { name: 'item on a serial queue, 10,000 at once', pattern: all, count: 10_000, bare: immediate, item: serialItem },
  { name: 'item on a serial queue, one by one', pattern: oneByOne, count: 1_000, bare: immediate, item: serialItem },
  { name: 'scheduled item, 10,000 at once', pattern: all, count: 10_000, bare: timer, item: scheduledItem },
];

async function cpuTime(work) {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

async function ratio({ pattern, count, bare, item }, rounds = 60) {
  const ratios = [];
  for (let round = -5; round < rounds; round++) {
    const pair = round % 2 === 0 ? [bare, item] : [item, bare];
    const times = new Map();
    for (const candidate of pair) times.set(candidate, await cpuTime(() => pattern(candidate, count)));
    // The first rounds warm up.
    if (round >= 0) ratios.push(times.get(item) / times.get(bare));
  }
  return median(ratios);
}

function heapUsed() {
  globalThis.gc();
  globalThis.gc();
  return process.memoryUsage().heapUsed;
}

/** Bytes for each of 100,000 pending items, and for each that is over. */
async function memory(put, settle) {
  const count = 100_000;
  const before = heapUsed();
  let run = 0;
  const callback = { Invoke: () => run++ };
  const puts = [];
  for (let index = 0; index < count; index++) puts.push(put(callback));
  const pending = heapUsed();
  await settle(puts);
  puts.length = 0;
  await turn();
  const after = heapUsed();
  return [(pending - before) / count, (after - before) / count].map((bytes) => `${Math.round(bytes)} bytes`);
}

const turn = () => new Promise((resolve) => setImmediate(() => resolve(undefined)));

console.log('cost, in that of the bare setImmediate or setTimeout');
for (const each of cases.filter(({ name }) => name.includes(only))) {
  console.log(`  ${each.name}: ${(await ratio(each)).toFixed(2)}`);
}

if (globalThis.gc === undefined) console.log('memory: not measured, node needs --expose-gc');
else {
  console.log('memory of 100,000 items: each while pending, each when over');
  const kinds = {
    'setImmediate, bare': [(callback) => void immediate(callback), turn],
    'work items': [(callback) => MFPutWorkItem(STANDARD, callback, null), turn],
    'items on a serial queue': [(callback) => MFPutWorkItem(serial, callback, null), turn],
    'scheduled items': [
      (callback) => MFScheduleWorkItem(callback, null, -60_000),
      (keys) => keys.forEach(MFCancelWorkItem),
    ],
  };
  for (const [name, [put, settle]] of Object.entries(kinds)) {
    console.log(`  ${name}: ${(await memory(put, settle)).join(', ')}`);
  }
}
