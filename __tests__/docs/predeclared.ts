/** What the @example tags of the sources use without saying where it comes from: examples.ts imports it by its name. */
import { fileURLToPath } from 'node:url';
import {
  byteStreamFrom,
  eventGeneratorFrom,
  fromBeginEnd,
  HResultError,
  MF_E_SHUTDOWN,
  toBeginEnd,
  type IMFAsyncCallback,
  type IMFAsyncResult,
  type IMFMediaEvent,
} from 'begin-end';
import { createEmbeddedPlatform, MF_VERSION, type MediaPlatform } from 'begin-end/platform';

export type { IMFAsyncCallback, IMFAsyncResult };
export { strict as assert } from 'node:assert';
export { setInterval } from 'node:timers/promises';

export const bytes = new Uint8Array(4096);
export const controller = new AbortController();
export const { signal } = controller;
export const callback: IMFAsyncCallback = { Invoke: () => {} };
export const response = new Response('hello') as Response & { readonly body: ReadableStream<Uint8Array> };

/** Long enough for every example, and writable. */
export const stream = byteStreamFrom(new Uint8Array(8192));

export const read = fromBeginEnd(
  (count: number, whenRead: IMFAsyncCallback, state: unknown) => stream.BeginRead(bytes, count, whenRead, state),
  (result) => stream.EndRead(result),
);

export const reader = {
  read: async (count: number) => new Uint8Array(count),
  close: async () => {},
};

export const MESessionClosed = 106;

export const event: IMFMediaEvent = {
  GetType: () => MESessionClosed,
  GetExtendedType: () => '00000000-0000-0000-0000-000000000000',
  GetStatus: () => 0,
  GetValue: () => null,
};

export const session = eventGeneratorFrom([event]);

const reports = ['one', 'two'];

export const watcher = toBeginEnd({
  async getReport() {
    const report = reports.shift();
    if (report === undefined) throw new HResultError(MF_E_SHUTDOWN, 'EndGetReport');
    return report;
  },
});

export const meter = { update: () => {} };

/** A platform that is started. What an example schedules for later does not keep it running until then. */
const platform = createEmbeddedPlatform({
  clock: {
    now: () => performance.now(),
    setTimeout: (run, milliseconds) => setTimeout(run, milliseconds).unref(),
    clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout),
  },
});
platform.MFStartup(MF_VERSION);

export const { MFStartup, MFShutdown, MFLockPlatform, MFUnlockPlatform, MFInvokeCallback } = platform;
export const { MFPutWorkItem, MFPutWorkItemEx, MFPutWorkItem2, MFPutWorkItemEx2, MFPutWaitingWorkItem } = platform;
export const { MFScheduleWorkItem, MFScheduleWorkItemEx, MFCancelWorkItem } = platform;
export const { MFAllocateWorkQueue, MFAllocateWorkQueueEx, MFAllocateSerialWorkQueue } = platform;
export const { MFLockWorkQueue, MFUnlockWorkQueue, MFAddPeriodicCallback, MFRemovePeriodicCallback } = platform;
export const { MFCreateEventQueue, MFEndCreateFile, MFCancelCreateFile } = platform;

const thisFile = fileURLToPath(import.meta.url);

/** Whatever the file is called in the example, it is this one. */
export const MFCreateFile: MediaPlatform['MFCreateFile'] = (accessMode, openMode, flags) =>
  platform.MFCreateFile(accessMode, openMode, flags, thisFile);
export const MFBeginCreateFile: MediaPlatform['MFBeginCreateFile'] = (
  accessMode,
  openMode,
  flags,
  _,
  whenOpen,
  state,
) => platform.MFBeginCreateFile(accessMode, openMode, flags, thisFile, whenOpen, state);

export const result = platform.MFCreateAsyncResult(null, callback, null);
export const queue = MFAllocateWorkQueue();
export const cookie = MFBeginCreateFile(1, 0, 0, 'a.mp4', { Invoke: (opened) => closeIfOpen(opened) }, null);

/** Cancelled or not: it is open if the example came too late. */
function closeIfOpen(opened: IMFAsyncResult): void {
  if (opened.GetStatus() === 0) MFEndCreateFile(opened).Close();
}
