/** bytestream_write_callback_Invoke reckons from the callback as bytestream_read_callback_Invoke does, seen in the disassembly. */
const writeFault =
  'Wine: its work item takes the stream to be 8 bytes further on, enters a lock that is none, and crashes or never ends. ' +
  'Those of wrappers are handed on to it; that of files is not, and tested by operations.ts';

/**
 * What the fuzzer does not call, by name, and why: what ends the fuzzer itself, and what the mfplat.dll of Wine 8.0 does not
 * survive from C either.
 */
export const leftOut: Readonly<Record<string, string>> = {
  LockStore:
    'its thread, JavaScript, holds the lock until UnlockStore: work-queue threads that want it wait until then',
  'IMFByteStream.BeginWrite': writeFault,
  'IMFByteStreamOnStream.BeginWrite': writeFault,
  'IMFTopology.CloneFrom':
    'Wine: it takes every topology for one of its own, and reads through null for an object of any other maker',
  'IMFCollection.InsertElementAt': 'Wine: its capacity overflows at the index 2 ** 32 - 1, and it writes through null',
  MFLockPlatform: 'the process would never end',
  MFUnlockPlatform: 'it ends the platform, under the calls that follow',
  MFAllocateWorkQueue: 'there are only so many, and each is a thread',
  MFAllocateWorkQueueEx: 'there are only so many, and each is a thread',
  MFAllocateSerialWorkQueue: 'there are only so many',
  MFUnlockWorkQueue:
    'Wine: unlocking a queue with items pending kills the standard queue (MFASYNC_CALLBACK_QUEUE_STANDARD)',
  MFLockWorkQueue: 'what it locks, only MFUnlockWorkQueue unlocks',
  MFRegisterLocalSchemeHandler: 'it is for ever, and would answer in other episodes',
  MFRegisterLocalByteStreamHandler: 'it is for ever, and would answer in other episodes',
};
