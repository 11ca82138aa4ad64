import { expect, test } from '@jest/globals';
import { MFASYNC_CALLBACK_QUEUE_STANDARD, MFASYNC_REPLY_CALLBACK } from '../../../src/platform/constants.js';
import { callbackParameters } from '../../../src/platform/queues/callbackParameters.js';

const Invoke = (): void => {};
const unstated = { flags: 0, queue: MFASYNC_CALLBACK_QUEUE_STANDARD };

test('a callback that states flags and a queue, is taken at its word', () => {
  const stated = { flags: MFASYNC_REPLY_CALLBACK, queue: 2 };
  expect(callbackParameters({ GetParameters: () => stated, Invoke })).toStrictEqual(stated);
});

test('a callback without GetParameters, has no flags, and is for the STANDARD queue', () => {
  expect(callbackParameters({ Invoke })).toStrictEqual(unstated);
});

test.each([undefined, null, 0, 'text', {}, { flags: '2', queue: '2' }, Promise.resolve({ flags: 2, queue: 2 })])(
  'a callback that gives %p, has no flags, and is for the STANDARD queue',
  (given) => {
    expect(callbackParameters({ GetParameters: () => given as never, Invoke })).toStrictEqual(unstated);
  },
);
