import type { HRESULT } from '../contract/hresult.js';
import type { AsyncResultPlatform, IMFAsyncCallback, IMFAsyncResult } from '../contract/IMFAsyncResult.js';
import type { IMFByteStream } from '../contract/IMFByteStream.js';
import type { IMFMediaEvent } from '../contract/IMFMediaEventGenerator.js';
import type { WorkQueueFunctions } from './WorkQueueFunctions.js';

export type { MFPERIODICCALLBACK, WaitableEvent, WaitableHandle } from './WorkQueueFunctions.js';

/**
 * A queue of events with one subscriber at a time, to write an `IMFMediaEventGenerator` with.
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
export interface MediaPlatform extends AsyncResultPlatform, WorkQueueFunctions {
  /**
   * Starts the platform. Calls are counted: each needs an `MFShutdown`.
   *
   * @param version `MF_VERSION`
   * @param flags `MFSTARTUP_FULL`, which is the default, or `MFSTARTUP_LITE`
   * @throws HResultError `MF_E_BAD_STARTUP_VERSION` for another version
   *
   * @example
   * MFStartup(MF_VERSION);
   *
   * @see https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mfstartup
   */
  MFStartup(this: void, version: number, flags?: number): void;
  /**
   * Takes back one `MFStartup`; the last one shuts the platform down. Items that are queued already still run;
   * scheduled and waiting items and periodic callbacks do not. One call too many does no harm.
   *
   * @example
   * MFStartup(MF_VERSION);
   * MFShutdown();
   *
   * @see https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mfshutdown
   */
  MFShutdown(this: void): void;
  /**
   * Takes one more lock of the platform, also while it is shut down.
   *
   * @example
   * MFLockPlatform(); // needs one MFUnlockPlatform
   *
   * @see https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mflockplatform
   */
  MFLockPlatform(this: void): void;
  /**
   * Gives one lock back, also while the platform is shut down. One too many shuts the platform down.
   *
   * @example
   * MFLockPlatform();
   * MFUnlockPlatform();
   *
   * @see https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mfunlockplatform
   */
  MFUnlockPlatform(this: void): void;

  /**
   * Makes the result of a new operation; also while the platform is shut down.
   *
   * @param object what End needs back, by `GetObject`; `null` or `undefined` for none
   * @param callback what `MFInvokeCallback` invokes; `null` for none
   * @param state the state that the caller of Begin gave; `null` or `undefined` for none
   *
   * @example
   * MFCreateAsyncResult(null, callback, 'state').GetState(); // 'state'
   *
   * @see https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mfcreateasyncresult
   */
  MFCreateAsyncResult(this: void, object: unknown, callback: IMFAsyncCallback | null, state: unknown): IMFAsyncResult;
  /**
   * Dispatches the callback of a completed operation to the queue that its `GetParameters` names, never inside this
   * call. There is no guard against a second call: the callback is invoked a second time.
   *
   * @param result a result of `MFCreateAsyncResult`; where it has no callback, nothing happens
   * @throws HResultError `E_INVALIDARG` for anything else
   *
   * @example
   * result.SetStatus(E_FAIL);
   * MFInvokeCallback(result); // callback.Invoke(result) is called later
   *
   * @see https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mfinvokecallback
   */
  MFInvokeCallback(this: void, result: IMFAsyncResult): void;

  /**
   * Makes an event queue; also while the platform is shut down.
   *
   * @example
   * const queue = MFCreateEventQueue();
   * queue.QueueEventParamVar(103, GUID_NULL, S_OK, null);
   * queue.GetEvent(MF_EVENT_FLAG_NO_WAIT).GetType(); // 103
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
   * @param path of the file; the embedded platform takes a URL that begins with `file://` as well
   * @throws HResultError `E_INVALIDARG` for an unknown mode; the code of the system, such as
   * `HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND)`
   *
   * @example
   * const file = MFCreateFile(MF_ACCESSMODE_READ, MF_OPENMODE_FAIL_IF_NOT_EXIST, MF_FILEFLAGS_NONE, 'a.mp4');
   *
   * @see https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mfcreatefile
   */
  MFCreateFile(this: void, accessMode: number, openMode: number, flags: number, path: string): IMFByteStream;
  /**
   * Begins to open a file. Errors of the system come from `MFEndCreateFile`.
   *
   * @param accessMode `MF_ACCESSMODE_…`
   * @param openMode `MF_OPENMODE_…`
   * @param flags `MF_FILEFLAGS_…`
   * @param path of the file; the embedded platform takes a URL that begins with `file://` as well
   * @param callback invoked once the file is open, or could not be opened
   * @param state for `GetState` of the result; `null` for none
   * @returns a cookie for `MFCancelCreateFile`
   * @throws HResultError `E_INVALIDARG` for an unknown mode or without a callback
   *
   * @example
   * const open = fromBeginEnd(MFBeginCreateFile, MFEndCreateFile, { cancel: MFCancelCreateFile });
   * const file = await open(MF_ACCESSMODE_READ, MF_OPENMODE_FAIL_IF_NOT_EXIST, MF_FILEFLAGS_NONE, 'a.mp4');
   *
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
   * Ends `MFBeginCreateFile`, and returns the open file.
   *
   * @throws HResultError the code of the system, such as `HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND)`; `E_ABORT` where it
   * was cancelled; `MF_E_INVALIDREQUEST` a second time; `E_INVALIDARG` for a result of another operation. The
   * last three are those of the embedded platform: Windows documents none, and mfplat.dll gives its own
   *
   * @example
   * const callback = { Invoke: (result: IMFAsyncResult) => MFEndCreateFile(result).Close() };
   *
   * @see https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mfendcreatefile
   */
  MFEndCreateFile(this: void, result: IMFAsyncResult): IMFByteStream;
  /**
   * Asks an `MFBeginCreateFile` to stop; its callback is invoked all the same. The embedded platform cannot stop the
   * system, which may create or empty the file: the operation completes once the file is open, and closed again.
   *
   * @throws HResultError `E_INVALIDARG` for a cookie of another operation
   *
   * @example
   * MFCancelCreateFile(cookie); // the one that MFBeginCreateFile returned
   *
   * @see https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mfcancelcreatefile
   */
  MFCancelCreateFile(this: void, cookie: unknown): void;
}
