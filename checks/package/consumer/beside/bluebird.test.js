import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromBeginEnd } from 'begin-end';
import { ManualPair } from 'begin-end/testing';
import Bluebird from 'bluebird';

Bluebird.config({ cancellation: true });

const reader = () => {
  const pair = new ManualPair({ name: 'BeginRead' });
  return { pair, object: { BeginRead: pair.begin, EndRead: pair.end, CancelRead: pair.cancel } };
};

test("Bluebird.resolve gives a promise with bluebird's methods", async () => {
  const { pair, object } = reader();
  const reading = Bluebird.resolve(fromBeginEnd(object, 'Read')());
  pair.last.complete(['a', 'b']);
  assert.deepEqual(await reading.map((text) => text.toUpperCase()), ['A', 'B']);
});

test('a cancel of that promise does not reach the operation', async () => {
  const { pair, object } = reader();
  const reading = fromBeginEnd(object, 'Read')();
  Bluebird.resolve(reading).cancel();
  assert.equal(pair.cancelled.length, 0);
  reading.cancel();
  assert.equal(pair.cancelled.length, 1);
  pair.last.complete('too late to stop');
  await reading;
});
