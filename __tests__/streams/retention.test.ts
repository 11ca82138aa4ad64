import { expect, test } from '@jest/globals';
import { byteStreamFrom, eventGeneratorFrom, type ByteSource, type IMFByteStream } from '../../src/index.js';
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
