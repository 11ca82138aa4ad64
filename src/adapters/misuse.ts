import { warn } from '../contract/host.js';
import type { IMFAsyncResult } from '../contract/IMFAsyncResult.js';
import { throwUncaught } from '../contract/dispatch.js';
import { siblingName, type Verb } from './methods.js';

/** What went wrong between the two sides of an operation:
 *
 * - `'second-invoke'`: the callback was invoked again; End was not called again.
 * - `'invoke-after-failed-begin'`: Begin failed, yet invoked the callback, before or afterwards.
 * - `'cancel-failed'`: a cancel action threw, or rejected.
 * - `'dispose-failed'`: disposing a value that came too late threw, or rejected.
 * - `'lost-callback'`: the callback was dropped without Invoke; see `setLostCallbackDetection`.
 * - `'never-ended'`: a result of `toBeginEnd` was dropped without End; see `setLostCallbackDetection`.
 */
export type MisuseKind =
  | 'second-invoke'
  | 'invoke-after-failed-begin'
  | 'cancel-failed'
  | 'dispose-failed'
  | 'lost-callback'
  | 'never-ended';

/** One misuse, as a handler of {@link setMisuseHandler} gets it. */
export interface MisuseReport {
  readonly kind: MisuseKind;
  /** The method at fault: `'BeginRead'`, `'EndRead'`, `'CancelRead'`. */
  readonly operation: string;
  /** *Operation: fault, consequence*, for people. */
  readonly message: string;
  /** The object that the callback was invoked with. */
  readonly result?: IMFAsyncResult;
  /** What was thrown. */
  readonly error?: unknown;
}

/** Who reports: the kinds that it has warned about already are remembered, so that it warns once of each. */
export interface Reporter {
  /** The name of Begin, for messages. */
  readonly name: string;
  readonly warned: Set<MisuseKind>;
}

type Handler = (report: MisuseReport) => void;

/** Never throws: a faulty handler must not disturb an operation. */
let handler: Handler | undefined;

/**
 * Sets who hears of misuse; every case, each once. Without a handler, each kind is warned about once an adapter
 * (`process.emitWarning`, or `console.warn` where there is none). What a handler throws is an uncaught exception.
 *
 * @param newHandler gets each report; `undefined` restores the default
 * @throws TypeError where it is neither a function nor `undefined`
 *
 * @example
 * setMisuseHandler(({ kind, message }) => console.error(kind, message));
 */
export function setMisuseHandler(newHandler: Handler | undefined): void {
  if (newHandler !== undefined && typeof newHandler !== 'function') {
    throw new TypeError('setMisuseHandler: expected a function or undefined');
  }
  handler =
    newHandler &&
    ((misuse) => {
      try {
        newHandler(misuse);
      } catch (error) {
        throwUncaught(error);
      }
    });
}

/** Reports a misuse in the words *operation: fault, consequence*. Never throws. */
export function report(
  { name, warned }: Reporter,
  kind: MisuseKind,
  fault: string,
  details?: Pick<MisuseReport, 'result' | 'error'>,
  verb: Verb = 'Begin',
): void {
  const operation = siblingName(name, verb);
  const message = `${operation}: ${fault}`;
  if (handler) {
    handler({ kind, operation, message, ...details });
  } else if (!warned.has(kind)) {
    warned.add(kind);
    warn(message, 'BeginEndWarning', kind, details?.error);
  }
}
