import { warn } from '../contract/host.js';
import { throwUncaught } from '../contract/dispatch.js';
import { siblingName, type Verb } from './methods.js';
import { MISUSE, tell } from './observer.js';
import type { MisuseKind, MisuseReport } from './types.js';

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
  details: Pick<MisuseReport, 'result' | 'error'> = {},
  verb: Verb = 'Begin',
): void {
  const operation = siblingName(name, verb);
  const message = `${operation}: ${fault}`;
  const misuse: MisuseReport = { kind, operation, message, ...details };
  tell(MISUSE, misuse);
  if (handler) {
    handler(misuse);
  } else if (!warned.has(kind)) {
    warned.add(kind);
    warn(message, 'BeginEndWarning', kind, details.error);
  }
}
