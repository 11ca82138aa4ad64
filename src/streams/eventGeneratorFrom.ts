import { describe, requireCallback } from '../contract/arguments.js';
import { EventSubscription, MediaEvent } from '../contract/EventSubscription.js';
import { FAILED, MF_E_NO_EVENTS_AVAILABLE, MF_E_SHUTDOWN, type HRESULT } from '../contract/hresult.js';
import { HResultError } from '../contract/HResultError.js';
import { hresultOf } from '../contract/hresultOf.js';
import type { IMFAsyncCallback, IMFAsyncResult } from '../contract/IMFAsyncResult.js';
import type { IMFMediaEvent, IMFMediaEventGenerator } from '../contract/IMFMediaEventGenerator.js';

/** An event generator that can be shut down. */
export interface ClosableEventGenerator extends IMFMediaEventGenerator {
  /**
   * Ends the iteration (`return()` of its iterator). From now on all other methods throw `MF_E_SHUTDOWN`; a subscriber
   * that waits is invoked, and its EndGetEvent throws that code. A second time nothing happens.
   */
  Shutdown(): void;
}

/**
 * An async iterable of events as an event generator: what callback code subscribes to, `async` code yields.
 *
 * BeginGetEvent and GetEvent ask the iterable for one event at a time; it is not run ahead. `QueueEvent` adds events in
 * between. The rules are those of Media Foundation: one event for each BeginGetEvent, one subscriber at a time. When
 * the iterable is over, EndGetEvent throws `MF_E_SHUTDOWN`; when the iterable throws, EndGetEvent throws that very
 * error; after either, all methods throw `MF_E_SHUTDOWN`. `GetEvent` never waits: where there is no event yet it asks
 * for one and throws `MF_E_NO_EVENTS_AVAILABLE`. Callbacks are invoked in a promise job.
 *
 * @param events an async iterable, or an iterable, of events
 * @returns the generator; its `Shutdown()` ends the iteration
 * @throws TypeError where events is not iterable
 *
 * @example
 * async function* ticks() {
 *   for await (const _ of setInterval(1000)) yield event;
 * }
 * const generator = eventGeneratorFrom(ticks());
 *
 * @see https://learn.microsoft.com/windows/win32/medfound/media-event-generators
 */
export function eventGeneratorFrom(
  events: AsyncIterable<IMFMediaEvent> | Iterable<IMFMediaEvent>,
): ClosableEventGenerator {
  const source = events as Partial<AsyncIterable<IMFMediaEvent> & Iterable<IMFMediaEvent>> | null | undefined;
  const iterator = source?.[Symbol.asyncIterator]?.() ?? source?.[Symbol.iterator]?.();
  if (iterator) return new IterableEvents(iterator);
  throw new TypeError(`eventGeneratorFrom: expected an async iterable, got ${describe(events)}`);
}

type Events = AsyncIterator<IMFMediaEvent> | Iterator<IMFMediaEvent>;

/** An event, or the error that came in its place. */
type Arrival = { readonly event: IMFMediaEvent } | { readonly error: unknown };

class IterableEvents implements ClosableEventGenerator {
  readonly #iterator: Events;
  readonly #subscription = new EventSubscription();
  /** Events that EndGetEvent or GetEvent has not taken yet. */
  #arrivals: Arrival[] = [];
  #isPulling = false;
  #isShutDown = false;

  constructor(iterator: Events) {
    this.#iterator = iterator;
  }

  GetEvent(_flags: number): IMFMediaEvent {
    this.#checkOpen('GetEvent');
    this.#subscription.requireFree();
    if (this.#arrivals.length > 0) return this.#take();
    this.#pull();
    throw new HResultError(MF_E_NO_EVENTS_AVAILABLE, 'GetEvent', { fault: 'there is no event yet' });
  }

  BeginGetEvent(callback: IMFAsyncCallback | null, state: unknown): HRESULT | undefined {
    // Before the check for Shutdown, as on Windows.
    requireCallback(callback, 'BeginGetEvent');
    this.#checkOpen('BeginGetEvent');
    const hr = this.#subscription.begin(callback, state);
    this.#deliver();
    return hr;
  }

  EndGetEvent(result: IMFAsyncResult): IMFMediaEvent {
    // The subscriber that was open at Shutdown ends like any other: the arrival that it takes is MF_E_SHUTDOWN.
    if (!this.#subscription.has(result)) this.#checkOpen('EndGetEvent');
    this.#subscription.end(result);
    const event = this.#take();
    const status = result.GetStatus();
    if (FAILED(status)) throw new HResultError(status, 'EndGetEvent');
    return event;
  }

  QueueEvent(type: number, extendedType: string, status: HRESULT, value: unknown): void {
    this.#checkOpen('QueueEvent');
    this.#arrive({ event: new MediaEvent(type, extendedType, status, value) });
  }

  Shutdown(): void {
    if (this.#isShutDown) return;
    this.#isShutDown = true;
    this.#arrivals = [];
    this.#arrive({ error: shutDown('EndGetEvent') });
    // Shutdown does not wait for the iterator, so an error of its return has no caller to go to.
    void (async () => this.#iterator.return?.())().catch(() => {});
  }

  /** Takes the next event; or throws the error, after which there are no more events. */
  #take(): IMFMediaEvent {
    const arrival = this.#arrivals.shift() as Arrival;
    if ('event' in arrival) return arrival.event;
    this.#isShutDown = true;
    throw arrival.error;
  }

  #deliver(): void {
    if (!this.#subscription.isWaiting) return;
    const arrival = this.#arrivals[0];
    if (arrival === undefined) this.#pull();
    else this.#subscription.invoke('error' in arrival ? hresultOf(arrival.error) : undefined);
  }

  #pull(): void {
    if (this.#isPulling) return;
    this.#isPulling = true;
    // The async function turns an error that next throws into a rejection, which is handled here as well.
    void (async () => this.#iterator.next())().then(
      ({ done, value }) => this.#pulled(done ? { error: shutDown('EndGetEvent') } : { event: value }),
      (error: unknown) => this.#pulled({ error }),
    );
  }

  #pulled(arrival: Arrival): void {
    this.#isPulling = false;
    if (!this.#isShutDown) this.#arrive(arrival);
  }

  #arrive(arrival: Arrival): void {
    this.#arrivals.push(arrival);
    this.#deliver();
  }

  #checkOpen(operation: string): void {
    if (this.#isShutDown) throw shutDown(operation);
  }
}

const shutDown = (operation: string): HResultError =>
  new HResultError(MF_E_SHUTDOWN, operation, { fault: 'there are no more events' });
