import { fromBeginEnd, HResultError } from 'begin-end';
import { MF_E_SHUTDOWN } from 'begin-end/hresults';

export const isShutdown = (error: unknown): boolean => error instanceof HResultError && error.hresult === MF_E_SHUTDOWN;
export const adapter: typeof fromBeginEnd = fromBeginEnd;
