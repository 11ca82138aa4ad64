/**
 * `begin-end/platform`: the part of Media Foundation that runs asynchronous operations, and an implementation of it on
 * the running event loop.
 *
 * @module begin-end/platform
 */
export { createEmbeddedPlatform, type EmbeddedPlatformOptions } from './createEmbeddedPlatform.js';
export type { EmbeddedPlatform } from './EmbeddedPlatform.js';
export type { Clock } from './time/clock.js';
export type { IMFMediaEventQueue, MediaPlatform } from './MediaPlatform.js';
export type { MFPERIODICCALLBACK, WaitableEvent, WaitableHandle, WorkQueueFunctions } from './WorkQueueFunctions.js';
export * from './constants.js';

export type {
  AsyncCallbackParameters,
  AsyncResultPlatform,
  IMFAsyncCallback,
  IMFAsyncResult,
} from '../contract/IMFAsyncResult.js';
export type { IMFByteStream } from '../contract/IMFByteStream.js';
export type { IMFMediaEvent, IMFMediaEventGenerator } from '../contract/IMFMediaEventGenerator.js';
export { MFCreateAsyncResult } from '../contract/MFCreateAsyncResult.js';
