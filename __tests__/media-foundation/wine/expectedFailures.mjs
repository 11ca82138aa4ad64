/**
 * What Wine 8.0 is known to fail, in one place: what is not demanded of the library there, and why.
 *
 * @typedef {object} ExpectedFailure
 * @property {string} reason
 * @property {string} [inC] the case of inC.c that shows the same without the library: `npm run check -- wine --only expected` fails
 *   where that case holds. One without it is not Wine's, but the projection's own, and its reason says so.
 * @property {readonly number[]} [facts] of the conformance suite, that fail
 * @property {string} [example] a program of examples/media-foundation that fails, with this error:
 * @property {string} [error]
 * @property {readonly string[]} [calls] what the fuzzer does not call
 * @property {string} [with] how the argument begins with which it does not call them; without it, none will do
 */

const oneCounter =
  'Wine 8.0 has one counter for start-ups and locks: a lock or a living result keeps the platform up, and a second start-up ' +
  'counts as a lock.';
const queueIds = 'Wine 8.0 knows no queue ids but the named ones: MF_E_INVALID_WORKQUEUE for 0, 0x4000 and 0xffff.';
const close = 'Wine 8.0: IMFByteStream::Close of a file is E_NOTIMPL';
const sinkWriter =
  'Wine 8.0: IMFSinkWriter::SetInputMediaType and Finalize are stubs, which its log names as `fixme`, and give E_NOTIMPL. ' +
  'wine/sinkWriter.ts asserts the rest.';
const write =
  'Wine 8.0: bytestream_write_callback_Invoke reckons from the callback as bytestream_read_callback_Invoke does. It takes the ' +
  'stream to be 8 bytes further on, enters a lock that is none, and crashes or never ends.';
const lastIndex = 'Wine 8.0: what it reserves, one more than the index, overflows to none, and it writes through null.';

/** @type {readonly ExpectedFailure[]} */
export const expectedFailures = [
  { facts: [34], inC: 'resultBeforeStart', reason: oneCounter },
  { facts: [35], inC: 'lockWithoutStart', reason: oneCounter },
  { facts: [36], inC: 'secondStart', reason: oneCounter },
  { facts: [42, 43], inC: 'shutdownWithLock', reason: oneCounter },
  { facts: [44], inC: 'lockOverRestart', reason: oneCounter },
  {
    facts: [46],
    reason:
      "The projection's own, and Wine's counter: a result of MFCreateAsyncResult is released when it is collected, not by hand, " +
      'and until then its lock counts.',
  },
  { facts: [51, 52], inC: 'scheduledOverShutdown', reason: oneCounter },
  { facts: [61], inC: 'queue0', reason: queueIds },
  { facts: [62], inC: 'queueFFFF', reason: queueIds },
  { facts: [63], inC: 'queue4000', reason: queueIds },
  { facts: [94], inC: 'itemsAtLastUnlock', reason: 'Wine 8.0 drops the items of a private queue at its last unlock.' },
  {
    facts: [153, 154, 155, 156, 157],
    inC: 'fileCreatedAndClosed',
    reason: `${close}, and the case ends with it. wine/operations.ts asserts the rest.`,
  },
  {
    facts: [158, 160, 161],
    inC: 'fileReadAndClosed',
    reason:
      `${close}, and the case ends with it. wine/operations.ts asserts the rest. And the projection's own, on Windows too: it ` +
      'brings the bytes with EndRead, not with Invoke (docs/media-foundation.md, memory).',
  },
  { facts: [162], inC: 'fileClosed', reason: `${close}.` },
  { facts: [168], inC: 'missingFile', reason: 'Wine 8.0: MFEndCreateFile of a missing file is MF_E_UNEXPECTED.' },
  {
    example: 'sink-writer.mjs',
    error: 'SetInputMediaType: the operation failed (E_NOTIMPL)',
    inC: 'writerInputType',
    reason: sinkWriter,
  },
  {
    example: 'sink-writer.mjs',
    error: 'Finalize: the operation failed (E_NOTIMPL)',
    inC: 'writerFinalize',
    reason: sinkWriter,
  },
  {
    calls: ['IMFByteStreamOnStream.BeginWrite'],
    inC: 'writeToStream',
    reason: write,
  },
  {
    calls: ['IMFByteStream.BeginWrite'],
    inC: 'writeToFile',
    reason: `${write} A wrapper hands its own on to that; that of files is the library's, and tested by wine/operations.ts.`,
  },
  {
    calls: ['IMFTopology.CloneFrom'],
    with: "js('IMFTopology'",
    inC: 'foreignTopology',
    reason: 'Wine 8.0 takes every topology for one of its own, and reads through null for one of any other maker.',
  },
  {
    calls: ['IMFMediaSession.SetTopology'],
    with: "js('IMFTopology'",
    inC: 'foreignTopologyOfSession',
    reason: 'Wine 8.0: it calls IMFTopology::CloneFrom, as above.',
  },
  {
    calls: ['IMFCollection.InsertElementAt'],
    with: '2 ** 32 - 1',
    inC: 'collectionIndex',
    reason: lastIndex,
  },
  { calls: ['IMFTopologyNode.ConnectOutput'], with: '2 ** 32 - 1', inC: 'nodeOutput', reason: lastIndex },
  { calls: ['IMFTopologyNode.ConnectOutput'], with: '2 ** 32 - 1', inC: 'nodeInput', reason: lastIndex },
  { calls: ['IMFTopologyNode.SetOutputPrefType'], with: '2 ** 32 - 1', inC: 'nodeOutputType', reason: lastIndex },
  { calls: ['IMFTopologyNode.SetInputPrefType'], with: '2 ** 32 - 1', inC: 'nodeInputType', reason: lastIndex },
  {
    calls: ['MFUnlockWorkQueue'],
    inC: 'serialQueueUnlocked',
    reason: 'Wine 8.0: unlocking a serial queue with items pending kills the standard queue.',
  },
];
