import { describe, expect, test } from '@jest/globals';
import type { IMFAsyncResult } from '../../../src/contract/IMFAsyncResult.js';
import { MFASYNC_REPLY_CALLBACK } from '../../../src/platform/constants.js';
import { noting, startedPlatform, turn } from '../support.js';

/** A callback that wants an answer, and the results that it was invoked with. */
function replying() {
  const results: IMFAsyncResult[] = [];
  return {
    results,
    GetParameters: () => ({ flags: MFASYNC_REPLY_CALLBACK, queue: 1 }),
    Invoke: (result: IMFAsyncResult) => results.push(result),
  };
}

describe('a serial queue', () => {
  test('items, whatever their priority, run in the order in which they were put', async () => {
    const { MFAllocateSerialWorkQueue, MFPutWorkItem2 } = startedPlatform().platform;
    const queue = MFAllocateSerialWorkQueue(1);
    const callback = noting();
    for (const priority of [0, -5, 5, 1]) MFPutWorkItem2(queue, priority, callback, priority);
    await turn();
    expect(callback.states).toStrictEqual([0, -5, 5, 1]);
  });

  test('behind an item that wants an answer, the others wait until it is given, and it is invoked once', async () => {
    const { MFAllocateSerialWorkQueue, MFPutWorkItem, MFInvokeCallback } = startedPlatform().platform;
    const queue = MFAllocateSerialWorkQueue(1);
    const asking = replying();
    const callback = noting();
    MFPutWorkItem(queue, asking, null);
    MFPutWorkItem(queue, callback, 'a');
    MFPutWorkItem(queue, callback, 'b');
    await turn();
    await turn();
    expect(callback.states).toStrictEqual([]);
    MFInvokeCallback(asking.results[0] as IMFAsyncResult);
    await turn();
    expect(callback.states).toStrictEqual(['a', 'b']);
    expect(asking.results).toHaveLength(1);
  });

  test('behind an item that is answered inside its Invoke, the others run, and it is invoked once', async () => {
    const { MFAllocateSerialWorkQueue, MFPutWorkItem, MFInvokeCallback } = startedPlatform().platform;
    const queue = MFAllocateSerialWorkQueue(1);
    const callback = noting();
    const asking = replying();
    const Invoke = (result: IMFAsyncResult): void => {
      // A second call would be no answer any more.
      if (asking.results.push(result) === 1) MFInvokeCallback(result);
    };
    MFPutWorkItem(queue, { ...asking, Invoke }, null);
    MFPutWorkItem(queue, callback, 'behind it');
    await turn();
    await turn();
    expect(asking.results).toHaveLength(1);
    expect(callback.states).toStrictEqual(['behind it']);
  });

  test('the next one that wants an answer holds up those behind it again', async () => {
    const { MFAllocateSerialWorkQueue, MFPutWorkItem, MFInvokeCallback } = startedPlatform().platform;
    const queue = MFAllocateSerialWorkQueue(1);
    const [first, second, callback] = [replying(), replying(), noting()];
    for (const each of [first, second, callback]) MFPutWorkItem(queue, each, 'last');
    await turn();
    expect(second.results).toHaveLength(0);
    MFInvokeCallback(first.results[0] as IMFAsyncResult);
    await turn();
    expect(second.results).toHaveLength(1);
    expect(callback.states).toStrictEqual([]);
    MFInvokeCallback(second.results[0] as IMFAsyncResult);
    await turn();
    expect(callback.states).toStrictEqual(['last']);
  });

  test('MFInvokeCallback of another result is no answer, and invokes that result', async () => {
    const { MFAllocateSerialWorkQueue, MFCreateAsyncResult, MFPutWorkItem, MFInvokeCallback } =
      startedPlatform().platform;
    const queue = MFAllocateSerialWorkQueue(1);
    const callback = noting();
    MFPutWorkItem(queue, replying(), null);
    MFPutWorkItem(queue, callback, 'held');
    await turn();
    MFInvokeCallback(MFCreateAsyncResult(null, callback, 'other'));
    await turn();
    expect(callback.states).toStrictEqual(['other']);
  });

  test('an answer frees what waits after a shutdown as well', async () => {
    const { MFAllocateSerialWorkQueue, MFPutWorkItem, MFInvokeCallback, MFShutdown } = startedPlatform().platform;
    const queue = MFAllocateSerialWorkQueue(1);
    const [asking, callback] = [replying(), noting()];
    MFPutWorkItem(queue, asking, null);
    MFPutWorkItem(queue, callback, 'a');
    await turn();
    MFShutdown();
    MFInvokeCallback(asking.results[0] as IMFAsyncResult);
    await turn();
    expect(callback.states).toStrictEqual(['a']);
  });

  test('an item that GetParameters of another puts, runs behind those that were put before', async () => {
    const { MFAllocateSerialWorkQueue, MFPutWorkItem, MFInvokeCallback } = startedPlatform().platform;
    const queue = MFAllocateSerialWorkQueue(1);
    const [asking, callback] = [replying(), noting()];
    const putting = {
      GetParameters() {
        MFPutWorkItem(queue, callback, 'put last');
        return { flags: 0, queue };
      },
      Invoke: callback.Invoke,
    };
    MFPutWorkItem(queue, asking, null);
    MFPutWorkItem(queue, putting, 'first');
    MFPutWorkItem(queue, callback, 'second');
    await turn();
    MFInvokeCallback(asking.results[0] as IMFAsyncResult);
    await turn();
    expect(callback.states).toStrictEqual(['first', 'second', 'put last']);
  });

  test('an item whose GetParameters puts one that wants an answer, runs before that', async () => {
    const { MFAllocateSerialWorkQueue, MFPutWorkItem } = startedPlatform().platform;
    const queue = MFAllocateSerialWorkQueue(1);
    const callback = noting();
    const asking = { ...replying(), Invoke: callback.Invoke };
    const putting = {
      GetParameters() {
        MFPutWorkItem(queue, asking, 'asking');
        return { flags: 0, queue };
      },
      Invoke: callback.Invoke,
    };
    MFPutWorkItem(queue, putting, 'before');
    MFPutWorkItem(queue, callback, 'behind');
    await turn();
    expect(callback.states).toStrictEqual(['before', 'asking']);
  });

  test('one result on two queues is answered to the one that waits longest', async () => {
    const { MFAllocateSerialWorkQueue, MFCreateAsyncResult, MFPutWorkItem, MFPutWorkItemEx, MFInvokeCallback } =
      startedPlatform().platform;
    const asking = replying();
    const callback = noting();
    const result = MFCreateAsyncResult(null, asking, null);
    for (const name of ['a', 'b']) {
      const queue = MFAllocateSerialWorkQueue(1);
      MFPutWorkItemEx(queue, result);
      MFPutWorkItem(queue, callback, name);
    }
    await turn();
    MFInvokeCallback(result);
    await turn();
    expect(callback.states).toStrictEqual(['a']);
    MFInvokeCallback(result);
    await turn();
    expect(callback.states).toStrictEqual(['a', 'b']);
  });

  test('in a chain, the queue on which the item was put waits for the answer, and the one below it does not', async () => {
    const { MFAllocateSerialWorkQueue, MFPutWorkItem } = startedPlatform().platform;
    const inner = MFAllocateSerialWorkQueue(1);
    const outer = MFAllocateSerialWorkQueue(inner);
    const callback = noting();
    MFPutWorkItem(outer, replying(), null);
    MFPutWorkItem(outer, callback, 'outer');
    MFPutWorkItem(inner, callback, 'inner');
    await turn();
    expect(callback.states).toStrictEqual(['inner']);
  });

  test('a callback that wants an answer, on another queue, holds up nothing', async () => {
    const { MFPutWorkItem } = startedPlatform().platform;
    const callback = noting();
    MFPutWorkItem(1, replying(), null);
    MFPutWorkItem(1, callback, 'a');
    await turn();
    expect(callback.states).toStrictEqual(['a']);
  });
});
