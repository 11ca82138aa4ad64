import type { NextTurn } from '../time/clock.js';
import { Heap } from '../../contract/Heap.js';
import { LinkedQueue } from '../../contract/LinkedQueue.js';
import type { ItemTarget, WorkItem } from './WorkItem.js';

/**
 * Runs the queues of one platform on the event loop. A turn runs the items that were ready when it began, however many.
 * Items that are put meanwhile run in the next turn, so that I/O and timers are never starved.
 */
export class WorkLoop {
  readonly #nextTurn: NextTurn;
  #ready: WorkQueue[] = [];

  constructor(nextTurn: NextTurn) {
    this.#nextTurn = nextTurn;
  }

  /** Gives a queue its share of the next turn. */
  add(queue: WorkQueue): void {
    if (this.#ready.push(queue) === 1) this.#nextTurn(this.#turn);
  }

  readonly #turn = (): void => {
    const queues = this.#ready;
    this.#ready = [];
    // Fix all shares before any item runs: items that one queue's items put on another run in the next turn, too.
    for (const queue of queues) queue.beginTurn();
    for (const queue of queues) queue.runTurn();
  };
}

/** The items of one priority other than 0. */
interface Level {
  index: number;
  readonly priority: number;
  readonly items: LinkedQueue<WorkItem>;
}

/** A work queue: the highest priority first, and of equals the oldest. */
export class WorkQueue implements ItemTarget {
  readonly #loop: WorkLoop;
  /** Priority 0, which nearly every item has. */
  readonly #ordinary = new LinkedQueue<WorkItem>();
  /** The other priorities, highest first; none of the lists is empty. */
  readonly #levels = new Heap<Level>((level, other) => level.priority > other.priority);
  readonly #byPriority = new Map<number, Level>();
  #length = 0;
  #share = 0;
  #isReady = false;

  constructor(loop: WorkLoop) {
    this.#loop = loop;
  }

  put(item: WorkItem, priority: number): void {
    (priority === 0 ? this.#ordinary : this.#level(priority)).push(item);
    this.#length++;
    if (this.#isReady) return;
    this.#isReady = true;
    this.#loop.add(this);
  }

  beginTurn(): void {
    this.#isReady = false;
    this.#share = this.#length;
  }

  runTurn(): void {
    for (; this.#share > 0; this.#share--) {
      this.#length--;
      this.#take().run();
    }
  }

  #take(): WorkItem {
    const top = this.#levels.first;
    const takesTop = top !== undefined && (top.priority > 0 || this.#ordinary.isEmpty);
    // The queue cannot be empty: the share never exceeds the length.
    if (!takesTop) return this.#ordinary.shift() as WorkItem;
    const item = top.items.shift() as WorkItem;
    if (top.items.isEmpty) {
      this.#levels.remove(top);
      this.#byPriority.delete(top.priority);
    }
    return item;
  }

  #level(priority: number): LinkedQueue<WorkItem> {
    const found = this.#byPriority.get(priority);
    if (found !== undefined) return found.items;
    const level = { index: 0, priority, items: new LinkedQueue<WorkItem>() };
    this.#byPriority.set(priority, level);
    this.#levels.push(level);
    return level.items;
  }
}
