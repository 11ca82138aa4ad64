// Native code calls objects that toBeginEnd made.
import assert from 'node:assert/strict';
import { E_ABORT, E_FAIL, fromBeginEnd, toBeginEnd, type IMFAsyncResult } from 'begin-end';
import { E_ACCESSDENIED } from 'begin-end/hresults';
import type { MediaFoundation } from 'begin-end/media-foundation';
import { run, signal, statstg, test, until } from './harness.js';

const content = Uint8Array.from({ length: 5000 }, (_, index) => index % 251);

/** A byte stream of an async function; with a platform its callbacks are dispatched by Media Foundation. */
function streamOf(platform: MediaFoundation | undefined, read: (bytes: Uint8Array, count: number) => unknown) {
  return toBeginEnd({ read }, 'read', platform ? { platform } : {});
}

for (const withPlatform of [true, false]) {
  const how = withPlatform ? 'through the work queues of mfplat' : 'without a platform';
  test(`a native stream reads from an async function, ${how}`, async (mf) => {
    let position = 0;
    using wrapper = mf.MFCreateMFByteStreamWrapper(
      streamOf(withPlatform ? mf : undefined, async (bytes: Uint8Array, count: number) => {
        await new Promise((resolve) => setTimeout(resolve, 1));
        const part = content.subarray(position, position + count);
        bytes.set(part);
        position += part.length;
        return part.length;
      }),
    );
    const read = fromBeginEnd(wrapper, 'Read');
    const bytes = new Uint8Array(content.length + 1);
    assert.equal(await read(bytes, 1000), 1000);
    assert.deepEqual(bytes.subarray(0, 1000), content.subarray(0, 1000));
    assert.equal(bytes[1000], 0);
    const rest = new Uint8Array(10_000);
    assert.equal(await read(rest, 10_000), 4000);
    assert.deepEqual(rest.subarray(0, 4000), content.subarray(1000));
  });

  test(`a rejection is the HRESULT of End, ${how}`, async (mf) => {
    using wrapper = mf.MFCreateMFByteStreamWrapper(
      streamOf(withPlatform ? mf : undefined, () =>
        Promise.reject(Object.assign(new Error('denied'), { code: 'EACCES' })),
      ),
    );
    await assert.rejects(fromBeginEnd(wrapper, 'Read')(new Uint8Array(1), 1), { hresult: E_ACCESSDENIED });
  });

  test(`a thousand operations at once all end, ${how}`, async (mf) => {
    using wrapper = mf.MFCreateMFByteStreamWrapper(
      streamOf(withPlatform ? mf : undefined, async (bytes: Uint8Array, count: number) => {
        bytes.fill(count & 255);
        return count;
      }),
    );
    const read = fromBeginEnd(wrapper, 'Read');
    const counts = await Promise.all(
      Array.from({ length: 1000 }, async (_, index) => {
        const bytes = new Uint8Array(index);
        const count = await read(bytes, index);
        assert.ok(bytes.every((byte) => byte === (index & 255)));
        return count;
      }),
    );
    assert.deepEqual(counts, [...counts.keys()]);
  });
}

test('a Begin that throws fails the native Begin, and nobody is called back', async (mf) => {
  using wrapper = mf.MFCreateMFByteStreamWrapper({
    BeginRead() {
      throw new Error('no');
    },
  });
  assert.throws(() => wrapper.BeginRead(new Uint8Array(1), 1, { Invoke: () => assert.fail('invoked') }, null), {
    hresult: E_FAIL,
  });
});

test('Invoke of a native callback is dispatched, never called inside', async (mf) => {
  const order: string[] = [];
  const done = signal();
  using wrapper = mf.MFCreateMFByteStreamWrapper({
    BeginRead(
      _bytes: Uint8Array,
      _count: number,
      callback: { Invoke(result: IMFAsyncResult): unknown },
      state: unknown,
    ) {
      const result = mf.MFCreateAsyncResult(null, callback, state);
      callback.Invoke(result);
      order.push('begun');
    },
    EndRead: () => 0,
  });
  wrapper.BeginRead(
    new Uint8Array(1),
    1,
    {
      Invoke(result) {
        order.push('invoked');
        wrapper.EndRead(result);
        done.resolve();
      },
    },
    null,
  );
  await done.promise;
  assert.deepEqual(order, ['begun', 'invoked']);
});

test('a native stream over an IStream of JavaScript reads on a work queue', async (mf) => {
  let position = 0;
  const stream = {
    Read(bytes: Uint8Array, count: number) {
      const part = content.subarray(position, position + count);
      bytes.set(part);
      position += part.length;
      return part.length;
    },
    Seek(move: bigint, origin: number) {
      position = Number(move) + [0, position, content.length][origin]!;
      return BigInt(position);
    },
    Stat: () => statstg,
  };
  using file = mf.MFCreateMFByteStreamOnStream(stream);
  const bytes = new Uint8Array(150);
  assert.equal(await fromBeginEnd(file, 'Read')(bytes, 150), 150);
  assert.deepEqual(bytes, content.slice(0, 150));
});

test('a handler of JavaScript opens URLs, and is asked to stop by its cookie', async (mf) => {
  const stream = { GetCapabilities: () => 1, GetLength: () => 5n };
  let aborted = 0;
  const { begin, end, cancel } = toBeginEnd(
    async (url: string, _flags: number, _properties: unknown, { signal: abort }: { signal: AbortSignal }) => {
      if (url.includes('fail')) throw Object.assign(new Error('denied'), { code: 'EACCES' });
      if (url.includes('slow')) {
        await new Promise((_resolve, reject) => {
          abort.addEventListener('abort', () => {
            aborted += 1;
            reject(abort.reason as Error);
          });
        });
      }
      return { objectType: 1, object: stream };
    },
    { passSignal: true, platform: mf },
  );
  const handler = { BeginCreateObject: begin, EndCreateObject: end, CancelObjectCreation: cancel };
  mf.MFRegisterLocalSchemeHandler('reverse:', { ActivateObject: () => handler });
  using resolver = mf.MFCreateSourceResolver();
  const create = fromBeginEnd(resolver, 'CreateObjectFromURL', {
    cancel: (cookie: never) => resolver.CancelObjectCreation(cookie),
  } as never) as unknown as (...args: unknown[]) => Promise<{ objectType: number; object: unknown }>;
  const opened = await create('reverse://good', 2, null);
  assert.equal(opened.object, stream);
  assert.equal(opened.objectType, 1);
  await assert.rejects(create('reverse://fail', 2, null));
  const controller = new AbortController();
  const slow = create('reverse://slow', 2, null, { signal: controller.signal });
  setTimeout(() => controller.abort(), 20);
  await assert.rejects(slow);
  await until(() => aborted === 1, 'the handler hears of it');
  // Synchronous for C, asynchronous here: the resolver's thread waits for JavaScript.
  const waited = await (resolver.CreateObjectFromURL('reverse://good', 2, null) as unknown as Promise<typeof opened>);
  assert.equal(waited.object, stream);
});

test('an operation that JavaScript abandons does not disturb native memory', async (mf) => {
  const late = signal<Uint8Array>();
  const trio = toBeginEnd(
    {
      read: (bytes: Uint8Array) => {
        late.resolve(bytes);
        return new Promise<number>(() => {});
      },
    },
    'read',
    { platform: mf },
  ) as unknown as { BeginRead: (...args: unknown[]) => unknown; CancelRead: (result: unknown) => void };
  let begun: unknown;
  using wrapper = mf.MFCreateMFByteStreamWrapper({
    ...trio,
    BeginRead: (...args: unknown[]) => void (begun = trio.BeginRead(...args)),
  });
  const reading = fromBeginEnd(wrapper, 'Read')(new Uint8Array(1000), 1000);
  const bytes = await late.promise;
  trio.CancelRead(begun);
  await assert.rejects(reading, { hresult: E_ABORT });
  // It writes after its operation has ended: into memory of its own.
  bytes.fill(1);
});

void run();
