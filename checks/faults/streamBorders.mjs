// Faults at the borders of streams, iterations and platforms.
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { AsyncLocalStorage } from 'node:async_hooks';
import { getEventListeners } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';

import { error, outcome, ownRows, quiet, thrownBy, turn } from './tools.mjs';

const E_INVALIDARG = 0x80070057;
const E_UNEXPECTED = 0x8000ffff;
const MF_E_NOT_FOUND = 0xc00d36d5;

const throws = () => {
  throw error;
};

/** A file with a text, which goes when the process ends. @param {string} text */
function fileOf(text) {
  const folder = mkdtempSync(join(tmpdir(), 'faults-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'file');
  writeFileSync(path, text);
  return path;
}

/** The lowest number that is free: it stays the same where all that was opened has been closed. @param {string} path */
function nextDescriptor(path) {
  const fd = openSync(path, 'r');
  closeSync(fd);
  return fd;
}

/** A byte stream whose read and write are these functions. @param {any} l @param {any} [how] */
function streamOf(l, { read = async () => 0, write = async (/** @type {any} */ bytes) => bytes.length } = {}) {
  let closes = 0;
  const stream = {
    ...l.toBeginEnd({ read, write }),
    Close() {
      closes += 1;
    },
  };
  return { stream, closes: () => closes };
}

const noStreams = 'the others have no byte streams, iterations and event generators';

export const streamBorders = ownRows(noStreams, [
  [
    'a descriptor is closed elsewhere, and given to another file: a read is an error, not the bytes of that',
    async (l) => {
      const handle = await open(fileOf('right'), 'r');
      const stream = l.byteStreamFrom(handle);
      await handle.close();
      const other = await open(fileOf('wrong'), 'r');
      const bytes = new Uint8Array(5);
      const got = await outcome((async () => l.fromBeginEnd(stream).read(bytes, 5))());
      await other.close();
      return got.failed && bytes.every((byte) => byte === 0);
    },
  ],
  [
    'the close of a file fails: the writer rejects, and that error is the cause',
    async (l) => {
      const handle = await open(fileOf(''), 'r+');
      const { fd } = handle;
      const stream = l.byteStreamFrom({
        fd,
        read: handle.read.bind(handle),
        write: handle.write.bind(handle),
        stat: handle.stat.bind(handle),
        truncate: handle.truncate.bind(handle),
        close: () => handle.close().then(throws),
      });
      const got = await outcome(l.writableStreamOf(stream).getWriter().close());
      return /** @type {any} */ (got.error)?.cause === error;
    },
  ],
  [
    'SetLength(null) truncates nothing: E_INVALIDARG',
    async (l) => {
      const path = fileOf('text');
      const handle = await open(path, 'r+');
      const stream = l.byteStreamFrom(handle);
      const thrown = thrownBy(() => stream.SetLength(null));
      await handle.close();
      return thrown?.hresult === E_INVALIDARG && readFileSync(path, 'utf8') === 'text';
    },
  ],
  [
    'a stream says that it read more than it was asked for: the reader rejects',
    async (l) => {
      const { stream, closes } = streamOf(l, { read: async () => 10 });
      const got = await outcome(l.readableStreamOf(stream, { chunkSize: 4 }).getReader().read());
      return /** @type {any} */ (got.error)?.hresult === E_UNEXPECTED && closes() === 1;
    },
  ],
  [
    'a stream writes nothing, again and again: an error, not a loop',
    async (l) => {
      const { stream } = streamOf(l, { write: async () => 0 });
      return (await outcome(l.writableStreamOf(stream).getWriter().write(new Uint8Array(4)))).failed;
    },
  ],
  [
    'a stream writes less than it was asked for: the rest is written, too',
    async (l) => {
      /** @type {number[]} */ const written = [];
      const write = async (/** @type {Uint8Array} */ bytes) =>
        (written.push(Number(bytes[0])), 1);
      const writer = l.writableStreamOf(streamOf(l, { write }).stream).getWriter();
      await writer.write(Uint8Array.of(1, 2, 3));
      return written.join() === '1,2,3';
    },
  ],
  [
    'a chunk is transferred while it waits: its write is an error',
    async (l) => {
      /** @type {any} */ let release;
      const write = (/** @type {Uint8Array} */ bytes) =>
        new Promise((resolve) => (release = () => resolve(bytes.length)));
      const writer = l.writableStreamOf(streamOf(l, { write }).stream).getWriter();
      writer.closed.catch(() => {});
      const first = writer.write(new Uint8Array(1));
      const chunk = new Uint8Array(1);
      const second = outcome(writer.write(chunk));
      await turn();
      structuredClone(chunk, { transfer: [chunk.buffer] });
      release();
      await first;
      return /** @type {any} */ ((await second).error)?.hresult === E_INVALIDARG;
    },
  ],
  [
    'a reader is cancelled while it reads: it is over when the read is, and the stream is closed once',
    async (l) => {
      /** @type {any} */ let release;
      const { stream, closes } = streamOf(l, { read: () => new Promise((resolve) => (release = resolve)) });
      const reader = l.readableStreamOf(stream).getReader();
      void outcome(reader.read());
      await turn();
      let over = false;
      const cancelled = reader.cancel().then(() => (over = true));
      await turn();
      const early = over;
      release(0);
      await cancelled;
      return !early && closes() === 1;
    },
  ],
  [
    'the signal of a Web stream is aborted: its reader gets the reason, and the stream is closed',
    async (l) => {
      const controller = new AbortController();
      const { stream, closes } = streamOf(l, { read: () => new Promise(() => {}) });
      const reading = outcome(l.readableStreamOf(stream, { signal: controller.signal }).getReader().read());
      await turn();
      controller.abort(error);
      return (await reading).error === error && closes() === 1;
    },
  ],
  [
    '10,000 Web streams on one signal: one listener, and no warning of a leak',
    async (l, tell) => {
      const { signal } = new AbortController();
      const all = Array.from({ length: 10_000 }, () => l.readableStreamOf(streamOf(l).stream, { signal }));
      await quiet();
      return all.length === 10_000 && getEventListeners(signal, 'abort').length === 1 && tell.heard.length === 0;
    },
  ],
  [
    'an iteration is left while an operation runs: its late value is disposed',
    async (l) => {
      /** @type {any} */ let callback;
      /** @type {unknown[]} */ const disposed = [];
      const iteration = l.iterateBeginEnd(
        (/** @type {any} */ given, /** @type {any} */ _state) => {
          callback = given;
        },
        () => 7,
        { dispose: (/** @type {any} */ value) => disposed.push(value) },
      );
      const next = iteration.next();
      const left = iteration.return(8);
      await turn();
      callback.Invoke({});
      return (await next).done === true && (await left).value === 8 && disposed.join() === '7';
    },
  ],
  [
    'an iteration is left inside Begin: it ends',
    async (l) => {
      /** @type {any} */ let left;
      const iteration = l.iterateBeginEnd(
        (/** @type {any} */ callback, /** @type {any} */ _state) => {
          left = iteration.return();
          soonInvoke(callback);
        },
        () => 7,
      );
      const next = await iteration.next();
      await left;
      return next.done === true;
    },
  ],
  [
    'an iteration is aborted with NaN: it throws NaN, and does not end in silence',
    async (l) => {
      const iteration = l.iterateBeginEnd(
        (/** @type {any} */ _callback, /** @type {any} */ _state) => {},
        () => 7,
        { signal: AbortSignal.abort(NaN), until: () => true },
      );
      return Object.is((await outcome(iteration.next())).error, NaN);
    },
  ],
  ...[
    ['throws', throws, (/** @type {any} */ thrown) => thrown === error],
    ['gives no object', () => 5, (/** @type {any} */ thrown) => thrown instanceof TypeError],
    ['rejects', () => Promise.reject(error), (/** @type {any} */ thrown) => thrown === error],
    [
      'has a getter that throws in its answer',
      async () => Object.defineProperty({}, 'done', { get: throws }),
      (/** @type {any} */ thrown) => thrown === error,
    ],
  ].map(
    ([what, next, right]) =>
      /** @type {[string, (library: any) => unknown]} */ ([
        `an iterator of events whose next() ${String(what)}: EndGetEvent throws`,
        async (l) => {
          const generator = l.eventGeneratorFrom({ [Symbol.asyncIterator]: () => ({ next }) });
          return /** @type {any} */ (right)((await outcome(l.fromBeginEnd(generator).getEvent())).error);
        },
      ]),
  ),
  [
    'a value wins over the return of an iteration: it is disposed',
    async (l) => {
      /** @type {any} */ let callback;
      /** @type {unknown[]} */ const disposed = [];
      const iteration = l.iterateBeginEnd(
        (/** @type {any} */ given, /** @type {any} */ _state) => {
          callback = given;
        },
        () => 7,
        { cancel: () => {}, dispose: (/** @type {any} */ value) => disposed.push(value) },
      );
      const next = iteration.next();
      callback.Invoke({});
      await iteration.return();
      return (await next).done === true && disposed.join() === '7';
    },
  ],
  [
    'an iteration over events is aborted while it waits: the next one gets the next event',
    async (l) => {
      const nul = '00000000-0000-0000-0000-000000000000';
      const generator = l.eventGeneratorFrom({ [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}) }) });
      const controller = new AbortController();
      const first = outcome(l.eventsOf(generator, { signal: controller.signal }).next());
      await turn();
      controller.abort(error);
      const second = l.eventsOf(generator).next();
      generator.QueueEvent(1, nul, 0, 7);
      return (await first).error === error && (await second).value.GetValue() === 7;
    },
  ],
  [
    'a read fails: the one behind it, which counts on its place, fails as well',
    async (l) => {
      const handle = await open(fileOf('right'), 'r');
      let reads = 0;
      const stream = l.byteStreamFrom({
        fd: handle.fd,
        read: async (/** @type {any[]} */ ...args) =>
          reads++ === 0 ? throws() : handle.read(.../** @type {any} */ (args)),
        write: handle.write.bind(handle),
        close: () => handle.close(),
      });
      const { read } = l.fromBeginEnd(stream);
      const bytes = new Uint8Array(5);
      const both = await Promise.all([outcome(read(bytes, 2)), outcome(read(bytes, 2))]);
      const after = await read(bytes, 5);
      await stream[Symbol.asyncDispose]();
      return both.every(({ failed }) => failed) && reads === 2 && after === 5;
    },
  ],
  [
    'memory grows while it waits to be read into: as much is read as was asked for',
    async (l) => {
      const stream = l.byteStreamFrom(new Blob(['0123456789']));
      const { read } = l.fromBeginEnd(stream);
      const memory = new /** @type {any} */ (ArrayBuffer)(4, { maxByteLength: 8 });
      const first = read(new Uint8Array(1), 1);
      const second = read(new Uint8Array(memory), 4);
      memory.resize(8);
      await first;
      return (await second) === 4 && stream.GetCurrentPosition() === 5n;
    },
  ],
  [
    'memory is detached while it waits to be written: an error, and nothing is written',
    async (l) => {
      const target = new Uint8Array(8);
      const handle = await open(fileOf(''), 'r+');
      const file = l.byteStreamFrom(handle);
      const { write } = l.fromBeginEnd(file);
      const first = write(new Uint8Array(1), 1);
      const second = outcome(write(target, 8));
      structuredClone(target, { transfer: [target.buffer] });
      await first;
      const got = await second;
      const length = file.GetLength();
      await file[Symbol.asyncDispose]();
      return /** @type {any} */ (got.error)?.hresult === E_INVALIDARG && length === 1n;
    },
  ],
  [
    'a copy is over: both files are closed, however long that takes',
    async (l) => {
      const [from, to] = [fileOf('text'), fileOf('')];
      const handles = [await open(from), await open(to, 'w')];
      const [source, target] = handles.map((handle) =>
        l.byteStreamFrom({
          fd: handle.fd,
          read: handle.read.bind(handle),
          write: handle.write.bind(handle),
          close: async () => {
            await quiet();
            await handle.close();
          },
        }),
      );
      await l.readableStreamOf(source).pipeTo(l.writableStreamOf(target));
      return handles.every(({ fd }) => fd === -1) && readFileSync(to, 'utf8') === 'text';
    },
  ],
  [
    'a host has no readable byte streams: an ordinary one gives the bytes',
    async (l) => {
      const { ReadableStream } = globalThis;
      globalThis.ReadableStream = /** @type {any} */ (
        function Ordinary(/** @type {any} */ source, /** @type {any} */ strategy) {
          return source.type === 'bytes' ? throws() : new ReadableStream(source, strategy);
        }
      );
      const { value } = await l
        .readableStreamOf(l.byteStreamFrom(Uint8Array.of(7)))
        .getReader()
        .read();
      return String(value) === '7';
    },
  ],
  [
    'events are queued at Shutdown: each is disposed once',
    async (l) => {
      /** @type {unknown[]} */ const disposed = [];
      const generator = l.eventGeneratorFrom([], {
        dispose: (/** @type {any} */ event) => disposed.push(event.GetType()),
      });
      const nul = '00000000-0000-0000-0000-000000000000';
      generator.QueueEvent(1, nul, 0, null);
      generator.QueueEvent(2, nul, 0, null);
      generator.Shutdown();
      generator.Shutdown();
      return disposed.join() === '1,2';
    },
  ],
]);

/** @param {any} callback */
const soonInvoke = (callback) => void setImmediate(() => callback.Invoke({}));

const noPlatforms = 'the others run on no platform: there are no results, work queues and items';

/** Whether an operation on a platform that misbehaves has its value, and one Invoke, not inside Begin. @param {(l: any) => any} make */
const endsOn = (make) => async (/** @type {any} */ l, /** @type {any} */ tell) => {
  const platform = {
    MFCreateAsyncResult: l.MFCreateAsyncResult,
    MFInvokeCallback: (/** @type {any} */ result) => l.callbackOf(result).Invoke(result),
    ...make(l),
  };
  const { begin, end } = l.toBeginEnd(async () => 7, { platform });
  let inside = true;
  /** @type {unknown[]} */ const values = [];
  begin((/** @type {any} */ result) => values.push(inside ? 'inside' : end(result)), null);
  inside = false;
  await quiet();
  return values.join() === '7' && tell.heard.length === 0;
};

/** Results of a platform, changed. @param {(result: any) => any} change */
const results = (change) => (/** @type {any} */ l) => ({
  MFCreateAsyncResult: (/** @type {any[]} */ ...args) => change(l.MFCreateAsyncResult(...args)),
});

/** @param {any} l @param {any} result */
const run = (l, result) => l.callbackOf(result).Invoke(result);

/** @param {(platform: any, l: any, tell: any) => unknown} survives */
const onEmbedded = (survives) => async (/** @type {any} */ l, /** @type {any} */ tell) => {
  const { createEmbeddedPlatform, MF_VERSION } = await import('begin-end/platform');
  const platform = createEmbeddedPlatform();
  platform.MFStartup(MF_VERSION);
  return survives(platform, l, tell);
};

export const platformBorders = ownRows(noPlatforms, [
  ['a platform dispatches at once', endsOn(() => ({}))],
  [
    'a platform dispatches twice: one Invoke',
    endsOn((l) => ({ MFInvokeCallback: (/** @type {any} */ result) => [run(l, result), run(l, result)] })),
  ],
  ['a platform refuses to dispatch: a promise job does', endsOn(() => ({ MFInvokeCallback: throws }))],
  [
    'a platform throws after it has dispatched: one Invoke',
    endsOn((l) => ({ MFInvokeCallback: (/** @type {any} */ result) => [run(l, result), throws()] })),
  ],
  [
    'a platform dispatches asynchronously, and rejects: a promise job does',
    endsOn(() => ({ MFInvokeCallback: () => Promise.reject(error) })),
  ],
  [
    'a platform dispatches, and rejects then: one Invoke',
    endsOn((l) => ({ MFInvokeCallback: async (/** @type {any} */ result) => [run(l, result), throws()] })),
  ],
  ['results whose SetStatus throws', endsOn(results((result) => Object.assign(result, { SetStatus: throws })))],
  ['results without SetStatus', endsOn(results((result) => Object.assign(result, { SetStatus: undefined })))],
  ['results whose GetStatus throws', endsOn(results((result) => Object.assign(result, { GetStatus: throws })))],
  ['results that are frozen', endsOn(results(Object.freeze))],
  [
    'a callback whose parameters have a getter that throws: all items run',
    onEmbedded(async (platform, _l, tell) => {
      /** @type {unknown[]} */ const ran = [];
      const hostile = Object.defineProperty({}, 'flags', { get: throws });
      const item = (/** @type {unknown} */ name, /** @type {object} */ own = {}) =>
        platform.MFPutWorkItem(1, { Invoke: () => ran.push(name), ...own }, null);
      item('before');
      item('hostile', { GetParameters: () => hostile });
      item('after');
      await quiet();
      return ran.join() === 'before,hostile,after' && tell.heard.length === 0;
    }),
  ],
  [
    'a work item throws: an uncaught exception, and the others run',
    onEmbedded(async (platform, _l, tell) => {
      /** @type {unknown[]} */ const ran = [];
      platform.MFPutWorkItem(1, { Invoke: throws }, null);
      platform.MFPutWorkItem(1, { Invoke: () => ran.push('after') }, null);
      await quiet();
      return ran.join() === 'after' && tell.heard.join() === 'uncaughtException: the error';
    }),
  ],
  [
    'a periodic callback throws: an uncaught exception, and the others run',
    onEmbedded(async (platform, _l, tell) => {
      let calls = 0;
      platform.MFAddPeriodicCallback(throws, null);
      platform.MFAddPeriodicCallback(() => (calls += 1), null);
      await new Promise((resolve) => void setTimeout(resolve, 100));
      return calls > 0 && tell.heard.includes('uncaughtException: the error');
    }),
  ],
  [
    'a handle to wait for that is none: E_INVALIDARG, and the others wait on',
    onEmbedded(async (platform) => {
      let ran = 0;
      const result = platform.MFCreateAsyncResult(null, { Invoke: () => (ran += 1) }, null);
      const thrown = thrownBy(() => platform.MFPutWaitingWorkItem(5, 0, result));
      platform.MFPutWaitingWorkItem(Promise.resolve(), 0, result);
      await quiet();
      return thrown?.hresult === E_INVALIDARG && ran === 1;
    }),
  ],
  [
    'a target refuses its listener, twice: both items are refused, and the third runs',
    onEmbedded(async (platform) => {
      const target = new EventTarget();
      const listen = target.addEventListener.bind(target);
      let refusals = 2;
      target.addEventListener = (/** @type {any[]} */ ...args) =>
        refusals-- > 0 ? throws() : listen(.../** @type {[any, any]} */ (args));
      let ran = 0;
      const handle = { target, type: 'load' };
      const wait = () =>
        platform.MFPutWaitingWorkItem(
          handle,
          0,
          platform.MFCreateAsyncResult(null, { Invoke: () => (ran += 1) }, null),
        );
      const refused = [thrownBy(wait), thrownBy(wait)];
      wait();
      target.dispatchEvent(new Event('load'));
      await quiet();
      return refused.every((thrown) => thrown?.hresult === E_INVALIDARG) && ran === 1;
    }),
  ],
  [
    'items are set off by other requests: each runs in the async context in which it was put',
    onEmbedded(async (platform) => {
      const context = new AsyncLocalStorage();
      /** @type {unknown[]} */ const seen = [];
      const note = { Invoke: () => seen.push(context.getStore()) };
      const controller = new AbortController();
      for (const name of ['first', 'second']) {
        context.run(name, () =>
          platform.MFPutWaitingWorkItem(controller.signal, 0, platform.MFCreateAsyncResult(null, note, null)),
        );
      }
      context.run('who aborts', () => controller.abort());
      await turn();
      const key = context.run('periodic', () => platform.MFAddPeriodicCallback(note.Invoke, null));
      await quiet();
      platform.MFRemovePeriodicCallback(key);
      return seen.slice(0, 2).join() === 'first,second' && seen[2] === 'periodic';
    }),
  ],
  [
    'the creation of a file is cancelled by another request: its callback runs in the context of Begin',
    onEmbedded(async (platform) => {
      const context = new AsyncLocalStorage();
      const seen = new Promise((resolve) => {
        const callback = { Invoke: () => resolve(context.getStore()) };
        const cookie = context.run('Begin', () => platform.MFBeginCreateFile(1, 0, 0, fileOf('text'), callback, null));
        context.run('Cancel', () => platform.MFCancelCreateFile(cookie));
      });
      return (await seen) === 'Begin';
    }),
  ],
  [
    'the URL of a file is opened, and one that is the name of none is E_INVALIDARG',
    onEmbedded(async (platform) => {
      const stream = platform.MFCreateFile(1, 0, 0, pathToFileURL(fileOf('text')).href);
      const length = stream.GetLength();
      stream.Close();
      const thrown = thrownBy(() => platform.MFCreateFile(1, 0, 0, 'file:///a%2Fb'));
      return length === 4n && thrown?.hresult === E_INVALIDARG;
    }),
  ],
  [
    'a clock refuses a timer: that item is refused, and the others run',
    async () => {
      const { createEmbeddedPlatform, MF_VERSION } = await import('begin-end/platform');
      let calls = 0;
      const clock = {
        now: () => performance.now(),
        setTimeout: (/** @type {() => void} */ job, /** @type {number} */ delay) =>
          calls++ === 0 ? throws() : setTimeout(job, delay),
        clearTimeout: (/** @type {unknown} */ timer) => clearTimeout(/** @type {any} */ (timer)),
      };
      const platform = createEmbeddedPlatform({ clock });
      platform.MFStartup(MF_VERSION);
      /** @type {unknown[]} */ const ran = [];
      const schedule = (/** @type {unknown} */ name) =>
        platform.MFScheduleWorkItem({ Invoke: () => ran.push(name) }, null, -1);
      const thrown = thrownBy(() => schedule('refused'));
      schedule('next');
      await quiet();
      return thrown === error && ran.join() === 'next';
    },
  ],
  [
    'an item is cancelled twice: MF_E_NOT_FOUND, and it does not run',
    onEmbedded(async (platform) => {
      let ran = 0;
      const key = platform.MFScheduleWorkItem({ Invoke: () => (ran += 1) }, null, -1);
      platform.MFCancelWorkItem(key);
      const thrown = thrownBy(() => platform.MFCancelWorkItem(key));
      await quiet();
      return thrown?.hresult === MF_E_NOT_FOUND && ran === 0;
    }),
  ],
  [
    '10,000 items wait for one signal: one listener, and all run',
    onEmbedded(async (platform, _l, tell) => {
      const controller = new AbortController();
      let ran = 0;
      const callback = { Invoke: () => (ran += 1) };
      for (let index = 0; index < 10_000; index++) {
        platform.MFPutWaitingWorkItem(controller.signal, 0, platform.MFCreateAsyncResult(null, callback, null));
      }
      const listeners = getEventListeners(controller.signal, 'abort').length;
      controller.abort();
      await quiet();
      await quiet();
      return listeners === 1 && ran === 10_000 && tell.heard.length === 0;
    }),
  ],
  [
    'the creation of a file is cancelled: what the open gave is closed, and the promise rejects',
    onEmbedded(async (platform, l) => {
      const path = fileOf('text');
      const before = nextDescriptor(path);
      const create = l.fromBeginEnd(platform.MFBeginCreateFile, platform.MFEndCreateFile, {
        cancel: platform.MFCancelCreateFile,
      });
      const promise = create(1, 0, 0, path);
      promise.cancel(error);
      const got = await outcome(promise);
      await l.whenEnded(promise);
      await quiet();
      return got.error === error && nextDescriptor(path) === before;
    }),
  ],
]);
