import { Worker } from 'node:worker_threads';
import { HResultError, MF_E_SHUTDOWN, MFCreateAsyncResult } from 'begin-end';

/** @import { IMFAsyncCallback, IMFAsyncResult } from 'begin-end' */
/** @typedef {{ id: number, value?: string, error?: unknown }} Answer */

/**
 * A Begin/End pair whose work is done by another thread. What fails there is thrown here, as an `HResultError` with the
 * same code and message.
 */
export class HashingThread {
  #thread = new Worker(new URL('worker.mjs', import.meta.url));
  /** @type {Map<number, { result: IMFAsyncResult, callback: IMFAsyncCallback }>} */
  #pending = new Map();
  /** @type {WeakMap<IMFAsyncResult, Answer>} */
  #answers = new WeakMap();
  #lastId = 0;

  constructor() {
    this.#thread.on('message', (/** @type {Answer} */ answer) => this.#complete(answer));
    // What is open when the thread ends is not lost: its callback comes, too.
    this.#thread.on('exit', () => {
      for (const id of this.#pending.keys()) this.#complete({ id, error: new HResultError(MF_E_SHUTDOWN, 'EndHash') });
    });
  }

  /** @type {(answer: Answer) => void} */
  #complete(answer) {
    const operation = this.#pending.get(answer.id);
    if (operation === undefined) return;
    this.#pending.delete(answer.id);
    this.#answers.set(operation.result, answer);
    operation.callback.Invoke(operation.result);
  }

  /** @type {(path: string, callback: IMFAsyncCallback, state: unknown) => IMFAsyncResult} */
  BeginHash(path, callback, state) {
    this.#lastId += 1;
    const id = this.#lastId;
    const result = MFCreateAsyncResult(id, callback, state);
    this.#thread.postMessage({ id, path });
    this.#pending.set(id, { result, callback });
    return result;
  }

  /** @type {(result: IMFAsyncResult) => string} */
  EndHash(result) {
    const { value, error } = this.#answers.get(result) ?? {};
    if (value === undefined) throw HResultError.from(error);
    return value;
  }

  /** Asks the thread to stop. The callback comes all the same: with `E_ABORT`, or with the hash. */
  /** @type {(result: IMFAsyncResult) => void} */
  CancelHash(result) {
    this.#thread.postMessage({ id: result.GetObject() });
  }

  async close() {
    await this.#thread.terminate();
  }
}
