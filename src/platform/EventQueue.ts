import { describe, requireCallback } from '../contract/arguments.js';
import { dispatch } from '../contract/dispatch.js';
import {
  E_FAIL,
  E_INVALIDARG,
  MF_E_MULTIPLE_BEGIN,
  MF_E_MULTIPLE_SUBSCRIBERS,
  MF_E_NO_EVENTS_AVAILABLE,
  MF_E_SHUTDOWN,
  MF_S_MULTIPLE_BEGIN,
  type HRESULT,
} from '../contract/hresult.js';
import { HResultError } from '../contract/HResultError.js';
import type { AsyncResultPlatform, IMFAsyncCallback, IMFAsyncResult } from '../contract/IMFAsyncResult.js';
import type { IMFMediaEvent } from '../contract/IMFMediaEventGenerator.js';
import { LinkedQueue } from './queues/LinkedQueue.js';
import type { IMFMediaEventQueue } from './MediaPlatform.js';

class MediaEvent implements IMFMediaEvent {
  readonly #type: number;
  readonly #extendedType: string;
  readonly #status: HRESULT;
  readonly #value: unknown;

  constructor(type: number, extendedType: string, status: HRESULT, value: unknown) {
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

/** Whose BeginGetEvent is open. */
interface Subscription {
  readonly callback: IMFAsyncCallback;
  readonly state: unknown;
  readonly result: IMFAsyncResult;
  isInvoked: boolean;
}

/** An event's place in a queue; the same event may have several. */
interface Queued {
  readonly event: IMFMediaEvent;
  next: Queued | undefined;
}

/** `IMFMediaEventQueue`: events, and the one subscriber. */
export class EventQueue implements IMFMediaEventQueue {
  readonly #platform: AsyncResultPlatform;
  #events = new LinkedQueue<Queued>();
  #subscription: Subscription | undefined = undefined;
  #isShutDown = false;

  constructor(platform: AsyncResultPlatform) {
    this.#platform = platform;
  }

  GetEvent(_flags: number): IMFMediaEvent {
    this.#requireOpen('GetEvent');
    if (this.#subscription !== undefined) {
      const fault = 'a BeginGetEvent is open, and the next event is for its subscriber';
      throw new HResultError(MF_E_MULTIPLE_SUBSCRIBERS, 'GetEvent', { fault });
    }
    // With or without MF_EVENT_FLAG_NO_WAIT: the one thread that could raise an event cannot wait for it.
    const event = this.#events.shift()?.event;
    if (event !== undefined) return event;
    const fault = 'there is no event, and the event loop cannot wait for one; use BeginGetEvent';
    throw new HResultError(MF_E_NO_EVENTS_AVAILABLE, 'GetEvent', { fault });
  }

  BeginGetEvent(callback: IMFAsyncCallback | null, state: unknown): HRESULT | undefined {
    // Even after Shutdown, this is what is wrong first.
    requireCallback(callback, 'BeginGetEvent');
    this.#requireOpen('BeginGetEvent');
    const open = this.#subscription;
    if (open !== undefined) return beginAgain(open, callback, state ?? null);
    const result = this.#platform.MFCreateAsyncResult(null, callback, state);
    this.#subscription = { callback, state: state ?? null, result, isInvoked: false };
    this.#invoke();
    return undefined;
  }

  EndGetEvent(result: IMFAsyncResult): IMFMediaEvent {
    this.#requireOpen('EndGetEvent');
    if (result !== this.#subscription?.result) {
      const fault = 'this result belongs to no open BeginGetEvent of this queue, or was ended already';
      throw new HResultError(E_FAIL, 'EndGetEvent', { fault });
    }
    const event = this.#events.shift()?.event;
    if (event === undefined) {
      // The subscription stays: its event is still to come.
      throw new HResultError(E_FAIL, 'EndGetEvent', { fault: 'there is no event yet, wait for Invoke' });
    }
    this.#subscription = undefined;
    return event;
  }

  QueueEvent(event: IMFMediaEvent): void {
    this.#put(event, 'QueueEvent');
  }

  QueueEventParamVar(type: number, extendedType: string, status: HRESULT, value: unknown): void {
    this.#put(new MediaEvent(type, extendedType, status, value), 'QueueEventParamVar');
  }

  QueueEventParamUnk(type: number, extendedType: string, status: HRESULT, object: unknown): void {
    this.#put(new MediaEvent(type, extendedType, status, object), 'QueueEventParamUnk');
  }

  Shutdown(): void {
    this.#isShutDown = true;
    this.#events = new LinkedQueue<Queued>();
    // A subscriber who waits is not invoked any more; one whose Invoke is on its way learns it from EndGetEvent.
    this.#subscription = undefined;
  }

  #put(event: IMFMediaEvent, operation: string): void {
    this.#requireOpen(operation);
    if (typeof event !== 'object' || event === null) {
      const fault = `event must be an IMFMediaEvent, got ${describe(event)}`;
      throw new HResultError(E_INVALIDARG, operation, { fault });
    }
    this.#events.push({ event, next: undefined });
    this.#invoke();
  }

  /** Invokes the subscriber, once, where there is one and an event for it. */
  #invoke(): void {
    const subscription = this.#subscription;
    if (subscription === undefined || subscription.isInvoked || this.#events.isEmpty) return;
    subscription.isInvoked = true;
    dispatch(this.#platform, subscription.callback, subscription.result);
  }

  #requireOpen(operation: string): void {
    if (this.#isShutDown) throw new HResultError(MF_E_SHUTDOWN, operation, { fault: 'the event queue is shut down' });
  }
}

/** BeginGetEvent while one is open: only the same again is no error. By identity, of callback and state alike. */
function beginAgain(open: Subscription, callback: IMFAsyncCallback, state: unknown): HRESULT {
  if (open.callback !== callback) {
    const fault = 'another callback waits for the next event';
    throw new HResultError(MF_E_MULTIPLE_SUBSCRIBERS, 'BeginGetEvent', { fault });
  }
  if (!Object.is(open.state, state)) {
    const fault = 'this callback waits for the next event already, with another state';
    throw new HResultError(MF_E_MULTIPLE_BEGIN, 'BeginGetEvent', { fault });
  }
  return MF_S_MULTIPLE_BEGIN;
}
