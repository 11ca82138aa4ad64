import { afterEach, expect, jest, test } from '@jest/globals';
import { fromBeginEnd, isCancelled } from 'begin-end';
import { createEmbeddedPlatform, MF_VERSION } from 'begin-end/platform';
import { ManualPair } from 'begin-end/testing';

afterEach(() => {
  jest.useRealTimers();
});

test('a read gives what End returns', async () => {
  const pair = new ManualPair();
  const reading = fromBeginEnd(pair)(4);
  pair.last.complete('data');
  await expect(reading).resolves.toBe('data');
});

test('a read that is aborted rejects with what says so', async () => {
  const read = fromBeginEnd(new ManualPair().begin, () => {});
  const error = await read({ signal: AbortSignal.abort() }).catch((reason) => reason);
  expect(error).not.toBeInstanceOf(Error); // Node made it, outside of Jest's sandbox
  expect(error).toBeInstanceOf(DOMException);
  expect(error).toMatchObject({ name: 'AbortError' });
  expect(isCancelled(error)).toBe(true);
});

test('a scheduled item runs when its time has come', async () => {
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'performance', 'queueMicrotask'] });
  const { MFStartup, MFScheduleWorkItem } = createEmbeddedPlatform();
  MFStartup(MF_VERSION);
  const later = new Promise((resolve) => {
    MFScheduleWorkItem({ Invoke: () => resolve('later') }, null, -60_000);
  });
  jest.advanceTimersByTime(60_001); // the clock of the event loop has fractions of a millisecond
  await expect(later).resolves.toBe('later');
});
