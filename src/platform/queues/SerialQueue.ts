import type { IMFAsyncResult } from '../../contract/IMFAsyncResult.js';
import { callbackParameters } from './callbackParameters.js';
import { MFASYNC_REPLY_CALLBACK } from '../constants.js';
import { LinkedQueue } from '../../contract/LinkedQueue.js';
import type { ItemTarget, ReplyOwner, WorkItem } from './WorkItem.js';

/** A serial queue that waits for a reply. */
interface Awaiting {
  readonly queue: SerialQueue;
  next: Awaiting | undefined;
}

/** The items of one platform that have run, and for whose reply a serial queue waits. */
export class Replies {
  /** By result, oldest first: the same result may be put on many queues. */
  readonly #awaited = new Map<IMFAsyncResult, LinkedQueue<Awaiting>>();

  add(result: IMFAsyncResult, queue: SerialQueue): void {
    const awaiting = this.#awaited.get(result) ?? new LinkedQueue<Awaiting>();
    awaiting.push({ queue, next: undefined });
    this.#awaited.set(result, awaiting);
  }

  /** Takes `MFInvokeCallback(result)` as a reply. Returns whether a queue waited for it. */
  answer(result: IMFAsyncResult): boolean {
    const awaiting = this.#awaited.get(result);
    const oldest = awaiting?.shift();
    if (awaiting?.isEmpty) this.#awaited.delete(result);
    oldest?.queue.advance();
    return oldest !== undefined;
  }
}

/**
 * A queue that runs its items one after the other on another queue. On one thread every queue does that, so items are
 * handed on as they come; they are held back only behind an item whose callback has the flag `MFASYNC_REPLY_CALLBACK`.
 */
export class SerialQueue implements ItemTarget, ReplyOwner {
  readonly #target: ItemTarget;
  readonly #replies: Replies;
  readonly #held = new LinkedQueue<WorkItem>();
  #isHeld = false;

  constructor(target: ItemTarget, replies: Replies) {
    this.#target = target;
    this.#replies = replies;
  }

  /** Ignores the priority: a serial queue is first in, first out. */
  put(item: WorkItem): void {
    if (this.#isHeld) return this.#held.push(item);
    // Until the item is handed on: its GetParameters may put another one, which comes behind it.
    this.#isHeld = true;
    this.#handOn(item, callbackParameters(item.callback).flags);
    this.#goOn();
  }

  awaitReply(result: IMFAsyncResult): void {
    this.#replies.add(result, this);
  }

  /** Called for a reply. */
  advance(): void {
    this.#isHeld = false;
    this.#goOn();
  }

  /** Hands on all items up to the next that needs a reply. */
  #goOn(): void {
    while (!this.#isHeld) {
      const item = this.#held.shift();
      if (item === undefined) return;
      this.#isHeld = true;
      // The answer may come in another asynchronous context than that in which the item was put.
      this.#handOn(item, item.parameters.flags);
    }
  }

  #handOn(item: WorkItem, flags: number): void {
    // Of serial queues on top of each other, the one on which the item was put waits for the reply; the others go on.
    const needsReply = item.replyOwner === undefined && (flags & MFASYNC_REPLY_CALLBACK) !== 0;
    if (needsReply) item.replyOwner = this;
    this.#target.put(item, 0);
    this.#isHeld = needsReply;
  }
}
