import { createContext, runInContext } from 'node:vm';
import { MessageChannel } from 'node:worker_threads';
import { afterEach, describe, expect, test } from '@jest/globals';
import { fromBeginEnd, type CallOptions, type IMFAsyncCallback } from '../../src/index.js';
import { adaptedPair } from '../support/adaptedPair.js';
import { isPending } from '../support/promises.js';

const { signal } = new AbortController();

const unreadable = {
  get signal(): never {
    throw new Error('unreadable');
  },
};

class OptionsOfMyOwn {
  signal = signal;
}

/** The arguments that Begin gets where the last one is this. */
function argsWith(last: unknown): unknown[] {
  const { pair, read } = adaptedPair();
  void read('first', last);
  return pair.last.args;
}

/** What old libraries do to all objects. */
const extendObjects = (key: string, value: unknown): unknown =>
  // oxlint-disable-next-line no-extend-native
  Object.defineProperty(Object.prototype, key, { value, enumerable: true, configurable: true, writable: true });

describe('fromBeginEnd, a last argument that is call options', () => {
  test.each<[string, unknown]>([
    ['a signal', { signal }],
    ['a signal that is undefined', { signal: undefined }],
    ['a signal and a policy', { signal, onAbort: 'wait' }],
    ['a signal and a policy that is undefined', { signal, onAbort: undefined }],
    ['a policy and a signal, in that order', { onAbort: 'abandon', signal: undefined }],
    ['a signal, without a prototype', Object.assign(Object.create(null), { signal })],
    ['a signal and a symbol', { signal, [Symbol('more')]: 1 }],
    ['a signal and what is not enumerable', Object.defineProperty({ signal }, 'more', { value: 1 })],
    ['a signal that is not enumerable', Object.defineProperty({}, 'signal', { value: signal })],
    ['a policy without a signal', { onAbort: 'wait' }],
    ['a signal that is null', { signal: null }],
    ['a signal of a polyfill', { signal: { aborted: false, addEventListener() {}, removeEventListener() {} } }],
  ])('call options, with %s, are not handed to Begin', (_, last) => {
    expect(argsWith(last)).toStrictEqual(['first']);
  });

  test('call options, in an object of another realm, are not handed to Begin', () => {
    expect(argsWith(runInContext('({ signal: undefined })', createContext()))).toStrictEqual(['first']);
  });

  test('call options, alone, leave Begin no argument', () => {
    const { pair, read } = adaptedPair();
    void read({ signal });
    expect(pair.last.args).toStrictEqual([]);
  });

  test('call options, anywhere but at the end, belong to Begin', () => {
    const { pair, read } = adaptedPair();
    void read({ signal }, 'last');
    expect(pair.last.args).toStrictEqual([{ signal }, 'last']);
  });

  test('call options, twice, belong to the library but for the last', () => {
    const { pair, read } = adaptedPair();
    void read({ signal }, { signal });
    expect(pair.last.args).toStrictEqual([{ signal }]);
  });
});

describe('fromBeginEnd, a last argument that belongs to Begin', () => {
  test.each<[string, unknown]>([
    ['undefined', undefined],
    ['null', null],
    ['a string', 'signal'],
    ['an empty object', {}],
    ['something else called onAbort', { onAbort: () => {} }],
    ['a signal and another key', { signal, count: 1 }],
    ['a signal, a policy and another key', { signal, onAbort: 'wait', count: undefined }],
    ['a signal that is none', { signal: {} }],
    ['a signal that nobody can listen to', { signal: { aborted: false } }],
    ['a signal that is a controller', { signal: new AbortController() }],
    ['a signal that is an EventTarget', { signal: new EventTarget() }],
    ['a signal that is a string', { signal: 'SIGINT' }],
    ['a signal that is inherited', Object.create({ signal })],
    ['a signal in an instance of a class', new OptionsOfMyOwn()],
    ['an array', [signal]],
    ['a function that has a signal', Object.assign(() => {}, { signal })],
    ['an AbortSignal itself', signal],
  ])('the argument, %s, is handed to Begin', (_, last) => {
    const args = argsWith(last);
    expect(args).toHaveLength(2);
    expect(args[1] === last).toBe(true);
  });

  test('the argument, a revoked proxy, is handed to Begin undisturbed', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const args = argsWith(proxy);
    expect(args.length).toBe(2);
    expect(args[1] === proxy).toBe(true);
  });

  test.each([['signal'], ['onAbort']])('the argument, whose %s throws when read, is handed to Begin', (key) => {
    const last = Object.defineProperty({ signal: undefined }, key, {
      enumerable: true,
      get() {
        throw new Error('unreadable');
      },
    });
    expect(argsWith(last)[1]).toBe(last);
  });

  test('the argument, whose signal throws when it is asked, is handed to Begin', () => {
    const last = {
      signal: {
        get aborted(): boolean {
          throw new Error('unreadable');
        },
      },
    };
    expect(argsWith(last)[1]).toBe(last);
  });
});

describe('fromBeginEnd, call options while Object.prototype has more properties', () => {
  afterEach(() => {
    Reflect.deleteProperty(Object.prototype, 'more');
    Reflect.deleteProperty(Object.prototype, 'signal');
  });

  test('an enumerable one, which is no own key, does not spoil call options', () => {
    const { pair, read } = adaptedPair();
    extendObjects('more', 1);
    void read({ signal: undefined });
    expect(pair.last.args).toStrictEqual([]);
  });

  test('a signal, which is no own key, does not make call options', () => {
    extendObjects('signal', undefined);
    expect(argsWith({})).toHaveLength(2);
  });

  test('an enumerable one, when an adapter is made, is no option', () => {
    extendObjects('more', 1);
    expect(() => adaptedPair({ name: 'BeginRead' })).not.toThrow();
  });
});

describe('fromBeginEnd, an onAbort that is unknown', () => {
  test.each([
    ['later', `'later'`],
    [null, 'null'],
    [1, '1'],
    [{}, 'object'],
  ])('the call option onAbort %p rejects with a TypeError, and Begin is not called', async (onAbort, came) => {
    const { pair, read } = adaptedPair();
    const promise = read({ signal: undefined, onAbort });
    await expect(promise).rejects.toThrow(TypeError);
    await expect(promise).rejects.toThrow(`BeginRead: onAbort must be 'wait' or 'abandon', got ${came}`);
    expect(pair.begun).toStrictEqual([]);
  });

  test('the call option onAbort, unknown beside an aborted signal, is the error', async () => {
    const { read } = adaptedPair();
    await expect(read({ signal: AbortSignal.abort(), onAbort: 'later' })).rejects.toThrow(TypeError);
  });

  test('the call option onAbort, undefined, leaves the policy of the adapter', async () => {
    const controller = new AbortController();
    const { pair, read } = adaptedPair({ onAbort: 'wait' });
    const promise = read({ signal: controller.signal, onAbort: undefined });
    controller.abort();
    expect(await isPending(promise)).toBe(true);
    pair.last.complete();
    await promise;
  });
});

/** An adapted function whose Begin takes so many arguments by its `length`, and what Begin got, less callback and state. */
function ofArity(arity: number) {
  const parameters = Array.from({ length: arity }, (_, index) => `a${index}`);
  const calls: unknown[][] = [];
  const note = (...args: unknown[]): void => {
    calls.push(args);
  };
  // oxlint-disable-next-line typescript/no-implied-eval -- its length is what is tested
  const begin = new Function(
    'note',
    `return function (${[...parameters, 'callback', 'state'].join()}) { note(...arguments); }`,
  )(note) as (...args: unknown[]) => void;
  const read = fromBeginEnd(begin as never, () => 'value', { name: 'BeginRead', state: 'the state' }) as (
    ...args: unknown[]
  ) => Promise<unknown>;
  return { calls, read };
}

const isCallback = (value: unknown): boolean => typeof (value as IMFAsyncCallback | undefined)?.Invoke === 'function';

describe.each([0, 1, 2, 3, 4, 5, 6, 7])('fromBeginEnd, a Begin that takes %i arguments', (arity) => {
  const args = Array.from({ length: arity }, (_, index) => ({ index }));

  /** Calls it, and gives what Begin got in front of callback and state, which must stand where Begin looks for them. */
  function given(...all: unknown[]): unknown[] {
    const { calls, read } = ofArity(arity);
    void read(...all);
    const [got = []] = calls;
    expect([isCallback(got.at(-2)), got.at(-1)]).toStrictEqual([true, 'the state']);
    return got.slice(0, -2);
  }

  /** Calls it with something it must refuse. */
  async function refusal(last: unknown): Promise<unknown> {
    const { calls, read } = ofArity(arity);
    const error: unknown = await read(...args, last).then(
      () => 'no refusal',
      (reason: unknown) => reason,
    );
    expect(calls).toStrictEqual([]);
    return error;
  }

  test('given all of them, gets them', () => {
    expect(given(...args)).toStrictEqual(args);
  });

  test.each<[string, unknown]>([
    ['undefined', undefined],
    ['a signal', { signal }],
    ['a signal that is undefined', { signal: undefined }],
    ['a signal that is null', { signal: null }],
    ['a policy', { onAbort: 'wait' }],
    ['nothing', {}],
    ['a signal, without a prototype', Object.assign(Object.create(null), { signal })],
    ['a signal of a polyfill', { signal: { aborted: false, addEventListener() {} } }],
  ])('given call options behind them, with %s, gets none of those', (_, last) => {
    expect(given(...args, last)).toStrictEqual(args);
  });

  test('given call options behind them, in an object of another realm, gets none of those', () => {
    expect(given(...args, runInContext('({ signal: undefined })', createContext()))).toStrictEqual(args);
  });

  test.each<[string, unknown, RegExp]>([
    ['a misspelt signal', { signl: signal }, /^BeginRead: unknown call option 'signl', did you mean 'signal'\?$/],
    ['another key', { signal, timeout: 5 }, /^BeginRead: unknown call option 'timeout', there is: signal, onAbort$/],
    ['a signal that was cloned', { signal: {} }, /^BeginRead: .*signal must be an AbortSignal, got object$/],
    ['a plain object of its own', { count: 1 }, /^BeginRead: unknown call option 'count'/],
    ['a controller', new AbortController(), /^BeginRead: .*got an object of class AbortController$/],
    ['an instance of a class with a signal', new OptionsOfMyOwn(), /^BeginRead: .*OptionsOfMyOwn$/],
    ['a request', new Request('http://localhost/'), /^BeginRead: .*Request$/],
    [
      'a signal in an object of no class',
      Object.assign(Object.create(Object.create(null)), { signal }),
      /^BeginRead: /,
    ],
    ['options that cannot be read', unreadable, /^BeginRead: the call options cannot be read$/],
    ['an unknown policy', { onAbort: 'nonsense' }, /^BeginRead: onAbort must be 'wait' or 'abandon', got 'nonsense'$/],
  ])('given behind them %s, is not called, and the promise rejects with what is wrong', async (_, last, message) => {
    const error = await refusal(last);
    expect(error).toBeInstanceOf(TypeError);
    expect((error as Error).message).toMatch(message);
  });

  test.each<[string, unknown]>([
    ['null', null],
    ['a number', 5],
    ['a string', 'signal'],
    ['a function', () => {}],
    ['a function that has a signal', Object.assign(() => {}, { signal })],
    ['an array', [1]],
    ['bytes', new Uint8Array(1)],
    ['a date', new Date(0)],
    ['a map', new Map()],
    ['an instance of a class without a signal', new URLSearchParams()],
    ['a signal itself', signal],
  ])('given behind them %s, gets it, for its length may hide a parameter with a default', (_, last) => {
    expect(given(...args, last)).toStrictEqual([...args, last]);
  });

  test('given behind them a revoked proxy, gets it', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(given(...args, proxy).at(-1) === proxy).toBe(true);
  });

  test('given behind them what a message port makes of call options, is not called', async () => {
    const { port1, port2 } = new MessageChannel();
    const received = new Promise((resolve) => {
      port2.once('message', resolve);
    });
    port1.postMessage({ signal });
    const error = await refusal(await received);
    port1.close();
    expect((error as Error).message).toBe('BeginRead: the call option signal must be an AbortSignal, got object');
  });

  test('called by a wrapper that forwards its optional options, takes those of every kind', () => {
    const optional: (CallOptions | undefined)[] = [undefined, {}, { signal }, { onAbort: 'wait' }, { signal: null }];
    for (const options of optional) expect(given(...args, options)).toStrictEqual(args);
  });

  test('given two more and call options, gets the two', () => {
    expect(given(...args, 'more', 'still more', { signal })).toStrictEqual([...args, 'more', 'still more']);
  });

  test('given one more and what only looks like call options, gets both', () => {
    expect(given(...args, 'more', { signl: signal })).toStrictEqual([...args, 'more', { signl: signal }]);
  });

  test('aborted by call options behind them, rejects with the reason', async () => {
    const controller = new AbortController();
    const promise = ofArity(arity).read(...args, { signal: controller.signal });
    controller.abort('stop');
    await expect(promise).rejects.toBe('stop');
  });

  if (arity === 0) return;

  test('given one too few, gets undefined in its place', () => {
    expect(given(...args.slice(1))).toStrictEqual([...args.slice(1), undefined]);
  });

  test('given an object like call options among them, gets that', () => {
    expect(given(...args.slice(1), { signal })).toStrictEqual([...args.slice(1), { signal }]);
  });
});
