import type { Method } from '../adapters/methods.js';
import { report, type Reporter } from '../adapters/misuse.js';
import { discard } from '../adapters/operation.js';
import { checkMethods, checkOptions, checkSignal } from '../contract/arguments.js';
import {
  E_ABORT,
  isFailureHresult,
  MF_E_MULTIPLE_BEGIN,
  MF_E_MULTIPLE_SUBSCRIBERS,
  MF_E_SHUTDOWN,
  MF_S_MULTIPLE_BEGIN,
} from '../contract/hresult.js';
import { HResultError } from '../contract/HResultError.js';
import { hresultOf } from '../contract/hresultOf.js';
import { callbackDropped, type IMFAsyncCallback, type IMFAsyncResult } from '../contract/IMFAsyncResult.js';
import type { IMFMediaEvent, IMFMediaEventGenerator } from '../contract/IMFMediaEventGenerator.js';
import { MFCreateAsyncResult } from '../contract/MFCreateAsyncResult.js';
import { iterateBeginEnd, type BeginEndIterator } from './iterateBeginEnd.js';

/** The options of {@link eventsOf}. */
export interface EventsOptions {
  /** Ends the iteration; its reason is thrown. */
  signal?: AbortSignal | undefined;
  /** Takes an event that came too late: after the iteration was left. Default: `event[Symbol.dispose]?.()`. */
  dispose?: ((event: IMFMediaEvent) => unknown) | undefined;
}

/**
 * The events of a media source, a session or a sink as an async iteration, which ends when the generator is shut down.
 *
 * At most one BeginGetEvent is outstanding, and none before an event is asked for: a loop that is left after an event
 * holds no subscription. While an iteration waits for an event, other subscribers get `MF_E_MULTIPLE_SUBSCRIBERS`.
 *
 * A BeginGetEvent cannot be cancelled. Where a waiting iteration is ended, by its signal or by `return()`, the
 * subscription stays until the next event, and `return()` does not wait for that. An iteration that begins before then
 * takes it over and gets that event. Without one, EndGetEvent is called for that event, which frees the subscription, and
 * the event is disposed. For a single event, `eventsOf(generator).next()` is therefore better than `getEvent()` of
 * `fromBeginEnd`, whose subscription cannot be taken over once it was given up.
 *
 * A generator that is shut down while an iteration waits may never invoke it: Media Foundation's own event queue drops
 * the subscriber. The iteration throws the error of {@link callbackDropped} where the generator tells that, as
 * `begin-end/media-foundation` does. Elsewhere, where the last event is not known by its type, give a signal.
 *
 * @param generator raises the events
 * @param options see {@link EventsOptions}
 * @returns an iterator that throws `HResultError` (`MF_E_MULTIPLE_SUBSCRIBERS` while there is another subscriber) and
 *   the reason of an aborted signal
 * @throws TypeError where an argument or option is of the wrong kind
 *
 * @example
 * for await (const event of eventsOf(session)) {
 *   if (event.GetType() === MESessionClosed) break;
 * }
 *
 * @see https://learn.microsoft.com/windows/win32/medfound/media-event-generators
 */
export function eventsOf(
  generator: IMFMediaEventGenerator,
  options: EventsOptions = {},
): BeginEndIterator<IMFMediaEvent> {
  checkMethods(generator, ['BeginGetEvent', 'EndGetEvent'], 'eventsOf', 'an IMFMediaEventGenerator');
  checkOptions(options, 'eventsOf', { signal: 'any', dispose: 'function' });
  const { signal, dispose } = options;
  checkSignal(signal, 'eventsOf');
  const subscription = subscriptionOf(generator);
  return iterateBeginEnd(
    (callback) => subscription.begin(callback),
    (result) => subscription.end(result),
    {
      signal,
      dispose,
      until: (error) => hresultOf(error) === MF_E_SHUTDOWN,
      cancel: () => subscription.leave(dispose as Method | undefined),
      name: 'BeginGetEvent',
    },
  );
}

const subscriptions = new WeakMap<IMFMediaEventGenerator, Subscription>();

function subscriptionOf(generator: IMFMediaEventGenerator): Subscription {
  const known = subscriptions.get(generator);
  if (known) return known;
  const subscription = new Subscription(generator);
  subscriptions.set(generator, subscription);
  return subscription;
}

/**
 * The one callback that a generator gets for all iterations over it, so that a BeginGetEvent that one iteration left
 * behind serves the next iteration.
 *
 *     idle ── begin ──▶ waiting ── leave ──▶ left ── begin ──▶ waiting
 *      ▲                  │ Invoke            │ Invoke: the event is ended and disposed
 *      └──────────────────┴───────────────────┘ or either is dropped
 *
 * For the iteration, to leave is the end: it is invoked with a result that EndGetEvent refuses as cancelled.
 */
class Subscription implements IMFAsyncCallback {
  readonly #generator: IMFMediaEventGenerator;
  readonly #reporter: Reporter = { name: 'BeginGetEvent', warned: new Set() };
  /** `undefined` while it is idle. */
  #phase: 'waiting' | 'left' | undefined;
  #callback: IMFAsyncCallback | undefined;
  /** That of the iteration that left last. */
  #dispose: Method | undefined;

  constructor(generator: IMFMediaEventGenerator) {
    this.#generator = generator;
  }

  begin(callback: IMFAsyncCallback): void {
    const before = this.#phase;
    if (before === 'waiting') {
      const fault = 'another iteration waits for the next event';
      throw new HResultError(MF_E_MULTIPLE_SUBSCRIBERS, 'BeginGetEvent', { fault });
    }
    this.#phase = 'waiting';
    this.#callback = callback;
    try {
      // Also where it was left: only the generator knows whether it still has the subscription.
      const hr: unknown = this.#generator.BeginGetEvent(this, null);
      if (isFailureHresult(hr) || hr === MF_S_MULTIPLE_BEGIN) throw new HResultError(hr, 'BeginGetEvent');
    } catch (error) {
      if (before === 'left' && subscribedAlready.has(hresultOf(error))) return;
      // A subscription that was left may still be invoked: EndGetEvent then says what became of it.
      this.#phase = before;
      this.#callback = undefined;
      throw error;
    }
  }

  end(result: IMFAsyncResult): IMFMediaEvent {
    if (result !== leaving) return this.#generator.EndGetEvent(result);
    // Nothing more is said: the iteration gives the reason for which it was left instead.
    throw new HResultError(E_ABORT);
  }

  leave(dispose: Method | undefined): void {
    const callback = this.#callback;
    this.#phase = 'left';
    this.#callback = undefined;
    this.#dispose = dispose;
    callback?.Invoke(leaving);
  }

  Invoke(result: IMFAsyncResult): void {
    const callback = this.#callback;
    const wasLeft = this.#phase === 'left';
    this.#phase = undefined;
    this.#callback = undefined;
    if (callback) callback.Invoke(result);
    else if (wasLeft) this.#discard(result);
    // Not reported by the operation: it is over, and is not kept for the case that a generator invokes twice.
    else report(this.#reporter, 'second-invoke', 'invoked its callback again, End was not called again', { result });
  }

  /** The subscription is over: the generator will not invoke it. */
  [callbackDropped](error: unknown): void {
    const callback = this.#callback;
    this.#phase = undefined;
    this.#callback = undefined;
    callback?.[callbackDropped]?.(error);
  }

  /** Ends the event of an iteration that has left. There is no caller to whom to throw what EndGetEvent throws. */
  #discard(result: IMFAsyncResult): void {
    try {
      discard(this.#reporter, this.#dispose, this.#generator.EndGetEvent(result));
    } catch {}
  }
}

/**
 * How a generator refuses a BeginGetEvent while the one that was left is open: the last two where it does not know the
 * callback again, because other code wraps it, or gives it another state.
 */
const subscribedAlready: ReadonlySet<unknown> = /* @__PURE__ */ new Set([
  MF_S_MULTIPLE_BEGIN,
  MF_E_MULTIPLE_SUBSCRIBERS,
  MF_E_MULTIPLE_BEGIN,
]);

/** The result of every BeginGetEvent that an iteration leaves. */
const leaving = /* @__PURE__ */ MFCreateAsyncResult(null, null, null);
