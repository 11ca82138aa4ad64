import type { IMFAsyncResult } from '../contract/IMFAsyncResult.js';
import type { DisposableByteStream } from '../contract/IMFByteStream.js';
import type { IMFMediaEventQueue, MediaPlatform } from './MediaPlatform.js';

/** The platform of `createEmbeddedPlatform`. What it hands out can be closed by `using`, and so can the platform. */
export interface EmbeddedPlatform extends MediaPlatform {
  /**
   * Takes back every `MFStartup`, as `MFShutdown` takes back one.
   *
   * @example
   * const platform = createEmbeddedPlatform();
   * platform.MFStartup(MF_VERSION);
   * platform[Symbol.dispose](); // or, where it is declared: using platform = …
   */
  [Symbol.dispose](): void;

  /** An event queue whose `Symbol.dispose` is its `Shutdown`. */
  MFCreateEventQueue(this: void): IMFMediaEventQueue & Disposable;
  /** As that of every `MediaPlatform`; the stream can be disposed. */
  MFCreateFile(this: void, accessMode: number, openMode: number, flags: number, path: string): DisposableByteStream;
  /** As that of every `MediaPlatform`; the stream can be disposed. */
  MFEndCreateFile(this: void, result: IMFAsyncResult): DisposableByteStream;
}
