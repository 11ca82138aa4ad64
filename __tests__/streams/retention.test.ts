import { expect, test } from '@jest/globals';
import {
  byteStreamFrom,
  eventGeneratorFrom,
  fromBeginEnd,
  type ByteSource,
  type DisposableByteStream,
  type IMFByteStream,
} from '../../src/index.js';
import { completion } from '../support/completion.js';
import { collectGarbage } from '../support/garbage.js';

test.each<[string, () => ByteSource]>([
  ['memory', () => new Uint8Array(4)],
  ['a Blob', () => new Blob(['text'])],
])(
  'a byte stream over %s, closed and kept, lets go of that',
  async (_what, make) => {
    const streams: IMFByteStream[] = [];
    const held = ((): WeakRef<object> => {
      const source = make();
      streams.push(byteStreamFrom(source));
      return new WeakRef(source as object);
    })();
    streams[0]?.Close();
    await collectGarbage();
    expect(held.deref()).toBeUndefined();
    expect(streams).toHaveLength(1);
  },
  20_000,
);

test.each<[string, number, (stream: DisposableByteStream) => unknown]>([
  ['read to its end, while the next one is awaited', 4, (stream) => stream.BeginRead(new Uint8Array(1), 1, null, null)],
  ['read in part, of a stream that is closed', 1, (stream) => stream.Close()],
])(
  'a chunk that was %s, is let go of',
  async (_when, count, then) => {
    async function* chunks(): AsyncGenerator<Uint8Array> {
      yield made();
      await new Promise(() => {});
    }
    let held: WeakRef<ArrayBuffer> | undefined;
    const made = (): Uint8Array => {
      const chunk = new Uint8Array(4);
      held = new WeakRef(chunk.buffer);
      return chunk;
    };
    const stream = byteStreamFrom(chunks());
    await fromBeginEnd(stream, 'Read')(new Uint8Array(4), count);
    then(stream);
    await collectGarbage();
    expect(held?.deref()).toBeUndefined();
    expect(stream.GetCapabilities()).toBeGreaterThan(0);
  },
  20_000,
);

test('an event generator that is shut down and kept, lets go of its subscriber once that has ended', async () => {
  const generator = eventGeneratorFrom([]);
  const held = await (async (): Promise<WeakRef<object>> => {
    const { callback, result } = completion();
    generator.BeginGetEvent(callback, null);
    generator.Shutdown();
    const given = await result;
    expect(() => generator.EndGetEvent(given)).toThrow('MF_E_SHUTDOWN');
    return new WeakRef(callback);
  })();
  await collectGarbage();
  expect(held.deref()).toBeUndefined();
  expect(() => generator.GetEvent(0)).toThrow('MF_E_SHUTDOWN');
}, 20_000);
