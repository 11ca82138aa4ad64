import { checkMethods, checkOptions, describe, requireCallback } from '../contract/arguments.js';
import { host } from '../contract/host.js';
import { fieldOf } from '../contract/isCancelled.js';
import { E_INVALIDARG } from '../contract/hresult.js';
import { HResultError } from '../contract/HResultError.js';
import type { AsyncResultPlatform, IMFAsyncCallback, IMFAsyncResult } from '../contract/IMFAsyncResult.js';
import { markKeeper } from '../contract/dispatch.js';
import { dispose } from '../contract/disposal.js';
import { callbackOf, describeResult, MFCreateAsyncResult } from '../contract/MFCreateAsyncResult.js';
import { callbackParameters } from './queues/callbackParameters.js';
import { nextTurnOf, systemClock, withoutContext, type Clock } from './time/clock.js';
import { MF_STANDARD_WORKQUEUE } from './constants.js';
import { EventQueue } from './EventQueue.js';
import { createFileFunctions } from './createFileFunctions.js';
import type { EmbeddedPlatform } from './EmbeddedPlatform.js';
import { PendingItems } from './time/PendingItems.js';
import { PeriodicCallbacks } from './time/PeriodicCallbacks.js';
import { Schedule } from './time/Schedule.js';
import { Replies } from './queues/SerialQueue.js';
import { Startup } from './Startup.js';
import { Waiting } from './time/Waiting.js';
import { WorkItem } from './queues/WorkItem.js';
import { WorkLoop } from './queues/WorkLoop.js';
import { WorkQueues } from './queues/WorkQueues.js';

/** The options of {@link createEmbeddedPlatform}. */
export interface EmbeddedPlatformOptions {
  /** The clock of scheduled items and periodic callbacks. Default: that of the event loop. For tests. */
  clock?: Clock;
}

/**
 * Makes a platform in plain TypeScript, on the running event loop. It is shut down until its `MFStartup`; several can
 * exist side by side, independent of each other. It keeps the process alive while there are items to run, scheduled
 * items, items that wait for a handle, or periodic callbacks.
 *
 * All queues share the one thread of the event loop: an Invoke that computes for long holds up all others, as any
 * JavaScript does. For real threads, use a worker.
 *
 * @param options see {@link EmbeddedPlatformOptions}
 * @throws TypeError where an option is unknown, or is no clock
 *
 * @example
 * const { MFStartup, MFShutdown, MFPutWorkItem } = createEmbeddedPlatform();
 * MFStartup(MF_VERSION);
 * MFPutWorkItem(MFASYNC_CALLBACK_QUEUE_STANDARD, { Invoke: (result) => console.log(result.GetState()) }, 'hello');
 * MFShutdown(); // what is queued still runs
 *
 * @see https://learn.microsoft.com/windows/win32/medfound/media-foundation-platform-apis
 */
export function createEmbeddedPlatform(options: EmbeddedPlatformOptions = {}): EmbeddedPlatform {
  checkOptions(options, 'createEmbeddedPlatform', { clock: 'object' });
  const { clock = systemClock } = options;
  const methods = [
    'now',
    'setTimeout',
    'clearTimeout',
    ...(fieldOf(clock, 'keepAlive') === undefined ? [] : ['keepAlive']),
  ];
  checkMethods(clock, methods, 'createEmbeddedPlatform', 'options.clock to be a Clock');
  const timers = withoutContext(clock);
  const pending = new PendingItems();
  const periodic = new PeriodicCallbacks(timers);
  const startup = new Startup(() => {
    pending.dropAll();
    periodic.removeAll();
  });
  const replies = new Replies();
  const queues = new WorkQueues(new WorkLoop(nextTurnOf(host)), replies);
  const schedule = new Schedule(timers, pending, dispatchLater);
  const waiting = new Waiting(timers, pending, dispatchLater);

  /** Puts an item on the queue that its callback names; on STANDARD where that does not exist, so as not to lose it. */
  function dispatch(item: WorkItem, priority: number): void {
    const target = queues.find(callbackParameters(item.callback).queue) ?? queues.standard;
    target.put(item, priority);
  }

  /** The same for an item that was put before, in its asynchronous context: its callback is asked for the queue. */
  function dispatchLater(item: WorkItem, priority: number): void {
    item.runInAsyncScope(dispatch, undefined, item, priority);
  }

  function put(queue: number, priority: number, result: IMFAsyncResult, operation: string): void {
    const target = started(operation).get(queue, operation);
    requirePriority(priority, operation);
    target.put(itemOf(result, operation), priority);
  }

  function started(operation: string): WorkQueues {
    startup.require(operation);
    return queues;
  }

  /** For files and event queues. Works after a shutdown as well, so that operations that were begun still complete. */
  const core: AsyncResultPlatform = markKeeper<AsyncResultPlatform>({
    MFCreateAsyncResult(object, callback, state) {
      startup.countResult();
      return MFCreateAsyncResult(object, callback, state);
    },
    MFInvokeCallback(result) {
      if (callbackOf(result) !== null) dispatch(itemOf(result, 'MFInvokeCallback'), 0);
    },
  });
  const files = createFileFunctions(core);

  return markKeeper<EmbeddedPlatform>({
    [dispose]: () => startup.shutDownAll(),
    MFStartup: (version) => startup.startUp(version),
    MFShutdown: () => startup.shutDown(),
    MFLockPlatform: () => startup.lock(),
    MFUnlockPlatform: () => startup.unlock(),

    MFCreateAsyncResult: (object, callback, state) => core.MFCreateAsyncResult(object, callback, state),
    MFInvokeCallback(result) {
      // Before the check for a shutdown: a reply frees items that were queued, and those run after a shutdown, too.
      if (replies.answer(result)) return;
      startup.require('MFInvokeCallback');
      core.MFInvokeCallback(result);
    },

    MFPutWorkItem(queue, callback, state) {
      put(queue, 0, resultFor(callback, state, 'MFPutWorkItem'), 'MFPutWorkItem');
    },
    MFPutWorkItemEx: (queue, result) => put(queue, 0, result, 'MFPutWorkItemEx'),
    MFPutWorkItem2(queue, priority, callback, state) {
      put(queue, priority, resultFor(callback, state, 'MFPutWorkItem2'), 'MFPutWorkItem2');
    },
    MFPutWorkItemEx2: (queue, priority, result) => put(queue, priority, result, 'MFPutWorkItemEx2'),

    MFScheduleWorkItem(callback, state, timeout) {
      startup.require('MFScheduleWorkItem');
      const milliseconds = millisecondsOf(timeout, 'MFScheduleWorkItem');
      return schedule.put(new WorkItem(resultFor(callback, state, 'MFScheduleWorkItem')), milliseconds);
    },
    MFScheduleWorkItemEx(result, timeout) {
      startup.require('MFScheduleWorkItemEx');
      const milliseconds = millisecondsOf(timeout, 'MFScheduleWorkItemEx');
      return schedule.put(itemOf(result, 'MFScheduleWorkItemEx'), milliseconds);
    },
    MFPutWaitingWorkItem(handle, priority, result) {
      startup.require('MFPutWaitingWorkItem');
      requirePriority(priority, 'MFPutWaitingWorkItem');
      return waiting.put(itemOf(result, 'MFPutWaitingWorkItem'), priority, handle, 'MFPutWaitingWorkItem');
    },
    MFCancelWorkItem(key) {
      startup.require('MFCancelWorkItem');
      pending.cancel(key);
    },

    MFAllocateWorkQueue: () => started('MFAllocateWorkQueue').allocate(MF_STANDARD_WORKQUEUE, 'MFAllocateWorkQueue'),
    MFAllocateWorkQueueEx: (type) => started('MFAllocateWorkQueueEx').allocate(type, 'MFAllocateWorkQueueEx'),
    MFAllocateSerialWorkQueue: (target) =>
      started('MFAllocateSerialWorkQueue').allocateSerial(target, 'MFAllocateSerialWorkQueue'),
    MFLockWorkQueue: (queue) => queues.lock(queue, 'MFLockWorkQueue'),
    MFUnlockWorkQueue: (queue) => queues.unlock(queue, 'MFUnlockWorkQueue'),

    MFAddPeriodicCallback(callback, context) {
      startup.require('MFAddPeriodicCallback');
      return periodic.add(callback, context, 'MFAddPeriodicCallback');
    },
    MFRemovePeriodicCallback(key) {
      startup.require('MFRemovePeriodicCallback');
      periodic.remove(key, 'MFRemovePeriodicCallback');
    },

    MFCreateEventQueue: () => new EventQueue(core),

    // Opening a file needs a platform that is started; MFEndCreateFile and MFCancelCreateFile do not.
    ...files,
    MFCreateFile(...parameters) {
      startup.require('MFCreateFile');
      return files.MFCreateFile(...parameters);
    },
    MFBeginCreateFile(...parameters) {
      startup.require('MFBeginCreateFile');
      return files.MFBeginCreateFile(...parameters);
    },
  });
}

/** The work item of a result. @throws HResultError `E_INVALIDARG` where the result has no callback */
function itemOf(result: IMFAsyncResult, operation: string): WorkItem {
  if (callbackOf(result) == null) {
    const fault = `result must be one of MFCreateAsyncResult, with a callback, got ${describeResult(result)}`;
    throw new HResultError(E_INVALIDARG, operation, { fault });
  }
  return new WorkItem(result);
}

function requirePriority(priority: number, operation: string): void {
  if (typeof priority === 'number' && priority === (priority | 0)) return;
  const fault = `priority must be a 32-bit integer, got ${describe(priority)}`;
  throw new HResultError(E_INVALIDARG, operation, { fault });
}

/** The result that the functions without `Ex` make. @throws HResultError `E_INVALIDARG` without a callback */
function resultFor(callback: IMFAsyncCallback, state: unknown, operation: string): IMFAsyncResult {
  requireCallback(callback, operation);
  return MFCreateAsyncResult(null, callback, state);
}

/** How long from now. `timeout` is negative in this API; a positive one is most likely a forgotten minus. */
function millisecondsOf(timeout: bigint | number, operation: string): number {
  const milliseconds = typeof timeout === 'bigint' ? Number(timeout) : timeout;
  if (Number.isInteger(milliseconds) && milliseconds <= 0) return -milliseconds;
  const fault = `timeout must be a whole number of milliseconds, negative or 0, got ${describe(timeout)}`;
  throw new HResultError(E_INVALIDARG, operation, { fault });
}
