/**
 * The Win32 error codes that stand for the errors of Node and of the web platform, and those that say *cancelled*, as
 * winerror.h names them: facts, one a line. Only `begin-end/hresults` imports them, for the names.
 */
export const ERROR_FILE_NOT_FOUND = 2;
export const ERROR_PATH_NOT_FOUND = 3;
export const ERROR_TOO_MANY_OPEN_FILES = 4;
export const ERROR_ACCESS_DENIED = 5;
export const ERROR_INVALID_HANDLE = 6;
export const ERROR_NOT_SAME_DEVICE = 17;
export const ERROR_WRITE_PROTECT = 19;
export const ERROR_SHARING_VIOLATION = 32;
export const ERROR_FILE_EXISTS = 80;
export const ERROR_INVALID_PARAMETER = 87;
export const ERROR_BROKEN_PIPE = 109;
export const ERROR_DISK_FULL = 112;
export const ERROR_DIR_NOT_EMPTY = 145;
export const ERROR_FILENAME_EXCED_RANGE = 206;
export const ERROR_OPERATION_ABORTED = 995;
export const ERROR_IO_DEVICE = 1117;
export const ERROR_CANCELLED = 1223;
export const ERROR_TIMEOUT = 1460;
export const WSAECONNRESET = 10054;
export const WSAETIMEDOUT = 10060;
export const WSAECONNREFUSED = 10061;
