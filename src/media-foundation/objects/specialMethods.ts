import { MF_EVENT_FLAG_NO_WAIT } from '../../contract/IMFMediaEventGenerator.js';
import type { IMFAsyncCallback, IMFAsyncResult } from '../../contract/IMFAsyncResult.js';
import { streamOnStream } from '../facts/functions.js';
import type { ComObject } from '../handles/ComObject.js';
import { oneAtATime } from './oneAtATime.js';
import { identityFor, type SpecialMethods } from './Projector.js';
import { fileOfWine, writePair } from './wineFiles.js';

/** GetEvent never waits: the thread that would wait is the one whose JavaScript may raise the event. */
const withoutWaiting: SpecialMethods = ({ methods }) => ({
  GetEvent(this: unknown, flags) {
    const isWaiting = Number.isInteger(flags) && (flags as number) % 2 === 0;
    return methods['GetEvent']!.call(this, isWaiting ? (flags as number) + MF_EVENT_FLAG_NO_WAIT : flags);
  },
});

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
  IMFMediaEventGenerator: withoutWaiting,
  IMFMediaEventQueue: withoutWaiting,
  [streamOnStream.name]: ({ methods }) =>
    Object.fromEntries(Object.entries(methods).map(([name, method]) => [name, oneAtATime(name, method)])),
  [fileOfWine.name]({ type, values, compile }) {
    const write = type.methods.find(({ name }) => name === 'Write')!;
    return writePair(compile(type.base!, write, true), values.results);
  },
};
