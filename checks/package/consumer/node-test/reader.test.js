import assert from 'node:assert/strict';
import { afterEach, mock, test } from 'node:test';
import { fromBeginEnd } from 'begin-end';
import { createEmbeddedPlatform, MF_VERSION } from 'begin-end/platform';
import { ManualPair } from 'begin-end/testing';

afterEach(() => mock.timers.reset());

test('a read gives what End returns', async () => {
  const pair = new ManualPair();
  const reading = fromBeginEnd(pair)(4);
  pair.last.complete('data');
  assert.equal(await reading, 'data');
});

test('a scheduled item runs when its time has come', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const { MFStartup, MFScheduleWorkItem } = createEmbeddedPlatform();
  MFStartup(MF_VERSION);
  const later = new Promise((resolve) => {
    MFScheduleWorkItem({ Invoke: () => resolve('later') }, null, -60_000);
  });
  mock.timers.tick(60_001); // the clock of the event loop has fractions of a millisecond
  assert.equal(await later, 'later');
});
