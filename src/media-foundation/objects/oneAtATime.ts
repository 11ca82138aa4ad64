import { E_INVALIDARG, E_PENDING } from '../../contract/hresult.js';
import { HResultError } from '../../contract/HResultError.js';
import { isBegin, isEnd } from '../facts/interfaces.js';
import type { ObjectMethod } from './Projector.js';

/** The stream inside of a wrapper: they have one lock, and are busy together. */
const inside = new WeakMap<object, object>();
const streamOf = (self: unknown): object => inside.get(self as object) ?? (self as object);

/** From now on a wrapper of a stream does nothing while the stream is busy, and the other way round. */
export const takeTurns = (wrapper: object, stream: object): void => void inside.set(wrapper, streamOf(stream));

/** What each busy stream is doing: `end` ends that, and `ended` is resolved then. */
const busy = new WeakMap<object, { ended: Promise<unknown>; end: () => void }>();

function begin(stream: object): () => void {
  let end!: () => void;
  const ended = new Promise<void>((resolve) => {
    end = () => {
      if (busy.get(stream)?.end === end) busy.delete(stream);
      resolve();
    };
  });
  busy.set(stream, { ended, end });
  return end;
}

/**
 * A method of a byte stream over an IStream, which does one thing at a time: Begin refuses while the stream is busy, and a
 * method that gives a promise waits for its turn.
 *
 * Such a stream has one lock. A work-queue thread holds the lock while it waits for an IStream of JavaScript, and End takes
 * it on JavaScript's own thread: without this, the two could wait for each other.
 *
 * @param isCompleted whether a result is one of an operation of the stream that has completed, and was not ended yet
 */
export function oneAtATime(
  name: string,
  method: ObjectMethod,
  isCompleted: (stream: unknown, result: unknown) => boolean,
): ObjectMethod {
  if (isBegin({ name })) {
    return function (this: unknown, ...args) {
      if (busy.has(streamOf(this))) {
        const fault = 'a stream over an IStream does one thing at a time, await what is pending first';
        throw new HResultError(E_PENDING, name, { fault });
      }
      const end = begin(streamOf(this));
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
      if (!isCompleted(this, args[0])) {
        const fault =
          'the result is none of a completed operation of this stream, which would wait for the one that is pending';
        throw new HResultError(E_INVALIDARG, name, { fault });
      }
      try {
        return method.apply(this, args);
      } finally {
        busy.get(streamOf(this))?.end();
      }
    };
  }
  return async function (this: unknown, ...args) {
    for (let other; (other = busy.get(streamOf(this)));) await other.ended;
    const end = begin(streamOf(this));
    try {
      return await method.apply(this, args);
    } finally {
      end();
    }
  };
}
