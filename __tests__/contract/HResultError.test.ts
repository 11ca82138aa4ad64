import { describe, expect, test } from '@jest/globals';
import { E_FAIL, HResultError, MF_E_SHUTDOWN } from '../../src/index.js';

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
