// What passes through objects of JavaScript, and until when it lives: nothing here waits for the garbage collector. A worker
// plays the native code, which calls the methods of this thread's objects, and counts its references.
import assert from 'node:assert/strict';
import { unlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { constants, PerformanceObserver, type PerformanceEntry } from 'node:perf_hooks';
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import {
  E_FAIL,
  E_INVALIDARG,
  E_PENDING,
  fromBeginEnd,
  HResultError,
  MF_S_MULTIPLE_BEGIN,
  toBeginEnd,
  type IMFAsyncCallback,
  type IMFAsyncResult,
} from 'begin-end';
import {
  MF_VERSION,
  openMediaFoundation,
  type IMFAttributes,
  type IMFByteStream,
  type IMFMediaEvent,
  type IMFMediaEventGenerator,
  type IMFSample,
  type Interfaces,
  type MediaFoundation,
} from 'begin-end/media-foundation';
import { answer, askWorker, collected, run, signal, test, until } from './harness.js';

type Called = Record<string, (...args: unknown[]) => unknown>;
const key = '11111111-2222-3333-4444-555555555555';
const mebibyte = 2 ** 20;

/** How many bytes of native memory V8 was told of, from here on. */
let told = 0;
const addonFile = `../../prebuilds/win32-${process.arch}/media_foundation.node`;
const addon = createRequire(import.meta.url)(addonFile) as { tellMemory: (change: number) => void };
const { tellMemory } = addon;
addon.tellMemory = (change) => {
  told += change;
  tellMemory(change);
};

/** Whether all is told back, also what earlier tests have left: V8 is told in steps of a mebibyte. */
const isToldBack = (): boolean => Math.abs(told) < mebibyte;

const turn = (): Promise<unknown> => new Promise((next) => setImmediate(next));

/** How many references a native object has. */
function references(mf: MediaFoundation, object: object, name: keyof Interfaces): number {
  return mf.releasePointer(mf.toPointer(object, name));
}

/** Calls a method of an object of JavaScript from a thread of its own, with a sample where the arguments have one. */
interface Call {
  readonly pointer: bigint;
  readonly interface: keyof Interfaces;
  readonly method: string;
  readonly args: readonly unknown[];
}
interface Outcome {
  /** How many references the sample has after the call: one is the caller's. */
  readonly sample: number;
  /** How many the object has that the method has given, if it has. */
  readonly given: number | undefined;
  readonly error: string | undefined;
}

async function callFromOutside(mf: MediaFoundation, object: object, name: string, method: string, ...args: unknown[]) {
  const type = name as keyof Interfaces;
  const call: Call = { pointer: mf.toPointer(object, type), interface: type, method, args };
  return askWorker<Outcome>(call);
}

/** In the worker. */
async function callHere({ pointer, interface: name, method, args }: Call): Promise<void> {
  const mf = openMediaFoundation();
  mf.MFStartup(MF_VERSION);
  const sample = mf.MFCreateSample();
  const object = mf.fromPointer(pointer, name) as unknown as Called & Disposable & IMFMediaEventGenerator;
  let given: unknown;
  let error: string | undefined;
  try {
    given =
      method === 'the next event'
        ? await fromBeginEnd(object, 'GetEvent')()
        : object[method]!(...args.map((one) => (one === 'sample' ? sample : one)));
  } catch (thrown) {
    error = String(thrown);
  }
  const outcome: Outcome = {
    sample: references(mf, sample, 'IMFSample'),
    given: Object(given) === given ? references(mf, given as object, 'IUnknown') : undefined,
    error,
  };
  answer(outcome);
  // The objects that it still has go with it.
}

/** The file under a stream of JavaScript that hands everything on to it. */
function decorated(mf: MediaFoundation, inner: IMFByteStream): IMFByteStream {
  return mf.MFCreateMFByteStreamWrapper({
    GetCapabilities: () => inner.GetCapabilities(),
    BeginRead: (bytes: Uint8Array, count: number, callback: never, state: never) =>
      inner.BeginRead(bytes, count, callback, state),
    EndRead: (result: IMFAsyncResult) => inner.EndRead(result),
    SetCurrentPosition: (position: bigint) => inner.SetCurrentPosition(position),
  });
}

/**
 * A stream of JavaScript under a native one, whose first EndRead fails. Read some MiB from it: the heap gives so large memory back to
 * the system when it is freed, so that to write to it is a page fault.
 */
function refusesFirstEnd(mf: MediaFoundation, code: number): { stream: IMFByteStream; ends: () => number } {
  const trio = toBeginEnd({ read: async (bytes: Uint8Array) => bytes.fill(7).length }, 'read', {
    platform: mf,
  }) as unknown as Called;
  let ends = 0;
  const EndRead = (result: IMFAsyncResult): unknown => {
    ends += 1;
    if (ends === 1) throw new HResultError(code, 'EndRead');
    return trio['EndRead']!(result);
  };
  return { stream: mf.MFCreateMFByteStreamWrapper({ ...trio, EndRead }), ends: () => ends };
}

function newFile(name: string): string {
  const path = join(tmpdir(), `lifetimes-${name}-${process.pid}.bin`);
  writeFileSync(path, new Uint8Array(10_000));
  return path;
}

/** Operations with 64 MiB, and a worker that ends while they are under way: those of a file are completed, and nothing ends them. */
const left = ['writes to a stream of JavaScript', 'reads of a file'];

/** In the worker. */
function leaveOperations(what: string): never {
  const mf = openMediaFoundation();
  mf.MFStartup(MF_VERSION);
  const bytes = new Uint8Array(mebibyte).fill(1);
  const stream = mf.MFCreateMFByteStreamWrapper({ BeginWrite() {}, EndWrite: () => 0 });
  const file = mf.MFCreateFile(1, 0, 0, process.execPath);
  for (let i = 0; i < 64; i += 1) {
    if (what === left[0]) stream.BeginWrite(bytes, bytes.length, { Invoke() {} }, null);
    else file.BeginRead(bytes, bytes.length, { Invoke() {} }, null);
  }
  process.exit(7);
}

function main(): void {
  test('an argument is given back when the method has returned, and says so where it is used later', async (mf) => {
    let got!: IMFSample;
    const sink = { ProcessSample: (sample: IMFSample) => void (got = sample) };
    const { sample, error } = await callFromOutside(mf, sink, 'IMFStreamSink', 'ProcessSample', 'sample');
    assert.equal(error, undefined);
    assert.equal(sample, 1);
    assert.throws(() => got.GetBufferCount(), {
      name: 'TypeError',
      message: /^IMFSample\.GetBufferCount: this object was lent to IMFStreamSink\.ProcessSample, and given back/,
    });
    assert.throws(() => mf.keep(got), { name: 'TypeError', message: /given back/ });
  });

  test('an argument that is kept lives until it is disposed of', async (mf) => {
    let got!: IMFSample;
    const sink = { ProcessSample: (sample: IMFSample) => void (got = mf.keep(sample)) };
    const { sample } = await callFromOutside(mf, sink, 'IMFStreamSink', 'ProcessSample', 'sample');
    assert.equal(sample, 2);
    await until(() => references(mf, got, 'IMFSample') === 1, 'the worker lets go of it');
    assert.equal(got.GetBufferCount(), 0);
    got[Symbol.dispose]();
    assert.throws(() => got.GetBufferCount(), { message: /disposed/ });
  });

  test('an argument that is kept and disposed of in the method is not held any more', async (mf) => {
    const sink = { ProcessSample: (sample: IMFSample) => mf.keep(sample)[Symbol.dispose]() };
    const { sample } = await callFromOutside(mf, sink, 'IMFStreamSink', 'ProcessSample', 'sample');
    assert.equal(sample, 1);
  });

  test('an argument that the method disposes of is given back once', (mf) => {
    using source = mf.MFCreateAttributes(1);
    using held = mf.MFCreateSample();
    source.SetUnknown(key, held);
    const seen: unknown[] = [];
    const target = {
      SetItem(_key: string, value: Disposable) {
        seen.push(value);
        value[Symbol.dispose]();
      },
      DeleteAllItems: () => {},
    };
    source.CopyAllItems(target);
    assert.deepEqual(seen, [held]);
    assert.equal(held.GetBufferCount(), 0, 'the reference of this function is not touched');
    assert.equal(references(mf, held, 'IMFSample'), 2);
  });

  test('an object in a PROPVARIANT is an argument as any other', async (mf) => {
    using source = mf.MFCreateAttributes(1);
    using inner = mf.MFCreateAttributes(0);
    const pointer = mf.toPointer(inner, 'IMFAttributes');
    source.SetUnknown(key, inner);
    inner[Symbol.dispose]();
    let got!: IMFAttributes;
    const target = { SetItem: (_key: string, value: IMFAttributes) => void (got = value), DeleteAllItems: () => {} };
    source.CopyAllItems(target);
    assert.throws(() => got.QueryInterface('IMFAttributes'), { name: 'TypeError', message: /given back/ });
    // What a call inside a call gives back is released when the outer one has returned.
    await turn();
    assert.equal(mf.releasePointer(pointer), 1);
  });

  test('the arguments of a method that returns a promise live until that settles', async (mf) => {
    const { promise, resolve } = signal();
    let got!: IMFSample;
    const sink = {
      async ProcessSample(sample: IMFSample) {
        got = sample;
        await promise;
        assert.equal(sample.GetBufferCount(), 0);
      },
    };
    const { sample } = await callFromOutside(mf, sink, 'IMFStreamSink', 'ProcessSample', 'sample');
    assert.equal(sample, 2);
    assert.equal(got.GetBufferCount(), 0);
    resolve();
    await promise;
    await turn();
    assert.throws(() => got.GetBufferCount(), { name: 'TypeError', message: /given back/ });
  });

  test('the arguments of a Begin live until its End has returned', async (mf) => {
    let callback!: { Invoke(result: IMFAsyncResult): unknown };
    const seen: string[] = [];
    using wrapper = mf.MFCreateMFByteStreamWrapper({
      BeginRead(_bytes: Uint8Array, _count: number, given: typeof callback, state: unknown) {
        callback = given;
        const result = mf.MFCreateAsyncResult(null, given, state);
        setImmediate(() => {
          seen.push('invoked');
          callback.Invoke(result);
        });
      },
      EndRead() {
        mf.toPointer(callback, 'IMFAsyncCallback');
        seen.push('ended');
        return 0;
      },
    });
    await fromBeginEnd(wrapper, 'Read')(new Uint8Array(1), 1);
    assert.deepEqual(seen, ['invoked', 'ended']);
    assert.throws(() => mf.toPointer(callback, 'IMFAsyncCallback'), {
      name: 'TypeError',
      message: /BeginRead.*given back/,
    });
  });

  test('an End that comes too early leaves the operation as it is, and the right one reads the bytes', async (mf) => {
    const { promise, resolve } = signal();
    const trio = toBeginEnd(
      {
        async read(bytes: Uint8Array) {
          await promise;
          bytes.fill(7);
          return bytes.length;
        },
      },
      'read',
      { platform: mf },
    ) as unknown as Called;
    let early: unknown;
    using wrapper = mf.MFCreateMFByteStreamWrapper({
      ...trio,
      BeginRead(...args: unknown[]) {
        const result = trio['BeginRead']!(...args);
        early = result;
        return undefined;
      },
    });
    const bytes = new Uint8Array(100);
    const reading = fromBeginEnd(wrapper, 'Read')(bytes, 100);
    assert.throws(() => wrapper.EndRead(early as IMFAsyncResult));
    resolve();
    assert.equal(await reading, 100);
    assert.ok(bytes.every((byte) => byte === 7));
  });

  test('an End that comes too early, after Invoke, leaves the bytes for the right one', async (mf) => {
    const { stream } = refusesFirstEnd(mf, E_PENDING);
    const bytes = new Uint8Array(4 * mebibyte);
    const result = await new Promise<IMFAsyncResult>((Invoke) => {
      stream.BeginRead(bytes, bytes.length, { Invoke }, null);
    });
    assert.throws(() => stream.EndRead(result), { hresult: E_PENDING });
    assert.equal(stream.EndRead(result), bytes.length);
    assert.ok(bytes.every((byte) => byte === 7));
  });

  test('an End that comes too early, in Invoke, leaves the bytes for the right one', async (mf) => {
    const { stream } = refusesFirstEnd(mf, E_PENDING);
    const bytes = new Uint8Array(4 * mebibyte);
    const result = await new Promise<IMFAsyncResult>((resolve) => {
      const Invoke = (got: IMFAsyncResult): void => {
        assert.throws(() => stream.EndRead(got), { hresult: E_PENDING });
        resolve(got);
      };
      stream.BeginRead(bytes, bytes.length, { Invoke }, null);
    });
    assert.equal(stream.EndRead(result), bytes.length);
    assert.ok(bytes.every((byte) => byte === 7));
  });

  test('after an End that has failed, a second one is refused, and writes to no memory', async (mf) => {
    const { stream, ends } = refusesFirstEnd(mf, E_FAIL);
    const bytes = new Uint8Array(4 * mebibyte);
    const result = await new Promise<IMFAsyncResult>((Invoke) => {
      stream.BeginRead(bytes, bytes.length, { Invoke }, null);
    });
    assert.throws(() => stream.EndRead(result), { hresult: E_FAIL });
    assert.throws(() => stream.EndRead(result), { hresult: E_INVALIDARG });
    assert.equal(ends(), 1, 'the second does not reach JavaScript');
  });

  test('a Begin that says it has begun before, and completes, keeps its memory until End', async (mf) => {
    const trio = toBeginEnd({ read: async (bytes: Uint8Array) => bytes.fill(7).length }, 'read', {
      platform: mf,
    }) as unknown as Called;
    const BeginRead = (...args: unknown[]): number => {
      trio['BeginRead']!(...args);
      return MF_S_MULTIPLE_BEGIN;
    };
    using stream = mf.MFCreateMFByteStreamWrapper({ ...trio, BeginRead });
    const bytes = new Uint8Array(4 * mebibyte);
    const result = await new Promise<IMFAsyncResult>((Invoke) => {
      assert.equal(stream.BeginRead(bytes, bytes.length, { Invoke }, null), MF_S_MULTIPLE_BEGIN);
    });
    assert.equal(stream.EndRead(result), bytes.length);
    assert.ok(bytes.every((byte) => byte === 7));
  });

  test('an output that cannot be read loses none of those behind it', (mf) => {
    // GetItemByIndex, its GUID declared as a PROPVARIANT of what kind its first two bytes say: there is none of 0x1234.
    const before = Array.from({ length: 28 }, (_, index): [string, string[]] => [`Before${index}`, []]);
    const IMisread = mf.addInterface('IMisread', {
      iid: '2cd2d921-c447-44a7-a13c-4adabfc247e3',
      base: 'IUnknown',
      methods: {
        ...Object.fromEntries(before),
        GetItemByIndex: ['unIndex: in u32', 'pvarKey: out propvariant', 'pvarValue: out propvariant'],
      } as const,
    });
    const [attributes, value] = [mf.MFCreateAttributes(1), mf.MFCreateMediaType()];
    attributes.SetUnknown('00001234-2222-3333-4444-555555555555', value);
    const misread = attributes.QueryInterface(IMisread);
    for (let i = 0; i < 3; i += 1) assert.throws(() => misread.GetItemByIndex(0), /PROPVARIANT/);
    assert.equal(references(mf, value, 'IMFMediaType'), 2, 'its own, and that of the attributes');
  });

  test('what End gives is handed over to native code', async (mf) => {
    let made!: IMFMediaEvent;
    const getEvent = async (): Promise<IMFMediaEvent> => (made = mf.MFCreateMediaEvent(5, null, 0, null));
    const generator = toBeginEnd({ getEvent }, 'getEvent', { platform: mf });
    const { given, error } = await callFromOutside(mf, generator, 'IMFMediaEventGenerator', 'the next event');
    assert.equal(error, undefined);
    assert.equal(given, 1, 'the caller has the only reference');
    assert.throws(() => made.GetType(), {
      name: 'TypeError',
      message: /handed over by IMFMediaEventGenerator\.EndGetEvent/,
    });
  });

  test('what a method got while it ran it hands over, what it has had before it shares', async (mf) => {
    const type = mf.MFCreateMediaType();
    let made: unknown;
    const handler = {
      GetMediaTypeCount: () => 1,
      GetMediaTypeByIndex: () => (made = mf.MFCreateMediaType()),
      GetCurrentMediaType: () => type,
    };
    const get = (method: string, ...args: unknown[]) =>
      callFromOutside(mf, handler, 'IMFMediaTypeHandler', method, ...args);
    assert.equal((await get('GetMediaTypeByIndex', 0)).given, 1);
    assert.throws(() => references(mf, made as object, 'IMFMediaType'), {
      message: /handed over by .*GetMediaTypeByIndex/,
    });
    for (let i = 0; i < 2; i += 1) assert.equal((await get('GetCurrentMediaType')).given, 2);
    await until(() => references(mf, type, 'IMFMediaType') === 1, 'the workers let go of it');
    assert.equal(type.GetCount(), 0);
    type[Symbol.dispose]();
  });

  test('what is used in a method after it was given back is a failure for native code, and a warning, once', async (mf) => {
    const warnings: string[] = [];
    process.on('warning', (warning) => {
      if ((warning as { code?: string }).code === 'given-back') warnings.push(warning.message);
    });
    let last: IMFSample | undefined;
    const sink = {
      ProcessSample(sample: IMFSample) {
        last?.GetBufferCount();
        last = sample;
      },
    };
    for (let i = 0; i < 3; i += 1) {
      const { error } = await callFromOutside(mf, sink, 'IMFStreamSink', 'ProcessSample', 'sample');
      assert.equal(error === undefined, i === 0);
    }
    await until(() => warnings.length > 0, 'the warning');
    assert.equal(warnings.length, 1);
    assert.match(warnings[0]!, /^IMFStreamSink\.ProcessSample has thrown: IMFSample\.GetBufferCount: .*keep\(object\)/);
  });

  test('objects are released, and calls read their own outputs, after the stack was full inside of calls', async (mf) => {
    using attributes = mf.MFCreateAttributes(1);
    using buffer = mf.MFCreateMemoryBuffer(10);
    let overflows = 0;
    const fill = (): void => {
      try {
        attributes.SetItem(key, 'text');
        attributes.GetItem(key);
        buffer.GetMaxLength();
      } catch {
        overflows += 1;
      }
      fill();
    };
    // Each begins a little deeper in the stack, so that it is full at another place of the calls.
    const fillFrom = (depth: number): number => (depth === 0 ? (fill(), 0) : fillFrom(depth - 1) + depth);
    for (let depth = 0; depth < 60; depth += 1) assert.throws(() => fillFrom(depth), { name: 'RangeError' });
    assert.ok(overflows > 0);
    assert.equal(attributes.GetItem(key), 'text');
    assert.equal(buffer.GetMaxLength(), 10);
    await mf.MFCreateMediaType()[Symbol.asyncDispose]();
  });

  test('a decorated read does not keep the stream inside: its file can be deleted', async (mf) => {
    const path = newFile('decorated');
    const file = mf.MFCreateFile(1, 0, 0, path);
    const outer = decorated(mf, decorated(mf, file));
    const read = fromBeginEnd(outer, 'Read');
    for (let i = 0; i < 20; i += 1) {
      outer.SetCurrentPosition(BigInt(i));
      assert.equal(await read(new Uint8Array(100), 100), 100);
    }
    // At once, so that no garbage collection can have helped.
    assert.equal(references(mf, file, 'IMFByteStream'), 1);
    file[Symbol.dispose]();
    unlinkSync(path);
  });

  test('a result that JavaScript made is given back after its End, without the garbage collector', async (mf) => {
    const object = mf.MFCreateAttributes(0);
    using wrapper = mf.MFCreateMFByteStreamWrapper({
      BeginRead(
        _bytes: Uint8Array,
        _count: number,
        callback: { Invoke(result: IMFAsyncResult): unknown },
        state: unknown,
      ) {
        mf.MFInvokeCallback(mf.MFCreateAsyncResult(object, callback, state));
      },
      EndRead: () => 0,
    });
    const read = fromBeginEnd(wrapper, 'Read');
    for (let i = 0; i < 20; i += 1) await read(new Uint8Array(1), 1);
    await until(() => references(mf, object, 'IMFAttributes') === 1, 'the results go');
    object[Symbol.dispose]();
  });

  test('a result that is lent can be kept, and one that was not says so', async (mf) => {
    const path = newFile('kept');
    using file = mf.MFCreateFile(1, 0, 0, path);
    const results: IMFAsyncResult[] = [];
    const isKept = [true, false];
    using wrapper = mf.MFCreateMFByteStreamWrapper({
      BeginRead: (bytes: Uint8Array, count: number, callback: never, state: never) =>
        file.BeginRead(bytes, count, callback, state),
      EndRead(result: IMFAsyncResult) {
        results.push(isKept[results.length] ? mf.keep(result) : result);
        return file.EndRead(result);
      },
    });
    const read = fromBeginEnd(wrapper, 'Read');
    for (let i = 0; i < 2; i += 1) await read(new Uint8Array(10), 10);
    const [kept, lent] = results as [IMFAsyncResult, IMFAsyncResult];
    assert.equal(kept.GetStatus(), 0);
    kept.GetStateNoAddRef();
    assert.equal(lent.GetStatus(), 0);
    assert.throws(() => lent.GetStateNoAddRef(), {
      name: 'TypeError',
      message: /^IMFAsyncResult\.GetState: .*given back/,
    });
    assert.throws(() => file.EndRead(lent), {
      name: 'TypeError',
      message: /^\w+\.EndRead: pResult was lent to a method, and given back/,
    });
    assert.throws(() => mf.MFPutWorkItem(1, { Invoke() {} }, lent), {
      name: 'TypeError',
      message: /^MFPutWorkItem: pState was lent to a method, and given back/,
    });
  });

  test('a new result holds its object while its callback and its state are asked, which dispose of it', (mf) => {
    const counts: number[] = [];
    const inner = { GetCapabilities: () => 1 };
    let object: IMFByteStream;
    // The native stream holds the one of JavaScript for as long as it lives.
    const dispose = (): void => {
      object[Symbol.dispose]();
      counts.push(references(mf, inner, 'IMFByteStream'));
    };
    const GetParameters = (): { flags: number; queue: number } => {
      dispose();
      return { flags: 0, queue: 1 };
    };
    const state = {
      get GetStatus(): undefined {
        dispose();
        return undefined;
      },
    };
    object = mf.MFCreateMFByteStreamWrapper(inner);
    mf.MFCreateAsyncResult(object, { Invoke() {}, GetParameters }, null);
    object = mf.MFCreateMFByteStreamWrapper(inner);
    mf.MFCreateAsyncResult(object, null, state);
    // Both results hold theirs now.
    assert.deepEqual(counts, [1, 2]);
  });

  test('a result that is passed on lives until the call returns, however many end meanwhile', async (mf) => {
    const path = newFile('passed');
    using file = mf.MFCreateFile(1, 0, 0, path);
    const begin = (state: unknown): Promise<IMFAsyncResult> =>
      new Promise((Invoke) => {
        file.SetCurrentPosition(0n);
        file.BeginRead(new Uint8Array(8), 8, { Invoke }, state);
      });
    const many: IMFAsyncResult[] = [];
    for (let i = 0; i < 300; i += 1) many.push(await begin(null));
    const state = {};
    const result = await begin(state);
    file.EndRead(result);
    let count = -1;
    const GetParameters = (): { flags: number; queue: number } => {
      for (const one of many) file.EndRead(one);
      // The native result holds the state for as long as it lives.
      count = references(mf, state, 'IUnknown');
      return { flags: 0, queue: 1 };
    };
    mf.MFCreateAsyncResult(result, { Invoke() {}, GetParameters }, null);
    assert.equal(count, 1);
  });

  test('the cookie of an operation that has ended is given back, and need not be disposed of', async (mf) => {
    const object = { GetCapabilities: () => 1 };
    const { begin, end, cancel } = toBeginEnd(async () => ({ objectType: 1, object }), { platform: mf });
    const handler = { BeginCreateObject: begin, EndCreateObject: end, CancelObjectCreation: cancel };
    mf.MFRegisterLocalSchemeHandler('lifetimes:', { ActivateObject: () => handler });
    using resolver = mf.MFCreateSourceResolver();
    let cookie: object | null = null;
    const create = fromBeginEnd(
      (url: string, callback: IMFAsyncCallback, state: unknown) => {
        cookie = resolver.BeginCreateObjectFromURL(url, 2, null, callback, state);
        assert.ok(references(mf, cookie!, 'IUnknown') > 0);
        return cookie;
      },
      (result: IMFAsyncResult) => resolver.EndCreateObjectFromURL(result),
    );
    assert.equal((await create('lifetimes://x')).object, object);
    assert.throws(() => references(mf, cookie!, 'IUnknown'), {
      name: 'TypeError',
      message: /operation that has ended/,
    });
  });

  test('forgotten buffers are collected before they fill the memory: V8 knows how large they are', async (mf) => {
    let alive = 0;
    let most = 0;
    const registry = new FinalizationRegistry(() => (alive -= 1));
    for (let i = 0; i < 2000; i += 1) {
      registry.register(mf.MFCreateMemoryBuffer(mebibyte), 0);
      alive += 1;
      most = Math.max(most, alive);
      // Finalizers run between turns.
      if (i % 20 === 0) await turn();
    }
    assert.ok(most < 1000, `${most} of 2,000 were alive at a time`);
  });

  test('forgotten samples are collected before they fill the memory: V8 knows that they keep the buffers that were added', async (mf) => {
    let alive = 0;
    let most = 0;
    const registry = new FinalizationRegistry(() => (alive -= 1));
    for (let i = 0; i < 2000; i += 1) {
      const sample = mf.MFCreateSample();
      const buffer = mf.MFCreateMemoryBuffer(mebibyte);
      sample.AddBuffer(buffer);
      buffer[Symbol.dispose]();
      registry.register(sample, 0);
      alive += 1;
      most = Math.max(most, alive);
      if (i % 20 === 0) await turn();
    }
    assert.ok(most < 1000, `${most} of 2,000 were alive at a time`);
  });

  test('V8 is told what a sample keeps as its buffers change, and as much back when it is disposed of', (mf) => {
    const before = told;
    const kept = (): number => (told - before) / mebibyte;
    const sample = mf.MFCreateSample();
    const add = (size: number): void => {
      using buffer = mf.MFCreateMemoryBuffer(size * mebibyte);
      buffer.SetCurrentLength(size * mebibyte);
      sample.AddBuffer(buffer);
    };
    add(2);
    assert.equal(kept(), 2);
    add(3);
    assert.equal(kept(), 5);
    sample.RemoveBufferByIndex(0);
    assert.equal(kept(), 3);
    add(4);
    sample.ConvertToContiguousBuffer()[Symbol.dispose]();
    assert.equal(kept(), 7);
    assert.throws(() => sample.RemoveBufferByIndex(1), { hresult: E_INVALIDARG });
    assert.equal(kept(), 7);
    sample.RemoveAllBuffers();
    assert.equal(kept(), 0);
    add(5);
    sample[Symbol.dispose]();
    assert.equal(kept(), 0);
  });

  test('a sample that comes from native code weighs what its buffers can hold, also what is not in use', (mf) => {
    using sample = mf.MFCreateSample();
    using buffer = mf.MFCreateMemoryBuffer(2 * mebibyte);
    sample.AddBuffer(buffer);
    using attributes = mf.MFCreateAttributes(1);
    attributes.SetUnknown(key, sample);
    const before = told;
    sample[Symbol.dispose]();
    assert.equal(told - before, -2 * mebibyte);
    using again = attributes.GetUnknown(key, 'c40a00f2-b93a-4d80-ae8c-5a1c634f58e4') as IMFSample;
    assert.equal(again.GetTotalLength(), 0);
    assert.equal(told, before);
  });

  test('what forgotten buffers and samples weigh is told back when they are collected', async (mf) => {
    (() => {
      const sample = mf.MFCreateSample();
      sample.AddBuffer(mf.MFCreateMemoryBuffer(2 * mebibyte));
    })();
    assert.ok(!isToldBack());
    await collected(isToldBack, 'what they weighed is told back');
  });

  for (const what of left) {
    test(`a worker that ends leaves no memory of ${what} that were under way`, async () => {
      const before = process.memoryUsage.rss();
      for (let i = 0; i < 4; i += 1) {
        const { promise, resolve, reject } = signal<number>();
        const worker = new Worker(new URL(import.meta.url), { workerData: what });
        worker.once('error', reject);
        worker.once('exit', resolve);
        assert.equal(await promise, 7);
      }
      await until(() => process.memoryUsage.rss() - before < 100 * mebibyte, 'of 256 MiB most is given back');
    });
  }

  test('buffers that were disposed of weigh nothing: V8 does not collect garbage for them', async (mf) => {
    let collections = 0;
    const observer = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const { kind } = (entry as PerformanceEntry & { readonly detail: { readonly kind: number } }).detail;
        if (kind === constants.NODE_PERFORMANCE_GC_MAJOR) collections += 1;
      }
    });
    observer.observe({ entryTypes: ['gc'] });
    for (let i = 0; i < 5000; i += 1) {
      mf.MFCreateMemoryBuffer(mebibyte)[Symbol.dispose]();
      if (i % 20 === 0) await turn();
    }
    await turn();
    observer.disconnect();
    // Those of the JavaScript itself, and of what the tests before have left; of 5,000 MiB there would be some sixty.
    assert.ok(collections < 20, `${collections} collections`);
  });

  void run();
}

if (isMainThread) main();
else if (typeof workerData === 'string') leaveOperations(workerData);
else void callHere(workerData as Call);
