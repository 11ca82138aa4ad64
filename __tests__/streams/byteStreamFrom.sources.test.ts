import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { describe, expect, jest, test } from '@jest/globals';
import pDefer from 'p-defer';
import {
  byteStreamFrom,
  E_ABORT,
  E_NOTIMPL,
  fromBeginEnd,
  MFBYTESTREAM_IS_READABLE,
  readableStreamOf,
  type IMFByteStream,
} from '../../src/index.js';
import { bytesOf, fileOf, textOf } from '../support/files.js';
import { overriddenBytes, overridesOfBytes } from '../support/overriddenBytes.js';
import { allJobs, isPending, uncaughtBy } from '../support/promises.js';
import { resizable } from '../support/resizable.js';
import { thrownBy } from '../support/thrownBy.js';

const words = ['hel', 'lo, ', '', 'world'];
const content = words.join('');

const iterable = (iterator: AsyncIterator<Uint8Array>): AsyncIterable<Uint8Array> => ({
  [Symbol.asyncIterator]: () => iterator,
});

async function* generated() {
  for (const word of words) yield bytesOf(word);
}

async function* silent() {
  await new Promise<never>(() => {});
  yield bytesOf('x');
}

const webStream = (chunks: unknown[] = words.map(bytesOf)) =>
  new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk as Uint8Array);
      controller.close();
    },
  });

const streams: [string, () => Parameters<typeof byteStreamFrom>[0]][] = [
  ['a ReadableStream', () => webStream()],
  ['a Readable of Node', () => Readable.from(words.filter(Boolean).map((word) => Buffer.from(word)))],
  ['a Readable of Node over a file', () => createReadStream(fileOf(content), { highWaterMark: 3 })],
  ['an async generator', generated],
];

async function readAll(stream: IMFByteStream, count: number): Promise<string[]> {
  const read = fromBeginEnd(stream, 'Read');
  const parts: string[] = [];
  for (;;) {
    const bytes = new Uint8Array(count);
    const moved = await read(bytes, count);
    if (moved === 0) return parts;
    parts.push(textOf(bytes, moved));
  }
}

describe.each(streams)('byteStreamFrom %s', (_name, made) => {
  test('read, gives its bytes, as they come, and its end', async () => {
    const parts = await readAll(byteStreamFrom(made()), 2);
    expect(parts.join('')).toBe(content);
    expect(Math.max(...parts.map((part) => part.length))).toBe(2);
  });

  test('can be read, asynchronously, and nothing else', () => {
    const stream = byteStreamFrom(made());
    const bytes = new Uint8Array(1);
    expect(stream.GetCapabilities()).toBe(MFBYTESTREAM_IS_READABLE);
    expect(() => stream.GetLength()).toThrow('MF_E_BYTESTREAM_UNKNOWN_LENGTH');
    expect(() => stream.SetCurrentPosition(0)).toThrow('MF_E_BYTESTREAM_NOT_SEEKABLE');
    for (const method of ['Read', 'Write'] as const) {
      expect(() => stream[method](bytes, 1)).toThrow(
        expect.objectContaining({ hresult: E_NOTIMPL, operation: method }),
      );
    }
    expect(() => stream.BeginWrite(bytes, 1, null, null)).toThrow('E_NOTIMPL');
    stream.Close();
  });

  test('read to its end, is at its end, and not before', async () => {
    const stream = byteStreamFrom(made());
    const read = fromBeginEnd(stream, 'Read');
    const bytes = new Uint8Array(100);
    expect(await read(bytes, 0)).toBe(0);
    expect(stream.IsEndOfStream()).toBe(false);
    await readAll(stream, 100);
    expect(stream.IsEndOfStream()).toBe(true);
    expect(await read(bytes, 100)).toBe(0);
    expect(stream.GetCurrentPosition()).toBe(BigInt(content.length));
  });

  test('as a Web stream again, gives its bytes', async () => {
    expect(await new Response(readableStreamOf(byteStreamFrom(made()))).text()).toBe(content);
  });
});

test('byteStreamFrom a stream that has nothing yet, asked for no bytes, asks the stream for none', async () => {
  const pull = jest.fn(() => {});
  const stream = byteStreamFrom(new ReadableStream({ pull }, { highWaterMark: 0 }));
  expect(await fromBeginEnd(stream, 'Read')(new Uint8Array(1), 0)).toBe(0);
  expect(pull).not.toHaveBeenCalled();
});

describe('byteStreamFrom a stream, closed', () => {
  test('cancels a ReadableStream, while a read is pending as well', async () => {
    const cancel = jest.fn(() => {});
    const stream = byteStreamFrom(new ReadableStream({ cancel }));
    const reading = fromBeginEnd(stream, 'Read')(new Uint8Array(1), 1);
    await stream[Symbol.asyncDispose]();
    await expect(reading).rejects.toMatchObject({ hresult: E_ABORT });
    expect(cancel).toHaveBeenCalledTimes(1);
  });

  test('returns an async generator', async () => {
    const left = jest.fn();
    async function* endless() {
      try {
        for (;;) yield bytesOf('x');
      } finally {
        left();
      }
    }
    const stream = byteStreamFrom(endless());
    await fromBeginEnd(stream, 'Read')(new Uint8Array(1), 1);
    await stream[Symbol.asyncDispose]();
    expect(left).toHaveBeenCalledTimes(1);
  });

  test('is closed where its iterator has no return', async () => {
    const stream = byteStreamFrom(iterable({ next: () => new Promise(() => {}) }));
    expect(await stream[Symbol.asyncDispose]()).toBeUndefined();
  });

  test('while a read is pending, ends that, and does not wait for an iterable that is silent for ever', async () => {
    const stream = byteStreamFrom(silent());
    const reading = fromBeginEnd(stream, 'Read')(new Uint8Array(1), 1);
    const closing = stream[Symbol.asyncDispose]();
    await expect(reading).rejects.toMatchObject({ hresult: E_ABORT });
    expect(await closing).toBeUndefined();
  });

  test('while a read is pending, leaves the bytes alone when a chunk comes all the same', async () => {
    const chunk = pDefer<IteratorResult<Uint8Array>>();
    const stream = byteStreamFrom(iterable({ next: () => chunk.promise }));
    const bytes = new Uint8Array(1);
    const reading = fromBeginEnd(stream, 'Read')(bytes, 1);
    stream.Close();
    await expect(reading).rejects.toMatchObject({ hresult: E_ABORT });
    chunk.resolve({ done: false, value: bytesOf('x') });
    await allJobs();
    expect(bytes[0]).toBe(0);
  });

  test('while a read is pending, warns where the iterator then cannot be returned', async () => {
    const warning = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const stream = byteStreamFrom(
      iterable({
        next: () => new Promise(() => {}),
        return: () => Promise.reject(new Error('from return')),
      }),
    );
    const reading = fromBeginEnd(stream, 'Read')(new Uint8Array(1), 1).catch(() => {});
    await stream[Symbol.asyncDispose]();
    await reading;
    await allJobs();
    expect(warning.mock.calls as unknown[]).toStrictEqual([
      ['Close: from return, the close may be incomplete', { type: 'BeginEndWarning', code: 'close-failed' }],
    ]);
    warning.mockRestore();
  });

  test('rejects where its iterator cannot be returned', async () => {
    const stream = byteStreamFrom(
      iterable({
        next: async () => ({ done: true, value: 0 }),
        return: () => Promise.reject(new Error('from return')),
      }),
    );
    await expect(stream[Symbol.asyncDispose]()).rejects.toThrow('Close: from return (E_FAIL)');
  });

  test('tells what cancel of a ReadableStream rejects with, once', async () => {
    const warning = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const error = new Error('cannot cancel');
    const stream = byteStreamFrom(new ReadableStream({ cancel: () => Promise.reject(error) }));
    const reading = fromBeginEnd(stream, 'Read')(new Uint8Array(1), 1).catch(() => {});
    stream.Close();
    await reading;
    await allJobs();
    expect(warning.mock.calls.map(([message]) => message)).toStrictEqual([
      'Close: cannot cancel (E_FAIL), the close may be incomplete',
    ]);
    warning.mockRestore();
  });
});

describe('byteStreamFrom an async iterable that is over, closed,', () => {
  const bytes = new Uint8Array(1);

  test.each<[string, () => Promise<IteratorResult<Uint8Array>>, number]>([
    ['has come to its end, does not return its iterator', async () => ({ done: true, value: undefined }), 0],
    ['has thrown, does not return its iterator', () => Promise.reject(new Error('line cut')), 0],
    ['gives no object, does not return its iterator', async () => 5 as never, 0],
    ['gives no bytes, returns its iterator', async () => ({ done: false, value: 'text' as never }), 1],
  ])('because it %s', async (_why, next, times) => {
    const returned = jest.fn(async () => ({ done: true as const, value: undefined }));
    const stream = byteStreamFrom(iterable({ next, return: returned }));
    await fromBeginEnd(stream, 'Read')(bytes, 1).catch(() => {});
    await stream[Symbol.asyncDispose]();
    expect(returned).toHaveBeenCalledTimes(times);
  });
});

const emptyReadable = () => new Readable({ read() {} });

describe('byteStreamFrom a Readable of Node, closed,', () => {
  test.each([
    ['that was not read yet', emptyReadable, 0],
    ['over a file that is read', () => createReadStream(fileOf(content)), 1],
    ['over a file that has come to its end', () => createReadStream(fileOf(content)), 2],
    ['that does not tell its end by an event', () => new Readable({ read() {}, emitClose: false }), 0],
  ])('%s, has closed that when it says so', async (_what, made, reads) => {
    const readable = made();
    const stream = byteStreamFrom(readable);
    const { read } = fromBeginEnd(stream);
    for (let i = 0; i < reads; i++) await read(new Uint8Array(100), 100);
    await stream[Symbol.asyncDispose]();
    expect(readable.closed).toBe(true);
  });

  test('while a read is pending, has closed that as well', async () => {
    const readable = emptyReadable();
    const stream = byteStreamFrom(readable);
    const rejected = fromBeginEnd(stream, 'Read')(new Uint8Array(1), 1).catch((error: unknown) => error);
    await stream[Symbol.asyncDispose]();
    expect(await rejected).toMatchObject({ hresult: E_ABORT });
    expect(readable.closed).toBe(true);
  });

  test('of an iterable that is being asked for a chunk, ends the read at once, and has closed it once that answers', async () => {
    const answer = pDefer<void>();
    async function* slow() {
      await answer.promise;
      yield bytesOf('x');
    }
    const readable = Readable.from(slow());
    const stream = byteStreamFrom(readable);
    const reading = fromBeginEnd(stream, 'Read')(new Uint8Array(1), 1);
    const closing = stream[Symbol.asyncDispose]();
    await expect(reading).rejects.toMatchObject({ hresult: E_ABORT });
    expect(await isPending(closing)).toBe(true);
    answer.resolve();
    await closing;
    expect(readable.closed).toBe(true);
  });

  test('tells its other listeners no error: a request of HTTP would fail by it', async () => {
    const readable = emptyReadable();
    const failed = jest.fn();
    readable.on('error', failed);
    await byteStreamFrom(readable)[Symbol.asyncDispose]();
    expect(failed).not.toHaveBeenCalled();
  });

  test('that is too old to tell when it is closed, is destroyed', async () => {
    const readable = Object.defineProperty(emptyReadable(), Symbol.asyncDispose, { value: undefined });
    await byteStreamFrom(readable)[Symbol.asyncDispose]();
    expect(readable.destroyed).toBe(true);
  });

  test('that cannot be closed, rejects, and nothing else is told', async () => {
    const readable = new Readable({ read() {}, destroy: (_error, done) => done(new Error('EIO: i/o error')) });
    const stream = byteStreamFrom(readable);
    const errors = await uncaughtBy(async () => {
      await expect(stream[Symbol.asyncDispose]()).rejects.toThrow('Close: EIO: i/o error (E_FAIL)');
    });
    expect(errors).toStrictEqual([]);
  });
});

/** A Readable that has failed by itself, and was read by nobody. */
async function failedReadable() {
  const readable = emptyReadable();
  const stream = byteStreamFrom(readable);
  const errors = await uncaughtBy(() => readable.destroy(new Error('line cut')));
  return { stream, errors };
}

describe('byteStreamFrom a Readable of Node that has failed', () => {
  test('before it is read, tells the read, and nothing is uncaught', async () => {
    const { stream, errors } = await failedReadable();
    expect(errors).toStrictEqual([]);
    await expect(fromBeginEnd(stream, 'Read')(new Uint8Array(1), 1)).rejects.toThrow('EndRead: line cut (E_FAIL)');
  });

  test('and was not read, tells the close: no other call could', async () => {
    const { stream } = await failedReadable();
    await expect(stream[Symbol.asyncDispose]()).rejects.toThrow('Close: line cut (E_FAIL)');
  });

  test('and has told a read, does not tell the close as well', async () => {
    const { stream } = await failedReadable();
    await fromBeginEnd(stream, 'Read')(new Uint8Array(1), 1).catch(() => {});
    expect(await stream[Symbol.asyncDispose]()).toBeUndefined();
  });
});

async function* failing() {
  yield bytesOf('x');
  throw new Error('line cut');
}

describe('byteStreamFrom a stream that fails', () => {
  test('fails each read: it is not over', async () => {
    const read = fromBeginEnd(byteStreamFrom(failing()), 'Read');
    const bytes = new Uint8Array(1);
    expect(await read(bytes, 1)).toBe(1);
    await expect(read(bytes, 1)).rejects.toThrow('EndRead: line cut (E_FAIL)');
    await expect(read(bytes, 1)).rejects.toThrow('EndRead: line cut (E_FAIL)');
  });

  test('and cannot be closed for another reason, tells that to whoever closes', async () => {
    const readable = {
      on() {},
      destroy() {},
      [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new Error('line cut')) }),
      [Symbol.asyncDispose]: () => Promise.reject(new Error('no disk')),
    };
    const stream = byteStreamFrom(readable as never);
    await expect(fromBeginEnd(stream, 'Read')(new Uint8Array(1), 1)).rejects.toThrow('line cut');
    await expect(stream[Symbol.asyncDispose]()).rejects.toThrow('Close: no disk (E_FAIL)');
  });

  test('and is closed then, does not warn: the read has told it', async () => {
    const warning = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const error = new Error('line cut');
    const stream = byteStreamFrom(new ReadableStream({ pull: (to) => to.error(error) }));
    await expect(fromBeginEnd(stream, 'Read')(new Uint8Array(1), 1)).rejects.toMatchObject({ cause: error });
    stream.Close();
    await allJobs();
    expect(warning).not.toHaveBeenCalled();
    warning.mockRestore();
  });

  test('by an iterator that gives no object, says so', async () => {
    const read = fromBeginEnd(byteStreamFrom(iterable({ next: async () => null as never })), 'Read');
    await expect(read(new Uint8Array(1), 1)).rejects.toThrow(
      'EndRead: byteStreamFrom: expected an object from next() of the iterator, got null (E_FAIL)',
    );
  });

  test.each(['text', 5, null, undefined, new ArrayBuffer(1), [1]])('by the chunk %p, says so', async (chunk) => {
    const read = fromBeginEnd(byteStreamFrom(webStream([chunk])), 'Read');
    await expect(read(new Uint8Array(1), 1)).rejects.toThrow('EndRead: expected Uint8Arrays of the stream, got ');
  });

  test('by a chunk that others transfer before it was read, says so', async () => {
    const chunk = bytesOf('hello');
    const read = fromBeginEnd(byteStreamFrom(webStream([chunk])), 'Read');
    await read(new Uint8Array(1), 1);
    structuredClone(chunk, { transfer: [chunk.buffer] });
    await expect(read(new Uint8Array(1), 1)).rejects.toThrow('a chunk of the stream was detached before it was read');
  });

  test('because it is locked, is a TypeError', () => {
    const stream = webStream();
    stream.getReader();
    expect(thrownBy(() => byteStreamFrom(stream))).toMatchObject({
      message: 'byteStreamFrom: the ReadableStream cannot be read, it is locked',
      cause: thrownBy(() => stream.getReader()),
    });
  });
});

test.each(overridesOfBytes)('a chunk that says %s of itself, gives the bytes that it has', async (_what, overrides) => {
  async function* chunks() {
    yield overriddenBytes(bytesOf('hello'), overrides);
    yield bytesOf(', you');
  }
  const read = fromBeginEnd(byteStreamFrom(chunks()), 'Read');
  const bytes = new Uint8Array(3);
  const parts: string[] = [];
  for (let reads = 0; reads < 5; reads++) parts.push(textOf(bytes, await read(bytes, 3)));
  expect(parts).toStrictEqual(['hel', 'lo', ', y', 'ou', '']);
});

test('shared memory that grows while it waits to be read into, is filled as far as was asked for', async () => {
  const Growable = SharedArrayBuffer as unknown as new (
    size: number,
    options: object,
  ) => SharedArrayBuffer & { grow(size: number): void };
  const growing = new Growable(4, { maxByteLength: 8 });
  const { promise, resolve } = pDefer<Uint8Array>();
  const read = fromBeginEnd(
    byteStreamFrom(new ReadableStream({ pull: async (to) => to.enqueue(await promise) })),
    'Read',
  );
  const first = read(new Uint8Array(2), 2);
  const waiting = read(new Uint8Array(growing), 4);
  growing.grow(8);
  resolve(bytesOf('hello, world'));
  expect(await first).toBe(2);
  expect(await waiting).toBe(4);
  expect(textOf(new Uint8Array(growing).slice(0, 5))).toBe('llo,\0');
});

describe('byteStreamFrom memory', () => {
  // Made in the test: some engines have no SharedArrayBuffer, or no Buffer.
  test.each<[string, () => ArrayBufferView | ArrayBuffer | SharedArrayBuffer]>([
    ['an ArrayBuffer', () => bytesOf('hello').buffer],
    [
      'a SharedArrayBuffer',
      () => {
        const shared = new SharedArrayBuffer(5);
        new Uint8Array(shared).set(bytesOf('hello'));
        return shared;
      },
    ],
    ['a DataView', () => new DataView(bytesOf('..hello..').buffer, 2, 5)],
    ['an array of other numbers', () => new Int8Array(bytesOf('..hello..').buffer, 2, 5)],
    ['a Buffer', () => Buffer.from('hello')],
  ])('as %s, reads it, and writes it in place', async (_what, made) => {
    const stream = byteStreamFrom(made());
    const bytes = new Uint8Array(9);
    expect(stream.Read(bytes, 9)).toBe(5);
    expect(textOf(bytes, 5)).toBe('hello');
    stream.SetCurrentPosition(0);
    expect(stream.Write(bytesOf('h'), 1)).toBe(1);
  });

  test.each(overridesOfBytes)(
    'as an array that says %s of itself, reads and writes what it has',
    (_what, overrides) => {
      const stream = byteStreamFrom(overriddenBytes(bytesOf('hello'), overrides));
      const bytes = new Uint8Array(9);
      expect(stream.GetLength()).toBe(5n);
      expect(stream.Read(bytes, 9)).toBe(5);
      expect(textOf(bytes, 5)).toBe('hello');
      stream.SetCurrentPosition(3);
      expect(stream.Write(bytesOf('p me'), 4)).toBe(2);
      expect(stream.IsEndOfStream()).toBe(true);
    },
  );

  test('that is detached afterwards, is an error, and not the end of the stream', async () => {
    const memory = bytesOf('hello');
    const stream = byteStreamFrom(memory);
    structuredClone(memory, { transfer: [memory.buffer] });
    const fault = 'the memory of the stream was detached or shrunk (E_FAIL)';
    await expect(fromBeginEnd(stream, 'Read')(new Uint8Array(1), 1)).rejects.toThrow(`EndRead: ${fault}`);
    expect(() => stream.Write(new Uint8Array(1), 1)).toThrow(`Write: ${fault}`);
    expect(() => stream.IsEndOfStream()).toThrow(`IsEndOfStream: ${fault}`);
  });

  test.each<[string, (memory: ArrayBuffer) => ArrayBuffer | DataView]>([
    ['an ArrayBuffer', (memory) => memory],
    ['a DataView', (memory) => new DataView(memory)],
  ])('as %s that is detached already, is a TypeError', (_what, made) => {
    const memory = new ArrayBuffer(4);
    const source = made(memory);
    structuredClone(memory, { transfer: [memory] });
    expect(() => byteStreamFrom(source)).toThrow('byteStreamFrom: expected a buffer, ');
  });

  test('as a Uint8Array that grows with its buffer, reads it to its end of then', () => {
    const growing = resizable(2);
    const stream = byteStreamFrom(new Uint8Array(growing));
    growing.resize(5);
    expect(stream.GetLength()).toBe(5n);
    expect(stream.Read(new Uint8Array(8), 8)).toBe(5);
  });

  test('as a DataView, keeps its length when the buffer grows', () => {
    const growing = resizable(2);
    const stream = byteStreamFrom(new DataView(growing));
    growing.resize(5);
    expect(stream.GetLength()).toBe(2n);
  });

  test('as a Uint8Array that shrinks with its buffer, reads what is left', () => {
    const shrinking = resizable(8);
    const stream = byteStreamFrom(new Uint8Array(shrinking));
    shrinking.resize(3);
    expect(stream.Read(new Uint8Array(8), 8)).toBe(3);
    expect(stream.IsEndOfStream()).toBe(true);
  });

  test('as the buffer itself, shrunk to no bytes, is at its end, until it grows again', () => {
    const shrinking = resizable(8);
    const stream = byteStreamFrom(shrinking);
    shrinking.resize(0);
    expect([stream.GetLength(), stream.IsEndOfStream()]).toStrictEqual([0n, true]);
    shrinking.resize(2);
    expect([stream.GetLength(), stream.IsEndOfStream()]).toStrictEqual([2n, false]);
  });

  test.each<[string, (memory: ArrayBuffer) => ArrayBufferView, number]>([
    ['a Uint8Array of fixed length', (memory) => new Uint8Array(memory, 0, 8), 3],
    ['a part of the buffer that is no more', (memory) => new Uint8Array(memory, 4, 4), 3],
    ['an array of other numbers', (memory) => new Uint16Array(memory), 3],
  ])('as %s, whose buffer was shrunk, is an error, and not the end of the stream', (_what, made, left) => {
    const shrinking = resizable(8);
    const stream = byteStreamFrom(made(shrinking));
    shrinking.resize(left);
    const fault = 'the memory of the stream was detached or shrunk (E_FAIL)';
    expect(() => stream.Read(new Uint8Array(1), 1)).toThrow(`Read: ${fault}`);
    expect(() => stream.GetLength()).toThrow(`GetLength: ${fault}`);
  });

  test('as a view without bytes, whose buffer was shrunk, is at its end as before', () => {
    const shrinking = resizable(8);
    const stream = byteStreamFrom(new Uint8Array(shrinking, 2, 0));
    shrinking.resize(3);
    expect(stream.IsEndOfStream()).toBe(true);
  });

  test('of no bytes, is at its end', () => {
    expect(byteStreamFrom(new Uint8Array(0)).IsEndOfStream()).toBe(true);
  });
});

test('byteStreamFrom a Blob without arrayBuffer, as jsdom has it, is a TypeError at once', () => {
  const blob = { size: 3, slice: () => blob };
  expect(() => byteStreamFrom(blob as never)).toThrow(
    'byteStreamFrom: the Blob has no method arrayBuffer, as in jsdom; give its bytes instead',
  );
});
