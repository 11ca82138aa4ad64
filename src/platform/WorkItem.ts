import type { IMFAsyncCallback, IMFAsyncResult } from '../contract/IMFAsyncResult.js';
import type { AsyncContext } from './asyncContext.js';

/** Who waits for the answer to an item whose callback has the flag `MFASYNC_REPLY_CALLBACK`. */
export interface ReplyOwner {
  awaitReply(result: IMFAsyncResult): void;
}

/** Where an item can be put: a queue, or one on top of another. */
export interface ItemTarget {
  put(item: WorkItem): void;
}

/** One call of Invoke that is to come. It is in one list at a time, and links it itself: no array to grow or shift. */
export class WorkItem {
  next: WorkItem | undefined = undefined;
  replyOwner: ReplyOwner | undefined = undefined;
  priority: number;
  readonly callback: IMFAsyncCallback;
  readonly result: IMFAsyncResult;
  readonly #context: AsyncContext;

  constructor(callback: IMFAsyncCallback, result: IMFAsyncResult, priority: number, context: AsyncContext) {
    this.callback = callback;
    this.result = result;
    this.priority = priority;
    this.#context = context;
  }

  /** Invokes the callback. Whatever it returns or throws, the next item runs. */
  run(): void {
    this.replyOwner?.awaitReply(this.result);
    try {
      this.#context.runInAsyncScope(invoke, undefined, this.callback, this.result);
    } catch (error) {
      // Nobody awaits it: an uncaught exception, with the stack of where it was thrown.
      queueMicrotask(() => {
        throw error;
      });
    }
  }
}

/** One function for all contexts; it also looks Invoke up in the callback's own context. */
const invoke = (callback: IMFAsyncCallback, result: IMFAsyncResult): unknown => callback.Invoke(result);
