import { describe, expect, test } from '@jest/globals';
import {
  E_ABORT,
  E_FAIL,
  FAILED,
  HRESULT_FROM_WIN32,
  hresultName,
  MF_E_SHUTDOWN,
  MF_S_MULTIPLE_BEGIN,
  S_OK,
  SUCCEEDED,
} from '../../src/index.js';
import * as entry from '../../src/index.js';
import * as codes from '../../src/contract/hresult.js';
import { isFailureHresult, isHresult, type HRESULT } from '../../src/contract/hresult.js';

describe('SUCCEEDED and FAILED', () => {
  test.each([[S_OK], [1], [MF_S_MULTIPLE_BEGIN], [0x7fffffff]])(
    'the code %i, without the sign bit, succeeded',
    (hr) => {
      expect(SUCCEEDED(hr)).toBe(true);
      expect(FAILED(hr)).toBe(false);
    },
  );

  test.each([[E_FAIL], [0x80000000], [0xffffffff], [MF_E_SHUTDOWN], [-1], [-(2 ** 31)], [E_FAIL | 0]])(
    'the code %i, with the sign bit, signed or not, failed',
    (hr) => {
      expect(SUCCEEDED(hr)).toBe(false);
      expect(FAILED(hr)).toBe(true);
    },
  );
});

describe('hresultName', () => {
  const known = Object.entries(codes).filter(([name]) => /^(MF_)?[SE]_/.test(name)) as [string, HRESULT][];

  test('the codes, that the main entry exports, are among those with names', () => {
    const exported = Object.keys(entry).filter((name) => /^(MF_)?[SE]_/.test(name));
    expect(known.map(([name]) => name)).toStrictEqual(expect.arrayContaining(exported));
  });

  test.each([['E_ABORT', E_ABORT | 0] as [string, HRESULT], ...known])(
    '%s, which the library itself uses, is the name of its code %i',
    (name, hr) => {
      expect(hresultName(hr)).toBe(name);
    },
  );

  test.each([
    [0xc00d4e20, '0xC00D4E20'],
    [0xc00d4e20 | 0, '0xC00D4E20'],
    [0x000d1001, '0x000D1001'],
    [123, '0x0000007B'],
  ])('the code %i, which nobody taught, is %s', (hr, name) => {
    expect(hresultName(hr)).toBe(name);
  });
});

describe('HRESULT_FROM_WIN32', () => {
  test.each([
    [2, 0x80070002],
    [1460, 0x800705b4],
    [0xffff, 0x8007ffff],
    [0x12345, 0x80072345],
  ])('the Win32 code %i becomes a failure of the facility Win32', (code, hr) => {
    expect(HRESULT_FROM_WIN32(code)).toBe(hr);
  });

  test('0, which is ERROR_SUCCESS, stays S_OK', () => {
    expect(HRESULT_FROM_WIN32(0)).toBe(S_OK);
  });

  test.each([
    [E_FAIL | 0, E_FAIL],
    [-1, 0xffffffff],
  ])('%i, which is an HRESULT already, stays itself', (code, hr) => {
    expect(HRESULT_FROM_WIN32(code)).toBe(hr);
  });
});

describe('isHresult', () => {
  test.each([[S_OK], [E_FAIL], [E_FAIL | 0], [-(2 ** 31)], [0xffffffff]])('%i is an HRESULT', (value) => {
    expect(isHresult(value)).toBe(true);
  });

  test.each([[0n], ['0'], [null], [Symbol('0')], [2 ** 32], [-(2 ** 31) - 1], [0.5]])(
    '%p is none, and does no harm',
    (value) => {
      expect(isHresult(value)).toBe(false);
    },
  );
});

describe('isFailureHresult', () => {
  test.each([[-1n], ['-1'], [null], [Number.NaN], [-1.5]])('%p is no failure HRESULT, and does no harm', (value) => {
    expect(isFailureHresult(value)).toBe(false);
  });
});
