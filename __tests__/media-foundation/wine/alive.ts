// What keeps the process alive: one operation after the other, each with nothing else that does. Where one does so for too short a
// time, the program ends before its closing line; where one does for too long, the program does not end. Its code is 7.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeSync } from 'node:fs';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { callbackDropped, MFCreateAsyncResult, type IMFAsyncResult } from 'begin-end';
import { MFASYNC_CALLBACK_QUEUE_STANDARD as STANDARD, openMediaFoundation } from 'begin-end/media-foundation';
import { answer } from './harness.js';

const mf = openMediaFoundation();
mf.MFStartup(0x00020070, 0);

/** What a callback is told, in its order. */
type Told = (IMFAsyncResult | 'dropped')[];

/** Dispatches a result, and waits until its callback has been told something. */
function told(make: typeof mf.MFCreateAsyncResult, dispatch: (result: IMFAsyncResult) => unknown): Promise<Told> {
  return new Promise((resolve, reject) => {
    const all: Told = [];
    const callback = {
      Invoke(result: IMFAsyncResult) {
        all.push(result);
        resolve(all);
      },
      [callbackDropped]: () => void all.push('dropped'),
    };
    try {
      dispatch(make(null, callback, null));
    } catch (error) {
      reject(error);
    }
  });
}

/** What this thread puts off, its last MFShutdown ends: its callbacks are told so by that, and by nothing afterwards. */
function putOffAndShutDown(): { told: string[]; calls: () => number; scheduled: bigint } {
  const all: string[] = [];
  const telling = (name: string) => ({
    Invoke: () => void all.push(`${name} is invoked`),
    [callbackDropped]: () => void all.push(`${name} is dropped`),
  });
  let calls = 0;
  const controller = new AbortController();
  // So late that it is not due before the shutdown, however slow the machine is.
  const scheduled = mf.MFScheduleWorkItem(telling('scheduled'), null, -60_000);
  mf.MFPutWaitingWorkItem(controller.signal, 0, mf.MFCreateAsyncResult(null, telling('waiting'), null));
  mf.MFAddPeriodicCallback(() => (calls += 1), null);
  mf.MFShutdown();
  controller.abort();
  return { told: all, calls: () => calls, scheduled };
}

async function main(): Promise<void> {
  process.exitCode = 13;
  const twice = await told(mf.MFCreateAsyncResult, (result) => {
    mf.MFScheduleWorkItemEx(result, -50);
    mf.MFCancelWorkItem(mf.MFScheduleWorkItemEx(result, -60_000));
  });
  assert.equal(twice[0], 'dropped', 'the item that was cancelled');
  assert.equal(typeof twice[1], 'object', 'the other item of the same result');

  // Delivered by the queue, and cancelled on the way that was to come.
  let key: bigint;
  await told(mf.MFCreateAsyncResult, (result) => {
    key = mf.MFScheduleWorkItemEx(result, -60_000);
    mf.MFPutWorkItemEx(STANDARD, result);
  });
  mf.MFCancelWorkItem(key!);

  // Results of either kind, on every way to their callbacks, which get the same object.
  for (const make of [mf.MFCreateAsyncResult, MFCreateAsyncResult]) {
    const ways: ((result: IMFAsyncResult) => unknown)[] = [
      (result) => mf.MFInvokeCallback(result),
      (result) => mf.MFPutWorkItemEx(STANDARD, result),
      (result) => mf.MFPutWorkItemEx2(STANDARD, 1, result),
      (result) => mf.MFScheduleWorkItemEx(result, -20),
      (result) => mf.MFPutWaitingWorkItem(Promise.resolve(), 0, result),
      // Its timer keeps nothing alive.
      (result) => mf.MFPutWaitingWorkItem(AbortSignal.timeout(20), 0, result),
      (result) => mf.MFCancelWorkItem(mf.MFPutWaitingWorkItem(new AbortController().signal, 0, result)),
      (result) => mf.MFCancelWorkItem(mf.MFPutWaitingWorkItem(null, 0, result)),
    ];
    for (const dispatch of ways) {
      let put: IMFAsyncResult;
      const [got] = await told(make, (result) => dispatch((put = result)));
      assert.ok(got === put!, String(dispatch));
    }
  }

  // Another thread has the platform up.
  const worker = new Worker(new URL(import.meta.url));
  await once(worker, 'message');
  const { told: toldThen, calls, scheduled: itsKey } = putOffAndShutDown();
  assert.throws(() => mf.MFCancelWorkItem(itsKey), { code: 'MF_E_NOT_FOUND' }, 'the scheduled item was taken back');
  const scheduled = (milliseconds: number): Promise<IMFAsyncResult> =>
    new Promise((Invoke) => mf.MFScheduleWorkItem({ Invoke }, null, -milliseconds));
  await scheduled(1);
  const callsThen = calls();
  await scheduled(200);
  assert.deepEqual(toldThen, ['scheduled is dropped', 'waiting is dropped']);
  assert.equal(calls(), callsThen, 'calls of a periodic callback');
  worker.postMessage('shut down', []);
  await once(worker, 'exit');

  // No other has.
  mf.MFStartup(0x00020070, 0);
  const { told: toldLast } = putOffAndShutDown();
  assert.deepEqual(toldLast, ['scheduled is dropped', 'waiting is dropped']);

  process.exitCode = 7;
  process.on('exit', () => writeSync(1, '{"closed":true}\n'));
}

if (isMainThread) await main();
else {
  // It has the platform up until it is told to shut it down, and ends then.
  parentPort!.once('message', () => mf.MFShutdown());
  answer('up');
}
