import { describe } from './arguments.js';
import { KeptContext } from './asyncContextOf.js';
import { dispatch, promiseJobs } from './dispatch.js';
import {
  E_FAIL,
  E_INVALIDARG,
  isHresult,
  MF_E_MULTIPLE_BEGIN,
  MF_E_MULTIPLE_SUBSCRIBERS,
  MF_S_MULTIPLE_BEGIN,
  type HRESULT,
} from './hresult.js';
import { HResultError } from './HResultError.js';
import type { AsyncResultPlatform, IMFAsyncCallback, IMFAsyncResult } from './IMFAsyncResult.js';
import type { IMFMediaEvent } from './IMFMediaEventGenerator.js';
import { tellStatus } from './MFCreateAsyncResult.js';

/** An open BeginGetEvent. An event may be raised by another request: Invoke runs in the context of Begin all the same. */
class Subscription extends KeptContext {
  readonly callback: IMFAsyncCallback;
  readonly state: unknown;
  readonly result: IMFAsyncResult;
  isInvoked = false;

  constructor(callback: IMFAsyncCallback, state: unknown, result: IMFAsyncResult) {
    super('BeginGetEvent');
    this.callback = callback;
    this.state = state ?? null;
    this.result = result;
  }
}

/**
 * The one subscriber of an event generator. The generator keeps the events, and calls `invoke` when it has one.
 *
 *     free ── begin ──▶ open ── invoke ──▶ invoked ── end ──▶ free
 *
 *     begin while not free, by identity of callback and state:
 *       the same callback, the same state    MF_S_MULTIPLE_BEGIN, and no second Invoke
 *       the same callback, another state     MF_E_MULTIPLE_BEGIN
 *       another callback                     MF_E_MULTIPLE_SUBSCRIBERS
 */
export class EventSubscription {
  readonly #platform: AsyncResultPlatform;
  #open: Subscription | undefined = undefined;

  constructor(platform: AsyncResultPlatform = promiseJobs) {
    this.#platform = platform;
  }

  has(result: IMFAsyncResult): boolean {
    return this.#open !== undefined && this.#open.result === result;
  }

  /** BeginGetEvent. The generator checks the callback and whether it is shut down first. */
  begin(callback: IMFAsyncCallback, state: unknown): HRESULT | undefined {
    const open = this.#open;
    if (open === undefined) {
      const result = this.#platform.MFCreateAsyncResult(null, callback, state);
      this.#open = new Subscription(callback, state, result);
      return undefined;
    }
    if (open.callback !== callback) {
      const fault =
        'another callback waits for the next event; if its promise was abandoned, use eventsOf for the next';
      throw refusal(MF_E_MULTIPLE_SUBSCRIBERS, 'BeginGetEvent', fault);
    }
    if (!Object.is(open.state, state ?? null)) {
      throw refusal(MF_E_MULTIPLE_BEGIN, 'BeginGetEvent', 'this callback waits already, with another state');
    }
    return MF_S_MULTIPLE_BEGIN;
  }

  /** Dispatches the callback of a subscriber that waits. @param status sets the status of its result */
  invoke(status?: HRESULT): void {
    const open = this.#open;
    if (open === undefined || open.isInvoked) return;
    open.isInvoked = true;
    if (status !== undefined) tellStatus(open.result, status);
    open.runInAsyncScope(dispatch, undefined, this.#platform, open.callback, open.result);
  }

  /**
   * EndGetEvent: the next event is the caller's, and the next BeginGetEvent is accepted.
   *
   * `E_FAIL` is the code of Windows' event queues for every result that is not that of the open BeginGetEvent: one that
   * was ended before, and one of another generator.
   */
  end(result: IMFAsyncResult): void {
    const open = this.#open;
    if (open === undefined || open.result !== result) {
      throw refusal(E_FAIL, 'EndGetEvent', 'this result belongs to no open BeginGetEvent, or was ended already');
    }
    // The subscription stays open: its event is still to come.
    if (!open.isInvoked) throw refusal(E_FAIL, 'EndGetEvent', 'there is no event yet, wait for Invoke');
    this.#open = undefined;
  }

  /** Drops the subscriber: no Invoke is dispatched any more. */
  drop(): void {
    this.#open = undefined;
  }

  /** Refuses GetEvent while a BeginGetEvent is open: the next event is for its subscriber. */
  requireFree(): void {
    if (this.#open === undefined) return;
    const fault = 'a BeginGetEvent is open, the next event is for its subscriber';
    throw refusal(MF_E_MULTIPLE_SUBSCRIBERS, 'GetEvent', fault);
  }
}

const refusal = (hr: HRESULT, operation: string, fault: string): HResultError =>
  new HResultError(hr, operation, { fault });

/** An event as QueueEvent makes it. */
export class MediaEvent implements IMFMediaEvent {
  readonly #type: number;
  readonly #extendedType: string;
  readonly #status: HRESULT;
  readonly #value: unknown;

  /** @throws HResultError `E_INVALIDARG` where type and status are no such numbers, or the extended type is no text */
  constructor(operation: string, type: number, extendedType: string, status: HRESULT, value: unknown) {
    if (!(typeof type === 'number' && type === type >>> 0)) {
      throw refusal(E_INVALIDARG, operation, `type must be a MediaEventType, got ${describe(type)}`);
    }
    if (typeof extendedType !== 'string') {
      throw refusal(E_INVALIDARG, operation, `extendedType must be a GUID, got ${describe(extendedType)}`);
    }
    if (!isHresult(status)) {
      throw refusal(E_INVALIDARG, operation, `status must be an HRESULT, got ${describe(status)}`);
    }
    this.#type = type;
    this.#extendedType = extendedType;
    this.#status = status >>> 0;
    this.#value = value ?? null;
  }

  GetType(): number {
    return this.#type;
  }

  GetExtendedType(): string {
    return this.#extendedType;
  }

  GetStatus(): HRESULT {
    return this.#status;
  }

  GetValue(): unknown {
    return this.#value;
  }
}
