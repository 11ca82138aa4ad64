import { describe, expect, jest, test } from '@jest/globals';
import {
  callbackDropped,
  E_ABORT,
  E_FAIL,
  eventGeneratorFrom,
  eventsOf,
  fromBeginEnd,
  HResultError,
  MF_S_MULTIPLE_BEGIN,
  MFCreateAsyncResult,
  type IMFMediaEvent,
  type IMFMediaEventGenerator,
} from '../../src/index.js';
import { createEmbeddedPlatform, MF_VERSION } from '../../src/platform/index.js';
import { mediaEvent } from '../support/mediaEvents.js';
import { allJobs, isPending } from '../support/promises.js';
import { collectReports } from '../support/reports.js';

const reports = collectReports();

/** A generator over an event queue of the embedded platform, as one is written, and what is called on it. */
function generatorOverQueue() {
  const { MFStartup, MFCreateEventQueue } = createEmbeddedPlatform();
  MFStartup(MF_VERSION);
  const queue = MFCreateEventQueue();
  const generator: IMFMediaEventGenerator = {
    GetEvent: (flags) => queue.GetEvent(flags),
    BeginGetEvent: jest.fn<IMFMediaEventGenerator['BeginGetEvent']>((callback, state) =>
      queue.BeginGetEvent(callback, state),
    ),
    EndGetEvent: jest.fn<IMFMediaEventGenerator['EndGetEvent']>((result) => queue.EndGetEvent(result)),
    QueueEvent: (...event) => queue.QueueEventParamVar(...event),
  };
  const raise = (value: unknown): void => {
    queue.QueueEvent(mediaEvent(value));
  };
  return { queue, generator, raise };
}

const ended = { done: true, value: undefined };
const valueOf = async (next: ReturnType<ReturnType<typeof eventsOf>['next']>) => (await next).value?.GetValue();

describe('eventsOf', () => {
  test('a generator, gives its events in order', async () => {
    const { generator, raise } = generatorOverQueue();
    raise(1);
    raise(2);
    raise(3);
    const values: unknown[] = [];
    for await (const event of eventsOf(generator)) {
      values.push(event.GetValue());
      if (values.length === 3) break;
    }
    expect(values).toStrictEqual([1, 2, 3]);
  });

  test('gives the very events that were raised', async () => {
    const { generator, queue } = generatorOverQueue();
    const event = mediaEvent(null);
    queue.QueueEvent(event);
    expect(await eventsOf(generator).next()).toStrictEqual({ done: false, value: event });
  });

  test('that nobody asks, does not subscribe', async () => {
    const { generator } = generatorOverQueue();
    eventsOf(generator);
    await allJobs();
    expect(generator.BeginGetEvent).not.toHaveBeenCalled();
  });

  test('left after an event, holds no subscription: somebody else can get the next', async () => {
    const { generator, raise } = generatorOverQueue();
    raise(1);
    raise(2);
    for await (const event of eventsOf(generator)) if (event.GetValue() === 1) break;
    expect(generator.GetEvent(0).GetValue()).toBe(2);
  });

  test('asked for each event, begins one BeginGetEvent each', async () => {
    const { generator, raise } = generatorOverQueue();
    const events = eventsOf(generator);
    const asked = [events.next(), events.next()];
    await allJobs();
    expect(generator.BeginGetEvent).toHaveBeenCalledTimes(1);
    raise(1);
    raise(2);
    expect(await Promise.all(asked.map(valueOf))).toStrictEqual([1, 2]);
    expect(generator.BeginGetEvent).toHaveBeenCalledTimes(2);
  });

  test('a generator that is shut down, ends', async () => {
    const { generator, queue } = generatorOverQueue();
    queue.Shutdown();
    expect(await eventsOf(generator).next()).toStrictEqual(ended);
  });

  test('a generator that is shut down while an event is on its way, ends', async () => {
    const { generator, queue, raise } = generatorOverQueue();
    const asked = eventsOf(generator).next();
    raise(1);
    queue.Shutdown();
    expect(await asked).toStrictEqual(ended);
  });

  test('whose generator has another subscriber, throws MF_E_MULTIPLE_SUBSCRIBERS, and works once that is gone', async () => {
    const { generator, raise } = generatorOverQueue();
    generator.BeginGetEvent({ Invoke: (result) => generator.EndGetEvent(result) }, null);
    await expect(eventsOf(generator).next()).rejects.toThrow('MF_E_MULTIPLE_SUBSCRIBERS');
    raise('for the other one');
    await allJobs();
    raise('for us');
    expect(await valueOf(eventsOf(generator).next())).toBe('for us');
  });

  test('while another iteration waits, throws MF_E_MULTIPLE_SUBSCRIBERS, and that one goes on', async () => {
    const { generator, raise } = generatorOverQueue();
    const first = eventsOf(generator).next();
    await expect(eventsOf(generator).next()).rejects.toThrow(
      'BeginGetEvent: another iteration waits for the next event (MF_E_MULTIPLE_SUBSCRIBERS)',
    );
    raise(1);
    expect(await valueOf(first)).toBe(1);
  });

  test.each([E_FAIL, MF_S_MULTIPLE_BEGIN])(
    'whose BeginGetEvent returns %p, throws it and can be tried again',
    async (hr) => {
      const { generator, raise } = generatorOverQueue();
      const begin = jest.mocked(generator.BeginGetEvent).getMockImplementation();
      jest.mocked(generator.BeginGetEvent).mockReturnValueOnce(hr);
      await expect(eventsOf(generator).next()).rejects.toMatchObject({ hresult: hr, operation: 'BeginGetEvent' });
      expect(begin).toBeDefined();
      raise(1);
      expect(await valueOf(eventsOf(generator).next())).toBe(1);
    },
  );

  test('whose BeginGetEvent returns another success, waits', async () => {
    const { queue, generator, raise } = generatorOverQueue();
    jest.mocked(generator.BeginGetEvent).mockImplementation((callback, state) => {
      queue.BeginGetEvent(callback, state);
      return 0;
    });
    const asked = eventsOf(generator).next();
    await expect(eventsOf(generator).next()).rejects.toThrow('another iteration waits for the next event');
    raise(1);
    expect(await valueOf(asked)).toBe(1);
  });

  test('whose generator invokes inside BeginGetEvent, gives the event', async () => {
    const event = mediaEvent(1);
    const generator = {
      BeginGetEvent: (callback: { Invoke(result: unknown): unknown }) => {
        callback.Invoke(MFCreateAsyncResult(null, null, null));
      },
      EndGetEvent: () => event,
    };
    const events = eventsOf(generator as never);
    expect((await events.next()).value).toBe(event);
    expect((await events.next()).value).toBe(event);
  });

  test('whose generator invokes twice, gives the event once, and reports it', async () => {
    const callbacks: { Invoke(result: unknown): unknown }[] = [];
    const generator = {
      BeginGetEvent: (callback: { Invoke(result: unknown): unknown }) => void callbacks.push(callback),
      EndGetEvent: jest.fn(() => mediaEvent(1)),
    };
    const asked = eventsOf(generator as never).next();
    const result = {};
    callbacks[0]?.Invoke(result);
    callbacks[0]?.Invoke(result);
    expect(await valueOf(asked)).toBe(1);
    expect(generator.EndGetEvent).toHaveBeenCalledTimes(1);
    expect(reports).toStrictEqual([
      {
        kind: 'second-invoke',
        operation: 'BeginGetEvent',
        message: 'BeginGetEvent: invoked its callback again, End was not called again',
        result,
      },
    ]);
  });
});

describe('eventsOf, ended while it waits,', () => {
  test('by return, is over at once', async () => {
    const { generator } = generatorOverQueue();
    const events = eventsOf(generator);
    const asked = events.next();
    expect(await events.return?.()).toStrictEqual(ended);
    expect(await asked).toStrictEqual(ended);
  });

  test('by its signal, throws the reason', async () => {
    const { generator } = generatorOverQueue();
    const controller = new AbortController();
    const asked = eventsOf(generator, { signal: controller.signal }).next();
    controller.abort('enough');
    await expect(asked).rejects.toBe('enough');
  });

  test('frees the subscription with the next event, which is ended and disposed', async () => {
    const { generator, queue } = generatorOverQueue();
    const events = eventsOf(generator);
    void events.next();
    await events.return?.();
    const dispose = jest.fn();
    queue.QueueEvent(Object.assign(mediaEvent('late'), { [Symbol.dispose]: dispose }));
    await allJobs();
    expect(generator.EndGetEvent).toHaveBeenCalledTimes(1);
    expect(dispose).toHaveBeenCalledTimes(1);
    expect(() => generator.GetEvent(1)).toThrow('MF_E_NO_EVENTS_AVAILABLE');
  });

  test('gives the event that comes then to the option dispose', async () => {
    const { generator, raise } = generatorOverQueue();
    const dispose = jest.fn();
    const events = eventsOf(generator, { dispose });
    void events.next();
    await events.return();
    raise('late');
    await allJobs();
    expect(dispose.mock.calls.map(([event]) => (event as IMFMediaEvent).GetValue())).toStrictEqual(['late']);
  });

  test('is silent where the event that comes then cannot be ended', async () => {
    const { generator, queue, raise } = generatorOverQueue();
    const events = eventsOf(generator);
    void events.next();
    await events.return();
    raise('late');
    queue.Shutdown();
    await allJobs();
    expect(generator.EndGetEvent).toHaveBeenCalledTimes(1);
    expect(reports).toStrictEqual([]);
  });

  test('by its signal and then by return, has left once', async () => {
    const { generator, raise } = generatorOverQueue();
    const controller = new AbortController();
    const events = eventsOf(generator, { signal: controller.signal });
    const asked = events.next();
    controller.abort('enough');
    await expect(asked).rejects.toBe('enough');
    expect(await events.return()).toStrictEqual(ended);
    const next = eventsOf(generator).next();
    raise(1);
    expect(await valueOf(next)).toBe(1);
  });

  test('leaves its subscription to the next iteration, which loses no event', async () => {
    const { generator, raise } = generatorOverQueue();
    const first = eventsOf(generator);
    void first.next();
    await first.return?.();
    const second = eventsOf(generator);
    const asked = second.next();
    expect(await isPending(asked)).toBe(true);
    raise(1);
    expect(await valueOf(asked)).toBe(1);
    raise(2);
    expect(await valueOf(second.next())).toBe(2);
  });

  test('leaves its subscription to the next iteration, also where the generator does not know its callback again', async () => {
    const { generator, queue, raise } = generatorOverQueue();
    jest
      .mocked(generator.BeginGetEvent)
      .mockImplementation((callback, state) =>
        queue.BeginGetEvent({ Invoke: (result) => callback?.Invoke(result) }, state),
      );
    const first = eventsOf(generator);
    void first.next();
    await first.return();
    const asked = eventsOf(generator).next();
    expect(await isPending(asked)).toBe(true);
    raise(1);
    expect(await valueOf(asked)).toBe(1);
  });

  test('by return, and then shut down, ends the next iteration', async () => {
    const { generator, queue } = generatorOverQueue();
    const first = eventsOf(generator);
    void first.next();
    await first.return();
    queue.Shutdown();
    expect(await eventsOf(generator).next()).toStrictEqual(ended);
  });

  test('by its signal, and then without its subscription, subscribes anew for the next iteration', async () => {
    const { generator, raise } = generatorOverQueue();
    const controller = new AbortController();
    // A generator that drops the subscriber in silence, and goes on.
    jest.mocked(generator.BeginGetEvent).mockImplementationOnce(() => undefined);
    const first = eventsOf(generator, { signal: controller.signal }).next();
    controller.abort('enough');
    await expect(first).rejects.toBe('enough');
    const asked = eventsOf(generator).next();
    raise(1);
    expect(await valueOf(asked)).toBe(1);
  });

  test('and shut down with an Invoke to come, is silent about that when the next iteration has ended', async () => {
    const generator = eventGeneratorFrom({
      [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => {}) }),
    });
    const first = eventsOf(generator);
    void first.next();
    await first.return();
    generator.Shutdown();
    expect(await eventsOf(generator).next()).toStrictEqual(ended);
    await allJobs();
    expect(reports).toStrictEqual([]);
  });
});

describe('eventsOf a generator that drops its callback', () => {
  type Subscriber = Parameters<IMFMediaEventGenerator['BeginGetEvent']>[0];

  /** A generator that invokes no callback, and the callbacks that it got. */
  function droppingGenerator() {
    const subscribers: Subscriber[] = [];
    const generator = {
      BeginGetEvent: (callback: Subscriber) => void subscribers.push(callback),
      EndGetEvent: () => mediaEvent(1),
    } as never;
    return { generator, subscribers };
  }

  const error = new HResultError(E_ABORT, 'BeginGetEvent', { fault: 'it will not come' });

  test('while it waits, throws the error of that, and can be tried again', async () => {
    const { generator, subscribers } = droppingGenerator();
    const asked = eventsOf(generator).next();
    subscribers[0]?.[callbackDropped]?.(error);
    await expect(asked).rejects.toBe(error);
    const again = eventsOf(generator).next();
    subscribers[1]?.Invoke(MFCreateAsyncResult(null, null, null));
    expect(await valueOf(again)).toBe(1);
  });

  test('after it was left, is silent, and lets the next iteration subscribe', async () => {
    const { generator, subscribers } = droppingGenerator();
    const first = eventsOf(generator);
    void first.next();
    await first.return();
    subscribers[0]?.[callbackDropped]?.(error);
    const asked = eventsOf(generator).next();
    subscribers[1]?.Invoke(MFCreateAsyncResult(null, null, null));
    expect(await valueOf(asked)).toBe(1);
    expect(reports).toStrictEqual([]);
  });
});

test('eventsOf whose BeginGetEvent returns null, ended while it waits, leaves its subscription as well', async () => {
  const { generator, queue, raise } = generatorOverQueue();
  jest.mocked(generator.BeginGetEvent).mockImplementation((callback, state) => {
    queue.BeginGetEvent(callback, state);
    return null as never;
  });
  const first = eventsOf(generator);
  void first.next();
  await first.return?.();
  const asked = eventsOf(generator).next();
  raise(1);
  expect(await valueOf(asked)).toBe(1);
});

test('an event that was asked for by getEvent and given up, leaves others a message that says what to do', async () => {
  const { generator } = generatorOverQueue();
  const { getEvent } = fromBeginEnd(generator);
  const given = getEvent();
  given.cancel('too late');
  await expect(given).rejects.toBe('too late');
  await expect(getEvent()).rejects.toThrow(
    'BeginGetEvent: another callback waits for the next event; if its promise was abandoned, use eventsOf for the next (MF_E_MULTIPLE_SUBSCRIBERS)',
  );
});

describe('eventsOf given what it cannot use', () => {
  test('as dispose, is a TypeError', () => {
    const { generator } = generatorOverQueue();
    expect(() => eventsOf(generator, { dispose: 5 as never })).toThrow(
      'eventsOf: options.dispose must be of type function',
    );
  });

  test.each([null, undefined, {}, { BeginGetEvent() {} }])('as a generator, %p, is a TypeError', (generator) => {
    expect(() => eventsOf(generator as never)).toThrow(
      /^eventsOf: expected an IMFMediaEventGenerator, but it has no method (BeginGetEvent|EndGetEvent)$/,
    );
  });

  test('as a signal, is a TypeError', () => {
    const { generator } = generatorOverQueue();
    expect(() => eventsOf(generator, { signal: 'signal' as never })).toThrow('eventsOf: options.signal must be');
  });
});

describe('eventsOf an eventGeneratorFrom', () => {
  test('of events, gives those events', async () => {
    const events = [mediaEvent(1), mediaEvent(2)];
    const given: unknown[] = [];
    for await (const event of eventsOf(eventGeneratorFrom(events))) given.push(event);
    expect(given).toStrictEqual(events);
  });

  test('of what throws, throws that very error', async () => {
    const error = new Error('from the source');
    async function* failing() {
      yield mediaEvent(1);
      throw error;
    }
    const events = eventsOf(eventGeneratorFrom(failing()));
    await events.next();
    await expect(events.next()).rejects.toBe(error);
  });

  test('that is shut down while somebody waits, ends', async () => {
    const generator = eventGeneratorFrom({
      [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => {}) }),
    });
    const asked = eventsOf(generator).next();
    generator.Shutdown();
    expect(await asked).toStrictEqual(ended);
  });
});

test('an HResultError of EndGetEvent other than MF_E_SHUTDOWN, is thrown by eventsOf', async () => {
  const { generator, raise } = generatorOverQueue();
  const error = new HResultError(E_FAIL, 'EndGetEvent');
  jest.mocked(generator.EndGetEvent).mockImplementationOnce(() => {
    throw error;
  });
  const asked = eventsOf(generator).next();
  raise(1);
  await expect(asked).rejects.toBe(error);
});
