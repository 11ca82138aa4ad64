import { E_ABORT, isFailureHresult, MF_E_OPERATION_CANCELLED, type HRESULT } from './hresult.js';

// The one table of what *cancelled* means: as an HRESULT, and in the words of those who throw errors. `isCancelled` and
// `hresultOf` both ask it. Codes of a name that the main entry does not export stand as numbers, for the sake of bundles.

const cancelledHresults: ReadonlySet<unknown> = new Set([
  E_ABORT,
  MF_E_OPERATION_CANCELLED,
  0x800704c7, // HRESULT_FROM_WIN32(ERROR_CANCELLED): C++/WinRT
  0x800703e3, // HRESULT_FROM_WIN32(ERROR_OPERATION_ABORTED): CancelIoEx
  0x80010002, // RPC_E_CALL_CANCELED: COM
  0x8013153b, // COR_E_OPERATIONCANCELED: .NET
]);

/** By `name` or `code`: some libraries use one of their words as both. */
const cancelledWords: ReadonlySet<unknown> = new Set([
  'AbortError', // the web platform, Node, undici
  'ABORT_ERR', // Node
  'ECANCELED', // Node, as a system error
  'ECANCELLED', // Node, dns.Resolver.cancel()
  'EAI_CANCELED', // Node, dns.lookup()
  'CancelError', // p-cancelable, got
  'CanceledError', // axios
  'ERR_CANCELED', // axios, got
  'ABORTED', // superagent
  'RequestAbortedError', // Elasticsearch (name), AWS SDK 2 (code)
  'Canceled', // Visual Studio Code
  'TaskCanceledException', // .NET
]);

/** MobX gives its errors no name and no code, only this message. */
const cancelledMessage = 'FLOW_CANCELLED';

/** gRPC numbers its codes, and so do processes. Only gRPC adds `details`. */
const grpcCancelled = 1;

/** One field of whatever was thrown. Where reading it throws (`null`, a revoked proxy, a getter), it is missing. */
export function fieldOf(error: unknown, key: PropertyKey): unknown {
  try {
    return (error as Record<PropertyKey, unknown>)[key];
  } catch {
    // It is missing.
  }
  return undefined;
}

/** Node's `errno` is negative as well. No HRESULT in use, read as signed, is as near to 0. */
const isErrnoOfNode = (value: number): boolean => Math.abs(value) <= 4095;

/**
 * The failure HRESULT that was thrown as a number, or that an error carries under one of its usual names, unsigned:
 * `hresult`, `HResult` of .NET, `HRESULT` of NodeRT, `number` of JScript, and `errno`.
 */
export function carriedHresult(error: unknown): HRESULT | undefined {
  if (isFailureHresult(error)) return error >>> 0;
  for (const key of ['hresult', 'HResult', 'HRESULT', 'number', 'errno']) {
    const value = fieldOf(error, key);
    if (isFailureHresult(value) && !(key === 'errno' && isErrnoOfNode(value))) return value >>> 0;
  }
  return undefined;
}

/**
 * Whether an error, or the status of a result, says that its operation was cancelled, in the words of any of the usual
 * worlds: HRESULTs (`E_ABORT`, `MF_E_OPERATION_CANCELLED`, the Win32, RPC and .NET codes), names (`AbortError`,
 * `CanceledError`, `TaskCanceledException`, …), codes (`ABORT_ERR`, `ECANCELED`, `ERR_CANCELED`, …) and gRPC's code 1. A
 * `TimeoutError` does not say so. What it says is what {@link hresultOf} says: `isCancelled(error)` and
 * `isCancelled(hresultOf(error))` are the same.
 *
 * It tells *that* something was cancelled, not by whom: to find out whether it was you, ask your own signal.
 *
 * @param error what was thrown, or an HRESULT, signed or unsigned
 * @returns false also for what cannot be read; it never throws
 *
 * @example
 * isCancelled(AbortSignal.abort().reason); // true
 * isCancelled(0x800704c7); // true
 * isCancelled(new DOMException('too late', 'TimeoutError')); // false
 *
 * @see https://learn.microsoft.com/windows/win32/medfound/calling-asynchronous-methods
 */
export function isCancelled(error: unknown): boolean {
  const code = fieldOf(error, 'code');
  return (
    cancelledHresults.has(carriedHresult(error)) ||
    cancelledWords.has(fieldOf(error, 'name')) ||
    cancelledWords.has(code) ||
    (code === grpcCancelled && fieldOf(error, 'details') !== undefined) ||
    fieldOf(error, 'message') === cancelledMessage
  );
}
