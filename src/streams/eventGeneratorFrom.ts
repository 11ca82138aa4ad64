import type { Method } from '../adapters/methods.js';
import type { Reporter } from '../adapters/misuse.js';
import { discard } from '../adapters/operation.js';
import { checkOptions, describe, requireCallback } from '../contract/arguments.js';
import { asyncDispose, dispose } from '../contract/disposal.js';
import { EventSubscription, MediaEvent } from '../contract/EventSubscription.js';
import { FAILED, MF_E_NO_EVENTS_AVAILABLE, MF_E_SHUTDOWN, type HRESULT } from '../contract/hresult.js';
import { HResultError } from '../contract/HResultError.js';
import { hresultOf } from '../contract/hresultOf.js';
import type { IMFAsyncCallback, IMFAsyncResult } from '../contract/IMFAsyncResult.js';
import type { IMFMediaEvent, IMFMediaEventGenerator } from '../contract/IMFMediaEventGenerator.js';
import { LinkedQueue } from '../contract/LinkedQueue.js';
import { statusOf } from '../contract/MFCreateAsyncResult.js';
import { isNativePromise } from '../contract/nativePromise.js';
import { iteratorOf, OwnedIterator } from './OwnedIterator.js';

/** An event generator that can be shut down. */
export interface ClosableEventGenerator extends IMFMediaEventGenerator {
  /**
   * Ends the iteration (`return()` of its iterator). From now on all other methods throw `MF_E_SHUTDOWN`; a subscriber
   * that waits is invoked, and its EndGetEvent throws that code. Events that were not taken are disposed. A second time
   * nothing happens.
   */
  Shutdown(): void;
  /** Calls `Shutdown()`. */
  [Symbol.dispose](): void;
  /**
   * Calls `Shutdown()` and waits for `return()` of the iterator; not while that is being asked for an event, since an
   * async generator runs `return()` only after that.
   *
   * @returns rejects with what that throws, which otherwise is warned about
   */
  [Symbol.asyncDispose](): Promise<void>;
}

/** The options of {@link eventGeneratorFrom}. */
export interface EventGeneratorOptions {
  /** Takes an event that no subscriber gets: at Shutdown, and after it. Default: `event[Symbol.dispose]?.()`. */
  dispose?: ((event: IMFMediaEvent) => unknown) | undefined;
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
 * An event that is yielded is the generator's. Where no subscriber gets it, because the generator was shut down or the
 * status of the subscriber's result was set to a failure, it is disposed.
 *
 * @param events an async iterable, or an iterable, of events
 * @param options see {@link EventGeneratorOptions}
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
  options: EventGeneratorOptions = {},
): ClosableEventGenerator {
  const iterator = iteratorOf(events, Symbol.asyncIterator) ?? iteratorOf(events, Symbol.iterator);
  if (!iterator) throw new TypeError(`eventGeneratorFrom: expected an async iterable, got ${describe(events)}`);
  checkOptions(options, 'eventGeneratorFrom', { dispose: 'function' });
  const owned = new OwnedIterator(iterator, 'eventGeneratorFrom', 'Shutdown');
  return new IterableEvents(owned, options.dispose as Method | undefined);
}

/** An event, or the error that came in its place. */
interface Arrival {
  readonly event?: IMFMediaEvent;
  readonly error?: unknown;
  next: Arrival | undefined;
}

const arrivalOf = (event: IMFMediaEvent): Arrival => ({ event, next: undefined });
const failure = (error: unknown): Arrival => ({ error, next: undefined });

class IterableEvents implements ClosableEventGenerator {
  readonly #iterator: OwnedIterator<unknown>;
  readonly #dispose: Method | undefined;
  readonly #reporter: Reporter = { name: 'BeginGetEvent', warned: new Set() };
  readonly #subscription = new EventSubscription();
  /** Events that EndGetEvent or GetEvent has not taken yet. */
  readonly #arrivals = new LinkedQueue<Arrival>();
  #isPulling = false;
  #isShutDown = false;

  constructor(iterator: OwnedIterator<unknown>, ownDispose: Method | undefined) {
    this.#iterator = iterator;
    this.#dispose = ownDispose;
  }

  GetEvent(_flags: number): IMFMediaEvent {
    this.#checkOpen('GetEvent');
    this.#subscription.requireFree();
    if (!this.#arrivals.isEmpty) return this.#take();
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
    const status = statusOf(result);
    if (!FAILED(status)) return event;
    this.#discard(event);
    throw new HResultError(status, 'EndGetEvent');
  }

  QueueEvent(type: number, extendedType: string, status: HRESULT, value: unknown): void {
    this.#checkOpen('QueueEvent');
    this.#arrive(arrivalOf(new MediaEvent('QueueEvent', type, extendedType, status, value)));
  }

  Shutdown(): void {
    if (this.#isShutDown) return;
    this.#end();
    this.#arrive(failure(shutDown('EndGetEvent')));
    this.#iterator.return();
  }

  [dispose](): void {
    this.Shutdown();
  }

  async [asyncDispose](): Promise<void> {
    this.Shutdown();
    await this.#iterator.whenReturned();
  }

  /** Takes the next event; or throws the error, after which there are no more events. */
  #take(): IMFMediaEvent {
    const { event, error } = this.#arrivals.shift() as Arrival;
    if (event !== undefined) return event;
    this.#end();
    throw error;
  }

  /** Disposes the events that have arrived and were not taken. */
  #end(): void {
    this.#isShutDown = true;
    for (let arrival = this.#arrivals.shift(); arrival !== undefined; arrival = this.#arrivals.shift()) {
      if (arrival.event !== undefined) this.#discard(arrival.event);
    }
  }

  #deliver(): void {
    const arrival = this.#arrivals.first;
    if (arrival === undefined) this.#pull();
    else this.#subscription.invoke(arrival.event === undefined ? hresultOf(arrival.error) : undefined);
  }

  #pull(): void {
    if (this.#isPulling) return;
    this.#isPulling = true;
    void this.#next().then(
      (arrival) => this.#pulled(arrival),
      (error: unknown) => this.#pulled(failure(error)),
    );
  }

  /** Asks the iterator. All that it can do wrong is an error in the place of the event. */
  async #next(): Promise<Arrival> {
    const { done, value } = await this.#iterator.next();
    if (done) return failure(shutDown('EndGetEvent'));
    // An iterable that is not asynchronous may give promises, as in `for await`.
    const event = isNativePromise(value) ? await value : value;
    if (typeof event === 'object' && event !== null) return arrivalOf(event as IMFMediaEvent);
    this.#iterator.return();
    throw new TypeError(`eventGeneratorFrom: expected IMFMediaEvents from the iterable, got ${describe(event)}`);
  }

  #pulled(arrival: Arrival): void {
    this.#isPulling = false;
    if (!this.#isShutDown) this.#arrive(arrival);
    else if (arrival.event !== undefined) this.#discard(arrival.event);
  }

  #arrive(arrival: Arrival): void {
    this.#arrivals.push(arrival);
    this.#deliver();
  }

  #discard(event: IMFMediaEvent): void {
    discard(this.#reporter, this.#dispose, event);
  }

  #checkOpen(operation: string): void {
    if (this.#isShutDown) throw shutDown(operation);
  }
}

const shutDown = (operation: string): HResultError =>
  new HResultError(MF_E_SHUTDOWN, operation, { fault: 'there are no more events' });
