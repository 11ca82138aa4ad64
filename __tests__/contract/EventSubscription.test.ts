import { describe, expect, test } from '@jest/globals';
import { EventSubscription } from '../../src/contract/EventSubscription.js';
import { promiseJobs } from '../../src/contract/dispatch.js';
import { E_ABORT, MFCreateAsyncResult, type AsyncResultPlatform, type IMFAsyncResult } from '../../src/index.js';
import { allJobs } from '../support/promises.js';

/** A subscriber that waits, of a platform whose results remember the statuses that they are given. */
function waiting() {
  const statuses: unknown[] = [];
  const invoked: IMFAsyncResult[] = [];
  const platform: AsyncResultPlatform = {
    ...promiseJobs,
    MFCreateAsyncResult(...all: Parameters<typeof MFCreateAsyncResult>): never {
      const result = MFCreateAsyncResult(...all);
      return Object.assign(result, { SetStatus: (status: unknown) => void statuses.push(status) }) as never;
    },
  };
  const subscription = new EventSubscription(platform);
  subscription.begin({ Invoke: (result) => invoked.push(result) }, null);
  return { statuses, invoked, subscription };
}

describe('EventSubscription', () => {
  test('a subscriber, invoked without a status, has none set on its result', async () => {
    const { statuses, invoked, subscription } = waiting();
    subscription.invoke();
    await allJobs();
    expect([invoked.length, statuses]).toStrictEqual([1, []]);
  });

  test('a subscriber, invoked with a status, has it set on its result', async () => {
    const { statuses, invoked, subscription } = waiting();
    subscription.invoke(E_ABORT);
    await allJobs();
    expect([invoked.length, statuses]).toStrictEqual([1, [E_ABORT]]);
  });

  test('the result of a subscriber that waits is its own, and no other result is', async () => {
    const { invoked, subscription } = waiting();
    subscription.invoke();
    await allJobs();
    const other = MFCreateAsyncResult(null, null, null);
    expect([invoked[0]!, other].map((result) => subscription.has(result))).toStrictEqual([true, false]);
  });

  test('a subscriber, dropped, is not invoked any more, and another may begin', async () => {
    const { invoked, subscription } = waiting();
    subscription.drop();
    subscription.invoke();
    await allJobs();
    expect(invoked).toStrictEqual([]);
    expect(subscription.begin({ Invoke() {} }, null)).toBeUndefined();
  });
});
