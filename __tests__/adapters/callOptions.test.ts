import { createContext, runInContext } from 'node:vm';
import { afterEach, describe, expect, test } from '@jest/globals';
import { adaptedPair } from '../support/HandDrivenPair.js';
import { isPending } from '../support/promises.js';

const { signal } = new AbortController();

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
    ['a signal of a polyfill', { signal: { aborted: false, addEventListener() {}, removeEventListener() {} } }],
  ])('call options, with %s, are not handed to Begin', (_, last) => {
    expect(argsWith(last)).toStrictEqual(['first']);
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
    ['a policy without a signal', { onAbort: 'wait' }],
    ['a signal and another key', { signal, count: 1 }],
    ['a signal, a policy and another key', { signal, onAbort: 'wait', count: undefined }],
    ['a signal that is null', { signal: null }],
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

  test('the argument, a plain object of another realm, is handed to Begin', () => {
    const last: unknown = runInContext('({ signal: undefined })', createContext());
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
    pair.complete();
    await promise;
  });
});
