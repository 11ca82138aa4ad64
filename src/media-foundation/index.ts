/**
 * `begin-end/media-foundation`: the part of Media Foundation that runs asynchronous operations, on the real mfplat.dll.
 * It needs Windows, or Wine.
 *
 * @module begin-end/media-foundation
 */
export { callbackDropped } from '../contract/IMFAsyncResult.js';
export type { AddedInterface, ProjectedAs } from './facts/AddedInterface.js';
export type { InterfaceFacts } from './facts/interfaces.js';
export type * from './facts/interfaces.generated.js';
export * from './facts/variantKinds.js';
export type { AddedInterfaces, FunctionOf, ProjectedInterface } from './facts/typesOf.js';
export type { MediaFoundation, Waiting } from './MediaFoundation.js';
export { openMediaFoundation, type MediaFoundationOptions } from './openMediaFoundation.js';
export type { MediaPlatform, MFPERIODICCALLBACK, WaitableHandle } from '../platform/MediaPlatform.js';
export * from '../platform/constants.js';
