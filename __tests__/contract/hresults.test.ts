import { describe, expect, test } from '@jest/globals';
import * as main from '../../src/index.js';
import * as core from '../../src/contract/hresult.js';
import * as table from '../../src/contract/hresults.js';
import * as win32 from '../../src/contract/win32.js';

const codes: [string, number][] = Object.entries(table);

describe('begin-end/hresults', () => {
  test('the table has the 477 names of Media Foundation and of COM in general', () => {
    expect(codes).toHaveLength(477);
    expect(codes.every(([name]) => /^[A-Z][A-Z0-9]*_[A-Z0-9_]+$/.test(name))).toBe(true);
  });

  test('every code, of the table, is an unsigned integer of 32 bits', () => {
    expect(codes.filter(([, hr]) => hr !== hr >>> 0)).toStrictEqual([]);
  });

  test('every code, once the table is imported, has a name of the table', () => {
    const wrong = codes.filter(([, hr]) => (table as Record<string, number>)[main.hresultName(hr)] !== hr);
    expect(wrong).toStrictEqual([]);
  });

  test.each([
    ['E_ACCESSDENIED', 0x80070005],
    ['E_OUTOFMEMORY', 0x8007000e],
    ['MF_E_PLATFORM_NOT_INITIALIZED', 0xc00d36b0],
    ['MF_E_INVALID_WORKQUEUE', 0xc00d36ff],
    ['MF_E_NOT_FOUND', 0xc00d36d5],
    ['MF_S_MULTIPLE_BEGIN', 0x000d36d8],
    ['MF_E_SHUTDOWN', 0xc00d3e85],
  ])('%s, of the table, is the code of the Windows SDK', (name, hr) => {
    expect((table as Record<string, number>)[name]).toBe(hr);
    expect(main.hresultName(hr)).toBe(name);
  });

  test.each([
    ['main entry', main],
    ['contract', core],
  ])('the constants, of the %s, are those of the table', (_, module) => {
    const constants = Object.entries(module).filter(
      ([name, value]) => typeof value === 'number' && /^[A-Z]/.test(name),
    );
    expect(constants.length).toBeGreaterThan(10);
    expect(Object.fromEntries(codes)).toMatchObject(Object.fromEntries(constants));
  });

  test('an HRESULT of a Win32 code, once the table is imported, has that name where no other is', () => {
    expect(main.hresultName(main.HRESULT_FROM_WIN32(win32.ERROR_FILE_NOT_FOUND))).toBe(
      'HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND)',
    );
    expect(main.hresultName(main.HRESULT_FROM_WIN32(win32.ERROR_ACCESS_DENIED))).toBe('E_ACCESSDENIED');
  });

  test('the first name that a code was taught, when it is taught another one, stays', () => {
    core.teachHresultNames({ E_ANOTHER_NAME: core.E_FAIL });
    expect(main.hresultName(core.E_FAIL)).toBe('E_FAIL');
  });
});
