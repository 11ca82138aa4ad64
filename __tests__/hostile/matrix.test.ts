import { open } from 'node:fs/promises';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import {
  byteStreamFrom,
  E_FAIL,
  E_INVALIDARG,
  E_UNEXPECTED,
  eventGeneratorFrom,
  fromBeginEnd,
  readableStreamOf,
  S_OK,
  writableStreamOf,
  type FileHandleLike,
  type IMFAsyncCallback,
  type IMFAsyncResult,
  type IMFByteStream,
} from '../../src/index.js';
import {
  createEmbeddedPlatform,
  type Clock,
  type EmbeddedPlatform,
  MF_VERSION,
  MFASYNC_REPLY_CALLBACK,
} from '../../src/platform/index.js';
import { ManualClock } from '../../src/testing/index.js';
import { fileOf } from '../support/files.js';
import { mediaEvent } from '../support/mediaEvents.js';
import { allJobs, isPending, uncaughtBy } from '../support/promises.js';
import { collectReports } from '../support/reports.js';
import { objectWithFailingThen, thenable } from '../support/thenables.js';
import { thrownBy } from '../support/thrownBy.js';

// Each thing that is handed in, in each way to misbehave: it fails its own operation and no other.

const things = [
  'callback',
  'result',
  'handle',
  'target',
  'signal',
  'iterator',
  'file handle',
  'chunk',
  'clock',
] as const;
const ways = ['throws', 'throws later', 'getters', 'proxies', 'wrong types', 'never answers', 'answers twice'] as const;

const reports = collectReports();
const hostile = new Error('hostile');
const throwing = (): never => {
  throw hostile;
};
const throwsOnRead = (key: PropertyKey, object: object = {}): object =>
  Object.defineProperty(object, key, { get: throwing });
function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}
const invalid = expect.objectContaining({ hresult: E_INVALIDARG });

/** Lets promise reactions run, and the turns that they ask for. */
async function settle(): Promise<void> {
  await allJobs();
  await allJobs();
  await allJobs();
}

const platforms: EmbeddedPlatform[] = [];
// Items that wait for what never answers would keep the process alive.
afterEach(() => platforms.splice(0).forEach((platform) => platform[Symbol.dispose]()));

/** A platform, and the statuses with which items were invoked, by their states. */
function watched() {
  const platform = createEmbeddedPlatform();
  platform.MFStartup(MF_VERSION);
  platforms.push(platform);
  const invoked: [unknown, number][] = [];
  const callback: IMFAsyncCallback = {
    Invoke: (result) => invoked.push([result.GetStateNoAddRef(), result.GetStatus()]),
  };
  return {
    platform,
    callback,
    invoked,
    resultFor: (state: unknown, own = callback) => platform.MFCreateAsyncResult(null, own, state),
    wait(handle: unknown, state: unknown) {
      return platform.MFPutWaitingWorkItem(handle as never, 0, this.resultFor(state));
    },
  };
}

/** Dispatches a callback that misbehaves, and a good one before and after it. */
async function dispatched(own: IMFAsyncCallback) {
  const { platform, invoked, resultFor } = watched();
  const uncaught = await uncaughtBy(async () => {
    platform.MFInvokeCallback(resultFor('before'));
    platform.MFInvokeCallback(resultFor('hostile', own));
    platform.MFInvokeCallback(resultFor('after'));
    await settle();
  });
  return { uncaught, states: invoked.map(([state]) => state) };
}

/** Waits for a handle that misbehaves, twice, and for a good promise; what has run when all is over. */
async function waitedFor(handle: unknown) {
  const on = watched();
  const good = Promise.resolve();
  on.wait(good, 'good');
  on.wait(handle, 'first');
  on.wait(handle, 'second');
  await settle();
  return on.invoked.toSorted(([a], [b]) => String(a).localeCompare(String(b)));
}

/** Refuses an item that waits for a handle, and goes on. */
async function refusedAsHandle(handle: unknown): Promise<void> {
  const on = watched();
  expect(() => on.wait(handle, 'hostile')).toThrow(invalid);
  on.wait(Promise.resolve(), 'good');
  await settle();
  expect(on.invoked).toStrictEqual([['good', S_OK]]);
}

/** A platform on such a clock, whose time is turned by hand, and what has run on it. */
function clocked(own: (manual: ManualClock) => Partial<Clock>) {
  const manual = new ManualClock();
  const clock: Clock = {
    now: () => manual.now(),
    setTimeout: (run, milliseconds) => manual.setTimeout(run, milliseconds),
    clearTimeout: (timer) => manual.clearTimeout(timer),
    ...own(manual),
  };
  const platform = createEmbeddedPlatform({ clock });
  platform.MFStartup(MF_VERSION);
  platforms.push(platform);
  const ran: unknown[] = [];
  const callback: IMFAsyncCallback = { Invoke: (result) => ran.push(result.GetState()) };
  return {
    platform,
    ran,
    schedule: (state: unknown, timeout: number) => platform.MFScheduleWorkItem(callback, state, timeout),
    wait: (handle: AbortSignal, state: unknown) =>
      platform.MFPutWaitingWorkItem(handle, 0, platform.MFCreateAsyncResult(null, callback, state)),
    async pass(milliseconds: number) {
      manual.advance(milliseconds);
      await settle();
    },
  };
}

/** A function that throws the first time, and is as it was afterwards. */
const throwingOnce = <Function extends (...args: never[]) => unknown>(action: Function): Function => {
  let calls = 0;
  return ((...args) => (calls++ === 0 ? throwing() : action(...args))) as Function;
};

/** A signal of somebody else's making. */
const signalWith = (own: object): AbortSignal =>
  Object.assign(new EventTarget(), { aborted: false, reason: 'reason' }, own) as unknown as AbortSignal;

const bytesOfStream = (signal: AbortSignal) => {
  const stream = byteStreamFrom(Uint8Array.of(1, 2, 3));
  const closing = jest.spyOn(stream, 'Close');
  return { readable: readableStreamOf(stream, { signal, chunkSize: 1 }), closing };
};

/** Asks a generator over such an iterator, beside a good one, for an event. */
async function eventOf(next: () => unknown): Promise<unknown> {
  const generators = [
    eventGeneratorFrom({ [Symbol.asyncIterator]: () => ({ next }) } as never),
    eventGeneratorFrom([mediaEvent('good')]),
  ];
  const [own, good] = generators.map((generator) => fromBeginEnd(generator).getEvent());
  expect((await good)?.GetValue()).toBe('good');
  return own;
}

/** A handle of a real file, of which one method is another. */
async function handleWith(own: Partial<FileHandleLike>) {
  const handle = await open(fileOf('text'), 'r+');
  const stream = byteStreamFrom({
    get fd() {
      return handle.fd;
    },
    read: handle.read.bind(handle) as FileHandleLike['read'],
    write: handle.write.bind(handle) as FileHandleLike['write'],
    close: () => handle.close(),
    ...own,
  });
  return { handle, stream, read: fromBeginEnd(stream, 'Read') };
}

/** Reads what cannot be read, and then writes and closes what is as it was. */
async function failedRead(own: Partial<FileHandleLike>): Promise<unknown> {
  const { handle, stream, read } = await handleWith(own);
  const error: unknown = await read(new Uint8Array(4), 4).catch((reason: unknown) => reason);
  expect(await fromBeginEnd(stream, 'Write')(new Uint8Array(2), 2)).toBe(2);
  await stream[Symbol.asyncDispose]();
  expect(handle.fd).toBe(-1);
  return error;
}

/** Writes a chunk that is none; what the write rejects with. */
async function rejectedChunk(chunk: unknown): Promise<unknown> {
  const stream = byteStreamFrom(new Uint8Array(8));
  const closing = jest.spyOn(stream, 'Close');
  const writer = writableStreamOf(stream).getWriter();
  writer.closed.catch(() => {});
  const error: unknown = await writer.write(chunk as never).catch((reason: unknown) => reason);
  await settle();
  expect(closing).toHaveBeenCalledTimes(1);
  return error;
}

/** A byte stream whose writes are completed by hand. */
function slowStream() {
  const callbacks: { callback: IMFAsyncCallback; result: IMFAsyncResult }[] = [];
  const stream: IMFByteStream = Object.assign(byteStreamFrom(new Uint8Array(8)), {
    BeginWrite(_bytes: Uint8Array, _count: number, callback: IMFAsyncCallback) {
      callbacks.push({ callback, result: { GetStatus: () => S_OK } as IMFAsyncResult });
    },
    EndWrite: () => 1,
  });
  return { stream, invoke: () => callbacks.forEach(({ callback, result }) => callback.Invoke(result)) };
}

const cells: Record<(typeof things)[number], Record<(typeof ways)[number], () => Promise<void>>> = {
  callback: {
    async throws() {
      expect(await dispatched({ GetParameters: throwing, Invoke: throwing })).toStrictEqual({
        uncaught: [hostile],
        states: ['before', 'after'],
      });
    },
    async 'throws later'() {
      const invoked = jest.fn();
      const own = { GetParameters: (async () => throwing()) as never, Invoke: invoked };
      expect(await dispatched(own)).toStrictEqual({ uncaught: [], states: ['before', 'after'] });
      expect(invoked).toHaveBeenCalledTimes(1);
    },
    async getters() {
      for (const key of ['flags', 'queue']) {
        const invoked = jest.fn();
        const own = { GetParameters: () => throwsOnRead(key) as never, Invoke: invoked };
        expect(await dispatched(own)).toStrictEqual({ uncaught: [], states: ['before', 'after'] });
        expect(invoked).toHaveBeenCalledTimes(1);
      }
      // The same for one that is asked when its time has come.
      const on = watched();
      const own = { ...on.callback, GetParameters: () => throwsOnRead('queue') as never };
      on.platform.MFPutWaitingWorkItem(Promise.resolve(), 0, on.resultFor('hostile', own));
      on.wait(Promise.resolve(), 'good');
      on.platform.MFScheduleWorkItem(own, 'scheduled', 0);
      on.platform.MFScheduleWorkItem(on.callback, 'scheduled with it', 0);
      await new Promise((resolve) => setTimeout(resolve, 5));
      await settle();
      expect(on.invoked.map(([state]) => String(state)).toSorted((a, b) => a.localeCompare(b))).toStrictEqual([
        'good',
        'hostile',
        'scheduled',
        'scheduled with it',
      ]);
    },
    async proxies() {
      const { platform } = watched();
      expect(() => platform.MFPutWorkItem(1, revoked() as never, null)).toThrow(invalid);
      expect(() => platform.MFBeginCreateFile(1, 0, 0, 'file', revoked() as never, null)).toThrow(invalid);
      expect(() => platform.MFCreateEventQueue().BeginGetEvent(revoked() as never, null)).toThrow(invalid);
    },
    async 'wrong types'() {
      const { platform } = watched();
      for (const own of [null, undefined, 5, 'callback', {}, { Invoke: 5 }, () => {}, throwsOnRead('Invoke')]) {
        expect(() => platform.MFPutWorkItem(1, own as never, null)).toThrow(invalid);
        expect(() => platform.MFScheduleWorkItem(own as never, null, -1)).toThrow(invalid);
      }
      for (const given of [5, 'queue', null, [], { flags: 'x', queue: {} }, { flags: Symbol('flags') }]) {
        const invoked = jest.fn();
        const own = { GetParameters: () => given as never, Invoke: invoked };
        await dispatched(own);
        platform.MFPutWorkItem(platform.MFAllocateSerialWorkQueue(1), own, null);
        await settle();
        expect(invoked).toHaveBeenCalledTimes(2);
      }
    },
    async 'never answers'() {
      const { platform, callback, invoked } = watched();
      const queues = [platform.MFAllocateSerialWorkQueue(1), platform.MFAllocateSerialWorkQueue(1)] as const;
      const silent = { GetParameters: () => ({ flags: MFASYNC_REPLY_CALLBACK, queue: 1 }), Invoke() {} };
      platform.MFPutWorkItem(queues[0], silent, null);
      platform.MFPutWorkItem(queues[0], callback, 'behind it');
      platform.MFPutWorkItem(queues[1], callback, 'beside it');
      await settle();
      expect(invoked).toStrictEqual([['beside it', S_OK]]);
    },
    async 'answers twice'() {
      const { platform, callback, invoked } = watched();
      const queue = platform.MFAllocateSerialWorkQueue(1);
      let asked = 0;
      const eager: IMFAsyncCallback = {
        GetParameters: () => ({ flags: MFASYNC_REPLY_CALLBACK, queue: 1 }),
        Invoke(result) {
          if (asked++ > 0) return;
          platform.MFInvokeCallback(result);
          platform.MFInvokeCallback(result);
        },
      };
      platform.MFPutWorkItem(queue, eager, null);
      platform.MFPutWorkItem(queue, callback, 'behind it');
      await settle();
      expect(invoked).toStrictEqual([['behind it', S_OK]]);
      // As on Windows, the second call is no answer any more: it invokes.
      expect(asked).toBe(2);
    },
  },

  result: {
    async throws() {
      const on = watched();
      const handle = Promise.reject(hostile);
      on.platform.MFPutWaitingWorkItem(handle, 0, Object.assign(on.resultFor('hostile'), { SetStatus: throwing }));
      on.wait(handle, 'good');
      await settle();
      expect(on.invoked).toStrictEqual([
        ['hostile', S_OK],
        ['good', E_FAIL],
      ]);
    },
    async 'throws later'() {
      const on = watched();
      const SetStatus = (async () => throwing()) as never;
      on.platform.MFPutWaitingWorkItem(
        Promise.reject(hostile),
        0,
        Object.assign(on.resultFor('hostile'), { SetStatus }),
      );
      expect(await uncaughtBy(settle)).toStrictEqual([]);
      expect(on.invoked).toStrictEqual([['hostile', S_OK]]);
    },
    async getters() {
      const stream = byteStreamFrom(new Uint8Array(4));
      const given = await new Promise<IMFAsyncResult>((resolve) => {
        stream.BeginRead(new Uint8Array(4), 4, { Invoke: resolve }, null);
      });
      throwsOnRead('GetStatus', given);
      expect(stream.EndRead(given)).toBe(4);
    },
    async proxies() {
      const on = watched();
      const { platform } = on;
      for (const result of [revoked(), new Proxy(on.resultFor('behind a proxy'), {})] as IMFAsyncResult[]) {
        expect(() => platform.MFPutWorkItemEx(1, result)).toThrow(invalid);
        expect(() => platform.MFInvokeCallback(result)).toThrow(invalid);
        expect(() => platform.MFPutWaitingWorkItem(null, 0, result)).toThrow(invalid);
        expect(() => platform.MFEndCreateFile(result)).toThrow(invalid);
        expect(() => byteStreamFrom(new Uint8Array(1)).EndRead(result)).toThrow(invalid);
        expect(() => platform.MFCreateEventQueue().EndGetEvent(result)).toThrow('E_FAIL');
      }
    },
    async 'wrong types'() {
      const { platform } = watched();
      for (const result of [
        null,
        undefined,
        5,
        'result',
        {},
        { GetStatus: () => 0 },
        platform.MFCreateAsyncResult(null, null, null),
      ]) {
        expect(() => platform.MFPutWorkItemEx(1, result as never)).toThrow(invalid);
        expect(() => platform.MFScheduleWorkItemEx(result as never, -1)).toThrow(invalid);
      }
      const result = platform.MFCreateAsyncResult(null, null, null);
      for (const status of [null, undefined, '', 0.5, Symbol('status'), 2 ** 33, {}]) {
        expect(() => result.SetStatus(status as never)).toThrow(invalid);
      }
      expect(result.GetStatus()).toBe(S_OK);
    },
    async 'never answers'() {
      const stream = byteStreamFrom(new Uint8Array(8));
      // Its End never comes.
      stream.BeginRead(new Uint8Array(4), 4, { Invoke() {} }, null);
      expect(await fromBeginEnd(stream, 'Read')(new Uint8Array(4), 4)).toBe(4);
    },
    async 'answers twice'() {
      const on = watched();
      const result = on.resultFor('twice');
      on.platform.MFPutWorkItemEx(1, result);
      on.platform.MFPutWorkItemEx(1, result);
      await settle();
      expect(on.invoked).toStrictEqual([
        ['twice', S_OK],
        ['twice', S_OK],
      ]);
    },
  },

  handle: {
    async throws() {
      expect(await waitedFor(thenable(throwing))).toStrictEqual([
        ['first', E_FAIL],
        ['good', S_OK],
        ['second', E_FAIL],
      ]);
    },
    async 'throws later'() {
      expect(await waitedFor(Promise.reject(hostile))).toHaveLength(3);
    },
    async getters() {
      await refusedAsHandle(objectWithFailingThen(hostile));
      await refusedAsHandle(throwsOnRead('target', { type: 'load' }));
      let reads = 0;
      const once = Object.defineProperty({}, 'then', { get: () => (reads++ === 0 ? () => {} : throwing()) });
      const invoked = await waitedFor(once);
      expect(invoked.filter(([state]) => state !== 'good')).toStrictEqual([
        ['first', E_FAIL],
        ['second', E_FAIL],
      ]);
      // A promise whose class cannot be asked.
      const own = throwsOnRead('constructor', Promise.resolve());
      expect(await waitedFor(own)).toHaveLength(3);
    },
    async proxies() {
      await refusedAsHandle(revoked());
    },
    async 'wrong types'() {
      for (const handle of [
        undefined,
        5,
        'handle',
        Symbol('handle'),
        {},
        { then: 5 },
        { target: {}, type: 'load' },
        [],
        () => {},
      ]) {
        await refusedAsHandle(handle);
      }
    },
    async 'never answers'() {
      const on = watched();
      const key = on.wait(
        thenable(() => {}),
        'hostile',
      );
      on.wait(Promise.resolve(), 'good');
      await settle();
      expect(on.invoked).toStrictEqual([['good', S_OK]]);
      on.platform.MFCancelWorkItem(key);
      await settle();
      expect(on.invoked).toHaveLength(2);
    },
    async 'answers twice'() {
      const twice = thenable((resolve) => {
        resolve();
        resolve();
        throw hostile;
      });
      expect(await waitedFor(twice)).toStrictEqual([
        ['first', S_OK],
        ['good', S_OK],
        ['second', S_OK],
      ]);
    },
  },

  target: {
    async throws() {
      const on = watched();
      const target = new EventTarget();
      const handle = { target, type: 'load' };
      const adding = jest
        .spyOn(target, 'addEventListener')
        .mockImplementationOnce(throwing)
        .mockImplementationOnce(throwing);
      const refusal = 'MFPutWaitingWorkItem: the target of the handle refuses to be listened to (E_INVALIDARG)';
      expect(thrownBy(() => on.wait(handle, 'first'))).toMatchObject({ message: refusal, cause: hostile });
      expect(() => on.wait(handle, 'second')).toThrow(refusal);
      on.wait(handle, 'third');
      expect(adding).toHaveBeenCalledTimes(3);
      target.dispatchEvent(new Event('load'));
      await settle();
      expect(on.invoked).toStrictEqual([['third', S_OK]]);
    },
    async 'throws later'() {
      const target = Object.assign(new EventTarget(), { removeEventListener: throwing });
      const on = watched();
      const handle = { target, type: 'load' };
      on.wait(handle, 'first');
      on.wait(handle, 'second');
      target.dispatchEvent(new Event('load'));
      target.dispatchEvent(new Event('load'));
      await settle();
      expect(on.invoked).toStrictEqual([
        ['first', S_OK],
        ['second', S_OK],
      ]);
    },
    async getters() {
      await refusedAsHandle({ target: throwsOnRead('addEventListener'), type: 'load' });
      await refusedAsHandle(throwsOnRead('type', { target: new EventTarget() }));
    },
    async proxies() {
      await refusedAsHandle({ target: revoked(), type: 'load' });
      await refusedAsHandle({ target: new Proxy(new EventTarget(), { get: throwing }), type: 'load' });
    },
    async 'wrong types'() {
      for (const target of [null, undefined, 5, 'target', {}, { addEventListener: 5 }]) {
        await refusedAsHandle({ target, type: 'load' });
      }
    },
    async 'never answers'() {
      const on = watched();
      on.wait({ target: new EventTarget(), type: 'load' }, 'hostile');
      on.wait(Promise.resolve(), 'good');
      await settle();
      expect(on.invoked).toStrictEqual([['good', S_OK]]);
    },
    async 'answers twice'() {
      const on = watched();
      const target = new EventTarget();
      // It dispatches while it is being listened to, and then refuses.
      const eager = {
        addEventListener(_type: string, listener: () => void) {
          listener();
          listener();
          throw hostile;
        },
      };
      on.wait({ target: eager, type: 'load' }, 'at once');
      on.wait({ target, type: 'load' }, 'dispatched');
      target.dispatchEvent(new Event('load'));
      target.dispatchEvent(new Event('load'));
      await settle();
      expect(on.invoked).toStrictEqual([
        ['at once', S_OK],
        ['dispatched', S_OK],
      ]);
    },
  },

  signal: {
    async throws() {
      const signal = signalWith({ addEventListener: throwing });
      await refusedAsHandle(signal);
      const { readable, closing } = bytesOfStream(signal);
      const reader = readable.getReader();
      expect((await reader.read()).done).toBe(false);
      Object.assign(signal, { aborted: true });
      await expect(reader.read()).rejects.toBe('reason');
      expect(closing).toHaveBeenCalledTimes(1);
    },
    async 'throws later'() {
      const signal = signalWith({ removeEventListener: throwing });
      const on = watched();
      on.wait(signal, 'first');
      on.wait(signal, 'second');
      const { readable } = bytesOfStream(signal);
      await readable.cancel();
      expect(await uncaughtBy(settle)).toStrictEqual([]);
      signal.dispatchEvent(new Event('abort'));
      await settle();
      expect(on.invoked.map(([state]) => state)).toStrictEqual(['first', 'second']);
    },
    async getters() {
      const signal = throwsOnRead('aborted', new EventTarget());
      await refusedAsHandle(signal);
      expect(() => bytesOfStream(signal as never)).toThrow('readableStreamOf: options.signal must be an AbortSignal');
    },
    async proxies() {
      await refusedAsHandle(revoked());
      expect(() => bytesOfStream(revoked() as never)).toThrow(
        'readableStreamOf: options.signal must be an AbortSignal',
      );
      await refusedAsHandle(new Proxy(new AbortController().signal, { get: throwing }));
    },
    async 'wrong types'() {
      for (const signal of [null, 5, 'signal', {}, { aborted: true }, { aborted: 1, addEventListener() {} }]) {
        expect(() => bytesOfStream(signal as never)).toThrow('readableStreamOf: options.signal must be an AbortSignal');
      }
    },
    async 'never answers'() {
      const { readable } = bytesOfStream(new AbortController().signal);
      expect((await new Response(readable).arrayBuffer()).byteLength).toBe(3);
    },
    async 'answers twice'() {
      const signal = signalWith({});
      const { readable, closing } = bytesOfStream(signal);
      const on = watched();
      on.wait(signal, 'waiting');
      Object.assign(signal, { aborted: true });
      signal.dispatchEvent(new Event('abort'));
      signal.dispatchEvent(new Event('abort'));
      await expect(readable.getReader().read()).rejects.toBe('reason');
      await settle();
      expect(closing).toHaveBeenCalledTimes(1);
      expect(on.invoked).toStrictEqual([['waiting', S_OK]]);
    },
  },

  iterator: {
    async throws() {
      await expect(eventOf(throwing)).rejects.toBe(hostile);
    },
    async 'throws later'() {
      await expect(eventOf(async () => throwing())).rejects.toBe(hostile);
    },
    async getters() {
      await expect(eventOf(() => throwsOnRead('done'))).rejects.toBe(hostile);
      await expect(eventOf(() => throwsOnRead('value', { done: false }))).rejects.toBe(hostile);
    },
    async proxies() {
      await expect(eventOf(() => revoked())).rejects.toThrow('revoked');
      expect(() => eventGeneratorFrom(revoked() as never)).toThrow(TypeError);
    },
    async 'wrong types'() {
      for (const step of [undefined, null, 5, 'event', { done: false }, { done: false, value: 5 }]) {
        await expect(eventOf(() => step)).rejects.toThrow('eventGeneratorFrom: expected ');
      }
      for (const iterator of [undefined, null, 5, {}, { next: 5 }]) {
        expect(() => eventGeneratorFrom({ [Symbol.asyncIterator]: () => iterator } as never)).toThrow(TypeError);
      }
    },
    async 'never answers'() {
      const generator = eventGeneratorFrom({
        [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}) }),
      } as never);
      const asked = fromBeginEnd(generator).getEvent();
      expect(await isPending(asked)).toBe(true);
      generator.Shutdown();
      await expect(asked).rejects.toThrow('MF_E_SHUTDOWN');
    },
    async 'answers twice'() {
      const event = mediaEvent(1);
      const twice = thenable((resolve) => {
        resolve({ done: false, value: event });
        resolve({ done: true });
        throw hostile;
      });
      expect(await eventOf(() => twice)).toBe(event);
    },
  },

  'file handle': {
    async throws() {
      expect(await failedRead({ read: throwing })).toMatchObject({
        hresult: E_FAIL,
        operation: 'EndRead',
        cause: hostile,
      });
    },
    async 'throws later'() {
      expect(await failedRead({ read: async () => throwing() })).toMatchObject({ hresult: E_FAIL, cause: hostile });
    },
    async getters() {
      expect(() => byteStreamFrom(throwsOnRead('fd', { read() {}, write() {}, close() {} }) as never)).toThrow(
        TypeError,
      );
      expect(await failedRead({ read: async () => throwsOnRead('bytesRead') as never })).toMatchObject({
        cause: hostile,
      });
    },
    async proxies() {
      expect(() => byteStreamFrom(revoked() as never)).toThrow(TypeError);
      expect(await failedRead({ read: async () => revoked() as never })).toMatchObject({ hresult: E_FAIL });
    },
    async 'wrong types'() {
      for (const bytesRead of [undefined, null, 'x', -1, 5, 0.5, Number.NaN, Symbol('count')]) {
        expect(await failedRead({ read: async () => ({ bytesRead }) as never })).toMatchObject({
          hresult: E_UNEXPECTED,
        });
      }
    },
    async 'never answers'() {
      const { handle, stream, read } = await handleWith({ read: () => new Promise(() => {}) });
      const other = await handleWith({});
      const reading = read(new Uint8Array(4), 4);
      expect(await other.read(new Uint8Array(4), 4)).toBe(4);
      stream.Close();
      expect(await isPending(reading)).toBe(true);
      other.stream.Close();
      await handle.close();
    },
    async 'answers twice'() {
      const twice = thenable((resolve) => {
        resolve({ bytesRead: 4 });
        resolve({ bytesRead: 1 });
        throw hostile;
      });
      const { stream, read } = await handleWith({ read: () => twice as never });
      expect(await read(new Uint8Array(4), 4)).toBe(4);
      expect(stream.GetCurrentPosition()).toBe(4n);
      stream.Close();
    },
  },

  chunk: {
    async throws() {
      const chunk = new Proxy(new Uint8Array(1), { get: throwing });
      expect(await rejectedChunk(chunk)).toMatchObject({
        message: 'writableStreamOf: expected a Uint8Array, got object',
      });
    },
    async 'throws later'() {
      const { stream, invoke } = slowStream();
      const writer = writableStreamOf(stream).getWriter();
      writer.closed.catch(() => {});
      const first = writer.write(new Uint8Array(1));
      const chunk = new Uint8Array(1);
      const second = writer.write(chunk);
      await allJobs();
      structuredClone(chunk, { transfer: [chunk.buffer] });
      invoke();
      await first;
      await expect(second).rejects.toThrow(invalid);
    },
    async getters() {
      const chunk = Uint8Array.of(7);
      for (const key of ['length', 'byteLength', 'byteOffset', 'buffer', 'subarray']) throwsOnRead(key, chunk);
      const bytes = new Uint8Array(8);
      await writableStreamOf(byteStreamFrom(bytes)).getWriter().write(chunk);
      expect(bytes[0]).toBe(7);
    },
    async proxies() {
      expect(await rejectedChunk(revoked())).toBeInstanceOf(TypeError);
      expect(await rejectedChunk(new Proxy(new Uint8Array(1), {}))).toBeInstanceOf(TypeError);
    },
    async 'wrong types'() {
      const named = Object.defineProperty(new Int8Array(1), Symbol.toStringTag, { value: 'Uint8Array' });
      for (const chunk of [undefined, null, 5, 'text', {}, [1], new ArrayBuffer(1), new Int8Array(1), named]) {
        expect(await rejectedChunk(chunk)).toBeInstanceOf(TypeError);
      }
    },
    async 'never answers'() {
      const { stream } = slowStream();
      const closing = jest.spyOn(stream, 'Close');
      const writer = writableStreamOf(stream).getWriter();
      writer.closed.catch(() => {});
      const writing = writer.write(new Uint8Array(1));
      writing.catch(() => {});
      expect(await isPending(writing)).toBe(true);
      void writer.abort('enough').catch(() => {});
      await settle();
      expect(closing).toHaveBeenCalledTimes(1);
    },
    async 'answers twice'() {
      const { stream, invoke } = slowStream();
      const writer = writableStreamOf(stream).getWriter();
      const writing = writer.write(new Uint8Array(1));
      await allJobs();
      invoke();
      invoke();
      await writing;
      await writer.close();
      expect(reports.map(({ kind }) => kind)).toStrictEqual(['second-invoke']);
    },
  },

  clock: {
    async throws() {
      const scheduled = clocked((manual) => {
        const once = throwingOnce((run: () => void, milliseconds: number) => manual.setTimeout(run, milliseconds));
        let calls = 0;
        // The second timer: that of an item which is earlier than the first.
        return { setTimeout: (...args) => (calls++ === 0 ? manual.setTimeout(...args) : once(...args)) };
      });
      scheduled.schedule('good', -10);
      expect(() => scheduled.schedule('hostile', -5)).toThrow(hostile);
      await scheduled.pass(10);
      scheduled.schedule('after', -5);
      await scheduled.pass(5);
      expect(scheduled.ran).toStrictEqual(['good', 'after']);

      const { platform, pass } = clocked((manual) => ({
        setTimeout: throwingOnce((run: () => void, milliseconds: number) => manual.setTimeout(run, milliseconds)),
      }));
      const called = [jest.fn(), jest.fn()] as const;
      expect(() => platform.MFAddPeriodicCallback(called[0], null)).toThrow(hostile);
      platform.MFAddPeriodicCallback(called[1], null);
      await pass(10);
      expect(called.map((each) => each.mock.calls.length)).toStrictEqual([0, 1]);

      const controller = new AbortController();
      let kept = 0;
      const waiting = clocked(() => ({
        keepAlive: throwingOnce(() => {
          kept += 1;
          return () => (kept -= 1);
        }),
      }));
      expect(() => waiting.wait(controller.signal, 'hostile')).toThrow(hostile);
      waiting.wait(controller.signal, 'good');
      expect(kept).toBe(1);
      controller.abort();
      await settle();
      expect(waiting.ran).toStrictEqual(['good']);
      expect(kept).toBe(0);
    },
    async 'throws later'() {
      const controller = new AbortController();
      const { ran, wait } = clocked(() => ({ keepAlive: () => throwing }));
      wait(controller.signal, 'first');
      wait(controller.signal, 'second');
      const uncaught = await uncaughtBy(async () => {
        controller.abort();
        await settle();
      });
      expect(uncaught).toStrictEqual([hostile]);
      expect(ran).toStrictEqual(['first', 'second']);
    },
    async getters() {
      const clock = throwsOnRead('now', { setTimeout() {}, clearTimeout() {} });
      expect(() => createEmbeddedPlatform({ clock: clock as Clock })).toThrow('it has no method now');
      expect(() => createEmbeddedPlatform(throwsOnRead('clock'))).toThrow(hostile);
    },
    async proxies() {
      expect(() => createEmbeddedPlatform({ clock: revoked() as Clock })).toThrow('it has no method now');
    },
    async 'wrong types'() {
      for (const clock of [null, 5, 'clock', () => {}]) {
        expect(() => createEmbeddedPlatform({ clock: clock as never })).toThrow(TypeError);
      }
      for (const [name, given] of [
        ['now', 5],
        ['setTimeout', undefined],
        ['clearTimeout', {}],
        ['keepAlive', 5],
      ] as const) {
        expect(() => clocked(() => ({ [name]: given }))).toThrow(`it has no method ${name}`);
      }
    },
    async 'never answers'() {
      const silent = clocked(() => ({ setTimeout: () => 0 }));
      const good = clocked(() => ({}));
      silent.schedule('silent', -5);
      silent.platform.MFPutWorkItem(1, { Invoke: () => silent.ran.push('put') }, null);
      good.schedule('good', -5);
      await good.pass(5);
      expect([silent.ran, good.ran]).toStrictEqual([['put'], ['good']]);
    },
    async 'answers twice'() {
      // Each timer fires twice, and none can be cleared.
      const { platform, ran, schedule, pass } = clocked((manual) => ({
        setTimeout(run, milliseconds) {
          manual.setTimeout(run, milliseconds);
          return manual.setTimeout(run, milliseconds);
        },
        clearTimeout() {},
      }));
      schedule('first', -5);
      platform.MFCancelWorkItem(schedule('cancelled', -1));
      await pass(5);
      schedule('second', -5);
      await pass(4);
      expect(ran).toStrictEqual(['first']);
      await pass(1);
      expect(ran).toStrictEqual(['first', 'second']);
    },
  },
};

describe.each(things)('a %s that misbehaves fails its own operation and no other', (thing) => {
  test.each(ways)('%s', async (way) => {
    expect.hasAssertions();
    await cells[thing][way]();
  });
});
