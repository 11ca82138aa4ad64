import { afterEach, expect, test, vi } from 'vitest';
import { fromBeginEnd } from 'begin-end';
import { createEmbeddedPlatform, MF_VERSION } from 'begin-end/platform';
import { ManualPair } from 'begin-end/testing';

afterEach(() => vi.useRealTimers());

test('a read gives what End returns', async () => {
  const pair = new ManualPair();
  const reading = fromBeginEnd(pair)(4);
  pair.last.complete('data');
  await expect(reading).resolves.toBe('data');
});

test('a read that is aborted rejects with an Error', async () => {
  const reading = fromBeginEnd(new ManualPair().begin, () => {})({ signal: AbortSignal.abort() });
  await expect(reading).rejects.toBeInstanceOf(Error);
});

test('a scheduled item runs when its time has come', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const { MFStartup, MFScheduleWorkItem } = createEmbeddedPlatform();
  MFStartup(MF_VERSION);
  const later = new Promise((resolve) => {
    MFScheduleWorkItem({ Invoke: () => resolve('later') }, null, -60_000);
  });
  vi.advanceTimersByTime(60_001); // the clock of the event loop has fractions of a millisecond
  await expect(later).resolves.toBe('later');
});
