// A consumer that only knows callbacks: it calls BeginHash, is invoked, calls EndHash.
import { hresultName, hresultOf } from 'begin-end';

/** @import { IMFAsyncCallback, IMFAsyncResult } from 'begin-end' */

/**
 * @typedef {object} Hasher
 * @property {(path: string, callback: IMFAsyncCallback, state: unknown) => IMFAsyncResult} BeginHash
 * @property {(result: IMFAsyncResult) => string} EndHash
 * @property {(result: IMFAsyncResult) => void} CancelHash
 */

export class ChecksumReport {
  /** @type {Hasher} */
  #hasher;
  /** @type {(outcome: { status: string, checksum?: string }) => void} */
  #done;
  /** @type {IMFAsyncResult | undefined} */
  #hashing;

  /** @param {Hasher} hasher @param {(outcome: { status: string, checksum?: string }) => void} done */
  constructor(hasher, done) {
    this.#hasher = hasher;
    this.#done = done;
  }

  /** @param {string} path */
  Start(path) {
    this.#hashing = this.#hasher.BeginHash(path, this, null);
  }

  Stop() {
    if (this.#hashing) this.#hasher.CancelHash(this.#hashing);
  }

  /** @param {IMFAsyncResult} result */
  Invoke(result) {
    const status = hresultName(result.GetStatus());
    try {
      this.#done({ status, checksum: this.#hasher.EndHash(result) });
    } catch (error) {
      this.#done({ status: hresultName(hresultOf(error)) });
    }
  }
}
