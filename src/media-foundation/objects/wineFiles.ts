/**
 * BeginWrite of Wine's own byte streams crashes the process, or never calls back (seen in Wine 8.0). There, and only there, a
 * file is written by its synchronous Write on another thread, one write after the other, behind the same pair.
 */
import { hresultOf } from '../../contract/hresultOf.js';
import { E_INVALIDARG, FAILED } from '../../contract/hresult.js';
import { HResultError } from '../../contract/HResultError.js';
import type { Results } from '../handles/Results.js';
import type { Koffi } from '../native/koffi.js';
import type { ObjectMethod } from './Projector.js';

/** The interface of such a file: IMFByteStream, with a BeginWrite of ours. */
export const fileOfWine = {
  name: 'IMFByteStreamOfWine',
  facts: { iid: 'ad4c1b00-4bf7-422f-9175-756693d9130d', base: 'IMFByteStream', methods: {} },
} as const;

export function isWine(koffi: Koffi): boolean {
  try {
    koffi.load('ntdll.dll').func('wine_get_version', 'uint64', []);
    return true;
  } catch {
    return false;
  }
}

/** @param write `IMFByteStream.Write` on another thread */
export function writePair(results: Results, write: ObjectMethod): Record<string, ObjectMethod> {
  const counts = new WeakMap<object, number>();
  const last = new WeakMap<object, Promise<unknown>>();
  return {
    BeginWrite(bytes, count, callback, state) {
      const stream = this as object;
      const result = results.create(null, callback, state);
      counts.set(result, 0);
      // What is written is what the bytes are now.
      const copy = (bytes as Uint8Array).slice(0, count as number);
      const writing = async (): Promise<void> => {
        try {
          counts.set(result, (await write.call(stream, copy, count)) as number);
        } catch (error) {
          result.SetStatus(hresultOf(error));
        }
        results.dispatched(result);
        results.calls.invokeCallback(result.address);
      };
      last.set(stream, Promise.resolve(last.get(stream)).then(writing));
    },
    EndWrite(result) {
      const count = counts.get(result as object);
      if (count === undefined || !counts.delete(result as object)) {
        const fault = 'this result belongs to another operation, or was ended already';
        throw new HResultError(E_INVALIDARG, 'EndWrite', { fault });
      }
      const status = (result as { GetStatus(): number }).GetStatus();
      if (FAILED(status)) throw new HResultError(status, 'EndWrite');
      return count;
    },
  };
}
