import type { IMFAsyncResult } from '../../contract/IMFAsyncResult.js';
import { callbackParameters } from './callbackParameters.js';
import { MFASYNC_REPLY_CALLBACK } from '../constants.js';
import { LinkedQueue } from './LinkedQueue.js';
import type { ItemTarget, ReplyOwner, WorkItem } from './WorkItem.js';

/** The items of one platform that have run, and whose serial queues wait until they are answered. */
export class Replies {
  readonly #awaited: { result: IMFAsyncResult; queue: SerialQueue }[] = [];

  add(result: IMFAsyncResult, queue: SerialQueue): void {
    this.#awaited.push({ result, queue });
  }

  /** Takes `MFInvokeCallback(result)` as an answer. Returns whether it was one. */
  answer(result: IMFAsyncResult): boolean {
    const index = this.#awaited.findIndex((awaited) => awaited.result === result);
    const awaited = this.#awaited[index];
    if (awaited === undefined) return false;
    this.#awaited.splice(index, 1);
    awaited.queue.advance();
    return true;
  }
}

/**
 * A queue that runs its items one after the other on another queue. On one thread every queue does, so items are handed
 * on as they come; only behind one that wants an answer they are held back.
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

  /** First in, first out, whatever the priority: that is what the queue is for. */
  put(item: WorkItem): void {
    if (this.#isHeld) this.#held.push(item);
    else this.#handOn(item);
  }

  awaitReply(result: IMFAsyncResult): void {
    this.#replies.add(result, this);
  }

  /** The answer has come: all items up to the next that wants one. */
  advance(): void {
    this.#isHeld = false;
    while (!this.#isHeld) {
      const item = this.#held.shift();
      if (item === undefined) return;
      this.#handOn(item);
    }
  }

  #handOn(item: WorkItem): void {
    // In a chain, the queue on which the item was put waits for the answer; those below are free meanwhile.
    if (item.replyOwner === undefined && (callbackParameters(item.callback).flags & MFASYNC_REPLY_CALLBACK) !== 0) {
      this.#isHeld = true;
      item.replyOwner = this;
    }
    this.#target.put(item, 0);
  }
}
