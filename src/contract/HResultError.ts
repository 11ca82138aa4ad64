import { hresultName, isFailureHresult, isHresult, S_OK, type HRESULT } from './hresult.js';

/** What an {@link HResultError} may be given besides its code. */
export interface HResultErrorOptions extends ErrorOptions {
  /** What went wrong and what follows, in words; default: `'the operation failed'`. */
  fault?: string;
  /** The whole message, where it is known already, as of an error that came from another thread. */
  message?: string;
}

/**
 * A failure HRESULT, thrown. Its message reads *operation: fault (code)*.
 *
 * `postMessage` and `structuredClone` keep the message of an error and lose its code. Send what
 * {@link HResultError.toJSON | toJSON()} gives, and make an error of it with {@link HResultError.from}.
 *
 * @example
 * new HResultError(0xc00d3e85, 'EndRead').message; // 'EndRead: the operation failed (MF_E_SHUTDOWN)'
 *
 * @see https://learn.microsoft.com/windows/win32/com/structure-of-com-error-codes
 */
export class HResultError extends Error {
  /** The code, unsigned; a signed one is normalised. */
  readonly hresult: HRESULT;
  /** The code's name, `'MF_E_SHUTDOWN'`, or `'0xC00D3E85'` where it is unknown. */
  readonly code: string;
  /** The method at fault: `'BeginRead'`, `'EndRead'`. */
  declare readonly operation?: string;

  /**
   * @param hresult the code, signed or unsigned
   * @param operation the method at fault
   * @param options `cause`, as for every `Error`, and `fault`, the words of the message, or the whole `message`
   */
  constructor(hresult: HRESULT, operation?: string, options: HResultErrorOptions = {}) {
    const code = hresultName(hresult);
    const fault = `${options.fault ?? 'the operation failed'} (${code})`;
    super(options.message ?? (operation === undefined ? fault : `${operation}: ${fault}`), options);
    this.hresult = hresult >>> 0;
    this.code = code;
    if (operation !== undefined) this.operation = operation;
  }

  static {
    // On the prototype, as the built-in errors have it, so that it is no own property of every error. Defined, because
    // an assignment throws where `Error.prototype` is frozen.
    Object.defineProperty(this.prototype, 'name', { value: 'HResultError', writable: true, configurable: true });
  }

  /**
   * The error as an `HResultError`: itself where it is one of this copy of the library, else a new one with the same
   * `hresult`, `operation`, `message` and `cause`. For what came from another thread, as JSON or over a structured clone
   * (of {@link HResultError.toJSON | toJSON()}), from another realm or another copy of this library.
   *
   * It goes by shape: an HRESULT as `hresult`, a text as `message`, and a text or nothing as `operation`. The `code` is
   * read from the HRESULT. It is no converter for other errors: `new HResultError(hresultOf(error), …)` makes one.
   *
   * @param value what came
   * @throws TypeError for anything else, also where reading it throws
   *
   * @example
   * const sent = JSON.stringify(new HResultError(MF_E_SHUTDOWN, 'EndRead'));
   * HResultError.from(JSON.parse(sent)).message; // 'EndRead: the operation failed (MF_E_SHUTDOWN)'
   */
  static from(value: unknown): HResultError {
    try {
      if (value instanceof HResultError) return value;
      const { hresult, message, operation } = value as Partial<HResultError>;
      const isText = typeof message === 'string' && (operation === undefined || typeof operation === 'string');
      // Its message and its cause are read as options.
      if (isText && isHresult(hresult)) return new HResultError(hresult, operation, value as HResultErrorOptions);
    } catch {
      // A revoked proxy, a getter that throws, null: no error of this shape.
    }
    throw new TypeError(`HResultError.from: expected an HResultError or its JSON, got ${typeof value}`);
  }

  /**
   * What of the error can be sent: plain data for JSON, `postMessage` and `structuredClone`. Stack and cause stay.
   *
   * @example
   * new HResultError(MF_E_SHUTDOWN, 'EndRead').toJSON().code; // 'MF_E_SHUTDOWN'
   */
  toJSON(): Pick<HResultError, 'name' | 'message' | 'hresult' | 'code' | 'operation'> {
    const { name, message, hresult, code, operation } = this;
    return { name, message, hresult, code, ...(operation !== undefined && { operation }) };
  }
}

/** Throws where a status is a failure, in whatever form it comes: a bigint, a Number object. */
export function throwIfFailed(status: unknown, operation: string): void {
  const hresult = typeof status === 'symbol' ? S_OK : Number(status);
  if (isFailureHresult(hresult)) throw new HResultError(hresult, operation);
}
