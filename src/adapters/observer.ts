/**
 * Observers of operations, and the order of the events that they are told:
 *
 *     fromBeginEnd    start ─ Begin ─ end   cancel?   asyncStart ─ Invoke, End: error? ─ late? ─ asyncEnd
 *     toBeginEnd      start ─ the function ─ end   cancel?   error?   asyncStart ─ Invoke ─ asyncEnd   late?
 */
import { expectFunction, expectType } from '../contract/arguments.js';
import { throwUncaught } from '../contract/dispatch.js';
import { builtinModule } from '../contract/host.js';
import type { MisuseReport } from './types.js';

/** One observed operation. All its events get this same object, so it can be the key of what an observer remembers. */
export interface ObservedOperation {
  /** Counts the observed operations of this copy of the library. */
  readonly id: number;
  /** The name of Begin: `'BeginRead'`. */
  readonly name: string;
  /** The adapter that made it. */
  readonly direction: 'fromBeginEnd' | 'toBeginEnd';
  /** What Begin was given before callback and state. */
  readonly args: readonly unknown[];
  /** Why it is to stop; there since `cancel`, and for `fromBeginEnd` alone. */
  readonly reason?: unknown;
  /** Its outcome comes too late: the promise was rejected, or the callback invoked, while the work went on. */
  readonly late?: true;
  /** What End gives. */
  readonly result?: unknown;
  /** What the work failed with. After an abort that is the work's own failure, the promise may reject with `reason`. */
  readonly error?: unknown;
}

/**
 * Is told of operations, and of misuse. Each method may be left out; they are named as the channels of Node's
 * `TracingChannel`. What one throws is an uncaught exception, and disturbs no operation.
 */
export interface OperationObserver {
  /** Begin, or the function behind it, is about to be called. */
  start?(operation: ObservedOperation): void;
  /** Begin, or the function, has returned or thrown. */
  end?(operation: ObservedOperation): void;
  /** The callback is about to be invoked. */
  asyncStart?(operation: ObservedOperation): void;
  /** The operation is over: the last event, but for `late` of `toBeginEnd`. Comes once, also where Begin failed. */
  asyncEnd?(operation: ObservedOperation): void;
  /** It failed, with `operation.error`. */
  error?(operation: ObservedOperation): void;
  /** It was asked to stop. */
  cancel?(operation: ObservedOperation): void;
  /** Its outcome has come after the operation was given up. */
  late?(operation: ObservedOperation): void;
  /** What `setMisuseHandler` hears, every case of it. */
  misuse?(report: MisuseReport): void;
}

type Messages = { [Name in keyof OperationObserver]-?: Parameters<NonNullable<OperationObserver[Name]>>[0] };

/** A channel of Node's `diagnostics_channel`. */
interface Channel {
  readonly hasSubscribers: boolean;
  publish(message: unknown): void;
  /** Publishes, and runs a function with the AsyncLocalStorage stores that are bound to this channel. */
  runStores<T>(message: unknown, run: () => T): T;
}

/** An event of an observer, and its channel on Node and on what has channels like Node. */
interface ObservedEvent<Name extends keyof OperationObserver> {
  readonly name: Name;
  readonly channel: Channel;
}

const diagnostics = /* @__PURE__ */ builtinModule('node:diagnostics_channel') as
  | { channel(name: string): Channel }
  | undefined;

/** Where there are no channels, one that never has a subscriber. */
const channelOf = (name: string): Channel => diagnostics?.channel(name) ?? ({ hasSubscribers: false } as Channel);

const eventOf = <Name extends keyof OperationObserver>(name: Name, channel: string): ObservedEvent<Name> => ({
  name,
  channel: channelOf(channel),
});

const TRACING = 'tracing:begin-end:operation:';

export const START = /* @__PURE__ */ eventOf('start', `${TRACING}start`);
export const END = /* @__PURE__ */ eventOf('end', `${TRACING}end`);
export const ASYNC_START = /* @__PURE__ */ eventOf('asyncStart', `${TRACING}asyncStart`);
export const ASYNC_END = /* @__PURE__ */ eventOf('asyncEnd', `${TRACING}asyncEnd`);
export const ERROR = /* @__PURE__ */ eventOf('error', `${TRACING}error`);
export const CANCEL = /* @__PURE__ */ eventOf('cancel', 'begin-end:operation:cancel');
export const LATE = /* @__PURE__ */ eventOf('late', 'begin-end:operation:late');
export const MISUSE = /* @__PURE__ */ eventOf('misuse', 'begin-end:misuse');

/** What every operation asks is one object of this module, because each look-up costs something. */
const asked = {
  start: /* @__PURE__ */ channelOf(`${TRACING}start`),
  asyncEnd: /* @__PURE__ */ channelOf(`${TRACING}asyncEnd`),
  error: /* @__PURE__ */ channelOf(`${TRACING}error`),
};

let observer: OperationObserver | undefined;

/**
 * Sets the observer that is told of every operation of both adapters that begins from now on, and of misuse. It works
 * everywhere. On Node the same is published on channels of `diagnostics_channel`, for any number of subscribers: operations
 * are observed there while `start`, `error` or `asyncEnd` has one.
 *
 * Not for code that acts on outcomes: promises and callbacks are for that. `late`, `error` and the rest come in the middle of an
 * operation, before the code that waits for it.
 *
 * @param newObserver is told; `undefined` for none
 * @throws TypeError where it is neither an object nor `undefined`, or has an event that is no function
 *
 * @example
 * setOperationObserver({
 *   start: ({ id, name, args }) => console.log(id, name, args),
 *   error: ({ id, error }) => console.log(id, 'failed', error),
 *   asyncEnd: ({ id }) => console.log(id, 'is over'),
 * });
 */
export function setOperationObserver(newObserver: OperationObserver | undefined): void {
  if (newObserver !== undefined) {
    expectType(newObserver, 'object', 'setOperationObserver: the observer');
    for (const { name } of [START, END, ASYNC_START, ASYNC_END, ERROR, CANCEL, LATE, MISUSE]) {
      if (newObserver[name] !== undefined) expectFunction(newObserver[name], `setOperationObserver: ${name}`);
    }
  }
  observer = newObserver;
}

/** Whether operations that begin now are observed. Three channels are asked; to ask all would cost what can be measured. */
export const isObserved = (): boolean =>
  observer !== undefined || asked.start.hasSubscribers || asked.asyncEnd.hasSubscribers || asked.error.hasSubscribers;

/** Tells of an event. Never throws: what a subscriber of a channel throws is an uncaught exception as well. */
export function tell<Name extends keyof Messages>(
  { name, channel }: ObservedEvent<Name>,
  message: Messages[Name],
): void {
  if (observer !== undefined) tellObserver(name, message);
  if (channel.hasSubscribers) channel.publish(message);
}

/** Tells of an event, and runs a function with the stores that are bound to its channel. */
export function tellAndRun<T>(
  { name, channel }: ObservedEvent<'start' | 'asyncStart'>,
  operation: ObservedOperation,
  run: () => T,
): T {
  if (observer !== undefined) tellObserver(name, operation);
  return channel.hasSubscribers ? channel.runStores(operation, run) : run();
}

function tellObserver<Name extends keyof Messages>(name: Name, message: Messages[Name]): void {
  try {
    (observer as { [Each in Name]?: (told: Messages[Each]) => void })[name]?.(message);
  } catch (error) {
    throwUncaught(error);
  }
}
