/** The functions of MediaFoundation: those of the table, and the few that need a hand. */
import { describe, isCallback } from '../contract/arguments.js';
import { E_INVALIDARG, FAILED } from '../contract/hresult.js';
import { HResultError } from '../contract/HResultError.js';
import type { IMFAsyncResult } from '../contract/IMFAsyncResult.js';
import { throwUncaught } from '../contract/dispatch.js';
import type { MFPERIODICCALLBACK, WaitableHandle } from '../platform/MediaPlatform.js';
import { Call } from './calls/Call.js';
import { functionTable, streamOnStream, waitingFunctions, type TableFunctions } from './facts/functions.js';
import { readInterface, type Method } from './facts/interfaces.js';
import type { Library } from './native/koffi.js';
import { Lent } from './native/Lent.js';
import { recordOf, type NativeResult } from './handles/NativeResult.js';
import { callTypes, returnType } from './native/VTables.js';
import { WaitingItems } from './WaitingItems.js';
import type { ComValues } from './objects/ComValues.js';
import { fileOfWine, isWine } from './objects/wineFiles.js';

/** `MF_VERSION`. */
const version = 0x00020070;

/** The functions of the tables, each bound to its DLL when it is first called. */
export function tableFunctions({ runtime, frames }: ComValues): TableFunctions {
  const functions: TableFunctions = {};
  runtime.catalogue.add(streamOnStream.name, streamOnStream.facts);
  const files = isWine(runtime.koffi) ? /^MF(Create|EndCreate)File$/ : undefined;
  if (files) runtime.catalogue.add(fileOfWine.name, fileOfWine.facts);
  for (const [dll, table] of Object.entries(functionTable)) {
    let library: Library | undefined;
    for (const method of readInterface('', { iid: '', base: null, methods: table }, null).methods) {
      const waits = waitingFunctions.has(method.name);
      const call = new Call(frames, '', files?.test(method.name) ? withOutput(method, fileOfWine.name) : method, waits);
      const bind = () =>
        (library ??= runtime.koffi.load(dll)).func(method.name, returnType(method), callTypes(method, waits));
      let native: ReturnType<typeof bind> | undefined;
      const named = {
        [method.name]: waits
          ? (...args: unknown[]) => call.later((native ??= bind()), undefined, args)
          : (...args: unknown[]) => call.now((native ??= bind()), undefined, args),
      };
      functions[method.name] = named[method.name]!;
    }
  }
  return functions;
}

interface PeriodicCall {
  readonly callback: MFPERIODICCALLBACK;
  readonly context: unknown;
}

/** The same method, whose output is another interface. */
const withOutput = (method: Method, name: string): Method => ({
  ...method,
  parameters: method.parameters.map((one) => (one.direction === 'out' ? { ...one, interface: name } : one)),
});

const check = (hr: number, operation: string): void => {
  if (FAILED(hr)) throw new HResultError(hr, operation);
};

/** What goes by more than its table entry: results, keys of items, handles, plain callbacks. */
export function handWritten(values: ComValues, table: TableFunctions): TableFunctions {
  const { held, results, runtime } = values;
  const mfplat = runtime.koffi.load('mfplat.dll');
  const startup = mfplat.func('MFStartup', 'uint32', ['uint32', 'uint32']);
  const shutdown = mfplat.func('MFShutdown', 'uint32', []);
  const addPeriodic = mfplat.func('MFAddPeriodicCallback', 'uint32', ['void *', 'uint64', 'void *']);
  const periodicType = runtime.koffi.pointer(runtime.koffi.proto('void', ['uint64']));
  /** Results that a timer holds: cancelling drops them in silence. */
  const scheduled = new Map<bigint, NativeResult>();
  const waiting = new WaitingItems(values, table);
  const periodic = new Set<number>();
  // Registered now: koffi 3.3 must not register inside a callback.
  const trampoline = runtime.koffi.register((address: number) => {
    const call = held.at(address) as PeriodicCall | undefined;
    try {
      call?.callback(call.context);
    } catch (error) {
      throwUncaught(error);
    }
  }, periodicType);
  let startups = 0;
  let pruneAt = 64;
  /** Forgets what has been delivered meanwhile; now and then, so that it costs nothing. */
  const prune = (): void => {
    if (scheduled.size < pruneAt) return;
    for (const [key, record] of scheduled) if (!results.isInFlight(record)) scheduled.delete(key);
    pruneAt = Math.max(64, scheduled.size * 2);
  };
  const schedule = (result: unknown, timeout: unknown): unknown => {
    const native = recordOf(result);
    if (native) results.dispatched(native);
    try {
      const key = table['MFScheduleWorkItemEx']!(result, timeout) as bigint;
      if (native) scheduled.set(key, native);
      prune();
      return key;
    } catch (error) {
      if (native) results.recalled(native);
      throw error;
    }
  };
  return {
    MFStartup(given = version, flags = 0) {
      if (typeof given !== 'number') throw new TypeError(`MFStartup: version must be a number, got ${describe(given)}`);
      check(startup(given >>> 0, Number(flags)), 'MFStartup');
      startups += 1;
    },
    MFShutdown() {
      check(shutdown(), 'MFShutdown');
      startups = Math.max(0, startups - 1);
      if (startups > 0) return;
      // What is scheduled never fires after the last MFShutdown: nobody is to wait for it.
      for (const result of scheduled.values()) results.dropped(result, 'MFScheduleWorkItem');
      scheduled.clear();
    },
    MFCreateAsyncResult: (object, callback, state) => results.MFCreateAsyncResult(object, callback, state),
    // By way of a result, which says whom a cancelled item was for: Wine keeps the callback of such an item for ever.
    MFScheduleWorkItem(callback, state, timeout) {
      if (!isCallback(callback)) {
        throw new TypeError(`MFScheduleWorkItem: callback must be an IMFAsyncCallback, got ${describe(callback)}`);
      }
      return schedule(results.MFCreateAsyncResult(null, callback, state), timeout);
    },
    MFScheduleWorkItemEx: schedule,
    MFCancelWorkItem(key) {
      table['MFCancelWorkItem']!(key);
      const id = BigInt(key as number);
      waiting.cancelled(id);
      const result = scheduled.get(id);
      if (!result) return;
      scheduled.delete(id);
      results.dropped(result, 'MFScheduleWorkItem');
    },
    MFCreateStreamDescriptor: (id, count, types) =>
      withArray(values, types, count, 'IMFMediaType', (array) => table['MFCreateStreamDescriptor']!(id, count, array)),
    MFCreatePresentationDescriptor: (count, descriptors) =>
      withArray(values, descriptors, count, 'IMFStreamDescriptor', (array) =>
        table['MFCreatePresentationDescriptor']!(count, array),
      ),
    MFPutWaitingWorkItem(handle, priority, result) {
      return waiting.put(handle as WaitableHandle, priority, result as IMFAsyncResult);
    },
    MFAddPeriodicCallback(callback, context) {
      if (typeof callback !== 'function') {
        throw new HResultError(E_INVALIDARG, 'MFAddPeriodicCallback', {
          fault: `a function is needed, got ${describe(callback)}`,
        });
      }
      // A context of its own for each: by it the one trampoline finds its callback.
      const call = { callback: callback as MFPERIODICCALLBACK, context: context ?? null };
      const lent = new Lent(runtime);
      const address = results.lendValue(call, lent);
      const words = new Uint32Array(1);
      try {
        check(addPeriodic(trampoline, address, words), 'MFAddPeriodicCallback');
      } finally {
        lent[Symbol.dispose]();
      }
      const key = words[0]!;
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

/** An array of objects, for a call. */
function withArray(
  values: ComValues,
  objects: unknown,
  count: unknown,
  type: string,
  call: (array: BigUint64Array) => unknown,
): unknown {
  if (!Array.isArray(objects) || objects.length !== count) {
    throw new TypeError(`expected an array of ${describe(count)} ${type}, got ${describe(objects)}`);
  }
  const lent = new Lent(values.runtime);
  try {
    return call(BigUint64Array.from(objects, (one) => BigInt(values.lend(one, type, lent))));
  } finally {
    lent[Symbol.dispose]();
  }
}
