import { FAILED } from '../contract/hresult.js';
import { HResultError } from '../contract/HResultError.js';
import type { IMFAsyncResult } from '../contract/IMFAsyncResult.js';
import type { AbortPolicy } from './callOptions.js';
import type { Adapter } from './operation.js';

/** What the operations of one `fromBeginEnd` share. */
export interface BeginEndAdapter extends Adapter {
  readonly begin: (...args: unknown[]) => unknown;
  readonly end: (result: IMFAsyncResult) => unknown;
  readonly cancel: ((cookie: unknown) => unknown) | undefined;
  /** The policy, where one is asked for by name. */
  readonly onAbort: AbortPolicy | undefined;
  readonly state: unknown;
  readonly endName: string;
}

/** End may succeed although the status says that the operation failed. Whatever has no status counts as S_OK. */
export function throwIfFailed(result: Partial<IMFAsyncResult> | null | undefined, endName: string): void {
  if (typeof result?.GetStatus !== 'function') return;
  const status = result.GetStatus();
  if (FAILED(status)) throw new HResultError(status, endName);
}
