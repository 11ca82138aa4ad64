// `begin-end/testing`: a pair that is driven by hand has the types of the pair that it stands for.
import {
  fromBeginEnd,
  iterateBeginEnd,
  type CallOptions,
  type CancellablePromise,
  type IMFAsyncCallback,
  type IMFAsyncResult,
} from 'begin-end';
import { createEmbeddedPlatform, type Clock } from 'begin-end/platform';
import { ManualClock, ManualPair, type ManualOperation } from 'begin-end/testing';
import { expectTypeOf } from 'expect-type';

const pair = new ManualPair<[path: string, count: number], Uint8Array>();
type Read = (path: string, count: number, options?: CallOptions) => CancellablePromise<Uint8Array>;
const asTrio: Read = fromBeginEnd(pair);
const asFunctions: Read = fromBeginEnd(pair.begin, pair.end, { cancel: pair.cancel });
const { read } = fromBeginEnd({ BeginRead: pair.begin, EndRead: pair.end, CancelRead: pair.cancel });
expectTypeOf(read).toExtend<Read>();
asTrio('path', 4).cancel();
void asFunctions('path', 4);
// @ts-expect-error: an argument is missing
void read('path');
// @ts-expect-error: the path is a string
void asTrio(4, 4);

expectTypeOf(pair.last).toEqualTypeOf<ManualOperation<[path: string, count: number], Uint8Array>>();
expectTypeOf(pair.last.args).toEqualTypeOf<[path: string, count: number]>();
expectTypeOf(pair.next()).resolves.toEqualTypeOf<ManualOperation<[path: string, count: number], Uint8Array>>();
pair.last.complete(new Uint8Array(4));
pair.last.completeWith(() => new Uint8Array(4));
pair.last.fail('anything');
// @ts-expect-error: a value is missing
pair.last.complete();
// @ts-expect-error: the value is a Uint8Array
pair.last.complete('text');
// @ts-expect-error: what was begun is there to be read
pair.begun.push(pair.last);

// It stands for an interface with a pair of methods, with an operation that has no value, or may have none.
interface Flusher {
  BeginFlush(callback: IMFAsyncCallback, state: unknown): unknown;
  EndFlush(result: IMFAsyncResult): void;
}
const flush = new ManualPair<[], void>({ name: 'BeginFlush', onBegin: (operation) => operation.complete() });
expectTypeOf({ BeginFlush: flush.begin, EndFlush: flush.end }).toExtend<Flusher>();
flush.last.complete();
new ManualPair<[], string | undefined>().last.complete();
void iterateBeginEnd(flush.begin, flush.end);

// It stands for one with a cookie of its own and an out parameter.
interface Cookie {
  id: number;
}
interface Opener {
  BeginOpen(path: string, callback: IMFAsyncCallback, state: unknown): Cookie;
  EndOpen(result: IMFAsyncResult, out: { handle: number }): void;
  CancelOpen(cookie: Cookie): void;
}
const open = new ManualPair<[path: string], void, Cookie>({ onBegin: () => ({ id: 1 }) });
expectTypeOf({ BeginOpen: open.begin, EndOpen: open.end, CancelOpen: open.cancel }).toExtend<Opener>();
open.last.completeWith((_result, out: { handle: number }) => void (out.handle = 42));
expectTypeOf(open.cancelled).toEqualTypeOf<readonly Cookie[]>();
// @ts-expect-error: a result is no such cookie, so Begin has to say what it returns
export const wrong = new ManualPair<[path: string], void, Cookie>();

// Without type arguments it takes anything.
const any = new ManualPair();
any.begin(1, 'two', (result: IMFAsyncResult) => any.end(result), null);
any.last.complete();
any.last.complete('value');
expectTypeOf(any.end).returns.toBeUnknown();

const clock: Clock = new ManualClock();
createEmbeddedPlatform({ clock });
// @ts-expect-error: how long is missing
new ManualClock().advance();
