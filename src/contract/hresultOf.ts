import { E_ABORT, E_FAIL, HRESULT_FROM_WIN32, isHresult, type HRESULT } from './hresult.js';
import { carriedHresult, fieldOf, isCancelled } from './isCancelled.js';

/**
 * The Win32 code that Windows itself gives where Node says this, by `error.code`. Numbers, because a bundle of `toBeginEnd`
 * would carry the names too: win32.ts has them.
 */
const systemErrors: Readonly<Record<string, number>> = {
  EACCES: 5, // ERROR_ACCESS_DENIED
  EAI_CANCELED: 995, // ERROR_OPERATION_ABORTED
  EBADF: 6, // ERROR_INVALID_HANDLE
  EBUSY: 32, // ERROR_SHARING_VIOLATION
  ECANCELED: 995, // ERROR_OPERATION_ABORTED
  ECANCELLED: 995, // ERROR_OPERATION_ABORTED
  ECONNREFUSED: 10061, // WSAECONNREFUSED
  ECONNRESET: 10054, // WSAECONNRESET
  EEXIST: 80, // ERROR_FILE_EXISTS
  EINVAL: 87, // ERROR_INVALID_PARAMETER
  EIO: 1117, // ERROR_IO_DEVICE
  EISDIR: 5, // ERROR_ACCESS_DENIED
  EMFILE: 4, // ERROR_TOO_MANY_OPEN_FILES
  ENAMETOOLONG: 206, // ERROR_FILENAME_EXCED_RANGE
  ENOENT: 2, // ERROR_FILE_NOT_FOUND
  ENOSPC: 112, // ERROR_DISK_FULL
  ENOTDIR: 3, // ERROR_PATH_NOT_FOUND
  ENOTEMPTY: 145, // ERROR_DIR_NOT_EMPTY
  EPERM: 5, // ERROR_ACCESS_DENIED
  EPIPE: 109, // ERROR_BROKEN_PIPE
  EROFS: 19, // ERROR_WRITE_PROTECT
  ETIMEDOUT: 10060, // WSAETIMEDOUT
  EXDEV: 17, // ERROR_NOT_SAME_DEVICE
};

const ERROR_TIMEOUT = 1460;

function win32Of(error: unknown): HRESULT | undefined {
  if (fieldOf(error, 'name') === 'TimeoutError') return HRESULT_FROM_WIN32(ERROR_TIMEOUT);
  const code = fieldOf(error, 'code');
  if (typeof code !== 'string' || !Object.hasOwn(systemErrors, code)) return undefined;
  return HRESULT_FROM_WIN32(systemErrors[code] as number);
}

/**
 * The HRESULT of any thrown value, by its shape, so that it may come from another realm, another copy of this library or
 * another world. The first of these counts:
 *
 * 1. what says *cancelled* ({@link isCancelled}): the HRESULT that says so; for names and words, `E_ABORT`; for
 *    `ECANCELED`, `HRESULT_FROM_WIN32(ERROR_OPERATION_ABORTED)`
 * 2. an `HResultError`: its own, also a success code
 * 3. a number that is a failure HRESULT: itself; and one that an error carries as `hresult`, `HResult`, `HRESULT`,
 *    `number` or `errno`, signed or unsigned
 * 4. a `TimeoutError`: `HRESULT_FROM_WIN32(ERROR_TIMEOUT)`
 * 5. a system error of Node, by its `code`: what Windows itself gives (`ENOENT`: `HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND)`)
 * 6. anything else: `E_FAIL`
 *
 * For the status of a result, where only a code gets through. Where the error itself can be passed on, pass that.
 *
 * @param error whatever was thrown
 * @returns the code, unsigned; it never throws, and a field that throws when it is read counts as missing
 *
 * @example
 * hresultOf(new DOMException('stopped', 'AbortError')); // E_ABORT
 * hresultOf(Object.assign(new Error('no such file'), { code: 'ENOENT' })); // 0x80070002
 * hresultOf(Object.assign(new Error('of .NET'), { HResult: -2147024809 })); // E_INVALIDARG
 *
 * @see https://learn.microsoft.com/windows/win32/com/structure-of-com-error-codes
 */
export function hresultOf(error: unknown): HRESULT {
  const own = fieldOf(error, 'name') === 'HResultError' ? fieldOf(error, 'hresult') : undefined;
  const codes = [own, carriedHresult(error), win32Of(error)].filter(isHresult);
  const hr = isCancelled(error) ? (codes.find(isCancelled) ?? E_ABORT) : (codes[0] ?? E_FAIL);
  return hr >>> 0;
}
