import {
  byteStreamFrom,
  eventGeneratorFrom,
  eventsOf,
  fromBeginEnd,
  iterateBeginEnd,
  readableStreamOf,
  writableStreamOf,
  type BeginEndIterator,
  type ByteSource,
  type ClosableEventGenerator,
  type DisposableByteStream,
  type FileHandleLike,
  type IMFAsyncCallback,
  type IMFAsyncResult,
  type IMFByteStream,
  type IMFMediaEvent,
} from 'begin-end';
import {
  createEmbeddedPlatform,
  type EmbeddedPlatform,
  type IMFMediaEventQueue,
  type MediaPlatform,
} from 'begin-end/platform';
import { expectTypeOf } from 'expect-type';

// --- what byteStreamFrom takes

declare const blob: Blob;
declare const handle: FileHandleLike;
declare const response: Response & { readonly body: ReadableStream<Uint8Array> };
declare const chunks: AsyncIterable<Uint8Array>;
for (const source of [
  new Uint8Array(1),
  new DataView(new ArrayBuffer(1)),
  new ArrayBuffer(1),
  new SharedArrayBuffer(1),
  blob,
  handle,
  response.body,
  chunks,
]) {
  expectTypeOf(source).toExtend<ByteSource>();
  expectTypeOf(byteStreamFrom(source)).toEqualTypeOf<DisposableByteStream>();
}
// @ts-expect-error -- a text has no bytes before it is encoded
byteStreamFrom('text');
// @ts-expect-error -- a descriptor alone cannot be kept open while it is used
byteStreamFrom({ fd: 3, close: async () => {} });
declare const texts: AsyncIterable<string>;
// @ts-expect-error -- texts are no bytes
byteStreamFrom(texts);

// --- what can be disposed

const stream = byteStreamFrom(blob);
expectTypeOf(stream).toExtend<IMFByteStream & Disposable & AsyncDisposable>();
expectTypeOf(readableStreamOf(stream)).toExtend<ReadableStream<Uint8Array<ArrayBuffer>> & AsyncDisposable>();
expectTypeOf(writableStreamOf(stream)).toExtend<WritableStream<Uint8Array> & AsyncDisposable>();
// A byte stream of somebody else need not be disposable.
declare const foreign: IMFByteStream;
expectTypeOf(readableStreamOf).toBeCallableWith(foreign);

declare const event: IMFMediaEvent;
const generator = eventGeneratorFrom([event], { dispose: (late) => expectTypeOf(late).toEqualTypeOf<IMFMediaEvent>() });
expectTypeOf(generator).toEqualTypeOf<ClosableEventGenerator>();
expectTypeOf(generator).toExtend<Disposable & AsyncDisposable>();
expectTypeOf(eventsOf(generator, { dispose: (late) => late.GetType() })).toEqualTypeOf<
  BeginEndIterator<IMFMediaEvent>
>();
// @ts-expect-error -- there is no such option
eventsOf(generator, { disposed: () => {} });

const iteration = iterateBeginEnd(
  (callback: IMFAsyncCallback, state: unknown) => stream.BeginRead(new Uint8Array(1), 1, callback, state),
  (result: IMFAsyncResult) => stream.EndRead(result),
);
expectTypeOf(iteration).toEqualTypeOf<BeginEndIterator<number>>();
expectTypeOf(iteration).toExtend<AsyncIterableIterator<number> & AsyncDisposable>();
expectTypeOf(iteration.return).toBeCallableWith('any value');

// --- the embedded platform is a MediaPlatform, and what it hands out can be disposed

const platform = createEmbeddedPlatform();
expectTypeOf(platform).toEqualTypeOf<EmbeddedPlatform>();
expectTypeOf(platform).toExtend<MediaPlatform & Disposable>();
expectTypeOf(platform.MFCreateEventQueue()).toEqualTypeOf<IMFMediaEventQueue & Disposable>();
expectTypeOf(platform.MFCreateFile(1, 0, 0, 'path')).toEqualTypeOf<DisposableByteStream>();
const createFile = fromBeginEnd(platform.MFBeginCreateFile, platform.MFEndCreateFile);
expectTypeOf(createFile(1, 0, 0, 'path')).resolves.toEqualTypeOf<DisposableByteStream>();
