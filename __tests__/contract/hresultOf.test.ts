import { readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { E_ABORT, E_FAIL, HResultError, hresultOf, MF_E_SHUTDOWN, S_OK } from '../../src/index.js';

const withCode = (code: unknown): Error => Object.assign(new Error('system'), { code });

describe('hresultOf', () => {
  test('an HResultError gives its own', () => {
    expect(hresultOf(new HResultError(MF_E_SHUTDOWN))).toBe(MF_E_SHUTDOWN);
  });

  test('an HResultError, of another copy of this library, gives its own, unsigned', () => {
    expect(hresultOf({ name: 'HResultError', hresult: MF_E_SHUTDOWN | 0 })).toBe(MF_E_SHUTDOWN);
  });

  test.each([[undefined], ['0x80004004'], [null], [{}]])(
    'an error that calls itself HResultError, with the hresult %p, is E_FAIL',
    (hresult) => {
      expect(hresultOf({ name: 'HResultError', hresult })).toBe(E_FAIL);
    },
  );

  test.each([
    [MF_E_SHUTDOWN, MF_E_SHUTDOWN],
    [MF_E_SHUTDOWN | 0, MF_E_SHUTDOWN],
    [2 ** 31, 0x80000000],
    [2 ** 32 - 1, 0xffffffff],
    [-1, 0xffffffff],
    [-(2 ** 31), 0x80000000],
  ])('the number %i, a failure HRESULT, gives itself', (error, hr) => {
    expect(hresultOf(error)).toBe(hr);
  });

  test.each([[0], [1], [2 ** 31 - 1], [2 ** 32], [-(2 ** 31) - 1], [2 ** 31 + 0.5], [NaN], [Infinity]])(
    'the number %p, no failure HRESULT, is E_FAIL',
    (error) => {
      expect(hresultOf(error)).toBe(E_FAIL);
    },
  );

  test.each([
    [new DOMException('stop', 'AbortError')],
    [AbortSignal.abort().reason as unknown],
    [Object.assign(new Error('stop'), { name: 'AbortError', code: 'ABORT_ERR' })],
  ])('the AbortError %p is E_ABORT', (error) => {
    expect(hresultOf(error)).toBe(E_ABORT);
  });

  test('a TimeoutError is HRESULT_FROM_WIN32(ERROR_TIMEOUT)', () => {
    expect(hresultOf(new DOMException('late', 'TimeoutError'))).toBe(0x800705b4);
  });

  test.each([
    ['EACCES', 0x80070005, 'ERROR_ACCESS_DENIED'],
    ['EBADF', 0x80070006, 'ERROR_INVALID_HANDLE'],
    ['EBUSY', 0x80070020, 'ERROR_SHARING_VIOLATION'],
    ['EEXIST', 0x80070050, 'ERROR_FILE_EXISTS'],
    ['EINVAL', 0x80070057, 'ERROR_INVALID_PARAMETER'],
    ['EISDIR', 0x80070005, 'ERROR_ACCESS_DENIED'],
    ['EMFILE', 0x80070004, 'ERROR_TOO_MANY_OPEN_FILES'],
    ['ENAMETOOLONG', 0x800700ce, 'ERROR_FILENAME_EXCED_RANGE'],
    ['ENOENT', 0x80070002, 'ERROR_FILE_NOT_FOUND'],
    ['ENOSPC', 0x80070070, 'ERROR_DISK_FULL'],
    ['ENOTDIR', 0x80070003, 'ERROR_PATH_NOT_FOUND'],
    ['ENOTEMPTY', 0x80070091, 'ERROR_DIR_NOT_EMPTY'],
    ['EPERM', 0x80070005, 'ERROR_ACCESS_DENIED'],
    ['EROFS', 0x80070013, 'ERROR_WRITE_PROTECT'],
    ['EXDEV', 0x80070011, 'ERROR_NOT_SAME_DEVICE'],
    ['ECONNREFUSED', 0x8007274d, 'WSAECONNREFUSED'],
    ['ECONNRESET', 0x80072746, 'WSAECONNRESET'],
    ['ETIMEDOUT', 0x8007274c, 'WSAETIMEDOUT'],
  ])('the system error %s is %i, the code of %s', (code, hr) => {
    expect(hresultOf(withCode(code))).toBe(hr);
  });

  test('a real system error, of a missing file, is HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND)', async () => {
    const error: unknown = await readFile('/no/such/file').catch((thrown: unknown) => thrown);
    expect(hresultOf(error)).toBe(0x80070002);
  });

  test.each([['ENOSUCHCODE'], ['toString'], ['__proto__'], [2], [undefined], [Symbol.iterator]])(
    'an error whose code is %p is E_FAIL',
    (code) => {
      expect(hresultOf(withCode(code))).toBe(E_FAIL);
    },
  );

  test.each([
    [new Error('broken')],
    [undefined],
    [null],
    [''],
    ['E_ABORT'],
    [`${E_ABORT}`],
    [false],
    [Symbol('broken')],
    [BigInt(E_ABORT)],
    [{}],
    [Object.create(null)],
    [{ hresult: MF_E_SHUTDOWN }],
  ])('anything else, %p, is E_FAIL', (error) => {
    expect(hresultOf(error)).toBe(E_FAIL);
  });

  test('a revoked proxy is E_FAIL', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(hresultOf(proxy)).toBe(E_FAIL);
  });

  test.each([['name'], ['code'], ['hresult']])('an error whose %s throws when read, is E_FAIL', (key) => {
    const error = Object.defineProperty({ name: 'HResultError' }, key, {
      get() {
        throw new Error('unreadable');
      },
    });
    expect(hresultOf(error)).toBe(E_FAIL);
  });

  test('an error whose code cannot be made a string, is E_FAIL', () => {
    expect(hresultOf(withCode(Object.create(null)))).toBe(E_FAIL);
  });

  test('what is thrown, whatever it is, never becomes S_OK', () => {
    expect([0, S_OK, '', null].map(hresultOf)).not.toContain(S_OK);
  });
});
