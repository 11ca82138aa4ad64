/**
 * A byte stream over an IStream has one lock. Its work-queue thread holds it while it waits for an IStream of JavaScript, and
 * End wants it on JavaScript's own thread. With one thing at a time on such a stream, nobody waits for himself.
 */
import { E_PENDING } from '../../contract/hresult.js';
import { HResultError } from '../../contract/HResultError.js';
import { isBegin, isEnd } from '../facts/interfaces.js';
import type { ObjectMethod } from './Projector.js';

/** What a stream is busy with: `ended` once that is over. */
const busy = new WeakMap<object, { ended: Promise<unknown>; end: () => void }>();

function begin(stream: object): () => void {
  let resolve!: () => void;
  const ended = new Promise<void>((one) => (resolve = one));
  const activity = {
    ended,
    end: () => {
      if (busy.get(stream) === activity) busy.delete(stream);
      resolve();
    },
  };
  busy.set(stream, activity);
  return activity.end;
}

/** The method of such a stream: Begin refuses while something is going on, what gives a promise waits for its turn. */
export function oneAtATime(name: string, method: ObjectMethod): ObjectMethod {
  if (isBegin({ name })) {
    return function (this: unknown, ...args) {
      if (busy.has(this as object)) {
        const fault = 'a stream over an IStream does one thing at a time, await what is pending first';
        throw new HResultError(E_PENDING, name, { fault });
      }
      const end = begin(this as object);
      try {
        return method.apply(this, args);
      } catch (error) {
        end();
        throw error;
      }
    };
  }
  if (isEnd({ name })) {
    return function (this: unknown, ...args) {
      try {
        return method.apply(this, args);
      } finally {
        busy.get(this as object)?.end();
      }
    };
  }
  return async function (this: unknown, ...args) {
    for (let other; (other = busy.get(this as object));) await other.ended;
    const end = begin(this as object);
    try {
      return await method.apply(this, args);
    } finally {
      end();
    }
  };
}
