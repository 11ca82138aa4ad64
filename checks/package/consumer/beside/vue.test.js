import assert from 'node:assert/strict';
import { test } from 'node:test';
import { byteStreamFrom, fromBeginEnd } from 'begin-end';
import { markRaw, reactive, ref, shallowRef } from 'vue';

const open = () => byteStreamFrom(new Blob(['Hello']));

test('a stream in deep reactive state cannot be used', () => {
  assert.throws(() => ref(open()).value.GetLength(), TypeError);
  assert.throws(() => reactive({ stream: open() }).stream.GetLength(), TypeError);
});

test('a stream that is kept out of it can', () => {
  assert.equal(shallowRef(open()).value.GetLength(), 5n);
  assert.equal(reactive({ stream: markRaw(open()) }).stream.GetLength(), 5n);
});

test('adapted functions and their promises may be in reactive state', async () => {
  const state = reactive({ ...fromBeginEnd(open()), reading: undefined });
  state.reading = state.read(new Uint8Array(5), 5);
  assert.equal(await state.reading, 5);
});
