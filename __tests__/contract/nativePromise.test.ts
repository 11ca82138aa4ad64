import { runInNewContext } from 'node:vm';
import { describe, expect, jest, test } from '@jest/globals';
import { isNativePromise, isPromiseOfThisRealm, whenSettled } from '../../src/contract/nativePromise.js';
import { allJobs } from '../support/promises.js';
import { fakePromise, LazyPromise, thenable } from '../support/thenables.js';

class Derived extends Promise<string> {}

/** Whatever is done with it throws. */
function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

const foreign = (touch = (): void => {}): [string, unknown][] => [
  ['undefined', undefined],
  ['null', null],
  ['a text', 'then'],
  ['an object', {}],
  ['a function with a then', Object.assign(() => {}, thenable(touch))],
  ['a thenable', thenable(touch)],
];

describe('isPromiseOfThisRealm', () => {
  test.each<[string, unknown]>([
    ['a promise', Promise.resolve('value')],
    ['a promise of a derived class', Derived.resolve('value')],
  ])('%s is one', (_, value) => {
    expect(isPromiseOfThisRealm(value)).toBe(true);
  });

  test.each([...foreign(), ['a revoked proxy', revoked()] as const].map(([name, value]) => [name, [value]] as const))(
    '%s is none',
    (_, [value]) => {
      expect(isPromiseOfThisRealm(value)).toBe(false);
    },
  );

  test('a promise of another realm is none', () => {
    expect(isPromiseOfThisRealm(runInNewContext("Promise.resolve('value')"))).toBe(false);
  });
});

describe('isNativePromise', () => {
  test.each<[string, unknown]>([
    ['a promise', Promise.resolve('value')],
    ['a promise of a derived class', Derived.resolve('value')],
    ['what an async function gives', (async () => 'value')()],
  ])('%s is one', (_, value) => {
    expect(isNativePromise(value)).toBe(true);
  });

  test('a promise of another realm is one', () => {
    expect(isNativePromise(runInNewContext("Promise.resolve('value')"))).toBe(true);
  });

  test.each(
    [
      ...foreign(),
      ['a revoked proxy', revoked()] as const,
      ['what only says that it is a Promise', { [Symbol.toStringTag]: 'Promise' }] as const,
      [
        'a function with a then that says that it is a Promise',
        Object.assign(
          () => {},
          fakePromise(() => {}),
        ),
      ] as const,
    ].map(([name, value]) => [name, [value]] as const),
  )('%s is none', (_, [value]) => {
    expect(isNativePromise(value)).toBe(false);
  });
});

describe('whenSettled', () => {
  test('a promise that fulfils, tells of the value', async () => {
    const values: unknown[] = [];
    expect(whenSettled(Promise.resolve('value'), (value) => values.push(value), fail)).toBe(true);
    await allJobs();
    expect(values).toStrictEqual(['value']);
  });

  test('a promise that rejects, tells of the error', async () => {
    const errors: unknown[] = [];
    expect(whenSettled(Promise.reject(new Error('no')), undefined, (error) => errors.push(error))).toBe(true);
    await allJobs();
    expect(errors).toMatchObject([{ message: 'no' }]);
  });

  test('a promise that starts when it is awaited, is not started', async () => {
    const start = jest.fn();
    expect(whenSettled(new LazyPromise(start), fail, fail)).toBe(true);
    await allJobs();
    expect(start).not.toHaveBeenCalled();
  });

  const touch = jest.fn();
  test.each([...foreign(touch), ['a thenable that says that it is a Promise', fakePromise(touch)] as const])(
    '%s is left alone',
    async (_, value) => {
      expect(whenSettled(value, fail, fail)).toBe(false);
      await allJobs();
      expect(touch).not.toHaveBeenCalled();
    },
  );
});

function fail(): never {
  throw new Error('it told of something');
}

test('the module, imported when it is needed, is no thenable', async () => {
  const module = import('../../src/contract/nativePromise.js');
  await expect(module).resolves.toHaveProperty('isNativePromise');
});
