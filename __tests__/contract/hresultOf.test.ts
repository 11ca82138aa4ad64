import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { getSystemErrorMap } from 'node:util';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from '@jest/globals';
import {
  E_ABORT,
  E_FAIL,
  E_INVALIDARG,
  HRESULT_FROM_WIN32,
  HResultError,
  hresultOf,
  MF_E_SHUTDOWN,
  MF_S_MULTIPLE_BEGIN,
  S_OK,
} from '../../src/index.js';
import * as win32Codes from '../../src/contract/win32.js';
import { testOfSourceText } from '../support/conditionalTests.js';

const win32: Readonly<Record<string, number>> = win32Codes;

const withCode = (code: unknown): Error => Object.assign(new Error('system'), { code });

describe('hresultOf, of an HResultError', () => {
  test('an HResultError gives its own', () => {
    expect(hresultOf(new HResultError(MF_E_SHUTDOWN))).toBe(MF_E_SHUTDOWN);
  });

  test('an HResultError of a success code, as of a Begin that failed with one, gives its own', () => {
    expect(hresultOf(new HResultError(MF_S_MULTIPLE_BEGIN))).toBe(MF_S_MULTIPLE_BEGIN);
    expect(hresultOf({ name: 'HResultError', hresult: S_OK, HResult: E_INVALIDARG })).toBe(S_OK);
  });

  test('an HResultError, of another copy of this library, gives its own, unsigned', () => {
    expect(hresultOf({ name: 'HResultError', hresult: MF_E_SHUTDOWN | 0 })).toBe(MF_E_SHUTDOWN);
  });

  test.each([[undefined], ['0x80004004'], [null], [{}], [NaN], [2 ** 32], [-(2 ** 31) - 1], [0.5]])(
    'an error that calls itself HResultError, with the hresult %p, is E_FAIL',
    (hresult) => {
      expect(hresultOf({ name: 'HResultError', hresult })).toBe(E_FAIL);
    },
  );

  test('an HResultError, whose code says cancelled while its hresult does not, is E_ABORT, as isCancelled says', () => {
    expect(hresultOf({ name: 'HResultError', hresult: MF_E_SHUTDOWN, code: 'ABORT_ERR' })).toBe(E_ABORT);
  });
});

describe('hresultOf, of a number', () => {
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
});

describe('hresultOf, of an error that carries an HRESULT', () => {
  test.each(['hresult', 'HResult', 'HRESULT', 'number', 'errno'])(
    'a failure HRESULT as %s, of any class, unsigned or signed, is that',
    (key) => {
      expect(hresultOf(Object.assign(new TypeError('wrong'), { [key]: E_INVALIDARG }))).toBe(E_INVALIDARG);
      expect(hresultOf({ [key]: E_INVALIDARG | 0 })).toBe(E_INVALIDARG);
    },
  );

  test.each(['hresult', 'HResult', 'HRESULT', 'number', 'errno'])(
    'a success code, a text, a big integer or a fraction as %s, is E_FAIL',
    (key) => {
      const values = [S_OK, MF_S_MULTIPLE_BEGIN, '0x80070057', String(E_INVALIDARG), BigInt(E_INVALIDARG), -1.5];
      expect(values.map((value) => hresultOf({ [key]: value }))).toStrictEqual(values.map(() => E_FAIL));
    },
  );

  test.each([
    ['hresult', 'HResult'],
    ['HResult', 'HRESULT'],
    ['HRESULT', 'number'],
    ['number', 'errno'],
  ])('%s and %s, where an error has both, count in this order', (first, second) => {
    expect(hresultOf({ [second]: MF_E_SHUTDOWN, [first]: E_INVALIDARG })).toBe(E_INVALIDARG);
    expect(hresultOf({ [second]: MF_E_SHUTDOWN, [first]: S_OK })).toBe(MF_E_SHUTDOWN);
  });

  test.each([[-1], [-2], [-4058], [-4095]])('the errno %i, which is one of Node, is no HRESULT', (errno) => {
    expect(hresultOf({ errno })).toBe(E_FAIL);
    expect(hresultOf({ errno, code: 'ENOENT' })).toBe(0x80070002);
  });

  test.each([
    [-4096, 0xfffff000],
    [0xffffffff, 0xffffffff],
    [0xfffff001, 0xfffff001],
  ])('the errno %i, which is none of Node, is an HRESULT', (errno, hr) => {
    expect(hresultOf({ errno })).toBe(hr);
  });

  test.each(['hresult', 'HResult', 'HRESULT', 'number'])(
    'the number -1 as %s, which only errno may mean otherwise, is an HRESULT',
    (key) => {
      expect(hresultOf({ [key]: -1 })).toBe(0xffffffff);
    },
  );

  test('the HRESULT that an error carries counts before its name and its code', () => {
    expect(hresultOf({ name: 'TimeoutError', code: 'ENOENT', HResult: E_INVALIDARG })).toBe(E_INVALIDARG);
  });
});

describe('hresultOf, of a TimeoutError', () => {
  test('a TimeoutError is HRESULT_FROM_WIN32(ERROR_TIMEOUT)', () => {
    expect(hresultOf(new DOMException('late', 'TimeoutError'))).toBe(0x800705b4);
    expect(HRESULT_FROM_WIN32(win32Codes.ERROR_TIMEOUT)).toBe(0x800705b4);
  });

  test('a TimeoutError, which also has the code of a system error, is that all the same', () => {
    expect(hresultOf({ name: 'TimeoutError', code: 'ETIMEDOUT' })).toBe(0x800705b4);
  });
});

/** What Node says, the code that Windows has for it, and its HRESULT. */
const systemErrors: [code: string, name: string, hr: number][] = [
  ['E2BIG', 'ERROR_META_EXPANSION_TOO_LONG', 0x800700d0],
  ['EACCES', 'ERROR_ACCESS_DENIED', 0x80070005],
  ['EADDRINUSE', 'WSAEADDRINUSE', 0x80072740],
  ['EADDRNOTAVAIL', 'WSAEADDRNOTAVAIL', 0x80072741],
  ['EAFNOSUPPORT', 'WSAEAFNOSUPPORT', 0x8007273f],
  ['EAGAIN', 'WSAEWOULDBLOCK', 0x80072733],
  ['EAI_ADDRFAMILY', 'WSAEAFNOSUPPORT', 0x8007273f],
  ['EAI_AGAIN', 'WSATRY_AGAIN', 0x80072afa],
  ['EAI_BADFLAGS', 'WSAEINVAL', 0x80072726],
  ['EAI_BADHINTS', 'WSAEINVAL', 0x80072726],
  ['EAI_CANCELED', 'ERROR_OPERATION_ABORTED', 0x800703e3],
  ['EAI_FAIL', 'WSANO_RECOVERY', 0x80072afb],
  ['EAI_FAMILY', 'WSAEAFNOSUPPORT', 0x8007273f],
  ['EAI_MEMORY', 'ERROR_NOT_ENOUGH_MEMORY', 0x80070008],
  ['EAI_NODATA', 'WSANO_DATA', 0x80072afc],
  ['EAI_NONAME', 'WSAHOST_NOT_FOUND', 0x80072af9],
  ['EAI_OVERFLOW', 'ERROR_INSUFFICIENT_BUFFER', 0x8007007a],
  ['EAI_PROTOCOL', 'WSAEPROTONOSUPPORT', 0x8007273b],
  ['EAI_SERVICE', 'WSATYPE_NOT_FOUND', 0x8007277d],
  ['EAI_SOCKTYPE', 'WSAESOCKTNOSUPPORT', 0x8007273c],
  ['EALREADY', 'WSAEALREADY', 0x80072735],
  ['EBADF', 'ERROR_INVALID_HANDLE', 0x80070006],
  ['EBUSY', 'ERROR_SHARING_VIOLATION', 0x80070020],
  ['ECANCELED', 'ERROR_OPERATION_ABORTED', 0x800703e3],
  ['ECANCELLED', 'ERROR_OPERATION_ABORTED', 0x800703e3],
  ['ECHARSET', 'ERROR_NO_UNICODE_TRANSLATION', 0x80070459],
  ['ECONNABORTED', 'WSAECONNABORTED', 0x80072745],
  ['ECONNREFUSED', 'WSAECONNREFUSED', 0x8007274d],
  ['ECONNRESET', 'WSAECONNRESET', 0x80072746],
  ['EDESTADDRREQ', 'WSAEDESTADDRREQ', 0x80072737],
  ['EEXIST', 'ERROR_FILE_EXISTS', 0x80070050],
  ['EFAULT', 'ERROR_NOACCESS', 0x800703e6],
  ['EFBIG', 'ERROR_FILE_TOO_LARGE', 0x800700df],
  ['EFTYPE', 'ERROR_BAD_EXE_FORMAT', 0x800700c1],
  ['EHOSTDOWN', 'WSAEHOSTDOWN', 0x80072750],
  ['EHOSTUNREACH', 'WSAEHOSTUNREACH', 0x80072751],
  ['EILSEQ', 'ERROR_NO_UNICODE_TRANSLATION', 0x80070459],
  ['EINTR', 'WSAEINTR', 0x80072714],
  ['EINVAL', 'ERROR_INVALID_PARAMETER', 0x80070057],
  ['EIO', 'ERROR_IO_DEVICE', 0x8007045d],
  ['EISCONN', 'WSAEISCONN', 0x80072748],
  ['EISDIR', 'ERROR_ACCESS_DENIED', 0x80070005],
  ['ELOOP', 'ERROR_CANT_RESOLVE_FILENAME', 0x80070781],
  ['EMFILE', 'ERROR_TOO_MANY_OPEN_FILES', 0x80070004],
  ['EMLINK', 'ERROR_TOO_MANY_LINKS', 0x80070476],
  ['EMSGSIZE', 'WSAEMSGSIZE', 0x80072738],
  ['ENAMETOOLONG', 'ERROR_FILENAME_EXCED_RANGE', 0x800700ce],
  ['ENETDOWN', 'WSAENETDOWN', 0x80072742],
  ['ENETUNREACH', 'WSAENETUNREACH', 0x80072743],
  ['ENFILE', 'ERROR_TOO_MANY_OPEN_FILES', 0x80070004],
  ['ENOBUFS', 'WSAENOBUFS', 0x80072747],
  ['ENODATA', 'WSANO_DATA', 0x80072afc],
  ['ENODEV', 'ERROR_DEV_NOT_EXIST', 0x80070037],
  ['ENOENT', 'ERROR_FILE_NOT_FOUND', 0x80070002],
  ['ENOEXEC', 'ERROR_BAD_EXE_FORMAT', 0x800700c1],
  ['ENOMEM', 'ERROR_OUTOFMEMORY', 0x8007000e],
  ['ENONET', 'ERROR_NO_NETWORK', 0x800704c6],
  ['ENOPROTOOPT', 'WSAENOPROTOOPT', 0x8007273a],
  ['ENOSPC', 'ERROR_DISK_FULL', 0x80070070],
  ['ENOSYS', 'ERROR_CALL_NOT_IMPLEMENTED', 0x80070078],
  ['ENOTCONN', 'WSAENOTCONN', 0x80072749],
  ['ENOTDIR', 'ERROR_PATH_NOT_FOUND', 0x80070003],
  ['ENOTEMPTY', 'ERROR_DIR_NOT_EMPTY', 0x80070091],
  ['ENOTFOUND', 'WSAHOST_NOT_FOUND', 0x80072af9],
  ['ENOTSOCK', 'WSAENOTSOCK', 0x80072736],
  ['ENOTSUP', 'ERROR_NOT_SUPPORTED', 0x80070032],
  ['ENOTTY', 'ERROR_INVALID_FUNCTION', 0x80070001],
  ['ENXIO', 'ERROR_BAD_UNIT', 0x80070014],
  ['EOF', 'ERROR_BROKEN_PIPE', 0x8007006d],
  ['EOVERFLOW', 'ERROR_ARITHMETIC_OVERFLOW', 0x80070216],
  ['EPERM', 'ERROR_ACCESS_DENIED', 0x80070005],
  ['EPIPE', 'ERROR_BROKEN_PIPE', 0x8007006d],
  ['EPROTONOSUPPORT', 'WSAEPROTONOSUPPORT', 0x8007273b],
  ['EPROTOTYPE', 'WSAEPROTOTYPE', 0x80072739],
  ['ERANGE', 'ERROR_ARITHMETIC_OVERFLOW', 0x80070216],
  ['EROFS', 'ERROR_WRITE_PROTECT', 0x80070013],
  ['ESHUTDOWN', 'WSAESHUTDOWN', 0x8007274a],
  ['ESOCKTNOSUPPORT', 'WSAESOCKTNOSUPPORT', 0x8007273c],
  ['ESPIPE', 'ERROR_SEEK_ON_DEVICE', 0x80070084],
  ['ESRCH', 'ERROR_INVALID_PARAMETER', 0x80070057],
  ['ETIMEDOUT', 'WSAETIMEDOUT', 0x8007274c],
  ['ETIMEOUT', 'WSAETIMEDOUT', 0x8007274c],
  ['ETXTBSY', 'ERROR_SHARING_VIOLATION', 0x80070020],
  ['EXDEV', 'ERROR_NOT_SAME_DEVICE', 0x80070011],
];

describe('hresultOf, of a system error', () => {
  test.each(systemErrors)('the system error %s is what Windows calls %s', (code, name, hr) => {
    expect(hresultOf(withCode(code))).toBe(hr);
    expect(HRESULT_FROM_WIN32(win32[name] as number)).toBe(hr);
  });

  const unknownToWindows = ['EPROTO', 'EREMOTEIO', 'EUNATCH', 'UNKNOWN'];

  test('each code of Node itself, but those that Windows has no code for, is in the table', () => {
    const codes = Array.from(getSystemErrorMap().values(), ([code]) => code);
    const known = new Set([...systemErrors.map(([code]) => code), ...unknownToWindows]);
    expect(codes.length).toBeGreaterThan(70);
    expect(codes.filter((code) => !known.has(code))).toStrictEqual([]);
  });

  test.each(unknownToWindows)('%s, which Windows has no code for, is E_FAIL', (code) => {
    expect(hresultOf(withCode(code))).toBe(E_FAIL);
  });

  testOfSourceText('the names in the comments of the table are those of its codes', async () => {
    const source = await readFile(new URL('../../src/contract/hresultOf.ts', import.meta.url), 'utf8');
    const rows = Array.from(source.matchAll(/^  (\w+): (\d+), \/\/ (\w+)$/gm), ([, code, number, name]) => [
      code,
      name,
      Number(number),
    ]);
    expect(rows).toStrictEqual(systemErrors.map(([code, name]) => [code, name, win32[name]]));
  });

  test('a real system error, of a missing file, is HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND)', async () => {
    const error: unknown = await readFile('/no/such/file').catch((thrown: unknown) => thrown);
    expect(hresultOf(error)).toBe(0x80070002);
  });

  test('a real system error, of a folder that is written to, is HRESULT_FROM_WIN32(ERROR_ACCESS_DENIED)', async () => {
    const error: unknown = await writeFile(fileURLToPath(new URL('.', import.meta.url)), '').catch(
      (thrown: unknown) => thrown,
    );
    expect(hresultOf(error)).toBe(0x80070005);
  });

  test.each([['ENOSUCHCODE'], ['toString'], ['__proto__'], [2], [undefined], [Symbol.iterator], [['ENOENT']]])(
    'an error whose code is %p is E_FAIL',
    (code) => {
      expect(hresultOf(withCode(code))).toBe(E_FAIL);
    },
  );

  test('a system error of another realm is what it is here', () => {
    expect(hresultOf(runInNewContext("Object.assign(new Error('gone'), { code: 'ENOENT' })"))).toBe(0x80070002);
  });
});

describe('hresultOf, of anything else', () => {
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
  ])('%p is E_FAIL', (error) => {
    expect(hresultOf(error)).toBe(E_FAIL);
  });

  test('a revoked proxy is E_FAIL', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(hresultOf(proxy)).toBe(E_FAIL);
  });

  test.each(['name', 'code', 'details', 'message', 'hresult', 'HResult', 'HRESULT', 'number', 'errno'])(
    'a %s that throws when it is read, counts as missing',
    (key) => {
      const unreadable = {
        get() {
          throw new Error('unreadable');
        },
      };
      expect(hresultOf(Object.defineProperty({}, key, unreadable))).toBe(E_FAIL);
      const known = key === 'code' ? { name: 'TimeoutError' } : { code: 'ENOENT' };
      expect(hresultOf(Object.defineProperty(known, key, unreadable))).toBe(key === 'code' ? 0x800705b4 : 0x80070002);
    },
  );

  test('an error whose code cannot be made a string, is E_FAIL', () => {
    expect(hresultOf(withCode(Object.create(null)))).toBe(E_FAIL);
  });

  test('what is thrown, whatever it is, never becomes S_OK', () => {
    expect([0, S_OK, '', null].map(hresultOf)).not.toContain(S_OK);
  });
});
