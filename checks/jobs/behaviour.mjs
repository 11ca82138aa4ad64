// What the pairs do on a real Redis, one situation after the other. Each is a name and a function that throws where it is not so.
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';

import { E_ABORT, E_FAIL, E_INVALIDARG, fromBeginEnd, HResultError, MF_E_INVALIDREQUEST } from 'begin-end';
import { MFCreateAsyncResult } from 'begin-end';
import { Jobs } from '../../examples/jobs/Jobs.mjs';

/** @import { IMFAsyncResult } from 'begin-end' */
/** @import { OpenQueue } from '../../examples/jobs/openQueue.mjs' */
/** @import { RedisServer } from '../../examples/jobs/RedisServer.mjs' */
/** @import { Squared } from '../../examples/jobs/squares.mjs' */

/** @typedef {{ jobs: Jobs, open: OpenQueue, progress: Map<string, unknown[]>, redis: RedisServer }} Given */

const accessDenied = 0x80070005;

/** It says once that it runs, and then runs for hours: only the abort of its signal ends it in time. */
const endless = { n: 1, steps: 1_000_000, milliseconds: 100_000_000 };

/** @type {Record<string, (given: Given) => Promise<void>>} */
export const behaviour = {
  async 'a job, is run by a worker, and End gives its value'({ jobs }) {
    const { run } = fromBeginEnd(jobs);
    assert.equal(/** @type {Squared} */ (await run({ n: 7 })).square, 49);
  },

  async 'a job, returns its id from Begin before it has ended'({ jobs, open }) {
    const { result, id } = await begun(jobs, { n: 8 });
    assert.equal((await open.queue.getJob(id))?.returnvalue.square, 64);
    assert.equal(result.GetStatus(), 0);
  },

  async 'an HResultError of a worker, arrives with class, code, operation and message'({ jobs }) {
    const { run } = fromBeginEnd(jobs);
    const fault = { hresult: accessDenied, words: 'the file is locked' };
    const error = await run({ n: 1, fault }).catch((/** @type {unknown} */ thrown) => thrown);
    assert.ok(error instanceof HResultError);
    const { hresult, operation, message } = new HResultError(accessDenied, 'square', { fault: fault.words });
    assert.deepEqual(
      { hresult: error.hresult, operation: error.operation, message: error.message },
      { hresult, operation, message },
    );
  },

  async 'a job that fails, has its code as the status of the result'({ jobs }) {
    const { result } = await begun(jobs, { n: 1, fault: { hresult: accessDenied, words: 'no' } });
    assert.equal(result.GetStatus(), accessDenied);
  },

  async 'another error of a worker, keeps its message and becomes E_FAIL'({ jobs }) {
    const { run } = fromBeginEnd(jobs);
    // The work takes its data apart, and throws a TypeError.
    await assert.rejects(run(null), (error) => error instanceof HResultError && error.hresult === E_FAIL);
    await assert.rejects(run(null), /EndRun: Cannot destructure .*\(E_FAIL\)/);
  },

  async 'an abort, while the job waits, takes it off the queue'({ jobs, open }) {
    const { runAs } = fromBeginEnd(jobs);
    await open.queue.pause();
    const controller = new AbortController();
    const running = runAs('waits-1', { n: 1 }, { signal: controller.signal });
    while ((await open.queue.getJobState('waits-1')) === 'unknown') await pause(5);
    controller.abort();
    await assert.rejects(running, { name: 'AbortError' });
    assert.equal(await open.queue.getJobState('waits-1'), 'unknown');
    await open.queue.resume();
  },

  async 'an abort in the very turn of Begin, takes the job off the queue as soon as Redis has it'({ jobs, open }) {
    const { runAs } = fromBeginEnd(jobs);
    await open.queue.pause();
    const controller = new AbortController();
    const running = runAs('soon-1', { n: 1 }, { signal: controller.signal });
    controller.abort();
    await assert.rejects(running, { name: 'AbortError' });
    assert.equal(await open.queue.getJobState('soon-1'), 'unknown');
    await open.queue.resume();
  },

  async 'an abort, while the job runs, aborts the signal of its worker'({ jobs, open, progress }) {
    const { runAs } = fromBeginEnd(jobs);
    const controller = new AbortController();
    const running = runAs('runs-1', endless, { signal: controller.signal });
    while (!progress.has('runs-1')) await pause(5);
    controller.abort();
    await assert.rejects(running, { name: 'AbortError' });
    assert.equal(await open.queue.getJobState('runs-1'), 'failed');
    assert.equal(await open.queue.getActiveCount(), 0);
  },

  async 'Cancel by hand, while the job runs, completes its operation with E_ABORT'({ jobs, progress }) {
    /** @type {Promise<IMFAsyncResult>} */
    const over = new Promise((resolve) => {
      jobs.BeginRunAs('hand-1', endless, { Invoke: resolve }, null);
    });
    while (!progress.has('hand-1')) await pause(5);
    jobs.CancelRunAs('hand-1');
    const result = await over;
    assert.equal(result.GetStatus(), E_ABORT);
    assert.throws(() => jobs.EndRunAs(result), { code: 'E_ABORT' });
  },

  async 'Cancel, of a job that is over, changes nothing'({ jobs }) {
    const { id } = await begun(jobs, { n: 2 });
    jobs.CancelRun(id);
    assert.equal(/** @type {Squared} */ (await fromBeginEnd(jobs).attach(id)).square, 4);
  },

  async 'progress, is told while the job runs'({ jobs, progress }) {
    await fromBeginEnd(jobs).runAs('steps-1', { n: 2, steps: 3, milliseconds: 30 });
    const steps = progress.get('steps-1')?.map((one) => /** @type {{ step: number }} */ (one).step);
    assert.deepEqual(steps, [1, 2, 3]);
  },

  async 'an id that is begun twice, is one job, and ends both operations'({ jobs, open }) {
    const { runAs } = fromBeginEnd(jobs);
    const [first, second] = await Promise.all([runAs('twice-1', { n: 3 }), runAs('twice-1', { n: 3 })]);
    assert.deepEqual(first, second);
    assert.equal((await open.queue.getJob('twice-1'))?.attemptsMade, 1);
  },

  async 'Attach, to a job that has failed, throws what it failed with'({ jobs }) {
    const { runAs, attach } = fromBeginEnd(jobs);
    const fault = { hresult: accessDenied, words: 'no' };
    await assert.rejects(runAs('failed-1', { n: 1, fault }), { hresult: accessDenied });
    await assert.rejects(attach('failed-1'), { hresult: accessDenied });
  },

  async 'an id that BullMQ could take for something else, is refused by Begin'({ jobs }) {
    for (const id of ['17', 'failed', 'a:1', '']) {
      assert.throws(() => jobs.BeginRunAs(id, { n: 1 }, null, null), { hresult: E_INVALIDARG });
      assert.throws(() => jobs.BeginAttach(id, null, null), { hresult: E_INVALIDARG });
    }
  },

  async 'Attach, to a job that there is not, fails with ERROR_NOT_FOUND'({ jobs }) {
    await assert.rejects(fromBeginEnd(jobs).attach('none-1'), { hresult: 0x80070490 });
  },

  async 'Attach, in the very turn in which the job is begun, does not end the operation that begins it'({ jobs }) {
    const { runAs, attach } = fromBeginEnd(jobs);
    const [, own] = await Promise.allSettled([attach('early-1'), runAs('early-1', { n: 4 })]);
    assert.equal(own.status === 'fulfilled' && /** @type {Squared} */ (own.value).square, 16);
  },

  async 'a job begun while Redis is away, is run when Redis is back'({ jobs, redis }) {
    const { run } = fromBeginEnd(jobs);
    await redis.kill();
    const running = run({ n: 5 });
    await redis.restart();
    assert.equal(/** @type {Squared} */ (await running).square, 25);
  },

  async 'a job whose end no event tells, is found by the recheck'({ open }) {
    // It listens to nothing: the end can be known by asking alone.
    const deaf = new Jobs({ ...open, events: /** @type {never} */ (deafTo(open.events)) }, { recheckMilliseconds: 20 });
    assert.equal(/** @type {Squared} */ (await fromBeginEnd(deaf).run({ n: 6 })).square, 36);
    deaf.close();
  },

  async 'End, a second time, throws MF_E_INVALIDREQUEST; with the result of something else, E_INVALIDARG'({ jobs }) {
    const { result } = await begun(jobs, { n: 2 });
    jobs.EndRun(result);
    assert.throws(() => jobs.EndRun(result), { hresult: MF_E_INVALIDREQUEST });
    assert.throws(() => jobs.EndRun(MFCreateAsyncResult({}, null, null)), { hresult: E_INVALIDARG });
  },
};

/** A job begun by hand, and over. @type {(jobs: Jobs, data: object) => Promise<{ id: string, result: IMFAsyncResult }>} */
async function begun(jobs, data) {
  /** @type {string} */
  let id;
  return new Promise((resolve) => {
    id = jobs.BeginRun(data, { Invoke: (result) => resolve({ id, result }) }, null);
  });
}

/** Events that nobody hears. @param {OpenQueue['events']} events */
const deafTo = (events) => ({ on() {}, waitUntilReady: () => events.waitUntilReady() });
