import { describe, expect, test } from '@jest/globals';
import {
  E_ABORT,
  E_FAIL,
  E_INVALIDARG,
  E_POINTER,
  HResultError,
  MFCreateAsyncResult,
  S_OK,
  type IMFAsyncResult,
} from '../../src/index.js';
import { callbackOf, describeResult, statusOf, tellStatus } from '../../src/contract/MFCreateAsyncResult.js';
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

describe('the status of a result', () => {
  /** A result of somebody else's, which is not to be used any more. */
  const unusable = {
    GetStatus(): number {
      throw new Error('released');
    },
    SetStatus(): void {
      throw new Error('released');
    },
  } as unknown as IMFAsyncResult;

  test.each<[string, unknown]>([
    ['no number', 'E_FAIL'],
    ['no integer', 0.5],
    ['nothing', undefined],
  ])('SetStatus, of what is %s, throws E_INVALIDARG, and the status stays', (_, status) => {
    const result = MFCreateAsyncResult(null, null, null);
    result.SetStatus(E_ABORT);
    expect(thrownBy(() => result.SetStatus(status as number))).toMatchObject({
      hresult: E_INVALIDARG,
      operation: 'SetStatus',
      message: expect.stringMatching(
        /^SetStatus: status must be an HRESULT, got ('E_FAIL'|0\.5|undefined) \(E_INVALIDARG\)$/,
      ),
    });
    expect(result.GetStatus()).toBe(E_ABORT);
  });

  test('a status, told to a result, is its status', () => {
    const result = MFCreateAsyncResult(null, null, null) as IMFAsyncResult;
    tellStatus(result, E_ABORT);
    expect(statusOf(result)).toBe(E_ABORT);
  });

  test('a result that cannot be used, told its status, does no harm, and its status is S_OK', () => {
    expect(() => tellStatus(unusable, E_FAIL)).not.toThrow();
    expect(statusOf(unusable)).toBe(S_OK);
  });
});

describe('describeResult', () => {
  /** As another copy of the library makes results. */
  class OtherResult {
    get [Symbol('begin-end.callback')](): null {
      return null;
    }
    get [Symbol('another')](): null {
      return null;
    }
  }
  const { proxy: revoked, revoke } = Proxy.revocable({}, {});
  revoke();

  test.each<[string, unknown, string]>([
    ['a result of another copy', new OtherResult(), 'a result of another copy of begin-end'],
    ['a result of this copy', MFCreateAsyncResult(null, null, null), 'object'],
    [
      'an object with a symbol of its class',
      new (class {
        get [Symbol('another')](): null {
          return null;
        }
      })(),
      'object',
    ],
    ['a plain object', {}, 'object'],
    ['an object without a prototype', Object.create(null), 'object'],
    ['a number', 5, '5'],
    ['nothing', undefined, 'undefined'],
    ['a revoked proxy', revoked, 'object'],
  ])('%s is described', (_, value, words) => {
    expect(describeResult(value)).toBe(words);
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
