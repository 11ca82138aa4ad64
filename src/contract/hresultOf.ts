import {
  E_ABORT,
  E_FAIL,
  HRESULT_FROM_WIN32,
  isFailureHresult,
  MF_E_OPERATION_CANCELLED,
  type HRESULT,
} from './hresult.js';
import * as win32 from './win32.js';

/** What Windows itself says where Node says this; the names on the left are those of `error.code`. */
const systemErrors: Readonly<Record<string, number>> = {
  __proto__: null as never,
  EACCES: win32.ERROR_ACCESS_DENIED,
  EADDRINUSE: win32.WSAEADDRINUSE,
  EADDRNOTAVAIL: win32.WSAEADDRNOTAVAIL,
  EAGAIN: win32.WSAEWOULDBLOCK,
  EBADF: win32.ERROR_INVALID_HANDLE,
  EBUSY: win32.ERROR_SHARING_VIOLATION,
  ECANCELED: win32.ERROR_OPERATION_ABORTED,
  ECONNABORTED: win32.WSAECONNABORTED,
  ECONNREFUSED: win32.WSAECONNREFUSED,
  ECONNRESET: win32.WSAECONNRESET,
  EEXIST: win32.ERROR_FILE_EXISTS,
  EFBIG: win32.ERROR_FILE_TOO_LARGE,
  EHOSTUNREACH: win32.WSAEHOSTUNREACH,
  EINVAL: win32.ERROR_INVALID_PARAMETER,
  EIO: win32.ERROR_IO_DEVICE,
  EISDIR: win32.ERROR_ACCESS_DENIED,
  ELOOP: win32.ERROR_CANT_RESOLVE_FILENAME,
  EMFILE: win32.ERROR_TOO_MANY_OPEN_FILES,
  EMLINK: win32.ERROR_TOO_MANY_LINKS,
  ENAMETOOLONG: win32.ERROR_FILENAME_EXCED_RANGE,
  ENETUNREACH: win32.WSAENETUNREACH,
  ENFILE: win32.ERROR_TOO_MANY_OPEN_FILES,
  ENOENT: win32.ERROR_FILE_NOT_FOUND,
  ENOMEM: win32.ERROR_NOT_ENOUGH_MEMORY,
  ENOSPC: win32.ERROR_DISK_FULL,
  ENOSYS: win32.ERROR_INVALID_FUNCTION,
  ENOTCONN: win32.WSAENOTCONN,
  ENOTDIR: win32.ERROR_PATH_NOT_FOUND,
  ENOTEMPTY: win32.ERROR_DIR_NOT_EMPTY,
  ENOTFOUND: win32.WSAHOST_NOT_FOUND,
  ENOTSUP: win32.ERROR_NOT_SUPPORTED,
  EPERM: win32.ERROR_ACCESS_DENIED,
  EPIPE: win32.ERROR_BROKEN_PIPE,
  EROFS: win32.ERROR_WRITE_PROTECT,
  ETIMEDOUT: win32.WSAETIMEDOUT,
  EXDEV: win32.ERROR_NOT_SAME_DEVICE,
};

type ErrorLike = { name?: unknown; hresult?: unknown; code?: unknown } | null | undefined;

/** The HRESULT that an error states by itself. By name, not by class: errors cross realms, and copies of this library. */
function ownHresult(error: unknown): HRESULT | undefined {
  if (isFailureHresult(error)) return error >>> 0;
  const { name, hresult } = Object(error) as NonNullable<ErrorLike>;
  if (name === 'HResultError' && typeof hresult === 'number') return hresult >>> 0;
  if (name === 'AbortError') return E_ABORT;
  return undefined;
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
    const own = ownHresult(error);
    if (own !== undefined) return own;
    const { name, code } = Object(error) as NonNullable<ErrorLike>;
    const win32Code = name === 'TimeoutError' ? win32.ERROR_TIMEOUT : systemErrors[code as string];
    return win32Code === undefined ? E_FAIL : HRESULT_FROM_WIN32(win32Code);
  } catch {
    return E_FAIL; // reading the error threw: a revoked proxy, a getter
  }
}

/** Whether an error says that its operation was cancelled: `E_ABORT`, `MF_E_OPERATION_CANCELLED`, an `AbortError`. */
export function isCancelled(error: unknown): boolean {
  try {
    const hr = ownHresult(error);
    return hr === E_ABORT || hr === MF_E_OPERATION_CANCELLED;
  } catch {
    return false; // as above
  }
}
