import { describe, expect, test } from '@jest/globals';

import { isFailureHresult } from '../../src/contract/hresult.js';
import { HResultError } from '../../src/contract/HResultError.js';
import { MFCreateAsyncResult } from '../../src/contract/MFCreateAsyncResult.js';

// Small decisions that mutation testing found without a test.

describe('isFailureHresult', () => {
  test.each([[-1n], ['-1'], [null], [Number.NaN], [-1.5]])('%p is no failure HRESULT, and does no harm', (value) => {
    expect(isFailureHresult(value)).toBe(false);
  });
});

describe('an HResultError', () => {
  test('an HResultError, of no operation, has no property of that name', () => {
    expect(Object.keys(new HResultError(0x80004005))).toStrictEqual(['hresult', 'code']);
  });
});

describe('a result', () => {
  test.each(['GetState', 'GetObject'] as const)('%s, where there is none, says so', (method) => {
    const result = MFCreateAsyncResult(null, null, null);
    expect(() => result[method]()).toThrow(`${method}: there is none on this result (E_POINTER)`);
  });
});
