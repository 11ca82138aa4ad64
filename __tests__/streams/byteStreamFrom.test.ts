import { open, readFile, type FileHandle } from 'node:fs/promises';
import { describe, expect, jest, test } from '@jest/globals';
import { describe as describeValue } from '../../src/contract/arguments.js';
import { byteStreamFrom, E_FAIL, fromBeginEnd, type IMFByteStream } from '../../src/index.js';
import {
  MFBYTESTREAM_DOES_NOT_USE_NETWORK,
  MFBYTESTREAM_IS_READABLE,
  MFBYTESTREAM_IS_SEEKABLE,
  MFBYTESTREAM_IS_WRITABLE,
  msoBegin,
  msoCurrent,
} from '../../src/platform/index.js';
import { completion } from '../support/completion.js';
import { testWithPipes } from '../support/conditionalTests.js';
import { bytesOf, Fifo, fileOf, folder, textOf } from '../support/files.js';
import { allJobs, uncaughtBy } from '../support/promises.js';
import { thrownBy } from '../support/thrownBy.js';

const content = 'hello, world';

const sources: [string, () => Promise<IMFByteStream>][] = [
  ['a Uint8Array', async () => byteStreamFrom(bytesOf(content))],
  ['a Blob', async () => byteStreamFrom(new Blob([content]))],
  ['a FileHandle', async () => byteStreamFrom(await open(fileOf(content), 'r+'))],
];
const writable = sources.filter(([name]) => name !== 'a Blob');

async function readAll(stream: IMFByteStream, count: number): Promise<string> {
  const bytes = new Uint8Array(count);
  return textOf(bytes, await fromBeginEnd(stream, 'Read')(bytes, count));
}

describe.each(sources)('byteStreamFrom %s', (_name, make) => {
  test('read from the beginning, gives its bytes', async () => {
    const stream = await make();
    expect(await readAll(stream, 5)).toBe('hello');
    stream.Close();
  });

  test('read again, goes on where the read before ended', async () => {
    const stream = await make();
    await readAll(stream, 7);
    expect(await readAll(stream, 5)).toBe('world');
    stream.Close();
  });

  test('read beyond the end, gives what there is, and then nothing', async () => {
    const stream = await make();
    expect(await readAll(stream, 100)).toBe(content);
    expect(await readAll(stream, 100)).toBe('');
    stream.Close();
  });

  test('read into a longer array, leaves the rest of the array alone', async () => {
    const stream = await make();
    const bytes = bytesOf('..........');
    await fromBeginEnd(stream, 'Read')(bytes, 5);
    expect(textOf(bytes)).toBe('hello.....');
    stream.Close();
  });

  test('asked, knows its length and its position', async () => {
    const stream = await make();
    await readAll(stream, 5);
    expect(stream.GetLength()).toBe(12n);
    expect(stream.GetCurrentPosition()).toBe(5n);
    stream.Close();
  });

  test('at the end, says so', async () => {
    const stream = await make();
    expect(stream.IsEndOfStream()).toBe(false);
    stream.SetCurrentPosition(12n);
    expect(stream.IsEndOfStream()).toBe(true);
    stream.Close();
  });

  test('positioned, reads from there', async () => {
    const stream = await make();
    stream.SetCurrentPosition(7);
    expect(await readAll(stream, 100)).toBe('world');
    stream.Close();
  });

  test('sought from the beginning and from the current position, says where it is', async () => {
    const stream = await make();
    expect(stream.Seek(msoBegin, 9n, 0)).toBe(9n);
    expect(stream.Seek(msoCurrent, -2, 0)).toBe(7n);
    expect(await readAll(stream, 100)).toBe('world');
    stream.Close();
  });

  test('positioned behind the end, is E_INVALIDARG and stays where it was', async () => {
    const stream = await make();
    expect(() => stream.SetCurrentPosition(13)).toThrow(
      'SetCurrentPosition: the position is behind the end of the stream (E_INVALIDARG)',
    );
    expect(() => stream.Seek(msoCurrent, -1, 0)).toThrow('Seek: expected a number of bytes, got -1 (E_INVALIDARG)');
    expect(stream.GetCurrentPosition()).toBe(0n);
    stream.Close();
  });

  test('begun to be read many times at once, serves all in order', async () => {
    const stream = await make();
    const read = fromBeginEnd(stream, 'Read');
    const arrays = Array.from({ length: 12 }, () => new Uint8Array(1));
    expect(await Promise.all(arrays.map((bytes) => read(bytes, 1)))).toStrictEqual(arrays.map(() => 1));
    expect(arrays.map((bytes) => textOf(bytes)).join('')).toBe(content);
    stream.Close();
  });

  test('positioned while reads are pending, lets those end where they began', async () => {
    const stream = await make();
    const early = Promise.all([readAll(stream, 2), readAll(stream, 3)]);
    stream.SetCurrentPosition(7);
    const late = readAll(stream, 5);
    expect(await early).toStrictEqual(['he', 'llo']);
    expect(await late).toBe('world');
    expect(stream.GetCurrentPosition()).toBe(12n);
    stream.Close();
  });

  test('begun to be read, invokes later, with the state and without an object', async () => {
    const stream = await make();
    const { callback, result, count } = completion();
    expect(stream.BeginRead(new Uint8Array(3), 3, callback, 'state')).toBeUndefined();
    expect(count()).toBe(0);
    const given = await result;
    expect(given.GetState()).toBe('state');
    expect(() => given.GetObject()).toThrow('E_POINTER');
    expect(stream.EndRead(given)).toBe(3);
    stream.Close();
  });

  test('with a callback that throws, lets that be an uncaught exception and goes on', async () => {
    const stream = await make();
    const error = new Error('from Invoke');
    const { callback, result } = completion();
    const errors = await uncaughtBy(async () => {
      const throwing = {
        Invoke() {
          throw error;
        },
      };
      stream.BeginRead(new Uint8Array(5), 5, throwing, null);
      stream.BeginRead(new Uint8Array(7), 7, callback, null);
      await result;
    });
    expect(errors).toStrictEqual([error]);
    expect(stream.EndRead(await result)).toBe(7);
    stream.Close();
  });

  test('begun to be read for nobody, moves on all the same', async () => {
    const stream = await make();
    stream.BeginRead(new Uint8Array(7), 7, null, null);
    expect(await readAll(stream, 5)).toBe('world');
    stream.Close();
  });

  test.each([
    ['no array', 'text', 0, 'expected a Uint8Array, got '],
    ['an array of other numbers', new Float32Array(1), 1, 'expected a Uint8Array, got '],
    ['a negative count', new Uint8Array(4), -1, 'count must be 0 to 4, got -1'],
    ['half a byte', new Uint8Array(4), 0.5, 'count must be 0 to 4, got 0.5'],
    ['more than the array holds', new Uint8Array(4), 5, 'count must be 0 to 4, got 5'],
  ])('given %s, is E_INVALIDARG and invokes nobody', async (_what, bytes, count, fault) => {
    const stream = await make();
    const { callback, count: invocations } = completion();
    expect(() => stream.BeginRead(bytes as Uint8Array, count, callback, null)).toThrow(
      expect.objectContaining({ hresult: 0x80070057, message: expect.stringContaining(`BeginRead: ${fault}`) }),
    );
    await allJobs();
    expect(invocations()).toBe(0);
    stream.Close();
  });

  test.each([undefined, {}, () => {}])(
    'given the callback %p, is E_INVALIDARG of Begin, and moves nothing',
    async (callback) => {
      const stream = await make();
      const message =
        /^BeginRead: callback must be an IMFAsyncCallback, got (undefined|object|function) \(E_INVALIDARG\)$/;
      expect(() => stream.BeginRead(new Uint8Array(4), 4, callback as never, null)).toThrow(message);
      expect(await readAll(stream, 5)).toBe('hello');
      stream.Close();
    },
  );

  test.each([
    [2, 0],
    [msoBegin, 2],
  ])('sought with origin %p and flags %p, is E_INVALIDARG', async (origin, flags) => {
    const stream = await make();
    expect(() => stream.Seek(origin, 0, flags)).toThrow('Seek: unknown origin or flags (E_INVALIDARG)');
    stream.Close();
  });

  test.each([-1n, 1.5, 2n ** 64n, Number.NaN, 'one'])('positioned at %p, is E_INVALIDARG', async (position) => {
    const stream = await make();
    expect(() => stream.SetCurrentPosition(position as never)).toThrow('expected a number of bytes');
    stream.Close();
  });
});

describe.each(writable)('byteStreamFrom %s, written to,', (_name, make) => {
  test('overwrites what was there and moves on', async () => {
    const stream = await make();
    stream.SetCurrentPosition(7);
    expect(await fromBeginEnd(stream, 'Write')(bytesOf('there...'), 5)).toBe(5);
    expect(stream.GetCurrentPosition()).toBe(12n);
    stream.SetCurrentPosition(0);
    expect(await readAll(stream, 100)).toBe('hello, there');
    stream.Close();
  });

  test('with reads between the writes, keeps their order', async () => {
    const stream = await make();
    const write = fromBeginEnd(stream, 'Write');
    const all = [write(bytesOf('A'), 1), readAll(stream, 1), write(bytesOf('C'), 1), readAll(stream, 1)];
    expect(await Promise.all(all)).toStrictEqual([1, 'e', 1, 'l']);
    stream.SetCurrentPosition(0);
    expect(await readAll(stream, 4)).toBe('AeCl');
    stream.Close();
  });

  test('synchronously, is read back synchronously', async () => {
    const stream = await make();
    expect(stream.Write(bytesOf('HELLO'), 5)).toBe(5);
    stream.SetCurrentPosition(0);
    const bytes = new Uint8Array(12);
    expect(stream.Read(bytes, 12)).toBe(12);
    expect(textOf(bytes)).toBe('HELLO, world');
    expect(stream.Read(bytes, 12)).toBe(0);
    stream.Close();
  });

  test('and flushed, has nothing left to do', async () => {
    const stream = await make();
    expect(stream.Flush()).toBeUndefined();
    stream.Close();
  });
});

describe('byteStreamFrom a Uint8Array', () => {
  test('can do everything but grow', () => {
    const stream = byteStreamFrom(new Uint8Array(4));
    expect(stream.GetCapabilities()).toBe(
      MFBYTESTREAM_IS_READABLE |
        MFBYTESTREAM_IS_WRITABLE |
        MFBYTESTREAM_IS_SEEKABLE |
        MFBYTESTREAM_DOES_NOT_USE_NETWORK,
    );
    expect(() => stream.SetLength(8)).toThrow('SetLength: this stream cannot do that (E_NOTIMPL)');
  });

  test('written to, changes that very array', () => {
    const bytes = bytesOf('....');
    byteStreamFrom(bytes).Write(bytesOf('ab'), 2);
    expect(textOf(bytes)).toBe('ab..');
  });

  test('begun to be read, and read at once behind that, serves both in order: memory has moved its bytes in Begin', async () => {
    const stream = byteStreamFrom(bytesOf('hello'));
    const bytes = bytesOf('.....');
    const begun = fromBeginEnd(stream, 'Read')(bytes, 2);
    expect(stream.Read(bytes.subarray(2), 3)).toBe(3);
    expect(await begun).toBe(2);
    expect(textOf(bytes)).toBe('hello');
  });

  test('written to behind its end, takes what there is room for', () => {
    const stream = byteStreamFrom(new Uint8Array(4));
    expect(stream.Write(bytesOf('abcdef'), 6)).toBe(4);
    expect(stream.Write(bytesOf('gh'), 2)).toBe(0);
  });

  test('that is a part of a larger one, stays within that part', () => {
    const whole = bytesOf('0123456789');
    const stream = byteStreamFrom(whole.subarray(2, 5));
    stream.Write(bytesOf('abcdef'), 6);
    expect(textOf(whole)).toBe('01abc56789');
  });
});

describe('byteStreamFrom a Blob', () => {
  test('can be read and positioned', () => {
    expect(byteStreamFrom(new Blob(['x'])).GetCapabilities()).toBe(
      MFBYTESTREAM_IS_READABLE | MFBYTESTREAM_IS_SEEKABLE | MFBYTESTREAM_DOES_NOT_USE_NETWORK,
    );
  });

  test('read synchronously or written to, is E_NOTIMPL', () => {
    const stream = byteStreamFrom(new Blob(['x']));
    const bytes = new Uint8Array(1);
    const { callback } = completion();
    expect(() => stream.Read(bytes, 1)).toThrow('Read: this stream cannot do that (E_NOTIMPL)');
    expect(() => stream.Write(bytes, 1)).toThrow('Write: this stream cannot do that (E_NOTIMPL)');
    expect(() => stream.BeginWrite(bytes, 1, callback, null)).toThrow('BeginWrite: this stream cannot do that');
  });

  test('that cannot be read any more, says so from EndRead, with the cause', async () => {
    const cause = new Error('the file has changed');
    const broken = Object.assign(new Blob(['x']), {
      slice: () => ({ arrayBuffer: () => Promise.reject(cause) }),
    });
    const stream = byteStreamFrom(broken);
    const { callback, result } = completion();
    stream.BeginRead(new Uint8Array(1), 1, callback, null);
    expect((await result).GetStatus()).toBe(E_FAIL);
    const own = await result;
    expect(thrownBy(() => stream.EndRead(own))).toMatchObject({
      message: 'EndRead: the file has changed (E_FAIL)',
      operation: 'EndRead',
      cause,
    });
  });
});

test('byteStreamFrom a Blob, read into memory that is detached meanwhile, is E_INVALIDARG', async () => {
  const bytes = new Uint8Array(1);
  const reading = fromBeginEnd(byteStreamFrom(new Blob(['x'])), 'Read')(bytes, 1);
  structuredClone(bytes, { transfer: [bytes.buffer] });
  await expect(reading).rejects.toThrow(
    'EndRead: the memory was detached or resized while the operation was pending (E_INVALIDARG)',
  );
});

test('byteStreamFrom a Blob that fails with what is no error, is E_FAIL with that as its cause', async () => {
  const broken = Object.assign(new Blob(['x']), { slice: () => ({ arrayBuffer: () => Promise.reject('gone') }) });
  const reading = fromBeginEnd(byteStreamFrom(broken), 'Read')(new Uint8Array(1), 1);
  await expect(reading).rejects.toMatchObject({ message: 'EndRead: the operation failed (E_FAIL)', cause: 'gone' });
});

describe('byteStreamFrom a FileHandle', () => {
  test('made longer and shorter, says its length', async () => {
    const stream = byteStreamFrom(await open(fileOf(content), 'r+'));
    stream.SetLength(20n);
    expect(stream.GetLength()).toBe(20n);
    stream.SetLength(5);
    expect(await readAll(stream, 100)).toBe('hello');
    stream.Close();
  });

  test('made longer while a read is pending, is MF_E_INVALIDREQUEST', async () => {
    const stream = byteStreamFrom(await open(fileOf(content), 'r+'));
    const reading = readAll(stream, 5);
    expect(() => stream.SetLength(20)).toThrow('SetLength: a read or write is pending on this stream');
    expect(await reading).toBe('hello');
    expect(stream.GetLength()).toBe(12n);
    stream.Close();
  });

  test('with a position of its own, is read from the beginning', async () => {
    const handle = await open(fileOf(content));
    await handle.read(new Uint8Array(7));
    const stream = byteStreamFrom(handle);
    expect(await readAll(stream, 5)).toBe('hello');
    stream.Close();
  });

  test('written to synchronously while a read is pending, is MF_E_INVALIDREQUEST', async () => {
    const stream = byteStreamFrom(await open(fileOf(content), 'r+'));
    const { callback, result } = completion();
    stream.BeginRead(new Uint8Array(1), 1, callback, null);
    expect(() => stream.Write(bytesOf('A'), 1)).toThrow(
      'Write: a read or write is pending on this stream (MF_E_INVALIDREQUEST)',
    );
    await result;
    stream.Close();
  });

  test('closed, has its handle closed', async () => {
    const handle = await open(fileOf(content));
    byteStreamFrom(handle).Close();
    await allJobs();
    expect(handle.fd).toBe(-1);
  });

  test('whose handle somebody else has closed, is an error each time, although its number is that of another file', async () => {
    const handle = await open(fileOf(content), 'r+');
    const stream = byteStreamFrom(handle);
    const bytes = new Uint8Array(1);
    const { fd } = handle;
    await handle.close();
    const path = fileOf('another');
    const others: FileHandle[] = [];
    // The system gives the lowest number that is free, to whoever asks first.
    do others.push(await open(path, 'r+'));
    while (others.at(-1)?.fd !== fd);
    const fault = 'EBADF: the file is closed (E_HANDLE)';
    await expect(fromBeginEnd(stream, 'Read')(bytes, 1)).rejects.toThrow(`EndRead: ${fault}`);
    await expect(fromBeginEnd(stream, 'Write')(bytes, 1)).rejects.toThrow(`EndWrite: ${fault}`);
    expect(() => stream.Read(bytes, 1)).toThrow(`Read: ${fault}`);
    expect(() => stream.Write(bytes, 1)).toThrow(`Write: ${fault}`);
    expect(() => stream.GetLength()).toThrow(`GetLength: ${fault}`);
    expect(() => stream.SetLength(0)).toThrow(`SetLength: ${fault}`);
    stream.Close();
    for (const other of others) await other.close();
    expect(await readFile(path, 'utf8')).toBe('another');
  });

  test.each(['Read', 'Write'] as const)(
    'whose handle somebody else closes while a %s is pending, keeps its descriptor until that is over',
    async (kind) => {
      const handle = await open(fileOf(content), 'r+');
      const stream = byteStreamFrom(handle);
      const { fd } = handle;
      const moving = fromBeginEnd(stream, kind)(new Uint8Array(5), 5);
      const closing = handle.close();
      // Closed now, the number could be that of another file by the time that a thread of the system uses it.
      expect(handle.fd).toBe(fd);
      expect(await moving).toBe(5);
      await closing;
      expect(handle.fd).toBe(-1);
      stream.Close();
    },
  );

  test('asked for more than the system takes at once, moves it in parts', async () => {
    const handle = await open(fileOf(content), 'r+');
    const asked: [string, number, number | null][] = [];
    const part =
      (name: string) => async (_bytes: Uint8Array, _offset: number, length: number, position: number | null) => {
        asked.push([name, length, position]);
        return { bytesRead: length, bytesWritten: length };
      };
    const stream = byteStreamFrom({
      fd: handle.fd,
      read: part('read'),
      write: part('write'),
      close: () => handle.close(),
    });
    const most = 2 ** 30;
    // The pages of memory that nobody touches exist nowhere.
    const bytes = new Uint8Array(2 * most + 5);
    expect(await fromBeginEnd(stream, 'Read')(bytes, bytes.length)).toBe(bytes.length);
    expect(await fromBeginEnd(stream, 'Write')(bytes, bytes.length)).toBe(bytes.length);
    expect(asked).toStrictEqual([
      ['read', most, 0],
      ['read', most, most],
      ['read', 5, 2 * most],
      ['write', most, 2 * most + 5],
      ['write', most, 3 * most + 5],
      ['write', 5, 4 * most + 5],
    ]);
    stream.Close();
  });

  test('asked for more than the file has, and than the system takes at once, gives what there is', async () => {
    const handle = await open(fileOf(content));
    const stream = byteStreamFrom(handle);
    const bytes = new Uint8Array(2 ** 31);
    expect(await fromBeginEnd(stream, 'Read')(bytes, bytes.length)).toBe(content.length);
    expect(textOf(bytes, content.length)).toBe(content);
    stream.SetCurrentPosition(0);
    expect(stream.Read(bytes, bytes.length)).toBe(content.length);
    stream.Close();
  });

  test('read and written at once, by more than the system takes, is moved in parts', async () => {
    const { default: fs } = await import('node:fs');
    const most = 2 ** 30;
    const lengths: [number, number | null][] = [];
    const moving = ((_fd: number, _bytes: unknown, _offset: number, length: number, position: number | null) => {
      lengths.push([length, position]);
      // The last part is moved in part only.
      return Math.min(length, most - 1 + (lengths.length % 2));
    }) as never;
    const reading = jest.spyOn(fs, 'readSync').mockImplementation(moving);
    const writing = jest.spyOn(fs, 'writeSync').mockImplementation(moving);
    const stream = byteStreamFrom(await open(fileOf(content), 'r+'));
    const bytes = new Uint8Array(2 * most);
    try {
      expect(stream.Read(bytes, bytes.length)).toBe(2 * most - 1);
      expect(stream.Write(bytes, most + 5)).toBe(most + 5);
    } finally {
      reading.mockRestore();
      writing.mockRestore();
    }
    expect(lengths).toStrictEqual([
      [most, 0],
      [most, most],
      [most, 2 * most - 1],
      [5, 3 * most - 1],
    ]);
    stream.Close();
  });

  test('of which the second part is moved in part only, gives what was moved', async () => {
    const handle = await open(fileOf(content));
    const most = 2 ** 30;
    const counts = [most, 3];
    const read = async () => ({ bytesRead: counts.shift() as number });
    const { fd } = handle;
    const stream = byteStreamFrom({ fd, read, write: read as never, close: () => handle.close() });
    expect(await fromBeginEnd(stream, 'Read')(new Uint8Array(2 * most), 2 * most)).toBe(most + 3);
    stream.Close();
  });

  test.each([null, '3'])('of which the system says that %p bytes were moved, is E_UNEXPECTED', async (count) => {
    const { default: fs } = await import('node:fs');
    const handle = await open(fileOf(content));
    const read = async () => ({ bytesRead: count as never });
    const stream = byteStreamFrom({ fd: handle.fd, read, write: read as never, close: () => handle.close() });
    const reading = jest.spyOn(fs, 'readSync').mockReturnValue(count as never);
    const fault = `the stream reports ${describeValue(count)} bytes where 4 were asked for (E_UNEXPECTED)`;
    try {
      expect(() => stream.Read(new Uint8Array(4), 4)).toThrow(`Read: ${fault}`);
    } finally {
      reading.mockRestore();
    }
    await expect(fromBeginEnd(stream, 'Read')(new Uint8Array(4), 4)).rejects.toThrow(`EndRead: ${fault}`);
    stream.Close();
  });

  test('of a folder, is refused as Windows refuses it, and the handle is the caller’s', async () => {
    const handle = await open(folder);
    expect(() => byteStreamFrom(handle)).toThrow('byteStreamFrom: EISDIR: illegal operation on a directory');
    expect(thrownBy(() => byteStreamFrom(handle))).toMatchObject({ hresult: 0x80070005 });
    await handle.close();
  });

  test('where there is no node:fs, is E_NOTIMPL, and the handle is the caller’s', async () => {
    const handle = await open(fileOf(content));
    const { process } = globalThis;
    for (const other of [undefined, {}, { getBuiltinModule: () => undefined }]) {
      let thrown: unknown;
      globalThis.process = other as never;
      try {
        thrown = thrownBy(() => byteStreamFrom(handle));
      } finally {
        globalThis.process = process;
      }
      expect(thrown).toMatchObject({
        message: 'byteStreamFrom: there is no node:fs here, so files cannot be used (E_NOTIMPL)',
      });
    }
    await handle.close();
  });

  testWithPipes('of a pipe, has neither length nor positions, and ends when it reads nothing', async () => {
    const fifo = new Fifo();
    const stream = byteStreamFrom(await open(fifo.path));
    fifo.write('hello');
    fifo.close();
    expect(() => stream.GetLength()).toThrow(
      'GetLength: this stream has no known length (MF_E_BYTESTREAM_UNKNOWN_LENGTH)',
    );
    expect(() => stream.SetCurrentPosition(0)).toThrow(
      'SetCurrentPosition: this stream cannot be positioned (MF_E_BYTESTREAM_NOT_SEEKABLE)',
    );
    expect(stream.IsEndOfStream()).toBe(false);
    expect(await readAll(stream, 100)).toBe('hello');
    expect(stream.IsEndOfStream()).toBe(false);
    expect(await readAll(stream, 0)).toBe('');
    expect(stream.IsEndOfStream()).toBe(false);
    expect(await readAll(stream, 100)).toBe('');
    expect(stream.IsEndOfStream()).toBe(true);
    stream.Close();
    expect(() => stream.SetCurrentPosition(0)).toThrow('SetCurrentPosition: the stream is closed (MF_E_SHUTDOWN)');
  });
});

test.each([
  undefined,
  null,
  'text',
  5,
  {},
  { fd: 3 },
  { fd: 3, close() {} },
  { read() {}, write() {}, close() {} },
  { size: 3 },
  { slice() {} },
  { [Symbol.toStringTag]: 'ArrayBuffer] of mine' },
  { [Symbol.toStringTag]: 'ArrayBuffer' },
  { [Symbol.asyncIterator]: 5 },
  { [Symbol.asyncIterator]: () => 5 },
  { [Symbol.asyncIterator]: () => ({}) },
])('byteStreamFrom %p, which has no bytes, is a TypeError', (source) => {
  expect(() => byteStreamFrom(source as never)).toThrow(
    /^byteStreamFrom: expected a buffer, a Blob, a FileHandle, a ReadableStream or an async iterable, got /,
  );
});

test('byteStreamFrom a revoked proxy, is a TypeError of its own', () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  expect(() => byteStreamFrom(proxy as never)).toThrow('byteStreamFrom: expected a buffer, ');
});
