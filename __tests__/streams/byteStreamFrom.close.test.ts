import { AsyncLocalStorage } from 'node:async_hooks';
import { open } from 'node:fs/promises';
import { describe, expect, jest, test } from '@jest/globals';
import {
  byteStreamFrom,
  E_ABORT,
  E_FAIL,
  fromBeginEnd,
  MFCreateAsyncResult,
  readableStreamOf,
  S_OK,
  writableStreamOf,
  type IMFAsyncResult,
  type IMFByteStream,
} from '../../src/index.js';
import { promiseJobs } from '../../src/contract/dispatch.js';
import { createFileFunctions } from '../../src/platform/createFileFunctions.js';
import {
  MF_ACCESSMODE_READ,
  MF_FILEFLAGS_NONE,
  MF_OPENMODE_FAIL_IF_NOT_EXIST,
  MFBYTESTREAM_SEEK_FLAG_CANCEL_PENDING_IO,
  msoBegin,
  msoCurrent,
} from '../../src/platform/index.js';
import { completion } from '../support/completion.js';
import { testWithPipes } from '../support/conditionalTests.js';
import { bytesOf, Fifo, fileOf, textOf } from '../support/files.js';
import { allJobs, isPending } from '../support/promises.js';
import { thrownBy } from '../support/thrownBy.js';

const bytes = new Uint8Array(4);

describe('a byte stream that is closed', () => {
  const { callback } = completion();
  const calls: [string, (stream: IMFByteStream) => unknown][] = [
    ['BeginRead', (stream) => stream.BeginRead(bytes, 4, callback, null)],
    ['BeginWrite', (stream) => stream.BeginWrite(bytes, 4, callback, null)],
    ['Read', (stream) => stream.Read(bytes, 4)],
    ['Write', (stream) => stream.Write(bytes, 4)],
    ['GetLength', (stream) => stream.GetLength()],
    ['SetLength', (stream) => stream.SetLength(1)],
    ['GetCurrentPosition', (stream) => stream.GetCurrentPosition()],
    ['SetCurrentPosition', (stream) => stream.SetCurrentPosition(0)],
    ['Seek', (stream) => stream.Seek(msoBegin, 0, 0)],
    ['IsEndOfStream', (stream) => stream.IsEndOfStream()],
    ['Flush', (stream) => stream.Flush()],
  ];

  test.each(calls)('%s, called on it, is MF_E_SHUTDOWN', (name, call) => {
    const stream = byteStreamFrom(new Uint8Array(4));
    stream.Close();
    expect(() => call(stream)).toThrow(`${name}: the stream is closed (MF_E_SHUTDOWN)`);
  });

  test('closed again, does nothing', async () => {
    const handle = await open(fileOf('text'));
    const closing = jest.spyOn(handle, 'close');
    const stream = byteStreamFrom(handle);
    stream.Close();
    expect(stream.Close()).toBeUndefined();
    await allJobs();
    expect(closing).toHaveBeenCalledTimes(1);
  });

  test('asked for its capabilities, still has them', () => {
    const stream = byteStreamFrom(new Uint8Array(4));
    const before = stream.GetCapabilities();
    stream.Close();
    expect(stream.GetCapabilities()).toBe(before);
  });

  test('while a read is under way that waits for no chunk, is closed all the same', async () => {
    const stream = byteStreamFrom(new ReadableStream({ start: (to) => to.enqueue(bytesOf('text')) }));
    const read = fromBeginEnd(stream, 'Read');
    await read(bytes, 1);
    const outcome = read(bytes, 1).catch((error: unknown) => error);
    expect(stream.Close()).toBeUndefined();
    await outcome;
  });

  test('with a read that has completed, still ends it', async () => {
    const stream = byteStreamFrom(bytesOf('text'));
    const { callback: own, result } = completion();
    stream.BeginRead(bytes, 4, own, null);
    const given = await result;
    stream.Close();
    expect(stream.EndRead(given)).toBe(4);
  });

  test('by Symbol.dispose, is closed', () => {
    const stream = byteStreamFrom(new Uint8Array(4));
    stream[Symbol.dispose]();
    expect(() => stream.GetLength()).toThrow('MF_E_SHUTDOWN');
  });

  test('by Symbol.asyncDispose, has closed its file when that says so', async () => {
    const handle = await open(fileOf('text'));
    await byteStreamFrom(handle)[Symbol.asyncDispose]();
    expect(handle.fd).toBe(-1);
  });

  testWithPipes('by Symbol.asyncDispose, with a read pending, waits for that', async () => {
    const fifo = new Fifo();
    const handle = await open(fifo.path);
    const stream = byteStreamFrom(handle);
    const reading = fromBeginEnd(stream, 'Read')(bytes, 4);
    const disposing = stream[Symbol.asyncDispose]();
    expect(await isPending(disposing)).toBe(true);
    fifo.write('text');
    await expect(reading).rejects.toMatchObject({ hresult: E_ABORT });
    await disposing;
    expect(handle.fd).toBe(-1);
    fifo.close();
  });
});

/** A file handle that cannot be closed, to be closed by `end`. */
async function unclosable() {
  const handle = await open(fileOf('text'), 'r+');
  const closing = jest
    .spyOn(handle, 'close')
    .mockRejectedValue(Object.assign(new Error('EIO: i/o error'), { code: 'EIO' }));
  const warning = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
  const end = (): Promise<void> => {
    warning.mockRestore();
    closing.mockRestore();
    return handle.close();
  };
  return { handle, warnings: () => warning.mock.calls as unknown[][], end };
}

const told = [
  'Close: EIO: i/o error (HRESULT_FROM_WIN32(ERROR_IO_DEVICE)), the close may be incomplete',
  { type: 'BeginEndWarning', code: 'close-failed' },
];

describe('a byte stream whose file cannot be closed', () => {
  test('closed, warns: nobody else would know', async () => {
    const { handle, warnings, end } = await unclosable();
    expect(byteStreamFrom(handle).Close()).toBeUndefined();
    await allJobs();
    expect(warnings()).toStrictEqual([told]);
    await end();
  });

  test('closed while a read is pending, warns as well', async () => {
    const { handle, warnings, end } = await unclosable();
    const stream = byteStreamFrom(handle);
    const reading = fromBeginEnd(stream, 'Read')(bytes, 4);
    stream.Close();
    await expect(reading).rejects.toMatchObject({ hresult: E_ABORT });
    await allJobs();
    expect(warnings()).toStrictEqual([told]);
    await end();
  });

  test('disposed, rejects, and does not warn', async () => {
    const { handle, warnings, end } = await unclosable();
    await expect(byteStreamFrom(handle)[Symbol.asyncDispose]()).rejects.toMatchObject({
      hresult: 0x8007045d,
      operation: 'Close',
      cause: expect.objectContaining({ code: 'EIO' }),
    });
    expect(warnings()).toStrictEqual([]);
    await end();
  });

  test('written by a Web stream, has that reject where it is closed', async () => {
    const { handle, warnings, end } = await unclosable();
    const writer = writableStreamOf(byteStreamFrom(handle)).getWriter();
    await writer.write(bytesOf('more'));
    const closed = writer.closed.catch((error: unknown) => error);
    await expect(writer.close()).rejects.toThrow('Close: EIO: i/o error (HRESULT_FROM_WIN32(ERROR_IO_DEVICE))');
    expect(await closed).toMatchObject({ operation: 'Close' });
    expect(warnings()).toStrictEqual([]);
    await end();
  });

  test('read by a Web stream, has that error at its end', async () => {
    const { handle, end } = await unclosable();
    await expect(new Response(readableStreamOf(byteStreamFrom(handle))).text()).rejects.toThrow('Close: EIO');
    await end();
  });

  test('read by a Web stream that is cancelled, has that reject', async () => {
    const { handle, end } = await unclosable();
    await expect(readableStreamOf(byteStreamFrom(handle)).cancel()).rejects.toThrow('Close: EIO');
    await end();
  });

  test('read by a Web stream whose signal is aborted, warns: that does not wait for the close', async () => {
    const { handle, warnings, end } = await unclosable();
    const controller = new AbortController();
    readableStreamOf(byteStreamFrom(handle), { signal: controller.signal });
    controller.abort();
    await allJobs();
    expect(warnings()).toStrictEqual([told]);
    await end();
  });

  test('read by a Web stream that has failed, warns: the reader is told of that failure', async () => {
    const { handle, warnings, end } = await unclosable();
    jest.spyOn(handle, 'read').mockRejectedValue(new Error('cannot read'));
    await expect(readableStreamOf(byteStreamFrom(handle)).getReader().read()).rejects.toThrow('cannot read');
    expect(warnings()).toStrictEqual([told]);
    await end();
  });

  test('written by a Web stream that has failed, warns: the writer is told of that failure', async () => {
    const { handle, warnings, end } = await unclosable();
    jest.spyOn(handle, 'write').mockRejectedValue(new Error('cannot write'));
    const writer = writableStreamOf(byteStreamFrom(handle)).getWriter();
    writer.closed.catch(() => {});
    await expect(writer.write(bytesOf('more'))).rejects.toThrow('cannot write');
    expect(warnings()).toStrictEqual([told]);
    await end();
  });

  test('written by a Web stream that is aborted while it writes, has abort reject, and does not warn', async () => {
    const { handle, warnings, end } = await unclosable();
    const writer = writableStreamOf(byteStreamFrom(handle)).getWriter();
    writer.closed.catch(() => {});
    writer.write(bytesOf('more')).catch(() => {});
    await expect(writer.abort('enough')).rejects.toThrow('Close: EIO');
    await allJobs();
    expect(warnings()).toStrictEqual([]);
    await end();
  });
});

describe('a byte stream that is closed while reads are pending', () => {
  testWithPipes('completes all of them with E_ABORT, in order, once the system has let go of the bytes', async () => {
    const fifo = new Fifo();
    const handle = await open(fifo.path);
    const stream = byteStreamFrom(handle);
    const order: unknown[] = [];
    const callback = { Invoke: (result: IMFAsyncResult) => void order.push(result.GetStateNoAddRef()) };
    const { callback: last, result } = completion();
    stream.BeginRead(new Uint8Array(4), 4, callback, 'first');
    stream.BeginRead(new Uint8Array(4), 4, callback, 'second');
    stream.BeginRead(new Uint8Array(4), 4, last, null);
    stream.Close();
    expect(await isPending(result)).toBe(true);
    expect(handle.fd).not.toBe(-1);

    fifo.write('text');
    const given = await result;
    expect(given.GetStatus()).toBe(E_ABORT);
    expect(() => stream.EndRead(given)).toThrow('EndRead: it was cancelled while it was pending (E_ABORT)');
    expect(order).toStrictEqual(['first', 'second']);
    await allJobs();
    expect(handle.fd).toBe(-1);
    fifo.close();
  });

  test('and of which one fails, calls that one cancelled as well', async () => {
    let fail: ((error: Error) => void) | undefined;
    const broken = Object.assign(new Blob(['x']), {
      slice: () => ({ arrayBuffer: () => new Promise((_resolve, reject) => (fail = reject)) }),
    });
    const stream = byteStreamFrom(broken);
    const reading = fromBeginEnd(stream, 'Read')(new Uint8Array(1), 1);
    stream.Close();
    fail?.(new Error('gone'));
    await expect(reading).rejects.toMatchObject({ hresult: E_ABORT });
  });
});

describe('a byte stream that is sought with MFBYTESTREAM_SEEK_FLAG_CANCEL_PENDING_IO', () => {
  test('cancels what is pending, and reads on from there', async () => {
    const stream = byteStreamFrom(await open(fileOf('hello, world')));
    const read = fromBeginEnd(stream, 'Read');
    const word = new Uint8Array(5);
    const pending = [read(new Uint8Array(5), 5), read(new Uint8Array(5), 5)];
    const outcomes = Promise.allSettled(pending);
    expect(stream.Seek(msoCurrent, 7, MFBYTESTREAM_SEEK_FLAG_CANCEL_PENDING_IO)).toBe(7n);
    await read(word, 5);
    expect(textOf(word)).toBe('world');
    expect(await outcomes).toStrictEqual([
      { status: 'rejected', reason: expect.objectContaining({ hresult: E_ABORT }) },
      { status: 'rejected', reason: expect.objectContaining({ hresult: E_ABORT }) },
    ]);
    stream.Close();
  });
});

async function begun() {
  const stream = byteStreamFrom(bytesOf('text'));
  const { callback, result } = completion();
  stream.BeginRead(new Uint8Array(4), 4, callback, null);
  return { stream, result: await result };
}

describe('EndRead', () => {
  test('of a read that has not completed, is E_PENDING, and can be called again', async () => {
    // Only a platform lets anybody have a result before Invoke.
    const made: IMFAsyncResult[] = [];
    const { MFCreateFile } = createFileFunctions({
      MFCreateAsyncResult: (...values) => (made[made.length] = MFCreateAsyncResult(...values)),
      MFInvokeCallback: promiseJobs.MFInvokeCallback.bind(promiseJobs),
    });
    const stream = MFCreateFile(MF_ACCESSMODE_READ, MF_OPENMODE_FAIL_IF_NOT_EXIST, MF_FILEFLAGS_NONE, fileOf('text'));
    const { callback, result } = completion();
    stream.BeginRead(new Uint8Array(4), 4, callback, null);
    expect(() => stream.EndRead(made[0] as never)).toThrow('EndRead: the operation has not completed yet (E_PENDING)');
    expect(stream.EndRead(await result)).toBe(4);
    stream.Close();
  });

  test('a second time, is E_INVALIDARG', async () => {
    const { stream, result } = await begun();
    stream.EndRead(result);
    expect(() => stream.EndRead(result)).toThrow(
      'EndRead: this result belongs to another operation, or was ended already (E_INVALIDARG)',
    );
  });

  test('of a write, of another stream, or of no result, is E_INVALIDARG', async () => {
    const { stream, result } = await begun();
    const other = await begun();
    expect(() => stream.EndWrite(result)).toThrow('EndWrite: this result belongs to another operation');
    expect(() => stream.EndRead(other.result)).toThrow('EndRead: this result belongs to another operation');
    expect(() => stream.EndRead(null as never)).toThrow('EndRead: this result belongs to another operation');
    expect(stream.EndRead(result)).toBe(4);
  });

  test('of a result whose status was set to a failure, throws that failure', async () => {
    const { stream, result } = await begun();
    result.SetStatus(E_FAIL);
    expect(thrownBy(() => stream.EndRead(result))).toMatchObject({ hresult: E_FAIL, operation: 'EndRead' });
  });

  test('of a result whose status was set to another success, gives the count', async () => {
    const { stream, result } = await begun();
    expect(result.GetStatus()).toBe(S_OK);
    result.SetStatus(1);
    expect(stream.EndRead(result)).toBe(4);
  });
});

test('reads that wait for their turn, run in the asynchronous context of their Begin', async () => {
  const stream = byteStreamFrom(await open(fileOf('text')));
  const context = new AsyncLocalStorage<string>();
  const seen: unknown[] = [];
  const { callback, result } = completion();
  const noting = { Invoke: () => seen.push(context.getStore()) };
  context.run('first', () => stream.BeginRead(new Uint8Array(1), 1, noting, null));
  context.run('second', () => stream.BeginRead(new Uint8Array(1), 1, noting, null));
  stream.BeginRead(new Uint8Array(1), 1, callback, null);
  await result;
  expect(seen).toStrictEqual(['first', 'second']);
  stream.Close();
});
