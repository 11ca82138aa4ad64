// What arguments of JavaScript are to native code, and what is said of those that are wrong.
import assert from 'node:assert/strict';
import type { MediaFoundation } from 'begin-end/media-foundation';
import { run, test } from './harness.js';

/** Whether native code gets NULL for null. */
function isNullFor(mf: MediaFoundation, type: string): unknown {
  const parameters: string[] = [`p: ${type}`, 'n: in u64', ': returns bool'];
  return mf.addFunction('kernel32.dll', 'IsBadReadPtr', parameters)(null, 1);
}

const types = ['string', 'bstr', 'guid', 'propvariant', 'pointer', 'IMFSample', 'bytes(4)', 'u32[n]', '{a: u32}'];
for (const type of types) {
  test(`null for a ${type} that native code does not need is NULL`, (mf) => {
    assert.equal(isNullFor(mf, `in? ${type}`), true);
  });
}

test('null for a GUID that native code needs is the null GUID, by an address', (mf) => {
  assert.equal(isNullFor(mf, 'in guid'), false);
  using attributes = mf.MFCreateAttributes(1);
  attributes.SetUINT32(null, 5);
  assert.equal(attributes.GetUINT32('00000000-0000-0000-0000-000000000000'), 5);
});

test('null for a PROPVARIANT that native code needs is VT_EMPTY, by an address', (mf) => {
  assert.equal(isNullFor(mf, 'in propvariant'), false);
  using event = mf.MFCreateMediaEvent(1, null, 0, null);
  assert.equal(event.GetValue(), null);
});

await run();
