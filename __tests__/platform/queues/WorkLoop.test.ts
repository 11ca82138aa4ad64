import { describe, expect, jest, test } from '@jest/globals';
import { MFCreateAsyncResult } from '../../../src/contract/MFCreateAsyncResult.js';
import { WorkItem } from '../../../src/platform/queues/WorkItem.js';
import { WorkLoop, WorkQueue } from '../../../src/platform/queues/WorkLoop.js';
import { uncaughtErrors } from '../support.js';

/** A loop whose turns are taken by hand, and what ran on it. */
function handDriven() {
  const turns: (() => void)[] = [];
  const loop = new WorkLoop((run) => turns.push(run));
  const ran: string[] = [];
  return {
    turns,
    ran,
    queue: () => new WorkQueue(loop),
    put(to: WorkQueue, name: string, priority = 0, onInvoke = (): void => {}) {
      const callback = {
        Invoke() {
          ran.push(name);
          onInvoke();
        },
      };
      to.put(new WorkItem(MFCreateAsyncResult(null, callback, null)), priority);
    },
    takeTurn: () => turns.shift()?.(),
  };
}

describe('the work loop', () => {
  test('however many items are put, one turn is asked for, and runs them all', () => {
    const { turns, ran, queue, put, takeTurn } = handDriven();
    const [one, other] = [queue(), queue()];
    for (const name of ['a', 'b']) put(one, name);
    put(other, 'c');
    expect(turns).toHaveLength(1);
    takeTurn();
    expect(ran).toStrictEqual(['a', 'b', 'c']);
    expect(turns).toHaveLength(0);
  });

  test('a queue, however many items it has, is in the loop once', () => {
    const add = jest.fn();
    const { put } = handDriven();
    const queue = new WorkQueue({ add } as unknown as WorkLoop);
    for (const name of ['a', 'b', 'c']) put(queue, name);
    expect(add).toHaveBeenCalledTimes(1);
  });

  test('an item that is put by another, on whatever queue, has the next turn', () => {
    const { ran, queue, put, takeTurn } = handDriven();
    const [one, other] = [queue(), queue()];
    put(one, 'a', 0, () => {
      put(other, 'c');
      put(one, 'd');
    });
    put(other, 'b');
    takeTurn();
    expect(ran).toStrictEqual(['a', 'b']);
    takeTurn();
    expect(ran).toStrictEqual(['a', 'b', 'c', 'd']);
  });

  test('an item of higher priority that is put meanwhile overtakes, and the one overtaken has the next turn', () => {
    const { ran, queue, put, takeTurn } = handDriven();
    const one = queue();
    put(one, 'a', 0, () => put(one, 'urgent', 1));
    put(one, 'b');
    takeTurn();
    expect(ran).toStrictEqual(['a', 'urgent']);
    takeTurn();
    expect(ran).toStrictEqual(['a', 'urgent', 'b']);
  });

  test('on one queue the highest priority is first, and of equals the oldest', () => {
    const { ran, queue, put, takeTurn } = handDriven();
    const one = queue();
    const priorities = [0, 5, -3, 9, 5, 0, -7, 9, -3, 1];
    priorities.forEach((priority, index) => put(one, `${priority}/${index}`, priority));
    takeTurn();
    expect(ran).toStrictEqual(['9/3', '9/7', '5/1', '5/4', '1/9', '0/0', '0/5', '-3/2', '-3/8', '-7/6']);
  });

  test('what Invoke throws is an uncaught exception with its own stack, and the next item runs', () => {
    const { ran, queue, put, takeTurn } = handDriven();
    const error = new Error('out of Invoke');
    const { stack } = error;
    const one = queue();
    put(one, 'a', 0, () => {
      throw error;
    });
    put(one, 'b');
    const uncaught = uncaughtErrors();
    takeTurn();
    expect(ran).toStrictEqual(['a', 'b']);
    expect(uncaught()).toStrictEqual([error]);
    expect(error.stack).toBe(stack);
  });
});
