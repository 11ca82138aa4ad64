// What operations of mfplat.dll leave in the heaps, from JavaScript: operations.c does the same from C. Arguments: KIND COUNT
// ROUNDS FILE HEAP, a file of audio, and the addon of heap.c. It prints one line of JSON as operations.c does.
//
// What C's own heap would hold is looked at before the garbage is collected: nothing of Media Foundation may wait for that.
// The heap of the process is Node's, too: it is looked at afterwards.
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import { fromBeginEnd, toBeginEnd } from 'begin-end';
import { MF_VERSION, MFASYNC_CALLBACK_QUEUE_STANDARD, openMediaFoundation } from 'begin-end/media-foundation';
import { LoopSource } from './LoopSource.mjs';

const [kind, countText, roundsText, file, heap] = process.argv.slice(2);
const [count, rounds] = [Number(countText), Number(roundsText)];
const { walk } = createRequire(import.meta.url)(heap);
const mf = openMediaFoundation();
mf.MFStartup(MF_VERSION);

const bytes = new Uint8Array(100);
const open = () => mf.MFCreateFile(1, 0, 0, file);
const once = (begin) => new Promise((resolve) => begin({ Invoke: resolve }));

/** Reads at the beginning of a stream. */
function readsOf(stream) {
  const read = fromBeginEnd(stream, 'Read');
  return async () => {
    stream.SetCurrentPosition(0);
    await read(bytes, bytes.length);
  };
}
const decorate = (inner) =>
  mf.MFCreateMFByteStreamWrapper({
    BeginRead: (...args) => inner.BeginRead(...args),
    EndRead: (result) => inner.EndRead(result),
    SetCurrentPosition: (position) => inner.SetCurrentPosition(position),
  });
const served = () => {
  const trio = toBeginEnd({ read: async (_bytes, size) => size }, 'read', { platform: mf });
  return mf.MFCreateMFByteStreamWrapper({ SetCurrentPosition: () => {}, ...trio });
};
async function samplesOf(reader) {
  const readSample = async () => {
    const { sample } = await reader.ReadSample(0xfffffffe, 0);
    sample[Symbol.dispose]();
  };
  return readSample;
}

/** Each prepares, and gives the operation. */
const kinds = {
  nothing: () => () => new Promise((resolve) => setImmediate(resolve)),
  reads: () => readsOf(open()),
  decorated: () => readsOf(decorate(decorate(open()))),
  served: () => readsOf(served()),
  items: () => () => once((callback) => mf.MFPutWorkItem(MFASYNC_CALLBACK_QUEUE_STANDARD, callback, null)),
  scheduled: () => () => once((callback) => mf.MFScheduleWorkItem(callback, null, -1)),
  cancelled: () => async () => mf.MFCancelWorkItem(mf.MFScheduleWorkItem({ Invoke() {} }, null, -60_000)),
  waiting: () => () =>
    once((callback) => mf.MFPutWaitingWorkItem(Promise.resolve(), 0, mf.MFCreateAsyncResult(null, callback, null))),
  events() {
    const queue = mf.MFCreateEventQueue();
    const getEvent = fromBeginEnd(queue, 'GetEvent');
    return async () => {
      const event = getEvent();
      queue.QueueEventParamVar(1, null, 0, null);
      (await event)[Symbol.dispose]();
    };
  },
  samples: () => async () => {
    const buffer = mf.MFCreateMemoryBuffer(1000);
    const sample = mf.MFCreateSample();
    sample.AddBuffer(buffer);
    buffer[Symbol.dispose]();
    sample[Symbol.dispose]();
  },
  reader: async () => samplesOf(await mf.MFCreateSourceReaderFromByteStream(open(), null)),
  source: async () => samplesOf(await mf.MFCreateSourceReaderFromMediaSource(new LoopSource(mf, 1000), null)),
  urls() {
    const stream = { GetCapabilities: () => 1 };
    const { begin, end, cancel } = toBeginEnd(async () => ({ objectType: 1, object: stream }), { platform: mf });
    const handler = { BeginCreateObject: begin, EndCreateObject: end, CancelObjectCreation: cancel };
    mf.MFRegisterLocalSchemeHandler('leaks:', { ActivateObject: () => handler });
    const resolver = mf.MFCreateSourceResolver();
    const create = fromBeginEnd(resolver, 'CreateObjectFromURL');
    return () => create('leaks://x', 2, null);
  },
};

const operation = await kinds[kind]();
async function repeat() {
  for (let i = 0; i < count; i += 1) await operation();
}

const numbers = new Float64Array(4);
/** What is in use: see above. Deaths are told by a timer, which is waited for. */
async function look() {
  await sleep(150);
  walk(numbers);
  const [, , blocks, size] = numbers;
  for (let i = 0; i < 2; i += 1) {
    globalThis.gc();
    await sleep(150);
  }
  walk(numbers);
  return [numbers[0], numbers[1], blocks, size];
}

await repeat();
const lines = [await look()];
for (let round = 0; round < rounds; round += 1) {
  await repeat();
  lines.push(await look());
}
console.log(JSON.stringify(lines));
process.exit(0);
