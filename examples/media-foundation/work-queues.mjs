// @ts-nocheck: plain JavaScript, as short as it can be.
// Work queues, timers and waiting items: items on the standard queue and on one of one's own, a serial queue that keeps its
// order, items that come later, are cancelled or wait for a signal, and a periodic callback.
import assert from 'node:assert/strict';
import { callbackDropped, fromBeginEnd } from 'begin-end';
import {
  MF_STANDARD_WORKQUEUE,
  MF_VERSION,
  MFASYNC_CALLBACK_QUEUE_MULTITHREADED,
  MFASYNC_CALLBACK_QUEUE_STANDARD,
  openMediaFoundation,
} from 'begin-end/media-foundation';

const mf = openMediaFoundation();
mf.MFStartup(MF_VERSION);

/** A work item as a promise: the pair of an item is what puts it, and a result that has ended. */
const item = (put) =>
  fromBeginEnd(
    (...args) => put(...args),
    (result) => result.GetStatus(),
  );

// 1. Items on the standard queue, a thousand at once.
const putWorkItem = item((callback, state) => mf.MFPutWorkItem(MFASYNC_CALLBACK_QUEUE_STANDARD, callback, state));
const statuses = await Promise.all(Array.from({ length: 1000 }, () => putWorkItem()));
assert.deepEqual(new Set(statuses), new Set([0]));
console.log('a thousand items have run');

// 2. A serial queue in front of the multithreaded one: its items run in order, though the threads are many.
const serial = mf.MFAllocateSerialWorkQueue(MFASYNC_CALLBACK_QUEUE_MULTITHREADED);
const order = [];
await new Promise((resolve) => {
  const put = (index) =>
    mf.MFPutWorkItem(
      serial,
      {
        Invoke() {
          order.push(index);
          if (index === 99) resolve();
        },
      },
      null,
    );
  for (let index = 0; index < 100; index += 1) put(index);
});
assert.deepEqual(order, [...Array(100).keys()]);
mf.MFUnlockWorkQueue(serial);
console.log('a hundred items have run in order');

// 3. A queue of one's own, an item of higher priority among others.
const own = mf.MFAllocateWorkQueueEx(MF_STANDARD_WORKQUEUE);
const seen = new Set();
await new Promise((resolve) => {
  for (const priority of [-1, 0, 1]) {
    const Invoke = (result) => {
      seen.add(result.GetState().priority);
      if (seen.size === 3) resolve();
    };
    mf.MFPutWorkItem2(own, priority, { Invoke }, { priority });
  }
});
mf.MFUnlockWorkQueue(own);
console.log('items of three priorities have run');

// 4. A timer: 50 ms, which is negative, as C has it; and one that is cancelled before its time.
const schedule = item((callback, state) => void mf.MFScheduleWorkItem(callback, state, -50));
const before = performance.now();
await schedule();
const waited = performance.now() - before;
assert.ok(waited >= 45, `a timer of 50 ms took ${waited} ms`);
const dropped = new Promise((resolve) => {
  const callback = { Invoke: () => assert.fail('it was cancelled'), [callbackDropped]: resolve };
  mf.MFCancelWorkItem(mf.MFScheduleWorkItem(callback, null, -60_000));
});
console.log('a timer has run; the other one says:', (await dropped).code);

// 5. An item that waits for a signal of JavaScript, as it would wait for an event of Windows.
const controller = new AbortController();
const whenSignalled = item((callback, state) => {
  mf.MFPutWaitingWorkItem(controller.signal, 0, mf.MFCreateAsyncResult(null, callback, state));
});
const waiting = whenSignalled();
controller.abort();
await waiting;
console.log('the item that waited has run');

// 6. A periodic callback, five times: it is called with its context, about every 10 ms.
const context = { calls: 0 };
await new Promise((resolve) => {
  const key = mf.MFAddPeriodicCallback((its) => {
    its.calls += 1;
    if (its.calls === 5) {
      mf.MFRemovePeriodicCallback(key);
      resolve();
    }
  }, context);
});
console.log('a periodic callback has run', context.calls, 'times');

mf.MFShutdown();
console.log('Done.');
