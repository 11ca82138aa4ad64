import assert from 'node:assert/strict';
import { FAILED, S_OK } from '../../src/contract/hresult.js';
import { MF_E_INVALID_WORKQUEUE } from '../../src/contract/hresults.js';
import * as MF from '../../src/platform/constants.js';
import { assertCode, codeOf, started, type Case } from './suite.js';

const { MF_VERSION, MFASYNC_CALLBACK_QUEUE_PRIVATE_MASK, MFASYNC_CALLBACK_QUEUE_STANDARD } = MF;

const systemQueues = [
  MFASYNC_CALLBACK_QUEUE_STANDARD,
  MF.MFASYNC_CALLBACK_QUEUE_RT,
  MF.MFASYNC_CALLBACK_QUEUE_IO,
  MF.MFASYNC_CALLBACK_QUEUE_TIMER,
  MF.MFASYNC_CALLBACK_QUEUE_MULTITHREADED,
  MF.MFASYNC_CALLBACK_QUEUE_LONG_FUNCTION,
];

/** A case: an item on the queue of this id runs within 100 ms. */
const runsOn = (fact: number, id: number): Case => ({
  facts: [fact],
  sentence: `an item on queue 0x${id.toString(16)} runs within 100 ms`,
  run: started(async (platform, tools) => {
    const callback = tools.recorder();
    assertCode(S_OK, () => platform.MFPutWorkItem(id, callback, null));
    await callback.invoked(1, 100);
  }),
});

/** A case: unlocking a queue that is always there does nothing. */
const unlocks = (fact: number, id: number): Case => ({
  facts: [fact],
  sentence: `MFUnlockWorkQueue(0x${id.toString(16)}) is S_OK`,
  run: started((platform) => assertCode(S_OK, () => platform.MFUnlockWorkQueue(id))),
});

/** Work queues: their ids, their ends, serial queues, and what still runs after a shutdown. */
export const queueCases: Case[] = [
  {
    facts: [59],
    sentence: 'on private queues of the types STANDARD, WINDOW and MULTITHREADED items run',
    run: started(async (platform, tools) => {
      for (const type of [MF.MF_STANDARD_WORKQUEUE, MF.MF_WINDOW_WORKQUEUE, MF.MF_MULTITHREADED_WORKQUEUE]) {
        const callback = tools.recorder();
        const queue = platform.MFAllocateWorkQueueEx(type);
        assertCode(S_OK, () => platform.MFPutWorkItem(queue, callback, null));
        await callback.invoked(1);
        assertCode(S_OK, () => platform.MFUnlockWorkQueue(queue));
      }
    }),
  },
  runsOn(61, 0),
  runsOn(62, 0xffff),
  runsOn(63, 0x4000),
  {
    facts: [64],
    sentence: 'MFPutWorkItem on the unknown queue 0x10000 is MF_E_INVALID_WORKQUEUE',
    run: started((platform, tools) =>
      assertCode(MF_E_INVALID_WORKQUEUE, () => platform.MFPutWorkItem(0x10000, tools.recorder(), null)),
    ),
  },
  {
    facts: [65, 66],
    sentence: 'one result put three times in sequence runs three times, each time as that identical result',
    run: started(async (platform, tools) => {
      const callback = tools.recorder();
      const result = platform.MFCreateAsyncResult(null, callback, null);
      for (const times of [1, 2, 3]) {
        assertCode(S_OK, () => platform.MFPutWorkItemEx(MFASYNC_CALLBACK_QUEUE_STANDARD, result));
        await callback.invoked(times);
        assert.ok(callback.results.at(-1) === result);
      }
    }),
  },
  {
    facts: [67],
    sentence: 'the id of an allocated queue has bits of the private mask',
    run: started((platform) => {
      const queue = platform.MFAllocateWorkQueue();
      assert.notEqual(queue & MFASYNC_CALLBACK_QUEUE_PRIVATE_MASK, 0);
      platform.MFUnlockWorkQueue(queue);
    }),
  },
  {
    facts: [68, 69, 70],
    sentence: 'the first unlock of an allocated queue succeeds, the second fails, and another can be allocated',
    run: started((platform) => {
      const queue = platform.MFAllocateWorkQueue();
      assertCode(S_OK, () => platform.MFUnlockWorkQueue(queue));
      assert.ok(FAILED(codeOf(() => platform.MFUnlockWorkQueue(queue))));
      assertCode(S_OK, () => platform.MFUnlockWorkQueue(platform.MFAllocateWorkQueue()));
    }),
  },
  unlocks(71, MFASYNC_CALLBACK_QUEUE_STANDARD),
  unlocks(72, 0),
  unlocks(73, 0x20),
  {
    facts: [92],
    sentence: 'items that are queued at MFShutdown still run',
    async run(platform, tools) {
      platform.MFStartup(MF_VERSION, 0);
      const callback = tools.recorder();
      const result = platform.MFCreateAsyncResult(null, callback, null);
      platform.MFPutWorkItemEx(MFASYNC_CALLBACK_QUEUE_STANDARD, result);
      platform.MFPutWorkItemEx(MFASYNC_CALLBACK_QUEUE_STANDARD, result);
      assertCode(S_OK, () => platform.MFShutdown());
      await callback.invoked(2, 100);
    },
  },
  {
    facts: [94],
    sentence: 'items that are on a private queue at its last unlock still run',
    run: started(async (platform, tools) => {
      const callback = tools.recorder();
      const queue = platform.MFAllocateWorkQueue();
      platform.MFPutWorkItem(queue, callback, null);
      platform.MFPutWorkItem(queue, callback, null);
      platform.MFUnlockWorkQueue(queue);
      await callback.invoked(2, 100);
    }),
  },
  {
    facts: [96, 97],
    sentence: 'a serial queue can be made over each queue that is always there, and unlocked',
    run: started((platform) => {
      for (const target of systemQueues) {
        assertCode(S_OK, () => platform.MFUnlockWorkQueue(platform.MFAllocateSerialWorkQueue(target)));
      }
    }),
  },
  {
    facts: [98, 99],
    sentence: 'a serial queue can be made over a serial queue, and the inner one be unlocked first',
    run: started(async (platform, tools) => {
      const inner = platform.MFAllocateSerialWorkQueue(MFASYNC_CALLBACK_QUEUE_STANDARD);
      const outer = platform.MFAllocateSerialWorkQueue(inner);
      assertCode(S_OK, () => platform.MFUnlockWorkQueue(inner));
      const callback = tools.recorder();
      platform.MFPutWorkItem(outer, callback, null);
      await callback.invoked(1);
      assertCode(S_OK, () => platform.MFUnlockWorkQueue(outer));
    }),
  },
];
