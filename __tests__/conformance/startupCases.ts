import assert from 'node:assert/strict';
import { S_OK } from '../../src/contract/hresult.js';
import { MF_E_BAD_STARTUP_VERSION, MF_E_SHUTDOWN } from '../../src/contract/hresults.js';
import { MF_VERSION, MFASYNC_CALLBACK_QUEUE_STANDARD } from '../../src/platform/constants.js';
import { assertCode, lockCount, release, started, type Case } from './suite.js';

/** MFStartup, MFShutdown, and the locks of the platform. */
export const startupCases: Case[] = [
  {
    facts: [28],
    sentence: 'MFStartup with version 0xdead is MF_E_BAD_STARTUP_VERSION',
    run: (platform) => assertCode(MF_E_BAD_STARTUP_VERSION, () => platform.MFStartup(0xdead, 0)),
  },
  {
    facts: [29],
    sentence: 'MFShutdown twice is S_OK both times',
    run(platform) {
      platform.MFStartup(MF_VERSION, 0);
      assertCode(S_OK, () => platform.MFShutdown());
      assertCode(S_OK, () => platform.MFShutdown());
    },
  },
  {
    facts: [30],
    sentence: 'after MFShutdown, MFAllocateWorkQueue is MF_E_SHUTDOWN',
    run(platform) {
      platform.MFStartup(MF_VERSION, 0);
      platform.MFShutdown();
      assertCode(MF_E_SHUTDOWN, () => platform.MFAllocateWorkQueue());
    },
  },
  {
    facts: [31],
    sentence: 'after MFStartup there is one lock',
    run: started((platform) => assert.equal(lockCount(platform), 1)),
  },
  {
    facts: [32],
    sentence: 'MFUnlockPlatform brings MF_E_SHUTDOWN although the platform is started; MFLockPlatform restores it',
    run: started((platform) => {
      assertCode(S_OK, () => platform.MFUnlockPlatform());
      assertCode(MF_E_SHUTDOWN, () => platform.MFAllocateWorkQueue());
      assertCode(S_OK, () => platform.MFLockPlatform());
      assertCode(S_OK, () => platform.MFUnlockWorkQueue(platform.MFAllocateWorkQueue()));
    }),
  },
  {
    facts: [34],
    sentence: 'MFCreateAsyncResult succeeds before MFStartup, and after it there is one lock',
    run(platform) {
      const result = platform.MFCreateAsyncResult(null, null, null);
      release(result);
      platform.MFStartup(MF_VERSION, 0);
      assert.equal(lockCount(platform), 1);
      platform.MFShutdown();
    },
  },
  {
    facts: [35],
    sentence: 'MFLockPlatform without a start-up is S_OK, and starts nothing',
    run(platform) {
      assertCode(S_OK, () => platform.MFLockPlatform());
      assertCode(MF_E_SHUTDOWN, () => platform.MFAllocateWorkQueue());
      assertCode(S_OK, () => platform.MFUnlockPlatform());
    },
  },
  {
    facts: [36],
    sentence: 'a second MFStartup adds no lock',
    run: started((platform) => {
      platform.MFStartup(MF_VERSION, 0);
      assert.equal(lockCount(platform), 1);
      platform.MFShutdown();
      assert.equal(lockCount(platform), 1);
    }),
  },
  {
    facts: [37, 38],
    sentence: 'each new result adds a lock, and its release takes none back',
    run: started((platform) => {
      const first = platform.MFCreateAsyncResult(null, null, null);
      assert.equal(lockCount(platform), 2);
      const second = platform.MFCreateAsyncResult(null, null, null);
      assert.equal(lockCount(platform), 3);
      release(first, second);
      assert.equal(lockCount(platform), 3);
    }),
  },
  {
    facts: [40],
    sentence: 'MFPutWorkItemEx is S_OK, and the item runs',
    run: started(async (platform, tools) => {
      const callback = tools.recorder();
      const result = platform.MFCreateAsyncResult(null, callback, null);
      assertCode(S_OK, () => platform.MFPutWorkItemEx(MFASYNC_CALLBACK_QUEUE_STANDARD, result));
      await callback.invoked(1);
    }),
  },
  {
    facts: [41],
    sentence: 'two MFLockPlatform add two locks',
    run: started((platform) => {
      platform.MFLockPlatform();
      platform.MFLockPlatform();
      assert.equal(lockCount(platform), 3);
      platform.MFUnlockPlatform();
      platform.MFUnlockPlatform();
    }),
  },
  {
    facts: [42, 43],
    sentence: 'MFShutdown with locks held is S_OK and shuts down; MFUnlockPlatform after it is S_OK',
    run(platform) {
      platform.MFStartup(MF_VERSION, 0);
      platform.MFLockPlatform();
      assertCode(S_OK, () => platform.MFShutdown());
      assertCode(MF_E_SHUTDOWN, () => platform.MFAllocateWorkQueue());
      assertCode(S_OK, () => platform.MFUnlockPlatform());
    },
  },
  {
    facts: [44],
    sentence: 'an explicit lock survives a restart, those of results that were released do not',
    run(platform) {
      platform.MFStartup(MF_VERSION, 0);
      release(platform.MFCreateAsyncResult(null, null, null));
      platform.MFLockPlatform();
      platform.MFShutdown();
      platform.MFStartup(MF_VERSION, 0);
      assert.equal(lockCount(platform), 2);
      platform.MFUnlockPlatform();
      platform.MFShutdown();
    },
  },
  {
    facts: [45],
    sentence: 'unlocked to zero and below the platform is shut down; locked again it is not',
    run: started((platform) => {
      platform.MFUnlockPlatform();
      assertCode(MF_E_SHUTDOWN, () => platform.MFAllocateWorkQueue());
      platform.MFUnlockPlatform();
      assertCode(MF_E_SHUTDOWN, () => platform.MFAllocateWorkQueue());
      platform.MFLockPlatform();
      platform.MFLockPlatform();
      assert.equal(lockCount(platform), 1);
    }),
  },
  {
    facts: [46],
    sentence: 'a result may be released after MFShutdown, and after a restart there is one lock',
    run(platform) {
      platform.MFStartup(MF_VERSION, 0);
      const result = platform.MFCreateAsyncResult(null, null, null);
      platform.MFShutdown();
      release(result);
      platform.MFStartup(MF_VERSION, 0);
      assert.equal(lockCount(platform), 1);
      platform.MFShutdown();
    },
  },
  {
    facts: [48, 49],
    sentence: 'scheduling a result adds no lock besides its own; cancelling is S_OK and takes none back',
    run: started((platform, tools) => {
      const result = platform.MFCreateAsyncResult(null, tools.recorder(), null);
      const key = platform.MFScheduleWorkItemEx(result, -5000);
      assert.equal(lockCount(platform), 2);
      assertCode(S_OK, () => platform.MFCancelWorkItem(key));
      assert.equal(lockCount(platform), 2);
    }),
  },
  {
    facts: [51, 52],
    sentence: 'a scheduled item that is pending at MFShutdown never runs, and cancelling it is MF_E_SHUTDOWN',
    async run(platform, tools) {
      platform.MFStartup(MF_VERSION, 0);
      const callback = tools.recorder();
      const key = platform.MFScheduleWorkItemEx(platform.MFCreateAsyncResult(null, callback, null), -50);
      platform.MFShutdown();
      assertCode(MF_E_SHUTDOWN, () => platform.MFCancelWorkItem(key));
      await tools.pass(100);
      assert.equal(callback.results.length, 0);
    },
  },
];
