import { describe, expect, jest, test } from '@jest/globals';
import pDefer from 'p-defer';
import { E_ABORT, fromBeginEnd, E_FAIL, type IMFAsyncResult, type IMFByteStream } from '../../src/index.js';
import { describe as describeValue } from '../../src/contract/arguments.js';
import type { ByteStorage } from '../../src/byte-stream/ByteStorage.js';
import { ByteStream } from '../../src/byte-stream/ByteStream.js';
import {
  MFBYTESTREAM_IS_SEEKABLE,
  MFBYTESTREAM_SEEK_FLAG_CANCEL_PENDING_IO,
  msoBegin,
} from '../../src/contract/IMFByteStream.js';
import { completion } from '../support/completion.js';
import { overriddenBytes, overridesOfBytes } from '../support/overriddenBytes.js';
import { allJobs } from '../support/promises.js';
import { resizable } from '../support/resizable.js';

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

const noNumbers = [null, undefined, '', [], false, '1', 0.5, Number.NaN, Infinity, {}, Symbol('number')];

describe('a number that is none', () => {
  test.each(noNumbers)('as %p, is E_INVALIDARG wherever it is given', (value) => {
    const { stream, storage } = storageWith();
    const setLength = jest.spyOn(storage, 'setLength');
    const fault = `expected a number of bytes, got ${describeValue(value)} (E_INVALIDARG)`;
    expect(() => stream.SetLength(value as never)).toThrow(`SetLength: ${fault}`);
    expect(() => stream.SetCurrentPosition(value as never)).toThrow(`SetCurrentPosition: ${fault}`);
    expect(() => stream.Seek(msoBegin, value as never, 0)).toThrow(`Seek: ${fault}`);
    expect(() => stream.Seek(msoBegin, 0, (value ?? 'flags') as never)).toThrow('Seek: unknown origin or flags');
    expect(() => stream.Seek((value ?? 'origin') as never, 0, 0)).toThrow('Seek: unknown origin or flags');
    const count = `count must be 0 to 4, got ${describeValue(value)} (E_INVALIDARG)`;
    expect(() => stream.Read(bytes, value as never)).toThrow(`Read: ${count}`);
    expect(() => stream.BeginWrite(bytes, value as never, null, null)).toThrow(`BeginWrite: ${count}`);
    expect(setLength).not.toHaveBeenCalled();
  });

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
    await allJobs();
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

  test('of which one fails, fails those behind it, which count on its place, and does none of them', async () => {
    const { stream, reads } = slowStorage();
    const { callback: first, result: failed } = completion();
    const { callback: second, result: behind } = completion();
    const { callback: third, result: last } = completion();
    stream.BeginRead(bytes, 4, first, null);
    stream.BeginRead(bytes, 4, second, null);
    reads[0]?.failed(new Error('gone'));
    const given = await failed;
    stream.BeginWrite(bytes, 4, third, null);
    expect(() => stream.EndRead(given)).toThrow('EndRead: gone (E_FAIL)');
    const fault = 'a read or write before it has failed, and its place is unknown: EndRead: gone (E_FAIL)';
    const second2 = await behind;
    expect(second2.GetStatus()).toBe(E_FAIL);
    expect(() => stream.EndRead(second2)).toThrow(`EndRead: ${fault}`);
    const third2 = await last;
    expect(() => stream.EndWrite(third2)).toThrow(`EndWrite: ${fault}`);
    expect(reads).toHaveLength(1);
  });

  test('of which one has failed and was ended, goes on where that one began', async () => {
    const { stream, reads } = slowStorage();
    stream.SetCurrentPosition(3);
    const read = fromBeginEnd(stream, 'Read');
    const failing = read(bytes, 4);
    reads[0]?.failed(new Error('gone'));
    await expect(failing).rejects.toThrow('gone');
    const reading = read(bytes, 4);
    expect(reads[1]?.position).toBe(3);
    reads[1]?.moved(4);
    expect(await reading).toBe(4);
  });

  test('of which one fails, does those that were begun at a place of their own', async () => {
    const { stream, reads } = slowStorage();
    const read = fromBeginEnd(stream, 'Read');
    const failing = read(bytes, 4);
    stream.SetCurrentPosition(5);
    const reading = read(bytes, 4);
    reads[0]?.failed(new Error('gone'));
    await expect(failing).rejects.toThrow('gone');
    await allJobs();
    expect(reads[1]?.position).toBe(5);
    reads[1]?.moved(4);
    expect(await reading).toBe(4);
  });
});

describe('a byte stream of which one read fails, and an earlier one, of another place, is ended after that,', () => {
  test('still fails what counts on the place of the failed one', async () => {
    const { stream, reads } = slowStorage();
    const { callback: first, result: early } = completion();
    const { callback: second, result: failed } = completion();
    stream.BeginRead(bytes, 4, first, null);
    stream.SetCurrentPosition(5);
    stream.BeginRead(bytes, 4, second, null);
    reads[0]?.moved(4);
    await early;
    reads[1]?.failed(new Error('gone'));
    await failed;
    expect(stream.EndRead(await early)).toBe(4);
    expect(() => stream.Read(bytes, 4)).toThrow('Read: a read or write before it has failed');
  });
});

describe('a byte stream of which a read has failed that nobody has ended', () => {
  test('read at once, fails, and then goes on', () => {
    const { storage, stream } = storageWith({ readSync: fail });
    stream.BeginRead(bytes, 4, null, null);
    storage.readSync = (_position, into) => into.length;
    expect(() => stream.Read(bytes, 4)).toThrow('Read: a read or write before it has failed');
    expect(stream.Read(bytes, 4)).toBe(4);
  });
});

describe('a storage that reports what it cannot have moved', () => {
  test.each([5, -1, 0.5, Number.NaN, '4', null, Symbol('many')])(
    'as %p, fails the read with E_UNEXPECTED',
    async (moved) => {
      const { stream } = storageWith({ readSync: () => moved as never });
      const fault = `the stream reports ${describeValue(moved)} bytes where 4 were asked for (E_UNEXPECTED)`;
      await expect(fromBeginEnd(stream, 'Read')(bytes, 4)).rejects.toThrow(`EndRead: ${fault}`);
      expect(() => stream.Read(bytes, 4)).toThrow(`Read: ${fault}`);
      expect(stream.GetCurrentPosition()).toBe(0n);
    },
  );
});

describe('memory that changes while a transfer waits for its turn', () => {
  const fault = 'the memory was detached or resized while the operation was pending (E_INVALIDARG)';

  test('and grows, is filled as far as was asked for, and no further', async () => {
    const buffer = resizable(4);
    const { stream, storage, reads } = slowStorage();
    const reading = fromBeginEnd(stream, 'Read')(new Uint8Array(2), 2);
    const following = new Uint8Array(buffer);
    const waiting = fromBeginEnd(stream, 'Read')(following, 4);
    buffer.resize(8);
    reads[0]?.moved(2);
    expect(await reading).toBe(2);
    await allJobs();
    expect(following).toHaveLength(8);
    expect(storage.read).toHaveBeenLastCalledWith(2, new Uint8Array(4));
    reads[1]?.moved(4);
    expect(await waiting).toBe(4);
  });

  test.each([
    [
      'is transferred',
      () => {
        const memory = new Uint8Array(4);
        return { memory, change: () => structuredClone(memory, { transfer: [memory.buffer] }) };
      },
    ],
    [
      'shrinks',
      () => {
        const buffer = resizable(4);
        return { memory: new Uint8Array(buffer), change: () => buffer.resize(2) };
      },
    ],
    [
      'is that of a WebAssembly module, and grows',
      () => {
        const wasm = new WebAssembly.Memory({ initial: 1 });
        return { memory: new Uint8Array(wasm.buffer, 0, 4), change: () => wasm.grow(1) };
      },
    ],
  ])('and %s, fails the transfer, and the storage is not asked', async (_how, made) => {
    for (const kind of ['Read', 'Write'] as const) {
      const { memory, change } = made();
      const { stream, storage, reads } = slowStorage();
      const writing = jest.spyOn(storage, 'writeSync');
      const first = fromBeginEnd(stream, 'Read')(bytes, 4);
      const waiting = fromBeginEnd(stream, kind)(memory, 4);
      change();
      reads[0]?.moved(4);
      await first;
      await expect(waiting).rejects.toThrow(`End${kind}: ${fault}`);
      expect(reads).toHaveLength(1);
      expect(writing).not.toHaveBeenCalled();
    }
  });

  test('and is transferred while it is being read into, fails the read', async () => {
    const { stream, reads } = slowStorage();
    const memory = new Uint8Array(4);
    const reading = fromBeginEnd(stream, 'Read')(memory, 4);
    structuredClone(memory, { transfer: [memory.buffer] });
    reads[0]?.moved(4);
    await expect(reading).rejects.toThrow(`EndRead: ${fault}`);
  });
});

describe.each(overridesOfBytes)('memory that says %s of itself', (_what, overrides) => {
  const memory = () => overriddenBytes(Uint8Array.of(1, 2, 3, 4), overrides);

  test.each(['Read', 'Write'] as const)('in a transfer by %s, moves as many bytes as it has', (kind) => {
    const { storage, stream } = storageWith();
    const moving = jest.spyOn(storage, `${kind === 'Read' ? 'read' : 'write'}Sync`);
    expect(stream[kind](memory(), 4)).toBe(4);
    expect(moving.mock.calls).toStrictEqual([[0, Uint8Array.of(1, 2, 3, 4)]]);
  });

  test.each(['Read', 'Write'] as const)('in a transfer by Begin%s, moves as many bytes as it has', async (kind) => {
    const { stream } = storageWith();
    expect(await fromBeginEnd(stream, kind)(memory(), 4)).toBe(4);
  });

  test('asked for more than it has, is refused with what it has', () => {
    const { stream } = storageWith();
    expect(() => stream.Read(memory(), 5)).toThrow('Read: count must be 0 to 4, got 5 (E_INVALIDARG)');
  });
});

test('memory that was detached, asked for none of its bytes, gives none', () => {
  const memory = new Uint8Array(4);
  structuredClone(memory, { transfer: [memory.buffer] });
  expect(storageWith().stream.Read(memory, 0)).toBe(0);
});

describe('a stream that is closed while its storage works', () => {
  test('asks the storage to end', () => {
    const abort = jest.fn();
    const { stream } = storageWith({ read: () => new Promise(() => {}), abort });
    stream.BeginRead(bytes, 4, null, null);
    stream.Close();
    expect(abort).toHaveBeenCalledTimes(1);
  });

  test('whose storage refuses to end, says why, and is closed', () => {
    const { stream } = storageWith({ read: () => new Promise(() => {}), abort: fail });
    stream.BeginRead(bytes, 4, null, null);
    expect(() => stream.Close()).toThrow('Close: EIO: i/o error (0x8007045D)');
    expect(() => stream.GetLength()).toThrow('MF_E_SHUTDOWN');
  });
});

test('a byte stream of another maker, has its storage closed at once as far as is known', async () => {
  const other = { Close() {} } as unknown as IMFByteStream;
  expect(await ByteStream.whenClosed(other)).toBeUndefined();
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

  test('that was read to its end, where the next read fails, is not at its end', () => {
    const { storage, stream } = endless();
    storage.readSync = () => 0;
    stream.Read(bytes, 4);
    storage.readSync = fail;
    stream.BeginRead(bytes, 4, null, null);
    expect(() => stream.Read(bytes, 4)).toThrow('Read: a read or write before it has failed');
    expect(stream.IsEndOfStream()).toBe(false);
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
  const { ByteTransfer, cursorAt } = await import('../../src/byte-stream/ByteTransfer.js');
  const { promiseJobs } = await import('../../src/contract/dispatch.js');
  const transfer = new ByteTransfer('Read', bytes, cursorAt(0), promiseJobs, null, null);
  expect(transfer.bytes).toBe(bytes);
  transfer.complete(4);
  expect(transfer.bytes).toHaveLength(0);
});

test('a result that the stream did not make, is refused by End', () => {
  expect(() => storageWith().stream.EndRead({} as IMFAsyncResult)).toThrow(
    'EndRead: this result belongs to another operation, or was ended already (E_INVALIDARG)',
  );
});
