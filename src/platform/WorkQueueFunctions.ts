import type { IMFAsyncCallback, IMFAsyncResult } from '../contract/IMFAsyncResult.js';

/** The next event of a type, on an `EventTarget`. */
export interface WaitableEvent {
  /** Dispatches the event. */
  readonly target: EventTarget;
  /** The type of the event, as for `addEventListener`. */
  readonly type: string;
}

/**
 * Takes the place of a waitable handle: signalled once the promise has settled, the signal is aborted, or the next
 * event of that type has been dispatched; `null` is never signalled.
 */
export type WaitableHandle = PromiseLike<unknown> | AbortSignal | WaitableEvent | null;

/** A function that `MFAddPeriodicCallback` calls again and again, with the context that was given. */
export type MFPERIODICCALLBACK = (context: unknown) => unknown;

/**
 * The functions of a platform that run items: on work queues, at a time, on a signal, periodically. See `MediaPlatform`
 * for what they have in common.
 */
export interface WorkQueueFunctions {
  /**
   * Puts an item on a work queue: `callback.Invoke` is called there, never inside this call, with a result that has
   * `state` and no object.
   *
   * @param queue an id of `MFASYNC_CALLBACK_QUEUE_…`, or of an allocated queue; 0 and unused small ids mean STANDARD
   * @param callback what to invoke
   * @param state for `GetState` of the result; `null` for none
   * @throws HResultError `MF_E_INVALID_WORKQUEUE` for a queue that does not exist, `E_INVALIDARG` without a callback
   *
   * @example
   * MFPutWorkItem(MFASYNC_CALLBACK_QUEUE_STANDARD, { Invoke: (result) => result.GetState() }, 'state');
   *
   * @see https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mfputworkitem
   */
  MFPutWorkItem(this: void, queue: number, callback: IMFAsyncCallback, state: unknown): void;
  /**
   * Puts an item on a work queue: the callback of `result` is invoked there with this very result. The same result may
   * be put many times.
   *
   * @param queue as for `MFPutWorkItem`; the queue that `GetParameters` names is ignored
   * @param result a result of `MFCreateAsyncResult`, with a callback
   * @throws HResultError `MF_E_INVALID_WORKQUEUE` for a queue that does not exist, `E_INVALIDARG` for another result
   *
   * @example
   * MFPutWorkItemEx(MFASYNC_CALLBACK_QUEUE_IO, MFCreateAsyncResult(null, callback, null));
   *
   * @see https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mfputworkitemex
   */
  MFPutWorkItemEx(this: void, queue: number, result: IMFAsyncResult): void;
  /**
   * As `MFPutWorkItem`, with a priority: of the items that wait on one queue, the higher one runs first, and of equals
   * the older one. Serial queues keep their order whatever the priority.
   *
   * @param queue as for `MFPutWorkItem`
   * @param priority a 32-bit integer; 0 is that of `MFPutWorkItem`
   * @param callback what to invoke
   * @param state for `GetState` of the result; `null` for none
   * @throws HResultError as `MFPutWorkItem`, and `E_INVALIDARG` for a priority that is no 32-bit integer
   *
   * @example
   * MFPutWorkItem2(MFASYNC_CALLBACK_QUEUE_STANDARD, 10, callback, null); // before those of priority 0
   *
   * @see https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mfputworkitem2
   */
  MFPutWorkItem2(this: void, queue: number, priority: number, callback: IMFAsyncCallback, state: unknown): void;
  /**
   * As `MFPutWorkItemEx`, with a priority: see `MFPutWorkItem2`.
   *
   * @param queue as for `MFPutWorkItem`
   * @param priority a 32-bit integer; 0 is that of `MFPutWorkItemEx`
   * @param result a result of `MFCreateAsyncResult`, with a callback
   * @throws HResultError as `MFPutWorkItemEx`, and `E_INVALIDARG` for a priority that is no 32-bit integer
   *
   * @example
   * MFPutWorkItemEx2(MFASYNC_CALLBACK_QUEUE_STANDARD, -1, MFCreateAsyncResult(null, callback, null));
   *
   * @see https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mfputworkitemex2
   */
  MFPutWorkItemEx2(this: void, queue: number, priority: number, result: IMFAsyncResult): void;

  /**
   * Invokes a callback later, on the queue that its `GetParameters` names. After `MFCancelWorkItem` it is not invoked.
   *
   * @param callback what to invoke
   * @param state for `GetState` of the result; `null` for none
   * @param timeout **negative** milliseconds: −5000 is in five seconds
   * @returns the key for `MFCancelWorkItem`
   * @throws HResultError `E_INVALIDARG` without a callback, and for a timeout that is not an integer
   *
   * @example
   * const key = MFScheduleWorkItem(callback, null, -5000); // in five seconds
   *
   * @see https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mfscheduleworkitem
   */
  MFScheduleWorkItem(this: void, callback: IMFAsyncCallback, state: unknown, timeout: bigint | number): bigint;
  /**
   * As `MFScheduleWorkItem`, with a result of one's own.
   *
   * @param result a result of `MFCreateAsyncResult`, with a callback
   * @param timeout **negative** milliseconds: −5000 is in five seconds
   * @returns the key for `MFCancelWorkItem`
   * @throws HResultError `E_INVALIDARG` for another result, and for a timeout that is not an integer
   *
   * @example
   * const key = MFScheduleWorkItemEx(MFCreateAsyncResult(null, callback, null), -5000n);
   *
   * @see https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mfscheduleworkitemex
   */
  MFScheduleWorkItemEx(this: void, result: IMFAsyncResult, timeout: bigint | number): bigint;
  /**
   * Invokes a callback once a handle is signalled, on the queue that its `GetParameters` names. Cancelled by
   * `MFCancelWorkItem`, the callback is invoked with the status `MF_E_OPERATION_CANCELLED`.
   *
   * @param handle a promise, an `AbortSignal`, an event `{ target, type }`, or `null`, which is never signalled
   * @param priority a 32-bit integer, see `MFPutWorkItem2`
   * @param result a result of `MFCreateAsyncResult`, with a callback
   * @returns the key for `MFCancelWorkItem`
   * @throws HResultError `E_INVALIDARG` for another handle, priority or result
   *
   * @example
   * const key = MFPutWaitingWorkItem(controller.signal, 0, MFCreateAsyncResult(null, callback, null));
   *
   * @see https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mfputwaitingworkitem
   */
  MFPutWaitingWorkItem(this: void, handle: WaitableHandle, priority: number, result: IMFAsyncResult): bigint;
  /**
   * Cancels a scheduled or a waiting item.
   *
   * @param key what putting it returned
   * @throws HResultError `MF_E_NOT_FOUND` for any other key, and where the item has run or is cancelled already
   *
   * @example
   * MFCancelWorkItem(MFScheduleWorkItem(callback, null, -5000)); // callback is not invoked
   *
   * @see https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mfcancelworkitem
   */
  MFCancelWorkItem(this: void, key: bigint | number): void;

  /**
   * Makes a work queue of the standard type, with one lock: `MFUnlockWorkQueue` ends the queue.
   *
   * @returns its id
   *
   * @example
   * const queue = MFAllocateWorkQueue();
   * MFPutWorkItem(queue, callback, null);
   * MFUnlockWorkQueue(queue); // the item still runs
   *
   * @see https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mfallocateworkqueue
   */
  MFAllocateWorkQueue(this: void): number;
  /**
   * Makes a work queue, with one lock: `MFUnlockWorkQueue` ends the queue.
   *
   * @param type `MF_STANDARD_WORKQUEUE`, `MF_WINDOW_WORKQUEUE` or `MF_MULTITHREADED_WORKQUEUE`
   * @returns its id
   * @throws HResultError `E_INVALIDARG` for another type
   *
   * @example
   * const queue = MFAllocateWorkQueueEx(MF_MULTITHREADED_WORKQUEUE);
   *
   * @see https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mfallocateworkqueueex
   */
  MFAllocateWorkQueueEx(this: void, type: number): number;
  /**
   * Makes a queue that runs its items one after the other, on another queue, with one lock. An item whose callback has
   * the flag `MFASYNC_REPLY_CALLBACK` holds up the next until `MFInvokeCallback` is called with the result that its
   * Invoke was given.
   *
   * @param target the id of the queue on which the items run; it may be unlocked before this one
   * @returns the new queue's id
   * @throws HResultError `MF_E_INVALID_WORKQUEUE` where there is no queue `target`
   *
   * @example
   * const queue = MFAllocateSerialWorkQueue(MFASYNC_CALLBACK_QUEUE_MULTITHREADED);
   *
   * @see https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mfallocateserialworkqueue
   */
  MFAllocateSerialWorkQueue(this: void, target: number): number;
  /**
   * Takes one more lock of an allocated queue; also while the platform is shut down. The system's queues need none.
   *
   * @throws HResultError `MF_E_INVALID_WORKQUEUE` for a queue that does not exist
   *
   * @example
   * MFLockWorkQueue(queue); // needs one more MFUnlockWorkQueue
   *
   * @see https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mflockworkqueue
   */
  MFLockWorkQueue(this: void, queue: number): void;
  /**
   * Gives one lock back; also while the platform is shut down. The last one ends the queue: its id is invalid from then
   * on, and what is on it still runs.
   *
   * @throws HResultError `MF_E_INVALID_WORKQUEUE` for a queue that does not exist
   *
   * @example
   * MFUnlockWorkQueue(MFAllocateWorkQueue());
   *
   * @see https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mfunlockworkqueue
   */
  MFUnlockWorkQueue(this: void, queue: number): void;

  /**
   * Calls a function every 10 milliseconds.
   *
   * @param callback a plain function, called with `context`
   * @param context anything; `undefined` becomes `null`
   * @returns the key for `MFRemovePeriodicCallback`, never 0
   * @throws HResultError `E_INVALIDARG` without a function
   *
   * @example
   * const key = MFAddPeriodicCallback(() => meter.update(), null);
   *
   * @see https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mfaddperiodiccallback
   */
  MFAddPeriodicCallback(this: void, callback: MFPERIODICCALLBACK, context: unknown): number;
  /**
   * Ends the calls that `MFAddPeriodicCallback` began.
   *
   * @throws HResultError `MF_E_NOT_FOUND` for an unknown key
   *
   * @example
   * MFRemovePeriodicCallback(MFAddPeriodicCallback(() => meter.update(), null));
   *
   * @see https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mfremoveperiodiccallback
   */
  MFRemovePeriodicCallback(this: void, key: number): void;
}
