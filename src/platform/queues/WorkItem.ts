import type { AsyncCallbackParameters, IMFAsyncCallback, IMFAsyncResult } from '../../contract/IMFAsyncResult.js';
import { invoke } from '../../contract/dispatch.js';
import { KeptContext } from '../../contract/asyncContextOf.js';
import { callbackOf } from '../../contract/MFCreateAsyncResult.js';
import { callbackParameters } from './callbackParameters.js';

/** Where an item can be put: a queue, or one on top of another. */
export interface ItemTarget {
  put(item: WorkItem, priority: number): void;
}

/** Waits for the reply to an item whose callback has the flag `MFASYNC_REPLY_CALLBACK`. */
export interface ReplyOwner {
  awaitReply(result: IMFAsyncResult): void;
}

/**
 * One call of Invoke that is to come, in the asynchronous context in which it was put. There may be millions, so an
 * item is one small object: it is its own context and its own link in a queue.
 */
export class WorkItem extends KeptContext {
  next: WorkItem | undefined = undefined;
  replyOwner: ReplyOwner | undefined = undefined;
  readonly result: IMFAsyncResult;

  /** @param result one that has a callback */
  constructor(result: IMFAsyncResult) {
    super('MFWorkItem');
    this.result = result;
  }

  get callback(): IMFAsyncCallback {
    return callbackOf(this.result) as IMFAsyncCallback;
  }

  /** What the callback says of itself, asked in the context in which the item was put. */
  get parameters(): AsyncCallbackParameters {
    return this.runInAsyncScope(parametersOf, this);
  }

  /** Invokes the callback. What Invoke throws is an uncaught exception, and the next item runs. */
  run(): void {
    this.replyOwner?.awaitReply(this.result);
    this.runInAsyncScope(invokeItem, this);
  }
}

function parametersOf(this: WorkItem): AsyncCallbackParameters {
  return callbackParameters(this.callback);
}

function invokeItem(this: WorkItem): void {
  invoke(this.callback, this.result);
}
