import { expect, test } from '@jest/globals';
import { Waitable } from '../../../src/platform/time/Waitable.js';

test('an item, taken off its handle by another that fires first, does not fire', () => {
  const controller = new AbortController();
  const waitable = Waitable.of(controller.signal, 'MFPutWaitingWorkItem');
  const fired: string[] = [];
  const leaves: (() => void)[] = [];
  waitable.whenSignalled(() => {
    fired.push('first');
    leaves[0]?.();
  });
  leaves[0] = waitable.whenSignalled(() => fired.push('second'));
  controller.abort();
  expect(fired).toStrictEqual(['first']);
});
