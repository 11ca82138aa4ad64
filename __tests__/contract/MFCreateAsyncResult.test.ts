import { describe, expect, test } from '@jest/globals';
import { E_FAIL, E_POINTER, HResultError, MFCreateAsyncResult, S_OK } from '../../src/index.js';
import { callbackOf } from '../../src/contract/MFCreateAsyncResult.js';
import { thrownBy } from '../support/thrownBy.js';

describe('MFCreateAsyncResult', () => {
  test('the result, fresh, has the object and the state untouched', () => {
    const object = {};
    const state = {};
    const result = MFCreateAsyncResult(object, null, state);
    expect(result.GetObject()).toBe(object);
    expect(result.GetState()).toBe(state);
    expect(result.GetStateNoAddRef()).toBe(state);
  });

  test.each([[0], [''], [false], [NaN]])('%p, a falsy object and state, is kept', (value) => {
    const result = MFCreateAsyncResult(value, null, value);
    expect(result.GetObject()).toBe(value);
    expect(result.GetState()).toBe(value);
    expect(result.GetStateNoAddRef()).toBe(value);
  });

  test.each([[null], [undefined]])(
    'a result, made with %p for all, says E_POINTER where there is nothing',
    (nothing) => {
      const result = MFCreateAsyncResult(nothing, null, nothing);
      for (const [operation, call] of [
        ['GetObject', () => result.GetObject()],
        ['GetState', () => result.GetState()],
      ] as const) {
        const error = thrownBy(call);
        expect(error).toBeInstanceOf(HResultError);
        expect(error).toMatchObject({ hresult: E_POINTER, operation });
      }
      expect(result.GetStateNoAddRef()).toBeNull();
    },
  );

  test('the status, at first, is S_OK', () => {
    expect(MFCreateAsyncResult(null, null, null).GetStatus()).toBe(S_OK);
  });

  test.each([
    [123, 123],
    [E_FAIL, E_FAIL],
    [E_FAIL | 0, E_FAIL],
  ])('the status, set to %i, is %i, as often as it is set', (status, expected) => {
    const result = MFCreateAsyncResult(null, null, null);
    result.SetStatus(0x8000ffff);
    result.SetStatus(status);
    expect(result.GetStatus()).toBe(expected);
    expect(result.GetStatus()).toBe(expected);
    result.SetStatus(S_OK);
    expect(result.GetStatus()).toBe(S_OK);
  });

  test('two results, made alike, are two', () => {
    const callback = { Invoke() {} };
    const first = MFCreateAsyncResult(null, callback, null);
    const second = MFCreateAsyncResult(null, callback, null);
    first.SetStatus(E_FAIL);
    expect(second).not.toBe(first);
    expect(second.GetStatus()).toBe(S_OK);
  });

  test('the callback, when a result is made, is not invoked', () => {
    let invoked = 0;
    MFCreateAsyncResult(null, { Invoke: () => invoked++ }, null);
    expect(invoked).toBe(0);
  });

  test.each([
    ['undefined', undefined],
    ['1', 1],
    [`'Invoke'`, 'Invoke'],
    ['object', {}],
    ['object', { Invoke: 'no function' }],
    ['function', (): void => {}],
  ])('a callback that is %s, at creation, throws a TypeError that says what came', (came, callback) => {
    const message = `MFCreateAsyncResult: callback must be an IMFAsyncCallback or null, got ${came}`;
    expect(() => MFCreateAsyncResult(null, callback as never, null)).toThrow(new TypeError(message));
  });

  test('a callback, whose Invoke is inherited, is one', () => {
    class Callback {
      Invoke(): void {}
    }
    expect(() => MFCreateAsyncResult(null, new Callback(), null)).not.toThrow();
  });

  test.each(['GetState', 'GetObject'] as const)('%s, where there is none, says so', (method) => {
    const result = MFCreateAsyncResult(null, null, null);
    expect(() => result[method]()).toThrow(`${method}: there is none on this result (E_POINTER)`);
  });
});

describe('callbackOf', () => {
  test.each([[{ Invoke() {} }], [null]])(
    'a result, made with the callback %p, gives it to the platform',
    (callback) => {
      expect(callbackOf(MFCreateAsyncResult(null, callback, null))).toBe(callback);
    },
  );

  test.each([[{}], [{ GetStatus: () => S_OK }], [null], [undefined], ['result']])(
    '%p, which is no result of MFCreateAsyncResult, has no callback that a platform could know',
    (other) => {
      expect(callbackOf(other)).toBeUndefined();
    },
  );

  test('a revoked proxy has no callback, and does no harm', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(callbackOf(proxy)).toBeUndefined();
  });
});
