// What a program under test does on the platform, and what of it has run, whatever the tool: `tick` lets time pass, and what is
// due run; `runAll` runs all timers until there are none.
import { createEmbeddedPlatform, MF_VERSION } from '../../dist/platform/index.js';

/** @typedef {{ tick: (milliseconds: number) => Promise<unknown>, runAll: () => Promise<unknown> }} Tool */

/** @param {Tool} tool @returns {Promise<string[]>} */
export async function scenario({ tick, runAll }) {
  /** @type {string[]} */
  const seen = [];
  const platform = createEmbeddedPlatform();
  platform.MFStartup(MF_VERSION);
  const note = {
    Invoke: (/** @type {import('../../dist/index.js').IMFAsyncResult} */ result) =>
      seen.push(String(result.GetState())),
  };
  let periods = 0;
  const key = platform.MFAddPeriodicCallback(() => periods++, null);
  await tick(55);
  platform.MFRemovePeriodicCallback(key);
  seen.push(`${periods} periods`);

  platform.MFScheduleWorkItem(note, 'after 100', -100);
  platform.MFScheduleWorkItem(note, 'after 250', -250);
  await tick(98);
  seen.push('98');
  // A clock with fractions makes an item a millisecond later, and it runs in an immediate.
  await tick(5);
  await tick(145);
  seen.push('248');
  await tick(10);

  // Something that never happens must not keep the tool running for ever.
  platform.MFPutWaitingWorkItem(new Promise(() => {}), 0, platform.MFCreateAsyncResult(null, note, 'never'));
  platform.MFScheduleWorkItem(note, 'an hour later', -3_600_000);
  await runAll();
  await tick(1);
  platform.MFShutdown();
  return seen;
}

export const expected = ['5 periods', '98', 'after 100', '248', 'after 250', 'an hour later'];
