import { hresultName, type HRESULT } from './hresult.js';

/** What an {@link HResultError} may be given besides its code. */
export interface HResultErrorOptions extends ErrorOptions {
  /** What went wrong and what follows, in words; default: `'the operation failed'`. */
  fault?: string;
}

/**
 * A failure HRESULT, thrown. Its message reads *operation: fault (code)*.
 *
 * @example
 * new HResultError(0xc00d3e85, 'EndRead').message; // 'EndRead: the operation failed (MF_E_SHUTDOWN)'
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
   * @param options `cause`, as for every `Error`, and `fault`, the words of the message
   */
  constructor(hresult: HRESULT, operation?: string, options: HResultErrorOptions = {}) {
    const code = hresultName(hresult);
    const fault = `${options.fault ?? 'the operation failed'} (${code})`;
    super(operation === undefined ? fault : `${operation}: ${fault}`, options);
    this.hresult = hresult >>> 0;
    this.code = code;
    if (operation !== undefined) this.operation = operation;
  }

  static {
    // On the prototype, as the built-in errors have it, so that it is no own property of every error.
    this.prototype.name = 'HResultError';
  }
}
