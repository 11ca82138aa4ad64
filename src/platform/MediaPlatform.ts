import type { HRESULT } from '../contract/hresult.js';
import type { AsyncResultPlatform, IMFAsyncCallback, IMFAsyncResult } from '../contract/IMFAsyncResult.js';
import type { IMFByteStream } from '../contract/IMFByteStream.js';
import type { IMFMediaEvent } from '../contract/IMFMediaEventGenerator.js';

/**
 * What stands for a waitable handle: it is signalled once the promise has settled or the signal is aborted; `null` is
 * never signalled.
 */
export type WaitableHandle = PromiseLike<unknown> | AbortSignal | null;

/** A function that `MFAddPeriodicCallback` calls again and again, with the context that was given. */
export type MFPERIODICCALLBACK = (context: unknown) => unknown;

/**
 * A queue of events with one subscriber at a time: what an `IMFMediaEventGenerator` is written with.
 *
 * @see https://learn.microsoft.com/windows/win32/api/mfidl/nn-mfidl-imfmediaeventqueue
 */
export interface IMFMediaEventQueue {
  /** See `IMFMediaEventGenerator.GetEvent`. */
  GetEvent(flags: number): IMFMediaEvent;
  /** See `IMFMediaEventGenerator.BeginGetEvent`. */
  BeginGetEvent(callback: IMFAsyncCallback | null, state: unknown): HRESULT | void;
  /** See `IMFMediaEventGenerator.EndGetEvent`. */
  EndGetEvent(result: IMFAsyncResult): IMFMediaEvent;
  /** Puts an event at the end of the queue. Throws `MF_E_SHUTDOWN`. */
  QueueEvent(event: IMFMediaEvent): void;
  /** Makes an event with a value and puts it at the end of the queue. Throws `MF_E_SHUTDOWN`. */
  QueueEventParamVar(type: number, extendedType: string, status: HRESULT, value: unknown): void;
  /** Makes an event whose value is an object and puts it at the end of the queue. Throws `MF_E_SHUTDOWN`. */
  QueueEventParamUnk(type: number, extendedType: string, status: HRESULT, object: unknown): void;
  /** Ends the queue: from now on everything else throws `MF_E_SHUTDOWN`. A second time nothing happens. */
  Shutdown(): void;
}

/**
 * The part of Media Foundation that runs asynchronous operations: results, work queues, timers, event queues, files.
 *
 * The projection is mechanical: the parameters of the C function in their order, less the out pointers; a failure
 * HRESULT is thrown as `HResultError`, one out parameter is the return value. Numbers of 64 bits and keys are `bigint`;
 * a `number` is accepted for them. Every function may be called unbound.
 *
 * Unless it says otherwise, a function throws `MF_E_SHUTDOWN` while the platform is shut down: before the first
 * `MFStartup`, after the last `MFShutdown`, and while `MFUnlockPlatform` was called too often.
 *
 * @see https://learn.microsoft.com/windows/win32/medfound/asynchronous-callback-methods
 */
export interface MediaPlatform extends AsyncResultPlatform {
  /**
   * Starts the platform. It counts: every call needs its `MFShutdown`.
   *
   * @param version `MF_VERSION`
   * @param flags `MFSTARTUP_FULL`, which is the default, or `MFSTARTUP_LITE`
   * @throws HResultError `MF_E_BAD_STARTUP_VERSION` for another version
   * @see https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mfstartup
   */
  MFStartup(this: void, version: number, flags?: number): void;
  /**
   * Takes back one `MFStartup`; the last one shuts the platform down. Items that are queued already still run; scheduled
   * and waiting items and periodic callbacks do not. Once too often does no harm.
   *
   * @see https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mfshutdown
   */
  MFShutdown(this: void): void;
  /**
   * Takes one more lock of the platform, also while it is shut down.
   *
   * @see https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mflockplatform
   */
  MFLockPlatform(this: void): void;
  /**
   * Gives one lock back, also while the platform is shut down. One too many shuts the platform down.
   *
   * @see https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mfunlockplatform
   */
  MFUnlockPlatform(this: void): void;

  /**
   * Makes the result of a new operation; also while the platform is shut down.
   *
   * @param object what End will want back, by `GetObject`; `null` or `undefined` for none
   * @param callback whom `MFInvokeCallback` invokes; `null` for nobody
   * @param state the state that the caller of Begin gave; `null` or `undefined` for none
   * @see https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mfcreateasyncresult
   */
  MFCreateAsyncResult(this: void, object: unknown, callback: IMFAsyncCallback | null, state: unknown): IMFAsyncResult;
  /**
   * Dispatches the callback of a completed operation to the queue that its `GetParameters` names, never inside this
   * call. Nothing guards against a second call: it invokes a second time.
   *
   * @param result a result of `MFCreateAsyncResult`; one without a callback has nobody to tell, and nothing happens
   * @throws HResultError `E_INVALIDARG` for anything else
   * @see https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mfinvokecallback
   */
  MFInvokeCallback(this: void, result: IMFAsyncResult): void;

  /**
   * Puts an item on a work queue: `callback.Invoke` is called there, never inside this call, with a result that has
   * `state` and no object.
   *
   * @param queue an id of `MFASYNC_CALLBACK_QUEUE_…`, or of an allocated queue; 0 and unused small ids mean STANDARD
   * @param callback whom to invoke
   * @param state for `GetState` of the result; `null` for none
   * @throws HResultError `MF_E_INVALID_WORKQUEUE` for a queue that does not exist, `E_INVALIDARG` without a callback
   * @see https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mfputworkitem
   */
  MFPutWorkItem(this: void, queue: number, callback: IMFAsyncCallback, state: unknown): void;
  /**
   * Puts an item on a work queue: the callback of `result` is invoked there with this very result. The same result may
   * be put many times.
   *
   * @param queue as for `MFPutWorkItem`; it counts, whatever queue `GetParameters` names
   * @param result a result of `MFCreateAsyncResult`, with a callback
   * @throws HResultError `MF_E_INVALID_WORKQUEUE` for a queue that does not exist, `E_INVALIDARG` for another result
   * @see https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mfputworkitemex
   */
  MFPutWorkItemEx(this: void, queue: number, result: IMFAsyncResult): void;
  /**
   * As `MFPutWorkItem`, with a priority: of the items that wait on one queue, the higher one runs first, and of equals
   * the older one. Serial queues keep their order whatever the priority.
   *
   * @param queue as for `MFPutWorkItem`
   * @param priority a 32-bit integer; 0 is that of `MFPutWorkItem`
   * @param callback whom to invoke
   * @param state for `GetState` of the result; `null` for none
   * @throws HResultError as `MFPutWorkItem`, and `E_INVALIDARG` for a priority that is no 32-bit integer
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
   * @see https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mfputworkitemex2
   */
  MFPutWorkItemEx2(this: void, queue: number, priority: number, result: IMFAsyncResult): void;

  /**
   * Invokes a callback later, on the queue that its `GetParameters` names. Cancelled by `MFCancelWorkItem`, it is dropped
   * in silence.
   *
   * @param callback whom to invoke
   * @param state for `GetState` of the result; `null` for none
   * @param timeout **negative** milliseconds: −5000 is in five seconds
   * @returns the key for `MFCancelWorkItem`
   * @throws HResultError `E_INVALIDARG` without a callback, and for a timeout that is not an integer
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
   * @see https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mfscheduleworkitemex
   */
  MFScheduleWorkItemEx(this: void, result: IMFAsyncResult, timeout: bigint | number): bigint;
  /**
   * Invokes a callback once a handle is signalled, on the queue that its `GetParameters` names. Cancelled by
   * `MFCancelWorkItem`, the callback is invoked with the status `MF_E_OPERATION_CANCELLED`.
   *
   * @param handle a promise, an `AbortSignal`, or `null`, which is never signalled
   * @param priority a 32-bit integer, see `MFPutWorkItem2`
   * @param result a result of `MFCreateAsyncResult`, with a callback
   * @returns the key for `MFCancelWorkItem`
   * @throws HResultError `E_INVALIDARG` for another handle, priority or result
   * @see https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mfputwaitingworkitem
   */
  MFPutWaitingWorkItem(this: void, handle: WaitableHandle, priority: number, result: IMFAsyncResult): bigint;
  /**
   * Cancels a scheduled or a waiting item.
   *
   * @param key what putting it returned
   * @throws HResultError `MF_E_NOT_FOUND` for any other key, and where the item has run or is cancelled already
   * @see https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mfcancelworkitem
   */
  MFCancelWorkItem(this: void, key: bigint | number): void;

  /**
   * Makes a work queue of the standard type, with one lock: `MFUnlockWorkQueue` ends it.
   *
   * @returns its id
   * @see https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mfallocateworkqueue
   */
  MFAllocateWorkQueue(this: void): number;
  /**
   * Makes a work queue, with one lock: `MFUnlockWorkQueue` ends it.
   *
   * @param type `MF_STANDARD_WORKQUEUE`, `MF_WINDOW_WORKQUEUE` or `MF_MULTITHREADED_WORKQUEUE`
   * @returns its id
   * @throws HResultError `E_INVALIDARG` for another type
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
   * @see https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mfallocateserialworkqueue
   */
  MFAllocateSerialWorkQueue(this: void, target: number): number;
  /**
   * Takes one more lock of an allocated queue; also while the platform is shut down. Those that are always there need
   * none.
   *
   * @throws HResultError `MF_E_INVALID_WORKQUEUE` for a queue that does not exist
   * @see https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mflockworkqueue
   */
  MFLockWorkQueue(this: void, queue: number): void;
  /**
   * Gives one lock back; also while the platform is shut down. The last one ends the queue: its id is invalid from then
   * on, and what is on it still runs.
   *
   * @throws HResultError `MF_E_INVALID_WORKQUEUE` for a queue that does not exist
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
   * @see https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mfaddperiodiccallback
   */
  MFAddPeriodicCallback(this: void, callback: MFPERIODICCALLBACK, context: unknown): number;
  /**
   * Ends the calls that `MFAddPeriodicCallback` began.
   *
   * @throws HResultError `MF_E_NOT_FOUND` for an unknown key
   * @see https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mfremoveperiodiccallback
   */
  MFRemovePeriodicCallback(this: void, key: number): void;

  /**
   * Makes an event queue; also while the platform is shut down.
   *
   * @see https://learn.microsoft.com/windows/win32/api/mfidl/nf-mfidl-mfcreateeventqueue
   */
  MFCreateEventQueue(this: void): IMFMediaEventQueue;

  /**
   * Opens a file at once.
   *
   * @param accessMode `MF_ACCESSMODE_…`
   * @param openMode `MF_OPENMODE_…`
   * @param flags `MF_FILEFLAGS_…`
   * @param path of the file
   * @throws HResultError `E_INVALIDARG` for an unknown mode; the code of the system, such as
   * `HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND)`
   * @see https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mfcreatefile
   */
  MFCreateFile(this: void, accessMode: number, openMode: number, flags: number, path: string): IMFByteStream;
  /**
   * Begins to open a file. What the system says about it comes from `MFEndCreateFile`.
   *
   * @param accessMode `MF_ACCESSMODE_…`
   * @param openMode `MF_OPENMODE_…`
   * @param flags `MF_FILEFLAGS_…`
   * @param path of the file
   * @param callback invoked once the file is open, or could not be opened
   * @param state for `GetState` of the result; `null` for none
   * @returns a cookie for `MFCancelCreateFile`
   * @throws HResultError `E_INVALIDARG` for an unknown mode or without a callback
   * @see https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mfbegincreatefile
   */
  MFBeginCreateFile(
    this: void,
    accessMode: number,
    openMode: number,
    flags: number,
    path: string,
    callback: IMFAsyncCallback | null,
    state: unknown,
  ): unknown;
  /**
   * Ends `MFBeginCreateFile`: the open file.
   *
   * @throws HResultError the code of the system, such as `HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND)`; `E_ABORT` where it
   * was cancelled; `E_INVALIDARG` for a result of something else
   * @see https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mfendcreatefile
   */
  MFEndCreateFile(this: void, result: IMFAsyncResult): IMFByteStream;
  /**
   * Asks for the end of a `MFBeginCreateFile`; its callback is invoked all the same.
   *
   * @throws HResultError `E_INVALIDARG` for a cookie of something else
   * @see https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mfcancelcreatefile
   */
  MFCancelCreateFile(this: void, cookie: unknown): void;
}
