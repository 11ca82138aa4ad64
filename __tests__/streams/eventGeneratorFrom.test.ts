import { AsyncLocalStorage } from 'node:async_hooks';
import { describe, expect, jest, test } from '@jest/globals';
import {
  E_FAIL,
  eventGeneratorFrom,
  MF_E_SHUTDOWN,
  MF_S_MULTIPLE_BEGIN,
  type EventGeneratorOptions,
  type IMFAsyncCallback,
  type IMFAsyncResult,
  type IMFMediaEvent,
} from '../../src/index.js';
import { MF_EVENT_FLAG_NO_WAIT } from '../../src/platform/index.js';
import { completion } from '../support/completion.js';
import { mediaEvent } from '../support/mediaEvents.js';
import { allJobs, isPending } from '../support/promises.js';
import { collectReports } from '../support/reports.js';

const reports = collectReports();

const noCallback: IMFAsyncCallback = { Invoke() {} };

/** A generator whose events come when the test says so. */
function handDriven(options?: EventGeneratorOptions) {
  const asked: { resolve(result: IteratorResult<IMFMediaEvent>): void; reject(error: unknown): void }[] = [];
  const returned = jest.fn(async () => ({ done: true as const, value: undefined }));
  const iterator = {
    next: () => new Promise<IteratorResult<IMFMediaEvent>>((resolve, reject) => asked.push({ resolve, reject })),
    return: returned,
  };
  const generator = eventGeneratorFrom({ [Symbol.asyncIterator]: () => iterator }, options);
  const raise = (value: unknown): void => asked.shift()?.resolve({ done: false, value: mediaEvent(value) });
  return { generator, asked, raise, returned };
}

async function nextResult(generator: ReturnType<typeof eventGeneratorFrom>): Promise<IMFAsyncResult> {
  const { callback, result } = completion();
  generator.BeginGetEvent(callback, null);
  return result;
}

describe('eventGeneratorFrom', () => {
  test('begun, invokes once there is an event, which EndGetEvent gives', async () => {
    const { generator, raise } = handDriven();
    const { callback, result, count } = completion();
    expect(generator.BeginGetEvent(callback, 'state')).toBeUndefined();
    await allJobs();
    expect(count()).toBe(0);
    raise(1);
    const given = await result;
    expect(given.GetState()).toBe('state');
    expect(() => given.GetObject()).toThrow('E_POINTER');
    expect(generator.EndGetEvent(given).GetValue()).toBe(1);
  });

  test('of an array, gives its elements, and then MF_E_SHUTDOWN', async () => {
    const generator = eventGeneratorFrom([mediaEvent(1)]);
    expect(generator.EndGetEvent(await nextResult(generator)).GetValue()).toBe(1);
    const last = await nextResult(generator);
    expect(last.GetStatus()).toBe(MF_E_SHUTDOWN);
    expect(() => generator.EndGetEvent(last)).toThrow('EndGetEvent: there are no more events (MF_E_SHUTDOWN)');
    expect(() => generator.BeginGetEvent(noCallback, null)).toThrow('MF_E_SHUTDOWN');
  });

  test('that nobody begins, asks for nothing', async () => {
    const { asked } = handDriven();
    await allJobs();
    expect(asked).toHaveLength(0);
  });

  test('begun once, asks for one event', async () => {
    const { generator, asked } = handDriven();
    generator.BeginGetEvent(noCallback, null);
    await allJobs();
    expect(asked).toHaveLength(1);
  });

  test('of what throws, ends with that very error, and then MF_E_SHUTDOWN', async () => {
    const { generator, asked } = handDriven();
    const error = new Error('from the source');
    const { callback, result } = completion();
    generator.BeginGetEvent(callback, null);
    asked[0]?.reject(error);
    const given = await result;
    expect(given.GetStatus()).toBe(E_FAIL);
    expect(() => generator.EndGetEvent(given)).toThrow(error);
    expect(() => generator.GetEvent(0)).toThrow('GetEvent: there are no more events (MF_E_SHUTDOWN)');
  });

  test('of which somebody set the status to a failure, ends with that', async () => {
    const generator = eventGeneratorFrom([mediaEvent(1)]);
    const result = await nextResult(generator);
    result.SetStatus(E_FAIL);
    expect(() => generator.EndGetEvent(result)).toThrow('EndGetEvent: the operation failed (E_FAIL)');
  });

  test('of a revoked proxy, is a TypeError of its own', () => {
    expect(() => eventGeneratorFrom(revoked() as never)).toThrow(
      'eventGeneratorFrom: expected an async iterable, got ',
    );
  });

  test.each([
    null,
    undefined,
    5,
    {},
    { [Symbol.asyncIterator]: 5 },
    { [Symbol.asyncIterator]: () => 5 },
    { [Symbol.iterator]: () => ({}) },
  ])('of %p, which is not iterable, is a TypeError', (events) => {
    expect(() => eventGeneratorFrom(events as never)).toThrow('eventGeneratorFrom: expected an async iterable, got ');
  });

  test('with a dispose that is no function, is a TypeError', () => {
    expect(() => eventGeneratorFrom([], { dispose: 5 as never })).toThrow(
      'eventGeneratorFrom: options.dispose must be of type function, got 5',
    );
  });
});

/** A generator over an iterator that does this when it is asked. */
const overIterator = (next: () => unknown) =>
  eventGeneratorFrom({
    [Symbol.asyncIterator]: () => ({ next, return: async () => ({ done: true, value: undefined }) }),
  } as never);

describe('eventGeneratorFrom, of an iterator that does not keep its contract,', () => {
  const failure = new Error('from the getter');
  const throwing = {
    get(): never {
      throw failure;
    },
  };

  test.each<[string, () => unknown, string]>([
    ['gives no object', () => 5, 'eventGeneratorFrom: expected an object from next() of the iterator, got 5'],
    [
      'gives nothing',
      () => undefined,
      'eventGeneratorFrom: expected an object from next() of the iterator, got undefined',
    ],
    [
      'gives no object later',
      async () => null,
      'eventGeneratorFrom: expected an object from next() of the iterator, got null',
    ],
    [
      'gives no event',
      () => ({ done: false, value: 'event' }),
      "expected IMFMediaEvents from the iterable, got 'event'",
    ],
    [
      'gives null for an event',
      () => ({ done: false, value: null }),
      'expected IMFMediaEvents from the iterable, got null',
    ],
    ['cannot be asked whether it is done', () => Object.defineProperty({}, 'done', throwing), 'from the getter'],
    [
      'cannot be asked for the event',
      () => Object.defineProperty({ done: false }, 'value', throwing),
      'from the getter',
    ],
    [
      'throws',
      () => {
        throw failure;
      },
      'from the getter',
    ],
    ['gives a promise that rejects', () => ({ done: false, value: Promise.reject(failure) }), 'from the getter'],
    ['gives a revoked proxy', () => revoked(), 'revoked'],
  ])('that %s, tells EndGetEvent, and is over', async (_what, next, words) => {
    const generator = overIterator(next);
    const result = await nextResult(generator);
    expect(result.GetStatus()).toBe(E_FAIL);
    expect(() => generator.EndGetEvent(result)).toThrow(words);
    expect(() => generator.BeginGetEvent(noCallback, null)).toThrow('MF_E_SHUTDOWN');
  });

  test.each<[string, () => Promise<unknown>, number]>([
    ['that gives no event, is returned', async () => ({ done: false, value: 5 }), 1],
    ['that gives no object, is not returned', async () => 5, 0],
    ['that throws, is not returned', () => Promise.reject(failure), 0],
    ['that is over, is not returned', async () => ({ done: true, value: undefined }), 0],
  ])('%s, by Shutdown before EndGetEvent as well', async (_what, next, times) => {
    const returned = jest.fn(async () => ({ done: true as const, value: undefined }));
    const generator = eventGeneratorFrom({ [Symbol.asyncIterator]: () => ({ next, return: returned }) } as never);
    await nextResult(generator);
    generator.Shutdown();
    expect(returned).toHaveBeenCalledTimes(times);
  });

  test('that never answers, holds up nobody: QueueEvent and Shutdown work', async () => {
    const generator = overIterator(() => new Promise(() => {}));
    const asked = nextResult(generator);
    generator.QueueEvent(1, '', 0, 'queued');
    expect(generator.EndGetEvent(await asked).GetValue()).toBe('queued');
    const last = nextResult(generator);
    generator.Shutdown();
    expect((await last).GetStatus()).toBe(MF_E_SHUTDOWN);
  });

  test('of promises that is not asynchronous, gives what they are fulfilled with', async () => {
    const generator = eventGeneratorFrom([Promise.resolve(mediaEvent(1))] as never);
    expect(generator.EndGetEvent(await nextResult(generator)).GetValue()).toBe(1);
  });
});

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

describe('an event that nobody gets', () => {
  test('queued at Shutdown, is disposed, once', () => {
    const dispose = jest.fn();
    const generator = eventGeneratorFrom([], { dispose });
    generator.QueueEvent(1, '', 0, 'a');
    generator.QueueEvent(1, '', 0, 'b');
    generator.Shutdown();
    generator.Shutdown();
    expect(dispose.mock.calls.map(([event]) => (event as IMFMediaEvent).GetValue())).toStrictEqual(['a', 'b']);
  });

  test('yielded after Shutdown, is disposed by its own method', async () => {
    const { generator, asked } = handDriven();
    generator.BeginGetEvent(noCallback, null);
    generator.Shutdown();
    const dispose = jest.fn();
    asked[0]?.resolve({ done: false, value: Object.assign(mediaEvent(1), { [Symbol.dispose]: dispose }) });
    await allJobs();
    expect(dispose).toHaveBeenCalledTimes(1);
  });

  test('that has arrived for a subscriber who never ends, is disposed at Shutdown', async () => {
    const dispose = jest.fn();
    const event = mediaEvent(1);
    const generator = eventGeneratorFrom([event], { dispose });
    const result = await nextResult(generator);
    generator.Shutdown();
    expect(dispose.mock.calls).toStrictEqual([[event]]);
    expect(() => generator.EndGetEvent(result)).toThrow('MF_E_SHUTDOWN');
    expect(dispose).toHaveBeenCalledTimes(1);
  });

  test('because the status of its result was set to a failure, is disposed', async () => {
    const dispose = jest.fn();
    const event = mediaEvent(1);
    const generator = eventGeneratorFrom([event], { dispose });
    const result = await nextResult(generator);
    result.SetStatus(E_FAIL);
    expect(() => generator.EndGetEvent(result)).toThrow('E_FAIL');
    expect(dispose.mock.calls).toStrictEqual([[event]]);
  });

  test('queued behind the error of the iterable, is disposed', async () => {
    const dispose = jest.fn();
    const generator = eventGeneratorFrom([], { dispose });
    const result = await nextResult(generator);
    generator.QueueEvent(1, '', 0, 'behind');
    expect(() => generator.EndGetEvent(result)).toThrow('MF_E_SHUTDOWN');
    expect(dispose).toHaveBeenCalledTimes(1);
  });

  test('because the iterable is over, or has failed, is none to be disposed', async () => {
    const dispose = jest.fn();
    const over = eventGeneratorFrom([], { dispose });
    await nextResult(over);
    over.Shutdown();
    const { generator, asked } = handDriven({ dispose });
    generator.BeginGetEvent(noCallback, null);
    generator.Shutdown();
    asked[0]?.reject(new Error('after Shutdown'));
    await allJobs();
    expect(dispose).not.toHaveBeenCalled();
  });

  test('taken by EndGetEvent, is not disposed', async () => {
    const dispose = jest.fn();
    const generator = eventGeneratorFrom([mediaEvent(1)], { dispose });
    generator.EndGetEvent(await nextResult(generator));
    generator.Shutdown();
    expect(dispose).not.toHaveBeenCalled();
  });
});

test('an event that cannot be disposed, is reported by the name of BeginGetEvent', () => {
  const error = new Error('from dispose');
  const dispose = (): never => {
    throw error;
  };
  const generator = eventGeneratorFrom([], { dispose });
  generator.QueueEvent(1, '', 0, null);
  generator.Shutdown();
  expect(reports).toStrictEqual([
    {
      kind: 'dispose-failed',
      operation: 'BeginGetEvent',
      message: 'BeginGetEvent: a late value could not be disposed, it may leak',
      error,
    },
  ]);
});

const failing = () =>
  eventGeneratorFrom({
    [Symbol.asyncIterator]: () => ({
      next: () => new Promise<never>(() => {}),
      return: () => Promise.reject(new Error('from return')),
    }),
  });

test('an event generator whose iterator has no return, disposed, is shut down, and that is no error', async () => {
  const generator = eventGeneratorFrom([mediaEvent(1)]);
  expect(await generator[Symbol.asyncDispose]()).toBeUndefined();
  expect(() => generator.GetEvent(0)).toThrow('MF_E_SHUTDOWN');
});

async function* silent() {
  await new Promise<never>(() => {});
  yield mediaEvent(1);
}

test('an event generator whose iterable is silent for ever, disposed while that is asked, does not wait for it', async () => {
  const generator = eventGeneratorFrom(silent());
  const asked = nextResult(generator);
  expect(await generator[Symbol.asyncDispose]()).toBeUndefined();
  expect((await asked).GetStatus()).toBe(MF_E_SHUTDOWN);
});

test('an event generator asks its iterable for an iterator once, without arguments', () => {
  const asked = jest.fn((..._args: unknown[]) => silent());
  eventGeneratorFrom({ [Symbol.asyncIterator]: asked });
  expect(asked.mock.calls).toStrictEqual([[]]);
});

test('an event generator, disposed after an event, waits until its iterator has returned', async () => {
  let returned!: (step: IteratorResult<IMFMediaEvent>) => void;
  const returning = new Promise<IteratorResult<IMFMediaEvent>>((resolve) => (returned = resolve));
  const iterator = { next: async () => ({ done: false, value: mediaEvent(1) }), return: () => returning };
  const generator = eventGeneratorFrom({ [Symbol.asyncIterator]: () => iterator });
  await nextResult(generator);
  const disposing = generator[Symbol.asyncDispose]();
  expect(await isPending(disposing)).toBe(true);
  returned({ done: true, value: undefined });
  expect(await disposing).toBeUndefined();
});

describe('an event generator whose iterator cannot be returned', () => {
  test('shut down, or disposed, warns: nobody else would know', async () => {
    const warning = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
    failing()[Symbol.dispose]();
    await allJobs();
    expect(warning.mock.calls as unknown[]).toStrictEqual([
      ['Shutdown: from return, the close may be incomplete', { type: 'BeginEndWarning', code: 'close-failed' }],
    ]);
    warning.mockRestore();
  });

  test('by Symbol.asyncDispose, rejects with that very error, and does not warn', async () => {
    const warning = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
    await expect(failing()[Symbol.asyncDispose]()).rejects.toThrow('from return');
    expect(warning).not.toHaveBeenCalled();
    warning.mockRestore();
  });
});

test('an event generator, invokes in the asynchronous context of the BeginGetEvent, whoever raises the event', async () => {
  const context = new AsyncLocalStorage<string>();
  const { generator, raise } = handDriven();
  const seen: unknown[] = [];
  context.run('subscriber', () => generator.BeginGetEvent({ Invoke: () => seen.push(context.getStore()) }, null));
  context.run('source', () => raise(1));
  await allJobs();
  expect(seen).toStrictEqual(['subscriber']);
});

describe('BeginGetEvent of eventGeneratorFrom', () => {
  test('again with the same callback and state, is MF_S_MULTIPLE_BEGIN, and one Invoke comes', async () => {
    const { generator, raise } = handDriven();
    const { callback, result, count } = completion();
    generator.BeginGetEvent(callback, 'state');
    expect(generator.BeginGetEvent(callback, 'state')).toBe(MF_S_MULTIPLE_BEGIN);
    raise(1);
    await result;
    await allJobs();
    expect(count()).toBe(1);
  });

  test('again with no state, null and undefined alike, is MF_S_MULTIPLE_BEGIN', () => {
    const { generator } = handDriven();
    generator.BeginGetEvent(noCallback, null);
    expect(generator.BeginGetEvent(noCallback, undefined)).toBe(MF_S_MULTIPLE_BEGIN);
  });

  test('again with another state, is MF_E_MULTIPLE_BEGIN', () => {
    const { generator } = handDriven();
    generator.BeginGetEvent(noCallback, 'one');
    expect(() => generator.BeginGetEvent(noCallback, 'two')).toThrow(
      'BeginGetEvent: this callback waits already, with another state (MF_E_MULTIPLE_BEGIN)',
    );
  });

  test('with another callback, is MF_E_MULTIPLE_SUBSCRIBERS', () => {
    const { generator } = handDriven();
    generator.BeginGetEvent(noCallback, null);
    expect(() => generator.BeginGetEvent({ Invoke() {} }, null)).toThrow(
      'BeginGetEvent: another callback waits for the next event; if its promise was abandoned, use eventsOf for the next (MF_E_MULTIPLE_SUBSCRIBERS)',
    );
  });

  test.each([null, undefined, {}, () => {}])(
    'with the callback %p, is E_INVALIDARG, even after Shutdown',
    (callback) => {
      const { generator } = handDriven();
      expect(() => generator.BeginGetEvent(callback as never, null)).toThrow(
        /^BeginGetEvent: callback must be an IMFAsyncCallback, got (null|undefined|object|function) \(E_INVALIDARG\)$/,
      );
      generator.Shutdown();
      expect(() => generator.BeginGetEvent(callback as never, null)).toThrow('E_INVALIDARG');
    },
  );
});

describe('EndGetEvent of eventGeneratorFrom', () => {
  test('a second time, is E_FAIL', async () => {
    const generator = eventGeneratorFrom([mediaEvent(1)]);
    const result = await nextResult(generator);
    generator.EndGetEvent(result);
    expect(() => generator.EndGetEvent(result)).toThrow(
      'EndGetEvent: this result belongs to no open BeginGetEvent, or was ended already (E_FAIL)',
    );
  });

  test('of a foreign result, is E_FAIL, and the own one can still be ended', async () => {
    const generator = eventGeneratorFrom([mediaEvent(1)]);
    const result = await nextResult(generator);
    expect(() => generator.EndGetEvent({} as never)).toThrow('E_FAIL');
    expect(generator.EndGetEvent(result).GetValue()).toBe(1);
  });

  test('frees the subscription', async () => {
    const { generator, raise } = handDriven();
    const first = nextResult(generator);
    raise(1);
    generator.EndGetEvent(await first);
    expect(generator.BeginGetEvent({ Invoke() {} }, 'other')).toBeUndefined();
  });
});

describe('GetEvent of eventGeneratorFrom', () => {
  test.each([0, MF_EVENT_FLAG_NO_WAIT])(
    'with flags %p and no event, is MF_E_NO_EVENTS_AVAILABLE, and asks for one',
    async (flags) => {
      const { generator, raise, asked } = handDriven();
      expect(() => generator.GetEvent(flags)).toThrow('GetEvent: there is no event yet (MF_E_NO_EVENTS_AVAILABLE)');
      expect(() => generator.GetEvent(flags)).toThrow('MF_E_NO_EVENTS_AVAILABLE');
      await allJobs();
      expect(asked).toHaveLength(1);
      raise(1);
      await allJobs();
      expect(generator.GetEvent(flags).GetValue()).toBe(1);
    },
  );

  test('while a BeginGetEvent is open, even within its Invoke, is MF_E_MULTIPLE_SUBSCRIBERS', async () => {
    const generator = eventGeneratorFrom([mediaEvent(1)]);
    const result = nextResult(generator);
    expect(() => generator.GetEvent(0)).toThrow(
      'GetEvent: a BeginGetEvent is open, the next event is for its subscriber (MF_E_MULTIPLE_SUBSCRIBERS)',
    );
    await result;
    expect(() => generator.GetEvent(MF_EVENT_FLAG_NO_WAIT)).toThrow('MF_E_MULTIPLE_SUBSCRIBERS');
  });
});

describe('QueueEvent of eventGeneratorFrom', () => {
  test('adds an event, before those that are still to come', async () => {
    const { generator, raise } = handDriven();
    const first = nextResult(generator);
    generator.QueueEvent(103, 'guid', -2147467259, 'value');
    const event = generator.EndGetEvent(await first);
    expect([event.GetType(), event.GetExtendedType(), event.GetStatus(), event.GetValue()]).toStrictEqual([
      103,
      'guid',
      E_FAIL,
      'value',
    ]);
    raise('asked for already');
    await allJobs();
    expect(generator.GetEvent(0).GetValue()).toBe('asked for already');
  });

  test('without a value, adds an event without one', () => {
    const { generator } = handDriven();
    generator.QueueEvent(1, 'guid', 0, undefined);
    expect(generator.GetEvent(0).GetValue()).toBeNull();
  });

  test('given what is no event, is E_INVALIDARG of QueueEvent', () => {
    const { generator } = handDriven();
    expect(() => generator.QueueEvent('one' as never, 'guid', 0, null)).toThrow(
      "QueueEvent: type must be a MediaEventType, got 'one' (E_INVALIDARG)",
    );
  });

  test('while an event is on its way, keeps the order', async () => {
    const { generator } = handDriven();
    generator.QueueEvent(1, 'guid', 0, 'first');
    const first = nextResult(generator);
    generator.QueueEvent(1, 'guid', 0, 'second');
    expect(generator.EndGetEvent(await first).GetValue()).toBe('first');
    expect(generator.EndGetEvent(await nextResult(generator)).GetValue()).toBe('second');
  });
});

describe('Shutdown of eventGeneratorFrom', () => {
  test('returns the iterator, whose failure is silent; a second time nothing happens', async () => {
    const { generator, returned } = handDriven();
    generator.Shutdown();
    generator.Shutdown();
    await allJobs();
    expect(returned).toHaveBeenCalledTimes(1);
  });

  test('makes everything MF_E_SHUTDOWN', () => {
    const { generator } = handDriven();
    generator.Shutdown();
    expect(() => generator.GetEvent(0)).toThrow('GetEvent: there are no more events (MF_E_SHUTDOWN)');
    expect(() => generator.BeginGetEvent(noCallback, null)).toThrow('BeginGetEvent: there are no more events');
    expect(() => generator.EndGetEvent({} as never)).toThrow('EndGetEvent: there are no more events');
    expect(() => generator.QueueEvent(1, 'guid', 0, null)).toThrow('QueueEvent: there are no more events');
  });

  test('while somebody waits, invokes, and EndGetEvent is MF_E_SHUTDOWN; a late event is dropped', async () => {
    const { generator, raise } = handDriven();
    const waiting = nextResult(generator);
    generator.Shutdown();
    raise('late');
    const result = await waiting;
    expect(() => generator.EndGetEvent(result)).toThrow('EndGetEvent: there are no more events (MF_E_SHUTDOWN)');
    await allJobs();
    expect(() => generator.GetEvent(0)).toThrow('MF_E_SHUTDOWN');
  });

  test('while an event is on its way, lets Invoke come once, and EndGetEvent is MF_E_SHUTDOWN', async () => {
    const { generator } = handDriven();
    const { callback, result, count } = completion();
    generator.QueueEvent(1, 'guid', 0, 'event');
    generator.BeginGetEvent(callback, null);
    generator.Shutdown();
    const given = await result;
    expect(() => generator.EndGetEvent(given)).toThrow('MF_E_SHUTDOWN');
    await allJobs();
    expect(count()).toBe(1);
  });
});
