import { E_ABORT, E_FAIL, HRESULT_FROM_WIN32, isFailureHresult, type HRESULT } from './hresult.js';
import * as win32 from './win32.js';

/** The Win32 code that Windows itself gives where Node says this, by `error.code`. */
const systemErrors: Readonly<Record<string, number>> = {
  EACCES: win32.ERROR_ACCESS_DENIED,
  EBADF: win32.ERROR_INVALID_HANDLE,
  EBUSY: win32.ERROR_SHARING_VIOLATION,
  ECANCELED: win32.ERROR_OPERATION_ABORTED,
  ECONNREFUSED: win32.WSAECONNREFUSED,
  ECONNRESET: win32.WSAECONNRESET,
  EEXIST: win32.ERROR_FILE_EXISTS,
  EINVAL: win32.ERROR_INVALID_PARAMETER,
  EIO: win32.ERROR_IO_DEVICE,
  EISDIR: win32.ERROR_ACCESS_DENIED,
  EMFILE: win32.ERROR_TOO_MANY_OPEN_FILES,
  ENAMETOOLONG: win32.ERROR_FILENAME_EXCED_RANGE,
  ENOENT: win32.ERROR_FILE_NOT_FOUND,
  ENOSPC: win32.ERROR_DISK_FULL,
  ENOTDIR: win32.ERROR_PATH_NOT_FOUND,
  ENOTEMPTY: win32.ERROR_DIR_NOT_EMPTY,
  EPERM: win32.ERROR_ACCESS_DENIED,
  EPIPE: win32.ERROR_BROKEN_PIPE,
  EROFS: win32.ERROR_WRITE_PROTECT,
  ETIMEDOUT: win32.WSAETIMEDOUT,
  EXDEV: win32.ERROR_NOT_SAME_DEVICE,
};

/** By name, not by class: errors cross realms, and copies of this library. */
function readHresult(error: unknown): HRESULT {
  if (isFailureHresult(error)) return error >>> 0;
  const { name, code, hresult } = Object(error) as { name?: unknown; code?: unknown; hresult?: unknown };
  if (name === 'HResultError' && typeof hresult === 'number') return hresult >>> 0;
  if (name === 'AbortError') return E_ABORT;
  if (name === 'TimeoutError') return HRESULT_FROM_WIN32(win32.ERROR_TIMEOUT);
  return Object.hasOwn(systemErrors, code as string)
    ? HRESULT_FROM_WIN32(systemErrors[code as string] as number)
    : E_FAIL;
}

/**
 * The HRESULT of any thrown value: an `HResultError` gives its own; a thrown number that is a failure HRESULT, itself;
 * an `AbortError`, `E_ABORT`; a `TimeoutError`, `HRESULT_FROM_WIN32(ERROR_TIMEOUT)`; a system error of Node, the Win32
 * code that Windows itself would give (`ENOENT` → `HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND)`); anything else, `E_FAIL`.
 * It never throws.
 *
 * @example
 * hresultOf(new DOMException('stopped', 'AbortError')); // E_ABORT
 */
export function hresultOf(error: unknown): HRESULT {
  try {
    return readHresult(error);
  } catch {
    return E_FAIL; // reading the error threw: a revoked proxy, a getter
  }
}
