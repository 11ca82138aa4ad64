// Results, work items and reads: what JavaScript begins and native code completes.
import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import {
  E_ABORT,
  E_FAIL,
  E_INVALIDARG,
  E_POINTER,
  fromBeginEnd,
  MF_E_OPERATION_CANCELLED,
  MF_E_SHUTDOWN,
  MFCreateAsyncResult,
  type IMFAsyncResult,
} from 'begin-end';
import {
  callbackDropped,
  MFASYNC_CALLBACK_QUEUE_STANDARD as STANDARD,
  MFASYNC_REPLY_CALLBACK,
  type MediaFoundation,
} from 'begin-end/media-foundation';
import { collected, run, signal, test, until } from './harness.js';

const content = Uint8Array.from({ length: 100_000 }, (_, index) => (index * 7 + (index >> 8)) & 255);
const path = join(tmpdir(), `operations-${process.pid}.bin`);
writeFileSync(path, content);
const open = (mf: MediaFoundation) => mf.MFCreateFile(1, 0, 0, path);
const item = (mf: MediaFoundation, state: unknown) =>
  new Promise<IMFAsyncResult>((resolve) => mf.MFPutWorkItem(STANDARD, { Invoke: resolve }, state));

/** Whether a hundred times leave no hundred handles of Windows. The next handle is the lowest that is free, in steps of four. */
async function leavesNoHandles(mf: MediaFoundation, operate: () => Promise<void>): Promise<void> {
  const create = mf.addFunction('kernel32.dll', 'CreateEventW', [
    'lpEventAttributes: in? pointer',
    'bManualReset: in bool',
    'bInitialState: in bool',
    'lpName: in? string',
    ': returns pointer',
  ]);
  const close = mf.addFunction('kernel32.dll', 'CloseHandle', ['hObject: in pointer', ': returns u32']);
  const next: bigint[] = [];
  for (let i = 0; i < 2; i += 1) {
    for (let times = 0; times < 100; times += 1) await operate();
    const handle = create(null, true, false, null)!;
    close(handle);
    next.push(handle);
  }
  // Threads that begin or end meanwhile have handles, too: a few.
  assert.ok(next[1]! - next[0]! < 200n, next.join(' to '));
}

test('a state comes back as the same value, whatever it is', async (mf) => {
  const values = [
    'text',
    5,
    NaN,
    7n,
    true,
    Symbol.iterator,
    () => 1,
    { a: 1 },
    [1],
    new Map(),
    mf.MFCreateAttributes(1),
  ];
  for (const value of values) {
    assert.ok(Object.is((await item(mf, value)).GetState(), value));
    const made = mf.MFCreateAsyncResult(value, null, value);
    assert.ok(Object.is(made.GetState(), value));
    assert.ok(Object.is(made.GetObject(), value));
    assert.ok(Object.is(made.GetStateNoAddRef(), value));
  }
});

test('without a state and an object there is E_POINTER, and null from GetStateNoAddRef', async (mf) => {
  for (const result of [await item(mf, null), await item(mf, undefined), mf.MFCreateAsyncResult(null, null, null)]) {
    assert.throws(() => result.GetState(), { hresult: E_POINTER });
    assert.throws(() => result.GetObject(), { hresult: E_POINTER });
    assert.equal(result.GetStateNoAddRef(), null);
    assert.equal(result.GetStatus(), 0);
    result.SetStatus(E_FAIL);
    assert.equal(result.GetStatus(), E_FAIL);
    result.SetStatus(E_FAIL | 0);
    assert.equal(result.GetStatus(), E_FAIL);
  }
});

test('a result of ours goes through every queue, and Invoke gets the same object each time', async (mf) => {
  const seen: unknown[] = [];
  const result = mf.MFCreateAsyncResult(null, { Invoke: (got) => seen.push(got) }, 'state');
  mf.MFInvokeCallback(result);
  mf.MFPutWorkItemEx(STANDARD, result);
  mf.MFPutWorkItemEx2(STANDARD, 1, result);
  mf.MFScheduleWorkItemEx(result, -1);
  await until(() => seen.length === 4, 'four invocations');
  assert.ok(seen.every((got) => got === result));
});

test('a result that was delivered can be put again, and so can one that was kept', async (mf) => {
  const results: IMFAsyncResult[] = [];
  mf.MFPutWorkItem(STANDARD, { Invoke: (result) => results.push(result) }, 'again');
  await until(() => results.length === 1, 'the first');
  mf.MFPutWorkItemEx(STANDARD, results[0]!);
  await until(() => results.length === 2, 'the second');
  assert.equal(results[1], results[0]);
  assert.equal(results[1]!.GetState(), 'again');
});

test('a result that was delivered and is put again is not said to be dropped', async (mf) => {
  const dropped: unknown[] = [];
  const results: IMFAsyncResult[] = [];
  const callback = {
    Invoke: (result: IMFAsyncResult) => void results.push(result),
    [callbackDropped]: (error: unknown) => void dropped.push(error),
  };
  mf.MFPutWorkItem(STANDARD, callback, null);
  await until(() => results.length === 1, 'the first');
  mf.MFPutWorkItemEx(STANDARD, results[0]!);
  await until(() => results.length === 2, 'the second');
  // What was dropped before this is told of before this.
  using queue = mf.MFCreateEventQueue();
  const last = signal<unknown>();
  queue.BeginGetEvent({ Invoke() {}, [callbackDropped]: last.resolve }, null);
  queue.Shutdown();
  await last.promise;
  assert.deepEqual(dropped, []);
});

test('a work item puts its own result thousands of times, and gets the same object each time', async (mf) => {
  const seen = new Set<IMFAsyncResult>();
  const done = signal();
  let count = 0;
  const callback = {
    Invoke(result: IMFAsyncResult) {
      seen.add(result);
      count += 1;
      if (count === 3000) done.resolve();
      else mf.MFPutWorkItemEx(STANDARD, result);
    },
  };
  mf.MFPutWorkItem(STANDARD, callback, 'state');
  await done.promise;
  assert.equal(seen.size, 1);
  for (const result of seen) assert.equal(result.GetState(), 'state');
});

test('results that thousands of work items give away as pointers live until those are released', async (mf) => {
  const pointers: bigint[] = [];
  for (let i = 0; i < 1200; i += 1) {
    await new Promise<void>((resolve) => {
      const Invoke = (result: IMFAsyncResult): void => {
        pointers.push(mf.toPointer(result, 'IMFAsyncResult'));
        resolve();
      };
      mf.MFPutWorkItem(STANDARD, { Invoke }, i);
    });
  }
  for (const [i, pointer] of pointers.entries()) {
    assert.equal(mf.fromPointer(pointer, 'IMFAsyncResult').GetState(), i);
  }
});

test('a result is of the same object in a state', (mf) => {
  const inner = mf.MFCreateAsyncResult(null, null, null);
  assert.equal(mf.MFCreateAsyncResult(null, null, inner).GetState(), inner);
});

test('what Invoke throws is an uncaught exception, and the next callback runs', async (mf) => {
  const caught = signal<unknown>();
  process.once('uncaughtException', caught.resolve);
  const error = new Error('mine');
  const callback = {
    Invoke() {
      throw error;
    },
  };
  mf.MFPutWorkItem(STANDARD, callback, null);
  assert.equal(await caught.promise, error);
  await item(mf, null);
});

test('what callbackDropped throws is an uncaught exception, and no failure of MFCancelWorkItem', async (mf) => {
  const caught = signal<unknown>();
  process.once('uncaughtException', caught.resolve);
  const error = new Error('mine');
  const callback = {
    Invoke() {},
    [callbackDropped]() {
      throw error;
    },
  };
  mf.MFCancelWorkItem(mf.MFScheduleWorkItem(callback, null, -60_000));
  assert.equal(await caught.promise, error);
});

for (const [made, make] of [
  ['by mfplat.dll', undefined],
  ['without a platform', MFCreateAsyncResult],
] as const) {
  const of = `whose result was made ${made}`;

  test(`a scheduled item ${of}, and that is cancelled, is dropped: its callback is told by callbackDropped alone`, async (mf) => {
    const dropped = signal<{ hresult: number; operation?: string }>();
    const callback = { Invoke: () => dropped.reject(new Error('invoked')), [callbackDropped]: dropped.resolve };
    mf.MFCancelWorkItem(mf.MFScheduleWorkItemEx((make ?? mf.MFCreateAsyncResult)(null, callback, null), -60_000));
    const { hresult, operation } = await dropped.promise;
    assert.equal(hresult, E_ABORT);
    assert.equal(operation, 'MFScheduleWorkItem');
  });

  test(`a waiting item ${of}, and that is cancelled, is invoked with that status`, async (mf) => {
    const invoked = signal<IMFAsyncResult>();
    const result = (make ?? mf.MFCreateAsyncResult)(null, { Invoke: invoked.resolve }, null);
    mf.MFCancelWorkItem(mf.MFPutWaitingWorkItem(new AbortController().signal, 0, result));
    assert.equal(await invoked.promise, result);
    assert.equal(result.GetStatus(), MF_E_OPERATION_CANCELLED);
  });

  test(`waiting items ${of} leave no handles`, async (mf) => {
    await leavesNoHandles(mf, async () => {
      const invoked = signal<unknown>();
      const result = (make ?? mf.MFCreateAsyncResult)(null, { Invoke: invoked.resolve }, null);
      mf.MFPutWaitingWorkItem(Promise.resolve(), 0, result);
      await invoked.promise;
    });
  });
}

test('a callback that replies gets the native result, with which it does, also of one that was made without a platform', async (mf) => {
  const queue = mf.MFAllocateSerialWorkQueue(STANDARD);
  const invoked = signal<IMFAsyncResult>();
  const parameters = { flags: MFASYNC_REPLY_CALLBACK, queue };
  const result = MFCreateAsyncResult(null, { GetParameters: () => parameters, Invoke: invoked.resolve }, 'state');
  mf.MFPutWorkItemEx(queue, result);
  const given = await invoked.promise;
  assert.notEqual(given, result);
  assert.equal(given.constructor.name, 'NativeResult');
});

test('a scheduled item whose result was put as well, and delivered, is dropped when it is cancelled', async (mf) => {
  const invoked = signal();
  const dropped = signal<{ hresult: number }>();
  const callback = { Invoke: () => invoked.resolve(), [callbackDropped]: dropped.resolve };
  const result = mf.MFCreateAsyncResult(null, callback, null);
  const key = mf.MFScheduleWorkItemEx(result, -60_000);
  mf.MFPutWorkItemEx(STANDARD, result);
  await invoked.promise;
  mf.MFCancelWorkItem(key);
  assert.equal((await dropped.promise).hresult, E_ABORT);
});

test('a waiting item runs when a promise settles, a signal is aborted or an event is dispatched', async (mf) => {
  const target = new EventTarget();
  const handles = [
    () => Promise.resolve(),
    () => Promise.reject(new Error('settled')),
    () => AbortSignal.timeout(5),
    () => AbortSignal.abort(),
    () => {
      setImmediate(() => target.dispatchEvent(new Event('ready')));
      return { target, type: 'ready' };
    },
  ];
  for (const handle of handles) {
    const done = signal<IMFAsyncResult>();
    const result = mf.MFCreateAsyncResult(null, { Invoke: done.resolve }, null);
    assert.equal(typeof mf.MFPutWaitingWorkItem(handle(), 0, result), 'bigint');
    assert.equal(await done.promise, result);
    assert.equal(result.GetStatus(), 0);
  }
  assert.throws(() => mf.MFPutWaitingWorkItem({} as never, 0, mf.MFCreateAsyncResult(null, null, null)), {
    code: 'E_INVALIDARG',
  });
});

test('a waiting item whose handle refuses to be listened to is not put: no handle is left of it', async (mf) => {
  const target = Object.assign(new EventTarget(), {
    addEventListener() {
      throw new Error('not here');
    },
  });
  const result = mf.MFCreateAsyncResult(null, { Invoke() {} }, null);
  await leavesNoHandles(mf, async () => {
    assert.throws(() => mf.MFPutWaitingWorkItem({ target, type: 'ready' }, 0, result), { code: 'E_INVALIDARG' });
  });
});

test('a waiting item that was cancelled leaves no listener on its signal', async (mf) => {
  const { signal: handle } = new AbortController();
  const done = signal();
  const key = mf.MFPutWaitingWorkItem(handle, 0, mf.MFCreateAsyncResult(null, { Invoke: () => done.resolve() }, null));
  assert.equal(getEventListeners(handle, 'abort').length, 1);
  mf.MFCancelWorkItem(key);
  await done.promise;
  assert.equal(getEventListeners(handle, 'abort').length, 0);
});

test('a serial queue keeps its order, and a reply holds it up', async (mf) => {
  const queue = mf.MFAllocateSerialWorkQueue(STANDARD);
  const order: number[] = [];
  for (let i = 0; i < 1000; i += 1) mf.MFPutWorkItem(queue, { Invoke: () => order.push(i) }, null);
  await until(() => order.length === 1000, 'all items');
  assert.deepEqual(order, [...order.keys()]);
  const results: IMFAsyncResult[] = [];
  const replying = {
    GetParameters: () => ({ flags: MFASYNC_REPLY_CALLBACK, queue }),
    Invoke: (result: IMFAsyncResult) => results.push(result),
  };
  mf.MFPutWorkItem(queue, replying, 1);
  await until(() => results.length === 1, 'the first');
  mf.MFUnlockWorkQueue(queue);
});

test('a periodic callback is called with its context until it is removed', async (mf) => {
  const context = {};
  const seen: unknown[] = [];
  const key = mf.MFAddPeriodicCallback((got) => seen.push(got), context);
  await until(() => seen.length >= 3, 'three calls');
  mf.MFRemovePeriodicCallback(key);
  assert.ok(seen.every((got) => got === context));
});

test('BeginRead reads through fromBeginEnd, chunk by chunk, to the end', async (mf) => {
  using file = open(mf);
  const { read } = fromBeginEnd(file);
  const all: number[] = [];
  const bytes = new Uint8Array(30_000);
  for (let count; (count = await read(bytes, bytes.length)) > 0;) all.push(...bytes.subarray(0, count));
  assert.deepEqual(Uint8Array.from(all), content);
});

test('bytes that were not read are left as they were', async (mf) => {
  using file = open(mf);
  file.SetCurrentPosition(BigInt(content.length - 3));
  const bytes = new Uint8Array(10).fill(99);
  assert.equal(await fromBeginEnd(file, 'Read')(bytes.subarray(2), 8), 3);
  assert.deepEqual([...bytes], [99, 99, ...content.subarray(-3), 99, 99, 99, 99, 99]);
});

test('bytes whose memory moved meanwhile do no harm, nor do those of an abandoned read', async (mf) => {
  using file = open(mf);
  const bytes = new Uint8Array(1000);
  const reading = fromBeginEnd(file, 'Read')(bytes, 1000);
  structuredClone(bytes, { transfer: [bytes.buffer] });
  assert.equal(await reading, 1000);
  assert.equal(bytes.byteLength, 0);

  const abandoned = new Uint8Array(1000);
  const controller = new AbortController();
  const late = fromBeginEnd(file, 'Read')(abandoned, 1000, { signal: controller.signal });
  controller.abort();
  await assert.rejects(late, { name: 'AbortError' });
  // The native read goes on, and its End copies, as if nothing had been.
  await until(() => abandoned[999] === content[1999], 'the late bytes');
});

test('End may come later than Invoke, with the same result', async (mf) => {
  using file = open(mf);
  const bytes = new Uint8Array(100);
  const result = await new Promise<IMFAsyncResult>((resolve) => {
    file.BeginRead(bytes, 100, { Invoke: resolve }, 'late');
  });
  assert.equal(result.GetState(), 'late');
  await item(mf, null);
  assert.equal(file.EndRead(result), 100);
  assert.deepEqual(bytes, content.slice(0, 100));
});

test('the End of another stream, in Invoke, takes nothing from the right one', async (mf) => {
  using file = open(mf);
  using other = open(mf);
  const bytes = new Uint8Array(100);
  const result = await new Promise<IMFAsyncResult>((resolve) => {
    const Invoke = (got: IMFAsyncResult): void => {
      assert.throws(() => other.EndRead(got), { hresult: E_INVALIDARG });
      resolve(got);
    };
    file.BeginRead(bytes, 100, { Invoke }, null);
  });
  assert.equal(file.EndRead(result), 100);
  assert.deepEqual(bytes, content.slice(0, 100));
  assert.throws(() => other.EndRead(result), { hresult: E_INVALIDARG });
});

test('what stands for a result is none: End refuses it, and takes the result itself', async (mf) => {
  using file = open(mf);
  const bytes = new Uint8Array(100);
  const result = await new Promise<IMFAsyncResult>((Invoke) => file.BeginRead(bytes, 100, { Invoke }, null));
  for (const other of [new Proxy(result, {}), Object.create(result) as IMFAsyncResult]) {
    assert.throws(() => file.EndRead(other), { hresult: E_INVALIDARG });
  }
  assert.equal(file.EndRead(result), 100);
  assert.deepEqual(bytes, content.slice(0, 100));
});

test('a result that was ended is a stranger from then on', async (mf) => {
  using queue = mf.MFCreateEventQueue();
  const result = await new Promise<IMFAsyncResult>((resolve) => {
    const callback = {
      Invoke(got: IMFAsyncResult) {
        queue.EndGetEvent(got)[Symbol.dispose]();
        resolve(got);
      },
    };
    queue.BeginGetEvent(callback, 'state');
    queue.QueueEventParamVar(1, null, 0, null);
  });
  assert.equal(result.GetState(), 'state');
  assert.throws(() => queue.EndGetEvent(result), { hresult: E_FAIL });
  queue.Shutdown();
});

test('one callback at several event queues gets the state of each', async (mf) => {
  using first = mf.MFCreateEventQueue();
  using second = mf.MFCreateEventQueue();
  const queues = [first, second];
  // In Invoke, which detaches the result, and later.
  for (const endsInInvoke of [true, false]) {
    const results: IMFAsyncResult[] = [];
    const callback = {
      Invoke(result: IMFAsyncResult) {
        if (endsInInvoke) endAt(results.length, result);
        results.push(result);
      },
    };
    const endAt = (at: number, result: IMFAsyncResult): void => queues[at]!.EndGetEvent(result)[Symbol.dispose]();
    first.BeginGetEvent(callback, 'one');
    second.BeginGetEvent(callback, 'two');
    for (const [at, queue] of queues.entries()) {
      queue.QueueEventParamVar(1, null, 0, null);
      await until(() => results.length === at + 1, 'its event');
    }
    if (!endsInInvoke) for (const [at, result] of results.entries()) endAt(at, result);
    assert.deepEqual(
      results.map((result) => result.GetState()),
      ['one', 'two'],
    );
  }
  for (const queue of queues) queue.Shutdown();
});

test('a subscription that is made again with another state leaves the earlier results theirs', async (mf) => {
  using queue = mf.MFCreateEventQueue();
  const results: IMFAsyncResult[] = [];
  const callback = {
    Invoke(result: IMFAsyncResult) {
      queue.EndGetEvent(result)[Symbol.dispose]();
      results.push(result);
      if (results.length < 3) queue.BeginGetEvent(callback, results.length);
    },
  };
  queue.BeginGetEvent(callback, 0);
  for (let i = 0; i < 3; i += 1) queue.QueueEventParamVar(1, null, 0, null);
  await until(() => results.length === 3, 'three events');
  assert.deepEqual(
    results.map((result) => result.GetState()),
    [0, 1, 2],
  );
  queue.Shutdown();
});

test('a callback that was given away as a pointer is no measure of the states of other results', async (mf) => {
  using queue = mf.MFCreateEventQueue();
  const states: unknown[] = [];
  const callback = { Invoke: (result: IMFAsyncResult) => void states.push(result.GetState()) };
  queue.BeginGetEvent(callback, 'event');
  const pointer = mf.toPointer(callback, 'IMFAsyncCallback');
  mf.MFPutWorkItem(STANDARD, pointer as never, 'item');
  await until(() => states.length === 1, 'the item');
  queue.QueueEventParamVar(1, null, 0, null);
  await until(() => states.length === 2, 'the event');
  mf.releasePointer(pointer);
  assert.deepEqual(states, ['item', 'event']);
  queue.Shutdown();
});

test('an event queue that is shut down lets go of its subscriber, who is told', async (mf) => {
  using queue = mf.MFCreateEventQueue();
  const dropped = signal<unknown>();
  queue.BeginGetEvent({ Invoke() {}, [callbackDropped]: dropped.resolve }, null);
  queue.Shutdown();
  const outcome = await dropped.promise;
  assert.match(String(outcome), /released the callback without having invoked it/);
  assert.throws(() => queue.BeginGetEvent({ Invoke() {} }, null), { hresult: MF_E_SHUTDOWN });
});

test('BeginWrite writes through fromBeginEnd, one after the other', async (mf) => {
  const target = join(tmpdir(), `operations-written-${process.pid}.bin`);
  const file = mf.MFCreateFile(3, 4, 0, target);
  const write = fromBeginEnd(file, 'Write');
  const parts = [content.subarray(0, 1000), content.subarray(1000, 1001), content.subarray(1001, 50_000)];
  const counts = await Promise.all(parts.map((part) => write(part, part.length)));
  assert.deepEqual(counts, [1000, 1, 48_999]);
  file[Symbol.dispose]();
  assert.equal(Buffer.compare(readFileSync(target), content.subarray(0, 50_000)), 0);
  using reader = open(mf);
  await assert.rejects(fromBeginEnd(reader, 'Write')(content, 1));
});

test('MFBeginCreateFile opens a file, and gives a cookie', async (mf) => {
  const cookies: unknown[] = [];
  const create = fromBeginEnd(
    (...args: Parameters<MediaFoundation['MFBeginCreateFile']>) => {
      const cookie = mf.MFBeginCreateFile(...args);
      cookies.push(cookie);
      return cookie;
    },
    mf.MFEndCreateFile,
    { cancel: mf.MFCancelCreateFile },
  );
  using file = await create(1, 0, 0, path);
  assert.equal(file.GetLength(), BigInt(content.length));
  assert.ok(cookies[0]);
});

test('a result, a callback and a state that nobody holds any more are collected', async (mf) => {
  const gone: string[] = [];
  const registry = new FinalizationRegistry<string>((name) => gone.push(name));
  await (async () => {
    const state = {};
    const done = signal();
    const callback = { Invoke: () => done.resolve() };
    const result = mf.MFCreateAsyncResult({}, callback, state);
    registry.register(state, 'state');
    registry.register(callback, 'callback');
    registry.register(result, 'result');
    mf.MFInvokeCallback(result);
    await done.promise;
  })();
  await collected(() => gone.length === 3, 'all three are gone');
});

void run();
