import assert from 'node:assert/strict';
import { MF_E_OPERATION_CANCELLED, S_OK } from '../../src/contract/hresult.js';
import { MF_E_NOT_FOUND } from '../../src/contract/hresults.js';
import { MF_VERSION } from '../../src/platform/constants.js';
import { assertCode, started, type Case } from './suite.js';

/** Scheduled and waiting items, their cancellation, and periodic callbacks. */
export const itemCases: Case[] = [
  {
    facts: [79, 80, 81],
    sentence: 'a scheduled item that is cancelled is dropped: no Invoke',
    run: started(async (platform, tools) => {
      const callback = tools.recorder();
      const key = platform.MFScheduleWorkItem(callback, null, -50);
      assertCode(S_OK, () => platform.MFCancelWorkItem(key));
      await tools.pass(100);
      assert.equal(callback.results.length, 0);
    }),
  },
  {
    facts: [82],
    sentence: 'a second MFCancelWorkItem of the same key is MF_E_NOT_FOUND',
    run: started((platform, tools) => {
      const key = platform.MFScheduleWorkItem(tools.recorder(), null, -5000);
      platform.MFCancelWorkItem(key);
      assertCode(MF_E_NOT_FOUND, () => platform.MFCancelWorkItem(key));
    }),
  },
  {
    facts: [83, 84, 85],
    sentence: 'MFPutWaitingWorkItem takes a null handle, and one result twice, with two keys; both can be cancelled',
    run: started(async (platform, tools) => {
      const callback = tools.recorder();
      const result = platform.MFCreateAsyncResult(null, callback, null);
      const first = platform.MFPutWaitingWorkItem(null, 0, result);
      const second = platform.MFPutWaitingWorkItem(null, 0, result);
      assert.notEqual(first, second);
      assertCode(S_OK, () => platform.MFCancelWorkItem(first));
      assertCode(S_OK, () => platform.MFCancelWorkItem(second));
      await callback.invoked(2);
    }),
  },
  {
    facts: [86],
    sentence: 'a waiting item that is cancelled is invoked with MF_E_OPERATION_CANCELLED, also after MFShutdown',
    async run(platform, tools) {
      platform.MFStartup(MF_VERSION, 0);
      const callback = tools.recorder();
      const result = platform.MFCreateAsyncResult(null, callback, null);
      platform.MFCancelWorkItem(platform.MFPutWaitingWorkItem(null, 0, result));
      platform.MFShutdown();
      await callback.invoked(1);
      assert.equal(callback.results[0]?.GetStatus(), MF_E_OPERATION_CANCELLED);
    },
  },
  {
    facts: [87, 88],
    sentence: 'a waiting item runs once its timer has fired, and other waiting items wait on',
    run: started(async (platform, tools) => {
      const timer = tools.pass(20);
      const callback = tools.recorder();
      const other = tools.recorder();
      platform.MFPutWaitingWorkItem(timer, 0, platform.MFCreateAsyncResult(null, callback, null));
      const key = platform.MFPutWaitingWorkItem(null, 0, platform.MFCreateAsyncResult(null, other, null));
      await callback.invoked(1);
      assert.equal(other.results.length, 0);
      platform.MFCancelWorkItem(key);
      await other.invoked(1);
    }),
  },
  {
    facts: [89],
    sentence: 'a waiting item runs within 100 ms after its handle was signalled',
    run: started(async (platform, tools) => {
      const controller = new AbortController();
      const callback = tools.recorder();
      platform.MFPutWaitingWorkItem(controller.signal, 0, platform.MFCreateAsyncResult(null, callback, null));
      await tools.pass(20);
      assert.equal(callback.results.length, 0);
      controller.abort();
      await callback.invoked(1, 100);
    }),
  },
  {
    facts: [90, 91],
    sentence: 'an item whose handle nobody will ever signal harms no other, and can be cancelled',
    run: started(async (platform, tools) => {
      const controller = new AbortController();
      const abandoned = tools.recorder();
      const callback = tools.recorder();
      const key = platform.MFPutWaitingWorkItem(
        new Promise(() => {}),
        0,
        platform.MFCreateAsyncResult(null, abandoned, null),
      );
      platform.MFPutWaitingWorkItem(controller.signal, 0, platform.MFCreateAsyncResult(null, callback, null));
      controller.abort();
      await callback.invoked(1);
      assertCode(S_OK, () => platform.MFCancelWorkItem(key));
      await abandoned.invoked(1);
    }),
  },
  {
    facts: [101, 102],
    sentence: 'a periodic callback has a key that is not 0, and is called within 100 ms, with its context',
    run: started(async (platform, tools) => {
      const context = platform.MFCreateAsyncResult(null, null, null);
      const contexts: unknown[] = [];
      const key = platform.MFAddPeriodicCallback((given) => contexts.push(given), context);
      assert.notEqual(key, 0);
      await tools.pass(100);
      assertCode(S_OK, () => platform.MFRemovePeriodicCallback(key));
      assert.ok(contexts.length > 0);
      assert.ok(contexts.every((given) => given === context));
    }),
  },
];
