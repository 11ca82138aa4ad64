// What the operations of floor.c cost through the bridge, as users write them. Runs under Wine's or Windows' Node:
//
//   node bench.mjs FILE
//
// Prints one line of JSON, microseconds an operation.
import { openSync, read as readFile } from 'node:fs';
import { fromBeginEnd } from '../../../dist/index.js';
import { openMediaFoundation } from '../../../dist/media-foundation/index.js';

const [file] = process.argv.slice(2);
const atOnce = 10_000;
const oneByOne = 1_000;
const size = 16;
const rounds = 7;
// Until V8 has compiled what is on the path.
const warmUps = 10;

const mf = openMediaFoundation();
mf.MFStartup(0x20070, 0);
const stream = mf.MFCreateFile(1, 0, 0, file);
const read = fromBeginEnd(stream, 'Read');
let wrong = 0;

const readAtOnce = async () => {
  const promises = [];
  for (let i = 0; i < atOnce; i += 1) promises.push(read(new Uint8Array(size), size));
  for (const count of await Promise.all(promises)) if (count !== size) wrong += 1;
};
// An item without a promise: what a callback of one's own costs.
const items = (count) =>
  new Promise((resolve) => {
    let outstanding = count;
    const callback = {
      Invoke() {
        outstanding -= 1;
        if (outstanding === 0) resolve();
      },
    };
    for (let i = 0; i < count; i += 1) mf.MFPutWorkItem(1, callback, null);
  });

async function measure(count, run) {
  stream.SetCurrentPosition(0n);
  const start = performance.now();
  await run();
  return ((performance.now() - start) * 1000) / count;
}

async function median(count, run) {
  const results = [];
  for (let i = 0; i < warmUps + rounds; i += 1) results.push(await measure(count, run));
  return results.slice(warmUps).toSorted((a, b) => a - b)[rounds >> 1];
}

// The floor of Node itself: one of its own threads reads as much, and wakes the event loop.
const descriptor = openSync(file, 'r');
const readByNode = () =>
  new Promise((resolve) => {
    readFile(descriptor, new Uint8Array(size), 0, size, 0, (error, count) => {
      if (error !== null || count !== size) wrong += 1;
      resolve();
    });
  });

const report = {
  readsAtOnce: await median(atOnce, readAtOnce),
  reads: await median(oneByOne, async () => {
    for (let i = 0; i < oneByOne; i += 1) if ((await read(new Uint8Array(size), size)) !== size) wrong += 1;
  }),
  itemsAtOnce: await median(atOnce, () => items(atOnce)),
  items: await median(oneByOne, async () => {
    for (let i = 0; i < oneByOne; i += 1) await items(1);
  }),
  nodeReads: await median(oneByOne, async () => {
    for (let i = 0; i < oneByOne; i += 1) await readByNode();
  }),
  wrong,
};
console.log(JSON.stringify(report));
process.exit(0);
