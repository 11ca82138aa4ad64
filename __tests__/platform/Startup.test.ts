import { describe, expect, test } from '@jest/globals';
import { MF_E_BAD_STARTUP_VERSION, MF_E_SHUTDOWN } from '../../src/contract/hresults.js';
import { createEmbeddedPlatform, MF_VERSION, type MediaPlatform } from '../../src/platform/index.js';
import { noting, startedPlatform } from './support.js';

describe('start-up', () => {
  test.each([
    0xdead,
    0x00030070,
    0x00000070,
    0x00020071,
    MF_VERSION + 0.5,
    MF_VERSION + 2 ** 32,
    MF_VERSION - 2 ** 32,
    Number.NaN,
  ])('version %p is refused, and nothing is started', (version) => {
    const { MFStartup, MFAllocateWorkQueue } = createEmbeddedPlatform();
    expect(() => MFStartup(version)).toThrow(
      expect.objectContaining({ hresult: MF_E_BAD_STARTUP_VERSION, operation: 'MFStartup' }),
    );
    expect(() => MFAllocateWorkQueue()).toThrow(expect.objectContaining({ hresult: MF_E_SHUTDOWN }));
  });

  test.each([MF_VERSION, 0x00010070])('version 0x%s, of this or an older Windows, is accepted', (version) => {
    expect(createEmbeddedPlatform().MFStartup(version)).toBeUndefined();
  });

  test('the version that is refused, is in the message', () => {
    expect(() => createEmbeddedPlatform().MFStartup(5)).toThrow(
      'MFStartup: version 5 is not MF_VERSION, the platform is as before (MF_E_BAD_STARTUP_VERSION)',
    );
  });

  test('after two start-ups, the first shutdown shuts nothing down', () => {
    const { MFStartup, MFShutdown, MFAllocateWorkQueue } = startedPlatform().platform;
    MFStartup(MF_VERSION);
    MFShutdown();
    expect(() => MFAllocateWorkQueue()).not.toThrow();
  });

  test('a shutdown too many is not remembered', () => {
    const { MFStartup, MFShutdown, MFAllocateWorkQueue } = createEmbeddedPlatform();
    MFShutdown();
    MFStartup(MF_VERSION);
    expect(() => MFAllocateWorkQueue()).not.toThrow();
  });

  test('one platform, started, leaves another as it is', () => {
    startedPlatform();
    expect(() => createEmbeddedPlatform().MFAllocateWorkQueue()).toThrow('(MF_E_SHUTDOWN)');
  });

  test('not started, the message says what to call', () => {
    expect(() => createEmbeddedPlatform().MFAllocateWorkQueue()).toThrow(
      'MFAllocateWorkQueue: the platform is not started; call MFStartup first (MF_E_SHUTDOWN)',
    );
  });

  test('unlocked too often, the message says how to restore the platform', () => {
    const { MFUnlockPlatform, MFAllocateWorkQueue } = startedPlatform().platform;
    MFUnlockPlatform();
    expect(() => MFAllocateWorkQueue()).toThrow(
      'MFAllocateWorkQueue: the platform was unlocked too often; MFLockPlatform restores it (MF_E_SHUTDOWN)',
    );
  });
});

const callback = noting();
const operations: Record<string, (platform: MediaPlatform) => unknown> = {
  MFInvokeCallback: (p) => p.MFInvokeCallback(p.MFCreateAsyncResult(null, callback, null)),
  MFPutWorkItem: (p) => p.MFPutWorkItem(1, callback, null),
  MFPutWorkItemEx: (p) => p.MFPutWorkItemEx(1, p.MFCreateAsyncResult(null, callback, null)),
  MFPutWorkItem2: (p) => p.MFPutWorkItem2(1, 0, callback, null),
  MFPutWorkItemEx2: (p) => p.MFPutWorkItemEx2(1, 0, p.MFCreateAsyncResult(null, callback, null)),
  MFScheduleWorkItem: (p) => p.MFScheduleWorkItem(callback, null, -1),
  MFScheduleWorkItemEx: (p) => p.MFScheduleWorkItemEx(p.MFCreateAsyncResult(null, callback, null), -1),
  MFPutWaitingWorkItem: (p) => p.MFPutWaitingWorkItem(null, 0, p.MFCreateAsyncResult(null, callback, null)),
  MFCancelWorkItem: (p) => p.MFCancelWorkItem(1n),
  MFAllocateWorkQueue: (p) => p.MFAllocateWorkQueue(),
  MFAllocateWorkQueueEx: (p) => p.MFAllocateWorkQueueEx(0),
  MFAllocateSerialWorkQueue: (p) => p.MFAllocateSerialWorkQueue(1),
  MFAddPeriodicCallback: (p) => p.MFAddPeriodicCallback(() => {}, null),
  MFRemovePeriodicCallback: (p) => p.MFRemovePeriodicCallback(1),
  MFCreateFile: (p) => p.MFCreateFile(1, 0, 0, 'file'),
  MFBeginCreateFile: (p) => p.MFBeginCreateFile(1, 0, 0, 'file', callback, null),
};

describe('a platform that is shut down', () => {
  test.each(Object.keys(operations))('%s is MF_E_SHUTDOWN, and the error names it', (operation) => {
    const { platform } = startedPlatform();
    platform.MFShutdown();
    expect(() => operations[operation]?.(platform)).toThrow(
      expect.objectContaining({ hresult: MF_E_SHUTDOWN, operation }),
    );
  });

  test('its queues can be locked and unlocked', () => {
    const { platform } = startedPlatform();
    const queue = platform.MFAllocateWorkQueue();
    platform.MFShutdown();
    expect(() => {
      platform.MFLockWorkQueue(queue);
      platform.MFUnlockWorkQueue(queue);
      platform.MFUnlockWorkQueue(queue);
    }).not.toThrow();
  });
});

test.each([undefined, null, '131184', Symbol('version'), 0n, {}])(
  'the version %p, which is no number, is refused',
  (version) => {
    const { MFStartup, MFAllocateWorkQueue } = createEmbeddedPlatform();
    expect(() => MFStartup(version as never)).toThrow('MF_E_BAD_STARTUP_VERSION');
    expect(() => MFAllocateWorkQueue()).toThrow('MF_E_SHUTDOWN');
  },
);
