// Old code that stays as it is: it reads a stream with BeginRead and EndRead, counts its lines, and is itself a pair.
//
//     BeginCount(callback, state): cookie    EndCount(result): number    CancelCount(cookie)
import { FAILED, HResultError, hresultOf, MFCreateAsyncResult, S_OK } from 'begin-end';

/** @import { IMFAsyncCallback, IMFAsyncResult } from 'begin-end' */

/**
 * The streams that it takes.
 *
 * @typedef {object} CancellableStream
 * @property {(bytes: Uint8Array, count: number, callback: IMFAsyncCallback, state: unknown) => IMFAsyncResult} BeginRead
 * @property {(result: IMFAsyncResult) => number} EndRead
 * @property {(result: IMFAsyncResult) => void} CancelRead
 */

const newLine = 0x0a;

export class LineCounter {
  /** @type {CancellableStream} */
  #stream;
  #bytes = new Uint8Array(64 * 1024);
  #lines = 0;
  /** @type {IMFAsyncResult | undefined} */
  #reading;
  /** @type {IMFAsyncCallback | undefined} */
  #callback;

  /** @param {CancellableStream} stream */
  constructor(stream) {
    this.#stream = stream;
  }

  /** @type {(callback: IMFAsyncCallback, state: unknown) => IMFAsyncResult} */
  BeginCount(callback, state) {
    this.#callback = callback;
    const counting = MFCreateAsyncResult(null, callback, state);
    this.#readOn(counting);
    return counting;
  }

  /** @type {(result: IMFAsyncResult) => number} */
  EndCount(result) {
    const status = result.GetStatus();
    if (FAILED(status)) throw new HResultError(status, 'EndCount');
    return this.#lines;
  }

  CancelCount() {
    if (this.#reading) this.#stream.CancelRead(this.#reading);
  }

  /** The inner operation's state is the result of the outer one. @param {IMFAsyncResult} counting */
  #readOn(counting) {
    this.#reading = this.#stream.BeginRead(this.#bytes, this.#bytes.length, this, counting);
  }

  /** A read is over: count, and begin the next one. @param {IMFAsyncResult} reading */
  Invoke(reading) {
    const counting = /** @type {IMFAsyncResult} */ (reading.GetState());
    try {
      const count = this.#stream.EndRead(reading);
      if (count === 0) return this.#complete(counting, S_OK);
      for (let at = this.#bytes.indexOf(newLine); at >= 0 && at < count; at = this.#bytes.indexOf(newLine, at + 1)) {
        this.#lines += 1;
      }
      return this.#readOn(counting);
    } catch (error) {
      return this.#complete(counting, hresultOf(error));
    }
  }

  /** @param {IMFAsyncResult} counting @param {number} status */
  #complete(counting, status) {
    counting.SetStatus(status);
    this.#callback?.Invoke(counting);
  }
}
