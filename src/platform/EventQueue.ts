import { describe, requireCallback } from '../contract/arguments.js';
import { EventSubscription, MediaEvent } from '../contract/EventSubscription.js';
import { E_INVALIDARG, MF_E_NO_EVENTS_AVAILABLE, MF_E_SHUTDOWN, type HRESULT } from '../contract/hresult.js';
import { HResultError } from '../contract/HResultError.js';
import type { AsyncResultPlatform, IMFAsyncCallback, IMFAsyncResult } from '../contract/IMFAsyncResult.js';
import type { IMFMediaEvent } from '../contract/IMFMediaEventGenerator.js';
import { dispose } from '../contract/disposal.js';
import { LinkedQueue } from '../contract/LinkedQueue.js';
import type { IMFMediaEventQueue } from './MediaPlatform.js';

/** An event's place in a queue; the same event may be queued several times. */
interface Queued {
  readonly event: IMFMediaEvent;
  next: Queued | undefined;
}

/** `IMFMediaEventQueue`: events, and their one subscriber. GetEvent and EndGetEvent take an event, Invoke does not. */
export class EventQueue implements IMFMediaEventQueue {
  readonly #subscription: EventSubscription;
  #events = new LinkedQueue<Queued>();
  #isShutDown = false;

  constructor(platform: AsyncResultPlatform) {
    this.#subscription = new EventSubscription(platform);
  }

  GetEvent(_flags: number): IMFMediaEvent {
    this.#requireOpen('GetEvent');
    this.#subscription.requireFree();
    // Without MF_EVENT_FLAG_NO_WAIT as well: the thread that would wait is the one that could raise an event.
    const queued = this.#events.shift();
    if (queued !== undefined) return queued.event;
    const fault = 'there is no event, and the event loop cannot wait for one; use BeginGetEvent';
    throw new HResultError(MF_E_NO_EVENTS_AVAILABLE, 'GetEvent', { fault });
  }

  BeginGetEvent(callback: IMFAsyncCallback | null, state: unknown): HRESULT | undefined {
    // Before the check for Shutdown, as on Windows.
    requireCallback(callback, 'BeginGetEvent');
    this.#requireOpen('BeginGetEvent');
    const hr = this.#subscription.begin(callback, state);
    this.#invoke();
    return hr;
  }

  EndGetEvent(result: IMFAsyncResult): IMFMediaEvent {
    this.#requireOpen('EndGetEvent');
    this.#subscription.end(result);
    // The queue cannot be empty: the subscriber was invoked for this event, and only its EndGetEvent takes the event.
    return (this.#events.shift() as Queued).event;
  }

  QueueEvent(event: IMFMediaEvent): void {
    this.#put(event, 'QueueEvent');
  }

  QueueEventParamVar(type: number, extendedType: string, status: HRESULT, value: unknown): void {
    this.#put(new MediaEvent('QueueEventParamVar', type, extendedType, status, value), 'QueueEventParamVar');
  }

  QueueEventParamUnk(type: number, extendedType: string, status: HRESULT, object: unknown): void {
    this.#put(new MediaEvent('QueueEventParamUnk', type, extendedType, status, object), 'QueueEventParamUnk');
  }

  Shutdown(): void {
    this.#isShutDown = true;
    this.#events = new LinkedQueue<Queued>();
    // A subscriber that waits is never invoked; one whose Invoke is on its way gets MF_E_SHUTDOWN from EndGetEvent.
    this.#subscription.drop();
  }

  [dispose](): void {
    this.Shutdown();
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

  #invoke(): void {
    if (!this.#events.isEmpty) this.#subscription.invoke();
  }

  #requireOpen(operation: string): void {
    if (this.#isShutDown) throw new HResultError(MF_E_SHUTDOWN, operation, { fault: 'the event queue is shut down' });
  }
}
