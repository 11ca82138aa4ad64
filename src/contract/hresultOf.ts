import { E_ABORT, E_FAIL, HRESULT_FROM_WIN32, isHresult, type HRESULT } from './hresult.js';
import { carriedHresult, fieldOf, isCancelled } from './isCancelled.js';

/**
 * The Win32 code that Windows gives in the situation for which Node says this, by `error.code`. These are libuv's
 * translations of Windows' codes (src/win/error.c and getaddrinfo.c), read backwards. The rules:
 *
 * - Of several codes, the one that the usual call of this kind gives: of a file what CreateFile, ReadFile and their like
 *   give (ERROR_…), of a socket or a name what Winsock gives (WSA…).
 * - Where libuv never comes from Windows to a code, the code that Windows has for the same fault.
 * - Left out is what Windows has no code for: EPROTO, EREMOTEIO, EUNATCH, UNKNOWN.
 *
 * Numbers, because a bundle of `toBeginEnd` would carry the names too: win32.ts has them.
 */
const systemErrors: Readonly<Record<string, number>> = {
  E2BIG: 208, // ERROR_META_EXPANSION_TOO_LONG
  EACCES: 5, // ERROR_ACCESS_DENIED
  EADDRINUSE: 10048, // WSAEADDRINUSE
  EADDRNOTAVAIL: 10049, // WSAEADDRNOTAVAIL
  EAFNOSUPPORT: 10047, // WSAEAFNOSUPPORT
  EAGAIN: 10035, // WSAEWOULDBLOCK
  EAI_ADDRFAMILY: 10047, // WSAEAFNOSUPPORT
  EAI_AGAIN: 11002, // WSATRY_AGAIN
  EAI_BADFLAGS: 10022, // WSAEINVAL
  EAI_BADHINTS: 10022, // WSAEINVAL
  EAI_CANCELED: 995, // ERROR_OPERATION_ABORTED
  EAI_FAIL: 11003, // WSANO_RECOVERY
  EAI_FAMILY: 10047, // WSAEAFNOSUPPORT
  EAI_MEMORY: 8, // ERROR_NOT_ENOUGH_MEMORY
  EAI_NODATA: 11004, // WSANO_DATA
  EAI_NONAME: 11001, // WSAHOST_NOT_FOUND
  EAI_OVERFLOW: 122, // ERROR_INSUFFICIENT_BUFFER
  EAI_PROTOCOL: 10043, // WSAEPROTONOSUPPORT
  EAI_SERVICE: 10109, // WSATYPE_NOT_FOUND
  EAI_SOCKTYPE: 10044, // WSAESOCKTNOSUPPORT
  EALREADY: 10037, // WSAEALREADY
  EBADF: 6, // ERROR_INVALID_HANDLE
  EBUSY: 32, // ERROR_SHARING_VIOLATION
  ECANCELED: 995, // ERROR_OPERATION_ABORTED
  ECANCELLED: 995, // ERROR_OPERATION_ABORTED
  ECHARSET: 1113, // ERROR_NO_UNICODE_TRANSLATION
  ECONNABORTED: 10053, // WSAECONNABORTED
  ECONNREFUSED: 10061, // WSAECONNREFUSED
  ECONNRESET: 10054, // WSAECONNRESET
  EDESTADDRREQ: 10039, // WSAEDESTADDRREQ
  EEXIST: 80, // ERROR_FILE_EXISTS
  EFAULT: 998, // ERROR_NOACCESS
  EFBIG: 223, // ERROR_FILE_TOO_LARGE
  EFTYPE: 193, // ERROR_BAD_EXE_FORMAT
  EHOSTDOWN: 10064, // WSAEHOSTDOWN
  EHOSTUNREACH: 10065, // WSAEHOSTUNREACH
  EILSEQ: 1113, // ERROR_NO_UNICODE_TRANSLATION
  EINTR: 10004, // WSAEINTR
  EINVAL: 87, // ERROR_INVALID_PARAMETER
  EIO: 1117, // ERROR_IO_DEVICE
  EISCONN: 10056, // WSAEISCONN
  EISDIR: 5, // ERROR_ACCESS_DENIED
  ELOOP: 1921, // ERROR_CANT_RESOLVE_FILENAME
  EMFILE: 4, // ERROR_TOO_MANY_OPEN_FILES
  EMLINK: 1142, // ERROR_TOO_MANY_LINKS
  EMSGSIZE: 10040, // WSAEMSGSIZE
  ENAMETOOLONG: 206, // ERROR_FILENAME_EXCED_RANGE
  ENETDOWN: 10050, // WSAENETDOWN
  ENETUNREACH: 10051, // WSAENETUNREACH
  ENFILE: 4, // ERROR_TOO_MANY_OPEN_FILES
  ENOBUFS: 10055, // WSAENOBUFS
  ENODATA: 11004, // WSANO_DATA
  ENODEV: 55, // ERROR_DEV_NOT_EXIST
  ENOENT: 2, // ERROR_FILE_NOT_FOUND
  ENOEXEC: 193, // ERROR_BAD_EXE_FORMAT
  ENOMEM: 14, // ERROR_OUTOFMEMORY
  ENONET: 1222, // ERROR_NO_NETWORK
  ENOPROTOOPT: 10042, // WSAENOPROTOOPT
  ENOSPC: 112, // ERROR_DISK_FULL
  ENOSYS: 120, // ERROR_CALL_NOT_IMPLEMENTED
  ENOTCONN: 10057, // WSAENOTCONN
  ENOTDIR: 3, // ERROR_PATH_NOT_FOUND
  ENOTEMPTY: 145, // ERROR_DIR_NOT_EMPTY
  ENOTFOUND: 11001, // WSAHOST_NOT_FOUND
  ENOTSOCK: 10038, // WSAENOTSOCK
  ENOTSUP: 50, // ERROR_NOT_SUPPORTED
  ENOTTY: 1, // ERROR_INVALID_FUNCTION
  ENXIO: 20, // ERROR_BAD_UNIT
  EOF: 109, // ERROR_BROKEN_PIPE
  EOVERFLOW: 534, // ERROR_ARITHMETIC_OVERFLOW
  EPERM: 5, // ERROR_ACCESS_DENIED
  EPIPE: 109, // ERROR_BROKEN_PIPE
  EPROTONOSUPPORT: 10043, // WSAEPROTONOSUPPORT
  EPROTOTYPE: 10041, // WSAEPROTOTYPE
  ERANGE: 534, // ERROR_ARITHMETIC_OVERFLOW
  EROFS: 19, // ERROR_WRITE_PROTECT
  ESHUTDOWN: 10058, // WSAESHUTDOWN
  ESOCKTNOSUPPORT: 10044, // WSAESOCKTNOSUPPORT
  ESPIPE: 132, // ERROR_SEEK_ON_DEVICE
  ESRCH: 87, // ERROR_INVALID_PARAMETER
  ETIMEDOUT: 10060, // WSAETIMEDOUT
  ETIMEOUT: 10060, // WSAETIMEDOUT
  ETXTBSY: 32, // ERROR_SHARING_VIOLATION
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
