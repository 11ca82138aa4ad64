import type { HRESULT } from './hresult.js';
import type { IMFAsyncCallback, IMFAsyncResult } from './IMFAsyncResult.js';

/** A flag of {@link IMFMediaEventGenerator.GetEvent}: where there is no event, throw `MF_E_NO_EVENTS_AVAILABLE`. */
export const MF_EVENT_FLAG_NO_WAIT = 1;

/**
 * An event: something has happened to a media source, a session, a sink.
 *
 * @see https://learn.microsoft.com/windows/win32/api/mfobjects/nn-mfobjects-imfmediaevent
 */
export interface IMFMediaEvent {
  /** What has happened: a `MediaEventType` (`MESessionStarted` is 103). */
  GetType(): number;
  /** Which of the private events it is, as a GUID in lower case without braces; all zeros where the type says all. */
  GetExtendedType(): string;
  /** Whether the operation behind the event succeeded. Not a failure of this call. */
  GetStatus(): HRESULT;
  /** The value that belongs to the event; `null` for none (`VT_EMPTY`). */
  GetValue(): unknown;
}

/**
 * Raises events, for one subscriber at a time: each BeginGetEvent gets one event.
 *
 * The COM signatures are projected: a failure HRESULT is thrown as `HResultError`, an out parameter is returned.
 *
 * @see https://learn.microsoft.com/windows/win32/api/mfobjects/nn-mfobjects-imfmediaeventgenerator
 */
export interface IMFMediaEventGenerator {
  /**
   * The next event, at once.
   *
   * @param flags `MF_EVENT_FLAG_NO_WAIT`, or 0, which waits for an event where a thread can wait
   * @throws HResultError `MF_E_NO_EVENTS_AVAILABLE`, `MF_E_MULTIPLE_SUBSCRIBERS` while a BeginGetEvent is open,
   * `MF_E_SHUTDOWN`
   */
  GetEvent(flags: number): IMFMediaEvent;
  /**
   * Asks for the next event: `callback` is invoked once there is one.
   *
   * @returns `undefined`, or `MF_S_MULTIPLE_BEGIN` where this callback with this state waits already: there will be no
   * second Invoke
   * @throws HResultError `E_INVALIDARG` without a callback, `MF_E_MULTIPLE_BEGIN` for the same callback with another
   * state, `MF_E_MULTIPLE_SUBSCRIBERS` for another callback, `MF_E_SHUTDOWN`
   */
  BeginGetEvent(callback: IMFAsyncCallback | null, state: unknown): HRESULT | void;
  /**
   * Ends a BeginGetEvent, and returns the event. From now on the next BeginGetEvent is accepted.
   *
   * @throws HResultError `E_FAIL` for a result of another generator or a second time, `MF_E_SHUTDOWN`
   */
  EndGetEvent(result: IMFAsyncResult): IMFMediaEvent;
  /**
   * Raises an event.
   *
   * @param type a `MediaEventType`
   * @param extendedType a GUID, in lower case without braces
   * @param status whether the operation behind the event succeeded
   * @param value what belongs to the event; `null` or `undefined` for nothing
   * @throws HResultError `MF_E_SHUTDOWN`
   */
  QueueEvent(type: number, extendedType: string, status: HRESULT, value: unknown): HRESULT | void;
}
