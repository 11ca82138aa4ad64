// What would wait for ever if a thread of Media Foundation's waited for JavaScript while JavaScript waits for it.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { fromBeginEnd, toBeginEnd } from 'begin-end';
import { MF_E_OPERATION_CANCELLED } from 'begin-end/hresults';
import type { IMFMediaSink, MediaFoundation } from 'begin-end/media-foundation';
import { run, statstg, test, until } from './harness.js';

const key = '11111111-2222-3333-4444-555555555555';

/** Blocks JavaScript's thread, as a synchronous call does. */
const block = (milliseconds: number) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);

function put(mf: MediaFoundation, queue: number, count: number): { invoked: number } {
  const seen = { invoked: 0 };
  for (let i = 0; i < count; i += 1) mf.MFPutWorkItem(queue, { Invoke: () => (seen.invoked += 1) }, null);
  return seen;
}

// The first test: native code has no object of JavaScript yet, and calls are made at once.
test('what is locked lets calls in while native code has no object of JavaScript', (mf) => {
  using attributes = mf.MFCreateAttributes(1);
  attributes.LockStore();
  attributes.SetUINT32(key, 1);
  assert.equal(attributes.GetCount(), 1);
  attributes.UnlockStore();
  assert.throws(() => attributes.UnlockStore(), { code: 'E_UNEXPECTED' });
});

test('a work-queue thread goes on while JavaScript is blocked', async (mf) => {
  const seen = put(mf, 1, 1000);
  block(200);
  assert.equal(seen.invoked, 0);
  await until(() => seen.invoked === 1000, 'all items');
});

for (const running of [false, true]) {
  const when = running ? 'while callbacks are delivered' : 'with callbacks pending';
  test(`MFShutdown ${when} returns`, async (mf) => {
    mf.MFStartup(0x00020070, 0);
    const seen = put(mf, 1, 5);
    if (running) block(50);
    mf.MFShutdown();
    await until(() => seen.invoked === 5, 'all items');
  });

  test(`MFUnlockWorkQueue of a pool queue ${when} returns`, async (mf) => {
    const queue = mf.MFAllocateWorkQueue();
    const seen = put(mf, queue, 5);
    if (running) block(50);
    mf.MFUnlockWorkQueue(queue);
    // What has not begun yet is dropped by Wine; nothing hangs.
    await sleep(50);
    assert.ok(seen.invoked <= 5);
  });
}

test('cancelling a waiting item invokes it with MF_E_OPERATION_CANCELLED', async (mf) => {
  let status = 0;
  const result = mf.MFCreateAsyncResult(null, { Invoke: () => (status = result.GetStatus()) }, null);
  mf.MFCancelWorkItem(mf.MFPutWaitingWorkItem(new Promise(() => {}), 0, result));
  await until(() => status !== 0, 'the callback');
  assert.equal(status, MF_E_OPERATION_CANCELLED);
});

/** An IStream of ones without an end. */
const ones = () => ({
  Read: (bytes: Uint8Array, count: number) => {
    bytes.fill(1);
    return count;
  },
  Seek: (move: bigint) => move,
  Stat: () => statstg,
});

test('Read on a stream whose worker waits for JavaScript is asynchronous, and returns', async (mf) => {
  using file = mf.MFCreateMFByteStreamOnStream(ones());
  const bytes = new Uint8Array(10);
  const reading = fromBeginEnd(file, 'Read')(bytes, 10);
  block(100);
  // A second one would take its lock while the first wants it for its End.
  assert.throws(() => file.BeginRead(bytes, 10, { Invoke() {} }, null), { code: 'E_PENDING' });
  const other = new Uint8Array(10);
  assert.equal(await file.Read(other, 10), 10);
  assert.equal(await reading, 10);
  assert.equal(bytes[9], 1);
  assert.equal(other[9], 1);
});

for (const isPointer of [false, true]) {
  test(`Read on a wrapper of such a stream, given as ${isPointer ? 'a pointer' : 'an object'}, returns as well`, async (mf) => {
    using file = mf.MFCreateMFByteStreamOnStream(ones());
    const pointer = mf.toPointer(file, 'IMFByteStream');
    using middle = mf.MFCreateMFByteStreamWrapper(isPointer ? (pointer as never) : file);
    using outer = mf.MFCreateMFByteStreamWrapper(middle);
    mf.releasePointer(pointer);
    for (let round = 0; round < 20; round += 1) {
      const bytes = new Uint8Array(10);
      const reading = fromBeginEnd(outer, 'Read')(bytes, 10);
      block(2);
      // They have one lock.
      assert.throws(() => file.BeginRead(bytes, 10, { Invoke() {} }, null), { code: 'E_PENDING' });
      const others = [outer, middle, file].map((stream) => stream.Read(new Uint8Array(10), 10));
      assert.deepEqual(await Promise.all([reading, ...others]), [10, 10, 10, 10]);
      assert.equal(bytes[9], 1);
    }
  });
}

test('CreateObjectFromURL with a handler of JavaScript is asynchronous, and returns', async (mf) => {
  const object = { GetCapabilities: () => 1, GetLength: () => 1n };
  const { begin, end, cancel } = toBeginEnd(
    async () => {
      await sleep(5);
      return { objectType: 1, object };
    },
    { platform: mf },
  );
  const handler = { BeginCreateObject: begin, EndCreateObject: end, CancelObjectCreation: cancel };
  mf.MFRegisterLocalSchemeHandler('deadlock:', { ActivateObject: () => handler });
  using resolver = mf.MFCreateSourceResolver();
  const created = (await resolver.CreateObjectFromURL('deadlock://x', 2, null)) as { object: unknown };
  assert.equal(created.object, object);
});

interface Created {
  readonly object: unknown;
}
/** `BeginCreateObjectFromURL` as a function that gives a promise. */
const creatorOf = (resolver: ReturnType<MediaFoundation['MFCreateSourceResolver']>) =>
  fromBeginEnd(resolver, 'CreateObjectFromURL' as never) as unknown as (...args: unknown[]) => Promise<Created>;

test('Begin, while CreateObjectFromURL asks the same handler of JavaScript on its own thread, returns', async (mf) => {
  const object = { GetCapabilities: () => 1, GetLength: () => 1n };
  const trio = toBeginEnd(async () => ({ objectType: 1, object }), { platform: mf });
  const handler = { BeginCreateObject: trio.begin, EndCreateObject: trio.end, CancelObjectCreation: trio.cancel };
  mf.MFRegisterLocalSchemeHandler('both:', { ActivateObject: () => handler });
  using resolver = mf.MFCreateSourceResolver();
  const begin = creatorOf(resolver);
  const refused: unknown[] = [];
  for (let round = 0; round < 50; round += 1) {
    const asynchronous = resolver.CreateObjectFromURL('both://x', 2, null);
    // Its thread comes to the lock and to the handler; JavaScript, blocked, does not answer yet.
    block(2);
    const begun = begin('both://x', 2, null);
    mf.MFRegisterLocalSchemeHandler(`other${round}:`, { ActivateObject: () => handler });
    for (const outcome of await Promise.allSettled([asynchronous as Promise<Created>, begun])) {
      if (outcome.status === 'fulfilled') assert.equal(outcome.value.object, object);
      else refused.push((outcome.reason as { code?: unknown }).code);
    }
  }
  // All have returned. Wine's resolver refuses one of some 8,000, no method of JavaScript does: seldom two of these hundred.
  assert.ok(refused.length < 3 && refused.every((code) => code === 'E_UNEXPECTED'), refused.join());
});

test('a handler that registers another one while it is activated returns: its thread has the lock', async (mf) => {
  const object = { GetCapabilities: () => 1, GetLength: () => 1n };
  const trio = toBeginEnd(async () => ({ objectType: 1, object }), { platform: mf });
  const handler = { BeginCreateObject: trio.begin, EndCreateObject: trio.end, CancelObjectCreation: trio.cancel };
  mf.MFRegisterLocalSchemeHandler('outer:', {
    ActivateObject() {
      mf.MFRegisterLocalSchemeHandler('inner:', { ActivateObject: () => handler });
      return handler;
    },
  });
  using resolver = mf.MFCreateSourceResolver();
  const asynchronous = (await resolver.CreateObjectFromURL('outer://x', 2, null)) as Created;
  const begun = await creatorOf(resolver)('outer://x', 2, null);
  const inner = (await resolver.CreateObjectFromURL('inner://x', 2, null)) as Created;
  for (const created of [asynchronous, begun, inner]) assert.equal(created.object, object);
});

test('methods of a presentation clock return while another thread waits for its time source', async (mf) => {
  const createClock = mf.addFunction('mf.dll', 'MFCreatePresentationClock', [
    'ppPresentationClock: out IMFPresentationClock',
  ]);
  // The same clock as another thread has it: a session, in a program.
  const elsewhere = mf.addInterface('IMFPresentationClockElsewhere', {
    iid: '868ce85c-8ea9-4f55-ab82-b009a910a805',
    base: 'IMFClock',
    methods: {
      SetTimeSource: ['pTimeSource: in? IMFPresentationTimeSource'],
      GetTimeSource: ['ppTimeSource: out IMFPresentationTimeSource'],
      GetTime: ['phnsClockTime: out i64', ': waits'],
    },
  });
  using clock = createClock();
  let asked = 0;
  const source = {
    GetClockCharacteristics: () => 0,
    GetCorrelatedTime() {
      asked += 1;
      // The clock's lock lets the thread in again that has asked.
      clock.GetContinuityKey();
      return { clockTime: 1n, systemTime: 2n };
    },
    GetContinuityKey: () => 0,
    GetState: () => 1,
    GetUnderlyingClock: () => clock,
    OnClockStart() {},
    OnClockStop() {},
  };
  const pointer = mf.toPointer(source, ['IMFPresentationTimeSource', 'IMFClockStateSink']);
  clock.SetTimeSource(pointer);
  mf.releasePointer(pointer);
  clock.Start(0n);
  const asClock = mf.toPointer(clock, 'IMFClock');
  const other = mf.fromPointer(asClock, elsewhere);
  for (let round = 0; round < 20; round += 1) {
    const asking = other.GetTime();
    block(2);
    assert.equal(clock.GetTime(), 1n);
    assert.equal(await asking, 1n);
  }
  assert.equal(asked, 40);
  other[Symbol.dispose]();
  clock.Stop();
});

test('methods of a sample return while another thread waits for a buffer of JavaScript in it', async (mf) => {
  // The same sample as another thread has it: a sink, in a program.
  const elsewhere = mf.addInterface('IMFSampleElsewhere', {
    iid: 'c40a00f2-b93a-4d80-ae8c-5a1c634f58e4',
    base: 'IMFAttributes',
    methods: {
      ...Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`unused${index}`, []])),
      GetTotalLength: ['pcbTotalLength: out u32', ': waits'],
    },
  });
  using sample = mf.MFCreateSample();
  sample.AddBuffer({
    Lock: () => {},
    GetMaxLength: () => 4,
    GetCurrentLength() {
      sample.GetCount();
      return 4;
    },
  });
  const other = mf.fromPointer(mf.toPointer(sample, 'IMFSample'), elsewhere);
  for (let round = 0; round < 20; round += 1) {
    const asking = (other as unknown as { GetTotalLength(): Promise<number> }).GetTotalLength();
    block(2);
    assert.equal(sample.GetBufferCount(), 1);
    assert.equal(sample.GetCount(), 0);
    assert.equal(await asking, 4);
  }
  other[Symbol.dispose]();
});

/** A WAV file of so many bytes of silence, as a byte stream of JavaScript. */
function silence(length: number) {
  const header = Buffer.alloc(44);
  header.write('RIFF____WAVEfmt ').toString();
  header.write('data', 36);
  for (const [at, value] of [
    [4, length - 8],
    [16, 16],
    [24, 44_100],
    [28, 88_200],
    [40, length - 44],
  ] as const) {
    header.writeUInt32LE(value, at);
  }
  for (const [at, value] of [
    [20, 1],
    [22, 1],
    [32, 2],
    [34, 16],
  ] as const)
    header.writeUInt16LE(value, at);
  let position = 0;
  return {
    GetCapabilities: () => 5,
    GetLength: () => BigInt(length),
    GetCurrentPosition: () => BigInt(position),
    SetCurrentPosition: (to: bigint) => void (position = Number(to)),
    IsEndOfStream: () => position >= length,
    Seek: (origin: number, offset: bigint) => BigInt((position = Number(offset) + (origin === 0 ? 0 : position))),
    Read(bytes: Uint8Array, wanted: number) {
      const count = Math.min(wanted, length - position);
      bytes.fill(0, 0, count);
      bytes.set(header.subarray(position, position + count));
      position += count;
      return count;
    },
    Close() {},
    Flush() {},
  };
}

interface Counted extends Disposable {
  GetCount(): Promise<number>;
}
type Reader = Awaited<ReturnType<MediaFoundation['MFCreateSourceReaderFromByteStream']>>;
/** What has a reference to a reader as well, and what lets go of it. */
const holders: Record<string, (mf: MediaFoundation, reader: Reader) => () => void> = {
  'attributes that are disposed of': (mf, reader) => {
    const attributes = mf.MFCreateAttributes(1);
    attributes.SetUnknown(key, reader);
    return () => attributes[Symbol.dispose]();
  },
  'attributes whose item is deleted': (mf, reader) => {
    const attributes = mf.MFCreateAttributes(1);
    attributes.SetUnknown(key, reader);
    return () => attributes.DeleteItem(key);
  },
  'attributes whose item is set again': (mf, reader) => {
    const attributes = mf.MFCreateAttributes(1);
    attributes.SetUnknown(key, reader);
    return () => attributes.SetUINT32(key, 1);
  },
  'an event': (mf, reader) => {
    const event = mf.MFCreateMediaEvent(1, null, 0, reader);
    return () => event[Symbol.dispose]();
  },
  'the queue of an event': (mf, reader) => {
    const queue = mf.MFCreateEventQueue();
    queue.QueueEventParamUnk(1, null, 0, reader);
    return () => queue.Shutdown();
  },
  'a pointer': (mf, reader) => {
    const pointer = mf.toPointer(reader, 'IMFSourceReader');
    return () => mf.releasePointer(pointer);
  },
};

for (const [what, hold] of Object.entries(holders)) {
  test(`the last reference to a reader of a stream of JavaScript that ${what} had is released without waiting for ever`, async (mf) => {
    for (let round = 0; round < 10; round += 1) {
      const reader = await mf.MFCreateSourceReaderFromByteStream(silence(50_000_000), null);
      const { sample } = (await reader.ReadSample(0xfffffffe, 0)) as { sample: Disposable | null };
      sample?.[Symbol.dispose]();
      const letGo = hold(mf, reader);
      await reader[Symbol.asyncDispose]();
      // Its thread reads ahead, and waits for JavaScript.
      block(20);
      letGo();
    }
  });
}

const none = () => {};

test('methods of a sink return while it waits for the method of JavaScript that gets its samples', async (mf) => {
  // The same stream as another thread has it: a session, in a program.
  const elsewhere = mf.addInterface('IMFStreamSinkElsewhere', {
    iid: '0a97b3cf-8e7c-4a3d-8f8c-0c843dc247fb',
    base: 'IMFMediaEventGenerator',
    methods: {
      unused0: [],
      unused1: [],
      unused2: [],
      ProcessSample: ['pSample: in IMFSample', ': waits'],
    },
  });
  const type = mf.MFCreateMediaType();
  type.SetGUID('48eba18e-f8c9-4687-bf11-0a74c9f96a8f', '73647561-0000-0010-8000-00aa00389b71'); // audio
  type.SetGUID('f7e34c9a-42e8-4714-b74b-cb29d72c35e5', '00000001-0000-0010-8000-00aa00389b71'); // PCM
  let heard = 0;
  const activate = mf.MFCreateSampleGrabberSinkActivate(type, {
    OnClockStart: none,
    OnClockStop: none,
    OnClockPause: none,
    OnClockRestart: none,
    OnClockSetRate: none,
    OnSetPresentationClock: none,
    OnShutdown: none,
    OnProcessSample() {
      heard += 1;
      // The sink's lock lets the thread in again that has called this.
      sink.GetStreamSinkByIndex(0)[Symbol.dispose]();
    },
  });
  activate.SetUINT32('0efda2c0-2b69-4e2e-ab8d-46dcbff7d25d', 1); // MF_SAMPLEGRABBERSINK_IGNORE_CLOCK
  const sink = activate.ActivateObject('6ef2a660-47c0-4666-b13d-cbb717f2fa2c') as IMFMediaSink;
  const stream = sink.GetStreamSinkByIndex(0);
  const other = stream.QueryInterface(elsewhere);
  const handler = stream.GetMediaTypeHandler();
  const clock = sink.QueryInterface('IMFClockStateSink');
  clock.OnClockStart(0n, 0n);
  const buffer = mf.MFCreateMemoryBuffer(4);
  buffer.SetCurrentLength(4);
  const sample = mf.MFCreateSample();
  sample.AddBuffer(buffer);
  sample.SetSampleTime(0n);
  for (let round = 0; round < 20; round += 1) {
    const processing = other.ProcessSample(sample);
    block(2);
    sink.GetStreamSinkByIndex(0)[Symbol.dispose]();
    assert.throws(() => sink.GetPresentationClock(), { code: 'MF_E_NO_CLOCK' });
    handler.GetCurrentMediaType()[Symbol.dispose]();
    await processing;
  }
  assert.equal(heard, 20);
  activate.ShutdownObject();
  for (const one of [clock, handler, other, stream, sink, activate, sample, buffer, type]) one[Symbol.dispose]();
});

/** A buffer of JavaScript, which has nothing. */
const emptyBuffer = { Lock() {}, Unlock() {}, GetCurrentLength: () => 0, GetMaxLength: () => 0, SetCurrentLength() {} };
/** Uses as many threads at once, which then wait for the next calls. */
async function useThreads(mf: MediaFoundation, count: number): Promise<void> {
  const streams = Array.from({ length: count }, () => mf.MFCreateMFByteStreamOnStream(ones()));
  await Promise.all(streams.map((stream) => stream.Read(new Uint8Array(1), 1)));
  for (const stream of streams) stream[Symbol.dispose]();
}

/** The same attributes as another thread has them. */
const countElsewhere = {
  iid: '2cd2d921-c447-44a7-a13c-4adabfc247e3',
  base: 'IUnknown',
  methods: {
    ...Object.fromEntries(Array.from({ length: 27 }, (_, index) => [`unused${index}`, []])),
    GetCount: ['pcItems: out u32', ': waits'],
  },
} as const;

test('what is locked lets all calls in until it is unlocked, whatever threads there are', async (mf) => {
  using attributes = mf.MFCreateAttributes(1);
  attributes.LockStore();
  // From here on native code may wait for JavaScript.
  using sample = mf.MFCreateSample();
  sample.AddBuffer(emptyBuffer);
  sample.LockStore();
  sample.LockStore();
  await useThreads(mf, 4);
  for (let round = 0; round < 20; round += 1) {
    sample.SetUINT32(key, round);
    sample.CopyAllItems(attributes);
    assert.equal(attributes.GetUINT32(key), round);
    assert.equal(sample.GetTotalLength(), 0);
  }
  const pointer = mf.toPointer(sample, 'IMFSample');
  const other = mf.fromPointer(
    pointer,
    mf.addInterface('IMFAttributesElsewhere', countElsewhere),
  ) as unknown as Counted;
  let isLocked = true;
  const counting = other.GetCount().then((count) => [count, isLocked]);
  block(20);
  sample.UnlockStore();
  await sleep(20);
  isLocked = false;
  sample.UnlockStore();
  attributes.UnlockStore();
  // Other threads wait until it is unlocked, and no longer.
  assert.deepEqual(await counting, [1, false]);
  assert.throws(() => sample.UnlockStore(), { code: 'E_UNEXPECTED' });
  other[Symbol.dispose]();
});

test('a method that another thread has called uses what JavaScript has locked', async (mf) => {
  using attributes = mf.MFCreateAttributes(1);
  attributes.LockStore();
  const stream = mf.MFCreateMFByteStreamOnStream({
    ...ones(),
    Read(_bytes: Uint8Array, count: number) {
      attributes.SetUINT32(key, attributes.GetCount());
      return count;
    },
  });
  assert.equal(await stream.Read(new Uint8Array(10), 10), 10);
  attributes.UnlockStore();
  assert.equal(attributes.GetUINT32(key), 0);
  stream[Symbol.dispose]();
});

test('what a method has locked for the thread that called it is not used or unlocked on another one', async (mf) => {
  using attributes = mf.MFCreateAttributes(1);
  using locked = mf.MFCreateAttributes(1);
  const stream = mf.MFCreateMFByteStreamOnStream({
    ...ones(),
    Read(_bytes: Uint8Array, count: number) {
      for (const one of [attributes, locked]) one.LockStore();
      assert.equal(attributes.GetCount(), 0);
      attributes.UnlockStore();
      return count;
    },
  });
  assert.equal(await stream.Read(new Uint8Array(10), 10), 10);
  assert.equal(attributes.GetCount(), 0);
  assert.throws(() => locked.GetCount(), { code: 'E_UNEXPECTED' });
  assert.throws(() => locked.UnlockStore(), { code: 'E_UNEXPECTED' });
  stream[Symbol.dispose]();
});

test('what else happens while Begin serves other threads comes after it, in its order', async (mf) => {
  const seen: string[] = [];
  const object = { GetCapabilities: () => 1, GetLength: () => 1n };
  const trio = toBeginEnd(async () => ({ objectType: 1, object }), { platform: mf });
  const handler = { BeginCreateObject: trio.begin, EndCreateObject: trio.end, CancelObjectCreation: trio.cancel };
  const queue = mf.MFAllocateSerialWorkQueue(1);
  mf.MFRegisterLocalSchemeHandler('order:', {
    ActivateObject() {
      // Begin waits for this. The items run meanwhile, on their queue's thread, and their callbacks must not.
      for (let i = 0; i < 5; i += 1) mf.MFPutWorkItem(queue, { Invoke: () => void seen.push(`item ${i}`) }, null);
      block(50);
      seen.push('asked');
      return handler;
    },
  });
  using resolver = mf.MFCreateSourceResolver();
  const begun = creatorOf(resolver)('order://x', 2, null);
  seen.push('begun');
  await begun;
  await until(() => seen.length === 7, 'all items');
  assert.deepEqual(seen, ['asked', 'begun', ...Array.from({ length: 5 }, (_, i) => `item ${i}`)]);
});

test('a pending operation that JavaScript is blocked during still completes once', async (mf) => {
  let invoked = 0;
  for (let i = 0; i < 100; i += 1) {
    const result = mf.MFCreateAsyncResult(null, { Invoke: () => (invoked += 1) }, i);
    mf.MFInvokeCallback(result);
    if (i % 25 === 0) block(10);
  }
  await until(() => invoked === 100, 'all');
  await sleep(20);
  assert.equal(invoked, 100);
});

void run();
