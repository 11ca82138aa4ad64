import { getEventListeners } from 'node:events';
import { describe, expect, jest, test } from '@jest/globals';
import pDefer from 'p-defer';
import { describe as describeValue } from '../../src/contract/arguments.js';
import {
  byteStreamFrom,
  E_ABORT,
  E_FAIL,
  HResultError,
  MF_E_SHUTDOWN,
  readableStreamOf,
  toBeginEnd,
  type IMFByteStream,
} from '../../src/index.js';
import { bytesOf, textOf } from '../support/files.js';
import { allJobs, isPending } from '../support/promises.js';
import { thenable } from '../support/thenables.js';

const content = 'hello, world';

/** A byte stream, and what is called on it. */
function observed(source: Uint8Array | Blob = bytesOf(content)) {
  const stream = byteStreamFrom(source);
  return {
    stream,
    beginRead: jest.spyOn(stream, 'BeginRead'),
    close: jest.spyOn(stream, 'Close'),
  };
}

/** A Blob whose bytes come when the test says so. */
function slowBlob() {
  const answers: ((bytes: ArrayBuffer) => void)[] = [];
  const blob = Object.assign(new Blob([content]), {
    slice: () => ({ arrayBuffer: () => new Promise<ArrayBuffer>((resolve) => answers.push(resolve)) }),
  });
  return { blob, answers };
}

/** A byte stream of which one method is another. */
const faulty = (methods: Partial<IMFByteStream>): IMFByteStream =>
  Object.assign(byteStreamFrom(bytesOf(content)), methods);

describe('readableStreamOf', () => {
  test('of a byte stream, gives its bytes and ends', async () => {
    expect(await new Response(readableStreamOf(observed().stream)).text()).toBe(content);
  });

  test('of a byte stream in the middle, gives the rest', async () => {
    const { stream } = observed();
    stream.SetCurrentPosition(7);
    expect(await new Response(readableStreamOf(stream)).text()).toBe('world');
  });

  test('of an empty byte stream, ends at once', async () => {
    expect(await new Response(readableStreamOf(byteStreamFrom(new Blob()))).text()).toBe('');
  });

  test('given a chunkSize, asks for no more than that at once', async () => {
    const { stream, beginRead } = observed();
    const chunks: string[] = [];
    for await (const chunk of readableStreamOf(stream, { chunkSize: 5 })) chunks.push(textOf(chunk));
    expect(chunks).toStrictEqual(['hello', ', wor', 'ld']);
    expect(beginRead.mock.calls.map(([, count]) => count)).toStrictEqual([5, 5, 5, 5]);
  });

  test('without a chunkSize, asks for 64 KiB at once', async () => {
    const { stream, beginRead } = observed();
    await readableStreamOf(stream).getReader().read();
    expect(beginRead.mock.calls[0]?.[1]).toBe(65536);
  });

  test('of a byte stream of somebody else, gives its bytes and closes it', async () => {
    const { stream } = observed();
    const Close = jest.fn();
    const { begin, end } = toBeginEnd(async (bytes: Uint8Array, count: number) => stream.Read(bytes, count));
    const own = { BeginRead: begin, EndRead: end, Close } as unknown as IMFByteStream;
    expect(await new Response(readableStreamOf(own)).text()).toBe(content);
    expect(Close).toHaveBeenCalledTimes(1);
  });

  test('that nobody reads, begins no read', async () => {
    const { stream, beginRead } = observed();
    readableStreamOf(stream);
    await allJobs();
    expect(beginRead).not.toHaveBeenCalled();
  });

  test('read once, reads no further', async () => {
    const { stream, beginRead } = observed();
    await readableStreamOf(stream, { chunkSize: 2 }).getReader().read();
    await allJobs();
    expect(beginRead).toHaveBeenCalledTimes(1);
  });

  test('read into a buffer of the reader’s own, fills that one', async () => {
    const reader = readableStreamOf(observed().stream).getReader({ mode: 'byob' });
    const buffer = new ArrayBuffer(16);
    const { value, done } = await reader.read(new Uint8Array(buffer, 4, 5));
    expect(done).toBe(false);
    expect(textOf(value as Uint8Array)).toBe('hello');
    expect(value?.byteOffset).toBe(4);
  });

  test('read into a longer buffer than chunkSize, asks for chunkSize', async () => {
    const { stream, beginRead } = observed();
    const reader = readableStreamOf(stream, { chunkSize: 3 }).getReader({ mode: 'byob' });
    const { value } = await reader.read(new Uint8Array(8));
    expect(textOf(value as Uint8Array)).toBe('hel');
    expect(beginRead.mock.calls[0]?.[1]).toBe(3);
  });

  test('read into a buffer at the end, gives the buffer back', async () => {
    const { stream } = observed();
    stream.SetCurrentPosition(12);
    const reader = readableStreamOf(stream).getReader({ mode: 'byob' });
    const { value, done } = await reader.read(new Uint8Array(8));
    expect(done).toBe(true);
    expect(value?.buffer.byteLength).toBe(8);
  });

  test('at the end, has closed the byte stream once', async () => {
    const { stream, close } = observed();
    await new Response(readableStreamOf(stream)).text();
    expect(close).toHaveBeenCalledTimes(1);
  });

  test('whose byte stream cancels its reader where it is closed, closes that once', async () => {
    const Close = jest.fn(() => void reader.cancel());
    const reader = readableStreamOf(faulty({ Close })).getReader();
    await reader.read();
    expect((await reader.read()).done).toBe(true);
    expect(Close).toHaveBeenCalledTimes(1);
  });

  test('at the end, with preventClose, has left the byte stream open', async () => {
    const { stream } = observed();
    await new Response(readableStreamOf(stream, { preventClose: true })).text();
    expect(stream.GetCurrentPosition()).toBe(12n);
  });

  test('cancelled, closes the byte stream', async () => {
    const { stream, close } = observed();
    await readableStreamOf(stream).cancel('enough');
    expect(close).toHaveBeenCalledTimes(1);
  });

  test('cancelled, with preventClose, leaves the byte stream open', async () => {
    const { stream, close } = observed();
    await readableStreamOf(stream, { preventClose: true }).cancel('enough');
    expect(close).not.toHaveBeenCalled();
  });

  test('cancelled while a read is pending, cancels that as well', async () => {
    const { blob, answers } = slowBlob();
    const { stream, close } = observed(blob);
    const endRead = jest.spyOn(stream, 'EndRead');
    const reader = readableStreamOf(stream).getReader();
    const reading = reader.read();
    await allJobs();
    const cancelled = reader.cancel();
    expect(await reading).toStrictEqual({ value: undefined, done: true });
    expect(close).toHaveBeenCalledTimes(1);
    expect(await isPending(cancelled)).toBe(true);
    answers[0]?.(new ArrayBuffer(1));
    await cancelled;
    expect(endRead.mock.results).toStrictEqual([
      { type: 'throw', value: expect.objectContaining({ hresult: E_ABORT }) },
    ]);
  });

  test('cancelled while a read is pending, with preventClose, is over once the read is', async () => {
    const { blob, answers } = slowBlob();
    const { stream, close } = observed(blob);
    const reader = readableStreamOf(stream, { preventClose: true }).getReader();
    const reading = reader.read();
    await allJobs();
    const cancelled = reader.cancel();
    expect(await reading).toStrictEqual({ value: undefined, done: true });
    expect(await isPending(cancelled)).toBe(true);
    answers[0]?.(new ArrayBuffer(3));
    await cancelled;
    expect(stream.GetCurrentPosition()).toBe(3n);
    expect(close).not.toHaveBeenCalled();
  });

  test('disposed while it is locked, errors with MF_E_SHUTDOWN, and is over once the read is', async () => {
    const { blob, answers } = slowBlob();
    const { stream, close } = observed(blob);
    const readable = readableStreamOf(stream);
    const reading = readable.getReader().read();
    await allJobs();
    const disposed = readable[Symbol.asyncDispose]() as Promise<void>;
    await expect(reading).rejects.toThrow('readableStreamOf: the stream was disposed (MF_E_SHUTDOWN)');
    expect(close).toHaveBeenCalledTimes(1);
    expect(await isPending(disposed)).toBe(true);
    answers[0]?.(new ArrayBuffer(1));
    expect(await disposed).toBeUndefined();
  });

  test('disposed after its end, does nothing', async () => {
    const { stream, close } = observed();
    const readable = readableStreamOf(stream);
    await new Response(readable).text();
    await readable[Symbol.asyncDispose]();
    expect(close).toHaveBeenCalledTimes(1);
  });

  test('of an async Close, ends once that has', async () => {
    const { promise, reject } = pDefer<never>();
    const { stream } = observed();
    Object.assign(stream, { Close: () => promise as unknown });
    const reading = new Response(readableStreamOf(stream)).text();
    expect(await isPending(reading)).toBe(true);
    const error = new Error('cannot close');
    reject(error);
    await expect(reading).rejects.toBe(error);
  });

  test('of a Close that returns a thenable which is no promise, does not wait for that', async () => {
    // The `then` of a database query starts it.
    const then = jest.fn();
    const { stream } = observed();
    Object.assign(stream, { Close: () => thenable(then) });
    expect(await new Response(readableStreamOf(stream)).text()).toBe(content);
    expect(then).not.toHaveBeenCalled();
  });

  test('whose chunk is small, does not hold the buffer that it was read into', async () => {
    const { value } = await readableStreamOf(observed().stream).getReader().read();
    expect(value?.buffer.byteLength).toBe(content.length);
  });

  test.each([16, 24])('whose chunk is at least half of its buffer of %p bytes, is not copied', async (chunkSize) => {
    const { value } = await readableStreamOf(observed().stream, { chunkSize }).getReader().read();
    expect(value?.buffer.byteLength).toBe(chunkSize);
  });

  test('where there are no readable byte streams, as in WebKit, is a stream that does not read ahead either', async () => {
    const { ReadableStream: Native } = globalThis;
    globalThis.ReadableStream = new Proxy(Native, {
      construct(_target, [source = {}, strategy]: [object?, object?]) {
        if ('type' in source) throw new TypeError('ReadableByteStreamController is not implemented');
        return new Native(source, strategy);
      },
    });
    try {
      const { stream, beginRead } = observed();
      const readable = readableStreamOf(stream);
      await allJobs();
      expect(beginRead).not.toHaveBeenCalled();
      expect(await new Response(readable).text()).toBe(content);
    } finally {
      globalThis.ReadableStream = Native;
    }
  });

  test('whose byte stream fails, errors with that very error and closes', async () => {
    const error = new HResultError(E_FAIL, 'EndRead');
    const Close = jest.fn();
    const failing = faulty({
      EndRead() {
        throw error;
      },
      Close,
    });
    await expect(new Response(readableStreamOf(failing)).text()).rejects.toBe(error);
    expect(Close).toHaveBeenCalledTimes(1);
  });

  test('given a chunkSize that no buffer can have, errors and closes', async () => {
    const { stream, beginRead, close } = observed();
    const reader = readableStreamOf(stream, { chunkSize: Number.MAX_SAFE_INTEGER }).getReader();
    await expect(reader.read()).rejects.toMatchObject({ name: 'RangeError' });
    expect(beginRead).not.toHaveBeenCalled();
    expect(close).toHaveBeenCalledTimes(1);
  });

  test('whose byte stream is closed already, errors with MF_E_SHUTDOWN', async () => {
    const { stream } = observed();
    stream.Close();
    await expect(readableStreamOf(stream).getReader().read()).rejects.toMatchObject({ hresult: MF_E_SHUTDOWN });
  });

  test('whose byte stream fails, and fails to close as well, errors with the first error and warns of the other', async () => {
    const warning = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const error = new Error('first');
    const failing = faulty({
      EndRead() {
        throw error;
      },
      Close() {
        throw new Error('second');
      },
    });
    await expect(readableStreamOf(failing).getReader().read()).rejects.toBe(error);
    expect(warning.mock.calls).toStrictEqual([
      ['Close: second, the close may be incomplete', { type: 'BeginEndWarning', code: 'close-failed' }],
    ]);
    warning.mockRestore();
  });

  test('whose byte stream fails to close at the end, errors with that', async () => {
    const error = new Error('cannot close');
    const failing = faulty({
      Close() {
        throw error;
      },
    });
    await expect(new Response(readableStreamOf(failing)).text()).rejects.toBe(error);
  });

  test.each([6, -1, 1.5, Number.NaN, '5', undefined])(
    'whose byte stream reports %p bytes, which it cannot have read, errors with E_UNEXPECTED',
    async (count) => {
      const lying = faulty({ EndRead: () => count as number });
      await expect(readableStreamOf(lying, { chunkSize: 5 }).getReader().read()).rejects.toThrow(
        `EndRead: the stream reports ${describeValue(count)} bytes where 5 were asked for (E_UNEXPECTED)`,
      );
    },
  );
});

describe('readableStreamOf with a signal', () => {
  test('that is aborted while a read is pending, errors with its reason and cancels the read', async () => {
    const { blob } = slowBlob();
    const { stream, close } = observed(blob);
    const controller = new AbortController();
    const reading = readableStreamOf(stream, { signal: controller.signal }).getReader().read();
    await allJobs();
    controller.abort('enough');
    await expect(reading).rejects.toBe('enough');
    expect(close).toHaveBeenCalledTimes(1);
  });

  test('shared by many, has one listener, and none a moment after the last is over', async () => {
    const { signal } = new AbortController();
    const streams = Array.from({ length: 20 }, () => readableStreamOf(observed().stream, { signal }));
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    await Promise.all(streams.map((stream) => stream.cancel()));
    await allJobs();
    expect(getEventListeners(signal, 'abort')).toStrictEqual([]);
  });

  test('that is aborted between reads, errors with its reason and closes', async () => {
    const { stream, close } = observed();
    const controller = new AbortController();
    const reader = readableStreamOf(stream, { signal: controller.signal, chunkSize: 2 }).getReader();
    await reader.read();
    controller.abort('enough');
    expect(close).toHaveBeenCalledTimes(1);
    await expect(reader.read()).rejects.toBe('enough');
  });

  test('that is aborted already, errors without a read, and closes at once', async () => {
    const { stream, beginRead, close } = observed();
    const reader = readableStreamOf(stream, { signal: AbortSignal.abort('enough') }).getReader();
    expect(close).toHaveBeenCalledTimes(1);
    await expect(reader.read()).rejects.toBe('enough');
    expect(beginRead).not.toHaveBeenCalled();
  });

  test('that cannot be listened to, and is aborted between reads, errors with its reason at the next read', async () => {
    const { stream, beginRead, close } = observed();
    const signal = { aborted: false, reason: 'enough', addEventListener() {}, removeEventListener() {} };
    const reader = readableStreamOf(stream, { signal: signal as never, chunkSize: 2 }).getReader();
    await reader.read();
    signal.aborted = true;
    await expect(reader.read()).rejects.toBe('enough');
    expect(beginRead).toHaveBeenCalledTimes(1);
    expect(close).toHaveBeenCalledTimes(1);
  });

  test('that can no longer be asked, reads on', async () => {
    const { proxy, revoke } = Proxy.revocable({ aborted: false, addEventListener() {}, removeEventListener() {} }, {});
    const readable = readableStreamOf(observed().stream, { signal: proxy as never });
    revoke();
    expect(await new Response(readable).text()).toBe(content);
  });

  test('and a chunkSize that no buffer can have, keeps no listener', async () => {
    const { signal } = new AbortController();
    const readable = readableStreamOf(observed().stream, { signal, chunkSize: Number.MAX_SAFE_INTEGER });
    await expect(readable.getReader().read()).rejects.toMatchObject({ name: 'RangeError' });
    await allJobs();
    expect(getEventListeners(signal, 'abort')).toStrictEqual([]);
  });

  test('that is aborted after the end, does nothing, and keeps no listener', async () => {
    const { stream, close } = observed();
    const controller = new AbortController();
    await new Response(readableStreamOf(stream, { signal: controller.signal })).text();
    await allJobs();
    expect(getEventListeners(controller.signal, 'abort')).toStrictEqual([]);
    controller.abort();
    expect(close).toHaveBeenCalledTimes(1);
  });
});

describe('readableStreamOf given what it cannot use', () => {
  test.each([null, undefined, {}, { BeginRead() {}, EndRead() {} }])('as a stream, %p, is a TypeError', (stream) => {
    expect(() => readableStreamOf(stream as never)).toThrow(
      /^readableStreamOf: expected an IMFByteStream, but it has no method (BeginRead|Close)$/,
    );
  });

  test('as an option, is a TypeError that names what there is', () => {
    expect(() => readableStreamOf(observed().stream, { highWaterMark: 1 } as never)).toThrow(
      "readableStreamOf: there is no option 'highWaterMark', there is: chunkSize, signal, preventClose",
    );
  });

  test.each([0, -1, 1.5, Number.NaN, '5', null])('as chunkSize, %p, is a TypeError', (chunkSize) => {
    expect(() => readableStreamOf(observed().stream, { chunkSize: chunkSize as never })).toThrow(
      'readableStreamOf: options.chunkSize must be a positive integer',
    );
  });

  test.each([null, {}, { aborted: false }, 'signal'])('as signal, %p, is a TypeError', (signal) => {
    expect(() => readableStreamOf(observed().stream, { signal: signal as never })).toThrow(
      'readableStreamOf: options.signal must be an AbortSignal',
    );
  });
});
