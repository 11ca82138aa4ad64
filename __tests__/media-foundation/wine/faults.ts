// What once crashed, hung or read wrong bytes: each as the program that did.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  E_FAIL,
  E_INVALIDARG,
  fromBeginEnd,
  MF_E_NO_EVENTS_AVAILABLE,
  MFCreateAsyncResult,
  toBeginEnd,
  type IMFAsyncResult,
} from 'begin-end';
import {
  MFASYNC_CALLBACK_QUEUE_STANDARD,
  VT_UI1,
  VT_VECTOR,
  type IMFByteStream,
  type MediaFoundation,
} from 'begin-end/media-foundation';
import { collected, run, signal, statstg, test } from './harness.js';

type Method = (...args: never[]) => unknown;
const content = Uint8Array.from({ length: 65_536 }, (_, index) => (index * 7 + (index >> 8)) & 0xff);
const path = join(tmpdir(), `faults-${process.pid}.bin`);
writeFileSync(path, content);
const key = '11111111-2222-3333-4444-555555555555';
const { gc } = globalThis as { gc?: () => void };

const open = (mf: MediaFoundation): IMFByteStream => mf.MFCreateFile(1, 0, 0, path);

function heapUsed(): number {
  gc?.();
  return process.memoryUsage().heapUsed;
}

/** A stream of JavaScript that hands everything on to a native one. */
function decorated(mf: MediaFoundation, inner: IMFByteStream, levels: number): IMFByteStream {
  if (levels === 0) return inner;
  const below = decorated(mf, inner, levels - 1);
  return mf.MFCreateMFByteStreamWrapper({
    GetCapabilities: () => below.GetCapabilities(),
    BeginRead: ((bytes: Uint8Array, count: number, callback: never, state: never) =>
      below.BeginRead(bytes, count, callback, state)) as Method,
    EndRead: ((result: never) => below.EndRead(result)) as Method,
    SetCurrentPosition: ((position: bigint) => below.SetCurrentPosition(position)) as Method,
  });
}

for (const levels of [1, 2, 3]) {
  test(`a stream that hands native callbacks on, ${levels} deep, reads the right bytes`, async (mf) => {
    const stream = decorated(mf, open(mf), levels);
    const read = fromBeginEnd(stream, 'Read');
    for (let i = 0; i < 200; i += 1) {
      const position = (i * 311) % 60_000;
      stream.SetCurrentPosition(BigInt(position));
      const bytes = new Uint8Array(500);
      assert.equal(await read(bytes, 500), 500);
      assert.deepEqual(bytes, content.slice(position, position + 500));
      if (i % 50 === 0) gc?.();
    }
  });
}

test('a byte transfer whose callback is null is refused: nothing would tell when it has ended', (mf) => {
  using file = open(mf);
  assert.throws(() => file.BeginRead(new Uint8Array(10), 10, null as never, null), {
    name: 'TypeError',
    message: /pCallback/,
  });
});

test('a reader that nobody holds during its call lives until the call has returned', async (mf) => {
  for (let i = 0; i < 20; i += 1) {
    const reading = (async () => {
      const stream = mf.MFCreateMFByteStreamOnStream({
        Read: ((bytes: Uint8Array, count: number) => (bytes.set(content.subarray(0, count)), count)) as Method,
        Seek: (move: bigint) => move,
        Stat: () => statstg,
      });
      return stream.Read(new Uint8Array(100), 100);
    })();
    gc?.();
    assert.equal(await reading, 100);
  }
});

test('an object that is disposed of inside a call of its own lives until the call has returned', (mf) => {
  for (let i = 0; i < 50; i += 1) {
    const inner = {
      GetCapabilities() {
        wrapper[Symbol.dispose]();
        gc?.();
        return 7;
      },
    };
    const wrapper = mf.MFCreateMFByteStreamWrapper(inner);
    assert.equal(wrapper.GetCapabilities(), 7);
    assert.throws(() => wrapper.GetCapabilities(), /disposed/);
  }
});

test('counts and integers that their types or memory cannot hold are refused by name', (mf) => {
  using file = open(mf);
  using attributes = mf.MFCreateAttributes(1);
  const bytes = new Uint8Array(10);
  assert.throws(() => file.Read(bytes, -1), {
    name: 'RangeError',
    message: /^IMFByteStream\w*\.Read: cb must not be negative/,
  });
  assert.throws(() => file.Read(bytes, 200_000 - 2 ** 32), { name: 'RangeError' });
  assert.throws(() => file.Read(bytes, 1.5), { name: 'TypeError' });
  assert.throws(() => file.Read(bytes, undefined as never), { name: 'TypeError' });
  assert.throws(() => attributes.SetBlob(key, bytes, -1), { name: 'RangeError', message: /^IMFAttributes\.SetBlob/ });
  assert.throws(() => attributes.SetUINT32(key, 2 ** 32 + 5), {
    name: 'RangeError',
    message: 'IMFAttributes.SetUINT32: unValue must be an integer of 0 to 4294967295, got 4294967301',
  });
  assert.throws(() => attributes.SetUINT64(key, 2n ** 64n), { name: 'RangeError' });
  assert.throws(() => attributes.SetUINT64(key, -1n), { name: 'RangeError' });
});

test('bytes that JavaScript moves away during a synchronous call are not written to', (mf) => {
  let moved: Uint8Array | undefined;
  using wrapper = mf.MFCreateMFByteStreamWrapper({
    Read: ((bytes: Uint8Array, count: number) => {
      moved = structuredClone(mine, { transfer: [mine.buffer] });
      bytes.fill(1);
      return count;
    }) as Method,
  });
  const mine = new Uint8Array(new ArrayBuffer(1000));
  assert.equal(wrapper.Read(mine, 1000), 1000);
  assert.equal(mine.byteLength, 0);
  assert.deepEqual(moved, new Uint8Array(1000));
});

for (const count of [4, 64]) {
  test(`${count} calls that wait for JavaScript, which waits for the file system, do not wait for each other`, async (mf) => {
    const scheme = `faults${count}:`;
    const object = { GetCapabilities: () => 1, GetLength: () => 1n };
    const { begin, end, cancel } = toBeginEnd(
      async () => {
        assert.equal((await readFile(path)).length, content.length);
        return { objectType: 1, object };
      },
      { platform: mf },
    );
    const handler = { BeginCreateObject: begin, EndCreateObject: end, CancelObjectCreation: cancel };
    mf.MFRegisterLocalSchemeHandler(scheme, { ActivateObject: () => handler });
    const resolver = mf.MFCreateSourceResolver();
    const create = resolver.CreateObjectFromURL.bind(resolver) as unknown as (
      ...args: unknown[]
    ) => Promise<{ object: unknown }>;
    const all = await Promise.all(Array.from({ length: count }, () => create(`${scheme}//x`, 2, null)));
    assert.ok(all.every((one) => one.object === object));
  });
}

test('100,000 operations there and back leave no memory', async (mf) => {
  const thereAndBack = fromBeginEnd(toBeginEnd(async (n: number) => n + 1, { platform: mf }));
  const some = async (count: number): Promise<void> => {
    for (let i = 0; i < count; i += 500) await Promise.all(Array.from({ length: 500 }, (_, n) => thereAndBack(n)));
    await sleep(120);
  };
  await some(20_000);
  // V8 doubles the table of a Map now and then, which is no leak: that grows with every round.
  const kept: number[] = [];
  for (let round = 0; round < 4; round += 1) {
    const before = heapUsed();
    await some(25_000);
    kept.push((heapUsed() - before) / 25_000);
  }
  assert.ok(Math.min(...kept) < 20, `${kept.join(', ')} bytes of heap an operation, round by round`);
});

test('work items whose callbacks close over their results are collected', async (mf) => {
  let left = 2000;
  const registry = new FinalizationRegistry(() => (left -= 1));
  for (let i = 0; i < 2000; i += 1) {
    const callback: { Invoke(): void; result?: unknown } = { Invoke() {} };
    callback.result = mf.MFCreateAsyncResult(null, callback, i);
    registry.register(callback, 0);
    mf.MFInvokeCallback(callback.result as never);
  }
  await sleep(100);
  await collected(() => left < 20, `all of 2,000, ${left} are left`);
});

test('an interface that the table lacks is never lent an object of JavaScript: native code would call past its vtable', (mf) => {
  const IFaultsLacking = mf.addInterface('IFaultsLacking', {
    iid: '5a1f7e0c-2f0e-4a8a-9c43-0d6a3e0b7f01',
    base: 'IUnknown',
    methods: { Take: ['pThing: in IFaultsUnknownThing'] },
  });
  using attributes = mf.MFCreateAttributes(1);
  // Only what is checked before the call is of interest: the pointer is that of another interface.
  const pointer = mf.toPointer(attributes, 'IMFAttributes');
  const lacking = mf.fromPointer(pointer, IFaultsLacking);
  for (const thing of [{ GetCount: () => 0 }, attributes, () => {}]) {
    assert.throws(() => lacking.Take(thing), { name: 'TypeError', message: /^IFaultsLacking\.Take: pThing must be / });
  }
  lacking[Symbol.dispose]();
});

function refused(call: () => unknown, method: string, parameter: string): void {
  assert.throws(call, (error: Error) => {
    assert.equal(error.name, 'TypeError', error.stack);
    assert.ok(error.message.startsWith(`${method}: ${parameter} must be `), error.message);
    return true;
  });
}

test('a method that is called on an object of another interface is refused: it would be called past its vtable', (mf) => {
  using sample = mf.MFCreateSample();
  using buffer = mf.MFCreateMemoryBuffer(8);
  using attributes = mf.MFCreateAttributes(1);
  using file = open(mf);
  using type = mf.MFCreateMediaType();
  assert.equal(Reflect.apply(attributes.GetCount, type, []), 0, 'a media type has the methods of its base');
  const calls: (readonly [() => unknown, string])[] = [
    [() => Reflect.apply(sample.GetTotalLength, buffer, []), 'IMFSample.GetTotalLength'],
    [() => Reflect.apply(file.GetLength, attributes, []), `${file.constructor.name}.GetLength`],
    [() => Reflect.apply(sample.QueryInterface, buffer, ['IMFMediaBuffer']), 'IMFSample.QueryInterface'],
    [
      () => Object.setPrototypeOf(attributes, Object.getPrototypeOf(file)).GetLength(),
      `${file.constructor.name}.GetLength`,
    ],
  ];
  for (const [call, method] of calls) {
    const message = `${method}: called on something that is no ${method.slice(0, method.indexOf('.'))}`;
    assert.throws(call, { name: 'TypeError', message });
  }
});

test('an array of objects is as long as is said, however it is iterated', (mf) => {
  using type = mf.MFCreateMediaType();
  const types = Object.assign([type, type], { *[Symbol.iterator]() {} });
  using descriptor = mf.MFCreateStreamDescriptor(1, 2, types);
  using handler = descriptor.GetMediaTypeHandler();
  assert.equal(handler.GetMediaTypeCount(), 2);
  assert.throws(() => mf.MFCreateStreamDescriptor(1, 3, types), {
    name: 'RangeError',
    message: 'MFCreateStreamDescriptor: apMediaTypes has 2 elements, 3 are needed',
  });
  assert.throws(() => mf.MFCreatePresentationDescriptor(1, [type]), { message: /is no IMFStreamDescriptor/ });
});

test('an object of an array that is disposed of while others are read lives until the call has returned', (mf) => {
  using attributes = mf.MFCreateAttributes(1);
  for (let round = 0; round < 10; round += 1) {
    const type = mf.MFCreateMediaType();
    const other = {
      get GetMajorType() {
        type[Symbol.dispose]();
        // The memory of the first would be used again.
        for (let at = 0; at < 300; at += 1) {
          const its = `${key.slice(0, -6)}${100_000 + round * 300 + at}`;
          attributes.SetItem(its, new Uint8Array(16 + at * 2).fill(0x41));
        }
        return () => key;
      },
    };
    mf.MFCreateStreamDescriptor(1, 2, [type, other])[Symbol.dispose]();
  }
});

test('bytes that lie about their length are as many as there are', (mf) => {
  let said: number[] = [];
  class Lying extends Uint8Array {
    override get byteLength(): number {
      return said.shift() ?? 8;
    }
  }
  const bytes = Lying.of(1, 2, 3, 4, 5, 6, 7, 8);
  const whole = Uint8Array.from(bytes);
  using attributes = mf.MFCreateAttributes(1);
  said = [4096];
  attributes.SetItem(key, bytes);
  assert.deepEqual(attributes.GetItem(key), whole);
  said = [4096, 4096, 4096];
  assert.throws(() => attributes.SetBlob(key, bytes, 9), { code: 'E_INVALIDARG', message: /pBuf has 8 bytes/ });
  assert.throws(() => attributes.SetItem(key, { vt: VT_VECTOR | VT_UI1, value: new Proxy(whole, {}) }), {
    name: 'TypeError',
    message: 'IMFAttributes.SetItem: Value.value must be a Uint8Array, got object',
  });
});

test('a count of memory that is no size is refused', (mf) => {
  using buffer = mf.MFCreateMemoryBuffer(8);
  const { buffer: pointer } = buffer.Lock();
  for (const count of [[1, 2], new Uint8Array(3), '5', null, undefined, true, {}, new ArrayBuffer(4), -1, 1.5]) {
    const message = /^readMemory: the count must be an integer that is not negative, got /;
    assert.throws(() => mf.readMemory(pointer, count as number), { name: 'RangeError', message });
  }
  assert.equal(mf.readMemory(pointer, 8).length, 8);
  buffer.Unlock();
});

test('a native object that is no callback is refused: another of its methods would be called for Invoke', (mf) => {
  using file = open(mf);
  using queue = mf.MFCreateEventQueue();
  for (const object of [file, queue]) {
    const isNone = { hresult: E_INVALIDARG, message: /is no IMFAsyncCallback/ };
    assert.throws(() => mf.MFCreateAsyncResult(null, object as never, null), isNone);
    assert.throws(() => mf.MFScheduleWorkItem(object as never, null, -1), isNone);
  }
});

test('a result takes the pointer of a callback, which it holds, and no pointer that none can have', async (mf) => {
  const invoked = signal<IMFAsyncResult>();
  const pointer = mf.toPointer({ Invoke: invoked.resolve }, 'IMFAsyncCallback');
  const result = mf.MFCreateAsyncResult(null, pointer as never, 'state');
  mf.releasePointer(pointer);
  mf.MFPutWorkItemEx(MFASYNC_CALLBACK_QUEUE_STANDARD, result);
  assert.equal((await invoked.promise).GetState(), 'state');
  assert.equal(result.GetState(), 'state');
  assert.throws(
    () => mf.MFCreateAsyncResult(null, 5n as never, null),
    /MFCreateAsyncResult: callback must be a pointer/,
  );
});

test('an interface argument that is missing or null is refused by name, where native code needs it', (mf) => {
  using sample = mf.MFCreateSample();
  using queue = mf.MFCreateEventQueue();
  using attributes = mf.MFCreateAttributes(1);
  for (const nothing of [null, undefined, 0n]) {
    refused(() => sample.AddBuffer(nothing as never), 'IMFSample.AddBuffer', 'pBuffer');
    refused(() => sample.CopyToBuffer(nothing as never), 'IMFSample.CopyToBuffer', 'pBuffer');
    refused(() => queue.QueueEvent(nothing as never), 'IMFMediaEventQueue.QueueEvent', 'pEvent');
    refused(() => queue.EndGetEvent(nothing as never), 'IMFMediaEventQueue.EndGetEvent', 'pResult');
    refused(() => attributes.CopyAllItems(nothing as never), 'IMFAttributes.CopyAllItems', 'pDest');
    refused(() => attributes.SetString(key, nothing as never), 'IMFAttributes.SetString', 'wszValue');
    refused(() => mf.MFCreateMFByteStreamWrapper(nothing as never), 'MFCreateMFByteStreamWrapper', 'pStream');
    refused(() => mf.MFCreateMFByteStreamOnStreamEx(nothing as never), 'MFCreateMFByteStreamOnStreamEx', 'punkStream');
    refused(() => mf.MFPutWorkItem(1, nothing as never, null), 'MFPutWorkItem', 'pCallback');
  }
  attributes.SetUnknown(key, null);
  assert.equal(attributes.GetCount(), 1);
});

test('a stream of native code tells of itself by a structure', (mf) => {
  const CreateStreamOnHGlobal = mf.addFunction('ole32.dll', 'CreateStreamOnHGlobal', [
    'hGlobal: in? pointer',
    'fDeleteOnRelease: in bool',
    'ppstm: out IStream',
  ]);
  using stream = CreateStreamOnHGlobal(null, true);
  const written = stream.Write(content, 5);
  const { type, size } = stream.Stat(1);
  assert.deepEqual({ type, size }, { type: 2, size: BigInt(written) });
  // With memory before the flag, as in C.
  const asInC = (): unknown => stream.Stat(new Uint8Array(1) as never);
  assert.throws(asInC, { name: 'TypeError', message: /^IStream\.Stat: grfStatFlag/ });
});

test('a clock refuses a time source that is null by name: native code would read through it', (mf) => {
  const MFCreatePresentationClock = mf.addFunction('mf.dll', 'MFCreatePresentationClock', [
    'ppPresentationClock: out IMFPresentationClock',
  ]);
  using clock = MFCreatePresentationClock();
  for (const nothing of [null, undefined, 0n]) {
    refused(() => clock.SetTimeSource(nothing as never), 'IMFPresentationClock.SetTimeSource', 'pTimeSource');
  }
});

test('null takes the object of a node away', (mf) => {
  using node = mf.MFCreateTopologyNode(0);
  using sample = mf.MFCreateSample();
  node.SetObject(sample);
  using object = node.GetObject();
  assert.equal(object, sample);
  node.SetObject(null);
  assert.throws(() => node.GetObject(), { hresult: E_FAIL });
});

test('a pointer that no object can have is refused by name', (mf) => {
  using sample = mf.MFCreateSample();
  for (const pointer of [-1n, 2n ** 47n, 2n ** 64n]) {
    assert.throws(() => sample.AddBuffer(pointer), { name: 'RangeError', message: /^IMFSample\.AddBuffer: pBuffer/ });
  }
});

test('a result is not lent as an interface that it does not have: native code would call past its vtable', (mf) => {
  using sample = mf.MFCreateSample();
  for (const result of [mf.MFCreateAsyncResult(null, null, null), MFCreateAsyncResult(null, null, null)]) {
    assert.throws(() => sample.AddBuffer(result as never), { name: 'TypeError', message: /IMFMediaBuffer/ });
  }
});

test('memory that a method allocates comes back as bytes, and text goes into memory that has room for it', (mf) => {
  using attributes = mf.MFCreateAttributes(2);
  attributes.SetBlob(key, content.subarray(0, 1000), 1000);
  const { buf, size } = attributes.GetAllocatedBlob(key);
  assert.equal(size, 1000);
  assert.deepEqual(buf, content.slice(0, 1000));
  attributes.SetString(key, 'hello');
  const text = new Uint8Array(12);
  assert.equal(attributes.GetString(key, text, 6), 5);
  assert.equal(Buffer.from(text).toString('utf16le'), 'hello\0');
  // Six characters are twelve bytes.
  assert.throws(() => attributes.GetString(key, new Uint8Array(11), 6), { hresult: E_INVALIDARG });
});

test('null behind the arguments leaves the outputs out that native code does not need', (mf) => {
  using attributes = mf.MFCreateAttributes(1);
  attributes.SetUINT32(key, 5);
  assert.equal(attributes.GetItem(key, null), undefined);
  assert.equal(attributes.GetItemByIndex(0, null), key);
  using buffer = mf.MFCreateMemoryBuffer(10);
  assert.equal(typeof buffer.Lock(null), 'bigint');
  buffer.Unlock();
});

for (const flags of [0, 1, 2, 3]) {
  test(`GetEvent(${flags}) of an empty queue does not wait for what this thread would have to raise`, (mf) => {
    using queue = mf.MFCreateEventQueue();
    assert.throws(() => queue.GetEvent(flags), { hresult: MF_E_NO_EVENTS_AVAILABLE });
    queue.QueueEventParamVar(7, null, 0, null);
    using event = queue.GetEvent(flags & 1);
    assert.equal(event.GetType(), 7);
  });
}

const readContent = async (bytes: Uint8Array, count: number): Promise<number> => {
  bytes.set(content.subarray(0, count));
  return count;
};

/** A stream of an async function that reads from `content`, as native code wraps it. */
function asynchronous(mf: MediaFoundation, withPlatform: boolean): IMFByteStream {
  return mf.MFCreateMFByteStreamWrapper(
    toBeginEnd({ read: readContent }, 'read', withPlatform ? { platform: mf } : {}),
  );
}

for (const withPlatform of [true, false]) {
  const how = withPlatform ? 'through the work queues' : 'without a platform';
  test(`an End that is called after Invoke has returned reads the right bytes, ${how}`, async (mf) => {
    using stream = asynchronous(mf, withPlatform);
    for (let i = 0; i < 50; i += 1) {
      const bytes = new Uint8Array(500);
      const result = await new Promise<IMFAsyncResult>((resolve) => {
        stream.BeginRead(bytes, 500, { Invoke: resolve }, null);
      });
      await sleep(0);
      if (i % 10 === 0) gc?.();
      assert.equal(stream.EndRead(result), 500);
      assert.deepEqual(bytes, content.slice(0, 500));
    }
  });

  test(`the End of another stream is refused, and the right one still reads the bytes, ${how}`, async (mf) => {
    using stream = asynchronous(mf, withPlatform);
    using other = asynchronous(mf, withPlatform);
    const bytes = new Uint8Array(500);
    const count = await new Promise<number>((resolve, reject) => {
      const Invoke = (result: IMFAsyncResult): void => {
        try {
          assert.throws(() => other.EndRead(result), { name: 'HResultError' });
          resolve(stream.EndRead(result));
        } catch (error) {
          reject(error);
        }
      };
      stream.BeginRead(bytes, 500, { Invoke }, null);
    });
    assert.equal(count, 500);
    assert.deepEqual(bytes, content.slice(0, 500));
  });
}

test('reads that begin where the stack is full have an outcome each, whatever is served meanwhile', async (mf) => {
  using file = open(mf);
  using stream = mf.MFCreateMFByteStreamWrapper(file);
  const reported: unknown[] = [];
  const report = (error: unknown): void => void reported.push(error);
  process.on('uncaughtException', report);
  let attempts: ReturnType<typeof signal<number>>[] = [];
  const begun: Promise<number>[] = [];
  const begin = (..._room: number[]): void => {
    const attempt = attempts.pop();
    if (attempt === undefined) return;
    const Invoke = (result: IMFAsyncResult): void => attempt.resolve(stream.EndRead(result));
    stream.BeginRead(new Uint8Array(32), 32, { Invoke }, null);
    begun.push(attempt.promise);
  };
  // First where there is no room at all, then in each frame above that.
  const beginDeep = (room: number[]): void => {
    try {
      beginDeep(room);
    } catch (error) {
      try {
        begin(...room);
      } catch {}
      throw error;
    }
  };
  for (let round = 0; round < 60; round += 1) {
    const streams = Array.from({ length: 12 }, () =>
      mf.MFCreateMFByteStreamOnStream({ Read: () => 0, Seek: (move: bigint) => move, Stat: () => statstg }),
    );
    const served = streams.map((one) => one.Read(new Uint8Array(1), 1));
    // Their threads come to where they wait for JavaScript.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    attempts = Array.from({ length: 40 }, () => signal<number>());
    assert.throws(() => beginDeep(Array.from({ length: round % 17 }, () => 0)), RangeError);
    await Promise.allSettled(served);
    for (const one of streams) one[Symbol.dispose]();
  }
  assert.ok(begun.length > 0);
  assert.ok((await Promise.all(begun)).every((count) => count === 32));
  process.off('uncaughtException', report);
  // A method that could not even be refused in JavaScript is reported.
  assert.ok(reported.every((error) => error instanceof RangeError));
});

void run();
