import { expect, test } from '@jest/globals';
import type { IMFAsyncResult } from '../../../src/contract/IMFAsyncResult.js';
import { MFASYNC_REPLY_CALLBACK } from '../../../src/platform/constants.js';
import { collectGarbage } from '../../support/garbage.js';
import { startedPlatform, turn } from '../support.js';

test('an item of a serial queue that was answered, is let go of', async () => {
  const { MFAllocateSerialWorkQueue, MFPutWorkItem, MFInvokeCallback } = startedPlatform().platform;
  const queue = MFAllocateSerialWorkQueue(1);
  const results: IMFAsyncResult[] = [];
  const asking = {
    GetParameters: () => ({ flags: MFASYNC_REPLY_CALLBACK, queue: 1 }),
    Invoke: (result: IMFAsyncResult) => results.push(result),
  };
  const held = ((): WeakRef<object> => {
    const state = {};
    MFPutWorkItem(queue, asking, state);
    return new WeakRef(state);
  })();
  await turn();
  MFInvokeCallback(results.pop() as IMFAsyncResult);
  await collectGarbage();
  expect(held.deref()).toBeUndefined();
  MFPutWorkItem(queue, asking, 'next');
  await turn();
  expect(results).toHaveLength(1);
}, 20_000);
