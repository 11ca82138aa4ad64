import { runInNewContext } from 'node:vm';
import { describe, expect, test } from '@jest/globals';

import {
  checkMethods,
  checkOptions,
  checkSignal,
  describe as describeValue,
  didYouMean,
  expectFunction,
  isAbortSignal,
  isCallback,
  requireCallback,
} from '../../src/contract/arguments.js';
import { thrownBy } from '../support/thrownBy.js';

describe('isCallback', () => {
  test.each<[string, unknown]>([
    ['an object with a method Invoke', { Invoke() {} }],
    ['a function with a method Invoke', Object.assign(() => {}, { Invoke() {} })],
  ])('%s is a callback', (_, value) => {
    expect(isCallback(value)).toBe(true);
  });

  test('an object of another realm with a method Invoke is a callback', () => {
    expect(isCallback(runInNewContext('({ Invoke() {} })'))).toBe(true);
  });

  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a plain function', () => {}],
    ['an object whose Invoke is no function', { Invoke: true }],
  ])('%s is no callback', (_, value) => {
    expect(isCallback(value)).toBe(false);
  });

  test('what cannot be asked is no callback', () => {
    const { proxy, revoke } = Proxy.revocable({ Invoke() {} }, {});
    revoke();
    expect(isCallback(proxy)).toBe(false);
  });

  test('requireCallback, of anything else, throws E_INVALIDARG with the name of the operation', () => {
    expect(() => requireCallback('me', 'BeginRead')).toThrow(
      "BeginRead: callback must be an IMFAsyncCallback, got 'me' (E_INVALIDARG)",
    );
  });
});

describe('what a message says of a value', () => {
  test('that is a bigint, tells it from the number', () => {
    expect([describeValue(5n), describeValue(5)]).toStrictEqual(['5n', '5']);
  });

  test.each<[string, unknown, string]>([
    ['a text of 78 characters', 'x'.repeat(78), `'${'x'.repeat(78)}'`],
    ['a longer text', 'x'.repeat(79), `'${'x'.repeat(78)}…`],
    ['a large number', 10n ** 90n, `1${'0'.repeat(78)}…`],
  ])('of %s, stays short', (_, value, words) => {
    expect(describeValue(value)).toBe(words);
  });
});

describe('isAbortSignal', () => {
  test.each<[string, unknown]>([
    ['a signal', AbortSignal.abort()],
    ['a signal of a polyfill', { aborted: false, addEventListener() {} }],
  ])('%s is a signal', (_, value) => {
    expect(isAbortSignal(value)).toBe(true);
  });

  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a controller', new AbortController()],
    ['an EventTarget', new EventTarget()],
    ['an object that has no listeners', { aborted: false }],
    ['an object whose aborted is no boolean', { aborted: 'no', addEventListener() {} }],
  ])('%s is no signal', (_, value) => {
    expect(isAbortSignal(value)).toBe(false);
  });

  test('what cannot be asked is no signal', () => {
    const { proxy, revoke } = Proxy.revocable(AbortSignal.abort(), {});
    revoke();
    expect(isAbortSignal(proxy)).toBe(false);
  });
});

describe('expectFunction', () => {
  test('a function is accepted', () => {
    expect(() => expectFunction(() => {}, 'make: fn')).not.toThrow();
  });

  test('anything else is a TypeError that says what came', () => {
    expect(thrownBy(() => expectFunction({}, 'make: fn'))).toStrictEqual(
      new TypeError('make: fn must be of type function, got object'),
    );
  });
});

describe('checkSignal', () => {
  test.each([[undefined], [AbortSignal.abort()]])('%p is accepted', (signal) => {
    expect(() => checkSignal(signal, 'eventsOf')).not.toThrow();
  });

  test('anything else is a TypeError that says what came', () => {
    expect(thrownBy(() => checkSignal(null, 'eventsOf'))).toStrictEqual(
      new TypeError('eventsOf: options.signal must be an AbortSignal, got null'),
    );
  });
});

describe('checkOptions', () => {
  const types = { name: 'string', count: 'any', fn: 'function', platform: 'object', on: 'boolean' } as const;

  test.each<[string, object]>([
    ['none', {}],
    ['one of each type', { name: 'text', count: 1, fn() {}, platform: {}, on: false }],
    ['those that are undefined', { name: undefined, count: undefined, fn: undefined }],
    ['null, where it may be anything', { count: null }],
  ])('options, %s, are accepted', (_, options) => {
    expect(() => checkOptions(options, 'make', types)).not.toThrow();
  });

  test.each<[string, unknown, string]>([
    ['null', null, 'make: options must be of type object, got null'],
    ['a text', 'name', "make: options must be of type object, got 'name'"],
    ['a misspelt one', { nam: 'text' }, "make: there is no option 'nam', did you mean 'name'?"],
    ['one unlike all', { timeout: 1 }, "make: there is no option 'timeout', there is: name, count, fn, platform, on"],
    ['an unknown one that is undefined', { nam: undefined }, "make: there is no option 'nam', did you mean 'name'?"],
    ['one of the wrong type', { name: 5 }, 'make: options.name must be of type string, got 5'],
    ['an object that is null', { platform: null }, 'make: options.platform must be of type object, got null'],
    ['a function that is an object', { fn: {} }, 'make: options.fn must be of type function, got object'],
    ['the last of several', { name: 'text', on: 1 }, 'make: options.on must be of type boolean, got 1'],
  ])('options, %s, are a TypeError that says what is wrong', (_, options, message) => {
    expect(thrownBy(() => checkOptions(options, 'make', types))).toStrictEqual(new TypeError(message));
  });
});

describe('didYouMean', () => {
  test.each([
    ['the same in other letters', 'READ', 'read'],
    ['the same in other letters, the other way round', 'read', 'READ'],
    ['one letter too few', 'red', 'read'],
    ['one letter too many', 'rewad', 'read'],
    ['two letters too few, at the end', 'wri', 'write'],
    ['two letters too few, in front', 'ite', 'write'],
    ['two letters too many, at the end', 'writers', 'write'],
    ['two letters too many, in front', 'unwrite', 'write'],
    ['two letters the other way round', 'raed', 'read'],
    ['one letter another and one too few', 'wrat', 'write'],
    ['nothing, where two letters are meant', '', 'on'],
    ['two letters, where nothing is meant', 'on', ''],
  ])('a name, %s, names the one that was meant', (_, name, meant) => {
    expect(didYouMean(name, ['something else', meant])).toBe(`, did you mean '${meant}'?`);
  });

  test.each([
    ['three letters too few', 'wr', 'write'],
    ['three letters too few, in front', 'te', 'write'],
    ['three letters too many', 'writeall', 'write'],
    ['three letters too many, in front', 'rewrites', 'write'],
    ['three other letters', 'wrift', 'alist'],
    ['another in each letter', 'abcd', 'wxyz'],
    ['a letter another, one too many and one too few', 'xrtes', 'write'],
    ['nothing', '', 'read'],
    ['four other letters, where nothing is meant', 'read', ''],
  ])('a name, %s, is too far, and all are named', (_, name, other) => {
    expect(didYouMean(name, [other, 'something else'])).toBe(`, there is: ${other}, something else`);
  });

  test('several that are near, name the first', () => {
    expect(didYouMean('rea', ['close', 'read', 'real'])).toBe(", did you mean 'read'?");
  });

  test('where there is none, nothing is named', () => {
    expect(didYouMean('read', [])).toBe('');
  });
});

describe('checkMethods', () => {
  const methods = ['Read', 'Write'];

  test('an object, with all methods, is accepted', () => {
    expect(() => checkMethods({ Read() {}, Write() {} }, methods, 'copy', 'a stream')).not.toThrow();
  });

  test.each<[string, object, string]>([
    ['without any', {}, 'Read'],
    ['without the last one', { Read() {} }, 'Write'],
    ['whose method is no function', { Read: 'text', Write() {} }, 'Read'],
    [
      'whose method cannot be read',
      {
        get Read(): never {
          throw new Error('unreadable');
        },
        Write() {},
      },
      'Read',
    ],
  ])('an object %s, is a TypeError that names the first that is missing', (_, object, missing) => {
    expect(thrownBy(() => checkMethods(object, methods, 'copy', 'a stream'))).toStrictEqual(
      new TypeError(`copy: expected a stream, but it has no method ${missing}`),
    );
  });
});
