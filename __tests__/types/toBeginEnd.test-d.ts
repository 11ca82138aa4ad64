import {
  fromBeginEnd,
  MFCreateAsyncResult,
  toBeginEnd,
  type CallOptions,
  type CancellablePromise,
  type IMFAsyncCallback,
  type IMFAsyncResult,
} from 'begin-end';
import { expectTypeOf } from 'expect-type';

declare const result: IMFAsyncResult;
declare const callback: IMFAsyncCallback;

// --- functions

const { begin, end, cancel } = toBeginEnd(async (path: string, count: number) => `${path}${count}`);
expectTypeOf(begin).not.toBeAny();
expectTypeOf(begin('a', 1, callback, 'state')).toEqualTypeOf<IMFAsyncResult>();
expectTypeOf(begin).toBeCallableWith('a', 1, null, null);
expectTypeOf(begin).toBeCallableWith('a', 1, (own) => end(own), undefined);
expectTypeOf(end).toEqualTypeOf<(result: IMFAsyncResult) => string>();
expectTypeOf(cancel).toEqualTypeOf<(result: IMFAsyncResult) => void>();

// @ts-expect-error -- the state is missing
begin('a', 1, null);
// @ts-expect-error -- callback and state are missing
begin('a', 1);
// @ts-expect-error -- an argument is missing
begin('a', null, null);
// @ts-expect-error -- of the wrong type
begin('a', '1', null, null);
// @ts-expect-error -- no callback
begin('a', 1, {}, null);
// @ts-expect-error -- no result
end(1);
// @ts-expect-error -- neither a function nor an object
toBeginEnd('read');

// A plain value, a thenable and nothing are results as well.
expectTypeOf(toBeginEnd(() => 1).end(result)).toEqualTypeOf<number>();
expectTypeOf(toBeginEnd((): PromiseLike<Date> => Promise.resolve(new Date())).end(result)).toEqualTypeOf<Date>();
expectTypeOf(toBeginEnd(async () => {}).end(result)).toEqualTypeOf<void>();

// --- optional and rest parameters

const optional = toBeginEnd(async (path: string, count?: number) => `${path}${count}`);
expectTypeOf(optional.begin).toBeCallableWith('a', 1, null, null);
expectTypeOf(optional.begin).toBeCallableWith('a', undefined, null, null);
expectTypeOf(optional.begin).toBeCallableWith('a', null, null);
// @ts-expect-error -- of the wrong type
optional.begin('a', '1', null, null);

const optionals = toBeginEnd(async (a: string | undefined, b?: number, c?: Date) => [a, b, c]);
expectTypeOf(optionals.begin).parameter(0).toEqualTypeOf<string | undefined>();
expectTypeOf(optionals.begin(undefined, null, null)).toEqualTypeOf<IMFAsyncResult>();
expectTypeOf(optionals.begin(undefined, 1, null, null)).toEqualTypeOf<IMFAsyncResult>();
expectTypeOf(optionals.begin('a', undefined, new Date(), null, null)).toEqualTypeOf<IMFAsyncResult>();
// @ts-expect-error -- the first argument is not optional
optionals.begin(null, null);

const rest = toBeginEnd(async (path: string, ...counts: number[]) => path.repeat(counts.length));
expectTypeOf(rest.begin).toBeCallableWith('a', null, null);
expectTypeOf(rest.begin).toBeCallableWith('a', 1, 2, 3, null, null);
// @ts-expect-error -- of the wrong type
rest.begin('a', 1, '2', null, null);

// --- this

interface Station {
  frequency: number;
}
const tuned = toBeginEnd(async function (this: Station, to: number) {
  return this.frequency === to;
});
declare const station: Station & { begin: typeof tuned.begin };
expectTypeOf(station.begin(1, null, null)).toEqualTypeOf<IMFAsyncResult>();
// @ts-expect-error -- this is no station
({ begin: tuned.begin }).begin(1, null, null);

// --- options

toBeginEnd(async () => 'text', {
  dispose: (value) => expectTypeOf(value).toEqualTypeOf<string>(),
  platform: { MFCreateAsyncResult, MFInvokeCallback: (own) => expectTypeOf(own).toEqualTypeOf<IMFAsyncResult>() },
  name: 'BeginRead',
});
// @ts-expect-error -- fn gives another value
toBeginEnd(async () => 'text', { dispose: (value: number) => value });
// @ts-expect-error -- half a platform
toBeginEnd(async () => 'text', { platform: { MFCreateAsyncResult } });
// @ts-expect-error -- no such option
toBeginEnd(async () => 'text', { onAbort: 'wait' });

// --- passSignal: the last parameter is the library's affair

declare function fetchText(url: string, options: { signal: AbortSignal }): Promise<string>;
declare function fetchMaybe(url: string, options?: { signal?: AbortSignal; redirect?: string }): Promise<string>;
const fetched = toBeginEnd(fetchText, { passSignal: true });
expectTypeOf(fetched.begin).toBeCallableWith('url', null, null);
expectTypeOf(fetched.end(result)).toEqualTypeOf<string>();
// @ts-expect-error -- the library gives the signal
fetched.begin('url', { signal: new AbortController().signal }, null, null);
expectTypeOf(toBeginEnd(fetchMaybe, { passSignal: true }).begin).toBeCallableWith('url', null, null);
const plain = toBeginEnd(fetchText, { passSignal: false });
// @ts-expect-error -- without passSignal it is an argument like any other
plain.begin('url', null, null);
expectTypeOf(plain.begin).toBeCallableWith('url', { signal: new AbortController().signal }, null, null);

// --- objects and classes

class Reader {
  readonly path = '';
  async read(count: number): Promise<Uint8Array> {
    return new Uint8Array(count);
  }
  async closeAsync(reason?: string): Promise<string | undefined> {
    return reason;
  }
  size(): number {
    return this.path.length;
  }
}
const reader = toBeginEnd(new Reader());
expectTypeOf<keyof typeof reader>().toEqualTypeOf<`${'Begin' | 'End' | 'Cancel'}${'Read' | 'Close' | 'Size'}`>();
expectTypeOf(reader).not.toBeAny();
expectTypeOf(reader.BeginRead(1, callback, null)).toEqualTypeOf<IMFAsyncResult>();
expectTypeOf(reader.EndRead(result)).toEqualTypeOf<Uint8Array>();
expectTypeOf(reader.CancelRead).toEqualTypeOf<(result: IMFAsyncResult) => void>();
expectTypeOf(reader.BeginClose).toBeCallableWith(null, null);
expectTypeOf(reader.BeginClose).toBeCallableWith('reason', null, null);
expectTypeOf(reader.EndClose(result)).toEqualTypeOf<string | undefined>();
expectTypeOf(reader.EndSize(result)).toEqualTypeOf<number>();

const { BeginRead, EndRead, CancelRead } = toBeginEnd(new Reader(), 'read');
expectTypeOf(BeginRead).toEqualTypeOf(reader.BeginRead);
expectTypeOf(EndRead(result)).toEqualTypeOf<Uint8Array>();
expectTypeOf(CancelRead).toEqualTypeOf<(result: IMFAsyncResult) => void>();
expectTypeOf(toBeginEnd(new Reader(), 'close').EndClose(result)).toEqualTypeOf<string | undefined>();
toBeginEnd(new Reader(), 'read', { dispose: (bytes) => expectTypeOf(bytes).toEqualTypeOf<Uint8Array>() });
// An optional member is no method, and adds nothing to what the methods give.
declare const partly: { read(): Promise<string>; close?(): Promise<number>; timeout?: number };
toBeginEnd(partly, { dispose: (value) => expectTypeOf(value).toEqualTypeOf<string>() });
// @ts-expect-error -- every member may be missing
toBeginEnd({} as { read?(): Promise<string> });

// @ts-expect-error -- no such method
toBeginEnd(new Reader(), 'write');
// @ts-expect-error -- a property is no method
toBeginEnd(new Reader(), 'path');
// @ts-expect-error -- no method at all
toBeginEnd({ size: 1 });
// @ts-expect-error -- a wrong argument
reader.BeginRead('1', null, null);
// @ts-expect-error -- no trio of that object
void reader.BeginWrite;

// readAsync counts where read exists as well.
declare const twice: { read(): number; readAsync(count: number): Promise<string> };
expectTypeOf(toBeginEnd(twice).EndRead(result)).toEqualTypeOf<string>();
expectTypeOf(toBeginEnd(twice, 'read').BeginRead).toBeCallableWith(1, null, null);

interface Store {
  get(key: string): Promise<number>;
  set?(key: string, value: number): Promise<void>;
}
declare const store: Store;
expectTypeOf(toBeginEnd(store).EndGet(result)).toEqualTypeOf<number>();
expectTypeOf(toBeginEnd(store, 'get').EndGet(result)).toEqualTypeOf<number>();

// --- there and back: the promise methods have their own types

const again = fromBeginEnd(toBeginEnd(new Reader()));
expectTypeOf<keyof typeof again>().toEqualTypeOf<'read' | 'close' | 'size'>();
expectTypeOf(again.read(1)).toEqualTypeOf<CancellablePromise<Uint8Array>>();
expectTypeOf(again.read).toBeCallableWith(1, { signal: undefined });
expectTypeOf(again.read).parameters.toEqualTypeOf<[count: number, options?: CallOptions]>();
expectTypeOf(again.size()).toEqualTypeOf<CancellablePromise<number>>();
expectTypeOf(again.close()).toEqualTypeOf<CancellablePromise<string | undefined>>();
expectTypeOf(again.close('reason')).toEqualTypeOf<CancellablePromise<string | undefined>>();
expectTypeOf(again.close).toBeCallableWith('reason', { signal: undefined });
// @ts-expect-error -- of the wrong type
void again.read('1');
// @ts-expect-error -- of the wrong type
void again.close(1);

declare const many: { join(separator: string, ...parts: string[]): Promise<string> };
const manyAgain = fromBeginEnd(toBeginEnd(many));
expectTypeOf(manyAgain.join).toBeCallableWith(',', 'a', 'b');
expectTypeOf(manyAgain.join(',')).toEqualTypeOf<CancellablePromise<string>>();
// @ts-expect-error -- of the wrong type
void manyAgain.join(',', 1);

const functionAgain = fromBeginEnd(begin, end, { cancel });
expectTypeOf(functionAgain('a', 1)).toEqualTypeOf<CancellablePromise<string>>();
// Of a function alone only one list of parameters can be inferred; as a pair of an object it comes back whole.
const optionalMethod = fromBeginEnd({ BeginRead: optional.begin, EndRead: optional.end }, 'Read');
expectTypeOf(optionalMethod('a')).toEqualTypeOf<CancellablePromise<string>>();
expectTypeOf(optionalMethod('a', 1)).toEqualTypeOf<CancellablePromise<string>>();

// And the other way round.
declare function BeginSeek(offset: bigint, callback: IMFAsyncCallback, state: unknown): void;
declare function EndSeek(result: IMFAsyncResult): bigint;
const seek = toBeginEnd(fromBeginEnd(BeginSeek, EndSeek));
expectTypeOf(seek.begin).toBeCallableWith(1n, callback, null);
expectTypeOf(seek.end(result)).toEqualTypeOf<bigint>();
// @ts-expect-error -- of the wrong type
seek.begin(1, callback, null);
