// `npm run check -- queues`: whether a piece of a queue costs as much among a million as among 100,000. A queue whose pieces are moved or
// searched, as by Array.shift, costs ten times as much, and fails at once.
//
// Objects that are kept by the million cost more to make and to read than by the thousand, whatever keeps them: the memory of the
// machine is slower than its caches, and the garbage collector copies what lives. So a queue passes where a piece among
// a million costs at most a fifth more, or as much more as a plain object does in an array that is filled and then read.
//
// The two sizes take turns in one process, with as many pieces each; a figure is the best of several rounds, for what disturbs
// a round only adds to it.
import { readArguments } from '../arguments.mjs';
import {
  byteStreamFrom,
  eventGeneratorFrom,
  iterateBeginEnd,
  MFCreateAsyncResult,
  toBeginEnd,
} from '../../dist/index.js';
import { createEmbeddedPlatform, MF_VERSION, MFASYNC_REPLY_CALLBACK } from '../../dist/platform/index.js';

readArguments('queues');
const FEW = 100_000;
const MANY = 1_000_000;
const ROUNDS = 5;
const TOLERANCE = 0.2;
/** Nanoseconds a piece, on the clock of the wall: many times what the dearest takes. */
const TOO_SLOW = 100_000;

const mf = createEmbeddedPlatform();
mf.MFStartup(MF_VERSION);

/** What is not linear would take hours among a million. */
class TooSlow extends Error {}

/** Throws once so many pieces have taken far too long; looks at the clock for each thousandth. */
function watch(/** @type {number} */ count) {
  const end = performance.now() + (count * TOO_SLOW) / 1e6;
  return (/** @type {number} */ index) => {
    if (index % 1000 === 0 && performance.now() > end) throw new TooSlow();
  };
}

function times(/** @type {number} */ count, /** @type {(index: number) => unknown} */ action) {
  const check = watch(count);
  for (let index = 0; index < count; index++) {
    check(index);
    action(index);
  }
}

/** Resolves when the callback was invoked so many times. */
const invoked = (
  /** @type {number} */ count,
  /** @type {(callback: { Invoke(result: unknown): void }) => void} */ put,
) =>
  new Promise((resolve, reject) => {
    let left = count;
    const check = watch(count);
    const Invoke = () => {
      try {
        check(left);
      } catch (error) {
        reject(error);
      }
      if (--left === 0) resolve(undefined);
    };
    put({ Invoke });
  });

/** @type {Record<string, (count: number) => unknown>} */
const queues = {
  'events of MFCreateEventQueue'(count) {
    const queue = mf.MFCreateEventQueue();
    times(count, () => queue.QueueEventParamVar(1, '', 0, null));
    times(count, () => queue.GetEvent(0));
  },
  'events of eventGeneratorFrom'(count) {
    const generator = eventGeneratorFrom([]);
    times(count, () => generator.QueueEvent(1, '', 0, null));
    times(count, () => generator.GetEvent(0));
  },
  'reads of a byte stream': (count) => {
    // The first read waits for a chunk, and all others for it.
    const stream = byteStreamFrom(
      (async function* chunks() {
        yield new Uint8Array(count);
      })(),
    );
    const bytes = new Uint8Array(1);
    return invoked(count, (callback) => {
      const own = {
        Invoke: (/** @type {never} */ result) => {
          stream.EndRead(result);
          callback.Invoke(result);
        },
      };
      times(count, () => stream.BeginRead(bytes, 1, own, null));
    });
  },
  'items of a work queue': (count) =>
    invoked(count, (callback) => times(count, () => mf.MFPutWorkItem(1, callback, null))),
  'items behind one that is answered': (count) =>
    invoked(count, (callback) => {
      const queue = mf.MFAllocateSerialWorkQueue(1);
      const asking = {
        GetParameters: () => ({ flags: MFASYNC_REPLY_CALLBACK, queue: 1 }),
        Invoke: (/** @type {never} */ result) => mf.MFInvokeCallback(result),
      };
      mf.MFPutWorkItem(queue, asking, null);
      times(count, () => mf.MFPutWorkItem(queue, callback, null));
      mf.MFUnlockWorkQueue(queue);
    }),
  'calls of next() of an iteration': async (count) => {
    const { begin, end } = toBeginEnd(async () => 1);
    const iteration = iterateBeginEnd(begin, end);
    /** @type {Promise<unknown> | undefined} */ let last;
    times(count, () => {
      last = iteration.next();
    });
    await last;
  },
  'items of a promise': (count) =>
    invoked(count, (callback) => {
      const promise = Promise.resolve();
      times(count, () => mf.MFPutWaitingWorkItem(promise, 0, MFCreateAsyncResult(null, callback, null)));
    }),
};

/** Nanoseconds a piece, of so many in all. */
async function once(/** @type {(count: number) => unknown} */ run, /** @type {number} */ count, all = MANY) {
  let total = 0;
  for (let left = all; left > 0; left -= count) {
    globalThis.gc?.();
    const before = process.cpuUsage();
    await run(count);
    const { user, system } = process.cpuUsage(before);
    total += user + system;
  }
  return (1000 * total) / all;
}

/** What a piece costs where nothing is queued: an event and its place. */
function plain(/** @type {number} */ count) {
  /** @type {object[]} */
  const array = [];
  times(count, (index) =>
    array.push({ event: { type: index, extendedType: '', status: 0, value: null }, next: undefined }),
  );
  for (const each of array) if (!('event' in each)) throw new Error('not reached');
}

/** Nanoseconds a piece, among few and among many; measured again while `fails` says so. */
async function measure(
  /** @type {(count: number) => unknown} */ run,
  /** @type {(few: number, many: number) => boolean} */ fails,
) {
  let few = Infinity;
  let many = Infinity;
  await run(FEW / 10);
  for (let round = 0; round < ROUNDS && (round < 2 || fails(few, many)); round++) {
    few = Math.min(few, await once(run, FEW));
    many = Math.min(many, await once(run, MANY));
  }
  return { few, many };
}

const bare = await measure(plain, () => true);
console.log(`plain objects: ${bare.few.toFixed(0)} ns each among ${FEW}, ${bare.many.toFixed(0)} among ${MANY}`);
for (const [name, run] of Object.entries(queues)) {
  const isLonger = (/** @type {number} */ few, /** @type {number} */ many) =>
    many > few * (1 + TOLERANCE) && many - few > bare.many - bare.few;
  const { few, many } = await measure(run, isLonger).catch((/** @type {unknown} */ error) => {
    if (error instanceof TooSlow) return { few: 0, many: Infinity };
    throw error;
  });
  const failed = isLonger(few, many);
  if (failed) process.exitCode = 1;
  const figures = `${few.toFixed(0)} ns a piece among few, ${many.toFixed(0)} among many`;
  console.log(`${failed ? 'FAILED' : 'ok    '}  ${(many / few).toFixed(2)}  ${name}: ${figures}`);
}
mf.MFShutdown();
