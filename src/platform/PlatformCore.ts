import type { AsyncResultPlatform } from '../contract/IMFAsyncResult.js';

/**
 * What the parts of a platform need that run operations of their own: files, event queues. Its `MFInvokeCallback` works
 * after a shutdown as well: what was begun is told its end.
 */
export interface PlatformCore extends AsyncResultPlatform {
  /** Throws `MF_E_SHUTDOWN`, in the name of `operation`, while the platform is shut down. */
  requireStarted(operation: string): void;
}
