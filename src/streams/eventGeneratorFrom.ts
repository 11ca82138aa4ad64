import { describe, requireCallback } from '../contract/arguments.js';
import {
  E_FAIL,
  FAILED,
  MF_E_MULTIPLE_BEGIN,
  MF_E_MULTIPLE_SUBSCRIBERS,
  MF_E_NO_EVENTS_AVAILABLE,
  MF_E_SHUTDOWN,
  MF_S_MULTIPLE_BEGIN,
  teachHresultNames,
  type HRESULT,
} from '../contract/hresult.js';
import { HResultError } from '../contract/HResultError.js';
import { hresultOf } from '../contract/hresultOf.js';
import type { IMFAsyncCallback, IMFAsyncResult } from '../contract/IMFAsyncResult.js';
import type { IMFMediaEvent, IMFMediaEventGenerator } from '../contract/IMFMediaEventGenerator.js';
import { MFCreateAsyncResult } from '../contract/MFCreateAsyncResult.js';
import { dispatch } from '../contract/dispatch.js';

teachHresultNames({ MF_E_MULTIPLE_BEGIN, MF_E_MULTIPLE_SUBSCRIBERS, MF_E_NO_EVENTS_AVAILABLE });

/** An event generator that can be told that nobody wants its events any more. */
export interface ClosableEventGenerator extends IMFMediaEventGenerator {
  /**
   * Ends the iteration (`return()` of its iterator). From now on everything else throws `MF_E_SHUTDOWN`; whoever waits is
   * invoked and learns it from EndGetEvent. A second time nothing happens.
   */
  Shutdown(): void;
}

/**
 * An async iterable of events as an event generator: what callback code subscribes to, `async` code yields.
 *
 * An event is asked for once somebody wants it, one at a time: the iterable is not run ahead. `QueueEvent` adds events in
 * between. The rules are those of Media Foundation: one event for each BeginGetEvent, one subscriber at a time. When the
 * iterable is over, EndGetEvent throws `MF_E_SHUTDOWN`; when it throws, EndGetEvent throws that very error; after
 * either, everything throws `MF_E_SHUTDOWN`. `GetEvent` never waits: where there is no event yet it throws
 * `MF_E_NO_EVENTS_AVAILABLE`, and asks for one. Callbacks are invoked in a promise job.
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

/** An event, or the error that there is instead. */
type Arrival = { readonly event: IMFMediaEvent } | { readonly error: unknown };

/** Whose BeginGetEvent is open. */
interface Subscription {
  readonly callback: IMFAsyncCallback;
  readonly state: unknown;
  readonly result: IMFAsyncResult;
  arrival?: Arrival;
}

class IterableEvents implements ClosableEventGenerator {
  readonly #iterator: Events;
  readonly #arrivals: Arrival[] = [];
  #subscription: Subscription | undefined;
  #isPulling = false;
  #isShutDown = false;

  constructor(iterator: Events) {
    this.#iterator = iterator;
  }

  GetEvent(_flags: number): IMFMediaEvent {
    this.#checkOpen('GetEvent');
    if (this.#subscription) {
      throw refusal(
        MF_E_MULTIPLE_SUBSCRIBERS,
        'GetEvent',
        'a BeginGetEvent is open, the next event is for its subscriber',
      );
    }
    const arrival = this.#arrivals.shift();
    if (arrival) return this.#take(arrival);
    this.#pull();
    throw refusal(MF_E_NO_EVENTS_AVAILABLE, 'GetEvent', 'there is no event yet');
  }

  BeginGetEvent(callback: IMFAsyncCallback | null, state: unknown): HRESULT | undefined {
    // Even after Shutdown, this is what is wrong first.
    requireCallback(callback, 'BeginGetEvent');
    this.#checkOpen('BeginGetEvent');
    if (this.#subscription) return beginAgain(this.#subscription, callback, state ?? null);
    this.#subscription = { callback, state: state ?? null, result: MFCreateAsyncResult(null, callback, state) };
    this.#deliver();
    return undefined;
  }

  EndGetEvent(result: IMFAsyncResult): IMFMediaEvent {
    const subscription = this.#subscription;
    if (subscription === undefined || subscription.result !== result) {
      this.#checkOpen('EndGetEvent');
      throw refusal(E_FAIL, 'EndGetEvent', 'this result belongs to no open BeginGetEvent, or was ended already');
    }
    this.#subscription = undefined;
    // Nobody has the result before Invoke, and Invoke does not come before the arrival.
    const event = this.#take(subscription.arrival as Arrival);
    const status = result.GetStatus();
    if (FAILED(status)) throw new HResultError(status, 'EndGetEvent');
    return event;
  }

  QueueEvent(type: number, extendedType: string, status: HRESULT, value: unknown): void {
    this.#checkOpen('QueueEvent');
    this.#arrive({
      event: {
        GetType: () => type,
        GetExtendedType: () => extendedType,
        GetStatus: () => status >>> 0,
        GetValue: () => value ?? null,
      },
    });
  }

  Shutdown(): void {
    if (this.#isShutDown) return;
    this.#isShutDown = true;
    this.#arrivals.length = 0;
    const waiting = this.#subscription;
    if (waiting) {
      const isInvoked = waiting.arrival !== undefined;
      waiting.arrival = { error: shutDown('EndGetEvent') };
      if (!isInvoked) this.#complete(waiting);
    }
    // Nobody is left to be told how that ended.
    void (async () => this.#iterator.return?.())().catch(() => {});
  }

  /** An event; or the error, after which there is nothing more. */
  #take(arrival: Arrival): IMFMediaEvent {
    if ('event' in arrival) return arrival.event;
    this.#isShutDown = true;
    throw arrival.error;
  }

  #deliver(): void {
    const subscription = this.#subscription;
    if (!subscription || subscription.arrival) return;
    const arrival = this.#arrivals.shift();
    if (!arrival) return this.#pull();
    subscription.arrival = arrival;
    this.#complete(subscription);
  }

  #complete({ callback, result, arrival }: Subscription): void {
    if (arrival && 'error' in arrival) result.SetStatus(hresultOf(arrival.error));
    dispatch(undefined, callback, result);
  }

  #pull(): void {
    if (this.#isPulling) return;
    this.#isPulling = true;
    // The async function turns what next throws into a rejection; neither is ever unhandled.
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

const refusal = (hr: HRESULT, operation: string, fault: string): HResultError =>
  new HResultError(hr, operation, { fault });

const shutDown = (operation: string): HResultError => refusal(MF_E_SHUTDOWN, operation, 'there are no more events');

/** BeginGetEvent while one is open: only the same again is no error. By identity, of callback and state alike. */
function beginAgain(open: Subscription, callback: IMFAsyncCallback, state: unknown): HRESULT {
  if (open.callback !== callback) {
    throw refusal(MF_E_MULTIPLE_SUBSCRIBERS, 'BeginGetEvent', 'another callback waits for the next event');
  }
  if (!Object.is(open.state, state)) {
    throw refusal(MF_E_MULTIPLE_BEGIN, 'BeginGetEvent', 'this callback waits already, with another state');
  }
  return MF_S_MULTIPLE_BEGIN;
}
