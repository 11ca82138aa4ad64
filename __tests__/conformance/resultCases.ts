import assert from 'node:assert/strict';
import { E_FAIL, E_POINTER, S_OK } from '../../src/contract/hresult.js';
import { assertCode, started, type Case } from './suite.js';

/** MFCreateAsyncResult, IMFAsyncResult, MFInvokeCallback. */
export const resultCases: Case[] = [
  {
    facts: [2],
    sentence: 'MFCreateAsyncResult takes null for object, callback and state',
    run: (platform) => assertCode(S_OK, () => platform.MFCreateAsyncResult(null, null, null)),
  },
  {
    facts: [4, 10],
    sentence: 'GetStatus of a fresh result is S_OK',
    run: (platform) => assert.equal(platform.MFCreateAsyncResult(null, null, null).GetStatus(), S_OK),
  },
  {
    facts: [8],
    sentence: 'GetState without a state is E_POINTER',
    run: (platform) => assertCode(E_POINTER, () => platform.MFCreateAsyncResult(null, null, null).GetState()),
  },
  {
    facts: [11],
    sentence: 'the status may be any value, such as 123',
    run(platform) {
      const result = platform.MFCreateAsyncResult(null, null, null);
      result.SetStatus(123);
      assert.equal(result.GetStatus(), 123);
    },
  },
  {
    facts: [12, 13],
    sentence: 'SetStatus sets what GetStatus returns',
    run(platform) {
      const result = platform.MFCreateAsyncResult(null, null, null);
      assertCode(S_OK, () => result.SetStatus(E_FAIL));
      assert.equal(result.GetStatus(), E_FAIL);
    },
  },
  {
    facts: [15],
    sentence: 'GetObject without an object is E_POINTER',
    run: (platform) => assertCode(E_POINTER, () => platform.MFCreateAsyncResult(null, null, null).GetObject()),
  },
  {
    facts: [17],
    sentence: 'GetStateNoAddRef without a state is null',
    run: (platform) => assert.equal(platform.MFCreateAsyncResult(null, null, null).GetStateNoAddRef(), null),
  },
  {
    facts: [19],
    sentence: 'GetObject returns the identical object',
    run(platform, tools) {
      const object = platform.MFCreateAsyncResult(null, null, null);
      const result = platform.MFCreateAsyncResult(object, tools.recorder(), null);
      assert.ok(result.GetObject() === object);
    },
  },
  {
    facts: [20],
    sentence: 'GetState returns the identical state, here another result',
    run(platform, tools) {
      const state = platform.MFCreateAsyncResult(null, null, null);
      const result = platform.MFCreateAsyncResult(null, tools.recorder(), state);
      assert.ok(result.GetState() === state);
    },
  },
  {
    facts: [21],
    sentence: 'GetStateNoAddRef returns the identical state',
    run(platform, tools) {
      const state = platform.MFCreateAsyncResult(null, null, null);
      const result = platform.MFCreateAsyncResult(null, tools.recorder(), state);
      assert.ok(result.GetStateNoAddRef() === state);
    },
  },
  {
    facts: [25],
    sentence: 'MFInvokeCallback is S_OK, and invokes the callback with that result, not inside the call',
    run: started(async (platform, tools) => {
      const callback = tools.recorder();
      const result = platform.MFCreateAsyncResult(null, callback, null);
      assertCode(S_OK, () => platform.MFInvokeCallback(result));
      assert.equal(callback.results.length, 0);
      await callback.invoked(1);
      assert.ok(callback.results[0] === result);
    }),
  },
];
