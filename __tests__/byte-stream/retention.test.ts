import { expect, test } from '@jest/globals';
import { byteStreamFrom } from '../../src/index.js';
import { collectGarbage } from '../support/garbage.js';

test('a byte stream that is read for nobody, and kept, lets go of the state', async () => {
  const stream = byteStreamFrom(new Uint8Array(8));
  const held = ((): WeakRef<object> => {
    const state = {};
    stream.BeginRead(new Uint8Array(4), 4, null, state);
    return new WeakRef(state);
  })();
  await collectGarbage();
  expect(held.deref()).toBeUndefined();
  expect(stream.GetCurrentPosition()).toBe(4n);
}, 20_000);
