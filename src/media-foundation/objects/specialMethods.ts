import { E_UNEXPECTED } from '../../contract/hresult.js';
import { HResultError } from '../../contract/HResultError.js';
import { MF_EVENT_FLAG_NO_WAIT } from '../../contract/IMFMediaEventGenerator.js';
import type { IMFAsyncCallback, IMFAsyncResult } from '../../contract/IMFAsyncResult.js';
import { streamOnStream } from '../facts/functions.js';
import { beyondUnknown, isBegin, isEnd } from '../facts/interfaces.js';
import { identityOf, type ComObject } from '../handles/ComObject.js';
import { recordOf } from '../handles/NativeResult.js';
import type { Address } from '../native/addon.js';
import { oneAtATime } from './oneAtATime.js';
import { identityFor, type ObjectMethod, type SpecialMethods } from './Projector.js';
import { fileOfWine, writePair } from './wineFiles.js';

/** GetEvent never waits: the thread that would wait is the one whose JavaScript may raise the event. */
const withoutWaiting: SpecialMethods = ({ methods }) => ({
  GetEvent(this: unknown, flags) {
    const isWaiting = typeof flags === 'number' && flags >>> 0 === flags && flags % 2 === 0;
    return methods['GetEvent']!.call(this, isWaiting ? flags + MF_EVENT_FLAG_NO_WAIT : flags);
  },
});

/** Native code leaves a lock that nobody holds without a check, which breaks the lock for all threads. */
const balancedLocks: SpecialMethods = ({ type, values, methods }) => ({
  UnlockStore(this: unknown) {
    const { address } = identityFor(this, type, 'UnlockStore');
    if (values.runtime.locks.threadOf(address) === 0) {
      throw new HResultError(E_UNEXPECTED, 'UnlockStore', { fault: 'LockStore was not called before' });
    }
    return methods['UnlockStore']!.call(this);
  },
});

/** A sample keeps the memory of its buffers. */
const measuredSample: SpecialMethods = ({ methods }) => {
  const names = ['AddBuffer', 'RemoveBufferByIndex', 'RemoveAllBuffers', 'ConvertToContiguousBuffer'];
  const entries = names.map((name): [string, ObjectMethod] => [
    name,
    function (...args) {
      const answer = methods[name]!.apply(this, args);
      const its = identityOf(this)!;
      its.owner.measure(its);
      return answer;
    },
  ]);
  return Object.fromEntries(entries);
};

/** The methods that are not as the table has them, by the interface: those that extend it have them as well. */
export const specialMethods: Readonly<Record<string, SpecialMethods>> = {
  // Invoke of a native callback may want a lock that is held by a thread which waits for JavaScript. So this dispatches it, as
  // the contract asks: to the queue that the callback names, never inside this call.
  IMFAsyncCallback: ({ type, values }) => ({
    Invoke(result) {
      identityFor(this, type, 'Invoke');
      values.results.invokeNative(this as ComObject & IMFAsyncCallback, result as IMFAsyncResult);
    },
  }),
  IMFAttributes: balancedLocks,
  IMFMediaEventGenerator: withoutWaiting,
  IMFMediaEventQueue: withoutWaiting,
  IMFSample: measuredSample,
  [streamOnStream.name]: ({ type, values, compile }) => {
    // JavaScript gets the result of an operation from its Invoke, and from nowhere else.
    const isCompleted = (stream: Address, result: unknown): boolean => {
      const record = recordOf(result);
      if (record === undefined || record.ended) return false;
      return values.results.transferOf(record, stream)?.owner === stream;
    };
    const entries = beyondUnknown(type).map((method) => {
      const waits = !isBegin(method) && !isEnd(method);
      const compiled = compile(type, method, waits);
      const isOwn = (stream: unknown, result: unknown): boolean =>
        isCompleted(identityFor(stream, type, method.name).address, result);
      return [method.name, oneAtATime(method.name, compiled, isOwn)];
    });
    return Object.fromEntries(entries) as Record<string, ObjectMethod>;
  },
  [fileOfWine.name]({ type, values, compile }) {
    const write = type.methods.find(({ name }) => name === 'Write')!;
    return writePair(compile(type.base!, write, true), values.results);
  },
};
