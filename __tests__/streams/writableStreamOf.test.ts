import { describe, expect, jest, test } from '@jest/globals';
import {
  byteStreamFrom,
  E_ABORT,
  E_FAIL,
  HResultError,
  MF_E_SHUTDOWN,
  MFCreateAsyncResult,
  whenEnded,
  fromBeginEnd,
  writableStreamOf,
  type IMFAsyncCallback,
  type IMFByteStream,
} from '../../src/index.js';
import { bytesOf, textOf } from '../support/files.js';
import { overriddenBytes, overridesOfBytes } from '../support/overriddenBytes.js';
import { allJobs, isPending } from '../support/promises.js';
import { resizable } from '../support/resizable.js';

function observed(bytes: Uint8Array) {
  const stream = byteStreamFrom(bytes);
  return { stream, beginWrite: jest.spyOn(stream, 'BeginWrite'), close: jest.spyOn(stream, 'Close') };
}

/** A byte stream that takes at most `most` bytes a write. */
function sparing(bytes: Uint8Array, most: number): IMFByteStream {
  const stream = byteStreamFrom(bytes);
  const begin = stream.BeginWrite.bind(stream);
  return Object.assign(stream, {
    BeginWrite: (chunk: Uint8Array, count: number, callback: IMFAsyncCallback | null, state: unknown) =>
      begin(chunk, Math.min(count, most), callback, state),
  });
}

/** A byte stream whose writes complete when the test says so, or with `E_ABORT` at Close. */
function handDriven() {
  const complete: (() => void)[] = [];
  let status = 0;
  const stream: IMFByteStream = Object.assign(byteStreamFrom(new Uint8Array(8)), {
    BeginWrite(_bytes: Uint8Array, _count: number, callback: IMFAsyncCallback | null, state: unknown) {
      const result = MFCreateAsyncResult(null, callback, state);
      complete.push(() => {
        callback?.Invoke(result);
      });
    },
    EndWrite() {
      if (status !== 0) throw new HResultError(status, 'EndWrite');
      return 1;
    },
    Close: jest.fn(() => {
      status = E_ABORT;
      complete.at(-1)?.();
    }),
  });
  return { stream, complete };
}

describe('writableStreamOf', () => {
  test('of a byte stream, writes each chunk where the one before ended', async () => {
    const bytes = bytesOf('............');
    const writer = writableStreamOf(observed(bytes).stream).getWriter();
    await writer.write(bytesOf('hello'));
    await writer.write(bytesOf(', you'));
    await writer.close();
    expect(textOf(bytes)).toBe('hello, you..');
  });

  test('of a byte stream that takes a part of each write, goes on until all is written', async () => {
    const bytes = bytesOf('........');
    const writer = writableStreamOf(sparing(bytes, 2)).getWriter();
    await writer.write(bytesOf('hello'));
    expect(textOf(bytes)).toBe('hello...');
  });

  test('of a byte stream that is full, errors and closes, and does not try for ever', async () => {
    const bytes = new Uint8Array(3);
    const { stream, beginWrite, close } = observed(bytes);
    const writer = writableStreamOf(stream).getWriter();
    writer.closed.catch(() => {});
    await expect(writer.write(bytesOf('hello'))).rejects.toThrow(
      'EndWrite: nothing was written, bytes left to write: 2 (E_UNEXPECTED)',
    );
    expect(textOf(bytes)).toBe('hel');
    expect(beginWrite).toHaveBeenCalledTimes(2);
    expect(close).toHaveBeenCalledTimes(1);
  });

  test.each([
    [
      'throws',
      (): never => {
        throw new Error('no length');
      },
    ],
    ['is too small', () => 1],
    ['is too large', () => 9],
  ])('given a chunk with a length of its own that %s, writes its bytes', async (_, get) => {
    const bytes = bytesOf('........');
    const chunk = Object.defineProperty(bytesOf('hello'), 'length', { get });
    await writableStreamOf(observed(bytes).stream).getWriter().write(chunk);
    expect(textOf(bytes)).toBe('hello...');
  });

  test.each(overridesOfBytes)('given a chunk whose class says %s of it, writes its bytes', async (_what, overrides) => {
    const bytes = bytesOf('........');
    await writableStreamOf(sparing(bytes, 2))
      .getWriter()
      .write(overriddenBytes(bytesOf('hello'), overrides));
    expect(textOf(bytes)).toBe('hello...');
  });

  test('given an empty chunk, writes nothing, and that is no error', async () => {
    const { stream, beginWrite } = observed(new Uint8Array(3));
    await writableStreamOf(stream).getWriter().write(new Uint8Array());
    expect(beginWrite).not.toHaveBeenCalled();
  });

  test.each(['text', 5, null, undefined, new ArrayBuffer(1), new Float32Array(1)])(
    'given the chunk %p, errors with a TypeError and closes',
    async (chunk) => {
      const { stream, close } = observed(new Uint8Array(3));
      const writer = writableStreamOf(stream).getWriter();
      writer.closed.catch(() => {});
      await expect(writer.write(chunk as never)).rejects.toThrow('writableStreamOf: expected a Uint8Array, got ');
      expect(close).toHaveBeenCalledTimes(1);
    },
  );

  test('given chunks, asks for one ahead of the one that is being written', () => {
    const { stream } = handDriven();
    const writer = writableStreamOf(stream).getWriter();
    expect(writer.desiredSize).toBe(2);
    void writer.write(bytesOf('a'));
    expect(writer.desiredSize).toBe(1);
  });

  test('whose byte stream reports more than it was given, errors with E_UNEXPECTED', async () => {
    const stream = Object.assign(byteStreamFrom(new Uint8Array(8)), { EndWrite: () => 6 });
    const writer = writableStreamOf(stream).getWriter();
    writer.closed.catch(() => {});
    await expect(writer.write(bytesOf('hello'))).rejects.toThrow(
      'EndWrite: the stream reports 6 bytes where 5 were asked for (E_UNEXPECTED)',
    );
  });

  test('whose byte stream fails, and fails to close as well, errors with the first error and warns of the other', async () => {
    const warning = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const error = new HResultError(E_FAIL, 'EndWrite');
    const stream = Object.assign(byteStreamFrom(new Uint8Array(8)), {
      EndWrite() {
        throw error;
      },
      Close() {
        throw new Error('second');
      },
    });
    const writer = writableStreamOf(stream).getWriter();
    writer.closed.catch(() => {});
    await expect(writer.write(bytesOf('hello'))).rejects.toBe(error);
    expect(warning.mock.calls).toStrictEqual([
      ['Close: second, the close may be incomplete', { type: 'BeginEndWarning', code: 'close-failed' }],
    ]);
    warning.mockRestore();
  });

  test('closed, closes the byte stream', async () => {
    const { stream, close } = observed(new Uint8Array(3));
    await writableStreamOf(stream).close();
    expect(close).toHaveBeenCalledTimes(1);
  });

  test('closed, with preventClose, leaves the byte stream open', async () => {
    const { stream } = observed(new Uint8Array(3));
    const writer = writableStreamOf(stream, { preventClose: true }).getWriter();
    await writer.write(bytesOf('ab'));
    await writer.close();
    expect(stream.GetCurrentPosition()).toBe(2n);
  });

  test('whose byte stream fails to close, rejects close with that', async () => {
    const error = new Error('cannot close');
    const stream = Object.assign(byteStreamFrom(new Uint8Array(8)), {
      Close() {
        throw error;
      },
    });
    await expect(writableStreamOf(stream).close()).rejects.toBe(error);
  });

  test('aborted, closes the byte stream', async () => {
    const { stream, close } = observed(new Uint8Array(3));
    await writableStreamOf(stream).abort('enough');
    expect(close).toHaveBeenCalledTimes(1);
  });

  test.each([
    ['', {}],
    [' that its cancel action does not end', { CancelWrite() {} }],
  ])('aborted while a write is pending%s, closes at once, which ends the write', async (_, own) => {
    const { stream } = handDriven();
    const writer = writableStreamOf(Object.assign(stream, own)).getWriter();
    writer.closed.catch(() => {});
    const writing = writer.write(bytesOf('a'));
    writing.catch(() => {});
    await allJobs();
    await writer.abort('enough');
    expect(stream.Close).toHaveBeenCalledTimes(1);
    await expect(writing).rejects.toBe('enough');
  });

  test.each([
    ['that Close does not end', { Close() {} }, {}],
    ['with preventClose', {}, { preventClose: true }],
  ])('aborted while a write is pending, %s, is over, as the write is, once that has ended', async (_, own, options) => {
    const { stream, complete } = handDriven();
    const writer = writableStreamOf(Object.assign(stream, own), options).getWriter();
    writer.closed.catch(() => {});
    const writing = writer.write(bytesOf('a'));
    writing.catch(() => {});
    await allJobs();
    const aborted = writer.abort('enough');
    expect(await isPending(Promise.race([writing, aborted]))).toBe(true);
    complete[0]?.();
    await expect(writing).rejects.toBe('enough');
    expect(await aborted).toBeUndefined();
  });

  test('aborted while a write is pending, with preventClose, leaves the byte stream open', async () => {
    const { stream, complete } = handDriven();
    const writer = writableStreamOf(stream, { preventClose: true }).getWriter();
    writer.closed.catch(() => {});
    writer.write(bytesOf('a')).catch(() => {});
    await allJobs();
    const aborted = writer.abort('enough');
    complete[0]?.();
    await aborted;
    expect(stream.Close).not.toHaveBeenCalled();
  });

  test('given an option that there is not, is a TypeError that names what there is', () => {
    expect(() => writableStreamOf(observed(new Uint8Array(3)).stream, { signal: undefined } as never)).toThrow(
      "writableStreamOf: there is no option 'signal', there is: preventClose",
    );
  });

  test.each([null, undefined, {}, { BeginWrite() {}, EndWrite() {} }])(
    'given the stream %p, is a TypeError',
    (stream) => {
      expect(() => writableStreamOf(stream as never)).toThrow(
        /^writableStreamOf: expected an IMFByteStream, but it has no method (BeginWrite|Close)$/,
      );
    },
  );
});

test('the buffer of a read that was abandoned, is not free before whenEnded', async () => {
  const answers: ((bytes: ArrayBuffer) => void)[] = [];
  const blob = Object.assign(new Blob(['text']), {
    slice: () => ({ arrayBuffer: () => new Promise<ArrayBuffer>((resolve) => answers.push(resolve)) }),
  });
  const bytes = new Uint8Array(4);
  const reading = fromBeginEnd(byteStreamFrom(blob), 'Read')(bytes, 4);
  reading.cancel('enough');
  await expect(reading).rejects.toBe('enough');
  expect(textOf(bytes)).toBe('\0\0\0\0');
  answers[0]?.(bytesOf('text').buffer as ArrayBuffer);
  await whenEnded(reading);
  expect(textOf(bytes)).toBe('text');
});

describe('a chunk that changes while it waits to be written', () => {
  const fault = 'BeginWrite: the memory was detached or resized while the operation was pending (E_INVALIDARG)';

  test('because it was transferred, is an error, and not written as nothing', async () => {
    const { stream, complete } = handDriven();
    const writer = writableStreamOf(stream).getWriter();
    writer.closed.catch(() => {});
    void writer.write(bytesOf('a'));
    const chunk = bytesOf('transferred');
    const waiting = writer.write(chunk);
    structuredClone(chunk, { transfer: [chunk.buffer] });
    await allJobs();
    complete[0]?.();
    await expect(waiting).rejects.toThrow(fault);
    expect(stream.Close).toHaveBeenCalledTimes(1);
  });

  test('because its memory grows, is written as long as it was', async () => {
    const buffer = resizable(2);
    const chunk = new Uint8Array(buffer);
    const memory = bytesOf('........');
    const writer = writableStreamOf(byteStreamFrom(memory)).getWriter();
    chunk.set(bytesOf('ab'));
    const writing = writer.write(chunk);
    buffer.resize(8);
    await writing;
    expect(textOf(memory)).toBe('ab......');
  });
});

describe('writableStreamOf, disposed', () => {
  test('while a write is pending and another waits, gives both up, and closes', async () => {
    const { stream } = handDriven();
    const writable = writableStreamOf(stream);
    const writer = writable.getWriter();
    const closed = writer.closed.catch((error: unknown) => error);
    const writes = Promise.allSettled([writer.write(bytesOf('a')), writer.write(bytesOf('b'))]);
    await allJobs();
    await writable[Symbol.asyncDispose]();
    expect(stream.Close).toHaveBeenCalledTimes(1);
    expect((await writes).map(({ status }) => status)).toStrictEqual(['rejected', 'rejected']);
    expect(await closed).toMatchObject({
      message: 'writableStreamOf: the stream was disposed (MF_E_SHUTDOWN)',
      hresult: MF_E_SHUTDOWN,
    });
  });

  test('while a write is pending, with preventClose, is over once that has ended, and begins no other', async () => {
    const { stream, complete } = handDriven();
    const writable = writableStreamOf(stream, { preventClose: true });
    const writer = writable.getWriter();
    writer.closed.catch(() => {});
    const writing = writer.write(bytesOf('of two parts'));
    writing.catch(() => {});
    await allJobs();
    const disposed = writable[Symbol.asyncDispose]() as Promise<void>;
    expect(await isPending(Promise.race([writing, disposed]))).toBe(true);
    complete[0]?.();
    await expect(writing).rejects.toThrow('writableStreamOf: the stream was disposed (MF_E_SHUTDOWN)');
    expect(await disposed).toBeUndefined();
    expect(complete).toHaveLength(1);
  });

  test('after it was closed, does nothing', async () => {
    const { stream, close } = observed(new Uint8Array(3));
    const writable = writableStreamOf(stream);
    await writable.close();
    await writable[Symbol.asyncDispose]();
    expect(close).toHaveBeenCalledTimes(1);
  });
});
