import { describe, expect, jest, test } from '@jest/globals';
import pDefer from 'p-defer';
import { E_ABORT, E_FAIL, type IMFAsyncResult } from '../../src/index.js';
import type { ByteStorage } from '../../src/byte-stream/ByteStorage.js';
import { ByteStream } from '../../src/byte-stream/ByteStream.js';
import {
  MFBYTESTREAM_IS_SEEKABLE,
  MFBYTESTREAM_SEEK_FLAG_CANCEL_PENDING_IO,
  msoBegin,
} from '../../src/contract/IMFByteStream.js';
import { completion } from '../support/completion.js';
import { allJobs } from '../support/promises.js';

/** A storage of ten bytes, whose transfers move all that is asked for; some of it is another. */
function storageWith(own: Partial<ByteStorage> = {}) {
  const storage = {
    capabilities: MFBYTESTREAM_IS_SEEKABLE,
    length: () => 10,
    readSync: (_position: number, into: Uint8Array) => into.length,
    writeSync: (_position: number, from: Uint8Array) => from.length,
    setLength: () => {},
    close: jest.fn<() => void>(),
    ...own,
  };
  return { storage, stream: new ByteStream(storage) };
}

/** A storage whose reads complete when the test says so. */
function slowStorage() {
  const reads: { position: number; moved: (count: number) => void; failed: (error: unknown) => void }[] = [];
  const read = jest.fn((position: number) => {
    const { promise, resolve, reject } = pDefer<number>();
    reads.push({ position, moved: resolve, failed: reject });
    return promise;
  });
  return { ...storageWith({ read }), reads };
}

const bytes = new Uint8Array(4);
const fail = (): never => {
  throw Object.assign(new Error('EIO: i/o error'), { code: 'EIO' });
};

describe('a byte stream whose storage fails', () => {
  test.each<[string, Partial<ByteStorage>, (stream: ByteStream) => unknown]>([
    ['GetLength', { length: fail }, (stream) => stream.GetLength()],
    ['SetCurrentPosition', { length: fail }, (stream) => stream.SetCurrentPosition(1)],
    ['Seek', { length: fail }, (stream) => stream.Seek(msoBegin, 1, 0)],
    ['IsEndOfStream', { length: fail }, (stream) => stream.IsEndOfStream()],
    ['SetLength', { setLength: fail }, (stream) => stream.SetLength(1)],
    ['Read', { readSync: fail }, (stream) => stream.Read(bytes, 4)],
    ['Write', { writeSync: fail }, (stream) => stream.Write(bytes, 4)],
    ['Close', { close: fail }, (stream) => stream.Close()],
  ])('%s, called on it, says what the storage said', (operation, own, call) => {
    const { stream } = storageWith(own);
    expect(() => call(stream)).toThrow(`${operation}: EIO: i/o error (0x8007045D)`);
  });

  test.each(['Read', 'Write'] as const)('Begin%s, called on it, lets End say what the storage said', async (kind) => {
    const { stream } = storageWith({ readSync: fail, writeSync: fail });
    const { callback, result } = completion();
    stream[`Begin${kind}`](bytes, 4, callback, null);
    const given = await result;
    expect(() => stream[`End${kind}`](given)).toThrow(`End${kind}: EIO: i/o error`);
  });
});

describe('a number that is none', () => {
  test.each<[string, (stream: ByteStream) => unknown]>([
    ['SetLength', (stream) => stream.SetLength(-1)],
    ['SetCurrentPosition', (stream) => stream.SetCurrentPosition(-1)],
    ['Seek', (stream) => stream.Seek(msoBegin, -1, 0)],
  ])('%s, given it, says so', (operation, call) => {
    expect(() => call(storageWith().stream)).toThrow(`${operation}: expected a number of bytes, got -1 (E_INVALIDARG)`);
  });

  test('Write, given more than the array holds, says so', () => {
    expect(() => storageWith().stream.Write(bytes, 5)).toThrow('Write: count must be 0 to 4, got 5 (E_INVALIDARG)');
  });
});

test('a byte stream that has been read, sought from its beginning, is there', () => {
  const { stream } = storageWith();
  stream.Read(bytes, 4);
  expect(stream.Seek(msoBegin, 1, 0)).toBe(1n);
  expect(stream.GetCurrentPosition()).toBe(1n);
});

describe('a byte stream with a read pending', () => {
  test('sought without the flag, lets the read go on', async () => {
    const { stream, reads } = slowStorage();
    const { callback, result } = completion();
    stream.BeginRead(bytes, 4, callback, null);
    stream.Seek(msoBegin, 1, 0);
    reads[0]?.moved(4);
    expect(stream.EndRead(await result)).toBe(4);
  });

  test('sought with the flag, cancels the reads that wait for their turn, and does not do them', async () => {
    const { stream, storage, reads } = slowStorage();
    const { callback, result } = completion();
    stream.BeginRead(bytes, 4, null, null);
    stream.BeginRead(bytes, 4, callback, null);
    stream.Seek(msoBegin, 1, MFBYTESTREAM_SEEK_FLAG_CANCEL_PENDING_IO);
    reads[0]?.moved(4);
    expect((await result).GetStatus()).toBe(E_ABORT);
    expect(storage.read).toHaveBeenCalledTimes(1);
  });

  test('asked to read at once, is MF_E_INVALIDREQUEST', () => {
    const { stream } = slowStorage();
    stream.BeginRead(bytes, 4, null, null);
    expect(() => stream.Read(bytes, 4)).toThrow(
      'Read: a read or write is pending on this stream (MF_E_INVALIDREQUEST)',
    );
  });

  test('closed, has its storage closed once the read has ended, once', async () => {
    const { stream, storage, reads } = slowStorage();
    stream.BeginRead(bytes, 4, null, null);
    stream.Close();
    stream.Close();
    expect(storage.close).not.toHaveBeenCalled();
    reads[0]?.moved(4);
    await allJobs();
    expect(storage.close).toHaveBeenCalledTimes(1);
  });

  test('that ends, has its storage left open', async () => {
    const { stream, storage, reads } = slowStorage();
    stream.BeginRead(bytes, 4, null, null);
    reads[0]?.moved(4);
    await allJobs();
    expect(storage.close).not.toHaveBeenCalled();
  });

  test('of which one fails, does the next one all the same', async () => {
    const { stream, reads } = slowStorage();
    const { callback: first, result: failed } = completion();
    const { callback: second, result: moved } = completion();
    stream.BeginRead(bytes, 4, first, null);
    stream.BeginRead(bytes, 4, second, null);
    reads[0]?.failed(new Error('gone'));
    expect((await failed).GetStatus()).toBe(E_FAIL);
    await allJobs();
    expect(reads[1]?.position).toBe(0);
    reads[1]?.moved(4);
    expect(stream.EndRead(await moved)).toBe(4);
  });
});

const endless = () => storageWith({ capabilities: 0, length: () => undefined });

describe('a byte stream of no known length', () => {
  test('at first, is not at its end', () => {
    expect(endless().stream.IsEndOfStream()).toBe(false);
  });

  test('that was read to its end and is written to, is still at its end', () => {
    const { storage, stream } = endless();
    storage.readSync = () => 0;
    stream.Read(bytes, 4);
    stream.Write(bytes, 4);
    expect(stream.IsEndOfStream()).toBe(true);
  });

  test('to which nothing could be written, is not at its end', () => {
    const { storage, stream } = endless();
    storage.writeSync = () => 0;
    stream.Write(bytes, 4);
    expect(stream.IsEndOfStream()).toBe(false);
  });

  test('of which less was read than was asked for, is not at its end', () => {
    const { storage, stream } = endless();
    storage.readSync = () => 1;
    stream.Read(bytes, 4);
    expect(stream.IsEndOfStream()).toBe(false);
  });
});

test('a transfer that has completed, lets go of its bytes', async () => {
  const { ByteTransfer } = await import('../../src/byte-stream/ByteTransfer.js');
  const { promiseJobs } = await import('../../src/contract/dispatch.js');
  const transfer = new ByteTransfer('Read', bytes, { position: 0, isAtEnd: false }, promiseJobs, null, null);
  expect(transfer.bytes).toBe(bytes);
  transfer.complete(4);
  expect(transfer.bytes).toHaveLength(0);
});

test('a result that the stream did not make, is refused by End', () => {
  expect(() => storageWith().stream.EndRead({} as IMFAsyncResult)).toThrow(
    'EndRead: this result belongs to another operation, or was ended already (E_INVALIDARG)',
  );
});
