import { describe, expect, test } from '@jest/globals';
import { fromBeginEnd, toBeginEnd, whenEnded, type IMFAsyncCallback } from '../../src/index.js';
import { adaptedPair } from '../support/adaptedPair.js';

// The names are what copies of other versions know: they must not change.
describe('what other copies of the library look for', () => {
  test('the cancel of a promise, has the whenEnded of its copy', async () => {
    const { pair, read } = adaptedPair();
    const promise = read();
    const ended = Reflect.get(promise.cancel, Symbol.for('begin-end.whenEnded')) as typeof whenEnded;
    pair.last.complete('value');
    await expect(promise).resolves.toBe('value');
    await expect(ended(promise)).resolves.toBeUndefined();
    expect(() => ended(Promise.resolve() as never)).toThrow(/^whenEnded: /);
  });

  test('Begin, of a function, says that it forwards this, and that of a method does not', () => {
    const forwards = Symbol.for('begin-end.forwardsThis');
    const { BeginRead } = toBeginEnd({ read: async () => 'value' }, 'read');
    expect(Reflect.get(toBeginEnd(async () => 'value').begin, forwards)).toBe(true);
    expect(Reflect.get(BeginRead, forwards)).toBe(false);
  });

  test('a trio whose Begin says so, of another copy, has the this of the caller', async () => {
    const selves: unknown[] = [];
    function begin(this: unknown, callback: IMFAsyncCallback, _state: unknown): void {
      selves.push(this);
      callback.Invoke({} as never);
    }
    const trio = { begin: Object.assign(begin, { [Symbol.for('begin-end.forwardsThis')]: true }), end: () => 'value' };
    const object = { read: fromBeginEnd(trio) };
    await expect(object.read()).resolves.toBe('value');
    expect(selves[0]).toBe(object);
  });
});
