import { describe, expect, test } from '@jest/globals';
import { MFCreateAsyncResult } from '../../src/contract/MFCreateAsyncResult.js';
import { contextKeeperOf } from '../../src/platform/asyncContext.js';
import { WorkItem } from '../../src/platform/WorkItem.js';
import { WorkLoop, WorkQueue } from '../../src/platform/workLoop.js';
import { uncaughtErrors } from './support.js';

const keepContext = contextKeeperOf({});

/** A loop whose turns are taken by hand, and what ran on it. */
function handDriven() {
  const turns: (() => void)[] = [];
  const loop = new WorkLoop((run) => turns.push(run));
  const ran: string[] = [];
  return {
    turns,
    ran,
    queue: () => new WorkQueue(loop),
    item(name: string, priority = 0, onInvoke = (): void => {}) {
      const callback = {
        Invoke() {
          ran.push(name);
          onInvoke();
        },
      };
      return new WorkItem(callback, MFCreateAsyncResult(null, callback, null), priority, keepContext());
    },
    takeTurn: () => turns.shift()?.(),
  };
}

describe('the work loop', () => {
  test('however many items are put, one turn is asked for, and runs them all', () => {
    const { turns, ran, queue, item, takeTurn } = handDriven();
    const [one, other] = [queue(), queue()];
    for (const name of ['a', 'b']) one.put(item(name));
    other.put(item('c'));
    expect(turns).toHaveLength(1);
    takeTurn();
    expect(ran).toEqual(['a', 'b', 'c']);
    expect(turns).toHaveLength(0);
  });

  test('an item that is put by another, on whatever queue, has the next turn', () => {
    const { ran, queue, item, takeTurn } = handDriven();
    const [one, other] = [queue(), queue()];
    one.put(
      item('a', 0, () => {
        other.put(item('c'));
        one.put(item('d'));
      }),
    );
    other.put(item('b'));
    takeTurn();
    expect(ran).toEqual(['a', 'b']);
    takeTurn();
    expect(ran).toEqual(['a', 'b', 'c', 'd']);
  });

  test('an item of higher priority that is put meanwhile overtakes, and the one overtaken has the next turn', () => {
    const { ran, queue, item, takeTurn } = handDriven();
    const one = queue();
    one.put(item('a', 0, () => one.put(item('urgent', 1))));
    one.put(item('b'));
    takeTurn();
    expect(ran).toEqual(['a', 'urgent']);
    takeTurn();
    expect(ran).toEqual(['a', 'urgent', 'b']);
  });

  test('on one queue the highest priority is first, and of equals the oldest', () => {
    const { ran, queue, item, takeTurn } = handDriven();
    const one = queue();
    const priorities = [0, 5, -3, 9, 5, 0, -7, 9, -3, 1];
    priorities.forEach((priority, index) => one.put(item(`${priority}/${index}`, priority)));
    takeTurn();
    expect(ran).toEqual(['9/3', '9/7', '5/1', '5/4', '1/9', '0/0', '0/5', '-3/2', '-3/8', '-7/6']);
  });

  test('what Invoke throws is an uncaught exception with its own stack, and the next item runs', () => {
    const { ran, queue, item, takeTurn } = handDriven();
    const error = new Error('out of Invoke');
    const { stack } = error;
    const one = queue();
    one.put(
      item('a', 0, () => {
        throw error;
      }),
    );
    one.put(item('b'));
    const uncaught = uncaughtErrors();
    takeTurn();
    expect(ran).toEqual(['a', 'b']);
    expect(uncaught()).toEqual([error]);
    expect(error.stack).toBe(stack);
  });
});
