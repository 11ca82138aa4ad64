import { describe, expect, test } from '@jest/globals';
import { MF_E_INVALID_WORKQUEUE } from '../../../src/contract/hresults.js';
import { createEmbeddedPlatform, MF_VERSION } from '../../../src/platform/index.js';
import { Replies } from '../../../src/platform/queues/SerialQueue.js';
import { WorkLoop } from '../../../src/platform/queues/WorkLoop.js';
import { QueueIds, WorkQueues } from '../../../src/platform/queues/WorkQueues.js';
import { noting, startedPlatform, turn } from '../support.js';

describe('work queues', () => {
  test.each([0x10000, 0xffffffff, -1, 1.5, Number.NaN, '1', undefined, null])(
    'an item on queue %p, which does not exist, is refused and does not run',
    async (queue) => {
      const { MFPutWorkItem } = startedPlatform().platform;
      const callback = noting();
      expect(() => MFPutWorkItem(queue as number, callback, 1)).toThrow(
        expect.objectContaining({ hresult: MF_E_INVALID_WORKQUEUE, operation: 'MFPutWorkItem' }),
      );
      await turn();
      expect(callback.states).toStrictEqual([]);
    },
  );

  test('the message names the queue, as numbers are written, or as what it is', () => {
    const { MFPutWorkItem } = startedPlatform().platform;
    expect(() => MFPutWorkItem(0x10000, noting(), null)).toThrow(
      'MFPutWorkItem: there is no work queue 0x10000 (MF_E_INVALID_WORKQUEUE)',
    );
    expect(() => MFPutWorkItem('one' as never, noting(), null)).toThrow(/there is no work queue .*one/);
  });

  test('the queue of another platform is none of this one', () => {
    const queue = startedPlatform().platform.MFAllocateWorkQueue();
    const { platform } = startedPlatform();
    platform.MFAllocateWorkQueue();
    expect(() => platform.MFPutWorkItem(queue, noting(), null)).toThrow('(MF_E_INVALID_WORKQUEUE)');
  });

  test('a queue that was locked once more survives one unlock, and not two', () => {
    const { MFAllocateWorkQueue, MFLockWorkQueue, MFUnlockWorkQueue, MFPutWorkItem } = startedPlatform().platform;
    const queue = MFAllocateWorkQueue();
    MFLockWorkQueue(queue);
    MFUnlockWorkQueue(queue);
    expect(() => MFPutWorkItem(queue, noting(), null)).not.toThrow();
    MFUnlockWorkQueue(queue);
    expect(() => MFPutWorkItem(queue, noting(), null)).toThrow('(MF_E_INVALID_WORKQUEUE)');
  });

  test.each(['MFLockWorkQueue', 'MFUnlockWorkQueue'] as const)(
    '%s of a queue that does not exist is refused',
    (name) => {
      const operation = startedPlatform().platform[name];
      expect(() => operation(0x10000)).toThrow(
        expect.objectContaining({ hresult: MF_E_INVALID_WORKQUEUE, operation: name }),
      );
    },
  );

  test.each([1, 0, 0x20])('queue %p, which is always there, can be locked', (queue) => {
    expect(startedPlatform().platform.MFLockWorkQueue(queue)).toBeUndefined();
  });

  test.each([-1, 3, 0.5, '0', undefined])('queue type %p is E_INVALIDARG', (type) => {
    const { MFAllocateWorkQueueEx } = startedPlatform().platform;
    expect(() => MFAllocateWorkQueueEx(type as number)).toThrow(
      /^MFAllocateWorkQueueEx: there is no queue type (-1|3|0\.5|'0'|undefined) \(E_INVALIDARG\)$/,
    );
  });

  test('a serial queue over a queue that does not exist is refused', () => {
    const { MFAllocateSerialWorkQueue } = startedPlatform().platform;
    expect(() => MFAllocateSerialWorkQueue(0x10000)).toThrow(
      expect.objectContaining({ hresult: MF_E_INVALID_WORKQUEUE, operation: 'MFAllocateSerialWorkQueue' }),
    );
  });

  test('ids below 0x10000 without a queue of their own are the STANDARD queue, where its priorities count', async () => {
    const { MFPutWorkItem2 } = startedPlatform().platform;
    const callback = noting();
    [1, 0, 6, 8, 0x20, 0xffff].forEach((queue, priority) => MFPutWorkItem2(queue, priority, callback, queue));
    await turn();
    expect(callback.states).toStrictEqual([0xffff, 0x20, 8, 6, 0, 1]);
  });

  test.each([2, 3, 4, 5, 7])('queue %p has priorities of its own', async (queue) => {
    const { MFPutWorkItem2 } = startedPlatform().platform;
    const callback = noting();
    MFPutWorkItem2(1, 0, callback, 'standard');
    MFPutWorkItem2(queue, 9, callback, 'other');
    await turn();
    expect(callback.states).toStrictEqual(['standard', 'other']);
  });

  test('several platforms, side by side, run their own items', async () => {
    const callback = noting();
    for (const name of ['a', 'b']) {
      const { MFStartup, MFPutWorkItem } = createEmbeddedPlatform();
      MFStartup(MF_VERSION);
      MFPutWorkItem(1, callback, name);
    }
    await turn();
    expect(callback.states).toStrictEqual(['a', 'b']);
  });
});

describe('queue ids', () => {
  test('the first is the lowest that has one of the private bits, and is not that bit alone', () => {
    expect(new QueueIds().next(() => false)).toBe(0x10001);
  });

  test('after the last, the first that is free comes back', () => {
    const ids = new QueueIds(0xfffffffd);
    expect(ids.next(() => false)).toBe(0xfffffffe);
    expect(ids.next((id) => id < 0x10003)).toBe(0x10003);
  });

  test('an id that is in use is not given out again', () => {
    const lowestFree = { next: (isTaken: (id: number) => boolean) => (isTaken(0x10001) ? 0x10002 : 0x10001) };
    const queues = new WorkQueues(new WorkLoop(() => {}), new Replies(), lowestFree as QueueIds);
    expect([queues.allocate(0, 'test'), queues.allocate(0, 'test')]).toStrictEqual([0x10001, 0x10002]);
  });

  test('the id of a queue that was unlocked comes back only after the others', () => {
    const queues = new WorkQueues(new WorkLoop(() => {}), new Replies(), new QueueIds(0xfffffffd));
    const last = queues.allocate(0, 'test');
    const first = queues.allocate(0, 'test');
    queues.unlock(last, 'test');
    expect([last, first, queues.allocate(0, 'test')]).toStrictEqual([0xfffffffe, 0x10001, 0x10002]);
  });
});
