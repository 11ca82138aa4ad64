// What `npm run check -- wine fuzz` has found: each as the fewest calls that did it. See fuzz/plan.ts and fuzz/World.ts.
import assert from 'node:assert/strict';
import { isMainThread } from 'node:worker_threads';
import { E_FAIL, fromBeginEnd } from 'begin-end';
import type { Episode } from './fuzz/plan.js';
import { callServed, runEpisode } from './fuzz/runEpisode.js';
import { run, test } from './harness.js';

function replay(name: string, kind: Episode['kind'], lines: readonly string[]): void {
  test(name, async (mf) => {
    const { wrong } = await runEpisode(mf, { seed: 0, number: 0, kind, lines });
    assert.deepEqual(wrong, []);
  });
}

function main(): void {
  for (const name of [
    'MFInvokeCallback(',
    'MFPutWorkItemEx(1, ',
    'MFPutWorkItemEx2(1, 0, ',
    'MFPutWaitingWorkItem(null, 0, ',
  ]) {
    replay(`a result without a callback, dispatched by ${name.split('(')[0]}, crashes nothing`, 'native', [
      `mf.${name}result())`,
      `mf.${name}mf.MFCreateAsyncResult(null, null, 5))`,
    ]);
  }
  replay('a result without a callback, scheduled, crashes nothing', 'native', [
    'mf.MFScheduleWorkItemEx(result(), -1)',
  ]);

  replay('a store that is compared with nothing crashes nothing', 'native', [
    'o[0] = mf.MFCreateAttributes(1)',
    'o[0].Compare(null, 1)',
  ]);
  replay('a media source of JavaScript that hands out nothing crashes no reader', 'native', [
    'mf.MFCreateSourceReaderFromMediaSource({ CreatePresentationDescriptor: () => undefined, GetCharacteristics: () => 4 }, null)',
    'await turn()',
  ]);
  replay('flags that are a bigint are refused by name', 'native', [
    'o[0] = mf.MFCreateEventQueue()',
    'o[0].GetEvent(-(2n ** 63n))',
  ]);
  replay('a status that is no HRESULT is refused by name', 'native', [
    'o[0] = mf.MFCreateAsyncResult(null, null, 5)',
    'o[0].SetStatus(-1n)',
  ]);
  replay('a method of JavaScript that hands out what is no pointer crashes nothing', 'served', [
    "o[25] = served('IMFMediaSink')",
    ...Array.from({ length: 40 }, () => 'o[25].GetPresentationClock()'),
  ]);
  replay('an End of a stream over an IStream, with a result of nothing, does not wait for what is pending', 'native', [
    "o[0] = mf.MFCreateMFByteStreamOnStream({ Read: (bytes, count) => count, Seek: (at) => at, Stat() { throw new Error('fuzz: no Stat') } })",
    'o[0].Read(bytes(64), 64)',
    'o[0].EndRead(result())',
    'o[0].EndWrite(mf.MFCreateAsyncResult(null, { Invoke() {} }, null))',
    'await turn()',
  ]);
  replay('a store that is unlocked without having been locked still locks for all threads', 'native', [
    'o[0] = mf.MFCreateAttributes(1)',
    'o[0].UnlockStore()',
    'o[0].LockStore()',
    'o[0].UnlockStore()',
    'o[0].UnlockStore()',
  ]);
  test('a stream of JavaScript that claims to have read more than there is room for has failed', async (mf) => {
    const stream = mf.MFCreateMFByteStreamWrapper({
      BeginRead: ((_bytes: Uint8Array, _count: number, callback: never, state: unknown) =>
        mf.MFInvokeCallback(mf.MFCreateAsyncResult(null, callback, state))) as never,
      EndRead: (() => 4000) as never,
    });
    const bytes = new Uint8Array(4096).fill(0xee);
    const reading = fromBeginEnd(stream, 'Read')(bytes, 64);
    await assert.rejects(reading, { hresult: E_FAIL });
    assert.deepEqual(bytes, new Uint8Array(4096).fill(0xee));
    stream[Symbol.dispose]();
  });
  void run();
}

if (isMainThread) main();
else void callServed();
