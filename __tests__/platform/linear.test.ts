import { describe, expect, jest, test } from '@jest/globals';
import { byteStreamFrom, eventGeneratorFrom, fromBeginEnd } from '../../src/index.js';
import { MFASYNC_REPLY_CALLBACK } from '../../src/platform/index.js';
import { ManualClock } from '../../src/testing/index.js';
import { mediaEvent } from '../support/mediaEvents.js';
import { noting, startedPlatform, turn } from './support.js';

// What is queued by the thousand must not be moved, nor searched, for each that leaves. Time would tell on a quiet machine;
// here it is counted how often an array or a map does what takes as long as it is.

const count = 1000;

/** How often arrays were shifted, spliced or searched meanwhile. */
async function arrayOperations(action: () => unknown): Promise<number> {
  const methods = ['shift', 'unshift', 'splice', 'indexOf', 'findIndex', 'includes'] as const;
  const spies = methods.map((method) => jest.spyOn(Array.prototype, method));
  try {
    await action();
    return spies.reduce((sum, spy) => sum + spy.mock.calls.length, 0);
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

/** How often maps were walked through meanwhile. */
function walks(action: () => void): number {
  const methods = [Symbol.iterator, 'entries', 'keys', 'values', 'forEach'] as const;
  const spies = methods.map((method) => jest.spyOn(Map.prototype, method));
  try {
    action();
    return spies.reduce((sum, spy) => sum + spy.mock.calls.length, 0);
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

test('a manual clock of a thousand timers, turned, calls each without a walk through all of them', () => {
  const clock = new ManualClock();
  const fired: number[] = [];
  for (let due = count; due > 0; due--) clock.setTimeout(() => fired.push(due), due);
  expect(walks(() => clock.advance(count))).toBe(0);
  expect(fired).toStrictEqual(Array.from({ length: count }, (_, index) => index + 1));
});

describe('a queue of a thousand', () => {
  test('reads, is served without an operation on all of it', async () => {
    const read = fromBeginEnd(byteStreamFrom(new Blob(['x'.repeat(count)])), 'Read');
    const bytes = new Uint8Array(1);
    const moved: number[] = [];
    const operations = await arrayOperations(async () => {
      const reads: Promise<number>[] = [];
      for (let index = 0; index < count; index++) reads.push(read(bytes, 1));
      for (const reading of reads) moved.push(await reading);
    });
    expect(moved).toStrictEqual(Array.from({ length: count }, () => 1));
    // Blobs are the host's, and may count.
    expect(operations).toBeLessThan(count);
  });

  test('events of eventGeneratorFrom, is emptied without an operation on all of it', async () => {
    const generator = eventGeneratorFrom([]);
    const operations = await arrayOperations(() => {
      for (let index = 0; index < count; index++) generator.QueueEvent(1, '', 0, index);
      for (let index = 0; index < count; index++) {
        if (generator.GetEvent(0).GetValue() !== index) throw new Error('out of order');
      }
    });
    expect(operations).toBe(0);
  });

  test('events of an event queue, is emptied without an operation on all of it', async () => {
    const queue = startedPlatform().platform.MFCreateEventQueue();
    const operations = await arrayOperations(() => {
      for (let index = 0; index < count; index++) queue.QueueEvent(mediaEvent(index));
      for (let index = 0; index < count; index++) {
        if (queue.GetEvent(0).GetValue() !== index) throw new Error('out of order');
      }
    });
    expect(operations).toBe(0);
  });

  test('items that wait for a reply, each on a queue of its own, is answered without an operation on all of it', async () => {
    const { platform } = startedPlatform();
    const results: unknown[] = [];
    const asking = {
      GetParameters: () => ({ flags: MFASYNC_REPLY_CALLBACK, queue: 1 }),
      Invoke: (result: unknown) => results.push(result),
    };
    const behind = noting();
    for (let index = 0; index < count; index++) {
      const queue = platform.MFAllocateSerialWorkQueue(1);
      platform.MFPutWorkItem(queue, asking, null);
      platform.MFPutWorkItem(queue, behind, index);
    }
    await turn();
    const operations = await arrayOperations(() => {
      for (const result of results.toReversed()) platform.MFInvokeCallback(result as never);
    });
    await turn();
    expect(behind.states).toHaveLength(count);
    expect(operations).toBe(0);
  });

  test('items, each of a priority of its own, runs them in order without an operation on all of it', async () => {
    const { platform } = startedPlatform();
    const callback = noting();
    const operations = await arrayOperations(async () => {
      for (let index = 0; index < count; index++) {
        const priority = (index * 7) % count;
        platform.MFPutWorkItem2(1, priority, callback, priority);
      }
      await turn();
    });
    expect(callback.states).toStrictEqual(Array.from({ length: count }, (_, index) => count - 1 - index));
    expect(operations).toBe(0);
  });

  test('items, scheduled, waiting or put, runs without an operation on all of it', async () => {
    const { platform, clock } = startedPlatform();
    const callback = noting();
    const settled = Promise.resolve();
    const operations = await arrayOperations(async () => {
      for (let index = 0; index < count; index++) {
        platform.MFPutWorkItem(1, callback, null);
        platform.MFScheduleWorkItem(callback, null, -index);
        platform.MFPutWaitingWorkItem(settled, 0, platform.MFCreateAsyncResult(null, callback, null));
      }
      clock.advance(count);
      await turn();
      await turn();
    });
    expect(callback.states).toHaveLength(3 * count);
    expect(operations).toBe(0);
  });
});
