// What would wait for ever if a thread of Media Foundation's waited for JavaScript while JavaScript waits for it.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { fromBeginEnd, toBeginEnd } from 'begin-end';
import { MF_E_OPERATION_CANCELLED } from 'begin-end/hresults';
import type { MediaFoundation } from 'begin-end/media-foundation';
import { run, statstg, test, until } from './harness.js';

/** Blocks JavaScript's thread, as a synchronous call does. */
const block = (milliseconds: number) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);

function put(mf: MediaFoundation, queue: number, count: number): { invoked: number } {
  const seen = { invoked: 0 };
  for (let i = 0; i < count; i += 1) mf.MFPutWorkItem(queue, { Invoke: () => (seen.invoked += 1) }, null);
  return seen;
}

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
  for (let round = 0; round < 50; round += 1) {
    const asynchronous = resolver.CreateObjectFromURL('both://x', 2, null);
    // Its thread comes to the lock and to the handler; JavaScript, blocked, does not answer yet.
    block(2);
    const begun = begin('both://x', 2, null);
    mf.MFRegisterLocalSchemeHandler(`other${round}:`, { ActivateObject: () => handler });
    for (const created of await Promise.all([asynchronous as Promise<Created>, begun])) {
      assert.equal(created.object, object);
    }
  }
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
