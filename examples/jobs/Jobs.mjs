// Begin/End pairs whose work runs on other machines: a job of BullMQ, on a Redis, behind the usual contract.
//
//     BeginRun(data, callback, state): id          EndRun(result): value       CancelRun(id)
//     BeginRunAs(id, data, callback, state): id    EndRunAs(result): value     CancelRunAs(id)
//     BeginAttach(id, callback, state): id         EndAttach(result): value    CancelAttach(id)
//
// Begin puts the job on the queue and returns at once. Its cookie is the id of the job, chosen before Redis has heard of it.
// RunAs takes an id of the caller's: a second Begin with it joins the job that is there. Attach waits for a job that another
// process has begun, or this one before it was restarted. Invoke comes when the job has ended, on whatever machine.
import { randomUUID } from 'node:crypto';
import { E_ABORT, E_INVALIDARG, E_PENDING, HRESULT_FROM_WIN32, HResultError, hresultOf } from 'begin-end';
import { MF_E_INVALIDREQUEST, MFCreateAsyncResult, S_OK } from 'begin-end';

import { errorOf } from './wire.mjs';

/** @import { IMFAsyncCallback, IMFAsyncResult } from 'begin-end' */
/** @import { JobsOptions } from 'bullmq' */
/** @import { OpenQueue } from './openQueue.mjs' */

/**
 * @typedef {object} Options
 * @property {number} [recheckMilliseconds] how often Redis is asked for the jobs whose end no event has told; default 5000
 * @property {JobsOptions} [job] what BullMQ is told of each job: attempts, priority, how long its outcome is kept
 * @property {(id: string, progress: unknown) => void} [onProgress] what a worker says while a job of ours runs
 */

const ERROR_NOT_FOUND = 1168;
const NOT_FOUND = HRESULT_FROM_WIN32(ERROR_NOT_FOUND);

/** One operation that waits for a job. A job may have several: its result finds its own by GetObject. */
class Operation {
  isQueued = false;
  isOver = false;
  hasEnded = false;
  /** @type {unknown} */
  value;
  /** @type {HResultError | undefined} */
  error;

  /** @param {IMFAsyncCallback | null} callback @param {unknown} state */
  constructor(callback, state) {
    this.callback = callback;
    this.result = MFCreateAsyncResult(this, callback, state);
  }
}

export class Jobs {
  #queue;
  #events;
  #cancels;
  #jobOptions;
  #recheck;
  #isRechecking = false;
  /** The operations that wait, by the id of their job. @type {Map<string, Set<Operation>>} */
  #waiting = new Map();
  /** Jobs to be cancelled that have not ended. @type {Set<string>} */
  #cancelled = new Set();

  /** @param {OpenQueue} open @param {Options} [options] */
  constructor({ queue, events, cancels }, { recheckMilliseconds = 5000, job, onProgress } = {}) {
    this.#queue = queue;
    this.#events = events;
    this.#cancels = cancels;
    this.#jobOptions = job;
    // One reader of events serves all operations.
    events.on('completed', ({ jobId, returnvalue }) => this.#succeed(jobId, returnvalue));
    events.on('failed', ({ jobId, failedReason }) => this.#fail(jobId, errorOf(failedReason, 'EndRun')));
    events.on('removed', ({ jobId }) => this.#fail(jobId, removed()));
    events.on('progress', ({ jobId, data }) => {
      if (this.#waiting.has(jobId)) onProgress?.(jobId, data);
    });
    // Redis keeps some ten thousand events: who was away for longer has missed some.
    this.#recheck = setInterval(() => void this.#recheckOnce(), recheckMilliseconds).unref();
  }

  /** How many operations wait for their job. */
  get pending() {
    let count = 0;
    for (const operations of this.#waiting.values()) count += operations.size;
    return count;
  }

  /** @type {(data: unknown, callback: IMFAsyncCallback | null, state: unknown) => string} */
  BeginRun(data, callback, state) {
    const id = randomUUID();
    const operation = this.#wait(id, callback, state);
    // Nobody else knows this id: its end cannot have been told before we listened, and one question to Redis is saved.
    this.#enqueue(id, data, operation).catch((error) => this.#failOne(id, operation, refused(error)));
    return id;
  }

  /** @type {(id: string, data: unknown, callback: IMFAsyncCallback | null, state: unknown) => string} */
  BeginRunAs(id, data, callback, state) {
    expectId(id, 'BeginRunAs');
    const operation = this.#wait(id, callback, state);
    this.#enqueue(id, data, operation)
      // The job may have been there, and over.
      .then(() => this.#ask(id))
      .catch((error) => this.#failOne(id, operation, refused(error)));
    return id;
  }

  /** @type {(id: string, callback: IMFAsyncCallback | null, state: unknown) => string} */
  BeginAttach(id, callback, state) {
    expectId(id, 'BeginAttach');
    const operation = this.#wait(id, callback, state);
    operation.isQueued = true;
    this.#ask(id).catch((error) => this.#failOne(id, operation, refused(error)));
    return id;
  }

  /** @param {IMFAsyncResult} result */
  EndRun(result) {
    return end(result, 'EndRun');
  }

  /** @param {IMFAsyncResult} result */
  EndRunAs(result) {
    return end(result, 'EndRunAs');
  }

  /** @param {IMFAsyncResult} result */
  EndAttach(result) {
    return end(result, 'EndAttach');
  }

  /**
   * Takes a job that waits off the queue, and tells the worker of one that runs: its signal aborts. That is the end of the
   * job for all who wait for it. Until then the cancel is repeated with each recheck: the worker may die, or not listen yet.
   *
   * @param {string} id
   */
  CancelRun(id) {
    if (!this.#waiting.has(id)) return;
    this.#cancelled.add(id);
    // What fails now is tried again by the recheck.
    this.#cancel(id).catch(() => {});
  }

  /** @param {string} id */
  CancelRunAs(id) {
    this.CancelRun(id);
  }

  /** @param {string} id */
  CancelAttach(id) {
    this.CancelRun(id);
  }

  /** Asks Redis for each job that is waited for. Each interval does; a failure is left to the next. */
  async recheck() {
    const ids = Array.from(this.#waiting.keys()).filter((id) => this.#isQueued(id));
    await Promise.allSettled(ids.map((id) => (this.#cancelled.has(id) ? this.#cancel(id) : this.#ask(id))));
  }

  /** Waits no more. The jobs go on, and can be attached to; the operations that are pending stay so. */
  close() {
    clearInterval(this.#recheck);
  }

  /** One at a time: where Redis is away, the questions of the first wait for it, and those of a second would pile up. */
  async #recheckOnce() {
    if (this.#isRechecking) return;
    this.#isRechecking = true;
    await this.recheck();
    this.#isRechecking = false;
  }

  /** Whether Redis has the job, as far as we know. Before that, not to be there means nothing. @param {string} id */
  #isQueued(id) {
    return Array.from(this.#waiting.get(id) ?? []).some((operation) => operation.isQueued);
  }

  /** @param {string} id @param {IMFAsyncCallback | null} callback @param {unknown} state */
  #wait(id, callback, state) {
    const operation = new Operation(callback, state);
    const operations = this.#waiting.get(id);
    if (operations) operations.add(operation);
    else this.#waiting.set(id, new Set([operation]));
    return operation;
  }

  /** BullMQ adds an id once: a command that is sent again, because the answer to it was lost, does nothing. */
  async #enqueue(/** @type {string} */ id, /** @type {unknown} */ data, /** @type {Operation} */ operation) {
    // Events are told from the moment of connecting on.
    await this.#events.waitUntilReady();
    await this.#queue.add('run', data, { ...this.#jobOptions, jobId: id });
    operation.isQueued = true;
    // It was cancelled before Redis had it.
    if (this.#cancelled.has(id)) await this.#cancel(id);
  }

  /** @param {string} id */
  async #ask(id) {
    await this.#events.waitUntilReady();
    const state = await this.#queue.getJobState(id);
    if (state === 'unknown') return this.#miss(id);
    if (state !== 'completed' && state !== 'failed') return;
    const job = await this.#queue.getJob(id);
    if (!job) this.#miss(id);
    else if (state === 'completed') this.#succeed(id, job.returnvalue);
    else this.#fail(id, errorOf(job.failedReason, 'EndRun'));
  }

  /** @param {string} id */
  async #cancel(id) {
    // Not yet there: #enqueue calls this again.
    if (!this.#isQueued(id)) return undefined;
    const state = await this.#queue.getJobState(id);
    if (state === 'unknown') return this.#fail(id, removed());
    if (state === 'completed' || state === 'failed') return this.#ask(id);
    const job = await this.#queue.getJob(id);
    try {
      await job?.remove();
    } catch {
      // A worker holds its lock: it runs.
      await this.#cancels.publishEvent({ eventName: 'cancel', jobId: id });
    }
  }

  /** @param {string} id @param {unknown} value */
  #succeed(id, value) {
    for (const operation of this.#take(id)) {
      operation.value = value;
      complete(operation, S_OK);
    }
  }

  /** @param {string} id @param {HResultError} error */
  #fail(id, error) {
    for (const operation of this.#take(id)) {
      operation.error = error;
      complete(operation, error.hresult);
    }
  }

  /** There is no such job. An operation whose own job is still on its way to Redis is not meant. @param {string} id */
  #miss(id) {
    for (const operation of Array.from(this.#waiting.get(id) ?? [])) {
      if (operation.isQueued) this.#failOne(id, operation, notFound(id));
    }
  }

  /** @param {string} id @param {Operation} operation @param {HResultError} error */
  #failOne(id, operation, error) {
    const operations = this.#waiting.get(id);
    if (!operations?.delete(operation)) return;
    if (operations.size === 0) this.#take(id);
    operation.error = error;
    complete(operation, error.hresult);
  }

  /** The operations that wait for a job, once: whatever else tells of its end finds none. @param {string} id */
  #take(id) {
    const operations = this.#waiting.get(id);
    this.#waiting.delete(id);
    this.#cancelled.delete(id);
    return operations ?? [];
  }
}

/** @param {Operation} operation @param {number} status */
function complete(operation, status) {
  operation.isOver = true;
  operation.result.SetStatus(status);
  // In a job of its own: what a callback throws is not for BullMQ, which would take it for an error of its connection.
  queueMicrotask(() => operation.callback?.Invoke(operation.result));
}

/** @param {IMFAsyncResult} result @param {string} method */
function end(result, method) {
  const operation = result.GetObject();
  if (!(operation instanceof Operation)) throw new HResultError(E_INVALIDARG, method);
  if (!operation.isOver) throw new HResultError(E_PENDING, method);
  if (operation.hasEnded) throw new HResultError(MF_E_INVALIDREQUEST, method);
  operation.hasEnded = true;
  if (operation.error) throw operation.error;
  return operation.value;
}

/**
 * BullMQ refuses ids that are numbers or have a colon, and its own keys are words beside the ids: a job called `failed` would
 * be taken for the list of those. An id with a digit, and not of digits alone, is none of them.
 *
 * @param {string} id
 * @param {string} method
 */
function expectId(id, method) {
  if (/\d/.test(id) && /\D/.test(id) && !id.includes(':')) return;
  const fault = `id must have a digit, not be digits alone, and have no colon, as 'order-17', got '${id}'`;
  throw new HResultError(E_INVALIDARG, method, { fault });
}

/** @param {unknown} error */
const refused = (error) =>
  new HResultError(hresultOf(error), 'EndRun', { fault: `Redis refused the job: ${String(error)}`, cause: error });

const removed = () => new HResultError(E_ABORT, 'EndRun', { fault: 'the job was removed before it ran' });

/** @param {string} id */
const notFound = (id) => new HResultError(NOT_FOUND, 'EndRun', { fault: `there is no job ${id}, or no longer` });
