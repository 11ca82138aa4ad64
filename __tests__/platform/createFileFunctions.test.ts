import fs, { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { AsyncLocalStorage } from 'node:async_hooks';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import pDefer from 'p-defer';
import {
  fromBeginEnd,
  HRESULT_FROM_WIN32,
  whenEnded,
  type HResultError,
  type IMFAsyncResult,
  type IMFByteStream,
} from '../../src/index.js';
import * as win32 from '../../src/contract/win32.js';
import { createFileFunctions } from '../../src/platform/createFileFunctions.js';
import * as MF from '../../src/platform/index.js';
import { openRequest } from '../../src/platform/openRequest.js';
import { testUnlessRoot, testWithFullDisk, testWithPipes } from '../support/conditionalTests.js';
import { bytesOf, Fifo, fileOf, folder, newPath, textOf } from '../support/files.js';
import { allJobs, isPending } from '../support/promises.js';
import { thrownBy } from '../support/thrownBy.js';
import { completion } from '../support/completion.js';

const {
  MF_ACCESSMODE_READ: READ,
  MF_ACCESSMODE_WRITE: WRITE,
  MF_ACCESSMODE_READWRITE: READWRITE,
  MF_OPENMODE_FAIL_IF_NOT_EXIST: FAIL_IF_NOT_EXIST,
  MF_OPENMODE_FAIL_IF_EXIST: FAIL_IF_EXIST,
  MF_OPENMODE_RESET_IF_EXIST: RESET_IF_EXIST,
  MF_OPENMODE_APPEND_IF_EXIST: APPEND_IF_EXIST,
  MF_OPENMODE_DELETE_IF_EXIST: DELETE_IF_EXIST,
  MF_FILEFLAGS_NONE: NONE,
} = MF;

const platform = MF.createEmbeddedPlatform();
platform.MFStartup(MF.MF_VERSION);
const { MFCreateFile, MFBeginCreateFile, MFEndCreateFile, MFCancelCreateFile } = platform;

type Open = (access: number, mode: number, flags: number, path: string) => Promise<IMFByteStream>;

const createFile = fromBeginEnd(MFBeginCreateFile, MFEndCreateFile, { cancel: MFCancelCreateFile });
const ways: [string, Open][] = [
  ['MFCreateFile', async (...parameters) => MFCreateFile(...parameters)],
  ['MFBeginCreateFile', (...parameters) => createFile(...parameters)],
];

const opened: IMFByteStream[] = [];
afterEach(() => opened.splice(0).forEach((stream) => stream.Close()));

/** The stream, or the error; closed after the test. */
async function attempt(open: Open, ...parameters: Parameters<Open>): Promise<IMFByteStream> {
  const stream = await open(...parameters);
  opened.push(stream);
  return stream;
}

const codeOf = (attempted: Promise<unknown>): Promise<unknown> =>
  attempted.then(
    () => 'no error',
    (error: HResultError) => error.hresult,
  );

describe.each(ways)('%s', (name, open) => {
  test('with FAIL_IF_NOT_EXIST, opens a file as it is, at its beginning', async () => {
    const stream = await attempt(open, READ, FAIL_IF_NOT_EXIST, NONE, fileOf('text'));
    expect(stream.GetLength()).toBe(4n);
    expect(stream.GetCurrentPosition()).toBe(0n);
  });

  test('with FAIL_IF_NOT_EXIST, to write, begins at the beginning as well', async () => {
    const stream = await attempt(open, WRITE, FAIL_IF_NOT_EXIST, NONE, fileOf('text'));
    expect(stream.GetCurrentPosition()).toBe(0n);
  });

  test('with FAIL_IF_NOT_EXIST and no file, is ERROR_FILE_NOT_FOUND', async () => {
    const path = newPath();
    await expect(open(READ, FAIL_IF_NOT_EXIST, NONE, path)).rejects.toMatchObject({
      hresult: HRESULT_FROM_WIN32(win32.ERROR_FILE_NOT_FOUND),
      operation: name === 'MFCreateFile' ? 'MFCreateFile' : 'MFEndCreateFile',
      message: expect.stringContaining(`ENOENT: no such file or directory, open '${path}'`),
      cause: expect.objectContaining({ code: 'ENOENT' }),
    });
    expect(existsSync(path)).toBe(false);
  });

  test('with FAIL_IF_EXIST, creates a file, and where there is one it is ERROR_FILE_EXISTS', async () => {
    const path = newPath();
    const stream = await attempt(open, WRITE, FAIL_IF_EXIST, NONE, path);
    expect(stream.GetLength()).toBe(0n);
    expect(await codeOf(open(WRITE, FAIL_IF_EXIST, NONE, path))).toBe(HRESULT_FROM_WIN32(win32.ERROR_FILE_EXISTS));
  });

  test('with RESET_IF_EXIST, empties a file, and where there is none it is ERROR_FILE_NOT_FOUND', async () => {
    const stream = await attempt(open, READWRITE, RESET_IF_EXIST, NONE, fileOf('text'));
    expect(stream.GetLength()).toBe(0n);
    expect(await codeOf(open(READWRITE, RESET_IF_EXIST, NONE, newPath()))).toBe(
      HRESULT_FROM_WIN32(win32.ERROR_FILE_NOT_FOUND),
    );
  });

  test('with APPEND_IF_EXIST, goes on at the end of the file, or creates one', async () => {
    const path = fileOf('text');
    const stream = await attempt(open, WRITE, APPEND_IF_EXIST, NONE, path);
    expect(stream.GetCurrentPosition()).toBe(4n);
    stream.Write(bytesOf(' and more'), 9);
    expect(readFileSync(path, 'utf8')).toBe('text and more');
    const created = await attempt(open, WRITE, APPEND_IF_EXIST, NONE, newPath());
    expect(created.GetLength()).toBe(0n);
  });

  test('with APPEND_IF_EXIST, only to read, begins at the beginning', async () => {
    const stream = await attempt(open, READ, APPEND_IF_EXIST, NONE, fileOf('text'));
    expect(stream.GetCurrentPosition()).toBe(0n);
  });

  test('with DELETE_IF_EXIST, begins an empty file, whether there was one or not', async () => {
    const stream = await attempt(open, WRITE, DELETE_IF_EXIST, NONE, fileOf('text'));
    expect(stream.GetLength()).toBe(0n);
    const created = await attempt(open, WRITE, DELETE_IF_EXIST, NONE, newPath());
    expect(created.GetLength()).toBe(0n);
  });

  test('given a file URL, opens that file', async () => {
    const stream = await attempt(open, READ, FAIL_IF_NOT_EXIST, NONE, pathToFileURL(fileOf('text')).href);
    expect(stream.GetLength()).toBe(4n);
  });

  test('given the URL of a name that no file can have, is E_INVALIDARG', async () => {
    await expect(attempt(open, READ, FAIL_IF_NOT_EXIST, NONE, 'file:///a%00b')).rejects.toMatchObject({
      message: `${name}: expected a path, got 'file:///a%00b' (E_INVALIDARG)`,
      operation: name,
    });
  });

  test.each(['file://elsewhere/path', 'file:///a%2Fb', 'file:///%', 'FILE://[/'])(
    'given the URL %s, which is that of no file here, is E_INVALIDARG, and says why',
    async (url) => {
      const error: unknown = await attempt(open, READ, FAIL_IF_NOT_EXIST, NONE, url).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ hresult: 0x80070057, operation: name, cause: { message: expect.any(String) } });
      const { message, cause } = error as HResultError & { cause: Error };
      expect(message).toBe(`${name}: '${url}' is the URL of no file here: ${cause.message} (E_INVALIDARG)`);
    },
  );

  test('given a URL that is none of a file, looks for a file of that name', async () => {
    expect(await codeOf(open(READ, FAIL_IF_NOT_EXIST, NONE, 'https://example.org/a.mp4'))).toBe(
      HRESULT_FROM_WIN32(win32.ERROR_FILE_NOT_FOUND),
    );
  });

  test('of a folder, is ERROR_ACCESS_DENIED', async () => {
    expect(await codeOf(open(READ, FAIL_IF_NOT_EXIST, NONE, folder))).toBe(
      HRESULT_FROM_WIN32(win32.ERROR_ACCESS_DENIED),
    );
  });

  test('of a folder, leaves nothing open', async () => {
    const close = jest.spyOn(fs, 'closeSync');
    await codeOf(open(READ, FAIL_IF_NOT_EXIST, NONE, folder));
    expect(close).toHaveBeenCalledTimes(1);
    close.mockRestore();
  });

  test.each(['data:no-such-file', 'data:file://no-such-file'])('of the name %s, takes it for no URL', async (path) => {
    expect(await codeOf(open(READ, FAIL_IF_NOT_EXIST, NONE, path))).toBe(
      HRESULT_FROM_WIN32(win32.ERROR_FILE_NOT_FOUND),
    );
  });

  test('of a file in what is no folder, is ERROR_PATH_NOT_FOUND', async () => {
    expect(await codeOf(open(READ, FAIL_IF_NOT_EXIST, NONE, `${fileOf('text')}/file`))).toBe(
      HRESULT_FROM_WIN32(win32.ERROR_PATH_NOT_FOUND),
    );
  });

  testUnlessRoot('without the permission, is ERROR_ACCESS_DENIED', async () => {
    const path = fileOf('text');
    chmodSync(path, 0o000);
    expect(await codeOf(open(READ, FAIL_IF_NOT_EXIST, NONE, path))).toBe(HRESULT_FROM_WIN32(win32.ERROR_ACCESS_DENIED));
  });

  test('to read, to write, or both, gives a stream that can do that', async () => {
    const path = fileOf('text');
    const common = MF.MFBYTESTREAM_IS_SEEKABLE | MF.MFBYTESTREAM_DOES_NOT_USE_NETWORK;
    const capabilities = async (access: number, flags: number) =>
      (await attempt(open, access, FAIL_IF_NOT_EXIST, flags, path)).GetCapabilities();
    expect(await capabilities(READ, NONE)).toBe(common | MF.MFBYTESTREAM_IS_READABLE);
    expect(await capabilities(WRITE, NONE)).toBe(common | MF.MFBYTESTREAM_IS_WRITABLE);
    expect(await capabilities(READWRITE, MF.MF_FILEFLAGS_ALLOW_WRITE_SHARING)).toBe(
      common | MF.MFBYTESTREAM_IS_READABLE | MF.MFBYTESTREAM_IS_WRITABLE | MF.MFBYTESTREAM_SHARE_WRITE,
    );
  });

  test.each<[string, unknown[]]>([
    ['access mode', [0, FAIL_IF_NOT_EXIST, NONE, 'path']],
    ['open mode', [READ, 5, NONE, 'path']],
    ['flags', [READ, FAIL_IF_NOT_EXIST, 4, 'path']],
    ['flags', [READ, FAIL_IF_NOT_EXIST, 'none', 'path']],
    ['flags', [READ, FAIL_IF_NOT_EXIST, 2 ** 32, 'path']],
    ['flags', [READ, FAIL_IF_NOT_EXIST, Symbol('none'), 'path']],
    ['access mode', [Symbol('read'), FAIL_IF_NOT_EXIST, NONE, 'path']],
    ['open mode', [READ, null, NONE, 'path']],
  ])('with an unknown %s, is E_INVALIDARG at once', (what, parameters) => {
    const call = name === 'MFCreateFile' ? MFCreateFile : MFBeginCreateFile;
    expect(() => (call as (...all: unknown[]) => unknown)(...parameters, completion().callback, null)).toThrow(
      `${name}: unknown ${what}`,
    );
  });

  test.each([undefined, null, '', 'a\0b', 5])('of the path %p, is E_INVALIDARG', (path) => {
    const call = name === 'MFCreateFile' ? MFCreateFile : MFBeginCreateFile;
    const act = () => call(READ, FAIL_IF_NOT_EXIST, NONE, path as never, completion().callback, null);
    expect(act).toThrow(`${name}: expected a path, got `);
  });

  test('to empty a file that is only read, is E_INVALIDARG', async () => {
    const path = fileOf('text');
    await expect(open(READ, RESET_IF_EXIST, NONE, path)).rejects.toThrow('emptying a file needs write access');
    expect(readFileSync(path, 'utf8')).toBe('text');
  });

  test('of a file that others append to, goes on writing where the end was', async () => {
    const path = fileOf('text');
    const stream = await attempt(open, WRITE, APPEND_IF_EXIST, NONE, path);
    fs.appendFileSync(path, ', and more');
    stream.Write(bytesOf('s.'), 2);
    expect(readFileSync(path, 'utf8')).toBe('texts.and more');
  });

  test('where there is no node:fs, is E_NOTIMPL', async () => {
    const { getBuiltinModule } = process;
    process.getBuiltinModule = () => undefined;
    try {
      for (const path of ['path', 'file:///path']) {
        await expect(open(READ, FAIL_IF_NOT_EXIST, NONE, path)).rejects.toThrow(
          `${name}: there is no node:fs here, so files cannot be used (E_NOTIMPL)`,
        );
      }
    } finally {
      process.getBuiltinModule = getBuiltinModule;
    }
  });
});

function begin(path: string) {
  const { callback, result, count } = completion();
  const cookie = MFBeginCreateFile(READ, FAIL_IF_NOT_EXIST, NONE, path, callback, 'state');
  return { cookie, result, count };
}

describe('MFBeginCreateFile', () => {
  test('called, gives a cookie, and later a result with the state and without an object', async () => {
    const { cookie, result } = begin(fileOf('text'));
    expect(cookie).not.toBeNull();
    const given = await result;
    expect(given.GetState()).toBe('state');
    expect(() => given.GetObject()).toThrow('E_POINTER');
    MFEndCreateFile(given).Close();
  });

  test('without a callback, is E_INVALIDARG', () => {
    expect(() => MFBeginCreateFile(READ, FAIL_IF_NOT_EXIST, NONE, 'path', null, null)).toThrow(
      'MFBeginCreateFile: callback must be an IMFAsyncCallback, got null (E_INVALIDARG)',
    );
  });

  test('ended a second time, is MF_E_INVALIDREQUEST', async () => {
    const given = await begin(fileOf('text')).result;
    MFEndCreateFile(given).Close();
    expect(() => MFEndCreateFile(given)).toThrow(
      'MFEndCreateFile: the operation was ended before (MF_E_INVALIDREQUEST)',
    );
  });

  test('ended before it has completed, is E_PENDING, and can be ended later', async () => {
    const made: IMFAsyncResult[] = [];
    const files = createFileFunctions({
      MFCreateAsyncResult: (...values) => (made[made.length] = platform.MFCreateAsyncResult(...values)),
      MFInvokeCallback: platform.MFInvokeCallback,
    });
    const { callback, result } = completion();
    files.MFBeginCreateFile(READ, FAIL_IF_NOT_EXIST, NONE, fileOf('text'), callback, null);
    expect(() => files.MFEndCreateFile(made[0] as never)).toThrow(
      'MFEndCreateFile: the operation is still pending (E_PENDING)',
    );
    files.MFEndCreateFile(await result).Close();
  });

  test('ended with a result of something else, is E_INVALIDARG', () => {
    const foreign = platform.MFCreateAsyncResult(null, null, null);
    expect(() => MFEndCreateFile(foreign)).toThrow(
      'MFEndCreateFile: expected a result of MFBeginCreateFile, got object',
    );
  });

  test('of which somebody set the status to a failure, throws it and closes the file', async () => {
    const given = await begin(fileOf('text')).result;
    const closing = jest.spyOn(fs, 'closeSync').mockClear();
    given.SetStatus(0x80004005);
    expect(() => MFEndCreateFile(given)).toThrow('MFEndCreateFile: the operation failed (E_FAIL)');
    expect(closing).toHaveBeenCalledTimes(1);
    closing.mockRestore();
  });

  testWithPipes(
    'cancelled while it hangs, completes with E_ABORT once the open has returned, and has closed what that gave',
    async () => {
      const fifo = new Fifo();
      fifo.close(); // nobody holds the other end: opening it waits
      const { cookie, result, count } = begin(fifo.path);
      expect(await isPending(result)).toBe(true);
      const closing = jest.spyOn(fs, 'closeSync').mockClear();
      MFCancelCreateFile(cookie);
      expect(await isPending(result)).toBe(true);
      // The reader that was cancelled meets this writer, and leaves again.
      const writer = await createFile(WRITE, FAIL_IF_NOT_EXIST, NONE, fifo.path);
      const given = await result;
      expect(closing).toHaveBeenCalledTimes(1);
      expect(given.GetStatus()).toBe(0x80004004);
      expect(() => MFEndCreateFile(given)).toThrow('MFEndCreateFile: it was cancelled, and no file is open (E_ABORT)');
      MFCancelCreateFile(cookie);
      writer.Close();
      expect(count()).toBe(1);
      closing.mockRestore();
    },
  );

  test('cancelled, and adapted, is over for good when whenEnded says so', async () => {
    const opening = jest.spyOn(fs, 'open').mockImplementation(() => {});
    const path = fileOf('text');
    const controller = new AbortController();
    const creating = createFile(READ, FAIL_IF_NOT_EXIST, NONE, path, { signal: controller.signal, onAbort: 'abandon' });
    controller.abort('enough');
    await expect(creating).rejects.toBe('enough');
    const done = opening.mock.lastCall?.at(-1) as (error: null, fd: number) => void;
    opening.mockRestore();
    expect(await isPending(whenEnded(creating))).toBe(true);
    const fd = fs.openSync(path, 'r');
    const closing = jest.spyOn(fs, 'closeSync');
    done(null, fd);
    await whenEnded(creating);
    expect(closing).toHaveBeenCalledWith(fd);
    closing.mockRestore();
  });

  test('cancelled, whose file cannot be closed, tells why as the cause', async () => {
    const opening = jest.spyOn(fs, 'open').mockImplementation(() => {});
    const path = fileOf('text');
    const { cookie, result } = begin(path);
    MFCancelCreateFile(cookie);
    const done = opening.mock.lastCall?.at(-1) as (error: null, fd: number) => void;
    opening.mockRestore();
    const fd = fs.openSync(path, 'r');
    const error = new Error('EIO: i/o error');
    const closing = jest.spyOn(fs, 'closeSync').mockImplementationOnce(() => {
      throw error;
    });
    done(null, fd);
    const given = await result;
    closing.mockRestore();
    fs.closeSync(fd);
    expect(thrownBy(() => MFEndCreateFile(given))).toMatchObject({ hresult: 0x80004004, cause: error });
  });

  test('cancelled by somebody else, invokes in the asynchronous context of its Begin', async () => {
    const context = new AsyncLocalStorage<string>();
    const { promise, resolve } = pDefer<unknown>();
    const callback = { Invoke: () => resolve(context.getStore()) };
    const cookie = context.run('Begin', () =>
      MFBeginCreateFile(READ, FAIL_IF_NOT_EXIST, NONE, fileOf('text'), callback, null),
    );
    context.run('Cancel', () => MFCancelCreateFile(cookie));
    expect(await promise).toBe('Begin');
  });

  test('cancelled before the file is open, closes it', async () => {
    const opening = jest.spyOn(fs, 'open').mockImplementation(() => {});
    const closing = jest.spyOn(fs, 'closeSync');
    const path = fileOf('text');
    MFCancelCreateFile(begin(path).cookie);
    const done = opening.mock.lastCall?.at(-1) as (error: null, fd: number) => void;
    opening.mockRestore();
    const fd = fs.openSync(path, 'r');
    done(null, fd);
    await allJobs();
    // What others opened may be closed meanwhile.
    expect(closing).toHaveBeenCalledWith(fd);
    closing.mockRestore();
  });

  test('cancelled when the file cannot be opened, stays cancelled', async () => {
    const { cookie, result, count } = begin(newPath());
    MFCancelCreateFile(cookie);
    expect(() => MFEndCreateFile(undefined as never)).toThrow('expected a result of MFBeginCreateFile');
    expect((await result).GetStatus()).toBe(0x80004004);
    await attempt(createFile, READ, FAIL_IF_NOT_EXIST, NONE, fileOf('text'));
    expect(count()).toBe(1);
  });

  test('cancelled after it has completed, does nothing', async () => {
    const { cookie, result } = begin(fileOf('text'));
    const given = await result;
    MFCancelCreateFile(cookie);
    const stream = MFEndCreateFile(given);
    expect(stream.GetLength()).toBe(4n);
    stream.Close();
  });

  test.each([null, undefined, {}, 'cookie'])('cancelled with %p, which is no cookie, is E_INVALIDARG', (cookie) => {
    expect(() => MFCancelCreateFile(cookie)).toThrow('MFCancelCreateFile: expected a result of MFBeginCreateFile');
  });

  test('cancelled with a cookie of another platform, is E_INVALIDARG', async () => {
    const other = MF.createEmbeddedPlatform();
    const { cookie, result } = begin(fileOf('text'));
    expect(() => other.MFCancelCreateFile(cookie)).toThrow('this result belongs to another operation');
    MFEndCreateFile(await result).Close();
  });
});

test('the flags that a file is opened with, are those of the system, whatever their values', () => {
  const constants = { O_RDONLY: 1, O_WRONLY: 2, O_RDWR: 4, O_CREAT: 8, O_EXCL: 16, O_TRUNC: 32 };
  const flags = (access: number, mode: number) =>
    openRequest('test', access, mode, NONE, 'path').flags({ constants } as never);
  expect(flags(READ, FAIL_IF_NOT_EXIST)).toBe(1);
  expect(flags(WRITE, FAIL_IF_EXIST)).toBe(2 + 8 + 16);
  expect(flags(READWRITE, RESET_IF_EXIST)).toBe(4 + 32);
  expect(flags(WRITE, APPEND_IF_EXIST)).toBe(2 + 8);
  expect(flags(WRITE, DELETE_IF_EXIST)).toBe(2 + 8 + 32);
});

test('a file that is opened to be read, asks the system for the one flag that this takes', () => {
  const asked: string[] = [];
  const constants = new Proxy<Record<string, number>>({}, { get: (_, name) => asked.push(String(name)) });
  openRequest('test', READ, FAIL_IF_NOT_EXIST, NONE, 'path').flags({ constants } as never);
  expect(asked).toStrictEqual(['O_RDONLY']);
});

describe('a file stream', () => {
  test('written to at the end, grows', async () => {
    const path = fileOf('text');
    const stream = await attempt(createFile, READWRITE, FAIL_IF_NOT_EXIST, NONE, path);
    stream.SetCurrentPosition(4);
    expect(await fromBeginEnd(stream, 'Write')(bytesOf(' and more'), 9)).toBe(9);
    expect(stream.GetLength()).toBe(13n);
    expect(readFileSync(path, 'utf8')).toBe('text and more');
  });

  test('opened only to read and written to, is ERROR_ACCESS_DENIED, and the other way round', async () => {
    const path = fileOf('text');
    const reader = await attempt(createFile, READ, FAIL_IF_NOT_EXIST, NONE, path);
    const writer = await attempt(createFile, WRITE, FAIL_IF_NOT_EXIST, NONE, path);
    const bytes = new Uint8Array(1);
    const denied = HRESULT_FROM_WIN32(win32.ERROR_ACCESS_DENIED);
    expect(thrownBy(() => reader.Write(bytes, 1))).toMatchObject({
      hresult: denied,
      message: expect.stringContaining('Write: EACCES: the file was not opened for writing'),
    });
    const unreadable = 'EACCES: the file was not opened for reading (E_ACCESSDENIED)';
    const unwritable = 'EACCES: the file was not opened for writing (E_ACCESSDENIED)';
    expect(() => writer.Read(bytes, 1)).toThrow(`Read: ${unreadable}`);
    expect(() => reader.SetLength(1)).toThrow(`SetLength: ${unwritable}`);
    await expect(fromBeginEnd(reader, 'Write')(bytes, 1)).rejects.toThrow(`EndWrite: ${unwritable}`);
    await expect(fromBeginEnd(writer, 'Read')(bytes, 1)).rejects.toThrow(`EndRead: ${unreadable}`);
  });

  testWithFullDisk('on a disk that is full, is ERROR_DISK_FULL, and goes on being readable', async () => {
    const stream = await attempt(createFile, READWRITE, FAIL_IF_NOT_EXIST, NONE, '/dev/full');
    const full = HRESULT_FROM_WIN32(win32.ERROR_DISK_FULL);
    await expect(fromBeginEnd(stream, 'Write')(bytesOf('text'), 4)).rejects.toMatchObject({ hresult: full });
    expect(thrownBy(() => stream.Write(bytesOf('text'), 4))).toMatchObject({ hresult: full });
    expect(stream.GetCurrentPosition()).toBe(0n);
    expect(await fromBeginEnd(stream, 'Read')(new Uint8Array(4), 4)).toBe(4);
  });

  test('whose platform is shut down while it reads, is told the end all the same', async () => {
    const own = MF.createEmbeddedPlatform();
    own.MFStartup(MF.MF_VERSION);
    const path = newPath();
    writeFileSync(path, 'text');
    const stream = own.MFCreateFile(READ, FAIL_IF_NOT_EXIST, NONE, path);
    const bytes = new Uint8Array(4);
    const reading = fromBeginEnd(stream, 'Read')(bytes, 4);
    own.MFShutdown();
    expect(await reading).toBe(4);
    expect(textOf(bytes)).toBe('text');
    stream.Close();
  });

  test('is opened, read and written with the results and the dispatch of its platform', async () => {
    const created = jest.fn(platform.MFCreateAsyncResult);
    const dispatched = jest.fn(platform.MFInvokeCallback);
    const files = createFileFunctions({ MFCreateAsyncResult: created, MFInvokeCallback: dispatched });
    const { callback, result } = completion();
    files.MFBeginCreateFile(READWRITE, FAIL_IF_NOT_EXIST, NONE, fileOf('text'), callback, 'state');
    const stream = files.MFEndCreateFile(await result);
    await fromBeginEnd(stream, 'Read')(new Uint8Array(4), 4);
    await fromBeginEnd(stream, 'Write')(bytesOf('more'), 4);
    stream.Close();
    expect(created.mock.calls.map(([object]) => object)).toStrictEqual([null, null, null]);
    expect(dispatched.mock.calls).toStrictEqual(created.mock.results.map(({ value }) => [value]));
  });

  test('that the system cannot read, lets End say why', async () => {
    const error = Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO' });
    const reading = jest.spyOn(fs, 'read').mockImplementationOnce((...all: unknown[]) => {
      (all.at(-1) as (error: Error) => void)(error);
    });
    const stream = platform.MFCreateFile(READ, FAIL_IF_NOT_EXIST, NONE, fileOf('text'));
    await expect(fromBeginEnd(stream, 'Read')(new Uint8Array(4), 4)).rejects.toMatchObject({
      operation: 'EndRead',
      cause: error,
    });
    reading.mockRestore();
    stream[Symbol.dispose]();
  });

  test('of a platform that does not dispatch any more, is told in a promise job', async () => {
    const files = createFileFunctions({
      MFCreateAsyncResult: platform.MFCreateAsyncResult,
      MFInvokeCallback() {
        throw new Error('no more');
      },
    });
    const stream = files.MFCreateFile(READ, FAIL_IF_NOT_EXIST, NONE, fileOf('text'));
    expect(await fromBeginEnd(stream, 'Read')(new Uint8Array(4), 4)).toBe(4);
    stream.Close();
  });
});

test('files of a platform that is shut down, cannot be opened: MF_E_SHUTDOWN', () => {
  const shutDown = MF.createEmbeddedPlatform();
  expect(() => shutDown.MFCreateFile(READ, FAIL_IF_NOT_EXIST, NONE, 'path')).toThrow('MF_E_SHUTDOWN');
});
