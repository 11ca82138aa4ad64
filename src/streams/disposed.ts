import { MF_E_SHUTDOWN } from '../contract/hresult.js';
import { HResultError } from '../contract/HResultError.js';

/** What a Web stream that was disposed before its end errors with. */
export const disposed = (operation: string): HResultError =>
  new HResultError(MF_E_SHUTDOWN, operation, { fault: 'the stream was disposed' });
