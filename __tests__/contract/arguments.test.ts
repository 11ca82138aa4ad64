import { runInNewContext } from 'node:vm';
import { describe, expect, test } from '@jest/globals';

import { isAbortSignal, isCallback, requireCallback } from '../../src/contract/arguments.js';

describe('isCallback', () => {
  test.each<[string, unknown]>([
    ['an object with a method Invoke', { Invoke() {} }],
    ['a function with a method Invoke', Object.assign(() => {}, { Invoke() {} })],
    ['an object of another realm', runInNewContext('({ Invoke() {} })')],
  ])('%s is a callback', (_, value) => {
    expect(isCallback(value)).toBe(true);
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
});
