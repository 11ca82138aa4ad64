import {
  fromBeginEnd,
  whenEnded,
  type CallOptions,
  type CancellablePromise,
  type IMFAsyncCallback,
  type IMFAsyncResult,
  type IMFByteStream,
  type IMFMediaEvent,
  type IMFMediaEventGenerator,
} from 'begin-end';
import { expectTypeOf } from 'expect-type';

// --- functions: arguments, results, call options

declare function BeginRead(path: string, count: number, callback: IMFAsyncCallback, state: unknown): { id: number };
declare function EndRead(result: IMFAsyncResult): Uint8Array;

const read = fromBeginEnd(BeginRead, EndRead);
expectTypeOf(read('a', 1)).toEqualTypeOf<CancellablePromise<Uint8Array>>();
expectTypeOf(read).toBeCallableWith('a', 1);
expectTypeOf(read).toBeCallableWith('a', 1, { signal: new AbortController().signal });
expectTypeOf(read).toBeCallableWith('a', 1, { signal: undefined, onAbort: 'abandon' });
expectTypeOf(read).parameters.toEqualTypeOf<[path: string, count: number, options?: CallOptions]>();
expectTypeOf(read).not.toBeAny();
expectTypeOf(await read('a', 1)).toEqualTypeOf<Uint8Array>();
expectTypeOf(read('a', 1).then((bytes) => bytes.length)).toEqualTypeOf<Promise<number>>();
expectTypeOf(read('a', 1).cancel).toEqualTypeOf<(reason?: unknown) => void>();

// @ts-expect-error -- an argument is missing
void read('a');
// @ts-expect-error -- of the wrong type
void read('a', '1');
// @ts-expect-error -- one too many
void read('a', 1, { signal: undefined }, 2);
// @ts-expect-error -- no such policy
void read('a', 1, { signal: undefined, onAbort: 'later' });
// @ts-expect-error -- no such call option
void read('a', 1, { timeout: 1 });
// @ts-expect-error -- callback and state are the library's affair
void read('a', 1, { Invoke() {} }, null);

// --- functions: no arguments, optional and rest parameters

declare function BeginFlush(callback: IMFAsyncCallback, state: unknown): void;
declare function EndFlush(result: IMFAsyncResult): void;
const flush = fromBeginEnd(BeginFlush, EndFlush);
expectTypeOf(flush).parameters.toEqualTypeOf<[options?: CallOptions]>();
expectTypeOf(flush()).toEqualTypeOf<CancellablePromise<void>>();

declare function BeginClose(callback: IMFAsyncCallback, state?: unknown): void;
expectTypeOf(fromBeginEnd(BeginClose, EndFlush)()).toEqualTypeOf<CancellablePromise<void>>();

// What End promises is awaited.
declare function EndLater(result: IMFAsyncResult): Promise<string>;
expectTypeOf(fromBeginEnd(BeginFlush, EndLater)()).toEqualTypeOf<CancellablePromise<string>>();

// A callback that asks for less, and an End that asks for a result of its own class, fit.
class OwnResult {
  readonly value = 1;
  GetStatus(): number {
    return 0;
  }
}
declare function BeginOwn(callback: { Invoke(result: IMFAsyncResult): unknown }, state: null): void;
declare function EndOwn(result: OwnResult & IMFAsyncResult): number;
expectTypeOf(fromBeginEnd(BeginOwn, EndOwn)()).toEqualTypeOf<CancellablePromise<number>>();

// End, written on the spot, needs no annotation.
const inline = fromBeginEnd(
  (count: number, _callback: IMFAsyncCallback, _state: unknown) => count,
  (result) => {
    expectTypeOf(result).toEqualTypeOf<IMFAsyncResult>();
    return 'value';
  },
);
expectTypeOf(inline(1)).toEqualTypeOf<CancellablePromise<string>>();

// @ts-expect-error -- Begin without End
fromBeginEnd(BeginRead);
// @ts-expect-error -- End is no function
fromBeginEnd(BeginRead, {});
// @ts-expect-error -- End asks for what no callback gives
fromBeginEnd(BeginRead, (bytes: string) => bytes);

// --- generics of a single signature survive

const generic = fromBeginEnd(
  <V>(value: V, _callback: IMFAsyncCallback, _state: unknown) => value,
  () => 1,
);
expectTypeOf(generic('text')).toEqualTypeOf<CancellablePromise<number>>();
expectTypeOf(generic<Date>).parameters.toEqualTypeOf<[value: Date, options?: CallOptions]>();
// @ts-expect-error -- the parameter is what was asked for
void generic<Date>('text');

// --- this is typed

interface Station {
  frequency: number;
}
declare function BeginTune(this: Station, to: number, callback: IMFAsyncCallback, state: unknown): void;
declare function EndTune(this: Station, result: IMFAsyncResult): boolean;
const tune = fromBeginEnd(BeginTune, EndTune);
expectTypeOf(tune).thisParameter.toEqualTypeOf<Station>();
declare const station: Station & { tune: typeof tune };
expectTypeOf(station.tune(2)).toEqualTypeOf<CancellablePromise<boolean>>();
// @ts-expect-error -- this is no station
void { tune }.tune(2);

// --- options: the cookie and the value have their types

fromBeginEnd(BeginRead, EndRead, {
  cancel: (cookie) => expectTypeOf(cookie).toEqualTypeOf<{ id: number }>(),
  dispose: (bytes) => expectTypeOf(bytes).toEqualTypeOf<Uint8Array>(),
  onAbort: 'wait',
  state: { anything: 1 },
  name: 'BeginRead',
});
// The promised value is what is disposed, not its promise.
fromBeginEnd(BeginFlush, EndLater, { dispose: (value) => expectTypeOf(value).toEqualTypeOf<string>() });
const later = { BeginFlush, EndFlush: EndLater };
expectTypeOf(fromBeginEnd(later).flush()).toEqualTypeOf<CancellablePromise<string>>();
fromBeginEnd(later, 'Flush', { dispose: (value) => expectTypeOf(value).toEqualTypeOf<string>() });
fromBeginEnd(later, { dispose: (value) => expectTypeOf(value).toEqualTypeOf<string>() });
// An optional member is no pair, and adds nothing to what the pairs give.
declare const partly: typeof later & { timeout?: number; BeginStop?(callback: IMFAsyncCallback, state: unknown): void };
fromBeginEnd(partly, { dispose: (value) => expectTypeOf(value).toEqualTypeOf<string>() });
// @ts-expect-error -- every member may be missing
fromBeginEnd({} as Partial<typeof later>);
// A null cookie never reaches the cancel action.
declare function BeginMaybe(callback: IMFAsyncCallback, state: unknown): { id: number } | null;
fromBeginEnd(BeginMaybe, EndFlush, { cancel: (cookie) => expectTypeOf(cookie).toEqualTypeOf<{ id: number }>() });
// @ts-expect-error -- the cookie is another one
fromBeginEnd(BeginRead, EndRead, { cancel: (cookie: string) => cookie });
// @ts-expect-error -- End gives another value
fromBeginEnd(BeginRead, EndRead, { dispose: (value: string) => value });
// @ts-expect-error -- no such policy
fromBeginEnd(BeginRead, EndRead, { onAbort: 'later' });
// @ts-expect-error -- no such option
fromBeginEnd(BeginRead, EndRead, { timeout: 1 });

// --- objects: the pairs have their names

const object = {
  BeginRead: (count: number, callback: IMFAsyncCallback, _state: unknown) => callback.Invoke === undefined && count,
  EndRead: (_result: IMFAsyncResult) => 'read',
  beginWrite: (text: string, _callback: IMFAsyncCallback, _state: unknown) => text,
  endWrite: (_result: IMFAsyncResult) => 1,
  BeginAlone: (_callback: IMFAsyncCallback, _state: unknown) => {},
  beginner: (_callback: IMFAsyncCallback, _state: unknown) => {},
  endner: (_result: IMFAsyncResult) => {},
  size: 1,
};
const methods = fromBeginEnd(object);
expectTypeOf(methods).toHaveProperty('read');
expectTypeOf<keyof typeof methods>().toEqualTypeOf<'read' | 'write'>();
expectTypeOf(methods).not.toBeAny();
expectTypeOf(methods.read).parameters.toEqualTypeOf<[count: number, options?: CallOptions]>();
expectTypeOf(methods.read(1)).toEqualTypeOf<CancellablePromise<string>>();
expectTypeOf(methods.write('text')).toEqualTypeOf<CancellablePromise<number>>();
expectTypeOf(fromBeginEnd(object, 'Read')).toEqualTypeOf<typeof methods.read>();
expectTypeOf(fromBeginEnd(object, 'Write')('text')).toEqualTypeOf<CancellablePromise<number>>();
fromBeginEnd(object, 'Write', {
  cancel: (cookie) => expectTypeOf(cookie).toEqualTypeOf<string>(),
  dispose: (value) => expectTypeOf(value).toEqualTypeOf<number>(),
});

// @ts-expect-error -- no such pair
fromBeginEnd(object, 'Open');
// @ts-expect-error -- its End is missing
fromBeginEnd(object, 'Alone');
// @ts-expect-error -- the pair is named without Begin
fromBeginEnd(object, 'BeginRead');
// @ts-expect-error -- the pair is named by its capital letter
fromBeginEnd(object, 'read');
// @ts-expect-error -- no pair at all
fromBeginEnd({ size: 1, read() {} });
// @ts-expect-error -- no pair of that object
void methods.alone;
// @ts-expect-error -- the cookie is another one
fromBeginEnd(object, 'Write', { cancel: (cookie: Date) => cookie });
// @ts-expect-error -- a wrong argument
void methods.read('1');

// The COM spelling counts where both exist.
declare const both: {
  BeginRead(callback: IMFAsyncCallback, state: unknown): void;
  EndRead(result: IMFAsyncResult): 'COM';
  beginRead(callback: IMFAsyncCallback, state: unknown): void;
  endRead(result: IMFAsyncResult): 'camel';
};
expectTypeOf(fromBeginEnd(both).read()).toEqualTypeOf<CancellablePromise<'COM'>>();

// --- classes and interfaces

class Reader {
  readonly path = '';
  BeginRead(count: number, callback: IMFAsyncCallback, state: unknown): bigint {
    return callback === state ? 0n : BigInt(count);
  }
  EndRead(_result: IMFAsyncResult): Uint8Array {
    return new Uint8Array();
  }
  CancelRead(_cookie: bigint): void {}
}
expectTypeOf(fromBeginEnd(new Reader()).read(1)).toEqualTypeOf<CancellablePromise<Uint8Array>>();
fromBeginEnd(new Reader(), 'Read', { cancel: (cookie) => expectTypeOf(cookie).toEqualTypeOf<bigint>() });
class LineReader extends Reader {
  BeginLine(callback: IMFAsyncCallback, state: unknown): void {
    this.BeginRead(1, callback, state);
  }
  EndLine(_result: IMFAsyncResult): string {
    return '';
  }
}
expectTypeOf(fromBeginEnd(new LineReader()).line()).toEqualTypeOf<CancellablePromise<string>>();
expectTypeOf(fromBeginEnd(new LineReader()).read(1)).toEqualTypeOf<CancellablePromise<Uint8Array>>();

declare const stream: IMFByteStream;
const { read: readBytes, write: writeBytes } = fromBeginEnd(stream);
expectTypeOf(readBytes).parameters.toEqualTypeOf<[bytes: Uint8Array, count: number, options?: CallOptions]>();
expectTypeOf(readBytes(new Uint8Array(4), 4)).toEqualTypeOf<CancellablePromise<number>>();
expectTypeOf(writeBytes(new Uint8Array(4), 4)).toEqualTypeOf<CancellablePromise<number>>();

declare const generator: IMFMediaEventGenerator;
expectTypeOf(fromBeginEnd(generator, 'GetEvent')()).toEqualTypeOf<CancellablePromise<IMFMediaEvent>>();

// --- whenEnded

expectTypeOf(whenEnded(read('a', 1))).toEqualTypeOf<Promise<void>>();
// @ts-expect-error -- no promise
void whenEnded(1);
// @ts-expect-error -- what then gives is no promise of an adapted function
void whenEnded(read('a', 1).then(() => 1));
