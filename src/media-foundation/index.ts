/**
 * `begin-end/media-foundation`: the part of Media Foundation that runs asynchronous operations, on the real mfplat.dll.
 * It needs Windows (or Wine) and the package `koffi`.
 */
export { callbackDropped } from './callbacks.js';
export type { Accepted, InterfaceFacts, IUnknown } from './interfaceFacts.js';
export type * from './interfaces.generated.js';
export type { MediaFoundation, Waiting } from './MediaFoundation.js';
export { openMediaFoundation, type MediaFoundationOptions } from './openMediaFoundation.js';
export type { MediaPlatform, MFPERIODICCALLBACK, WaitableHandle } from '../platform/MediaPlatform.js';
export * from '../platform/constants.js';
