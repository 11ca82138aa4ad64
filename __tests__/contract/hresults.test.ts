import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import * as main from '../../src/index.js';
import * as core from '../../src/contract/hresult.js';
import * as table from '../../src/contract/hresults.js';
import * as win32 from '../../src/contract/win32.js';
import { testOfSourceText } from '../support/conditionalTests.js';

const codes: [string, number][] = Object.entries(table);

/** The lines of the table's file. The module itself cannot say in which order they stand: its names are always sorted. */
const lines = readFileSync(fileURLToPath(new URL('../../src/contract/hresultTable.ts', import.meta.url)), 'utf8')
  .replace(/^\/\*\*.*?\*\/\n/s, '')
  .trimEnd()
  .split('\n');
const names = lines.map((line) => /^export const (\w+) = (?:0x[\da-f]{8}|[01]);$/.exec(line)?.[1]);

describe('begin-end/hresults', () => {
  test('the table has the 477 names of Media Foundation and of COM in general', () => {
    expect(codes).toHaveLength(477);
    expect(codes.every(([name]) => /^[A-Z][A-Z0-9]*_[A-Z0-9_]+$/.test(name))).toBe(true);
  });

  testOfSourceText(
    'every line, of the table, is one code, in the order of the names, and none is there twice',
    async () => {
      expect(names).toStrictEqual(codes.map(([name]) => name));
    },
  );

  test('the table is what the Windows SDK says: all names and codes, and no other', () => {
    // SHA-256 of `NAME=code\n` for every name in their order, the codes in decimal, made from the metadata of the SDK. It
    // changes with the SDK alone: add to the table what is new there, then make it anew, not the other way round.
    const facts = codes.map(([name, hr]) => `${name}=${hr}\n`).join('');
    expect(createHash('sha256').update(facts).digest('hex')).toBe(
      'afeace137cef6f843f52e6b4e3b3d9307fbe3c500bcd27a3be15d55cbd20df54',
    );
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
      ([name, value]) => typeof value === 'number' && /^(S|E|MF_S|MF_E)_/.test(name),
    );
    expect(constants.length).toBeGreaterThan(10);
    expect(Object.fromEntries(codes)).toMatchObject(Object.fromEntries(constants));
  });

  test.each(Object.entries(win32))(
    'the HRESULT of %s, once the table is imported, has that name, or the one that the table has for it',
    (name, code) => {
      const hr = main.HRESULT_FROM_WIN32(code);
      const known = codes.find(([, value]) => value === hr)?.[0];
      expect(main.hresultName(hr)).toBe(known ?? `HRESULT_FROM_WIN32(${name})`);
    },
  );

  test.each([
    [0x80070002, 'HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND)'],
    [0x80070005, 'E_ACCESSDENIED'],
    [0x80010002, 'RPC_E_CALL_CANCELED'],
    [0x8013153b, 'COR_E_OPERATIONCANCELED'],
  ])('the code %i, of another part of Windows, is %s once the table is imported', (hr, name) => {
    expect(main.hresultName(hr)).toBe(name);
  });

  test('the first name that a code was taught, when it is taught another one, stays', () => {
    core.teachHresultNames({ E_ANOTHER_NAME: core.E_FAIL });
    expect(main.hresultName(core.E_FAIL)).toBe('E_FAIL');
  });
});
