import { E_ABORT, MF_E_OPERATION_CANCELLED, S_OK } from './hresult.js';

/**
 * Whether an error says that its operation was cancelled: an `HResultError` with `E_ABORT` or `MF_E_OPERATION_CANCELLED`, such
 * a number itself, or an `AbortError`.
 */
export function isCancelled(error: unknown): boolean {
  try {
    const { name, hresult = error } = Object(error) as { name?: unknown; hresult?: unknown };
    const hr = typeof hresult === 'number' ? hresult >>> 0 : S_OK;
    return name === 'AbortError' || hr === E_ABORT || hr === MF_E_OPERATION_CANCELLED;
  } catch {
    return false; // reading the error threw: a revoked proxy, a getter
  }
}
