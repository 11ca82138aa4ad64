// An error on its way from a worker to a caller. BullMQ keeps a text of it, the reason of the failure; this is that text.
//
//     worker: throw reasonOf(error, operation)      caller: errorOf(reason, operation)
import { UnrecoverableError } from 'bullmq';
import { E_FAIL, HResultError, hresultOf, isCancelled } from 'begin-end';

/**
 * What a processor throws instead of an error, so that its code is not lost. An HResultError stays what it is; of any other
 * error the message stays, and the code that it stands for.
 *
 * @type {(error: unknown, operation: string) => Error}
 */
export function reasonOf(error, operation) {
  const sent = error instanceof HResultError ? error : new HResultError(hresultOf(error), operation, faultOf(error));
  const reason = JSON.stringify(sent);
  // BullMQ may be told to try a job again. One that was cancelled is not.
  return isCancelled(sent) ? new UnrecoverableError(reason) : new Error(reason);
}

/**
 * The error that the worker threw. BullMQ has reasons of its own as well, in words: a job whose workers died too often.
 *
 * @type {(reason: string, operation: string) => HResultError}
 */
export function errorOf(reason, operation) {
  try {
    return HResultError.from(JSON.parse(reason));
  } catch {
    return new HResultError(E_FAIL, operation, { fault: reason });
  }
}

/** @param {unknown} error */
const faultOf = (error) => ({ fault: error instanceof Error ? error.message : String(error) });
