/**
 * Joins two asynchronous worlds: the Begin/End pattern of Media Foundation, and promises.
 *
 * @module begin-end
 */
export { fromBeginEnd } from './adapters/fromBeginEnd.js';
export { toBeginEnd } from './adapters/toBeginEnd.js';
export type { PairMethod, PairMethods, TrioFunction } from './adapters/pairTypes.js';
export type { BeginEnd, BeginEndMethods } from './adapters/trioTypes.js';
export type {
  AsyncCallback,
  CancellablePromise,
  FromBeginEndOptions,
  MisuseKind,
  MisuseReport,
  ToBeginEndOptions,
} from './adapters/types.js';
export type { AbortPolicy, CallOptions } from './adapters/callOptions.js';
export { whenEnded } from './adapters/whenEnded.js';
export { setLostCallbackDetection } from './adapters/lostCallbacks.js';
export { setMisuseHandler } from './adapters/misuse.js';
export { setOperationObserver, type ObservedOperation, type OperationObserver } from './adapters/observer.js';
export { HResultError, type HResultErrorOptions } from './contract/HResultError.js';
export { hresultOf } from './contract/hresultOf.js';
export { isCancelled } from './contract/isCancelled.js';
export {
  E_ABORT,
  E_FAIL,
  E_INVALIDARG,
  E_NOTIMPL,
  E_PENDING,
  E_POINTER,
  E_UNEXPECTED,
  FAILED,
  HRESULT_FROM_WIN32,
  hresultName,
  MF_E_END_OF_STREAM,
  MF_E_INVALIDREQUEST,
  MF_E_MULTIPLE_BEGIN,
  MF_E_MULTIPLE_SUBSCRIBERS,
  MF_E_NO_EVENTS_AVAILABLE,
  MF_E_OPERATION_CANCELLED,
  MF_E_SHUTDOWN,
  MF_S_MULTIPLE_BEGIN,
  S_OK,
  SUCCEEDED,
  type HRESULT,
} from './contract/hresult.js';
export {
  callbackDropped,
  type AsyncCallbackParameters,
  type AsyncResultPlatform,
  type IMFAsyncCallback,
  type IMFAsyncResult,
} from './contract/IMFAsyncResult.js';
export * from './contract/IMFByteStream.js';
export * from './contract/IMFMediaEventGenerator.js';
export { callbackOf, MFCreateAsyncResult } from './contract/MFCreateAsyncResult.js';
export * from './streams/index.js';
