// `npm run check -- soak`: many operations, and nothing left behind. `--short` takes seconds, the full run minutes.
//
// Each part prints its rate, the delays of the event loop while it ran, and the heap after it, which must be what it was
// before. At the end the process must end by itself: nothing here calls process.exit.
import process from 'node:process';
import { getEventListeners } from 'node:events';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises';

import { fromBeginEnd, MFCreateAsyncResult, setMisuseHandler, toBeginEnd } from 'begin-end';
import { createEmbeddedPlatform, MF_VERSION } from 'begin-end/platform';

import { readArguments } from '../arguments.mjs';

const { options } = readArguments('soak');
const scale = options['short'] ? 0.02 : 1;
const inSequence = 10_000_000 * scale;
const atOnce = 1_000_000 * scale;
// A small heap moves by single objects of the runtime itself.
const allowedGrowth = 0.01;
const gc = globalThis.gc;
if (gc === undefined) throw new Error('start it with --expose-gc');

let failures = 0;
setMisuseHandler(({ message }) => fail(message));
process.on('warning', ({ message }) => fail(message));

/** @param {string} fault */
function fail(fault) {
  failures += 1;
  console.log(`  FAILED: ${fault}`);
}

async function heapAfterCollection() {
  // Timers that sweep have fired, and what finalizers release is released.
  await pause(200);
  for (let index = 0; index < 4; index++) {
    gc?.();
    await turn();
  }
  return process.memoryUsage().heapUsed;
}

/**
 * @param {string} name
 * @param {number} operations
 * @param {(operations: number) => Promise<void>} work
 */
async function part(name, operations, work) {
  // What is compiled and allocated once is no growth. A leak grows again with the next round; the runtime's own caches do not.
  await work(Math.min(operations, 50_000));
  for (let rounds = 3; rounds > 0; rounds--) {
    const growth = await round(name, operations, work);
    if (growth <= allowedGrowth) return;
    if (rounds === 1) fail(`the heap grew by ${(growth * 100).toFixed(2)} %, as in every round before`);
  }
}

/** @type {(...args: Parameters<typeof part>) => Promise<number>} */
async function round(name, operations, work) {
  const before = await heapAfterCollection();
  const delays = monitorEventLoopDelay({ resolution: 10 });
  delays.enable();
  const start = performance.now();
  await work(operations);
  const seconds = (performance.now() - start) / 1000;
  // What the last turn took is seen by the next.
  await pause(20);
  delays.disable();
  const after = await heapAfterCollection();
  const growth = after / before - 1;
  const percentiles = [50, 99, 100].map((percentile) => (delays.percentile(percentile) / 1e6).toFixed(0));
  console.log(
    `${name}: ${operations.toLocaleString('en')} operations, ${seconds.toFixed(1)} s, ` +
      `${Math.round(operations / seconds).toLocaleString('en')} a second; ` +
      `event loop delay ${percentiles.join(' / ')} ms (p50 / p99 / max); ` +
      `heap ${(before / 2 ** 20).toFixed(2)} → ${(after / 2 ** 20).toFixed(2)} MiB (${(growth * 100).toFixed(2)} %)`,
  );
  return growth;
}

const result = MFCreateAsyncResult(null, null, null);
/** @typedef {import('begin-end').IMFAsyncCallback} Callback */
let ended = 0;
const end = () => {
  ended += 1;
  return ended;
};
const soon = fromBeginEnd((/** @type {Callback} */ callback, /** @type {unknown} */ _state) => {
  queueMicrotask(() => callback.Invoke(result));
}, end);
/** @type {Callback[]} */ const waiting = [];
// Its number is no cookie: sooner or later it would be that of MF_S_MULTIPLE_BEGIN.
const wait = (/** @type {Callback} */ callback, /** @type {unknown} */ _state) => {
  waiting.push(callback);
};
const later = fromBeginEnd(wait, end, { onAbort: 'abandon' });
const cancelled = fromBeginEnd(wait, end, { onAbort: 'abandon', cancel: () => {} });
const completeAll = () => {
  for (const callback of waiting.splice(0)) callback.Invoke(result);
};
/** The event loop gets its turn. @param {number} index */
const breathe = (index) => (index % 10_000 === 0 ? turn() : undefined);

await part('fromBeginEnd, one after the other', inSequence, async (operations) => {
  ended = 0;
  for (let index = 0; index < operations; index++) {
    await soon();
    if (index % 10_000 === 0) await turn();
  }
  if (ended !== operations) fail(`${ended} of ${operations} operations were ended`);
});

await part('fromBeginEnd, one after the other on one signal', inSequence / 10, async (operations) => {
  const { signal } = new AbortController();
  for (let index = 0; index < operations; index++) {
    await soon({ signal });
    if (index % 10_000 === 0) await turn();
  }
  await pause(150);
  const left = getEventListeners(signal, 'abort').length;
  if (left > 0) fail(`${left} listeners were left`);
});

await part('fromBeginEnd, all at once', atOnce, async (operations) => {
  ended = 0;
  const all = Array.from({ length: operations }, () => later());
  completeAll();
  await Promise.all(all);
  if (ended !== operations) fail(`${ended} of ${operations} operations were ended`);
});

await part('abort storms: a thousand operations on a signal', atOnce, async (operations) => {
  let told = 0;
  ended = 0;
  for (let index = 0; index < operations; index += 1000) {
    const controller = new AbortController();
    const { signal } = controller;
    const all = Array.from({ length: 1000 }, () => (index % 2000 === 0 ? later({ signal }) : cancelled({ signal })));
    controller.abort('the storm');
    for (const { status } of await Promise.allSettled(all)) if (status === 'rejected') told += 1;
    completeAll();
    await breathe(index);
  }
  if (told !== operations || ended !== operations) fail(`${told} were told and ${ended} ended, of ${operations}`);
});

await part('toBeginEnd, one after the other', inSequence, async (operations) => {
  const { begin, end: endOf } = toBeginEnd(async () => 1);
  let sum = 0;
  for (let index = 0; index < operations; index++) {
    sum += await new Promise((resolve) => void begin((own) => resolve(endOf(own)), null));
    if (index % 10_000 === 0) await turn();
  }
  if (sum !== operations) fail(`${sum} of ${operations} operations gave their value`);
});

await part('there and back, through the embedded platform', inSequence / 20, async (operations) => {
  const platform = createEmbeddedPlatform();
  platform.MFStartup(MF_VERSION);
  const pair = toBeginEnd(async () => 1, { platform });
  const again = fromBeginEnd(pair.begin, pair.end);
  let sum = 0;
  for (let index = 0; index < operations; index += 1000) {
    for (const value of await Promise.all(Array.from({ length: 1000 }, () => again()))) sum += value;
  }
  platform.MFShutdown();
  if (sum !== operations) fail(`${sum} of ${operations} operations gave their value`);
});

await part('a slow consumer: a thousand wait while one is worked on', atOnce / 10, async (operations) => {
  ended = 0;
  for (let index = 0; index < operations; index += 1000) {
    const all = Array.from({ length: 1000 }, () => later());
    completeAll();
    for (const promise of all) {
      await promise;
      // A consumer that yields to everything else each time.
      if (ended % 100 === 0) await turn();
    }
  }
  if (ended !== operations) fail(`${ended} of ${operations} operations were ended`);
});

const handles = process.getActiveResourcesInfo().filter((name) => name !== 'TTYWrap' && name !== 'PipeWrap');
if (handles.length > 0) fail(`handles are left: ${handles.join(', ')}`);
console.log(failures === 0 ? 'nothing was lost, nothing is left' : `${failures} failures`);
process.exitCode = failures === 0 ? 0 : 1;
