/**
 * HRESULTs: 32-bit codes whose sign bit says failure. Always unsigned here: `0x80004005`, not `-2147467259`.
 * The codes below are those that the library itself uses; `begin-end/hresults` has all of them.
 */
export type HRESULT = number;

/** Success. The status of a result from its creation on, also while the operation is pending. */
export const S_OK = 0;
/** Failure: not implemented. What a callback without `GetParameters` means by leaving it out. */
export const E_NOTIMPL = 0x80004001;
/** Failure: there is no such object. Thrown by `GetState` and `GetObject` where there is none. */
export const E_POINTER = 0x80004003;
/** Failure: the operation was cancelled. */
export const E_ABORT = 0x80004004;
/** Failure of no kind that has a code of its own; what `hresultOf` gives for errors that carry no HRESULT. */
export const E_FAIL = 0x80004005;
/** Failure: End was called before the operation has completed. */
export const E_PENDING = 0x8000000a;
/** Failure: something happened that must not. Also what a lost callback rejects with. */
export const E_UNEXPECTED = 0x8000ffff;
/** Failure: an argument is wrong, such as the result of another operation given to End. */
export const E_INVALIDARG = 0x80070057;
/** Success that makes an exception: the same operation is pending already, and no second Invoke will come. */
export const MF_S_MULTIPLE_BEGIN = 0x000d36d8;
/** Failure: the request does not fit the state, such as a second End. */
export const MF_E_INVALIDREQUEST = 0xc00d36b2;
/** Failure: BeginGetEvent was called with another state while one is pending for the same callback. */
export const MF_E_MULTIPLE_BEGIN = 0xc00d36d9;
/** Failure: another subscriber waits for an event. */
export const MF_E_MULTIPLE_SUBSCRIBERS = 0xc00d36da;
/** Failure: the operation was cancelled, as Media Foundation says it. */
export const MF_E_OPERATION_CANCELLED = 0xc00d36ed;
export const MF_E_BYTESTREAM_NOT_SEEKABLE = 0xc00d36ee;
export const MF_E_BYTESTREAM_UNKNOWN_LENGTH = 0xc00d36fb;
/** Failure: GetEvent was told not to wait, and there is no event. */
export const MF_E_NO_EVENTS_AVAILABLE = 0xc00d3e80;
/** Failure: the end of the stream has been reached. */
export const MF_E_END_OF_STREAM = 0xc00d3e84;
/** Failure: the object has been shut down. */
export const MF_E_SHUTDOWN = 0xc00d3e85;

/**
 * Whether an HRESULT, signed or unsigned, is a success code. There are success codes other than `S_OK`.
 *
 * @example
 * SUCCEEDED(MF_S_MULTIPLE_BEGIN); // true
 */
export const SUCCEEDED = (hr: HRESULT): boolean => (hr | 0) >= 0;

/**
 * Whether an HRESULT, signed or unsigned, is a failure code.
 *
 * @example
 * FAILED(E_FAIL); // true
 */
export const FAILED = (hr: HRESULT): boolean => (hr | 0) < 0;

/** Whether a value is an HRESULT, signed or unsigned: an integer in −2³¹…2³²−1. */
export const isHresult = (value: unknown): value is HRESULT =>
  typeof value === 'number' && (value === (value | 0) || value === value >>> 0);

/**
 * Whether a returned value is a failure HRESULT: an integer in −2³¹…−1 or 2³¹…2³²−1. Whoever also returns numbers
 * of that size for other purposes has to wrap them.
 */
export const isFailureHresult = (value: unknown): value is HRESULT =>
  typeof value === 'number' && (value | 0) < 0 && (value === (value | 0) || value === value >>> 0);

/**
 * The HRESULT of a Win32 error code, as Windows' macro of that name computes it; 0 stays `S_OK`.
 *
 * @example
 * HRESULT_FROM_WIN32(2); // 0x80070002
 */
export const HRESULT_FROM_WIN32 = (code: number): HRESULT =>
  code > 0 ? ((code & 0xffff) | 0x80070000) >>> 0 : code >>> 0;

/** The names of the codes above. A literal, so that a bundler drops the table where nothing asks for a name. */
const names = new Map<HRESULT, string>([
  [S_OK, 'S_OK'],
  [E_NOTIMPL, 'E_NOTIMPL'],
  [E_POINTER, 'E_POINTER'],
  [E_ABORT, 'E_ABORT'],
  [E_FAIL, 'E_FAIL'],
  [E_PENDING, 'E_PENDING'],
  [E_UNEXPECTED, 'E_UNEXPECTED'],
  [E_INVALIDARG, 'E_INVALIDARG'],
  [MF_S_MULTIPLE_BEGIN, 'MF_S_MULTIPLE_BEGIN'],
  [MF_E_INVALIDREQUEST, 'MF_E_INVALIDREQUEST'],
  [MF_E_MULTIPLE_BEGIN, 'MF_E_MULTIPLE_BEGIN'],
  [MF_E_MULTIPLE_SUBSCRIBERS, 'MF_E_MULTIPLE_SUBSCRIBERS'],
  [MF_E_OPERATION_CANCELLED, 'MF_E_OPERATION_CANCELLED'],
  [MF_E_BYTESTREAM_NOT_SEEKABLE, 'MF_E_BYTESTREAM_NOT_SEEKABLE'],
  [MF_E_BYTESTREAM_UNKNOWN_LENGTH, 'MF_E_BYTESTREAM_UNKNOWN_LENGTH'],
  [MF_E_NO_EVENTS_AVAILABLE, 'MF_E_NO_EVENTS_AVAILABLE'],
  [MF_E_END_OF_STREAM, 'MF_E_END_OF_STREAM'],
  [MF_E_SHUTDOWN, 'MF_E_SHUTDOWN'],
]);

/** Teaches {@link hresultName} the names of codes. The first name of a code stays. */
export function teachHresultNames(table: Readonly<Record<string, HRESULT>>): void {
  for (const [name, hr] of Object.entries(table)) if (!names.has(hr)) names.set(hr, name);
}

/**
 * The name of an HRESULT, signed or unsigned: `'MF_E_SHUTDOWN'`, or `'0xC00D3E85'` where it is unknown. The codes that
 * the main entry exports have their names everywhere, bundled or not; importing anything from `begin-end/hresults`
 * teaches all others. Use it for messages; to tell codes apart, compare the numbers.
 *
 * @param hr the code; more than 32 bits are cut off
 * @returns the name; it never throws
 *
 * @example
 * hresultName(-2147467260); // 'E_ABORT'
 *
 * @see https://learn.microsoft.com/windows/win32/com/structure-of-com-error-codes
 */
export const hresultName = (hr: HRESULT): string =>
  names.get(hr >>> 0) ?? `0x${(hr >>> 0).toString(16).toUpperCase().padStart(8, '0')}`;
