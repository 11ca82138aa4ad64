import { AsyncLocalStorage } from 'node:async_hooks';
import { describe, expect, test } from '@jest/globals';
import pDefer from 'p-defer';
import type { IMFAsyncCallback } from '../../src/contract/IMFAsyncResult.js';
import {
  createEmbeddedPlatform,
  MFASYNC_REPLY_CALLBACK,
  MF_VERSION,
  type Clock,
  type WaitableHandle,
} from '../../src/platform/index.js';
import { ManualClock } from '../../src/testing/index.js';
import { fileOf } from '../support/files.js';
import { collectGarbage } from '../support/garbage.js';
import { mediaEvent } from '../support/mediaEvents.js';
import { thenable } from '../support/thenables.js';
import { startedPlatform, turn } from './support.js';

// Each callback runs in the asynchronous context of the call that handed it in, whoever and whatever sets it off.

const context = new AsyncLocalStorage<string>();
type Platform = ReturnType<typeof startedPlatform>;

/** Notes in which context its methods are called. */
function observer(parameters = { flags: 0, queue: 1 }) {
  const invoked: unknown[] = [];
  const asked: unknown[] = [];
  const callback: IMFAsyncCallback = {
    GetParameters() {
      asked.push(context.getStore());
      return parameters;
    },
    Invoke: () => invoked.push(context.getStore()),
  };
  return { callback, invoked, asked };
}

const controllers = new WeakMap<object, AbortController>();
const signalOf = (platform: object): AbortSignal => {
  const controller = new AbortController();
  controllers.set(platform, controller);
  return controller.signal;
};
const resultFor = ({ platform }: Platform, callback: IMFAsyncCallback) =>
  platform.MFCreateAsyncResult(null, callback, null);

/** How a callback is handed in, and what sets it off in another context. */
const ways: [
  string,
  (on: Platform, callback: IMFAsyncCallback) => unknown,
  (on: Platform, made: unknown) => unknown,
][] = [
  ['MFPutWorkItem', ({ platform }, callback) => platform.MFPutWorkItem(1, callback, null), () => {}],
  ['MFInvokeCallback', (on, callback) => on.platform.MFInvokeCallback(resultFor(on, callback)), () => {}],
  [
    'MFScheduleWorkItem',
    ({ platform }, callback) => platform.MFScheduleWorkItem(callback, null, -5),
    ({ clock }) => clock.advance(5),
  ],
  [
    'MFPutWaitingWorkItem of a signal',
    (on, callback) => on.platform.MFPutWaitingWorkItem(signalOf(on.platform), 0, resultFor(on, callback)),
    ({ platform }) => controllers.get(platform)?.abort(),
  ],
  [
    'MFPutWaitingWorkItem, cancelled,',
    (on, callback) => on.platform.MFPutWaitingWorkItem(signalOf(on.platform), 0, resultFor(on, callback)),
    ({ platform }, key) => platform.MFCancelWorkItem(key as bigint),
  ],
  [
    'BeginGetEvent of an event queue',
    ({ platform }, callback) => {
      const queue = platform.MFCreateEventQueue();
      queue.BeginGetEvent(callback, null);
      return queue;
    },
    (_on, queue) => (queue as { QueueEvent(event: unknown): void }).QueueEvent(mediaEvent(1)),
  ],
];

describe.each(ways)('a callback handed to %s', (_name, hand, setOff) => {
  test('by one request and set off by another, is asked and invoked in the context of the first', async () => {
    const on = startedPlatform();
    const { callback, invoked, asked } = observer();
    const made = context.run('who hands it in', () => hand(on, callback));
    context.run('who sets it off', () => setOff(on, made));
    await turn();
    await turn();
    expect(invoked).toStrictEqual(['who hands it in']);
    expect(new Set(asked)).toStrictEqual(new Set(_name === 'MFPutWorkItem' ? [] : ['who hands it in']));
  });
});

test('an item that waits for a promise, is invoked in its own context, and not in that of one that waited before', async () => {
  const on = startedPlatform();
  const { promise, resolve } = pDefer<void>();
  const first = observer();
  const second = observer();
  for (const [name, { callback }] of [
    ['first', first],
    ['second', second],
  ] as const) {
    context.run(name, () => on.platform.MFPutWaitingWorkItem(promise, 0, resultFor(on, callback)));
  }
  context.run('who resolves', resolve);
  await turn();
  await turn();
  expect([first.invoked, second.invoked, first.asked, second.asked]).toStrictEqual([
    ['first'],
    ['second'],
    ['first'],
    ['second'],
  ]);
});

test('an item behind one that is answered, is asked and invoked in its own context', async () => {
  const { platform } = startedPlatform();
  const queue = platform.MFAllocateSerialWorkQueue(1);
  const results: unknown[] = [];
  const asking = {
    GetParameters: () => ({ flags: MFASYNC_REPLY_CALLBACK, queue }),
    Invoke: (result: unknown) => results.push(result),
  };
  const { callback, invoked, asked } = observer();
  context.run('first', () => platform.MFPutWorkItem(queue, asking, null));
  context.run('second', () => platform.MFPutWorkItem(queue, callback, null));
  await turn();
  context.run('who answers', () => platform.MFInvokeCallback(results[0] as never));
  await turn();
  expect([invoked, asked]).toStrictEqual([['second'], ['second']]);
});

test('a periodic callback, is called in the context in which it was added, each in its own', () => {
  const { platform, clock } = startedPlatform();
  const seen: unknown[] = [];
  const note = (): void => void seen.push(context.getStore());
  context.run('first', () => platform.MFAddPeriodicCallback(note, null));
  context.run('second', () => platform.MFAddPeriodicCallback(note, null));
  platform.MFAddPeriodicCallback(note, null);
  clock.advance(20);
  expect(seen).toStrictEqual(['first', 'second', undefined, 'first', 'second', undefined]);
});

test('the callback of a file, is invoked in the context of its Begin', async () => {
  const { platform } = startedPlatform();
  const { promise, resolve } = pDefer<unknown>();
  context.run('Begin', () =>
    platform.MFBeginCreateFile(
      1,
      0,
      0,
      fileOf('text'),
      {
        Invoke: (result) => {
          platform.MFEndCreateFile(result).Close();
          resolve(context.getStore());
        },
      },
      null,
    ),
  );
  expect(await promise).toBe('Begin');
});

test('timers, and what keeps the process alive, begin in the context of no request', () => {
  const seen: unknown[] = [];
  const manual = new ManualClock();
  const clock: Clock = {
    now: () => manual.now(),
    setTimeout(run, milliseconds) {
      seen.push(context.getStore());
      return manual.setTimeout(run, milliseconds);
    },
    clearTimeout: (timer) => manual.clearTimeout(timer),
    keepAlive() {
      seen.push(context.getStore());
      return () => {};
    },
  };
  const platform = createEmbeddedPlatform({ clock });
  platform.MFStartup(MF_VERSION);
  const { callback } = observer();
  context.run('request', () => {
    platform.MFScheduleWorkItem(callback, null, -5);
    platform.MFAddPeriodicCallback(() => {}, null);
    platform.MFPutWaitingWorkItem(new Promise(() => {}), 0, platform.MFCreateAsyncResult(null, callback, null));
  });
  expect(seen).toStrictEqual([undefined, undefined, undefined]);
  platform.MFShutdown();
});

test.each<[string, () => WaitableHandle]>([
  ['a promise', () => new Promise(() => {})],
  ['a thenable', () => thenable(() => {}) as never],
  ['a signal', () => new AbortController().signal],
  ['an event', () => ({ target: new EventTarget(), type: 'load' })],
])(
  '%s that is kept, when the item that waited for it is cancelled, keeps no store of its request',
  async (_name, made) => {
    const { platform } = startedPlatform();
    const handle = made();
    const requests = new AsyncLocalStorage<object>();
    function request(): WeakRef<object> {
      const store = {};
      requests.run(store, () => {
        const result = platform.MFCreateAsyncResult(null, { Invoke() {} }, null);
        platform.MFCancelWorkItem(platform.MFPutWaitingWorkItem(handle, 0, result));
      });
      return new WeakRef(store);
    }
    const first = request();
    await turn();
    await turn();
    await collectGarbage();
    expect(first.deref()).toBeUndefined();
    // The handle has been kept until now.
    request();
  },
  20_000,
);
