import { describe, expect, test } from '@jest/globals';
import { runInNewContext } from 'node:vm';

import { E_FAIL, HResultError, MF_E_SHUTDOWN, MF_S_MULTIPLE_BEGIN, S_OK } from '../../src/index.js';
import { throwIfFailed } from '../../src/contract/HResultError.js';
import { thrownBy } from '../support/thrownBy.js';

describe('HResultError', () => {
  test('an error, of a code and an operation, has both, and the name of the code', () => {
    const error = new HResultError(MF_E_SHUTDOWN, 'BeginRead');
    expect(error).toBeInstanceOf(Error);
    expect(Object.fromEntries(Object.entries(error))).toStrictEqual({
      hresult: MF_E_SHUTDOWN,
      code: 'MF_E_SHUTDOWN',
      operation: 'BeginRead',
    });
  });

  test('an error, of a code alone, has no operation', () => {
    expect(new HResultError(E_FAIL).operation).toBeUndefined();
  });

  test('its name, of the class and of every error, is HResultError, and no own property', () => {
    const error = new HResultError(E_FAIL);
    expect(error.name).toBe('HResultError');
    expect(Object.hasOwn(error, 'name')).toBe(false);
    expect(error.stack).toMatch(/^HResultError: /);
  });

  test('a signed code is normalised', () => {
    const error = new HResultError(MF_E_SHUTDOWN | 0);
    expect(error.hresult).toBe(MF_E_SHUTDOWN);
    expect(error.code).toBe('MF_E_SHUTDOWN');
  });

  test('an unknown code has its digits as name', () => {
    expect(new HResultError(0xc00d4e20).code).toBe('0xC00D4E20');
  });

  test.each([
    [new HResultError(E_FAIL), 'the operation failed (E_FAIL)'],
    [new HResultError(E_FAIL, 'EndRead'), 'EndRead: the operation failed (E_FAIL)'],
    [
      new HResultError(E_FAIL, 'EndRead', { fault: 'no disk, nothing was read' }),
      'EndRead: no disk, nothing was read (E_FAIL)',
    ],
    [new HResultError(E_FAIL, undefined, { fault: 'no disk' }), 'no disk (E_FAIL)'],
    [new HResultError(E_FAIL, ''), ': the operation failed (E_FAIL)'],
    [new HResultError(E_FAIL, 'EndRead', { message: 'all of it', fault: 'ignored' }), 'all of it'],
    [new HResultError(E_FAIL, 'EndRead', { message: '' }), ''],
  ])('the message, of %p, reads operation, fault and code', (error, message) => {
    expect(error.message).toBe(message);
  });

  test('the cause, in the options, is kept as for every Error', () => {
    const cause = new Error('disk');
    const error = new HResultError(E_FAIL, 'EndRead', { cause });
    expect(error.cause).toBe(cause);
    expect(Object.keys(error)).not.toContain('cause');
  });

  test('the cause, where there is none, is no property', () => {
    expect('cause' in new HResultError(E_FAIL, 'EndRead', {})).toBe(false);
  });

  test('the operation, where there is none, is no property', () => {
    expect(Object.keys(new HResultError(E_FAIL))).toStrictEqual(['hresult', 'code']);
  });
});

describe('the name of an HResultError', () => {
  test('the name, of the class, can be replaced as that of every other error, and is not listed', () => {
    expect(Object.getOwnPropertyDescriptor(HResultError.prototype, 'name')).toStrictEqual({
      value: 'HResultError',
      writable: true,
      enumerable: false,
      configurable: true,
    });
  });
});

describe('toJSON', () => {
  test('an error, with an operation, gives name, message, hresult, code and operation', () => {
    const error = new HResultError(MF_E_SHUTDOWN, 'EndRead', { fault: 'no disk', cause: new Error('cause') });
    expect(error.toJSON()).toStrictEqual({
      name: 'HResultError',
      message: 'EndRead: no disk (MF_E_SHUTDOWN)',
      hresult: MF_E_SHUTDOWN,
      code: 'MF_E_SHUTDOWN',
      operation: 'EndRead',
    });
  });

  test('an error, without an operation, gives none, not even undefined', () => {
    expect(new HResultError(E_FAIL).toJSON()).toStrictEqual({
      name: 'HResultError',
      message: 'the operation failed (E_FAIL)',
      hresult: E_FAIL,
      code: 'E_FAIL',
    });
  });

  test('an operation that is an empty text, is one', () => {
    expect(new HResultError(E_FAIL, '').toJSON().operation).toBe('');
  });
});

describe('HResultError.from', () => {
  const error = new HResultError(MF_E_SHUTDOWN, 'EndRead', { fault: 'no disk' });
  const fields = { name: 'HResultError', hresult: MF_E_SHUTDOWN, code: 'MF_E_SHUTDOWN', operation: 'EndRead' };
  const message = 'EndRead: no disk (MF_E_SHUTDOWN)';

  test('an error of this copy of the library, is returned as it is', () => {
    expect(HResultError.from(error)).toBe(error);
  });

  test('an error of a class of its own that extends it, is returned as it is', () => {
    class DiskError extends HResultError {
      override name = 'DiskError';
    }
    const own = new DiskError(E_FAIL);
    expect(HResultError.from(own)).toBe(own);
  });

  test.each<[string, () => unknown]>([
    ['as JSON', () => JSON.parse(JSON.stringify(error))],
    ['as JSON, inside something else', () => (JSON.parse(JSON.stringify({ error })) as { error: unknown }).error],
    ['as a structured clone', () => structuredClone(error.toJSON())],
    ['of another copy of the library', () => Object.assign(new Error(message), fields)],
    ['of another realm', () => runInNewContext('Object.assign(new Error(message), fields)', { message, fields })],
    ['with a signed code', () => ({ ...fields, message, hresult: MF_E_SHUTDOWN | 0 })],
    ['without a name and with another code', () => ({ ...fields, message, name: undefined, code: '0xC00D3E85' })],
  ])('an error, %s, is an HResultError again, with the same fields and message', (_how, received) => {
    const value = received();
    const made = HResultError.from(value);
    expect(made).toBeInstanceOf(HResultError);
    expect(made).not.toBe(value);
    expect(made.toJSON()).toStrictEqual({ ...fields, message });
    expect(Object.keys(made)).toStrictEqual(['hresult', 'code', 'operation']);
    expect(made.stack).toContain(`HResultError: ${message}`);
    expect('cause' in made).toBe(false);
  });

  test('an error without an operation, as JSON, has none', () => {
    const made = HResultError.from(JSON.parse(JSON.stringify(new HResultError(E_FAIL))));
    expect(Object.keys(made)).toStrictEqual(['hresult', 'code']);
    expect(made.message).toBe('the operation failed (E_FAIL)');
  });

  test('a message of another language, or an empty one, as JSON, is the message', () => {
    expect(HResultError.from({ hresult: E_FAIL, message: 'kaputt' }).message).toBe('kaputt');
    expect(HResultError.from({ hresult: E_FAIL, message: '' }).message).toBe('');
  });

  test('a cause, of another copy of the library, is kept', () => {
    const cause = new Error('disk');
    expect(HResultError.from(Object.assign(new Error(message, { cause }), fields)).cause).toBe(cause);
  });

  test.each([[S_OK], [MF_S_MULTIPLE_BEGIN]])('a success code, %i, as JSON, is kept', (hresult) => {
    expect(HResultError.from(JSON.parse(JSON.stringify(new HResultError(hresult)))).hresult).toBe(hresult);
  });

  const { proxy: revoked, revoke } = Proxy.revocable({}, {});
  revoke();

  test.each<[unknown, string]>([
    [undefined, 'undefined'],
    [null, 'object'],
    ['HResultError', 'string'],
    [E_FAIL, 'number'],
    [{}, 'object'],
    [new Error(message), 'object'],
    [structuredClone(error), 'object'],
    [{ ...fields }, 'object'],
    [{ ...fields, message: 7 }, 'object'],
    [{ ...fields, message, hresult: undefined }, 'object'],
    [{ ...fields, message, hresult: String(E_FAIL) }, 'object'],
    [{ ...fields, message, hresult: 2 ** 32 }, 'object'],
    [{ ...fields, message, hresult: 0.5 }, 'object'],
    [{ ...fields, message, operation: 7 }, 'object'],
    [{ ...fields, message, operation: null }, 'object'],
    [
      {
        get hresult() {
          throw new Error('unreadable');
        },
      },
      'object',
    ],
    [revoked, 'object'],
  ])('anything else, such as case %#, is a TypeError that says what came', (value, kind) => {
    expect(thrownBy(() => HResultError.from(value))).toStrictEqual(
      new TypeError(`HResultError.from: expected an HResultError or its JSON, got ${kind}`),
    );
  });
});

describe('throwIfFailed', () => {
  test.each([[E_FAIL], [E_FAIL | 0], [BigInt(E_FAIL)], [Object(E_FAIL)]])('%p, a failure, is thrown', (status) => {
    expect(thrownBy(() => throwIfFailed(status, 'EndRead'))).toMatchObject({ hresult: E_FAIL, operation: 'EndRead' });
  });

  test.each([[S_OK], [MF_S_MULTIPLE_BEGIN], [undefined], [null], ['failed'], [Symbol('failed')]])(
    '%p, which is none, is not',
    (status) => {
      expect(() => throwIfFailed(status, 'EndRead')).not.toThrow();
    },
  );
});
