// Every form of both adapters, as a user writes it. What else their types promise, __tests__/types holds: the matrix compiles that,
// too.
import {
  byteStreamFrom,
  eventGeneratorFrom,
  eventsOf,
  fromBeginEnd,
  iterateBeginEnd,
  readableStreamOf,
  toBeginEnd,
  whenEnded,
  writableStreamOf,
  type CallOptions,
  type CancellablePromise,
  type IMFAsyncCallback,
  type IMFAsyncResult,
  type IMFMediaEvent,
} from 'begin-end';
import { createEmbeddedPlatform } from 'begin-end/platform';
import { expectTypeOf } from 'expect-type';

declare const signal: AbortSignal;
const bytes = new Uint8Array(5);
const stream = byteStreamFrom(new Uint8Array(8));
type Read = (bytes: Uint8Array, count: number, options?: CallOptions) => CancellablePromise<number>;

// --- fromBeginEnd: one pair, all pairs, two functions, a trio

const read = fromBeginEnd(stream, 'Read');
expectTypeOf(read).toEqualTypeOf<Read>();
const { read: alike, write } = fromBeginEnd(stream, { onAbort: 'abandon' });
expectTypeOf(alike).toEqualTypeOf<Read>();
expectTypeOf(write).toEqualTypeOf<Read>();

function BeginDouble(value: number, callback: IMFAsyncCallback, state: unknown): { id: number } {
  void [callback, state];
  return { id: value };
}
function EndDouble(result: IMFAsyncResult): number {
  return result.GetStatus();
}
const double = fromBeginEnd(BeginDouble, EndDouble, {
  cancel: ({ id }) => expectTypeOf(id).toEqualTypeOf<number>(),
  dispose: (value) => expectTypeOf(value).toEqualTypeOf<number>(),
});
expectTypeOf(double).toEqualTypeOf<(value: number, options?: CallOptions) => CancellablePromise<number>>();
const trio = { begin: BeginDouble, end: EndDouble, cancel: ({ id }: { id: number }) => id };
expectTypeOf(fromBeginEnd(trio)).toEqualTypeOf(double);

const count = read(bytes, 5, { signal, onAbort: 'abandon' });
expectTypeOf(await count).toEqualTypeOf<number>();
count.cancel(new Error('not needed'));
expectTypeOf(whenEnded(count)).toEqualTypeOf<Promise<void>>();

// --- toBeginEnd: one method, all methods, a function

const store = {
  async load(key: string, options?: { signal?: AbortSignal }) {
    options?.signal?.throwIfAborted();
    return key.length;
  },
  async close() {},
};
const { BeginLoad, EndLoad, CancelLoad } = toBeginEnd(store, 'load', { passSignal: true });
const result = BeginLoad('key', { Invoke: (own) => expectTypeOf(EndLoad(own)).toEqualTypeOf<number>() }, null);
CancelLoad(result);
const all = toBeginEnd(store, { platform: createEmbeddedPlatform() });
all.BeginLoad('key', undefined, (own) => all.EndLoad(own), { any: 'state' });
all.BeginClose(null, null);
const { begin, end } = toBeginEnd(async (a: number, b: number) => a + b);
begin(1, 2, (own) => expectTypeOf(end(own)).toEqualTypeOf<number>(), null);

// --- there and back

expectTypeOf(fromBeginEnd(all).close()).toEqualTypeOf<CancellablePromise<void>>();
expectTypeOf(fromBeginEnd(toBeginEnd(async (a: number) => `${a}`))).toEqualTypeOf<
  (a: number, options?: CallOptions) => CancellablePromise<string>
>();
toBeginEnd(double).begin(1, undefined, null, null);

// --- iterators and streams

declare function BeginTick(callback: IMFAsyncCallback, state: unknown): void;
declare const events: AsyncIterable<IMFMediaEvent>;
for await (const tick of iterateBeginEnd(BeginTick, EndDouble)) expectTypeOf(tick).toEqualTypeOf<number>();
for await (const event of eventsOf(eventGeneratorFrom(events))) expectTypeOf(event).toEqualTypeOf<IMFMediaEvent>();
expectTypeOf(readableStreamOf(stream)).toExtend<ReadableStream<Uint8Array>>();
expectTypeOf(writableStreamOf(stream)).toExtend<WritableStream<Uint8Array>>();
