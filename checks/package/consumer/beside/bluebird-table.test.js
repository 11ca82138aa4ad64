// What the table of docs/coming-from.md says of bluebird.
import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { test } from 'node:test';
import { fromBeginEnd, isCancelled } from 'begin-end';
import { ManualPair } from 'begin-end/testing';
import Bluebird from 'bluebird';

Bluebird.config({ cancellation: true });

test('a promise that is cancelled, rejects here and never settles there', async () => {
  const { begin, end } = new ManualPair();
  const ours = fromBeginEnd(begin, end)();
  ours.cancel();
  assert.ok(isCancelled(await ours.catch((error) => error)));

  const theirs = new Bluebird(() => {});
  theirs.cancel();
  await nextTurn();
  assert.equal(theirs.isCancelled() && !theirs.isRejected(), true);
});

test('promisifyAll, unlike fromBeginEnd, adds to the object', () => {
  const { begin, end } = new ManualPair();
  const object = { BeginRead: begin, EndRead: end };
  fromBeginEnd(object);
  assert.deepEqual(Object.keys(object), ['BeginRead', 'EndRead']);
  assert.deepEqual(Object.keys(Bluebird.promisifyAll({ load() {} })), ['load', 'loadAsync']);
});
