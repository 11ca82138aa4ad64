// A byte stream over node:fs in callback style, in the way of Microsoft's "Writing an Asynchronous
// Method": make the result, start the work, set the status once it is done, invoke the callback; End gives the outcome.
//
//     BeginOpen(path, callback, state)            EndOpen(result): FileStream
//     BeginRead(bytes, count, callback, state)    EndRead(result): number          CancelRead(result)
import { closeSync, fstatSync, open, read, stat } from 'node:fs';
import { E_ABORT, FAILED, HResultError, hresultOf, MFCreateAsyncResult, S_OK } from 'begin-end';

/** @import { IMFAsyncCallback, IMFAsyncResult } from 'begin-end' */

export class FileStream {
  /** @type {(path: string, callback: IMFAsyncCallback, state: unknown) => void} */
  static BeginOpen(path, callback, state) {
    const operation = new Operation(callback, state);
    // First what it is: to open a pipe waits for whoever writes into it.
    stat(path, (error, status) => {
      if (error) operation.fail(error);
      else if (status.isDirectory()) operation.fail(systemError('EISDIR'));
      else if (!status.isFile()) operation.fail(systemError('EINVAL'));
      else open(path, (failure, fd) => (failure ? operation.fail(failure) : operation.succeed(new FileStream(fd))));
    });
  }

  /** @type {(result: IMFAsyncResult) => FileStream} */
  static EndOpen(result) {
    return /** @type {FileStream} */ (Operation.end(result, 'EndOpen'));
  }

  /** @type {number} */
  #fd;
  #position = 0;

  /** @param {number} fd */
  constructor(fd) {
    this.#fd = fd;
  }

  get length() {
    return fstatSync(this.#fd).size;
  }

  /**
   * What Begin returns is the cookie for CancelRead.
   *
   * @type {(bytes: Uint8Array, count: number, callback: IMFAsyncCallback, state: unknown) => IMFAsyncResult}
   */
  BeginRead(bytes, count, callback, state) {
    const operation = new Operation(callback, state);
    read(this.#fd, bytes, 0, count, this.#position, (error, bytesRead) => {
      this.#position += bytesRead;
      if (error) operation.fail(error);
      else operation.succeed(bytesRead);
    });
    return operation.result;
  }

  /** @type {(result: IMFAsyncResult) => number} */
  EndRead(result) {
    return /** @type {number} */ (Operation.end(result, 'EndRead'));
  }

  /**
   * The system cannot be stopped, but from now on the read ends with E_ABORT.
   *
   * @type {(result: IMFAsyncResult) => void}
   */
  CancelRead(result) {
    Operation.of(result).cancelled = true;
  }

  Close() {
    closeSync(this.#fd);
  }

  /** So that a stream that nobody waits for any more, because its opening was aborted, is closed. */
  [Symbol.dispose ?? Symbol.for('Symbol.dispose')]() {
    this.Close();
  }
}

/** What a result stores as its object: the implementer's own notes on one operation. */
class Operation {
  cancelled = false;
  /** @type {unknown} */
  value;
  /** @type {Error | undefined} */
  error;
  /** @type {IMFAsyncCallback} */
  #callback;

  /** @param {IMFAsyncCallback} callback @param {unknown} state */
  constructor(callback, state) {
    this.#callback = callback;
    this.result = MFCreateAsyncResult(this, callback, state);
  }

  /** @param {IMFAsyncResult} result */
  static of(result) {
    return /** @type {Operation} */ (result.GetObject());
  }

  /** @param {IMFAsyncResult} result @param {string} method */
  static end(result, method) {
    const { value, error } = Operation.of(result);
    const status = result.GetStatus();
    if (FAILED(status)) throw new HResultError(status, method, { cause: error });
    return value;
  }

  /** @param {unknown} value */
  succeed(value) {
    this.value = value;
    this.#complete(S_OK);
  }

  /** @param {Error} error */
  fail(error) {
    this.error = error;
    this.#complete(hresultOf(error));
  }

  /** @param {number} status */
  #complete(status) {
    this.result.SetStatus(this.cancelled ? E_ABORT : status);
    this.#callback.Invoke(this.result);
  }
}

/** @param {string} code */
const systemError = (code) => Object.assign(new Error(code), { code });
