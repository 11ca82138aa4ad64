import { toBeginEnd } from '../../adapters/toBeginEnd.js';
import type { AsyncResultPlatform, IMFAsyncResult } from '../../contract/IMFAsyncResult.js';
import type { NativeCalls } from '../native/NativeCalls.js';
import type { ObjectMethod } from './Projector.js';

/** The interface of a file under Wine: IMFByteStream, with a BeginWrite of ours. */
export const fileOfWine = {
  name: 'IMFByteStreamOfWine',
  facts: { iid: 'ad4c1b00-4bf7-422f-9175-756693d9130d', base: 'IMFByteStream', methods: {} },
} as const;

export const isWine = (calls: NativeCalls): boolean => calls.has('ntdll.dll', 'wine_get_version');

/**
 * BeginWrite and EndWrite of files under Wine, whose own BeginWrite crashes the process, or never calls back (seen in Wine 8.0).
 * They call the synchronous Write on another thread, one write after the other.
 *
 * @param write `IMFByteStream.Write` on another thread
 * @param platform dispatches the callbacks
 */
export function writePair(write: ObjectMethod, platform: AsyncResultPlatform): Record<string, ObjectMethod> {
  const last = new WeakMap<object, Promise<unknown>>();
  const { begin, end } = toBeginEnd(
    function (this: unknown, bytes: Uint8Array, count: number): Promise<unknown> {
      const stream = this as object;
      // The caller may change its bytes once Begin has returned.
      const copy = bytes.slice(0, count);
      const writing = Promise.resolve(last.get(stream)).then(() => write.call(stream, copy, count));
      const written = writing.catch(() => {});
      last.set(stream, written);
      return writing;
    },
    { platform, name: 'BeginWrite' },
  );
  return {
    // BeginWrite of C has no cookie to return.
    BeginWrite(...args) {
      (begin as ObjectMethod).apply(this, args);
    },
    EndWrite: (result) => end(result as IMFAsyncResult),
  };
}
