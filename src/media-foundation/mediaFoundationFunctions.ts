/** The functions of MediaFoundation: those that are called as the table says, and those that need more. */
import { describe } from '../contract/arguments.js';
import { E_INVALIDARG, FAILED, S_OK, type HRESULT } from '../contract/hresult.js';
import { hresultOf } from '../contract/hresultOf.js';
import { MF_E_NOT_FOUND } from '../contract/hresultTable.js';
import { HResultError } from '../contract/HResultError.js';
import type { MFPERIODICCALLBACK, WaitableHandle } from '../platform/MediaPlatform.js';
import { Call } from './calls/Call.js';
import { checkNumber } from './calls/checks.js';
import { functionTable, streamOnStream, type TableFunctions } from './facts/functions.js';
import { readMethod, type Method } from './facts/interfaces.js';
import { scalars } from './facts/kinds.js';
import { identityOf } from './handles/ComObject.js';
import { recordOf, type NativeResult } from './handles/NativeResult.js';
import { placeOf, type Place } from './handles/Place.js';
import { Lent } from './native/Lent.js';
import type { ComValues } from './objects/ComValues.js';
import { takeTurns } from './objects/oneAtATime.js';
import { fileOfWine, isWine } from './objects/wineFiles.js';
import { WaitingItems } from './WaitingItems.js';

/** `MF_VERSION`. */
const version = 0x00020070;

/** A function of a DLL. The DLL is loaded, the function found, and what is known of it read, at the first call. */
export function nativeFunction(
  { runtime, frames }: ComValues,
  dll: string,
  name: string,
  read: () => Method,
): TableFunctions[string] {
  let found: ((args: unknown[]) => unknown) | undefined;
  const find = (): NonNullable<typeof found> => {
    const method = read();
    const address = runtime.calls.find(dll, name);
    const call = new Call(frames, '', method, method.waits);
    return method.waits ? (args) => call.later(address, undefined, args) : (args) => call.now(address, undefined, args);
  };
  const call = (...args: unknown[]): unknown => (found ??= find())(args);
  return Object.defineProperty(call, 'name', { value: name });
}

/** The functions of the tables, each bound to its DLL when it is first called. */
export function tableFunctions(values: ComValues): TableFunctions {
  const { runtime } = values;
  const functions: TableFunctions = {};
  runtime.catalogue.add(streamOnStream.name, streamOnStream.facts);
  const files = isWine(runtime.calls) ? /^MF(Create|EndCreate)File$/ : undefined;
  if (files) runtime.catalogue.add(fileOfWine.name, fileOfWine.facts);
  for (const [dll, table] of Object.entries(functionTable)) {
    for (const [name, lines] of Object.entries<readonly string[]>(table)) {
      const read = (): Method => {
        const method = readMethod(name, 0, lines);
        return files?.test(name) ? withOutput(method, fileOfWine.name) : method;
      };
      functions[name] = nativeFunction(values, dll, name, read);
    }
  }
  return functions;
}

/** The same method, whose output is another interface. */
const withOutput = (method: Method, name: string): Method => ({
  ...method,
  parameters: method.parameters.map((one) => (one.direction === 'out' ? { ...one, interface: name } : one)),
});

/** Calls what may fail. Returns its failure, or S_OK. */
function failureOf(call: () => unknown): HRESULT {
  try {
    call();
    return S_OK;
  } catch (error) {
    return hresultOf(error);
  }
}

const check = (hr: number, operation: string): void => {
  if (FAILED(hr)) throw new HResultError(hr, operation);
};

/** The calls that arguments are of, for messages. */
const starting = placeOf('MFStartup');
const addingPeriodic = placeOf('MFAddPeriodicCallback');
const scheduling = placeOf('MFScheduleWorkItem');
const schedulingEx = placeOf('MFScheduleWorkItemEx');

/** The functions that keep account of results, of keys of items, of handles or of plain callbacks. */
export function handWritten(values: ComValues, table: TableFunctions): TableFunctions {
  const { results, runtime } = values;
  const { calls, scratch } = runtime;
  const startup = calls.find('mfplat.dll', 'MFStartup');
  const shutdown = calls.find('mfplat.dll', 'MFShutdown');
  const addPeriodic = calls.find('mfplat.dll', 'MFAddPeriodicCallback');
  /** The results of scheduled items, by their keys: Media Foundation drops those of cancelled items without a word. */
  const scheduled = new Map<bigint, NativeResult>();
  const waiting = new WaitingItems(values, table);
  const periodic = new Set<number>();
  const needCallback = (result: unknown, name: string): void => {
    if (results.lacksCallback(result))
      throw new HResultError(E_INVALIDARG, name, { fault: 'the result has no callback' });
  };
  /** What is known of a result that goes to a work queue. To a native callback the call lends what stands for the result. */
  const itemOf = (result: unknown, name: string): NativeResult | undefined => {
    needCallback(result, name);
    return recordOf(result) ?? (results.invokesNative(result) ? undefined : results.itemOf(result));
  };
  /** A function of the table whose parameter at `resultAt`, the last, is a result that goes to a work queue. */
  const dispatching = (name: string, resultAt: number): TableFunctions[string] => {
    const place = placeOf(name);
    return (...args) => {
      const item = itemOf(args[resultAt], name);
      if (item !== undefined) args[resultAt] = item;
      return results.dispatch(item, place, () => table[name]!(...args));
    };
  };
  const wrapOnStream = nativeFunction(values, 'mfplat.dll', 'MFCreateMFByteStreamWrapper', () => {
    const lines = functionTable['mfplat.dll'].MFCreateMFByteStreamWrapper;
    return withOutput(readMethod('MFCreateMFByteStreamWrapper', 0, lines), streamOnStream.name);
  });
  const invokeCallback = dispatching('MFInvokeCallback', 0);
  let startups = 0;
  let pruneAt = 64;
  // The same native function, whose errors say MFScheduleWorkItem.
  const scheduleOwn = nativeFunction(values, 'mfplat.dll', 'MFScheduleWorkItemEx', () =>
    readMethod('MFScheduleWorkItem', 0, functionTable['mfplat.dll'].MFScheduleWorkItemEx),
  );
  const schedule = (result: unknown, timeout: unknown, place: Place, call: TableFunctions[string]): unknown => {
    const record = recordOf(result);
    const key = results.dispatch(record, place, () => call(result, timeout) as bigint);
    if (record) scheduled.set(key, record);
    // Items that have run are forgotten all at once, when the map has doubled: that costs each item next to nothing.
    if (scheduled.size >= pruneAt) {
      for (const [other, one] of scheduled) if (!results.isInFlight(one)) scheduled.delete(other);
      pruneAt = Math.max(64, scheduled.size * 2);
    }
    return key;
  };
  /** Cancels all that this thread has put off. Returns the items whose callbacks will not be invoked. */
  const takeBack = (): NativeResult[] => {
    const over: NativeResult[] = [];
    for (const [key, item] of scheduled) {
      // An item that is not found has run, or is on its queue, and runs still.
      if (failureOf(() => table['MFCancelWorkItem']!(key)) !== MF_E_NOT_FOUND) over.push(item);
    }
    scheduled.clear();
    for (const key of periodic) failureOf(() => table['MFRemovePeriodicCallback']!(key));
    runtime.tokens.expect(-periodic.size);
    periodic.clear();
    return over;
  };
  return {
    MFStartup(given = version, flags = 0) {
      const native = checkNumber(starting, 'version', scalars.u32, given) as number;
      const nativeFlags = checkNumber(starting, 'flags', scalars.u32, flags) as number;
      const hr = runtime.serves('', 'MFStartup')
        ? calls.callServing(startup, false, native, nativeFlags)
        : calls.call(startup, native, nativeFlags);
      check(hr, 'MFStartup');
      startups += 1;
    },
    MFShutdown() {
      // The platform may stay up, as that of other threads: what this thread has put off would still run.
      const isLast = startups <= 1;
      const scheduledItems = isLast ? takeBack() : [];
      const waitingItems = isLast ? waiting.takeBack() : [];
      const hr = calls.callServing(shutdown, false);
      if (!FAILED(hr)) startups = Math.max(0, startups - 1);
      for (const item of scheduledItems) results.dropped(item, 'MFScheduleWorkItem');
      for (const item of waitingItems) results.dropped(item, 'MFPutWaitingWorkItem');
      check(hr, 'MFShutdown');
    },
    MFCreateAsyncResult: (object, callback, state) => results.MFCreateAsyncResult(object, callback, state),
    MFInvokeCallback: (result) => (results.lacksCallback(result) ? undefined : invokeCallback(result)),
    MFPutWorkItemEx: dispatching('MFPutWorkItemEx', 1),
    MFPutWorkItemEx2: dispatching('MFPutWorkItemEx2', 2),
    // Through a result of our own: by it we know the callback of an item that is cancelled, which Wine never releases.
    MFScheduleWorkItem(callback, state, timeout) {
      if (callback === null || callback === undefined) {
        throw new TypeError(`MFScheduleWorkItem: callback must be an IMFAsyncCallback, got ${describe(callback)}`);
      }
      return schedule(results.MFCreateAsyncResult(null, callback, state, scheduling), timeout, scheduling, scheduleOwn);
    },
    MFScheduleWorkItemEx(result, timeout) {
      const item = itemOf(result, schedulingEx.method) ?? result;
      return schedule(item, timeout, schedulingEx, table['MFScheduleWorkItemEx']!);
    },
    MFCancelWorkItem(key) {
      table['MFCancelWorkItem']!(key);
      const id = BigInt(key as number);
      waiting.cancelled(id);
      const result = scheduled.get(id);
      if (!result) return;
      scheduled.delete(id);
      results.dropped(result, 'MFScheduleWorkItem');
    },
    // What waits for a stream's lock waits for it through a wrapper of the stream, too.
    MFCreateMFByteStreamWrapper(given) {
      const stream = typeof given === 'bigint' ? values.known(Number(given)) : given;
      if (identityOf(stream)?.interface.name !== streamOnStream.name) {
        return table['MFCreateMFByteStreamWrapper']!(given);
      }
      const wrapper = wrapOnStream(given) as object;
      takeTurns(wrapper, stream as object);
      return wrapper;
    },
    MFPutWaitingWorkItem(handle, priority, result) {
      needCallback(result, 'MFPutWaitingWorkItem');
      return waiting.put(handle as WaitableHandle, priority, result);
    },
    MFAddPeriodicCallback(callback, context) {
      if (typeof callback !== 'function') {
        const fault = `callback must be a function, got ${describe(callback)}`;
        throw new HResultError(E_INVALIDARG, 'MFAddPeriodicCallback', { fault });
      }
      const lent = new Lent(runtime);
      const { top } = scratch;
      const slot = scratch.take();
      try {
        // The native context is a function of its own for each call of this one: the addon's stub calls it.
        runtime.given.add('MFPERIODICCALLBACK');
        const native = results.lendValue(
          () => (callback as MFPERIODICCALLBACK)(context ?? null),
          lent,
          addingPeriodic,
          'callback',
        );
        const hr = calls.callServing(addPeriodic, false, runtime.addon.stubAddress(), native, slot.at);
        check(hr, 'MFAddPeriodicCallback');
      } finally {
        scratch.top = top;
        lent[Symbol.dispose]();
      }
      const key = slot.words[0]!;
      periodic.add(key);
      runtime.tokens.expect(1);
      return key;
    },
    MFRemovePeriodicCallback(key) {
      table['MFRemovePeriodicCallback']!(key);
      if (periodic.delete(key as number)) runtime.tokens.expect(-1);
    },
  };
}
