import { afterEach, describe, expect, jest, test } from '@jest/globals';
import {
  E_FAIL,
  fromBeginEnd,
  hresultOf,
  setMisuseHandler,
  toBeginEnd,
  type CancellablePromise,
  type IMFAsyncCallback,
  type IMFAsyncResult,
} from 'begin-end';

import { allJobs } from '../support/promises.js';

// Objects, arguments and errors come from whoever calls; none of them may change what others get.

type Methods = Record<string, (...args: unknown[]) => unknown>;
const begin = (callback: IMFAsyncCallback, _state: unknown): unknown => callback.Invoke({} as IMFAsyncResult);
const end = (): number => 7;
const pairsOf = (object: object): Methods => fromBeginEnd(object as never) as Methods;
const triosOf = (object: object): Methods => toBeginEnd(object as never);

/** What every object has, to be compared with afterwards. */
const intrinsics = (): unknown[] =>
  [Object.prototype, Function.prototype, Promise.prototype, Array.prototype].map((prototype) =>
    Object.entries(Object.getOwnPropertyDescriptors(prototype)).map(([key, { value }]) => [key, value]),
  );
const untouched = intrinsics();
afterEach(() => setMisuseHandler(undefined));

/** A revoked proxy: whatever is done with it throws. */
function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

/** A proxy that throws where a property is read. */
const throwing = (): object =>
  new Proxy(
    {},
    {
      get() {
        throw new Error('get');
      },
    },
  );
const resisting: [string, () => object][] = [
  ['a revoked proxy', revoked],
  ['a proxy whose get throws', throwing],
];

/** A pair whose callback waits to be invoked, and its promise function. */
function waiting(value: () => unknown, options = {}) {
  const callbacks: IMFAsyncCallback[] = [];
  const read = fromBeginEnd(
    (callback: IMFAsyncCallback, _state: unknown) => void callbacks.push(callback),
    value,
    options,
  );
  return { read, invoke: (result: object = {}) => callbacks[0]?.Invoke(result as IMFAsyncResult) };
}

/** In a box: a promise would look into what it is resolved with. */
const rejectionOf = (promise: Promise<unknown>): Promise<{ error?: unknown }> =>
  promise.then(
    () => ({}),
    (error: unknown) => ({ error }),
  );

describe('fromBeginEnd, names that mean something to JavaScript', () => {
  test.each(['__proto__', 'constructor', 'prototype', 'toString', '__defineGetter__'])(
    'the pair %s, of an object, becomes a method of its own and nothing else',
    async (name) => {
      const methods = pairsOf({ [`Begin_${name}`]: begin, [`End_${name}`]: end });
      expect(Object.getPrototypeOf(methods)).toBe(Object.prototype);
      expect(Object.keys(methods)).toStrictEqual([`_${name}`]);
      const camel = pairsOf({ [`begin${name}`]: begin, [`end${name}`]: end, BeginRead: begin, EndRead: end });
      expect(Object.getPrototypeOf(camel)).toBe(Object.prototype);
      await expect(camel['read']?.()).resolves.toBe(7);
    },
  );

  test('the pair __proto__, of an object, is an own property and no prototype', () => {
    const methods = pairsOf({ Begin__proto__: begin, End__proto__: end });
    expect(Object.getPrototypeOf(methods)).toBe(Object.prototype);
    expect(Object.hasOwn(methods, '__proto__')).toBe(true);
  });

  test('the pair __proto__, asked for by name where there is none, is a TypeError', () => {
    expect(() => fromBeginEnd({ BeginRead: begin, EndRead: end }, '__proto__' as never)).toThrow(TypeError);
  });

  test('options with an own __proto__, from JSON, are refused by that name', () => {
    const options = JSON.parse('{ "__proto__": { "onAbort": "nonsense" } }') as object;
    expect(() => fromBeginEnd(begin, end, options)).toThrow("fromBeginEnd: there is no option '__proto__'");
  });
});

describe('toBeginEnd, names that mean something to JavaScript', () => {
  test.each(['__proto__', 'prototype', 'toString', '__lookupSetter__'])(
    'the method %s, of an object, becomes a trio and nothing else',
    async (name) => {
      const trio = triosOf(Object.fromEntries([[name, async () => 7]]));
      const Name = name.charAt(0).toUpperCase() + name.slice(1);
      expect(Object.getPrototypeOf(trio)).toBe(Object.prototype);
      expect(Object.keys(trio)).toStrictEqual([`Begin${Name}`, `End${Name}`, `Cancel${Name}`]);
      const result = trio[`Begin${Name}`]?.(null, null);
      await allJobs();
      expect(trio[`End${Name}`]?.(result)).toBe(7);
    },
  );

  test.each(['__proto__', 'constructor', 'hasOwnProperty'])(
    'the method %s, asked for where only every object has it, is a TypeError',
    (name) => {
      expect(() => toBeginEnd({ read: async () => 7 }, name as never)).toThrow(TypeError);
    },
  );
});

describe('objects that resist', () => {
  test.each<[string, (object: object) => object]>([
    ['frozen', Object.freeze],
    ['sealed', Object.seal],
    ['behind a proxy', (object) => new Proxy(object, {})],
    ['without a prototype', (object) => Object.assign(Object.create(null) as object, object)],
  ])('an object, %s, is adapted in both directions and not changed', async (_how, made) => {
    const object = made({ BeginRead: begin, EndRead: end });
    const before = Object.getOwnPropertyDescriptors(object);
    await expect(pairsOf(object)['read']?.()).resolves.toBe(7);
    const { BeginRead, EndRead } = triosOf(made({ read: async () => 8 }));
    const result = BeginRead?.(null, null);
    await allJobs();
    expect(EndRead?.(result)).toBe(8);
    expect(Object.getOwnPropertyDescriptors(object)).toStrictEqual(before);
  });

  test.each([
    ['fromBeginEnd', pairsOf],
    ['toBeginEnd', triosOf],
  ])('%s, of a revoked proxy, throws and calls nothing', (_name, adapt) => {
    expect(() => adapt(revoked())).toThrow(TypeError);
  });

  test('fromBeginEnd, of an object with accessors, reads none of them', () => {
    const read = jest.fn();
    const object = Object.defineProperties(
      { BeginRead: begin, EndRead: end },
      { BeginWrite: { get: read, enumerable: true }, EndWrite: { get: read }, then: { get: read } },
    );
    expect(Object.keys(pairsOf(object))).toStrictEqual(['read']);
    expect(read).not.toHaveBeenCalled();
  });
});

describe('values that resist', () => {
  test.each(resisting)('hresultOf %s is E_FAIL', (_name, made) => {
    expect(hresultOf(made())).toBe(E_FAIL);
  });

  test.each(resisting)('toBeginEnd, of a promise that rejects with %s, gives that very value', async (_name, made) => {
    const error = made();
    const pair = toBeginEnd(async () => {
      throw error;
    });
    const result = pair.begin(null, null);
    await allJobs();
    expect(result.GetStatus()).toBe(E_FAIL);
    let thrown: unknown;
    try {
      pair.end(result);
    } catch (caught) {
      thrown = caught;
    }
    expect(Object.is(thrown, error)).toBe(true);
  });

  test.each(resisting)(
    'fromBeginEnd, of an End that throws %s after an abort, rejects with it',
    async (_name, made) => {
      const error = made();
      const { read, invoke } = waiting(
        () => {
          throw error;
        },
        { cancel() {} },
      );
      const promise = read();
      promise.cancel();
      invoke();
      expect(Object.is((await rejectionOf(promise)).error, error)).toBe(true);
    },
  );

  test('fromBeginEnd, a late value whose dispose method throws when it is read, is reported', async () => {
    const kinds: string[] = [];
    setMisuseHandler(({ kind }) => kinds.push(kind));
    const { read, invoke } = waiting(throwing);
    const promise = read();
    promise.cancel();
    invoke();
    await rejectionOf(promise);
    await allJobs();
    expect(kinds).toStrictEqual(['dispose-failed']);
  });

  test.each(resisting)(
    'fromBeginEnd, invoked with %s, rejects and throws nothing at the caller',
    async (_name, made) => {
      const { read, invoke } = waiting(end);
      const promise = read();
      expect(() => invoke(made())).not.toThrow();
      expect((await rejectionOf(promise)).error).toBeInstanceOf(Error);
    },
  );

  test.each<[string, () => unknown]>([
    ...resisting,
    ['undefined', () => undefined],
    ['a number', () => 1],
    ['an object that looks like a result', () => ({ GetStatus: () => 0 })],
    [
      'an object that inherits from a result',
      () => Object.create(toBeginEnd(async () => 7).begin(null, null)) as object,
    ],
  ])('End and Cancel of toBeginEnd, given %s, are E_INVALIDARG', (_name, made) => {
    const pair = toBeginEnd(async () => 7);
    expect(() => pair.end(made() as IMFAsyncResult)).toThrow(/E_INVALIDARG/);
    expect(() => pair.cancel(made() as IMFAsyncResult)).toThrow(/E_INVALIDARG/);
  });

  test.each([[undefined], [null], [1], [{}], [Promise.resolve()]])(
    'cancel of a CancellablePromise, called on %p, is a TypeError',
    async (other) => {
      const promise = fromBeginEnd(begin, end)();
      const { cancel } = promise;
      await promise;
      expect(() => cancel.call(other as CancellablePromise<number>)).toThrow(TypeError);
    },
  );
});

test('what every object inherits, after all of the above, is as it was', () => {
  expect(intrinsics()).toStrictEqual(untouched);
});
